"""Calendar arithmetic of pay: paid days and payment dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from renshi_sdk import Invalid, Text
from renshi_sdk.contracts import PayPeriod


@lru_cache(maxsize=4096)
def paid_days(first: date, last: date) -> int:
    """Mondays to Fridays from ``first`` to ``last``, both included; 0 where ``last`` is before ``first``.

    Statutory holidays on a weekday are paid (人社部发〔2025〕2号), and days moved by the yearly holiday calendar
    don't change what a month pays, so neither needs a calendar here.
    """
    days = (last - first).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((first + timedelta(days=offset)).weekday() < 5 for offset in range(rest))


def payment_date(period: PayPeriod, *, day: int, following_month: bool) -> date:
    """The day wages of ``period`` are paid; a day the month doesn't have is its last one.

    The tax year and month of a wage are those of its payment, not of the work.
    """
    month = period.next() if following_month else period
    return date(month.year, month.month, min(day, monthrange(month.year, month.month)[1]))


def parse_period(text: str) -> PayPeriod:
    """A month from a request; ``Invalid`` names the field."""
    try:
        return PayPeriod.parse(text)
    except ValueError as error:
        raise Invalid(
            Text("月份格式应为 2026-11", "a month is written 2026-11"),
            fields={"period": Text("如 2026-11", "like 2026-11")},
        ) from error
