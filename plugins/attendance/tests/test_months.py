"""Months from punches to payroll, and what happens to facts that come late."""

from datetime import date, datetime
from decimal import Decimal

import asyncpg
import pytest
from renshi_attendance.badges import repository as badges

from renshi_sdk import Conflict
from renshi_sdk.clock import CHINA
from renshi_sdk.contracts import EndEmployment, JobChange, PayItemKind, PayPeriod
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.events import PayRunClosed

pytestmark = pytest.mark.asyncio(loop_scope="session")

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
EVERYTHING = {
    date(2026, 10, 12): ("09:20", "18:05"),
    date(2026, 10, 13): ("08:55", "17:30"),
    date(2026, 10, 14): ("08:55",),
    date(2026, 10, 15): (),
}


async def items(tenant, period: str, *people) -> list[tuple[str, Decimal, Decimal | None]]:
    async with tenant.context("payroll") as ctx:
        found = await ctx.hooks.collect_pay_items(
            company_id=tenant.company.id, period=PayPeriod.parse(period), employee_ids=[p.id for p in people]
        )
    return [(i.code, i.quantity, i.rate) for i in found]


async def punching_tenant(renshi, punch_month, **settings):
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True, **settings})
    for number in ("HR001", "MG001"):
        await punch_month(tenant, number, *OCTOBER)
    return tenant


async def test_october_with_everything_in_it(renshi, punch_month, close) -> None:
    tenant = await punching_tenant(renshi, punch_month)
    sent = await punch_month(tenant, "EM001", *OCTOBER, EVERYTHING)
    assert sent == {"received": 33, "written": 33, "unknown_numbers": []}
    month = await close(tenant, "2026-10")
    assert (month["state"], month["employees"], month["exceptions"]) == ("computed", 3, 4)
    async with tenant.client("hr") as hr:
        rows = (await hr.get("/api/plugins/attendance/months/2026-10/rows?number=EM001")).json()["items"]
        listed = "/api/plugins/attendance/months/2026-10/exceptions"
        odd = (await hr.get(listed)).json()["items"]
        english = (await hr.get(listed, headers={"Accept-Language": "en-US"})).json()["items"]
    row = rows[0]
    assert (row["due_days"], row["late_count"], row["late_minutes"]) == (18, 1, 20)
    assert (row["early_count"], row["early_minutes"], row["missing_punches"]) == (1, 30, 1)
    assert Decimal(row["absent_days"]) == 1
    # 18 days less the absent and the unknown one, less 50 minutes: 7630 ÷ 480.
    assert Decimal(row["worked_days"]) == Decimal("15.895833")
    assert [(e["day"], e["status"], e["minutes"]) for e in odd] == [
        ("2026-10-12", "late", 20),
        ("2026-10-13", "early", 30),
        ("2026-10-14", "missing_punch", 480),
        ("2026-10-15", "absent", 480),
    ]
    assert odd[0]["reason"] == "应 2026-10-12 09:00 到，2026-10-12 09:20 打卡，迟到 20 分钟"
    assert [e["reason"] for e in english] == [
        "due at 2026-10-12 09:00, punched at 2026-10-12 09:20: 20 minutes late",
        "due until 2026-10-13 18:00, punched at 2026-10-13 17:30: left 30 minutes early",
        "the punch at the end is missing, there is only 2026-10-14 08:55",
        "no punch and no leave",
    ]
    assert [r["code"] for e in odd for r in e["reasons"]] == ["late", "early", "missing_out", "no_punch"]


async def test_punches_sent_twice_count_once_and_unknown_numbers_are_named(renshi, punch_month) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    day = date(2026, 10, 12)
    assert (await punch_month(tenant, "EM001", day, day))["written"] == 2
    assert (await punch_month(tenant, "EM001", day, day))["written"] == 0
    assert await punch_month(tenant, "XX999", day, day) == {
        "received": 2,
        "written": 0,
        "unknown_numbers": ["XX999"],
    }
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM attendance_punch") == 2


async def test_raw_punches_cannot_be_edited(renshi, punch_month) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    day = date(2026, 10, 12)
    await punch_month(tenant, "EM001", day, day)
    for statement in ("UPDATE attendance_punch SET at = now()", "DELETE FROM attendance_punch"):
        with pytest.raises(asyncpg.PostgresError):
            async with tenant.context():
                await execute(statement)
        owner = await asyncpg.connect(renshi.platform.database.owner_url)
        try:
            with pytest.raises(asyncpg.CheckViolationError, match="never changed"):
                await owner.execute(statement)
        finally:
            await owner.close()


