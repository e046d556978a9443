"""What a message can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Half = Literal["am", "pm"]


class Missing(StrEnum):
    """What a leave message doesn't say."""

    KIND = "kind"
    DATE = "date"
    HALF = "half"
    """"半天", but not which."""


class Problem(StrEnum):
    """What a leave message says and can't be taken as it stands."""

    NO_SUCH_DATE = "no_such_date"
    REVERSED = "reversed"
    SEVERAL_DATES = "several_dates"
    """Two days that are no range, or a date and a weekday that don't belong together."""
    SEVERAL_KINDS = "several_kinds"
    HOURS = "hours"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave as far as it was said.

    From the ``start_half`` of ``start`` to the ``end_half`` of ``end``, both in; a whole day is am…pm.
    ``kind`` is the code of a :class:`~renshi_wechat.language.kinds.LeaveKind`. ``stated_days`` is the number
    of days the message names, for comparison with what the attendance rules count.
    """

    kind: str | None = None
    start: date | None = None
    end: date | None = None
    start_half: Half = "am"
    end_half: Half = "pm"
    reason: str = ""
    stated_days: Decimal | None = None
    half_open: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def missing(self) -> tuple[Missing, ...]:
        found = []
        if self.kind is None:
            found.append(Missing.KIND)
        if self.start is None:
            found.append(Missing.DATE)
        if self.half_open:
            found.append(Missing.HALF)
        return tuple(found)

    @property
    def complete(self) -> bool:
        return not self.missing and not self.problems


@dataclass(frozen=True, slots=True)
class Help:
    """What can be asked here?"""


@dataclass(frozen=True, slots=True)
class Confirm:
    """The draft that was shown is right."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget the draft."""


@dataclass(frozen=True, slots=True)
class Balances:
    """What leave is left, of one kind or of all."""

    kind: str | None = None


@dataclass(frozen=True, slots=True)
class PaySlip:
    """The pay slip of a month (year, month), the newest where ``None``."""

    month: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which requests wait for me?"""


@dataclass(frozen=True, slots=True)
class Approve:
    """Agree to the request with this code; without one it must be asked for."""

    code: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse the request with this code."""

    code: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bind:
    """Bind this WeChat user to an employee by staff number and one-time code."""

    number: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unbind:
    """Give the binding up."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing that the rules know."""


Intent = (
    Approve
    | Balances
    | Bind
    | Cancel
    | Confirm
    | Help
    | Leave
    | PaySlip
    | Reject
    | Unbind
    | Unknown
    | Waiting
)
