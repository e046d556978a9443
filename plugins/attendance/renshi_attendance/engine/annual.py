"""Statutory paid annual leave (带薪年休假): how many whole days a person has in a year.

Sources: 职工带薪年休假条例 (国务院令第514号) arts. 2–5 and 企业职工带薪年休假实施办法 (人社部令第1号) arts.
3–5, 10–12.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

TIERS: tuple[tuple[int, int], ...] = ((20, 15), (10, 10), (1, 5))
"""(completed years of cumulative service, days a year), highest first. 条例 art. 3."""

YEAR_DAYS = 365
"""The divisor of 实施办法 arts. 5 and 12, in leap years too: the text says 365."""


class TierChange(StrEnum):
    """What happens in the year in which somebody completes 10 or 20 years. No article settles it."""

    AT_REACHED = "at_reached"
    """The higher tier counts for the whole year from the day it is reached."""
    PRORATED = "prorated"
    """Each part of the year counts with its own tier: Σ calendar days ÷ 365 × days, part days dropped
    once.
    """


@dataclass(frozen=True, slots=True)
class Service:
    """The dates that decide the entitlement; HR moves ``cumulative_since`` forward by the length of any gap.

    ``cumulative_since``: start of cumulative working time with any employer (累计工作时间, 实施办法 art. 4).
    ``continuous_since``: start of the unbroken work that the 12 months are counted from (art. 3), any
    employer.
    ``hired_on``, ``left_on``: first and last day with this employer.
    """

    hired_on: date
    cumulative_since: date
    continuous_since: date
    left_on: date | None = None

    def __post_init__(self) -> None:
        if not self.cumulative_since <= self.continuous_since <= self.hired_on:
            raise ValueError("cumulative service begins first, then continuous service, then this employment")
        if self.left_on is not None and self.left_on < self.hired_on:
            raise ValueError("the last day lies before the day of hire")


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whole days of annual leave in ``year`` and why.

    ``full_year_days`` is the tier (0, 5, 10 or 15); ``calendar_days`` the days of the year that count;
    ``days`` the result after proration, part days dropped.
    """

    year: int
    full_year_days: int
    calendar_days: int
    days: int
    reason: str


def add_years(day: date, years: int) -> date:
    """The anniversary; 29 February falls on the last day of February (民法典 art. 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed_years(since: date, on: date) -> int:
    """Completed years of service on ``on``; 0 before the first anniversary."""
    years = on.year - since.year
    return years - 1 if on < add_years(since, years) else max(years, 0)


def tier(years: int) -> int:
    """Days a year for completed years of cumulative service."""
    return next((days for floor, days in TIERS if years >= floor), 0)


def entitlement(
    service: Service, year: int, *, as_of: date | None = None, tier_change: TierChange = TierChange.AT_REACHED
) -> Entitlement:
    """Entitlement in a calendar year while the person stays.

    ``as_of`` (default 31 December of the year): the tier reached by that day is used under ``AT_REACHED``,
    so a grant on 1 January and an adjustment on the anniversary are the same function with two dates. The
    year of hire counts from the day of hire, the year in which the 12 months are completed from that day
    (实施办法 arts. 3, 5); later years count in full.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    eligible = max(service.hired_on, add_years(service.continuous_since, 1))
    begin, end = max(first, eligible), last
    seen = min(as_of or last, last)
    if eligible > seen:
        return Entitlement(year, 0, 0, 0, f"连续工作未满 12 个月（{eligible:%Y-%m-%d} 起享受）")
    reached = tier(completed_years(service.cumulative_since, seen))
    counted = (end - begin).days + 1
    if tier_change is TierChange.AT_REACHED:
        # In a leap year 366 ÷ 365 exceeds one; a whole year is never more than the tier.
        days = min(counted * reached // YEAR_DAYS, reached)
    else:
        weighted = _weighted(service, begin, end, seen)
        days = min(weighted // YEAR_DAYS, reached)
    if counted >= YEAR_DAYS:
        reason = f"累计工作满 {completed_years(service.cumulative_since, seen)} 年，全年 {reached} 天"
    else:
        reason = f"{begin:%Y-%m-%d} 起本年剩余 {counted} 个日历天 ÷ 365 × {reached} 天，不足 1 天的部分不享受"
    return Entitlement(year, reached, counted, days, reason)


def on_leaving(service: Service, year: int, taken_days: int) -> int:
    """Days still owed in money when the person leaves in ``year`` (art. 12).

    (calendar days of the year with this employer ÷ 365) × full-year days, part days dropped, minus the days
    arranged; never negative, since nothing is clawed back.
    """
    if service.left_on is None or service.left_on.year != year:
        raise ValueError("a last day in that year is needed")
    begin = max(date(year, 1, 1), service.hired_on, add_years(service.continuous_since, 1))
    if begin > service.left_on:
        return 0
    reached = tier(completed_years(service.cumulative_since, service.left_on))
    passed = (service.left_on - begin).days + 1
    return max(0, min(passed * reached // YEAR_DAYS, reached) - taken_days)


def tier_dates(service: Service, year: int) -> tuple[date, ...]:
    """Days of ``year`` on which the entitlement rises: 12 months completed, or 1, 10, 20 years reached."""
    marks = {add_years(service.cumulative_since, floor) for floor, _ in TIERS}
    marks.add(add_years(service.continuous_since, 1))
    return tuple(sorted(m for m in marks if m.year == year and m >= service.hired_on))


def _weighted(service: Service, begin: date, end: date, seen: date) -> int:
    """Σ over the days of days-a-year of the tier held on that day, tiers after ``seen`` not yet counted."""
    cuts = [begin]
    cuts += [
        m for m in (add_years(service.cumulative_since, f) for f, _ in TIERS) if begin < m <= min(end, seen)
    ]
    cuts.sort()
    cuts.append(end + timedelta(days=1))
    return sum(
        (cuts[i + 1] - cuts[i]).days * tier(completed_years(service.cumulative_since, cuts[i]))
        for i in range(len(cuts) - 1)
    )