async def test_without_duty_to_punch_nobody_is_absent(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    month = await close(tenant, "2026-10")
    assert (month["employees"], month["exceptions"]) == (3, 0)
    assert await items(tenant, "2026-10", tenant.employee_person) == []


async def test_a_lock_needs_a_fresh_month_that_is_over_and_looked_at(renshi, punch_month, close) -> None:
    tenant = await punching_tenant(renshi, punch_month)
    await punch_month(tenant, "EM001", *OCTOBER, {date(2026, 10, 15): ()})
    path = "/api/plugins/attendance/months"

    async def lock(period: str, accept: bool = False) -> tuple[int, str]:
        async with tenant.client("hr") as hr:
            answer = await hr.post(f"{path}/{period}/lock", json={"accept_exceptions": accept})
        return answer.status_code, answer.json().get("code", answer.json().get("state"))

    assert (await lock("2026-10"))[0] == 404
    await close(tenant, "2026-10")
    assert await lock("2026-10") == (409, "attendance.month_has_exceptions")
    await punch_month(
        tenant, "EM001", date(2026, 10, 16), date(2026, 10, 16), {date(2026, 10, 16): ("12:00",)}
    )
    assert await lock("2026-10", accept=True) == (409, "attendance.month_stale")
    await close(tenant, "2026-10")
    assert await lock("2026-10", accept=True) == (200, "locked")
    assert await lock("2026-10", accept=True) == (409, "attendance.month_locked")
    await close(tenant, "2026-11")
    assert await lock("2026-11", accept=True) == (409, "attendance.month_not_over")
    async with tenant.client("employee") as client:
        assert (await client.post(f"{path}/2026-10/compute", json={})).status_code == 403
    async with tenant.client("hr") as hr:
        future = await hr.post(f"{path}/2026-12/compute", json={})
    assert (future.status_code, future.json()["code"]) == (409, "attendance.month_in_future")


async def test_a_locked_month_refuses_every_write(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    month = await close(tenant, "2026-10", lock=True)
    assert (month["state"], len(month["digest"])) == ("locked", 64)
    for statement in (
        "UPDATE attendance_month_row SET late_count = 1",
        "DELETE FROM attendance_month_row",
        "UPDATE attendance_month SET state = 'open'",
        "DELETE FROM attendance_month",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="locked"):
            async with tenant.context():
                await execute(statement)


async def test_what_payroll_is_told_of_a_locked_month(renshi, ask, decide, punch_month, close) -> None:
    tenant = await punching_tenant(renshi, punch_month, leave_backdate_days=60)
    person = tenant.employee_person
    await punch_month(tenant, "EM001", *OCTOBER, EVERYTHING)
    for form in (
        {
            "leave_code": "personal",
            "start_on": "2026-10-19",
            "end_on": "2026-10-19",
            "start_time": "09:00",
            "end_time": "10:30",
        },
        {"leave_code": "sick", "start_on": "2026-10-20", "end_on": "2026-10-20", "end_half": "am"},
        {"leave_code": "annual", "start_on": "2026-10-21", "end_on": "2026-10-22"},
    ):
        request = await ask(tenant, person, "attendance.leave", {"reason": "事由", **form})
        await decide(tenant, tenant.manager_person, request, "approve")
    for form in (
        {"day": "2026-10-23", "start_time": "18:30", "end_time": "20:10"},
        {"day": "2026-10-24", "start_time": "09:00", "end_time": "12:00"},
        {"day": "2026-10-01", "start_time": "09:00", "end_time": "10:00"},
        {"day": "2026-10-25", "start_time": "13:00", "end_time": "15:00", "compensation": "time_off"},
    ):
        request = await ask(tenant, person, "attendance.overtime", {"reason": "赶工", **form})
        await decide(tenant, tenant.manager_person, request, "approve")
    before = await items(tenant, "2026-10", person)
    await close(tenant, "2026-10", lock=True)
    after = await items(tenant, "2026-10", person)
    assert (
        after
        == before
        == [
            ("attendance.absence", Decimal("1.000000"), Decimal(0)),
            ("attendance.leave.annual", Decimal("2.000000"), Decimal(1)),
            ("attendance.leave.personal", Decimal("0.187500"), Decimal(0)),
            ("attendance.leave.sick", Decimal("0.500000"), None),
            ("attendance.overtime.rest_day", Decimal("3.000000"), Decimal(2)),
            ("attendance.overtime.statutory", Decimal("1.000000"), Decimal(3)),
            ("attendance.overtime.workday", Decimal("1.666667"), Decimal("1.5")),
        ]
    )
    async with tenant.context("payroll") as ctx:
        found = await ctx.hooks.collect_pay_items(
            company_id=tenant.company.id, period=PayPeriod(2026, 10), employee_ids=[person.id]
        )
    assert {i.rule for i in found if i.code == "attendance.leave.sick"} == {"sick"}
    assert all(e.startswith("attendance_month_row:") for i in found for e in i.evidence)
    async with tenant.context() as ctx:
        left = {b.code: b.remaining for b in await ctx.hooks.collect_balances(employee_id=person.id)}
    assert left["compensatory"] == Decimal("2.00")


async def test_a_late_leave_becomes_an_adjustment_of_the_next_month(
    renshi, ask, decide, punch_month, close
) -> None:
    tenant = await punching_tenant(renshi, punch_month, leave_backdate_days=60)
    person = tenant.employee_person
    await punch_month(tenant, "EM001", *OCTOBER, {date(2026, 10, 15): ()})
    locked = await close(tenant, "2026-10", lock=True)
    assert await items(tenant, "2026-10", person) == [("attendance.absence", Decimal("1.000000"), Decimal(0))]
    request = await ask(
        tenant,
        person,
        "attendance.leave",
        {"leave_code": "annual", "reason": "漏请", "start_on": "2026-10-15", "end_on": "2026-10-15"},
    )
    await decide(tenant, tenant.manager_person, request, "approve")
    async with tenant.client("hr") as hr:
        assert (await hr.get("/api/plugins/attendance/months/2026-10")).json() == locked
        late = (await hr.get("/api/plugins/attendance/adjustments")).json()["items"]
    assert [(a["source_period"], a["into_period"], a["figures"]) for a in late] == [
        ("2026-10", "2026-11", {"absence": "-1.000000", "leave.annual": "1.000000"})
    ]
    # October still says what was locked; November pays the day back (2 − 0) and tells of the leave.
    assert await items(tenant, "2026-10", person) == [("attendance.absence", Decimal("1.000000"), Decimal(0))]
    november = [i for i in await items(tenant, "2026-11", person) if i[0] != "attendance.absence"]
    assert november == [
        ("attendance.absence_back", Decimal("1.000000"), Decimal(2)),
        ("attendance.leave.annual", Decimal("1.000000"), Decimal(1)),
    ]


async def test_cancelling_a_leave_of_a_locked_month_settles_later(renshi, ask, decide, close) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"leave_backdate_days": 60})
    person = tenant.employee_person
    request = await ask(
        tenant,
        person,
        "attendance.leave",
        {"leave_code": "personal", "reason": "事假", "start_on": "2026-10-15", "end_on": "2026-10-16"},
    )
    await decide(tenant, tenant.manager_person, request, "approve")
    await close(tenant, "2026-10", lock=True)
    async with tenant.client("hr") as hr:
        leave = (await hr.get("/api/plugins/attendance/leave")).json()["items"][0]
        await hr.post(f"/api/plugins/attendance/leave/{leave['id']}/cancel", json={"reason": "实际出勤"})
    assert await items(tenant, "2026-10", person) == [
        ("attendance.leave.personal", Decimal("2.000000"), Decimal(0))
    ]
    # Two unpaid days are paid back: quantity 2 at 2 − 0.
    assert await items(tenant, "2026-11", person) == [
        ("attendance.leave.personal_back", Decimal("2.000000"), Decimal(2))
    ]


