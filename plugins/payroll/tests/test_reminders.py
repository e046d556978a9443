"""What the clock and the checks say by themselves: unconfirmed slips, and tax that jumps."""

from collections.abc import Awaitable, Callable
from typing import Any

Make = Callable[..., Awaitable[Any]]


async def reminders(firm: Any, person: Any) -> int:
    return [one.kind for one in await firm.tenant.notices(person)].count("payroll.slip_reminder")


async def test_unconfirmed_slips_are_reminded_once_after_the_set_days(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, tenant.hr_person)
    async with tenant.client("hr") as client:
        assert (await client.post(f"/api/plugins/payroll/my/slips/{slip['id']}/confirm")).status_code in (
            200,
            201,
        )
    await firm.harness.run_schedule("payroll.remind", tenant)
    assert await reminders(firm, tenant.employee_person) == 0
    firm.harness.advance(days=3, minutes=1)
    for _ in range(2):
        await firm.harness.run_schedule("payroll.remind", tenant)
        firm.harness.advance(days=1)
    assert await reminders(firm, tenant.employee_person) == 1
    assert await reminders(firm, tenant.hr_person) == 0


async def test_zero_days_is_never_and_old_runs_are_left_alone(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    await firm.close("2026-01")
    firm.harness.advance(days=60)
    await firm.harness.run_schedule("payroll.remind", tenant)
    assert await reminders(firm, tenant.employee_person) == 0
    await tenant.enable("payroll", settings={"remind_after_days": 0})
    await firm.close("2026-02")
    firm.harness.advance(days=5)
    await firm.harness.run_schedule("payroll.remind", tenant)
    assert await reminders(firm, tenant.employee_person) == 0


async def test_a_tax_jump_is_a_warning_that_says_why(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    run_id = await firm.create("2026-02")
    first = await firm.calculate(run_id)

    async def jumps() -> dict[str, str]:
        rows = (await firm.get(f"/runs/{run_id}/problems?code=payroll.tax_jump"))["items"]
        return {row["employee_name"]: row["text"] for row in rows}

    # 43,500 a month leaves the 3 % row in February; the others' tax stays level.
    assert await jumps() == {
        firm.tenant.hr_person.name: "个税由上月 959.17 增至 2,915.29：累计应纳税所得额 63,944.58，税率由 3% 升至 10%"
    }
    again = await firm.calculate(run_id)
    assert again["version"] == first["version"]
    assert len(await jumps()) == 1
    bonus = {
        "employee_id": str(firm.tenant.employee_person.id),
        "period": "2026-02",
        "component": "pay.bonus",
        "amount": "14000",
        "note": "项目奖",
    }
    await firm.post("/adjustments", bonus, expect=201)
    await firm.calculate(run_id)
    # 12,943.25 + 26,943.25 = 39,886.50 taxable: 10 % − 2,520, less 388.30.
    assert (await jumps())[firm.tenant.employee_person.name] == (
        "个税由上月 388.30 增至 1,080.35：累计应纳税所得额 39,886.50，税率由 3% 升至 10%"
    )
    run = await firm.get(f"/runs/{run_id}")
    assert run["errors"] == 0
