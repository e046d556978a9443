"""The wire of contracts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

Kind = Literal[
    "labour", "part_time", "service", "intern", "confidentiality", "noncompete", "training", "other"
]
TermName = Literal["fixed", "open", "task"]
EndReason = Literal[
    "expired", "agreed", "employee", "employer_fault", "employer_no_fault", "redundancy", "retired", "left"
]
Note = Annotated[str, Field(max_length=1000)]
Number = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


class ContractIn(Schema):
    """A contract to prepare; with ``signed_on`` it counts as signed at once.

    A fixed term needs ``ends_on`` or ``months``. ``number`` is given out where left empty.
    """

    employee_id: UUID
    kind: Kind = "labour"
    term: TermName | None = None
    starts_on: date
    ends_on: date | None = None
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    probation_months: Annotated[int, Field(ge=0, le=6)] = 0
    workplace: Annotated[str, Field(max_length=100)] | None = None
    work: Annotated[str, Field(max_length=100)] | None = None
    note: Note | None = None
    number: Number | None = None
    signed_on: date | None = None
    file_id: UUID | None = None


class ContractChange(Schema):
    """Facts of a draft to change; what is left out stays. ``version`` refuses a change over somebody else's."""

    term: TermName | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    probation_months: Annotated[int, Field(ge=0, le=6)] | None = None
    workplace: Annotated[str, Field(max_length=100)] | None = None
    work: Annotated[str, Field(max_length=100)] | None = None
    note: Note | None = None
    version: int | None = None


class SignIn(Schema):
    """The day both sides signed, and the scan."""

    signed_on: date
    file_id: UUID | None = None


class EndIn(Schema):
    """The last day of a signed contract, and the reason."""

    ended_on: date
    reason: EndReason
    note: Note | None = None


class AmendIn(Schema):
    """What changes by agreement from a day on (变更, art. 35); signed, it takes the old contract's place."""

    starts_on: date
    workplace: Annotated[str, Field(max_length=100)] | None = None
    work: Annotated[str, Field(max_length=100)] | None = None
    ends_on: date | None = None
    note: Note
