"""The ledger beyond the request: own types, accrual, papers, shortening, carry-over, expiry and its reminders."""

from datetime import date
from decimal import Decimal

import pytest
from renshi_attendance.engine.accrual import Every, Policy, grant
from renshi_attendance.engine.errors import ProvinceUnknown
from renshi_attendance.reference import leave_catalogue

from renshi_sdk import Conflict, Invalid
from renshi_sdk.db import fetch, fetch_value

API = "/api/plugins/attendance"


def policy(**given) -> Policy:
    plain = {
        "every": Every.YEAR,
        "days": Decimal(5),
        "valid_months": 0,
        "waiting_months": 0,
        "prorate": True,
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
    }
    return Policy(**plain | given)


@pytest.mark.parametrize(
    ("given", "hired", "on", "minutes", "effective"),
    [
        ({}, date(2020, 1, 1), date(2026, 3, 1), 2400, date(2026, 1, 1)),
        # 184 ÷ 365 × 5 = 2.52 days, half days kept, the rest dropped.
        ({}, date(2026, 7, 1), date(2026, 7, 1), 1200, date(2026, 7, 1)),
        ({"prorate": False}, date(2026, 7, 1), date(2026, 7, 1), 2400, date(2026, 7, 1)),
        ({"waiting_months": 6}, date(2026, 1, 15), date(2026, 7, 14), None, None),
        ({"waiting_months": 6}, date(2026, 1, 15), date(2026, 7, 15), 960, date(2026, 7, 15)),
        (
            {"every": Every.MONTH, "days": Decimal(1)},
            date(2026, 3, 1),
            date(2026, 3, 31),
            480,
            date(2026, 3, 1),
        ),
        (
            {"every": Every.MONTH, "days": Decimal(1)},
            date(2026, 3, 16),
            date(2026, 3, 31),
            240,
            date(2026, 3, 16),
        ),
        ({"valid_to": date(2025, 12, 31)}, date(2020, 1, 1), date(2026, 1, 1), None, None),
        ({"days": Decimal("0.4")}, date(2020, 1, 1), date(2026, 1, 1), None, None),
    ],
)
def test_a_grant_of_a_period(given, hired, on, minutes, effective) -> None:
    found = grant(policy(**given), hired, on, daily_minutes=480, step=240)
    assert (found.minutes, found.effective_on) == (minutes, effective) if minutes else found is None


def test_the_last_day_of_a_grant_follows_its_period() -> None:
    yearly = grant(policy(valid_months=3), date(2020, 1, 1), date(2026, 5, 5), daily_minutes=480, step=1)
    assert (yearly.period, yearly.expires_on) == ("2026", date(2027, 3, 31))
    monthly = grant(policy(every=Every.MONTH), date(2020, 1, 1), date(2026, 2, 5), daily_minutes=480, step=1)
    assert (monthly.period, monthly.expires_on) == ("2026-02", date(2026, 2, 28))


def test_an_unresolved_local_rule_says_what_to_record() -> None:
    with pytest.raises(ProvinceUnknown, match="待查：浙江省婚假天数"):
        leave_catalogue()["marriage"].granted("浙江", date(2026, 3, 1))
    assert leave_catalogue()["paternity"].granted("浙江", date(2026, 3, 1)).days == 15


