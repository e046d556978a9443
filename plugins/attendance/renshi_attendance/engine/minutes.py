"""Local minutes and half-open intervals ``[start, end)`` of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 1440
"""Minutes in a calendar day."""


class Interval(NamedTuple):
    """Local minutes ``start <= m < end``."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start


def midnight(day: date) -> int:
    """The local minute at which ``day`` begins."""
    return day.toordinal() * DAY


def day_of(minute: int) -> date:
    """The calendar day a local minute lies in."""
    return date.fromordinal(minute // DAY)


def to_minute(instant: datetime, zone: ZoneInfo) -> int:
    """Wall-clock minute of an aware instant in ``zone``; seconds are dropped (09:00:59 is 09:00).

    Raises ValueError for a naive datetime: a punch without a zone has no meaning.
    """
    if instant.tzinfo is None:
        raise ValueError("a punch must carry its time zone")
    local = instant.astimezone(zone)
    return midnight(local.date()) + local.hour * 60 + local.minute


def wall(moment: datetime) -> int:
    """Local minute of a naive wall-clock time, as a form gives it; seconds are dropped."""
    if moment.tzinfo is not None:
        raise ValueError("a wall-clock time carries no zone")
    return midnight(moment.date()) + moment.hour * 60 + moment.minute


def from_minute(minute: int) -> datetime:
    """The naive wall-clock time of a local minute."""
    return datetime.combine(day_of(minute), datetime.min.time()) + timedelta(minutes=minute % DAY)


def show(minute: int) -> str:
    """``2026-03-02 09:00``, for reasons and messages."""
    day, clock = divmod(minute, DAY)
    return f"{_date(day)} {_clock(clock)}"


@lru_cache(maxsize=4096)
def _date(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=DAY)
def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def merged(parts: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same minutes as disjoint intervals in order; empty ones fall away, touching ones join."""
    out: list[Interval] = []
    for part in sorted(p for p in parts if p.start < p.end):
        if out and part.start <= out[-1].end:
            if part.end > out[-1].end:
                out[-1] = Interval(out[-1].start, part.end)
        else:
            out.append(part)
    return tuple(out)


def common(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """Minutes in both."""
    a, b = merged(left), merged(right)
    out: list[Interval] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i].start, b[j].start), min(a[i].end, b[j].end)
        if start < end:
            out.append(Interval(start, end))
        if a[i].end <= b[j].end:
            i += 1
        else:
            j += 1
    return tuple(out)


def minus(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """Minutes of ``left`` that are not in ``right``."""
    out: list[Interval] = []
    holes = merged(right)
    for start, end in merged(left):
        at = start
        for hole in holes:
            if hole.end <= at:
                continue
            if hole.start >= end:
                break
            if hole.start > at:
                out.append(Interval(at, hole.start))
            at = hole.end
            if at >= end:
                break
        if at < end:
            out.append(Interval(at, end))
    return tuple(out)


def total(parts: Iterable[Interval]) -> int:
    """Number of distinct minutes."""
    return sum(p.end - p.start for p in merged(parts))
