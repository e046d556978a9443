"""The plan of people's days: which shift, decided by what, for many people in a handful of queries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contracts import Department, Employee, RosterShift

from ..engine.calendar import CalendarDay, DayKind
from ..engine.errors import CalendarUnknown
from ..engine.minutes import day_of
from ..engine.pattern import WorkPattern
from ..engine.punches import cuts
from ..engine.regimes import NAMES, Regime
from ..engine.rules import NOWHERE, GroundRule, Rule, Schedule, Shifts, planned, working_segments
from ..workplace import Workplace
from . import repository
from .repository import Membership, half_split

MARGIN = 2
"""Days before and after the span that are planned too, because punches of a day are cut beside its neighbours."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of a plan."""

    calendar: CalendarDay
    pattern: WorkPattern
    ground: GroundRule
    roster: str | None = None
    """The published row it comes from."""


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A person's planned days ``first``…``last`` with a margin on both sides."""

    first: date
    last: date
    days: tuple[PlannedDay, ...]
    edges: tuple[int, ...]
    """The local minutes that separate the working days, one more than there are days."""

    def on(self, day: date) -> PlannedDay:
        return self.days[(day - self.first).days + MARGIN]

    def pattern_on(self, day: date) -> WorkPattern:
        return self.on(day).pattern

    def span(self) -> tuple[PlannedDay, ...]:
        """The days without the margin."""
        return self.days[MARGIN : len(self.days) - MARGIN]

    def working_day(self, minute: int) -> date:
        """The working day a minute belongs to; the calendar day where it lies outside the plan."""
        at = bisect_right(self.edges, minute) - 1
        if 0 <= at < len(self.edges) - 1:
            return self.first + timedelta(days=at)
        return self.first - DAY if at < 0 else day_of(minute)


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of several people; those with the same rules share one."""

    by_person: Mapping[UUID, PersonPlan]

    def of(self, employee_id: UUID) -> PersonPlan:
        return self.by_person[employee_id]


async def plans(
    ctx: Context,
    place: Workplace,
    people: Sequence[Employee],
    first: date,
    last: date,
    *,
    borders_only: bool = False,
) -> Plans:
    """Plan ``first``…``last`` for people of the context's company.

    A person's group counts before their department's (the nearest one), that before their city's; without any
    the company's settings apply. Raises the engine's refusals, and ``Conflict`` where two plugins published a
    roster for one person and day. ``borders_only``: only the borders between days are asked for, so a year
    without a known calendar is taken by its weekdays.
    """
    begin, end = first - MARGIN * DAY, last + MARGIN * DAY
    builder = _Builder(place, first, last, strict=not borders_only)
    rules = await repository.rules(ctx.company_id)
    if not rules:
        return Plans({person.id: builder.standard(person.work_regime) for person in people})
    ids = [person.id for person in people]
    members = await repository.members(ctx.company_id, ids, begin, end)
    if not members:
        return Plans({person.id: builder.standard(person.work_regime) for person in people})
    builder.shifts = await repository.shifts(ctx.company_id)
    groups = await _groups(ctx, people, members, begin, end)
    rostered = [
        person.id
        for person in people
        if any(
            group is not None and any(r.schedule is Schedule.ROSTER for r in rules.get(group, ()))
            for group in set(groups[person.id])
        )
    ]
    published = await _published(ctx, rostered, begin, end) if rostered else {}
    found: dict[UUID, PersonPlan] = {}
    shared: dict[tuple[object, ...], PersonPlan] = {}
    for person in people:
        own = published.get(person.id)
        key = (person.work_regime, groups[person.id])
        if person.id in rostered:
            found[person.id] = builder.ruled(person.work_regime, groups[person.id], rules, own or {})
            continue
        if key not in shared:
            shared[key] = builder.ruled(person.work_regime, groups[person.id], rules, {})
        found[person.id] = shared[key]
    return Plans(found)


async def plan_of(
    ctx: Context, place: Workplace, person: Employee, first: date, last: date, *, borders_only: bool = False
) -> PersonPlan:
    """The plan of one person."""
    return (await plans(ctx, place, [person], first, last, borders_only=borders_only)).of(person.id)


class _Builder:
    """Makes plans of one span; calendar days are judged once."""

    def __init__(self, place: Workplace, first: date, last: date, *, strict: bool) -> None:
        self._place = place
        self._first, self._last, self._strict = first, last, strict
        count = (last - first).days + 1
        self._calendar = [
            self._day(first + timedelta(days=i), count, i) for i in range(-MARGIN, count + MARGIN)
        ]
        self._standard: dict[str, PersonPlan] = {}
        self.shifts = Shifts({})

    def _day(self, day: date, count: int, place: int) -> CalendarDay:
        if self._strict and 0 <= place < count:
            return self._place.calendar.day(day)
        try:
            return self._place.calendar.day(day)
        except CalendarUnknown:
            # Only the border between two days' punches looks at the margin; the weekday is enough for that.
            kind = DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST_DAY
            return CalendarDay(day, kind, None, "")

    def standard(self, work_regime: str) -> PersonPlan:
        """The plan by the company's settings."""
        if work_regime not in self._standard:
            pattern = self._place.pattern_of(work_regime)
            ground = self._place.ground
            self._standard[work_regime] = self._plan([PlannedDay(d, pattern, ground) for d in self._calendar])
        return self._standard[work_regime]

    def ruled(
        self,
        work_regime: str,
        groups: Sequence[UUID | None],
        rules: Mapping[UUID, Sequence[Rule]],
        roster: Mapping[date, RosterShift],
    ) -> PersonPlan:
        """The plan by the groups a person belongs to, day by day."""
        days: list[PlannedDay] = []
        for calendar, group in zip(self._calendar, groups, strict=True):
            rule = _in_force(rules.get(group, ()), calendar.day) if group is not None else None
            if rule is None:
                days.append(PlannedDay(calendar, self._place.pattern_of(work_regime), self._place.ground))
                continue
            regime = rule.ground.regime or NAMES.get(work_regime, Regime.STANDARD)
            free = regime is Regime.IRREGULAR or work_regime in self._place.settings.exempt_regimes
            if rule.schedule is Schedule.ROSTER:
                shift = roster.get(calendar.day)
                pattern = _rostered(shift, punched=rule.punch_required and not free) if shift else NOWHERE
                days.append(PlannedDay(calendar, pattern, rule.ground, shift.key if shift else None))
                continue
            pattern = planned(rule, calendar, self.shifts)
            if free and pattern.punch_required:
                pattern = self.shifts.on(pattern.code, calendar.day, due=pattern.due, punch_required=False)
            days.append(PlannedDay(calendar, pattern, rule.ground))
        return self._plan(days)

    def _plan(self, days: Sequence[PlannedDay]) -> PersonPlan:
        start = self._first - MARGIN * DAY

        def pattern_on(day: date) -> WorkPattern:
            return days[(day - start).days].pattern

        return PersonPlan(self._first, self._last, tuple(days), cuts(self._first, self._last, pattern_on))