async def made(tenant, path: str, body: dict, status: int = 201) -> dict:
    async with tenant.client("hr") as hr:
        answer = await hr.post(f"{API}{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


OWN_TYPE = {
    "code": "birthday",
    "name_zh": "生日假",
    "name_en": "Birthday leave",
    "unit": "half_day",
    "counting": "working",
    "paid_fraction": "1",
    "needs_balance": True,
    "source": "员工手册第十二条",
}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_type_of_the_companys_own_accrues_once_and_is_taken(renshi, ask, decide, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    await made(tenant, "/leave-types", OWN_TYPE)
    await made(tenant, "/leave-types", OWN_TYPE, 409)
    accrual = {
        "leave_code": "birthday", "every": "year", "days": "1", "valid_from": "2026-01-01",
        "prorate": False, "note": "生日假",
    }  # fmt: skip
    await made(tenant, "/accruals", accrual)
    assert (await made(tenant, "/accruals", accrual | {"leave_code": "annual"}, 422))["code"] == (
        "attendance.accrual_leave"
    )
    for _ in range(3):
        await renshi.run_schedule("attendance.daily", tenant)
    assert await ledger(tenant, person.id, "birthday") == 480
    form = {"leave_code": "birthday", "start_on": "2026-11-25", "end_on": "2026-11-25", "reason": "生日"}
    request = await ask(tenant, person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    assert await ledger(tenant, person.id, "birthday") == 0
    with pytest.raises(Conflict, match="not enough birthday leave: 0 minutes left"):
        await ask(
            tenant, person, "attendance.leave", form | {"start_on": "2026-11-26", "end_on": "2026-11-26"}
        )


@pytest.mark.asyncio(loop_scope="session")
async def test_papers_and_notice(renshi, ask) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    async with tenant.client("hr") as hr:
        types = {t["code"]: t["id"] for t in (await hr.get(f"{API}/leave-types")).json()["items"]}
        for code, change in (("sick", {"documents_after_days": 1}), ("personal", {"notice_days": 3})):
            assert (await hr.patch(f"{API}/leave-types/{types[code]}", json=change)).status_code == 200
    sick = {"leave_code": "sick", "start_on": "2026-11-24", "end_on": "2026-11-25", "reason": "感冒"}
    with pytest.raises(Invalid, match="more than 1 days needs papers"):
        await ask(tenant, person, "attendance.leave", sick)
    async with tenant.client("employee") as client:
        seen = (await client.post(f"{API}/leave/preview", json={"form": sick})).json()
    assert seen["warnings"] == ["超过 1 天须上传证明材料"]
    await ask(tenant, person, "attendance.leave", sick | {"end_on": "2026-11-24"})
    personal = {"leave_code": "personal", "start_on": "2026-11-25", "end_on": "2026-11-25", "reason": "搬家"}
    with pytest.raises(Conflict, match="the earliest day is 2026-11-26"):
        await ask(tenant, person, "attendance.leave", personal)
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM attendance_leave") == 1


@pytest.mark.asyncio(loop_scope="session")
async def test_a_leave_is_shortened_and_what_is_not_used_comes_back(renshi, ask, decide, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    form = {"leave_code": "annual", "start_on": "2026-11-24", "end_on": "2026-11-27", "reason": "旅行"}
    request = await ask(tenant, person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    async with tenant.client("hr") as hr:
        leave = (await hr.get(f"{API}/leave")).json()["items"][0]["id"]
    assert await ledger(tenant, person.id, "annual") == 4800 - 1920
    for day in ("2026-11-27", "2026-11-23"):
        refused = await made(tenant, f"/leave/{leave}/shorten", {"last_day": day, "reason": "提前返岗"}, 409)
        assert refused["code"] == "attendance.leave_not_shortened"
    await made(tenant, f"/leave/{leave}/shorten", {"last_day": "2026-11-25", "reason": "提前返岗"}, 200)
    assert await ledger(tenant, person.id, "annual") == 4800 - 960
    async with tenant.client("hr") as hr:
        states = [
            (one["state"], one["last_day"])
            for one in (await hr.get(f"{API}/leave?sort=last_day")).json()["items"]
        ]
    assert states == [("approved", "2026-11-25"), ("cancelled", "2026-11-27")]
    await made(tenant, f"/leave/{leave}/shorten", {"last_day": "2026-11-24", "reason": "再次"}, 409)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_balance_on_any_day(renshi, ask, decide) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    form = {"leave_code": "annual", "start_on": "2026-12-01", "end_on": "2026-12-02", "reason": "旅行"}
    request = await ask(tenant, person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")

    async def left(on: str) -> Decimal:
        async with tenant.client("employee") as client:
            items = (await client.get(f"{API}/balances/mine?on={on}")).json()["items"]
        return Decimal(next(i for i in items if i["leave_code"] == "annual")["remaining"])

    assert await left("2026-11-30") == 10
    assert await left("2026-12-31") == 8
    assert await left("2028-01-01") == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_what_runs_out_is_reported_reminded_of_once_and_written_off(renshi, ledger) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    grant_of = {
        "employee_id": str(person.id), "leave_code": "compensatory", "minutes": 300,
        "expires_on": "2026-11-30", "note": "加班结转",
    }  # fmt: skip
    await made(tenant, "/balances/adjust", grant_of, 200)
    async with tenant.client("hr") as hr:
        found = await hr.get("/api/reports/attendance.expiring?before=2026-12-31")
    assert found.status_code == 200, found.text
    rows = found.json()["items"]
    assert [(r["number"], r["leave"], Decimal(str(r["days"])), r["expires_on"]) for r in rows] == [
        ("EM001", "调休", Decimal("0.625"), "2026-11-30")
    ]
    for _ in range(2):
        await renshi.run_schedule("attendance.daily", tenant)
    async with tenant.context():
        told = await fetch("SELECT title_zh FROM core_notice WHERE kind = 'attendance.expiring'")
        assert len(told) == 1
    assert await ledger(tenant, person.id, "compensatory") == 300
    renshi.advance(days=8)
    for _ in range(2):
        await renshi.run_schedule("attendance.daily", tenant)
    assert await ledger(tenant, person.id, "compensatory") == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_only_so_many_days_are_carried_into_the_new_year(renshi, ledger) -> None:
    from renshi_attendance.balances.expiry import cap_carry

    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"annual_carry_days": 3})
    for _ in range(2):
        async with tenant.context("attendance") as ctx:
            await cap_carry(ctx, date(2027, 1, 1))
    # Ten days of 2026, none taken: three are carried, seven run out.
    assert await ledger(tenant, tenant.employee_person.id, "annual") == 1440
