"""Company leave that is granted by period: yearly or monthly, prorated where somebody was not there all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from .annual import YEAR_DAYS, add_months


class Every(StrEnum):
    """How often a policy grants."""

    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Policy:
    """Days a policy grants for each period.

    ``valid_months``: months after the end of the period in which the grant can still be used. ``waiting_months``:
    months of employment before the first grant. ``prorate``: a year somebody is not employed in from its first
    day counts by calendar days ÷ 365, a month by its days; what falls below ``step`` minutes is dropped.
    """

    every: Every
    days: Decimal
    valid_months: int
    waiting_months: int
    prorate: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person is granted for a period: ``period`` is ``2026`` or ``2026-03``."""

    period: str
    minutes: int
    effective_on: date
    expires_on: date
    counted: int
    whole: int


def span(every: Every, on: date) -> tuple[date, date]:
    """First and last day of the period that a day lies in."""
    if every is Every.YEAR:
        return date(on.year, 1, 1), date(on.year, 12, 31)
    first = on.replace(day=1)
    return first, add_months(first, 1) - timedelta(days=1)


def grant(policy: Policy, hired_on: date, on: date, *, daily_minutes: int, step: int) -> Grant | None:
    """The grant of the period that ``on`` lies in; None before the policy or the waiting time has run.

    A monthly grant counts from the first day of its month, a yearly one from 1 January, both from the day the
    waiting time ends where that is later.
    """
    if on < policy.valid_from or (policy.valid_to is not None and on > policy.valid_to):
        return None
    first, last = span(policy.every, on)
    begin = max(first, add_months(hired_on, policy.waiting_months), policy.valid_from)
    if begin > min(on, last):
        return None
    whole = YEAR_DAYS if policy.every is Every.YEAR else last.day
    counted = min((last - begin).days + 1, whole)
    share = Decimal(counted) / whole if policy.prorate else Decimal(1)
    minutes = int(policy.days * daily_minutes * share) // step * step
    if minutes <= 0:
        return None
    period = f"{first:%Y}" if policy.every is Every.YEAR else f"{first:%Y-%m}"
    return Grant(period, minutes, begin, add_months(last, policy.valid_months), counted, whole)
