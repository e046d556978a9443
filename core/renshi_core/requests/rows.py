"""Rows of requests as the room handles them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from renshi_sdk.contracts import RequestState
from renshi_sdk.contributions import Flow


@dataclass(frozen=True, slots=True)
class Request:
    """A request as stored; ``flow`` is the one it started with, ``round`` counts submissions."""

    id: UUID
    number: str
    kind: str
    plugin: str
    company_id: UUID
    employee_id: UUID
    employee_name: str
    state: RequestState
    form: dict[str, Any]
    summary_zh: str
    summary_en: str
    submitted_at: datetime
    submitted_by: UUID | None
    submitter_id: UUID | None
    decided_at: datetime | None
    version: int
    round: int
    flow: Flow
    flow_version: int
    choices: dict[str, tuple[UUID, ...]]

    @property
    def barred(self) -> frozenset[UUID]:
        """Who may not approve it: the person it is about and the one who sent it."""
        if self.flow.allow_self_approval:
            return frozenset()
        return frozenset(i for i in (self.employee_id, self.submitter_id) if i is not None)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that was reached or skipped."""

    id: UUID
    request_id: UUID
    round: int
    index: int
    title: str
    mode: str
    state: str
    due_at: datetime | None
    reminded_at: datetime | None
    expired_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApproverRow:
    """Somebody's part in a step: how they came by it, for whom they stand in, and after whose agreement."""

    id: UUID
    step_id: UUID
    employee_id: UUID
    state: str
    decided_at: datetime | None
    must: bool
    after_id: UUID | None
    how: str
    stands_for: UUID | None


def request_of(row: Record) -> Request:
    """A joined row as a request."""
    values = dict(row)
    values["state"] = RequestState(values["state"])
    values["form"] = json.loads(values["form"])
    values["flow"] = Flow.model_validate_json(values["flow"])
    values["choices"] = {
        title: tuple(UUID(i) for i in ids) for title, ids in json.loads(values["choices"]).items()
    }
    return Request(**values)