async def test_settings_changed_after_the_lock_are_no_late_fact(renshi, ask, decide, close) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"leave_backdate_days": 60})
    await close(tenant, "2026-10", lock=True)
    async with tenant.context() as ctx:
        await renshi.platform.activation.save_settings(
            ctx, "attendance", {"leave_backdate_days": 60, "punch_required": True}
        )
    request = await ask(
        tenant,
        tenant.employee_person,
        "attendance.leave",
        {"leave_code": "personal", "reason": "漏请", "start_on": "2026-10-15", "end_on": "2026-10-15"},
    )
    await decide(tenant, tenant.manager_person, request, "approve")
    async with tenant.context():
        rows = await fetch("SELECT figures FROM attendance_adjustment")
    assert [r["figures"] for r in rows] == ['{"leave.personal": "1.000000"}']


async def test_what_changes_between_the_pay_run_and_the_lock_is_settled(renshi, ask, decide, close) -> None:
    """November is paid on the 23rd; on the 25th somebody is away; the lock in December finds the difference."""
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    assert await items(tenant, "2026-11", person, tenant.hr_person) == []
    async with tenant.context("payroll") as ctx:
        await ctx.events.publish(
            PayRunClosed(
                company_id=tenant.company.id, run_id=tenant.id, period="2026-11", slips=3, digest="0" * 64
            )
        )
    await renshi.settle()
    request = await ask(
        tenant,
        person,
        "attendance.leave",
        {"leave_code": "personal", "reason": "急事", "start_on": "2026-11-25", "end_on": "2026-11-25"},
    )
    await decide(tenant, tenant.manager_person, request, "approve")
    renshi.clock.move_to(datetime(2026, 12, 1, 0, 15, tzinfo=CHINA))
    await renshi.run_schedule("attendance.daily", tenant)
    async with tenant.client("hr") as hr:
        assert (await hr.get("/api/plugins/attendance/months/2026-11")).json()["state"] == "locked"
    assert await items(tenant, "2026-12", person) == [
        ("attendance.leave.personal", Decimal("1.000000"), Decimal(0))
    ]


