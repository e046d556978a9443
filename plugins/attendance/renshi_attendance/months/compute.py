"""A month of many people, from facts to figures. No query per person, no writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from renshi_sdk.contracts import Employee, PayPeriod

from ..engine.calendar import CalendarDay
from ..engine.day import EXCEPTIONS, DayResult, Status, judge
from ..engine.minutes import Interval, show
from ..engine.month import MonthSummary, in_days, summarise
from ..engine.overtime import OvertimeResult, credit
from ..engine.pattern import WorkPattern
from ..engine.punches import by_day, cuts
from ..workplace import Workplace
from . import facts as source
from .facts import ApprovedOvertime, Facts

Figures = dict[str, Decimal]
"""What payroll follows, by name: ``leave.<code>``, ``absence`` and ``late`` in days (six places),
``overtime.workday|rest_day|statutory`` in minutes. Names with zero are left out."""


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One person's month."""

    employee_id: UUID
    days: tuple[DayResult, ...]
    summary: MonthSummary
    time_off_minutes: int
    figures: Figures
    evidence: Mapping[str, tuple[str, ...]]
    """Figure name → the rows it came from."""

    @property
    def exceptions(self) -> list[DayResult]:
        return [day for day in self.days if day.status in EXCEPTIONS]


async def compute(
    place: Workplace,
    company_id: UUID,
    period: PayPeriod,
    employees: Sequence[Employee],
    *,
    now: datetime,
) -> list[PersonMonth]:
    """Compute ``period`` for ``employees`` (with their ``hired_on``, ``left_on`` and ``work_regime``).

    ``now``: days that are not over yet are pending, so that nobody is absent in the future.
    Raises the engine's ``CalendarUnknown`` for a year without a notice.
    """
    first, last = period.first_day, period.last_day
    calendar = place.calendar.span(first, last)
    edges = cuts(first, last, place.pattern_on)
    facts = await source.read(
        company_id,
        [e.id for e in employees],
        first,
        last,
        edges=(edges[0], edges[-1]),
        time_zone=place.zone.key,
    )
    here = place.minute(now)
    return [_person(place, person, calendar, edges, facts, here) for person in employees]


def _person(
    place: Workplace,
    person: Employee,
    calendar: Sequence[CalendarDay],
    edges: Sequence[int],
    facts: Facts,
    now: int,
) -> PersonMonth:
    pattern = place.pattern_of(person.work_regime)
    punched = by_day(facts.punches.get(person.id, ()), edges)
    leave = facts.leave.get(person.id, {})
    extra: dict[date, list[ApprovedOvertime]] = {}
    for one in facts.overtime.get(person.id, ()):
        extra.setdefault(one.day, []).append(one)
    days: list[DayResult] = []
    paid: list[OvertimeResult] = []
    time_off = 0
    for i, day in enumerate(calendar):
        if day.day < person.hired_on or (person.left_on is not None and day.day > person.left_on):
            continue
        result = judge(day, pattern, punched[i], leave.get(day.day, ()), now=now, cut_after=edges[i + 1])
        days.append(result)
        if overtime := extra.get(day.day):
            present = _presence(result) if place.settings.overtime_needs_punch else None
            paid.append(_credit(place, pattern, day.day, overtime, "pay", present))
            time_off += _credit(place, pattern, day.day, overtime, "time_off", present).minutes
    summary = summarise(days, paid)
    return PersonMonth(
        person.id,
        tuple(days),
        summary,
        time_off,
        figures_of(place, days, summary),
        _evidence(facts, person.id, days),
    )


def _presence(day: DayResult) -> Interval:
    """First to last punch; empty where one is missing, so that nothing is credited."""
    if day.first_punch is None or day.last_punch is None:
        return Interval(0, 0)
    return Interval(day.first_punch, day.last_punch)


def _credit(
    place: Workplace,
    pattern: WorkPattern,
    day: date,
    overtime: Sequence[ApprovedOvertime],
    compensation: str,
    present: Interval | None,
) -> OvertimeResult:
    spans = [one.span for one in overtime if one.compensation == compensation]
    return credit(day, spans, calendar=place.calendar, pattern=pattern, present=present)


def figures_of(place: Workplace, days: Sequence[DayResult], summary: MonthSummary) -> Figures:
    """What payroll follows, zeros left out."""
    figures: Figures = {f"leave.{code}": part.due_days for code, part in summary.leave.items()}
    absent: dict[int, int] = {}
    late: dict[int, int] = {}
    for day in days:
        minutes = day.absent_minutes
        if day.status is Status.MISSING_PUNCH and place.settings.missing_punch_counts_as == "absent":
            minutes += day.unknown_minutes
        absent[day.daily_minutes] = absent.get(day.daily_minutes, 0) + minutes
        if place.settings.deduct_late:
            late[day.daily_minutes] = late.get(day.daily_minutes, 0) + day.late_minutes + day.early_minutes
    figures["absence"] = in_days(absent)
    figures["late"] = in_days(late)
    figures |= {f"overtime.{kind}": Decimal(minutes) for kind, minutes in summary.overtime.items()}
    return {name: value for name, value in figures.items() if value}


def _evidence(facts: Facts, person: UUID, days: Sequence[DayResult]) -> dict[str, tuple[str, ...]]:
    rows = {
        f"leave.{code}": tuple(sorted(f"attendance_leave:{one}" for one in ids))
        for code, ids in facts.leave_ids.get(person, {}).items()
    }
    overtime = tuple(
        f"attendance_overtime:{one.id}" for one in facts.overtime.get(person, ()) if one.compensation == "pay"
    )
    if overtime:
        rows |= {f"overtime.{kind}": overtime for kind in ("workday", "rest_day", "statutory")}
    absent = tuple(f"day:{d.day}" for d in days if d.status in (Status.ABSENT, Status.MISSING_PUNCH))
    late = tuple(f"day:{d.day}" for d in days if d.late_minutes or d.early_minutes)
    return rows | {"absence": absent, "late": late}


def day_record(day: DayResult) -> dict[str, object]:
    """A judged day as a month keeps it: what is zero or ordinary is left out."""
    record: dict[str, object] = {"day": day.day.isoformat(), "status": day.status.value}
    if day.first_punch is not None:
        record["first"] = show(day.first_punch)
    if day.last_punch is not None:
        record["last"] = show(day.last_punch)
    if day.status is Status.PRESENT and not day.leave:
        return record
    amounts = {
        "late": day.late_minutes,
        "early": day.early_minutes,
        "absent": day.absent_minutes,
        "unknown": day.unknown_minutes,
    }
    record |= {name: minutes for name, minutes in amounts.items() if minutes}
    if day.leave:
        record["leave"] = [list(part) for part in day.leave]
    if day.reasons:
        record["reasons"] = list(day.reasons)
    return record


def day_view(day: DayResult) -> dict[str, object]:
    """A judged day in JSON types, with wall-clock times."""
    return {
        "day": day.day.isoformat(),
        "kind": day.kind.value,
        "status": day.status.value,
        "due_minutes": day.due_minutes,
        "worked_minutes": day.worked_minutes,
        "late_minutes": day.late_minutes,
        "early_minutes": day.early_minutes,
        "absent_minutes": day.absent_minutes,
        "leave": [{"code": code, "minutes": minutes, "due": due} for code, minutes, due in day.leave],
        "first": show(day.first_punch) if day.first_punch is not None else None,
        "last": show(day.last_punch) if day.last_punch is not None else None,
        "reasons": list(day.reasons),
    }
