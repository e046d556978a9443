"""Rules of the Labour Contract Law (劳动合同法) and its Regulation (实施条例) about making and renewing contracts.

They speak of what the law makes possible or risky; whether a case falls under an exception (art. 39, art. 40 items 1
and 2 take the right of art. 14 away) is for a person to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from renshi_sdk.labour import OPEN_ENDED, last_day_of_months, longest_probation, whole_months

COUNTED_FROM = date(2008, 1, 1)
"""Consecutive fixed terms count from the law's first day (art. 97)."""
TEN_YEARS = 120


class Term(StrEnum):
    """How long a labour contract lasts (arts. 12-15)."""

    FIXED = "fixed"
    OPEN = "open"
    TASK = "task"
    """Until a piece of work is done (以完成一定工作任务为期限)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A labour contract of the past or present, as far as counting goes."""

    term: Term
    starts_on: date
    ends_on: date | None


def term_months(term: Term, starts_on: date, ends_on: date | None) -> int:
    """Whole months of a fixed term; ``OPEN_ENDED`` (0) for one without an end.

    Raises:
        ValueError: a fixed term without an end.
    """
    if term is not Term.FIXED:
        return OPEN_ENDED
    if ends_on is None:
        raise ValueError("a fixed term has an end")
    return whole_months(starts_on, ends_on)


def allowed_probation(term: Term, starts_on: date, ends_on: date | None) -> int:
    """Months of probation allowed: none for a task or under three months, else by the term (art. 19)."""
    if term is Term.TASK:
        return 0
    if term is Term.OPEN:
        return longest_probation(OPEN_ENDED)
    months = term_months(term, starts_on, ends_on)
    # A term of less than a month counts no whole one, and 0 would read as "without an end".
    return longest_probation(months) if months else 0


@dataclass(frozen=True, slots=True)
class WrittenDuty:
    """When a written contract is due, and what follows without one (arts. 10, 14, 82; Regulation arts. 6 and 7).

    ``due_by``: last day to sign without consequence. ``double_from``…``double_until``: days for which double wages are
    owed, at most eleven months. ``deemed_open_from``: from then on an open-ended contract counts as made.
    """

    due_by: date
    double_from: date
    double_until: date
    deemed_open_from: date


def written_duty(hired_on: date) -> WrittenDuty:
    """Counted from the first day of work."""
    due_by = last_day_of_months(hired_on, 1)
    year_ends = last_day_of_months(hired_on, 12)
    return WrittenDuty(due_by, due_by + timedelta(days=1), year_ends, year_ends + timedelta(days=1))


class OpenReason(StrEnum):
    """Why an employee may ask for an open-ended contract (art. 14)."""

    TEN_YEARS = "ten_years"
    TWO_FIXED_TERMS = "two_fixed_terms"


@dataclass(frozen=True, slots=True)
class RenewalDuty:
    """What a renewal from ``starts_on`` has to reckon with."""

    fixed_terms: int
    """Fixed terms in a row with this employer before the renewal."""
    service_months: int
    reasons: tuple[OpenReason, ...]

    @property
    def last_free(self) -> bool:
        """Whether the next fixed term would be the second in a row, after which the company no longer chooses."""
        return self.fixed_terms == 1

    @property
    def open_ended(self) -> bool:
        """Whether the employee may ask for an open-ended contract now."""
        return bool(self.reasons)


def fixed_terms_in_a_row(history: Sequence[Span]) -> int:
    """Fixed terms since the last contract of another kind, counted from 2008."""
    count = 0
    for span in sorted(history, key=lambda s: s.starts_on):
        if span.starts_on < COUNTED_FROM:
            continue
        count = count + 1 if span.term is Term.FIXED else 0
    return count


def renewal_duty(history: Sequence[Span], service_since: date, starts_on: date) -> RenewalDuty:
    """The duty when the contract after ``history`` begins on ``starts_on``.

    ``service_since``: first day of unbroken service, also with a former employer of the group where it was carried on
    (Regulation art. 10).
    """
    fixed = fixed_terms_in_a_row(history)
    served = whole_months(service_since, starts_on - timedelta(days=1))
    reasons = []
    if served >= TEN_YEARS:
        reasons.append(OpenReason.TEN_YEARS)
    if fixed >= 2:
        reasons.append(OpenReason.TWO_FIXED_TERMS)
    return RenewalDuty(fixed, served, tuple(reasons))
