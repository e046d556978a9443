"""Terms and probation under the Labour Contract Law (劳动合同法): dates and limits that several plugins need."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

OPEN_ENDED = 0
"""Term of a contract without a fixed end (无固定期限), in months."""


def longest_probation(term_months: int) -> int:
    """Months of probation that a contract's term allows; :data:`OPEN_ENDED` for one without an end.

    Under 3 months none, under a year 1, under three years 2, otherwise 6 (劳动合同法 art. 19).
    """
    if term_months == OPEN_ENDED or term_months >= 36:
        return 6
    if term_months >= 12:
        return 2
    return 1 if term_months >= 3 else 0


def last_day_of_months(starts_on: date, months: int) -> date:
    """The last of ``months`` calendar months that begin on ``starts_on``, e.g. 2026-11-23 and 12: 2027-11-22.

    A month that lacks the day of the start ends the term with its own last day (民法典 art. 202).

    Raises:
        ValueError: less than one month.
    """
    if months < 1:
        raise ValueError(f"a term has a month at least, not {months}")
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    days = calendar.monthrange(year, month + 1)[1]
    if starts_on.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def whole_months(starts_on: date, last_day: date) -> int:
    """How many whole months lie in ``starts_on``…``last_day``, both days counted."""
    months = (last_day.year - starts_on.year) * 12 + last_day.month - starts_on.month + 1
    while months > 0 and last_day_of_months(starts_on, months) > last_day:
        months -= 1
    return max(0, months)
