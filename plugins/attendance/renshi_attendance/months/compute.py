"""A month of many people, from facts to figures. No query per person, no writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.contracts import Employee, PayPeriod

from ..engine.calendar import DayKind
from ..engine.day import EXCEPTIONS, DayResult, Status, judge
from ..engine.minutes import DAY, Interval, midnight
from ..engine.month import MonthSummary, in_days, summarise
from ..engine.overtime import OvertimeResult
from ..engine.punches import by_day
from ..engine.reasons import Reason
from ..engine.regimes import NAMES, Averaging, Regime
from ..planning.plans import PersonPlan, plans
from ..workplace import Workplace
from . import facts as source
from .facts import Facts, PeriodSoFar
from .hours import Credits, Problem, credited, period_excess, period_start

Figures = dict[str, Decimal]
"""What payroll follows, by name: ``leave.<code>``, ``absence`` and ``late`` in days (six places),
``overtime.workday|rest_day|statutory`` in minutes. Names with zero are left out."""


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One person's month. ``period_*``: what counts towards the period of comprehensive working time."""

    employee_id: UUID
    days: tuple[DayResult, ...]
    summary: MonthSummary
    time_off_minutes: int
    figures: Figures
    evidence: Mapping[str, tuple[str, ...]]
    """Figure name → the rows it came from."""
    regime: Regime
    period_minutes: int
    period_leave_minutes: int
    problems: tuple[Problem, ...]

    @property
    def exceptions(self) -> list[DayResult]:
        return [day for day in self.days if day.status in EXCEPTIONS]


async def compute(
    ctx: Context,
    place: Workplace,
    period: PayPeriod,
    employees: Sequence[Employee],
    *,
    now: datetime,
) -> list[PersonMonth]:
    """Compute ``period`` for ``employees`` (with their ``hired_on``, ``left_on`` and ``work_regime``).

    ``now``: days that are not over yet are pending, so that nobody is absent in the future.
    Raises the engine's ``CalendarUnknown`` for a year without a notice.
    """
    if not employees:
        return []
    first, last = period.first_day, period.last_day
    made = await plans(ctx, place, employees, first, last)
    facts = await read_facts(ctx, place, made.by_person, first, last)
    earlier = await _earlier(ctx, place, made.by_person, employees, period)
    here = place.minute(now)
    return [
        _person(place, person, made.of(person.id), facts, here, period, earlier.get(person.id))
        for person in employees
    ]


async def read_facts(
    ctx: Context, place: Workplace, made: Mapping[UUID, PersonPlan], first: date, last: date
) -> Facts:
    """Facts of everybody planned."""
    return await source.read(
        ctx.company_id,
        list(made),
        first,
        last,
        edges=(
            min(plan.edges[0] for plan in made.values()),
            max(plan.edges[-1] for plan in made.values()),
        ),
        time_zone=place.zone.key,
    )


def judged(
    place: Workplace, person: Employee, plan: PersonPlan, facts: Facts, now: int
) -> list[tuple[DayResult, Sequence[int]]]:
    """The days of a person's employment in the plan, each with its punches."""
    punched = by_day(facts.punches.get(person.id, ()), plan.edges)
    leave = facts.leave.get(person.id)
    trips = facts.trips.get(person.id)
    found: list[tuple[DayResult, Sequence[int]]] = []
    for i, day in enumerate(plan.span()):
        on = day.calendar.day
        if on < person.hired_on or (person.left_on is not None and on > person.left_on):
            continue
        uses = leave.get(on, ()) if leave else ()
        away: tuple[Interval, ...] = ()
        if trips:
            away = _away(trips, midnight(on), day.pattern.whole(on))
        result = judge(
            day.calendar, day.pattern, punched[i], uses, trips=away, now=now, cut_after=plan.edges[i + 1]
        )
        found.append((result, punched[i]))
    return found


def _away(trips: Sequence[Interval], zero: int, shift: Interval) -> tuple[Interval, ...]:
    """Trips that touch a shift; one that takes the whole date takes the whole shift, also past midnight."""
    return tuple(
        shift if trip.start <= zero and zero + DAY <= trip.end else trip
        for trip in trips
        if trip.start < shift.end and shift.start < trip.end
    )