async def test_a_preview_of_one_person_does_not_pass_for_the_pay_run(renshi, ask, decide, close) -> None:
    """The run asks for everybody, then somebody is away, then a manager looks at a preview, then the run closes."""
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"leave_backdate_days": 60})
    person = tenant.employee_person
    assert await items(tenant, "2026-10", person, tenant.hr_person) == []
    request = await ask(
        tenant,
        person,
        "attendance.leave",
        {"leave_code": "personal", "reason": "漏请", "start_on": "2026-10-15", "end_on": "2026-10-15"},
    )
    await decide(tenant, tenant.manager_person, request, "approve")
    unpaid_day = ("attendance.leave.personal", Decimal("1.000000"), Decimal(0))
    assert await items(tenant, "2026-10", person) == [unpaid_day]
    async with tenant.context("payroll") as ctx:
        await ctx.events.publish(
            PayRunClosed(
                company_id=tenant.company.id, run_id=tenant.id, period="2026-10", slips=3, digest="0" * 64
            )
        )
    await renshi.settle()
    assert await items(tenant, "2026-11", person) == [unpaid_day]


async def test_payroll_can_be_made_to_wait_for_the_lock(renshi, close) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"pay_from": "locked"})
    with pytest.raises(Exception, match="not locked"):
        await items(tenant, "2026-10", tenant.employee_person)
    await close(tenant, "2026-10", lock=True)
    assert await items(tenant, "2026-10", tenant.employee_person) == []


async def test_a_job_change_cannot_reach_into_a_locked_month(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await close(tenant, "2026-10", lock=True)

    async def move(on: date) -> None:
        async with tenant.context() as ctx:
            await ctx.people.change_job(
                JobChange(
                    employee_id=tenant.employee_person.id,
                    effective_on=on,
                    reason="调岗",
                    department_id=tenant.departments["SALES"],
                )
            )

    for day in (date(2026, 10, 31), date(2026, 9, 1)):
        with pytest.raises(Conflict) as refused:
            await move(day)
        assert refused.value.code == "attendance.month_locked"
    await move(date(2026, 11, 1))


async def test_somebody_may_leave_on_the_last_day_of_a_locked_month(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await close(tenant, "2026-10", lock=True)

    async def leave(on: date) -> None:
        async with tenant.context() as ctx:
            await ctx.people.end_employment(
                EndEmployment(employee_id=tenant.employee_person.id, last_day=on, reason="合同到期")
            )

    with pytest.raises(Conflict):
        await leave(date(2026, 10, 30))
    await leave(date(2026, 10, 31))


async def test_a_missing_punch_is_added_and_limited(renshi, ask, decide, punch_month, close) -> None:
    tenant = await punching_tenant(renshi, punch_month, missing_punch_limit=1)
    person = tenant.employee_person
    await punch_month(tenant, "EM001", *OCTOBER, {date(2026, 10, 14): ("08:55",)})
    request = await ask(
        tenant, person, "attendance.missing_punch", {"day": "2026-10-14", "time": "18:00", "reason": "忘打卡"}
    )
    with pytest.raises(Conflict) as refused:
        await ask(
            tenant, person, "attendance.missing_punch", {"day": "2026-10-15", "time": "18:00", "reason": "忘"}
        )
    assert refused.value.code == "attendance.correction_limit"
    await decide(tenant, tenant.manager_person, request, "approve")
    assert (await close(tenant, "2026-10"))["exceptions"] == 0


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"day": "2026-11-24", "start_time": "10:00", "end_time": "11:00"}, "attendance.overtime_empty"),
        (
            {"day": "2026-11-24", "start_time": "18:00", "end_time": "20:00", "compensation": "time_off"},
            "attendance.overtime_must_be_paid",
        ),
        (
            {"day": "2026-10-01", "start_time": "09:00", "end_time": "12:00", "compensation": "time_off"},
            "attendance.overtime_must_be_paid",
        ),
    ],
)
async def test_overtime_that_is_refused(renshi, ask, form, code) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    with pytest.raises(Exception) as refused:  # noqa: PT011
        await ask(tenant, tenant.employee_person, "attendance.overtime", {"reason": "赶工", **form})
    assert refused.value.code == code
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM attendance_overtime") == 0


