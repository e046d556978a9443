"""Probation (试用期) as 劳动合同法 art. 19 allows it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

OPEN_ENDED = 0
"""Term of a contract without a fixed end (无固定期限), in months."""


def longest_probation(contract_term_months: int) -> int:
    """Months of probation allowed for a contract term; :data:`OPEN_ENDED` for one without an end.

    Under 3 months none, under a year 1, under three years 2, otherwise 6 (劳动合同法 art. 19).
    """
    if contract_term_months == OPEN_ENDED or contract_term_months >= 36:
        return 6
    if contract_term_months >= 12:
        return 2
    return 1 if contract_term_months >= 3 else 0


def check_probation(months: int, contract_term_months: int | None) -> None:
    """Raise ``Invalid`` where the probation is longer than the contract's term allows."""
    if contract_term_months is None:
        return
    most = longest_probation(contract_term_months)
    if months > most:
        raise Invalid(
            Text(
                f"合同期限对应的试用期最长{most}个月（劳动合同法第十九条），现为{months}个月",
                f"with this contract term the probation may last {most} months at most"
                f" (Labour Contract Law, art. 19), not {months}",
            ),
            code="people.probation_too_long",
            fields={"probation_months": Text(f"最长{most}个月", f"at most {most} months")},
            longest=most,
        )


def last_day_of_probation(starts_on: date, months: int) -> date | None:
    """The last day of ``months`` calendar months from ``starts_on``; ``None`` without probation.

    A month that lacks the day of the start ends the term with its own last day (民法典 art. 202).
    """
    if months == 0:
        return None
    index = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(index, 12)
    days = calendar.monthrange(year, month + 1)[1]
    if starts_on.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)
