"""Rows of requests, steps, approvers and events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_core.requests.gates import Seat
from renshi_core.requests.rows import ApproverRow as ApproverRow
from renshi_core.requests.rows import Request as Request
from renshi_core.requests.rows import StepRow as StepRow
from renshi_core.requests.rows import request_of
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import Flow
from renshi_sdk.db import connection, execute, fetch, fetch_row, fetch_value, where
from renshi_sdk.services import Clause

# Column names come from this code alone.

_REQUEST = """r.id, r.number, r.kind, r.plugin, r.company_id, r.employee_id, e.name AS employee_name, r.state,
  r.form, r.summary_zh, r.summary_en, r.submitted_at, r.submitted_by, r.submitter_id, r.decided_at, r.version,
  r.round, r.flow, r.flow_version, r.choices"""

_STEP = "id, request_id, round, index, title, mode, state, due_at, reminded_at, expired_at"
_PART = "id, step_id, employee_id, state, decided_at, must, after_id, how, stands_for"


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
        f"SELECT {_STEP} FROM core_request_step WHERE request_id = ANY($1) ORDER BY request_id, round, index",
        list(request_ids),
    )
    return [StepRow(**dict(r)) for r in rows]


async def open_step(request_id: UUID) -> StepRow | None:
    """The gate the request stands at."""
    row = await fetch_row(
        f"SELECT {_STEP} FROM core_request_step WHERE request_id = $1 AND state = 'waiting'",
        request_id,
    )
    return StepRow(**dict(row)) if row else None


async def insert_step(
    request: Request,
    index: int,
    title: str,
    mode: str,
    state: str,
    due_at: datetime | None,
    *,
    opened_at: datetime | None = None,
) -> UUID:
    """A step that is reached now, or skipped."""
    made = new_id()
    await execute(
        "INSERT INTO core_request_step (id, request_id, round, index, title, mode, state, due_at, opened_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        made,
        request.id,
        request.round,
        index,
        title,
        mode,
        state,
        due_at,
        opened_at,
    )
    return made


async def update_step(step_id: UUID, **values: Any) -> None:
    """Change a step."""
    sets = ", ".join(f"{column} = ${i}" for i, column in enumerate(values, start=2))
    await execute(f"UPDATE core_request_step SET {sets} WHERE id = $1", step_id, *values.values())


async def approvers(step_ids: Iterable[UUID]) -> list[ApproverRow]:
    """Everybody who has or had a part in these steps."""
    rows = await fetch(
        f"SELECT {_PART} FROM core_request_approver WHERE step_id = ANY($1) ORDER BY id",
        list(step_ids),
    )
    return [ApproverRow(**dict(r)) for r in rows]


async def add_parts(request: Request, step_id: UUID, made: Sequence[Seat]) -> None:
    """The parts of a gate that opens."""
    ids = [new_id() for _ in made]
    await connection().executemany(
        "INSERT INTO core_request_approver (id, request_id, step_id, employee_id, state, after_id, how)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            (
                ids[place],
                request.id,
                step_id,
                seat.employee_id,
                seat.state,
                None if seat.after is None else ids[seat.after],
                seat.how,
            )
            for place, seat in enumerate(made)
        ],
    )


async def add_part(
    request: Request,
    step_id: UUID,
    employee_id: UUID,
    *,
    how: str,
    state: str = "waiting",
    must: bool = False,
    after_id: UUID | None = None,
    stands_for: UUID | None = None,
) -> UUID:
    """Give somebody a part in an open gate; somebody who handed it on before gets it back. Returns its id."""
    made: UUID = await fetch_value(
        "INSERT INTO core_request_approver"
        " (id, request_id, step_id, employee_id, state, must, after_id, how, stands_for)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (step_id, employee_id) DO UPDATE"
        " SET state = excluded.state, must = excluded.must, after_id = excluded.after_id, how = excluded.how,"
        "  stands_for = excluded.stands_for, decided_at = NULL"
        " WHERE core_request_approver.state IN ('delegated', 'escalated', 'void') RETURNING id",
        new_id(),
        request.id,
        step_id,
        employee_id,
        state,
        must,
        after_id,
        how,
        stands_for,
    )
    return made


async def take_over(
    request: Request, leaving: Sequence[ApproverRow], to: UUID, *, how: str, state: str, now: datetime
) -> UUID:
    """Hand parts that wait to one person, who then also comes before whoever waited for them."""
    step_id, gone = leaving[0].step_id, [part.id for part in leaving]
    await settle_approvers(step_id, state, now, [part.employee_id for part in leaving])
    made = await add_part(
        request,
        step_id,
        to,
        how=how,
        must=any(part.must for part in leaving),
        stands_for=leaving[0].employee_id,
    )
    await execute(
        "UPDATE core_request_approver SET after_id = $1 WHERE step_id = $2 AND after_id = ANY($3) AND id <> $1",
        made,
        step_id,
        gone,
    )
    return made


async def change_part(part_id: UUID, **values: Any) -> None:
    """Change somebody's part."""
    sets = ", ".join(f"{column} = ${i}" for i, column in enumerate(values, start=2))
    await execute(f"UPDATE core_request_approver SET {sets} WHERE id = $1", part_id, *values.values())


