"""Groups, rosters, trips and regimes through the platform: from a rule to the month."""

import json
from datetime import date
from decimal import Decimal

import pytest

from renshi_core.plugins.facade import HooksFacade
from renshi_sdk import Conflict, NeedsAttention, Text
from renshi_sdk.contracts import PayPeriod, RosterShift
from renshi_sdk.db import execute, fetch

pytestmark = pytest.mark.asyncio(loop_scope="session")
API = "/api/plugins/attendance"


async def send(tenant, path: str, body: dict, status: int = 201) -> dict:
    async with tenant.client("hr") as hr:
        answer = await hr.post(f"{API}{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def group(tenant, rule: dict, *shifts: dict, member: dict | None = None) -> str:
    for shift in shifts:
        await send(tenant, "/shifts", {"name": "班", "valid_from": "2026-01-01"} | shift)
    made = (await send(tenant, "/groups", {"name": "一组"}))["id"]
    await send(tenant, f"/groups/{made}/rules", {"valid_from": "2026-01-01"} | rule)
    who = member or {"employee_id": str(tenant.employee_person.id)}
    await send(tenant, f"/groups/{made}/members", {"valid_from": "2026-01-01"} | who)
    return made


async def days(tenant, period: str) -> dict[str, dict]:
    async with tenant.client("employee") as client:
        answer = await client.get(f"{API}/days/mine/{period}")
    assert answer.status_code == 200, answer.text
    return {one["day"]: one for one in answer.json()["items"]}


async def figures(tenant, period: str) -> list[tuple[str, Decimal]]:
    async with tenant.context("payroll") as ctx:
        found = await ctx.hooks.collect_pay_items(
            company_id=tenant.company.id,
            period=PayPeriod.parse(period),
            employee_ids=[tenant.employee_person.id],
        )
    return [(i.code, i.quantity) for i in found]


DAY = {"code": "白", "start": "08:00", "end": "20:00", "break_start": "12:00", "break_end": "13:00"}
TWO_ON_TWO_OFF = {"schedule": "rotation", "rotation": "白 白 休 休", "anchor": "2026-10-01"}


async def test_a_rotation_works_on_a_statutory_holiday_and_is_paid_for_it(renshi, punch_month) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await group(tenant, TWO_ON_TWO_OFF, DAY | {"end": "19:00"})
    first = date(2026, 10, 1)
    await punch_month(tenant, "EM001", first, first, {first: ("07:55", "19:05")})
    found = await days(tenant, "2026-10")
    assert (found["2026-10-01"]["status"], found["2026-10-01"]["kind"]) == ("present", "statutory")
    assert found["2026-10-01"]["worked_minutes"] == 600
    assert found["2026-10-01"]["reasons"][0].startswith("法定节假日排班出勤：国庆节")
    assert (found["2026-10-03"]["status"], found["2026-10-05"]["status"]) == ("statutory_holiday", "absent")
    assert ("attendance.overtime.statutory", Decimal("10.000000")) in await figures(tenant, "2026-10")


async def test_rules_have_a_day_and_stay_out_of_locked_months(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    made = await group(tenant, TWO_ON_TWO_OFF | {"punch_required": False}, DAY | {"end": "19:00"})
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "白")
    await send(tenant, f"/groups/{made}/rules", {"valid_from": "2026-11-09", "schedule": "week"} | week)
    async with tenant.client("hr") as hr:
        plan = (await hr.get(f"{API}/employees/{tenant.employee_person.id}/plan/2026-11")).json()["items"]
    assert [one["due"] for one in plan[5:10]] == [True, True, False, True, True]
    assert plan[10]["rule"] == "考勤组「一组」自 2026-11-09 的规则"
    await close(tenant, "2026-10", lock=True)
    refused = await send(
        tenant, f"/groups/{made}/rules", {"valid_from": "2026-10-15", "schedule": "week"} | week, 409
    )
    assert refused["code"] == "attendance.month_locked"
    unknown = {"valid_from": "2026-12-01", "schedule": "week", "monday": "没有"}
    assert (await send(tenant, f"/groups/{made}/rules", unknown, 422))["code"] == "attendance.shift_unknown"
    empty = {"valid_from": "2026-12-01", "schedule": "rotation", "rotation": "休 休", "anchor": "2026-12-01"}
    assert (await send(tenant, f"/groups/{made}/rules", empty, 422))["code"] == "attendance.pattern_invalid"


async def test_a_department_follows_a_rule_and_a_person_goes_before_it(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await group(
        tenant,
        TWO_ON_TWO_OFF,
        DAY | {"end": "19:00"},
        member={"department_id": str(tenant.employee_person.department_id)},
    )
    other = (await send(tenant, "/groups", {"name": "二组"}))["id"]
    rule = {"valid_from": "2026-01-01", "schedule": "week", "monday": "白"}
    await send(tenant, f"/groups/{other}/rules", rule)
    person = {"employee_id": str(tenant.employee_person.id), "valid_from": "2026-11-16"}
    await send(tenant, f"/groups/{other}/members", person)
    async with tenant.client("hr") as hr:
        plan = (await hr.get(f"{API}/employees/{tenant.employee_person.id}/plan/2026-11")).json()["items"]
    assert [plan[i]["rule"][3:7] for i in (0, 14, 15, 29)] == ["「一组」", "「一组」", "「二组」", "「二组」"]


async def test_a_published_roster_plans_the_days_and_a_gap_is_an_exception(renshi, monkeypatch, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await group(tenant, {"schedule": "roster", "punch_required": True})
    person = tenant.employee_person.id

    def shift(day: int, *spans: tuple[int, int]) -> RosterShift:
        on = date(2026, 10, day)
        return RosterShift(person, on, spans, Text("两头班", "Split"), f"scheduling_shift:{day}")

    published = [shift(12, (600, 840), (1020, 1260)), shift(13)]

    async def roster(self, *, company_id, employee_ids, first, last):
        assert (company_id, employee_ids) == (tenant.company.id, [person])
        return [one for one in published if first <= one.day <= last]

    monkeypatch.setattr(HooksFacade, "collect_roster", roster)
    found = await days(tenant, "2026-10")
    assert {d: found[f"2026-10-{d}"]["status"] for d in (12, 13, 14)} == {
        12: "absent", 13: "rest_day", 14: "unplanned",
    }  # fmt: skip
    assert found["2026-10-12"]["due_minutes"] == 480
    form = {"leave_code": "personal", "start_on": "2026-12-14", "end_on": "2026-12-14", "reason": "事"}
    with pytest.raises(NeedsAttention, match="not published yet"):
        await ask(tenant, tenant.employee_person, "attendance.leave", form)
    published.append(published[0])
    async with tenant.client("employee") as client:
        twice = await client.get(f"{API}/days/mine/2026-10")
    assert (twice.status_code, twice.json()["code"]) == (409, "attendance.roster_twice")


async def test_a_trip_needs_no_punch_and_is_refused_twice(renshi, ask, decide) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True})
    person = tenant.employee_person
    form = {"start_on": "2026-11-19", "end_on": "2026-11-20", "place": "北京", "reason": "客户拜访"}
    request = await ask(tenant, person, "attendance.trip", form)
    with pytest.raises(Conflict, match="overlaps another trip"):
        await ask(tenant, person, "attendance.trip", form | {"start_on": "2026-11-20"})
    assert (await days(tenant, "2026-11"))["2026-11-19"]["status"] == "absent"
    await decide(tenant, tenant.manager_person, request, "approve")
    found = await days(tenant, "2026-11")
    assert [
        (found[f"2026-11-{d}"]["status"], found[f"2026-11-{d}"]["trip_minutes"]) for d in (18, 19, 20)
    ] == [
        ("absent", 0),
        ("trip", 480),
        ("trip", 480),
    ]
    outside = {"kind": "outside", "start_on": "2026-11-18", "end_on": "2026-11-18", "start_time": "09:00"}
    request = await ask(
        tenant, person, "attendance.trip", outside | {"end_time": "12:00", "place": "工厂", "reason": "验收"}
    )
    await decide(tenant, tenant.manager_person, request, "approve")
    day = (await days(tenant, "2026-11"))["2026-11-18"]
    assert (day["status"], day["trip_minutes"], day["absent_minutes"]) == ("absent", 180, 300)


async def test_comprehensive_hours_are_overtime_only_above_the_period(renshi, ask, decide, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    rule = {
        "regime": "comprehensive",
        "averaging": "quarter",
        "punch_required": False,
        "schedule": "rotation",
    }
    await group(tenant, rule | {"rotation": "白 白 休", "anchor": "2026-07-01"}, DAY)
    for period in ("2026-07", "2026-09"):
        await close(tenant, period)
    async with tenant.client("hr") as hr:
        odd = (await hr.get(f"{API}/months/2026-09/exceptions")).json()["items"]
    assert [(e["status"], e["reason"]) for e in odd] == [
        ("rule_missing", "综合工时周期缺少 2026-08 的考勤月，请先汇总这些月份")
    ]
    await close(tenant, "2026-08")
    await close(tenant, "2026-09")
    async with tenant.client("hr") as hr:
        rows = (await hr.get(f"{API}/months/2026-09/rows?number=EM001")).json()["items"]
    # 92 days from 1 July, two of three worked: 62 shifts of 11 hours; 25 September is statutory and off or on:
    # day 87 of the cycle (87 % 3 = 2 with 0 = first) is off, so 62 × 660 = 40,920 minutes against 29,760.
    assert rows[0]["overtime_workday"] == 40920 - 29760
    assert (rows[0]["overtime_rest_day"], rows[0]["overtime_statutory"]) == (0, 0)
    july = await figures(tenant, "2026-07")
    assert july == []


async def test_without_fixed_hours_a_holiday_counts_where_the_place_says_so(renshi, ask, decide) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await group(tenant, {"regime": "irregular", "schedule": "week", "monday": "白"}, DAY | {"end": "17:00"})
    person = tenant.employee_person
    for day in ("2026-10-01", "2026-10-24"):
        form = {"day": day, "start_time": "09:00", "end_time": "11:00", "reason": "值班"}
        if day == "2026-10-24":
            with pytest.raises(Conflict, match="without fixed hours"):
                await ask(tenant, person, "attendance.overtime", form)
            continue
        request = await ask(tenant, person, "attendance.overtime", form)
        await decide(tenant, tenant.manager_person, request, "approve")
    assert await figures(tenant, "2026-10") == [("attendance.overtime.statutory", Decimal("2.000000"))]
    async with tenant.context():
        await execute("UPDATE core_job_record SET city = '成都' WHERE employee_id = $1", person.id)
    assert await figures(tenant, "2026-10") == []


async def test_the_limit_is_shown_before_and_passing_it_is_on_record(renshi, ask) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"overtime_over_limit": "refuse", "overtime_unit_minutes": 30})
    person = tenant.employee_person
    form = {"day": "2026-11-24", "start_time": "18:00", "end_time": "21:45", "reason": "赶工"}
    async with tenant.client("employee") as client:
        seen = (await client.post(f"{API}/overtime/preview", json=form)).json()
    assert {k: seen[k] for k in ("workday_minutes", "day_minutes", "month_minutes", "over_limit")} == {
        "workday_minutes": 210, "day_minutes": 210, "month_minutes": 210, "over_limit": True,
    }  # fmt: skip
    assert (seen["may_be_time_off"], seen["regime"]) == (False, "standard")
    with pytest.raises(Conflict, match="beyond the legal limit"):
        await ask(tenant, person, "attendance.overtime", form)
    async with tenant.client("hr") as hr:
        entered = await hr.post(
            "/api/requests",
            json={"kind": "attendance.overtime", "form": form, "employee_id": str(person.id)},
        )
    assert entered.status_code == 201, entered.text
    async with tenant.context():
        rows = await fetch(
            "SELECT detail FROM core_audit WHERE action = 'attendance.overtime.over_limit' AND employee_id = $1",
            person.id,
        )
    assert [json.loads(r["detail"])["day_minutes"] for r in rows] == [210]


