"""Hours beyond the plan: what counts as overtime by regime, and the excess of a comprehensive period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from renshi_sdk.contracts import Employee, PayPeriod

from ..engine.calendar import DayKind
from ..engine.day import DayResult
from ..engine.minutes import Interval, minus
from ..engine.overtime import OvertimeResult, Source, credit
from ..engine.reasons import Reason
from ..engine.regimes import Averaging, Regime, excess, holiday_pays, span_of
from ..planning.plans import PersonPlan, PlannedDay
from ..reference import irregular_holidays, period_standards
from ..workplace import Workplace
from .facts import ApprovedOvertime, Facts, PeriodSoFar

RULE_MISSING = "rule_missing"
"""The status of an exception for which a fact has to be recorded first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a month that a person must settle; ``reason`` says what to record."""

    day: date
    status: str
    reason: Reason


@dataclass(slots=True)
class Credits:
    """Overtime of a month: what is paid by kind, what is given back as time, what counts for the period."""

    paid: list[OvertimeResult] = field(default_factory=list)
    time_off_minutes: int = 0
    period_minutes: int = 0
    problems: list[Problem] = field(default_factory=list)


def credited(
    place: Workplace,
    person: Employee,
    plan: PersonPlan,
    facts: Facts,
    looked: Sequence[tuple[DayResult, Sequence[int]]],
    regime: Regime,
) -> Credits:
    """Overtime of a person's days. Work on a statutory holiday that the plan asked for needs no application."""
    asked: dict[date, list[ApprovedOvertime]] = {}
    for one in facts.overtime.get(person.id, ()):
        asked.setdefault(one.day, []).append(one)
    found = Credits()
    for result, punched in looked:
        if regime is Regime.COMPREHENSIVE and result.kind is not DayKind.STATUTORY:
            found.period_minutes += result.worked_minutes
        if result.kind is DayKind.STATUTORY and result.worked_minutes:
            _pay(place, person, found, result.day, OvertimeResult(statutory=result.worked_minutes), regime)
        own = asked.get(result.day)
        planned = plan.on(result.day)
        if own is None and planned.ground.overtime.source is not Source.PUNCHED:
            continue
        present = _presence(punched, planned)
        for compensation in ("pay", "time_off"):
            spans = _spans(planned, result, own or (), compensation, present)
            if not spans:
                continue
            rule = planned.ground.overtime
            counted = rule.applied(
                credit(
                    result.day,
                    spans,
                    calendar=place.calendar,
                    pattern=planned.pattern,
                    present=None if rule.source is Source.APPROVED else present,
                )
            )
            if compensation == "time_off":
                found.time_off_minutes += counted.minutes
            else:
                _pay(place, person, found, result.day, counted, regime)
    return found


def _spans(
    planned: PlannedDay,
    result: DayResult,
    own: Sequence[ApprovedOvertime],
    compensation: str,
    present: Interval,
) -> list[Interval]:
    spans = [one.span for one in own if one.compensation == compensation]
    if planned.ground.overtime.source is Source.PUNCHED and compensation == "pay" and present.minutes:
        # What was asked to be given back as time is not paid as well.
        given = [one.span for one in own if one.compensation == "time_off"]
        spans += minus([present], given)
    return spans


def _presence(punched: Sequence[int], planned: PlannedDay) -> Interval:
    """First to last punch; empty where one is missing, so that nothing is credited."""
    if not punched or max(punched) - min(punched) <= planned.pattern.double_tap:
        return Interval(0, 0)
    return Interval(min(punched), max(punched))


def _pay(
    place: Workplace, person: Employee, found: Credits, day: date, counted: OvertimeResult, regime: Regime
) -> None:
    if regime is Regime.STANDARD:
        found.paid.append(counted)
        return
    if regime is Regime.COMPREHENSIVE:
        # 489号 art. 13: hours count over the period, the rest day drops out; statutory holidays stay at 300 %.
        found.period_minutes += counted.workday + counted.rest_day
        if counted.statutory:
            found.paid.append(OvertimeResult(statutory=counted.statutory, reasons=counted.reasons))
        return
    if not counted.statutory:
        return
    province = place.province(person)
    pays = holiday_pays(irregular_holidays(), province)
    if pays:
        found.paid.append(OvertimeResult(statutory=counted.statutory, reasons=counted.reasons))
    elif pays is None:
        found.problems.append(
            Problem(
                day,
                RULE_MISSING,
                Reason("holiday_rule_missing", (province or "（未填写地区）",)),
            )
        )


def period_start(averaging: Averaging, period: PayPeriod) -> str | None:
    """The first month of the period that ends with ``period``; None where it does not end then."""
    first, last = span_of(averaging, period.year, period.month)
    if last != (period.year, period.month):
        return None
    return str(PayPeriod(*first))


def period_excess(
    person: Employee,
    averaging: Averaging | None,
    period: PayPeriod,
    worked: int,
    leave: int,
    earlier: PeriodSoFar,
) -> tuple[int, list[Problem]]:
    """Overtime minutes at the end of a person's period (0 in its other months), and what is missing for it."""
    if averaging is None:
        reason = Reason("averaging_missing")
        return 0, [Problem(period.last_day, RULE_MISSING, reason)]
    begin = period_start(averaging, period)
    if begin is None:
        return 0, []
    start = max(PayPeriod.parse(begin).first_day, person.hired_on)
    end = min(period.last_day, person.left_on or period.last_day)
    needed: list[str] = []
    month = PayPeriod(start.year, start.month)
    while str(month) < str(period):
        needed.append(str(month))
        month = month.next()
    gaps = [one for one in needed if one not in earlier.months]
    if gaps:
        reason = Reason("months_missing", ("、".join(gaps),))
        return 0, [Problem(period.last_day, RULE_MISSING, reason)]
    standard = period_standards().on(averaging, period.last_day)
    whole = (period.last_day - PayPeriod.parse(begin).first_day).days + 1
    return (
        excess(
            worked + earlier.worked,
            standard.minutes,
            leave=leave + earlier.leave,
            employed_days=(end - start + timedelta(days=1)).days,
            period_days=whole,
        ),
        [],
    )
