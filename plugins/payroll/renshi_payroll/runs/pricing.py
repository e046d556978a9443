"""From facts of a month (leave days, overtime hours, amounts) to payslip items. Pure."""

from __future__ import annotations

from decimal import Decimal

from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine import labour_law
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import PPM, ratio_half_up, to_fen
from renshi_payroll.engine.refusals import MissingFact, UnresolvedParameters
from renshi_payroll.engine.slip import Item, TaxTreatment
from renshi_sdk.contracts import PayItem, PayItemKind

_TREATMENTS: dict[str, TaxTreatment] = {
    "pay.exempt": "exempt",
    "pay.not_taxed": "separate",
    "pay.deduction": "after_tax",
}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def absence(item: PayItem, monthly: int, left: int) -> Item:
    """Leave or unexcused absence: month / 21.75 x days x unpaid part, at most what is ``left`` of the wage."""
    days = item.quantity or Decimal(0)
    rate = Decimal(0) if item.kind is PayItemKind.ABSENCE or item.rate is None else item.rate
    amount = ratio_half_up(monthly * days * (1 - rate) * 100, labour_law.PAID_DAYS_CENTI)
    amount = min(amount, left)
    unpaid = _plain((1 - rate) * 100)
    return Item(
        "pay.leave_deduction",
        -amount,
        inputs={
            "code": item.code,
            "days": _plain(days),
            "rate": _plain(rate),
            "monthly": monthly,
            "formula_zh": f"月工资 {money(monthly)} ÷ 21.75 × {_plain(days)} 天 × 扣发 {unpaid}% = {money(amount)}",
            "formula_en": f"{money(monthly)} ÷ 21.75 × {_plain(days)} days × {unpaid}% unpaid = {money(amount)}",
        },
        title_zh=f"{item.label.zh}扣款",
        title_en=f"{item.label.en} deduction",
    )


def sick_leave(
    item: PayItem, monthly: int, left: int, *, pay_ppm: int, minimum_wage: int | None, city: str, on: str
) -> Item:
    """Sick leave by the company's share of the wage, at least 80 % of the local minimum wage a day."""
    if minimum_wage is None:
        raise UnresolvedParameters(
            [MissingFact(f"{city}.minimum_wage.month", on, "病假工资需要最低工资标准", "sick pay needs it")]
        )
    days = item.quantity or Decimal(0)
    share = pay_ppm if item.rate is None else int(item.rate * PPM)
    amount = min(labour_law.sick_pay(monthly, days, share, minimum_wage).deduction, left)
    floor = money(ratio_half_up(minimum_wage * 80, 100))
    percent = _plain(Decimal(share) / 10_000)
    return Item(
        "pay.sick_leave",
        -amount,
        inputs={
            "code": item.code,
            "days": _plain(days),
            "ppm": share,
            "monthly": monthly,
            "minimum_wage": minimum_wage,
            "formula_zh": f"病假工资按月工资的 {percent}% 计，不低于最低工资的 80%（{floor} 元/月）；"
            f"{_plain(days)} 天少发 {money(amount)}",
            "formula_en": f"sick pay {percent}% of the wage, at least 80% of the minimum wage ({floor} a month);"
            f" {_plain(days)} days pay {money(amount)} less",
        },
    )


def overtime(item: PayItem, monthly: int) -> Item:
    """Overtime: month / 21.75 / 8 x hours x multiplier (Labour Law art.44), rounded once."""
    hours = item.quantity or Decimal(0)
    rate = item.rate if item.rate is not None else Decimal("1.5")
    amount = ratio_half_up(monthly * hours * rate * 100, labour_law.PAID_DAYS_CENTI * 8)
    return Item(
        "pay.overtime",
        amount,
        inputs={
            "code": item.code,
            "hours": _plain(hours),
            "rate": _plain(rate),
            "monthly": monthly,
            "formula_zh": f"月工资 {money(monthly)} ÷ 21.75 ÷ 8 × {_plain(hours)} 小时 × {_plain(rate)}"
            f" = {money(amount)}",
            "formula_en": f"{money(monthly)} ÷ 21.75 ÷ 8 × {_plain(hours)} hours × {_plain(rate)} = {money(amount)}",
        },
        title_zh=item.label.zh,
        title_en=item.label.en,
    )


def amount_item(item: PayItem) -> Item:
    """An earning or a deduction given as an amount.

    ``rule`` says how it meets the tax: an earning is taxed unless ``exempt``; a deduction is taken from the net
    unless ``wage`` (then it lowers the taxed wage).
    """
    amount = to_fen(item.amount or Decimal(0))
    inputs: dict[str, int | str] = {"code": item.code}
    if item.rule:
        inputs["rule"] = item.rule
    if item.kind is PayItemKind.EARNING:
        treatment: TaxTreatment = "exempt" if item.rule == "exempt" else "wage"
        component = "pay.exempt" if treatment == "exempt" else "pay.allowance"
        return Item(component, amount, treatment, 0, inputs, item.label.zh, item.label.en)
    if item.rule == "wage":
        return Item("pay.allowance", -amount, "wage", 0, inputs, item.label.zh, item.label.en)
    return Item("pay.deduction", amount, "after_tax", 0, inputs, item.label.zh, item.label.en)


def adjustment_item(adjustment: Adjustment) -> Item:
    """A one-off item entered by HR. Annual bonuses are priced by the caller, who knows the tables."""
    return Item(
        adjustment.component,
        adjustment.amount,
        _TREATMENTS.get(adjustment.component, "wage"),
        0,
        {"note": adjustment.note},
    )