async def test_who_is_in_late_or_away_now(renshi, ask, decide) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True})
    form = {"leave_code": "annual", "start_on": "2026-11-23", "end_on": "2026-11-23", "reason": "休息"}
    request = await ask(tenant, tenant.manager_person, "attendance.leave", form)
    await decide(tenant, tenant.hr_person, request, "approve")
    renshi.advance(minutes=20)
    async with tenant.client("employee") as client:
        await client.post(f"{API}/punches", json={})
    async with tenant.client("hr") as hr:
        seen = (await hr.get(f"{API}/today")).json()
        late = (await hr.get(f"{API}/today?standing=late")).json()
        second = (await hr.get(f"{API}/today?page=2&limit=2")).json()
        counts = (await hr.get(f"{API}/today?limit=0")).json()
        assert (await hr.get(f"{API}/today?limit=1001")).status_code == 422
    assert {one["number"]: one["state"] for one in seen["items"]} == {
        "EM001": "late", "HR001": "not_in", "MG001": "leave",
    }  # fmt: skip
    assert (seen["people"], seen["late"], seen["not_in"], seen["leave"], seen["in"]) == (3, 1, 1, 1, 0)
    assert [(one["number"], one["first"]) for one in late["items"]] == [("EM001", "09:20")]
    assert ([one["number"] for one in second["items"]], second["total"]) == (["MG001"], 3)
    assert (counts["items"], counts["people"], counts["late"], counts["leave"]) == ([], 3, 1, 1)
    async with tenant.client("employee") as client:
        assert (await client.get(f"{API}/today")).status_code == 403


