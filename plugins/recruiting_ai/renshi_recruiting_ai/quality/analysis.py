"""What is compared with what: dimensions, match, channels and courses with what became of the people who were hired.

Pure. Every comparison of one run is corrected together with all others of the run, whichever job they belong to:
looking at ten jobs finds ten times as much by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from renshi_recruiting_ai.quality.relations import Relation, corrected, paired, relation
from renshi_sdk.contracts import Outcome

EVERY_JOB = "*"
WINDOW_DAYS = 366
"""Outcomes of the first year count: later ones tell more of the work than of the interview."""
LANDMARK_DAYS = 90
"""A course of the first months is compared with what came after them. Compared with all, whoever stayed would have had
more time to take it, and courses would seem to keep people."""
_TWO_ENDS = 1
"""Width of a scale of yes and no, and of shares."""


class Predictor(StrEnum):
    """What an outcome is compared with."""

    DIMENSION = "dimension"
    MATCH = "match"
    CHANNEL = "channel"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class HiredPerson:
    """Somebody who was hired out of an application; ``scores`` are points by dimension of the interview."""

    key: str
    job: str
    channel: str
    starts_on: date
    scores: Mapping[str, float] = field(default_factory=dict)
    match: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome with the person it is about and how many days after their first day it was established."""

    person: str
    outcome: Outcome
    days: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One relation of a run. ``job`` is a profile's key, or :data:`EVERY_JOB`."""

    job: str
    predictor: Predictor
    relation: Relation


def told(people: Sequence[HiredPerson], by_person: Mapping[str, Iterable[Outcome]]) -> list[Told]:
    """Outcomes of everybody's own first year."""
    return [
        Told(person.key, outcome, days)
        for person in people
        for outcome in by_person.get(person.key, ())
        if 0 <= (days := (outcome.day - person.starts_on).days) <= WINDOW_DAYS
    ]


def by_kind(found: Iterable[Told], *, after_days: int = -1) -> dict[str, dict[str, float]]:
    """Kind → person → mean, the wanted end upwards. Only what was established later than ``after_days``."""
    gathered: dict[str, dict[str, list[float]]] = {}
    for one in found:
        if one.days > after_days:
            value = float(one.outcome.value)
            sign = 1.0 if one.outcome.better == "higher" else -1.0
            gathered.setdefault(one.outcome.kind, {}).setdefault(one.person, []).append(sign * value)
    return {
        kind: {person: fmean(values) for person, values in people.items()}
        for kind, people in gathered.items()
    }


def courses(found: Iterable[Told]) -> dict[str, dict[str, float]]:
    """``kind:subject`` → person → mean of marks of the first months; what is yes or no is no mark."""
    gathered: dict[str, dict[str, list[float]]] = {}
    for one in found:
        low, high = one.outcome.scale
        if one.outcome.subject and high - low > _TWO_ENDS and one.days <= LANDMARK_DAYS:
            name = f"{one.outcome.kind}:{one.outcome.subject}"
            gathered.setdefault(name, {}).setdefault(one.person, []).append(float(one.outcome.value))
    return {
        name: {person: fmean(values) for person, values in people.items()}
        for name, people in gathered.items()
    }


def compare(
    people: Sequence[HiredPerson],
    found: Sequence[Told],
    applicants: Mapping[str, Mapping[str, Sequence[float]]],
    *,
    still_there: str,
) -> list[Comparison]:
    """Every comparison of a run, in a fixed order, corrected over all of them.

    ``applicants``: job → dimension → scores of everybody who was interviewed. ``still_there``: the kind that is 1 for
    people who were there at the landmark. Courses are compared among them alone, with what came later.
    """
    outcomes = by_kind(found)
    rows: list[Comparison] = []
    for job in sorted({person.job for person in people}):
        of_job = [person for person in people if person.job == job]
        dimensions = sorted({name for person in of_job for name in person.scores})
        for dimension in dimensions:
            scored = {p.key: p.scores[dimension] for p in of_job if dimension in p.scores}
            spread = applicants.get(job, {}).get(dimension, ())
            rows += _with_all(job, Predictor.DIMENSION, dimension, scored, outcomes, spread)
        matched = {p.key: p.match for p in of_job if p.match is not None}
        if matched:
            rows += _with_all(job, Predictor.MATCH, Predictor.MATCH.value, matched, outcomes)
    channels = sorted({person.channel for person in people})
    if len(channels) > 1:
        for channel in channels:
            came = {person.key: float(person.channel == channel) for person in people}
            rows += _with_all(EVERY_JOB, Predictor.CHANNEL, channel, came, outcomes)
    there = {person for person, value in outcomes.get(still_there, {}).items() if value == 1}
    later = {
        kind: {person: value for person, value in known.items() if person in there}
        for kind, known in by_kind(found, after_days=LANDMARK_DAYS).items()
        if kind != still_there
    }
    for name, marks in sorted(courses(found).items()):
        owner = name.partition(".")[0]
        others = {kind: known for kind, known in later.items() if kind.partition(".")[0] != owner}
        rows += _with_all(EVERY_JOB, Predictor.COURSE, name, marks, others)
    fixed = corrected([row.relation for row in rows])
    return [Comparison(row.job, row.predictor, relation) for row, relation in zip(rows, fixed, strict=True)]


def _with_all(
    job: str,
    predictor: Predictor,
    name: str,
    scored: Mapping[str, float],
    outcomes: Mapping[str, Mapping[str, float]],
    applicants: Sequence[float] = (),
) -> list[Comparison]:
    return [
        Comparison(job, predictor, relation(name, kind, paired(scored, known), applicants))
        for kind, known in sorted(outcomes.items())
    ]


def anniversary(start: date, months: int) -> date:
    """The day ``months`` after ``start``; the last day of a shorter month."""
    year, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + year, month + 1, 1)
    following = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=start.day - 1), following - timedelta(days=1))