def _in_force(versions: Sequence[Rule], day: date) -> Rule | None:
    found = None
    for one in versions:
        if one.valid_from <= day:
            found = one
    return found


def _rostered(shift: RosterShift, *, punched: bool) -> WorkPattern:
    """A published day as a pattern; a day off has the hours of nothing, so eight stand in for leave by days."""
    if not shift.spans:
        return WorkPattern("off", ((540, 1020),), half_split=780, due=False, punch_required=punched)
    segments = working_segments(shift.spans, shift.unpaid_breaks)
    return WorkPattern(
        shift.label.zh,
        segments,
        half_split=half_split(segments),
        due=True,
        punch_required=punched,
        each_segment=len(shift.spans) > 1,
    )


async def _published(
    ctx: Context, ids: Sequence[UUID], first: date, last: date
) -> dict[UUID, dict[date, RosterShift]]:
    found: dict[UUID, dict[date, RosterShift]] = {}
    for one in await ctx.hooks.collect_roster(
        company_id=ctx.company_id, employee_ids=ids, first=first, last=last
    ):
        own = found.setdefault(one.employee_id, {})
        if one.day in own:
            raise Conflict(
                Text(
                    f"{one.day:%Y-%m-%d} 有两份班表（{own[one.day].key}、{one.key}），请只启用一个排班插件",
                    f"two rosters are published for {one.day}; keep one scheduling plugin switched on",
                ),
                code="attendance.roster_twice",
            )
        own[one.day] = one
    return found


async def _groups(
    ctx: Context, people: Sequence[Employee], members: Sequence[Membership], begin: date, end: date
) -> dict[UUID, tuple[UUID | None, ...]]:
    """The group of each person on each day of ``begin``…``end``."""
    days = [begin + timedelta(days=i) for i in range((end - begin).days + 1)]
    own: dict[UUID, list[Membership]] = {}
    wide = [m for m in members if m.employee_id is None]
    for one in members:
        if one.employee_id is not None:
            own.setdefault(one.employee_id, []).append(one)
    above: dict[UUID, list[UUID]] = {}
    history = {}
    if wide:
        above = _ancestors(await ctx.organization.departments(ctx.company_id))
        history = await ctx.people.history_between([person.id for person in people], begin, end)
    nobody = (None,) * len(days)
    shared: dict[tuple[object, ...], tuple[UUID | None, ...]] = {}
    found: dict[UUID, tuple[UUID | None, ...]] = {}
    for person in people:
        mine = own.get(person.id, [])
        if not mine and not wide:
            found[person.id] = nobody
            continue
        stretches = tuple(
            (max(begin, r.valid_from), r.valid_to, r.department_id, r.city)
            for r in history.get(person.id, ())
        ) or ((begin, None, person.department_id, person.city),)
        key = (stretches, tuple(mine))
        if key not in shared:
            shared[key] = tuple(_group_on(day, mine, wide, stretches, above) for day in days)
        found[person.id] = shared[key]
    return found


def _group_on(
    day: date,
    mine: Sequence[Membership],
    wide: Sequence[Membership],
    stretches: Sequence[tuple[date, date | None, UUID, str | None]],
    above: Mapping[UUID, Sequence[UUID]],
) -> UUID | None:
    # Rows are in the order of their first day: the newest membership that covers the day counts.
    for one in reversed(mine):
        if one.covers(day):
            return one.group_id
    department, city = next(
        (
            (d, c)
            for start, until, d, c in reversed(stretches)
            if start <= day and (until is None or day < until)
        ),
        (stretches[-1][2], stretches[-1][3]),
    )
    for unit in above.get(department, [department]):
        for one in reversed(wide):
            if one.department_id == unit and one.covers(day):
                return one.group_id
    for one in reversed(wide):
        if one.city is not None and one.city == city and one.covers(day):
            return one.group_id
    return None


def _ancestors(departments: Sequence[Department]) -> dict[UUID, list[UUID]]:
    """Each department followed by those above it, nearest first."""
    parents = {one.id: one.parent_id for one in departments}
    found: dict[UUID, list[UUID]] = {}
    for one in departments:
        chain = [one.id]
        while (up := parents.get(chain[-1])) is not None and up not in chain:
            chain.append(up)
        found[one.id] = chain
    return found
