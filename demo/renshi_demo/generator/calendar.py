"""Working days of China, as the State Council's notices order them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar


@lru_cache(maxsize=4096)
def works(day: date) -> bool:
    """Whether ``day`` is a working day; raises ``NotImplementedError`` for a year without a notice."""
    return bool(chinese_calendar.is_workday(day))


def known(day: date) -> bool:
    """Whether the notice of the year of ``day`` has been published."""
    try:
        works(day)
    except NotImplementedError:
        return False
    return True


def working_days(first: date, last: date) -> list[date]:
    """The working days from ``first`` to ``last``, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if works(day)]


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return day


def months_before(today: date, count: int) -> list[date]:
    """First days of the ``count`` whole months before the month of ``today``, oldest first."""
    index = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(index - count, index)]


def month_after(day: date, count: int = 1) -> date:
    """The first day of the month ``count`` months after that of ``day``."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)
