"""Leave from the request to the ledger: exact minutes, refusals that leave nothing, and a race."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest
from renshi_attendance.engine.minutes import midnight

from renshi_sdk import Actor, Conflict, Invalid, NeedsAttention
from renshi_sdk.db import fetch, fetch_value

pytestmark = pytest.mark.asyncio(loop_scope="session")


def whole(first: str, last: str, **more: object) -> dict[str, object]:
    return {"leave_code": "annual", "reason": "休息", "start_on": first, "end_on": last, **more}


async def leave_rows(tenant, employee_id) -> list[tuple[str, int]]:
    async with tenant.context("attendance"):
        rows = await fetch(
            "SELECT state, minutes FROM attendance_leave WHERE employee_id = $1 ORDER BY created_at, id",
            employee_id,
        )
    return [(row["state"], row["minutes"]) for row in rows]


async def test_switching_on_seeds_types_and_grants_the_year(renshi, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("employee") as client:
        types = (await client.get("/api/plugins/attendance/leave-types")).json()["items"]
        mine = (await client.get("/api/plugins/attendance/balances/mine")).json()["items"]
    assert [t["code"] for t in types] == [
        "annual", "personal", "sick", "marriage", "maternity",
        "paternity", "parental", "bereavement", "compensatory", "work_injury",
        "company_annual", "breastfeeding",
    ]  # fmt: skip
    # 参加工作 2014-01-01: twelve years, ten days of 480 minutes.
    assert await ledger(tenant, tenant.employee_person.id, "annual") == 4800
    annual = mine[0]
    assert (annual["leave_code"], Decimal(annual["remaining"]), annual["expires_on"]) == (
        "annual",
        Decimal("10.00"),
        "2027-12-31",
    )


async def test_switching_on_again_grants_nothing_twice(renshi, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await tenant.disable("attendance")
    await tenant.enable("attendance")
    await renshi.run_schedule("attendance.daily", tenant)
    assert await ledger(tenant, tenant.employee_person.id, "annual") == 4800


async def test_a_new_hire_gets_the_prorated_days(renshi, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = await tenant.hire("赵新人", starts_on=date(2026, 7, 1), first_work_on=date(2023, 7, 1))
    await renshi.settle()
    # 184 ÷ 365 × 5 = 2.52 → 2 days.
    assert await ledger(tenant, person.id, "annual") == 960


async def test_without_a_recorded_first_day_of_work_nothing_is_granted_in_the_first_year(
    renshi, ledger
) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = await tenant.hire("钱毕业", starts_on=date(2026, 7, 1))
    await renshi.settle()
    assert await ledger(tenant, person.id, "annual") == 0


async def test_the_new_year_is_granted_by_the_daily_job(renshi, ledger) -> None:
    from datetime import datetime

    from renshi_sdk.clock import CHINA

    tenant = await renshi.new_tenant(enable=["attendance"])
    renshi.clock.move_to(datetime(2027, 1, 1, 0, 15, tzinfo=CHINA))
    await renshi.run_schedule("attendance.daily", tenant)
    assert await ledger(tenant, tenant.employee_person.id, "annual") == 9600


async def test_unused_leave_is_written_off_after_its_last_day(renshi, ledger) -> None:
    from datetime import datetime

    from renshi_sdk.clock import CHINA

    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person.id
    async with tenant.client("hr") as hr:
        answer = await hr.post(
            "/api/plugins/attendance/balances/adjust",
            json={
                "employee_id": str(person),
                "leave_code": "compensatory",
                "minutes": 60,
                "expires_on": "2026-12-31",
                "note": "补录",
            },
        )
    assert answer.json() == {"remaining_minutes": 60}
    renshi.clock.move_to(datetime(2027, 1, 1, 0, 15, tzinfo=CHINA))
    await renshi.run_schedule("attendance.daily", tenant)
    await renshi.run_schedule("attendance.daily", tenant)
    assert await ledger(tenant, person, "compensatory") == 0


async def test_leave_is_reserved_taken_and_seen_everywhere(renshi, ask, decide, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    request = await ask(
        tenant, person, "attendance.leave", whole("2026-11-26", "2026-11-30", start_half="pm")
    )
    # Thursday afternoon, Friday, Monday.
    assert await leave_rows(tenant, person.id) == [("pending", 1200)]
    assert await ledger(tenant, person.id, "annual") == 4800
    async with tenant.client("employee") as client:
        mine = (await client.get("/api/plugins/attendance/balances/mine")).json()["items"][0]
    assert (Decimal(mine["remaining"]), Decimal(mine["pending"])) == (Decimal("7.50"), Decimal("2.50"))
    await decide(tenant, tenant.manager_person, request, "approve")
    assert await leave_rows(tenant, person.id) == [("approved", 1200)]
    assert await ledger(tenant, person.id, "annual") == 3600
    async with tenant.context() as ctx:
        balances = {b.code: b for b in await ctx.hooks.collect_balances(employee_id=person.id)}
    assert (balances["annual"].remaining, balances["annual"].pending) == (Decimal("7.50"), Decimal("0.00"))


@pytest.mark.parametrize("action", ["reject", "withdraw"])
async def test_a_refused_or_withdrawn_request_gives_everything_back(
    renshi, ask, decide, ledger, action: str
) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    request = await ask(tenant, person, "attendance.leave", whole("2026-11-26", "2026-11-27"))
    await decide(tenant, tenant.manager_person if action == "reject" else person, request, action)
    assert await leave_rows(tenant, person.id) == [("released", 960)]
    assert await ledger(tenant, person.id, "annual") == 4800
    # The days are free again.
    await ask(tenant, person, "attendance.leave", whole("2026-11-26", "2026-11-27"))


@pytest.mark.parametrize(
    ("form", "error", "code"),
    [
        (whole("2026-11-24", "2026-12-08"), Conflict, "attendance.balance_too_low"),
        (whole("2026-11-28", "2026-11-29"), Invalid, "attendance.leave_span_invalid"),
        (whole("2027-01-04", "2027-01-04"), NeedsAttention, "attendance.calendar_unknown_year"),
        (whole("2026-10-20", "2026-10-20"), Conflict, "attendance.leave_too_late"),
        (
            whole("2026-11-24", "2026-11-24", start_time="09:00", end_time="10:00"),
            Invalid,
            "attendance.leave_span_invalid",
        ),
        (whole("2026-12-07", "2026-12-21", leave_code="marriage"), Conflict, "attendance.leave_over_limit"),
        (whole("2026-11-24", "2026-11-24", leave_code="parental"), Conflict, "attendance.balance_too_low"),
    ],
)
async def test_a_refusal_leaves_nothing_behind(renshi, ask, ledger, form, error, code) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    with pytest.raises(error) as refused:
        await ask(tenant, person, "attendance.leave", form)
    assert refused.value.code == code
    assert await leave_rows(tenant, person.id) == []
    assert await ledger(tenant, person.id, "annual") == 4800
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_request") == 0
        assert await fetch_value("SELECT count(*) FROM attendance_leave_day") == 0


async def test_leave_may_not_overlap_pending_leave(renshi, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    await ask(tenant, person, "attendance.leave", whole("2026-11-26", "2026-11-26", end_half="am"))
    await ask(
        tenant,
        person,
        "attendance.leave",
        whole("2026-11-26", "2026-11-26", leave_code="personal", start_time="14:00", end_time="15:30"),
    )
    with pytest.raises(Conflict) as refused:
        await ask(tenant, person, "attendance.leave", whole("2026-11-25", "2026-11-26", leave_code="sick"))
    assert refused.value.code == "attendance.leave_overlap"
    assert await leave_rows(tenant, person.id) == [("pending", 240), ("pending", 90)]


async def test_a_place_without_a_recorded_rule_is_refused_until_hr_records_it(renshi, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = await tenant.hire("孙昆明", city="昆明", manager_id=tenant.manager_person.id)
    form = whole("2026-11-24", "2026-11-25", leave_code="marriage")
    with pytest.raises(NeedsAttention) as refused:
        await ask(tenant, person, "attendance.leave", form)
    assert refused.value.code == "attendance.leave_province_unknown"
    async with tenant.client("hr") as hr:
        types = (await hr.get("/api/plugins/attendance/leave-types")).json()["items"]
        marriage = next(t["id"] for t in types if t["code"] == "marriage")
        path = f"/api/plugins/attendance/leave-types/{marriage}"
        alone = await hr.patch(path, json={"days_limit": 18})
        assert (alone.status_code, alone.json()["code"]) == (422, "attendance.limit_without_source")
        done = await hr.patch(path, json={"days_limit": 18, "limit_source": "云南省人口与计划生育条例"})
        assert (done.status_code, done.json()["days_limit"]) == (200, 18)
    await ask(tenant, person, "attendance.leave", form)
    assert await leave_rows(tenant, person.id) == [("pending", 960)]


async def test_a_leave_of_law_is_no_longer_than_the_place_says_also_in_parts(renshi, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    mother = await tenant.hire("钱母", city="上海", manager_id=tenant.manager_person.id)
    born = {"leave_code": "maternity", "start_on": "2026-12-01"}
    for end, additions, code in (
        ("2027-05-08", [], "attendance.calendar_unknown_year"),
        ("2026-12-31", ["later_child"], "attendance.leave_addition_unknown"),
    ):
        form = {**born, "end_on": end, "additions": additions, "reason": "生育"}
        with pytest.raises((NeedsAttention, Invalid)) as refused:
            await ask(tenant, mother, "attendance.leave", form)
        assert refused.value.code == code
    first = whole("2026-11-24", "2026-11-30", leave_code="marriage")
    await ask(tenant, mother, "attendance.leave", first)
    again = whole("2026-12-14", "2026-12-21", leave_code="marriage")
    with pytest.raises(Conflict, match="at most 10 days; this is 6 after 5") as refused:
        await ask(tenant, mother, "attendance.leave", again)
    assert refused.value.code == "attendance.leave_over_limit"
    assert await leave_rows(tenant, mother.id) == [("pending", 5 * 480)]
    await ask(tenant, mother, "attendance.leave", whole("2026-12-14", "2026-12-18", leave_code="marriage"))
    assert await leave_rows(tenant, mother.id) == [("pending", 5 * 480), ("pending", 5 * 480)]


async def test_a_hundred_parallel_requests_cannot_overdraw(renshi, decide, ledger) -> None:
    """100 requests of one hour each for 100 different hours; ten hours are there."""
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    async with tenant.client("hr") as hr:
        await hr.post(
            "/api/plugins/attendance/balances/adjust",
            json={
                "employee_id": str(person.id),
                "leave_code": "compensatory",
                "minutes": 600,
                "note": "加班结转",
            },
        )
    actor = Actor(kind="user", name=person.name, employee_id=person.id)
    days = [date(2026, 11, 24) + timedelta(days=i) for i in range(25)]
    days = [d for d in days if d.weekday() < 5][:13]
    slots = [(d, h) for d in days for h in (9, 10, 11, 13, 14, 15, 16, 17)][:100]

    async def one(day: date, hour: int) -> str:
        form = {
            "leave_code": "compensatory",
            "start_on": str(day),
            "end_on": str(day),
            "start_time": f"{hour:02d}:00",
            "end_time": f"{hour + 1:02d}:00",
            "reason": "调休",
        }
        try:
            async with tenant.context(actor=actor) as ctx:
                return str((await ctx.requests.submit("attendance.leave", form)).id)
        except Conflict as refused:
            return refused.code

    answers = await asyncio.gather(*(one(*slot) for slot in slots))
    refused = [a for a in answers if a == "attendance.balance_too_low"]
    granted = [a for a in answers if a != "attendance.balance_too_low"]
    assert (len(granted), len(refused)) == (10, 90)
    assert await leave_rows(tenant, person.id) == [("pending", 60)] * 10
    async with tenant.context(
        actor=Actor(kind="user", name="李主管", employee_id=tenant.manager_person.id)
    ) as ctx:
        for request in await ctx.requests.waiting_for_me():
            await ctx.requests.act(request.id, "approve")
    assert await ledger(tenant, person.id, "compensatory") == 0
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_request") == 10


async def test_parallel_corrections_cannot_overdraw(renshi, ledger) -> None:
    """Corrections go past the requests' own order, so only the lock of the person keeps them apart."""
    from renshi_attendance.balances import service

    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person.id

    async def take() -> str:
        try:
            async with tenant.context("attendance") as ctx:
                await service.adjust(ctx, person, "annual", -960, None, "更正")
        except Conflict as refused:
            return refused.code
        return "taken"

    answers = await asyncio.gather(*(take() for _ in range(20)))
    assert sorted(answers) == ["attendance.balance_too_low"] * 15 + ["taken"] * 5
    assert await ledger(tenant, person, "annual") == 0