def _person(
    place: Workplace,
    person: Employee,
    plan: PersonPlan,
    facts: Facts,
    now: int,
    period: PayPeriod,
    earlier: PeriodSoFar | None,
) -> PersonMonth:
    looked = judged(place, person, plan, facts, now)
    days = [day for day, _ in looked]
    regime = regime_of(person, plan)
    counted = credited(place, person, plan, facts, looked, regime)
    paid, problems = counted.paid, list(counted.problems)
    period_minutes = counted.period_minutes
    period_leave = sum(day.leave_due_minutes for day in days) if regime is Regime.COMPREHENSIVE else 0
    if regime is Regime.COMPREHENSIVE and days:
        averaging = plan.span()[-1].ground.averaging
        over, missing = period_excess(
            person, averaging, period, period_minutes, period_leave, earlier or PeriodSoFar()
        )
        problems += missing
        if over:
            paid = [*paid, OvertimeResult(workday=over, reasons=(Reason("period_excess"),))]
    summary = summarise(days, paid, day_limits=regime is Regime.STANDARD)
    return PersonMonth(
        person.id,
        tuple(days),
        summary,
        counted.time_off_minutes,
        figures_of(place, days, summary),
        _evidence(facts, person.id, days, counted),
        regime,
        period_minutes,
        period_leave,
        tuple(problems),
    )


def regime_of(person: Employee, plan: PersonPlan) -> Regime:
    """The regime of a month: that of the rule in force on its last day, else of the employee's job facts."""
    return plan.span()[-1].ground.regime or NAMES.get(person.work_regime, Regime.STANDARD)


async def _earlier(
    ctx: Context,
    place: Workplace,
    made: Mapping[UUID, PersonPlan],
    employees: Sequence[Employee],
    period: PayPeriod,
) -> dict[UUID, PeriodSoFar]:
    """Earlier months of the periods that end now, in one query for each length of period."""
    waiting: dict[Averaging, list[UUID]] = {}
    for person in employees:
        plan = made[person.id]
        averaging = plan.span()[-1].ground.averaging
        if averaging is not None and regime_of(person, plan) is Regime.COMPREHENSIVE:
            waiting.setdefault(averaging, []).append(person.id)
    found: dict[UUID, PeriodSoFar] = {}
    for averaging, ids in waiting.items():
        start = period_start(averaging, period)
        if start is not None and start < str(period):
            found |= await source.earlier_months(ctx.company_id, ids, start, str(period))
    return found


def figures_of(place: Workplace, days: Sequence[DayResult], summary: MonthSummary) -> Figures:
    """What payroll follows, zeros left out."""
    figures: Figures = {f"leave.{code}": part.due_days for code, part in summary.leave.items()}
    absent: dict[int, int] = {}
    late: dict[int, int] = {}
    as_absent = place.settings.missing_punch_counts_as == "absent"
    for day in days:
        minutes = day.absent_minutes
        if as_absent and day.status is Status.MISSING_PUNCH:
            minutes += day.unknown_minutes
        if minutes:
            absent[day.daily_minutes] = absent.get(day.daily_minutes, 0) + minutes
        if place.settings.deduct_late and (day.late_minutes or day.early_minutes):
            late[day.daily_minutes] = late.get(day.daily_minutes, 0) + day.late_minutes + day.early_minutes
    figures["absence"] = in_days(absent)
    figures["late"] = in_days(late)
    figures |= {f"overtime.{kind}": Decimal(minutes) for kind, minutes in summary.overtime.items()}
    return {name: value for name, value in figures.items() if value}


def _evidence(
    facts: Facts, person: UUID, days: Sequence[DayResult], counted: Credits
) -> dict[str, tuple[str, ...]]:
    rows = {
        f"leave.{code}": tuple(sorted(f"attendance_leave:{one}" for one in ids))
        for code, ids in facts.leave_ids.get(person, {}).items()
    }
    overtime = tuple(
        f"attendance_overtime:{one.id}" for one in facts.overtime.get(person, ()) if one.compensation == "pay"
    )
    if overtime or counted.paid:
        rows |= dict.fromkeys(("overtime.workday", "overtime.rest_day", "overtime.statutory"), overtime)
    worked = tuple(
        f"day:{d.day}" for d in days if d.kind is DayKind.STATUTORY and d.worked_minutes
    )  # rostered work on a holiday needs no application
    if worked:
        rows["overtime.statutory"] = (*rows.get("overtime.statutory", ()), *worked)
    absent = tuple(f"day:{d.day}" for d in days if d.status in (Status.ABSENT, Status.MISSING_PUNCH))
    late = tuple(f"day:{d.day}" for d in days if d.late_minutes or d.early_minutes)
    return rows | {"absence": absent, "late": late}
