"""The base wage of a month: days employed, terms in force on them, the recorded rule of part months. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import ratio_half_up
from renshi_payroll.engine.labour_law import prorate
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import Item
from renshi_payroll.periods import paid_days
from renshi_payroll.terms.repository import Terms
from renshi_sdk.contracts import PayPeriod

if TYPE_CHECKING:
    from renshi_payroll.runs.assembly import Month, PersonMonth


@lru_cache(maxsize=64)
def _days(year: int, month: int) -> tuple[date, date]:
    # Asked several times a slip; a period makes its days anew each time.
    period = PayPeriod(year, month)
    return period.first_day, period.last_day


def employed_span(person: PersonMonth, period: PayPeriod) -> tuple[date, date]:
    begins, ends = _days(period.year, period.month)
    first = max(begins, person.joined)
    last = ends if person.until is None else min(ends, person.until)
    if first > last:
        raise Refusal("payroll.not_employed", zh="该月不在职", en="not employed in this month")
    return first, last


def is_whole(span: tuple[date, date], period: PayPeriod) -> bool:
    begins, ends = _days(period.year, period.month)
    if span == (begins, ends):
        return True
    day = timedelta(days=1)
    return not paid_days(begins, span[0] - day) and not paid_days(span[1] + day, ends)


def wage_segments(terms: Sequence[Terms], span: tuple[date, date]) -> list[tuple[Terms, int]]:
    """Terms of the employed days with their paid days, oldest first."""
    first, last = span
    if len(terms) == 1 and terms[0].valid_from <= first:
        return [(terms[0], paid_days(first, last))]
    found: list[tuple[Terms, int]] = []
    for index, current in enumerate(terms):
        following = terms[index + 1].valid_from if index + 1 < len(terms) else date.max
        start, end = max(first, current.valid_from), min(last, following - timedelta(days=1))
        if start <= end:
            found.append((current, paid_days(start, end)))
    if not found or terms[0].valid_from > first:
        raise Refusal(
            "payroll.terms_missing",
            zh=f"{first:%Y-%m-%d} 起没有薪资标准，请先录入",
            en=f"no pay terms from {first:%Y-%m-%d}; record them first",
        )
    return found


def base_items(segments: list[tuple[Terms, int]], span: tuple[date, date], month: Month) -> list[Item]:
    total = paid_days(*_days(month.period.year, month.period.month))
    whole = is_whole(span, month.period)
    if len(segments) == 1:
        terms, days = segments[0]
        if whole:
            return [Item("pay.base", terms.monthly_wage)]
        if month.settings.proration == "21.75":
            amount, divisor = prorate(terms.monthly_wage, Decimal(days)), "21.75"
        elif month.settings.proration == "calendar":
            length = (month.period.last_day - month.period.first_day).days + 1
            days = (span[1] - span[0]).days + 1
            amount, divisor = ratio_half_up(terms.monthly_wage * days, length), str(length)
        else:
            amount, divisor = ratio_half_up(terms.monthly_wage * days, total), str(total)
        return [Item("pay.base", amount, inputs=_base_inputs(terms.monthly_wage, days, divisor, amount))]
    # Shares of a month with a raise are differences of the rounded running total, so that they add up to it.
    items: list[Item] = []
    exact = paid = 0
    for terms, days in segments:
        exact += terms.monthly_wage * days
        amount = ratio_half_up(exact, total) - paid
        paid += amount
        items.append(
            Item("pay.base", amount, inputs=_base_inputs(terms.monthly_wage, days, str(total), amount))
        )
    return items


def _base_inputs(monthly: int, days: int, divisor: str, amount: int) -> dict[str, int | str]:
    return {
        "monthly": monthly,
        "days": days,
        "formula_zh": f"月工资 {money(monthly)} ÷ {divisor} × {days} 天 = {money(amount)}",
        "formula_en": f"{money(monthly)} ÷ {divisor} × {days} days = {money(amount)}",
    }
