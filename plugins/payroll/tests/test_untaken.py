"""Statutory annual leave that lapsed: attendance tells the days, payroll pays 200 % more of the average."""

from collections.abc import Awaitable, Callable
from typing import Any

Make = Callable[..., Awaitable[Any]]


async def lapse(firm: Any, minutes: int) -> None:
    """Give somebody leave that ends today, and let the clock of tomorrow write it off."""
    body = {
        "employee_id": str(firm.tenant.employee_person.id),
        "leave_code": "annual",
        "minutes": minutes,
        "expires_on": "2026-11-23",
        "note": "上年结转",
    }
    async with firm.tenant.client("hr") as client:
        answer = await client.post("/api/plugins/attendance/balances/adjust", json=body)
        assert answer.status_code == 200, answer.text
    firm.harness.advance(days=1)
    for _ in range(2):
        await firm.harness.run_schedule("attendance.daily", firm.tenant)


async def untaken(firm: Any, period: str = "2026-11") -> list[Any]:
    body = {"employee_id": str(firm.tenant.employee_person.id), "period": period}
    lines = (await firm.post("/preview", body))["lines"]
    return [line for line in lines if line["code"] == "pay.annual_leave"]


async def test_lapsed_days_are_paid_by_the_average_of_closed_months(company: Make) -> None:
    firm = await company()
    bonus = {
        "employee_id": str(firm.tenant.employee_person.id),
        "period": "2026-01",
        "component": "pay.bonus",
        "amount": "2400",
        "note": "项目奖",
    }
    await firm.post("/adjustments", bonus, expect=201)
    await firm.close("2026-01")
    await firm.tenant.enable("attendance")
    assert await untaken(firm) == []
    await lapse(firm, 3 * 480)
    (line,) = await untaken(firm)
    # (21,750 + 2,400) / 21.75 x 3 days x 200 %
    assert line["amount"] == "6662.07"
    assert line["label"] == "未休年休假工资（月均工资 24,150.00 ÷ 21.75 × 3 天 × 200%）"
    # Once, in the month it lapsed in; what somebody entered for the month takes its place.
    assert await untaken(firm, "2026-12") == []
    entered = bonus | {"period": "2026-11", "component": "pay.annual_leave", "amount": "100", "note": "协商"}
    await firm.post("/adjustments", entered, expect=201)
    assert [one["amount"] for one in await untaken(firm)] == ["100.00"]


async def test_a_bonus_taxed_apart_counts_in_the_average(company: Make) -> None:
    firm = await company()
    bonus = {
        "employee_id": str(firm.tenant.employee_person.id),
        "period": "2026-01",
        "component": "pay.annual_bonus",
        "amount": "36000",
        "note": "2025 年终奖",
    }
    await firm.post("/adjustments", bonus, expect=201)
    await firm.close("2026-01")
    await firm.tenant.enable("attendance")
    await lapse(firm, 3 * 480)
    (line,) = await untaken(firm)
    # (21,750 + 36,000) / 21.75 x 3 days x 200 %
    assert line["amount"] == "15931.03"


async def test_before_any_closed_month_the_terms_are_the_average(company: Make) -> None:
    firm = await company()
    await firm.tenant.enable("attendance")
    await lapse(firm, 720)
    (line,) = await untaken(firm)
    assert (line["amount"], line["label"]) == (
        "3000.00",
        "未休年休假工资（月工资标准 21,750.00 ÷ 21.75 × 1.5 天 × 200%）",
    )
