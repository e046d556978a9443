"""The Chinese working calendar: rest days, holidays, make-up working days and the 300 % days.

The yearly arrangement (off days and make-up working days) is the State Council's notice, taken from the
package ``chinesecalendar``. Which of the off days are *statutory* (法定休假日, overtime at 300 %, 劳动法
art. 44) is not in that package: an 8-day Spring Festival break holds 4 statutory days, the others are moved
rest days (200 %). Those days are dated data of this plugin and come in as :class:`StatutoryYear`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

import chinese_calendar

from .errors import CalendarUnknown, OverrideRefused


class DayKind(StrEnum):
    """What the calendar says of a day, before any employee's pattern is looked at."""

    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    """调休上班: a weekend day on which the notice makes everybody work."""
    REST_DAY = "rest_day"
    HOLIDAY_OFF = "holiday_off"
    """放假调休: off by the notice, but pay-wise a rest day."""
    STATUTORY = "statutory"
    """法定休假日."""
    COMPANY_OFF = "company_off"
    """公司福利假: a working day the company gives away."""


COMPANY = "公司日历"
"""The source of a day that the company decided about."""
WORKING_KINDS = frozenset({DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY})


@dataclass(frozen=True, slots=True)
class StatutoryYear:
    """The statutory days of one year. ``days`` maps a date to its holiday's Chinese name."""

    year: int
    days: Mapping[date, str]
    source: str
    """Instrument and number, e.g. 国务院令第795号 together with the notice of the year."""


@dataclass(frozen=True, slots=True)
class CalendarOverride:
    """A company's own decision about one day. ``works`` True = 公司上班, False = 公司放假."""

    day: date
    works: bool
    note: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day, judged. ``source`` says where the kind comes from, for the reason shown to a person."""

    day: date
    kind: DayKind
    name: str | None
    source: str

    @property
    def working(self) -> bool:
        return self.kind in WORKING_KINDS


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Judges days. Immutable; ``overridden`` makes a copy for a company.

    Raises :class:`CalendarUnknown` for a year without a :class:`StatutoryYear` or beyond the notices known.
    """

    years: Mapping[int, StatutoryYear]
    overrides: Mapping[date, CalendarOverride] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def first_year(self) -> int:
        return min(self.years)

    @property
    def last_year(self) -> int:
        return max(self.years)

    def day(self, day: date) -> CalendarDay:
        """Kind of one day."""
        year = self.years.get(day.year)
        if year is None:
            raise CalendarUnknown(day.year, self.first_year, self.last_year)
        try:
            works = chinese_calendar.is_workday(day)
        except NotImplementedError as unknown:
            raise CalendarUnknown(day.year, self.first_year, self.last_year) from unknown
        if (name := year.days.get(day)) is not None:
            return CalendarDay(day, DayKind.STATUTORY, name, year.source)
        if (own := self.overrides.get(day)) is not None and own.works != works:
            kind = DayKind.MAKEUP_WORKDAY if own.works else DayKind.COMPANY_OFF
            return CalendarDay(day, kind, own.note, COMPANY)
        weekend = day.weekday() >= 5
        if works:
            if weekend:
                return CalendarDay(day, DayKind.MAKEUP_WORKDAY, "调休上班", year.source)
            return CalendarDay(day, DayKind.WORKDAY, None, year.source)
        if day in chinese_calendar.holidays:
            return CalendarDay(day, DayKind.HOLIDAY_OFF, "放假调休", year.source)
        return CalendarDay(day, DayKind.REST_DAY, None, year.source)

    def span(self, first: date, last: date) -> tuple[CalendarDay, ...]:
        """Every day from ``first`` to ``last``, both included."""
        return tuple(self.day(first + timedelta(days=i)) for i in range((last - first).days + 1))

    def overridden(self, overrides: Iterable[CalendarOverride]) -> WorkCalendar:
        """A calendar with a company's own days on top.

        Raises :class:`OverrideRefused` where an override would make people work on a statutory day as if it
        were an ordinary one.
        """
        own = dict(self.overrides)
        for item in overrides:
            year = self.years.get(item.day.year)
            if year is None:
                raise CalendarUnknown(item.day.year, self.first_year, self.last_year)
            if item.works and (name := year.days.get(item.day)) is not None:
                raise OverrideRefused(item.day, name)
            own[item.day] = item
        return WorkCalendar(self.years, MappingProxyType(own))
