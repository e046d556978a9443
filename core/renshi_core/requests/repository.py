"""Rows of requests, steps, approvers and events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestState
from renshi_sdk.contributions import Flow
from renshi_sdk.db import connection, execute, fetch, fetch_row, fetch_value, where
from renshi_sdk.services import Clause

# Column names come from this code alone.

_REQUEST = """r.id, r.number, r.kind, r.plugin, r.company_id, r.employee_id, e.name AS employee_name, r.state,
  r.form, r.summary_zh, r.summary_en, r.submitted_at, r.submitted_by, r.submitter_id, r.decided_at, r.version,
  r.round, r.flow, r.flow_version"""


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


@dataclass(frozen=True, slots=True)
class ApproverRow:
    """Somebody's part in a step."""

    id: UUID
    step_id: UUID
    employee_id: UUID
    state: str
    decided_at: datetime | None


def request_of(row: Record) -> Request:
    """A joined row as a request."""
    values = dict(row)
    values["state"] = RequestState(values["state"])
    values["form"] = json.loads(values["form"])
    values["flow"] = Flow.model_validate_json(values["flow"])
    return Request(**values)


async def find(request_id: UUID, *, lock: bool = False) -> Request | None:
    """A request; with ``lock`` nobody else can act on it until the unit ends."""
    row = await fetch_row(
        f"SELECT {_REQUEST} FROM core_request r JOIN core_employee e ON e.id = r.employee_id WHERE r.id = $1"
        + (" FOR UPDATE OF r" if lock else ""),
        request_id,
    )
    return request_of(row) if row else None


async def select(*clauses: Clause, order: str, limit: int) -> list[Request]:
    """Requests by conditions over ``r``."""
    condition, args = where(*clauses)
    rows = await fetch(
        f"SELECT {_REQUEST} FROM core_request r JOIN core_employee e ON e.id = r.employee_id"
        f" WHERE {condition} ORDER BY {order} LIMIT {limit}",
        *args,
    )
    return [request_of(row) for row in rows]


async def insert(values: dict[str, Any]) -> None:
    """A new request."""
    columns = ", ".join(values)
    places = ", ".join(f"${i}" for i in range(1, len(values) + 1))
    await execute(f"INSERT INTO core_request ({columns}) VALUES ({places})", *values.values())


async def update(request_id: UUID, **values: Any) -> None:
    """Change a request and count its version."""
    sets = "".join(f", {column} = ${i}" for i, column in enumerate(values, start=2))
    await execute(
        f"UPDATE core_request SET version = version + 1{sets} WHERE id = $1", request_id, *values.values()
    )


async def steps(request_ids: Iterable[UUID]) -> list[StepRow]:
    """Steps of requests, rounds and gates in order."""
    rows = await fetch(
        "SELECT id, request_id, round, index, title, mode, state, due_at, reminded_at FROM core_request_step"
        " WHERE request_id = ANY($1) ORDER BY request_id, round, index",
        list(request_ids),
    )
    return [StepRow(**dict(r)) for r in rows]


async def open_step(request_id: UUID) -> StepRow | None:
    """The gate the request stands at."""
    row = await fetch_row(
        "SELECT id, request_id, round, index, title, mode, state, due_at, reminded_at FROM core_request_step"
        " WHERE request_id = $1 AND state = 'waiting'",
        request_id,
    )
    return StepRow(**dict(row)) if row else None


async def insert_step(
    request: Request, index: int, title: str, mode: str, state: str, due_at: datetime | None
) -> UUID:
    """A step that is reached now, or skipped."""
    made = new_id()
    await execute(
        "INSERT INTO core_request_step (id, request_id, round, index, title, mode, state, due_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        made,
        request.id,
        request.round,
        index,
        title,
        mode,
        state,
        due_at,
    )
    return made


async def update_step(step_id: UUID, **values: Any) -> None:
    """Change a step."""
    sets = ", ".join(f"{column} = ${i}" for i, column in enumerate(values, start=2))
    await execute(f"UPDATE core_request_step SET {sets} WHERE id = $1", step_id, *values.values())


async def approvers(step_ids: Iterable[UUID]) -> list[ApproverRow]:
    """Everybody who has or had a part in these steps."""
    rows = await fetch(
        "SELECT id, step_id, employee_id, state, decided_at FROM core_request_approver"
        " WHERE step_id = ANY($1) ORDER BY id",
        list(step_ids),
    )
    return [ApproverRow(**dict(r)) for r in rows]


async def add_approvers(
    request: Request, step_id: UUID, employee_ids: Iterable[UUID], *, stands_for: UUID | None = None
) -> None:
    """Let people decide at a step; somebody who handed it on before gets it back."""
    await connection().executemany(
        "INSERT INTO core_request_approver (id, request_id, step_id, employee_id, state, stands_for)"
        " VALUES ($1, $2, $3, $4, 'waiting', $5)"
        " ON CONFLICT (step_id, employee_id) DO UPDATE SET state = 'waiting', decided_at = NULL",
        [(new_id(), request.id, step_id, employee_id, stands_for) for employee_id in employee_ids],
    )


async def settle_approvers(
    step_id: UUID, state: str, at: datetime, employee_ids: Iterable[UUID] | None = None
) -> None:
    """Those who still wait at a step (only these, where named) become ``state``."""
    await execute(
        "UPDATE core_request_approver SET state = $2, decided_at = $3 WHERE step_id = $1 AND state = 'waiting'"
        " AND ($4::uuid[] IS NULL OR employee_id = ANY($4))",
        step_id,
        state,
        at,
        None if employee_ids is None else list(employee_ids),
    )


async def had_a_part(request_id: UUID, employee_id: UUID) -> bool:
    """Whether somebody is or was an approver of a request."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_request_approver WHERE request_id = $1 AND employee_id = $2)",
            request_id,
            employee_id,
        )
    )


async def add_event(
    ctx: Context,
    request: Request,
    action: str,
    *,
    version: int,
    step: str | None = None,
    comment: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """A line of the request's history."""
    await execute(
        "INSERT INTO core_request_event (id, request_id, at, version, action, actor_name, actor_employee_id, step,"
        " comment, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new_id(),
        request.id,
        ctx.now(),
        version,
        action,
        ctx.actor.name,
        ctx.actor.employee_id,
        step,
        comment,
        json.dumps(detail or {}, ensure_ascii=False),
    )


async def events(request_id: UUID) -> list[dict[str, Any]]:
    """The history, oldest first."""
    rows = await fetch(
        "SELECT at, version, action, actor_name, actor_employee_id, step, comment, detail FROM core_request_event"
        " WHERE request_id = $1 ORDER BY at, id",
        request_id,
    )
    return [{**dict(r), "detail": json.loads(r["detail"])} for r in rows]


async def in_reach(scope: Clause, employee_id: UUID) -> bool:
    """Whether a data scope over ``id`` holds an employee."""
    condition, args = where(scope, start=2)
    return bool(
        await fetch_value(
            f"SELECT EXISTS (SELECT FROM core_employee_current WHERE id = $1 AND ({condition}))",
            employee_id,
            *args,
        )
    )


async def flow_override(company_id: UUID, kind: str) -> tuple[int, Flow | None]:
    """The newest version a company set for a kind and its flow; ``(0, None)`` where it never did."""
    row = await fetch_row(
        "SELECT version, flow FROM core_flow WHERE company_id = $1 AND kind = $2 ORDER BY version DESC LIMIT 1",
        company_id,
        kind,
    )
    if row is None:
        return 0, None
    return row["version"], Flow.model_validate_json(row["flow"]) if row["flow"] else None
