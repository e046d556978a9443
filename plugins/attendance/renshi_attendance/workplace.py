"""What every calculation in a company stands on: its calendar, its working day, its zone and its settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from renshi_sdk import Context
from renshi_sdk.contracts import Employee

from .calendars import repository as calendars
from .engine.calendar import CalendarOverride, WorkCalendar
from .engine.minutes import to_minute
from .engine.pattern import WorkPattern
from .engine.rules import GroundRule
from .reference import national_calendar, province_of
from .settings import AttendanceSettings


@dataclass(frozen=True, slots=True)
class Workplace:
    """A company's ground rules, read once per request or job step."""

    settings: AttendanceSettings
    calendar: WorkCalendar
    pattern: WorkPattern
    exempt: WorkPattern
    zone: ZoneInfo
    ground: GroundRule

    def pattern_on(self, _: date) -> WorkPattern:
        """The pattern of a day; one for the whole company."""
        return self.pattern

    def pattern_of(self, work_regime: str) -> WorkPattern:
        """The pattern of a person: regimes without fixed hours need no punch."""
        return self.exempt if work_regime in self.settings.exempt_regimes else self.pattern

    def province(self, employee: Employee) -> str | None:
        """The province whose leave rules apply to a person, None if nobody recorded it."""
        return self.settings.province or province_of(employee.city)

    def minute(self, instant: datetime) -> int:
        """The local minute of an instant."""
        return to_minute(instant, self.zone)

    def snapshot(self) -> str:
        """The rules as JSON, so that a locked month can be judged again by the rules it was locked with."""
        own = [
            {"day": one.day.isoformat(), "works": one.works, "note": one.note}
            for one in self.calendar.overrides.values()
        ]
        rules = {"settings": self.settings.model_dump(mode="json"), "days": own, "zone": self.zone.key}
        return json.dumps(rules, ensure_ascii=False)


async def workplace(ctx: Context) -> Workplace:
    """The ground rules of the context's company: two reads."""
    settings = await ctx.settings(AttendanceSettings)
    return _build(settings, await calendars.overrides(ctx.company_id), ctx.time_zone)


def from_snapshot(text: str) -> Workplace:
    """The rules that :meth:`Workplace.snapshot` wrote."""
    rules = json.loads(text)
    days = [
        CalendarOverride(date.fromisoformat(one["day"]), one["works"], one["note"]) for one in rules["days"]
    ]
    return _build(AttendanceSettings.model_validate(rules["settings"]), days, rules["zone"])


def _build(settings: AttendanceSettings, own: Iterable[CalendarOverride], zone: str) -> Workplace:
    return Workplace(
        settings,
        national_calendar().overridden(own),
        settings.pattern(),
        settings.pattern(punch_required=False),
        ZoneInfo(zone),
        settings.ground(),
    )
