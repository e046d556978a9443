"""Days and calendar months of keeping: pure arithmetic.

A row of day *d* that is kept for *n* months stays through the same day *n* months later (the month's last where there
is no such day) and goes on the day after.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

Unit = Literal["months", "days"]


def last_day(day: date, keep: int, unit: Unit) -> date:
    """The last day on which a row of ``day`` is kept."""
    if unit == "days":
        return day + timedelta(days=keep)
    month = day.year * 12 + day.month - 1 + keep
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def cutoff(today: date, keep: int, unit: Unit) -> date:
    """Rows of days before this are over ``today``: those whose last day has passed, and no others."""
    if unit == "days":
        return today - timedelta(days=keep)
    month = today.year * 12 + today.month - 1 - keep
    year, month = divmod(month, 12)
    if today.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, today.day)
    # There is no such day in that month, so all of the month is over.
    year, month = divmod(year * 12 + month + 1, 12)
    return date(year, month + 1, 1)
