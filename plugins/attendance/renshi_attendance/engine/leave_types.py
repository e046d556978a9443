"""Leave types as dated data: what a type counts, in which unit, what is paid, and how many days a place
grants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .errors import AdditionUnknown, LeaveTypeUnknown, ProvinceUnknown


class Unit(StrEnum):
    """The finest step a leave may be taken in."""

    DAY = "day"
    HALF_DAY = "half_day"
    HOUR = "hour"


class Counting(StrEnum):
    """Which days inside a leave use it up."""

    WORKING = "working"
    """Only days the person is due (条例 art. 3 for annual leave: holidays and rest days do not count)."""
    SANDWICH = "sandwich"
    """Also the off days between two days of the same leave, never those at its edges (连续计算)."""
    CALENDAR = "calendar"
    """Every day."""
    CALENDAR_EXCEPT_STATUTORY = "calendar_except_statutory"
    """Every day but statutory holidays (遇法定休假日顺延)."""


class PaidRule(StrEnum):
    """How pay follows a leave; a ``None`` fraction means the company has to decide before a month can be
    paid.
    """

    FULL = "full"
    NONE = "none"
    FRACTION = "fraction"
    """A fixed share of the normal wage, chosen by the company or set by a local rule."""
    ALLOWANCE = "allowance"
    """Normal wage unless the insurance fund's maternity allowance replaces it (女职工劳动保护特别规定
    art. 8).
    """


class Addition(StrEnum):
    """What adds days to a leave of law, where the rule of the place says so."""

    DIFFICULT_BIRTH = "difficult_birth"
    """难产."""
    TWINS = "twins"
    TRIPLETS = "triplets"
    """多胞胎: each further child adds the days of ``each_further_child``."""
    LATER_CHILD = "later_child"
    """二孩、三孩."""
    PREMARITAL_EXAM = "premarital_exam"
    """参加婚前医学检查."""
    EXTENSION = "extension"
    """延长停工留薪期, confirmed by the labour capacity appraisal committee."""


FURTHER_CHILDREN = {Addition.TWINS: 1, Addition.TRIPLETS: 2}


@dataclass(frozen=True, slots=True)
class Grant:
    """Days that a place grants from a date on. ``province`` None = the whole country.

    ``days`` is the statutory amount, ``extra`` the named additions (e.g. ``difficult_birth``: 15).
    ``status``: ``verified`` = the instrument's text was read; ``provisional`` = known from elsewhere, to be
    checked; ``unresolved`` = sources disagree or none was found, ``source`` then says what has to be recorded.
    """

    province: str | None
    days: int
    valid_from: date
    valid_to: date | None
    source: str
    status: str
    extra: Mapping[str, int]

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def days_with(self, name: str, additions: Iterable[Addition]) -> int:
        """The days with what adds to them. Raises :class:`AdditionUnknown` for what the place does not know."""
        total = self.days
        for one in sorted(set(additions)):
            key = "each_further_child" if one in FURTHER_CHILDREN else one.value
            if key not in self.extra:
                raise AdditionUnknown(name, one.value, self.source)
            total += self.extra[key] * FURTHER_CHILDREN.get(one, 1)
        return total


@dataclass(frozen=True, slots=True)
class LeaveType:
    """One statutory or customary leave type.

    ``balance``: True where a request needs a granted balance (年假, 调休, 育儿假); False where law or the
    reason alone decides (病假, 产假). ``paid_fraction``: share of the normal wage, None if undecided.
    ``local``: the number of days depends on the place.
    """

    code: str
    name_zh: str
    name_en: str
    unit: Unit
    counting: Counting
    paid: PaidRule
    paid_fraction: Decimal | None
    balance: bool
    local: bool
    source: str
    grants: tuple[Grant, ...]
    once_in_months: int | None = None
    """Leaves of the type less than so many months apart share one amount (one marriage, one birth)."""

    def granted(self, province: str | None, on: date) -> Grant:
        """The grant in force at a place on a day.

        Raises :class:`ProvinceUnknown` where the type is local and the place is not recorded: another
        province's number is never used in its stead.
        """
        wanted = province if self.local else None
        for grant in self.grants:
            if grant.province == wanted and grant.covers(on):
                if grant.status == "unresolved":
                    raise ProvinceUnknown(self.name_zh, province, on, grant.source)
                return grant
        raise ProvinceUnknown(self.name_zh, province, on)


@dataclass(frozen=True, slots=True)
class LeaveCatalogue:
    """All leave types by code."""

    types: Mapping[str, LeaveType]

    def __getitem__(self, code: str) -> LeaveType:
        try:
            return self.types[code]
        except KeyError:
            raise LeaveTypeUnknown(code) from None