async def queue_after(part_id: UUID, new_part_id: UUID) -> None:
    """Those who waited for one part wait for another, which comes between."""
    await execute(
        "UPDATE core_request_approver SET after_id = $2 WHERE after_id = $1 AND id <> $2",
        part_id,
        new_part_id,
    )


async def wake(part_id: UUID) -> list[UUID]:
    """Those who waited for this part to be agreed to may decide now."""
    rows = await fetch(
        "UPDATE core_request_approver SET state = 'waiting' WHERE after_id = $1 AND state = 'upcoming'"
        " RETURNING employee_id",
        part_id,
    )
    return [row["employee_id"] for row in rows]


async def keep_steps(request: Request, before: int, old_round: int) -> None:
    """Carry what was decided at the steps before ``before`` from one round into the request's present one."""
    rows = await fetch(
        "SELECT id, index, title, mode, state, closed_at, due_at FROM core_request_step"
        " WHERE request_id = $1 AND round = $2 AND index < $3 ORDER BY index",
        request.id,
        old_round,
        before,
    )
    for row in rows:
        made = new_id()
        await execute(
            "INSERT INTO core_request_step (id, request_id, round, index, title, mode, state, closed_at, due_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            made,
            request.id,
            request.round,
            *(row[name] for name in ("index", "title", "mode", "state", "closed_at", "due_at")),
        )
        people = await fetch(
            "SELECT employee_id, state, decided_at, must, stands_for FROM core_request_approver WHERE step_id = $1",
            row["id"],
        )
        await connection().executemany(
            "INSERT INTO core_request_approver (id, request_id, step_id, employee_id, state, decided_at, must,"
            " stands_for, how) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'kept')",
            [(new_id(), request.id, made, *tuple(person.values())) for person in people],
        )


async def settle_approvers(
    step_id: UUID, state: str, at: datetime, employee_ids: Iterable[UUID] | None = None
) -> None:
    """Those who wait at a step become ``state``: only these where named, else all, whose turn hadn't come too."""
    await execute(
        "UPDATE core_request_approver SET state = $2, decided_at = $3 WHERE step_id = $1"
        " AND (state = 'waiting' OR $4::uuid[] IS NULL AND state = 'upcoming')"
        " AND ($4::uuid[] IS NULL OR employee_id = ANY($4))",
        step_id,
        state,
        at,
        None if employee_ids is None else list(employee_ids),
    )


async def had_a_part(request_id: UUID, employee_id: UUID) -> bool:
    """Whether somebody is or was an approver of a request, or was told about it."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_request_approver WHERE request_id = $1 AND employee_id = $2"
            "  AND state <> 'upcoming')"
            " OR EXISTS (SELECT FROM core_request_copy WHERE request_id = $1 AND employee_id = $2)",
            request_id,
            employee_id,
        )
    )


async def decides(request_id: UUID, employee_id: UUID) -> bool:
    """Whether somebody is or was an approver of a request whose turn had come."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_request_approver WHERE request_id = $1 AND employee_id = $2"
            " AND state <> 'upcoming')",
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
