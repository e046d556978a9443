"""When a report is sent next, on the clocks of the company's zone."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Rhythm = Literal["daily", "weekly", "monthly", "last_working_day"]
SEARCHED = 70
"""Days looked ahead: two months hold every rhythm."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A rhythm. A monthly one on a day that a month doesn't have comes on that month's last day."""

    rhythm: Rhythm
    at_minute: int
    weekday: int | None = None
    month_day: int | None = None

    def falls_on(self, day: date, works: Callable[[date], bool]) -> bool:
        """Whether a calendar day is one of its days."""
        end = calendar.monthrange(day.year, day.month)[1]
        match self.rhythm:
            case "daily":
                return True
            case "weekly":
                return day.isoweekday() == (self.weekday or 1)
            case "monthly":
                return day.day == min(self.month_day or 1, end)
        last = next((d for n in range(end, 0, -1) if works(d := day.replace(day=n))), day.replace(day=end))
        return day == last


def weekdays(day: date) -> bool:
    """Monday to Friday. The calendar of public holidays belongs to attendance, and isn't asked."""
    return day.isoweekday() <= 5


def next_time(
    clock: Clock, after: datetime, zone: ZoneInfo, works: Callable[[date], bool] = weekdays
) -> datetime:
    """The first time after ``after``, in UTC. A time that clocks skip in spring comes as many minutes later."""
    day = after.astimezone(zone).date()
    for _ in range(SEARCHED):
        if clock.falls_on(day, works):
            at = datetime.combine(day, time(clock.at_minute // 60, clock.at_minute % 60), zone).astimezone(
                UTC
            )
            if at > after:
                return at
        day += timedelta(days=1)
    raise ValueError("a rhythm comes at least once in two months")
