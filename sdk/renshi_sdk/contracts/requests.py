"""A request as its kind's callbacks and other plugins see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class RequestState(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    RETURNED = "returned"
    """Sent back to its owner for a correction."""
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Approved, and its effect undone later."""

    @property
    def open(self) -> bool:
        return self in (RequestState.PENDING, RequestState.RETURNED)


class RequestAction(StrEnum):
    """What can be done with a request."""

    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"
    WITHDRAW = "withdraw"
    RESUBMIT = "resubmit"
    DELEGATE = "delegate"
    REMIND = "remind"
    ADD_SIGNER = "add_signer"
    """An approver asks somebody further to sign: before them, after them, or beside them (加签)."""
    COPY = "copy"
    """Somebody with a part in it tells somebody else, who may read it from then on (抄送)."""
    CANCEL = "cancel"
    """Undo an approved request, where its kind can."""


@dataclass(frozen=True, slots=True)
class RequestStep:
    """One step of a running request, with who may act and who has."""

    index: int
    title: str
    mode: str
    state: str
    approver_ids: tuple[UUID, ...]
    approved_by: tuple[UUID, ...] = ()
    due_at: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request.

    ``employee_id`` is whom it is about, ``submitted_by`` the user who sent it (the same person, or
    somebody with the right to ask for others). ``form`` is the validated form in JSON types.
    """

    id: UUID
    number: str
    kind: str
    company_id: UUID
    employee_id: UUID
    employee_name: str
    state: RequestState
    form: dict[str, Any]
    summary: str
    submitted_at: datetime
    submitted_by: UUID | None
    version: int
    decided_at: datetime | None = None
    steps: tuple[RequestStep, ...] = field(default=())