async def test_reports_over_months(renshi, punch_month, close, ask, decide) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True, "leave_backdate_days": 60})
    for number in ("HR001", "MG001"):
        await punch_month(tenant, number, date(2026, 10, 1), date(2026, 10, 31))
    # Nobody of production came for 18 days, one of which was leave.
    form = {"leave_code": "annual", "start_on": "2026-10-15", "end_on": "2026-10-15", "reason": "休息"}
    request = await ask(tenant, tenant.employee_person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    await close(tenant, "2026-10")
    query = "first=2026-10&last=2026-10"
    async with tenant.client("hr") as hr:
        rates = (await hr.get(f"/api/reports/attendance.rates?{query}")).json()["items"]
        use = (await hr.get(f"/api/reports/attendance.leave_use?{query}")).json()["items"]
        over = (await hr.get(f"/api/reports/attendance.overtime?{query}")).json()["items"]
    mine = next(r for r in rates if r["department"] == tenant.employee_person.department_name)
    assert Decimal(str(mine["due"])) % 144 == 0
    assert Decimal(str(mine["attendance_rate"])) + Decimal(str(mine["absence_rate"])) == 1
    assert Decimal(str(mine["absent"])) == 136
    assert [(r["people"], Decimal(str(r["days"]))) for r in use] == [(1, 1)]
    assert sum(r["over"] for r in over) == 0


async def test_holiday_hours_stay_out_of_the_period(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    rule = {"regime": "comprehensive", "averaging": "month", "punch_required": False, "schedule": "rotation"}
    await group(tenant, rule | {"rotation": "白", "anchor": "2026-10-01"}, DAY)
    await close(tenant, "2026-10")
    async with tenant.client("hr") as hr:
        row = (await hr.get(f"{API}/months/2026-10/rows?number=EM001")).json()["items"][0]
    # 31 shifts of 11 hours; 1–3 October are statutory: 3 × 660 at 300 %, 28 × 660 − 9,921 above the month.
    assert (row["overtime_statutory"], row["overtime_workday"]) == (1980, 28 * 660 - 9921)


async def test_a_day_names_its_reasons_and_every_row_it_rests_on(renshi, punch_month, ask, decide) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True})
    on = date(2026, 11, 20)
    await punch_month(tenant, "EM001", on, on, {on: ("09:20", "18:05")})
    form = {"day": "2026-11-20", "start_time": "18:00", "end_time": "19:00", "reason": "赶工"}
    request = await ask(tenant, tenant.employee_person, "attendance.overtime", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    path = f"{API}/employees/{tenant.employee_person.id}/days"
    async with tenant.client("hr") as hr:
        seen = (await hr.get(f"{path}/2026-11-20")).json()
        english = (await hr.get(f"{path}/2026-11-20", headers={"Accept-Language": "en-US"})).json()
        wrong = await hr.get(f"{path}/2026-11-31")
        before = await hr.get(f"{path}/2014-01-01")
    assert (seen["status"], seen["late_minutes"], seen["rule"]) == ("late", 20, "公司考勤设置")
    assert seen["why"] == "应 2026-11-20 09:00 到，2026-11-20 09:20 打卡，迟到 20 分钟"
    assert seen["reason_codes"] == [
        {"code": "late", "args": ["2026-11-20 09:00", "2026-11-20 09:20", 20], "segment": None}
    ]
    assert english["why"] == "due at 2026-11-20 09:00, punched at 2026-11-20 09:20: 20 minutes late"
    assert [(r["kind"], r["what"], r["row"].split(":")[0]) for r in seen["rows"]] == [
        ("punch", "2026-11-20 09:20", "attendance_punch"),
        ("punch", "2026-11-20 18:05", "attendance_punch"),
        ("overtime", "2026-11-20 18:00 – 2026-11-20 19:00", "attendance_overtime"),
    ]
    # 2014 lies before the first calendar that is known.
    assert (wrong.json()["code"], before.json()["code"]) == (
        "attendance.day_invalid",
        "attendance.calendar_unknown_year",
    )
    async with tenant.client("employee") as client:
        assert (await client.get(f"{path}/2026-11-20")).status_code == 403