async def test_the_monthly_sheet_shows_only_the_scope(renshi, punch_month, close) -> None:
    tenant = await punching_tenant(renshi, punch_month)
    await punch_month(tenant, "EM001", *OCTOBER, EVERYTHING)
    await close(tenant, "2026-10")
    from renshi_attendance.months.report import REPORT
    from renshi_attendance.months.schemas import SheetParams

    async with tenant.context("attendance") as ctx:
        result = await REPORT.query(ctx, SheetParams(period="2026-10"))
    assert [r["number"] for r in result.rows] == ["EM001", "HR001", "MG001"]
    assert result.rows[0]["worked_days"] == Decimal("15.895833")
    assert {c.name for c in REPORT.columns} == set(result.rows[0])


async def test_a_company_calendar_day_changes_what_is_due(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("hr") as hr:
        path = "/api/plugins/attendance/calendar/days"
        refused = await hr.put(path, json={"day": "2026-10-01", "works": True, "note": "赶工"})
        assert (refused.status_code, refused.json()["code"]) == (409, "attendance.calendar_override_refused")
        assert (
            await hr.put(path, json={"day": "2026-10-12", "works": False, "note": "厂庆"})
        ).status_code == 200
    await close(tenant, "2026-10", lock=True)
    async with tenant.client("hr") as hr:
        rows = (await hr.get("/api/plugins/attendance/months/2026-10/rows")).json()["items"]
        late = await hr.put(path, json={"day": "2026-10-13", "works": False, "note": "补假"})
    assert {r["due_days"] for r in rows} == {17}
    assert (late.status_code, late.json()["code"]) == (409, "attendance.month_locked")


async def test_export_names_every_row_and_erasure_keeps_what_the_law_keeps(renshi, ask) -> None:
    from renshi_attendance.care.personal_data import KEPT, PERSONAL_DATA

    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    await ask(
        tenant,
        person,
        "attendance.leave",
        {"leave_code": "annual", "reason": "休", "start_on": "2026-11-26", "end_on": "2026-11-27"},
    )
    await items(tenant, "2026-11", person)
    async with tenant.context("attendance") as ctx:
        await badges.put(ctx.company_id, {"12": person.id}, date(2026, 1, 1))
        told = await PERSONAL_DATA.export(ctx, person.id)
        assert {k: len(v) for k, v in told.items() if v} == {
            "attendance_leave": 1,
            "attendance_leave_day": 2,
            "attendance_leave_entry": 1,
            "attendance_told": 1,
            "attendance_badge": 1,
        }
        done = await PERSONAL_DATA.erase(ctx, person.id)
    assert done.erased == {"attendance_told": 1, "attendance_badge": 1}
    assert done.kept.keys() == KEPT.keys()


async def test_health_knows_the_end_of_the_calendar() -> None:
    from renshi_attendance.care.health import verdict

    assert verdict(date(2026, 11, 16)).state == "ok"
    assert verdict(date(2026, 11, 17)).state == "degraded"
    assert verdict(date(2027, 1, 1)).state == "down"


def test_a_kind_of_pay_item_for_each_figure() -> None:
    from uuid import uuid4

    from renshi_attendance.months.pay import _item

    back = _item(uuid4(), "overtime.workday", Decimal(-90), {}, (), "2026-10")
    assert (back.kind, back.quantity, back.rate) == (
        PayItemKind.OVERTIME,
        Decimal("1.500000"),
        Decimal("-1.5"),
    )
    assert back.label.zh == "延时加班（2026-10 补差）"