async def test_cancelling_returns_the_minutes_once(renshi, ask, decide, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    request = await ask(tenant, person, "attendance.leave", whole("2026-11-26", "2026-11-27"))
    await decide(tenant, tenant.manager_person, request, "approve")
    assert await ledger(tenant, person.id, "annual") == 3840
    async with tenant.client("hr") as hr:
        leave = (await hr.get("/api/plugins/attendance/leave")).json()["items"][0]
        path = f"/api/plugins/attendance/leave/{leave['id']}/cancel"
        assert (await hr.post(path, json={"reason": "行程取消"})).status_code == 200
        again = await hr.post(path, json={"reason": "行程取消"})
    assert (again.status_code, again.json()["code"]) == (409, "attendance.leave_not_approved")
    assert await ledger(tenant, person.id, "annual") == 4800
    assert await leave_rows(tenant, person.id) == [("cancelled", 960)]
    assert len(await tenant.audit("attendance.leave.cancel")) == 1


async def test_balances_in_days_and_leave_in_the_readers_language(renshi, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await ask(
        tenant, tenant.employee_person, "attendance.leave", whole("2026-11-26", "2026-11-26", end_half="am")
    )
    path, english = "/api/plugins/attendance", {"Accept-Language": "en-US"}
    async with tenant.client("hr") as hr:
        row = (await hr.get(f"{path}/balances?q=EM001")).json()["items"][0]
        assert (row["leave_name"], row["minutes"], row["pending"], row["remaining"]) == (
            "年休假",
            4800,
            240,
            4560,
        )
        assert [Decimal(row[k]) for k in ("days", "pending_days", "remaining_days")] == [
            Decimal(10),
            Decimal("0.5"),
            Decimal("9.5"),
        ]
        for one in ("balances", "ledger", "leave"):
            seen = (await hr.get(f"{path}/{one}", headers=english)).json()["items"]
            assert {item["leave_name"] for item in seen} == {"Annual leave"}, one
            assert "leave_name_en" not in seen[0]
        types = (await hr.get(f"{path}/leave-types", headers=english)).json()["items"]
        assert types[0]["name"] == "Annual leave"
    async with tenant.client("employee") as client:
        mine = (await client.get(f"{path}/balances/mine", headers=english)).json()["items"]
    assert mine[0]["name"] == "Annual leave"


async def test_the_preview_counts_and_changes_nothing(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("employee") as client:
        answer = await client.post(
            "/api/plugins/attendance/leave/preview", json={"form": whole("2026-11-26", "2026-11-30")}
        )
    body = answer.json()
    assert (answer.status_code, body["minutes"], Decimal(body["days"])) == (200, 1440, Decimal(3))
    assert (body["balance_minutes"], body["enough"]) == (4800, True)
    assert [d["day"] for d in body["by_day"]] == ["2026-11-26", "2026-11-27", "2026-11-30"]
    assert await leave_rows(tenant, tenant.employee_person.id) == []


async def test_an_employee_sees_only_themselves_and_a_manager_their_reports(renshi, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await ask(tenant, tenant.employee_person, "attendance.leave", whole("2026-11-26", "2026-11-26"))
    await ask(tenant, tenant.manager_person, "attendance.leave", whole("2026-11-26", "2026-11-26"))
    path = "/api/plugins/attendance/leave"
    async with tenant.client("employee") as client:
        assert (await client.get(path)).status_code == 403
        assert len((await client.get(f"{path}/mine")).json()["items"]) == 1
    async with tenant.client("manager") as client:
        # Their reports and themselves, not the manager's own manager.
        names = sorted(i["name"] for i in (await client.get(path)).json()["items"])
        assert names == ["张员工", "李主管"]
    other = await tenant.hire(
        "周销售", department_id=tenant.departments["SALES"], manager_id=tenant.hr_person.id
    )
    await ask(tenant, other, "attendance.leave", whole("2026-11-26", "2026-11-26", leave_code="personal"))
    async with tenant.client("manager") as client:
        assert len((await client.get(path)).json()["items"]) == 2
    async with tenant.client("hr") as client:
        assert len((await client.get(path)).json()["items"]) == 3
    stranger = await renshi.new_tenant(enable=["attendance"])
    async with stranger.client("hr") as client:
        assert (await client.get(path)).json()["items"] == []


def test_the_form_gives_the_span_of_its_half_days_or_hours() -> None:
    from renshi_attendance.engine.leave import DaySpan, Half, HourSpan
    from renshi_attendance.leave.schemas import LeaveForm

    days = LeaveForm.model_validate(whole("2026-11-26", "2026-11-27", end_half="am"))
    assert days.span() == DaySpan(date(2026, 11, 26), date(2026, 11, 27), Half.AM, Half.AM)
    hours = LeaveForm.model_validate(whole("2026-11-26", "2026-11-26", start_time="09:30", end_time="11:00"))
    zero = midnight(date(2026, 11, 26))
    assert hours.span() == HourSpan(zero + 570, zero + 660)
