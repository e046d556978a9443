"""From facts of a month (leave days, overtime hours, amounts) to payslip items. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine import further, labour_law, one_off
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import PPM, ratio_half_up, to_fen, to_ppm
from renshi_payroll.engine.refusals import MissingFact, Refusal, UnresolvedParameters
from renshi_payroll.engine.slip import Item, TaxTreatment
from renshi_payroll.engine.tables import RateTable
from renshi_sdk.contracts import PayItem, PayItemKind

_TREATMENTS: dict[str, TaxTreatment] = {
    "pay.exempt": "exempt",
    "pay.not_taxed": "separate",
    "pay.deduction": "after_tax",
}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def absence(item: PayItem, monthly: int, left: int) -> Item:
    """Leave or unexcused absence: month / 21.75 x days x unpaid part, at most what is ``left`` of the wage.

    A ``rate`` above 1 gives back what an earlier month deducted. Leave without a rate is refused: the paid part
    is the company's decision, not payroll's guess.
    """
    days = item.quantity or Decimal(0)
    rate = Decimal(0) if item.kind is PayItemKind.ABSENCE else item.rate
    if rate is None:
        raise Refusal(
            "payroll.leave_unpriced",
            zh=f"{item.label.zh}没有设置工资比例，无法计算",
            en=f"{item.label.en}: the paid part is not set",
        )
    amount = min(ratio_half_up(monthly * days * (1 - rate) * 100, labour_law.PAID_DAYS_CENTI), left)
    back = amount < 0
    share, size = _plain(abs(1 - rate) * 100), money(abs(amount))
    verb_zh, verb_en = ("返还", "given back") if back else ("扣发", "unpaid")
    return Item(
        "pay.leave_deduction",
        -amount,
        inputs={
            "code": item.code,
            "days": _plain(days),
            "rate": _plain(rate),
            "monthly": monthly,
            "formula_zh": f"月工资 {money(monthly)} ÷ 21.75 × {_plain(days)} 天 × {verb_zh} {share}% = {size}",
            "formula_en": f"{money(monthly)} ÷ 21.75 × {_plain(days)} days × {share}% {verb_en} = {size}",
        },
        title_zh=item.label.zh if back else f"{item.label.zh}扣款",
        title_en=item.label.en if back else f"{item.label.en} deduction",
    )


def sick_leave(
    item: PayItem,
    monthly: int,
    left: int,
    *,
    pay_percent: Decimal,
    minimum_wage: int | None,
    city: str,
    on: date,
    service_years: int,
) -> Item:
    """Sick leave: the part the item says, else the company's, never below a local ladder; and at least 80 % of the
    local minimum wage a day.
    """
    if minimum_wage is None:
        raise UnresolvedParameters(
            [
                MissingFact(
                    f"{city}.minimum_wage.month",
                    on.isoformat(),
                    "病假工资需要最低工资标准",
                    "sick pay needs it",
                )
            ]
        )
    days = item.quantity or Decimal(0)
    share = to_ppm(pay_percent) if item.rate is None else int(item.rate * PPM)
    if item.rate is None:
        share = max(
            share, further.sick_pay_percent(city, on, service_years=service_years, agreed=0) * PPM // 100
        )
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


def _exact_hours(hours: Decimal) -> Fraction:
    """Hours as a fraction. A third of an hour can't be written in decimals; whole minutes are meant by it."""
    minutes = hours * 60
    whole = minutes.to_integral_value()
    return Fraction(int(whole), 60) if abs(minutes - whole) < Decimal("0.001") else Fraction(hours)


