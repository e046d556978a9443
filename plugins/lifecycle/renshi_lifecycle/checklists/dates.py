"""Days of tasks: when one is due, when its owner is reminded, when others are told."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

FURTHEST = 730
"""Days a task may lie from its occasion, either way."""


class Step(StrEnum):
    """What is due to be said about an open task."""

    NOTHING = "nothing"
    REMIND = "remind"
    ESCALATE = "escalate"


def due_on(anchor: date, days: int) -> date:
    """The day a task is due, ``days`` from its occasion in calendar days. Raises ``ValueError`` beyond two years."""
    if abs(days) > FURTHEST:
        raise ValueError(f"a task lies within {FURTHEST} days of its occasion, not {days}")
    return anchor + timedelta(days=days)


def step(
    due: date,
    today: date,
    *,
    remind_days: int,
    escalate_days: int,
    reminded_on: date | None,
    escalated_on: date | None,
) -> Step:
    """What to say today; each is said once. Escalation comes a day after the reminder at the earliest."""
    if reminded_on is None:
        return Step.REMIND if today >= due - timedelta(days=remind_days) else Step.NOTHING
    late = today >= due + timedelta(days=escalate_days)
    return Step.ESCALATE if late and escalated_on is None and today > reminded_on else Step.NOTHING


def unblocked(needs: dict[str, tuple[str, ...]], finished: set[str]) -> set[str]:
    """Tasks all of whose needs are finished; a need that isn't in the list counts as finished."""
    return {k for k, wanted in needs.items() if all(n in finished or n not in needs for n in wanted)}