def overtime(item: PayItem, monthly: int) -> Item:
    """Overtime: month / 21.75 / 8 x hours x multiplier (Labour Law art.44), rounded once.

    A negative multiplier takes back what an earlier month paid.
    """
    hours = item.quantity or Decimal(0)
    if item.rate is None:
        raise Refusal(
            "payroll.overtime_unpriced",
            zh=f"{item.label.zh}没有加班倍数，无法计算",
            en=f"{item.label.en}: the multiplier is missing",
        )
    exact = monthly * _exact_hours(hours) * Fraction(item.rate) * 100
    amount = ratio_half_up(exact.numerator, exact.denominator * labour_law.PAID_DAYS_CENTI * 8)
    shown = f"{_plain(hours.quantize(Decimal('0.01')))} 小时 × {_plain(item.rate)}"
    shown_en = f"{_plain(hours.quantize(Decimal('0.01')))} hours × {_plain(item.rate)}"
    return Item(
        "pay.overtime",
        amount,
        inputs={
            "code": item.code,
            "hours": _plain(hours),
            "rate": _plain(item.rate),
            "monthly": monthly,
            "formula_zh": f"月工资 {money(monthly)} ÷ 21.75 ÷ 8 × {shown} = {money(amount)}",
            "formula_en": f"{money(monthly)} ÷ 21.75 ÷ 8 × {shown_en} = {money(amount)}",
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
    if item.kind is PayItemKind.EARNING and item.rule == "annual_leave":
        return Item("pay.annual_leave", amount, "wage", 0, inputs, item.label.zh, item.label.en)
    if item.kind is PayItemKind.EARNING:
        treatment: TaxTreatment = "exempt" if item.rule == "exempt" else "wage"
        component = "pay.exempt" if treatment == "exempt" else "pay.allowance"
        return Item(component, amount, treatment, 0, inputs, item.label.zh, item.label.en)
    if item.rule == "wage":
        return Item("pay.allowance", -amount, "wage", 0, inputs, item.label.zh, item.label.en)
    return Item("pay.deduction", amount, "after_tax", 0, inputs, item.label.zh, item.label.en)


def severance(adjustment: Adjustment, average: int | None, annual_table: RateTable) -> Item:
    """Severance, exempt up to three times the local average annual wage on record, the rest taxed apart."""
    if average is None:
        raise Refusal(
            "payroll.severance_average_missing",
            zh="请先录入经济补偿免税所用的当地上年月平均工资及其依据",
            en="record the local average monthly wage used for severance, with its reference, first",
            source="财税〔2018〕164号 第五条",
        )
    exempt, tax = one_off.severance_tax(annual_table, adjustment.amount, average)
    over = adjustment.amount - exempt
    bracket = annual_table.bracket_for(over)
    said = _said(adjustment)
    limit = f"{money(average)} × 12 × 3"
    zh = [said.get("formula_zh"), f"免税 {money(exempt)}（{limit} 为限），应税 {money(over)}"]
    en = [said.get("formula_en"), f"exempt {money(exempt)} (at most {limit}), taxable {money(over)}"]
    return Item(
        "pay.severance",
        adjustment.amount,
        "separate",
        tax,
        {
            "note": adjustment.note,
            "ppm": bracket.ppm,
            "quick": bracket.quick,
            "formula_zh": "；".join(one for one in zh if one),
            "formula_en": "; ".join(one for one in en if one),
        },
    )


def correction_item(adjustment: Adjustment) -> Item:
    """The difference of a line of an earlier run, as it was computed and as it is computed now."""
    detail = adjustment.detail or {}
    was, now, month = detail.get("was", 0), detail.get("now", 0), detail.get("period", "")
    treatment: TaxTreatment = detail["treatment"]
    return Item(
        adjustment.component,
        adjustment.amount,
        treatment,
        0,
        {
            "note": adjustment.note,
            "source_run": str(adjustment.source_run_id),
            "formula_zh": f"{month} 原 {money(was)}，现 {money(now)}，差额 {money(now - was)}",
            "formula_en": f"{month}: {money(was)} before, {money(now)} now, difference {money(now - was)}",
        },
        detail.get("title_zh", ""),
        detail.get("title_en", ""),
    )


def _said(adjustment: Adjustment) -> dict[str, str]:
    """The arithmetic that an item brings along, where it does."""
    detail = adjustment.detail or {}
    return {name: str(detail[name]) for name in ("formula_zh", "formula_en") if detail.get(name)}


def adjustment_item(adjustment: Adjustment) -> Item:
    """A one-off item entered by HR. Annual bonuses are priced by the caller, who knows the tables."""
    if adjustment.line is not None:
        return correction_item(adjustment)
    return Item(
        adjustment.component,
        adjustment.amount,
        _TREATMENTS.get(adjustment.component, "wage"),
        0,
        {"note": adjustment.note, **_said(adjustment), **_rule(adjustment)},
    )


def _rule(adjustment: Adjustment) -> dict[str, str]:
    """What the checks of the run go by, e.g. ``damage``."""
    rule = (adjustment.detail or {}).get("rule")
    return {"rule": str(rule)} if rule else {}
