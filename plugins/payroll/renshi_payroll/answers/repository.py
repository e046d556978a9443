"""Queries on confirmations and disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import NotFound, Text
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute as the service needs it."""

    id: UUID
    run_id: UUID
    slip_id: UUID
    employee_id: UUID
    component: str
    state: str
    opened_at: datetime
    closed_at: datetime | None


async def slip_of(company_id: UUID, slip_id: UUID) -> Any:
    """Owner, run, month and digest of a published slip, or ``None``."""
    return await fetch_row(
        "SELECT s.id, s.run_id, s.employee_id, s.employee_name, s.period, s.digest FROM payroll_slip s"
        " JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " WHERE s.id = $1 AND s.company_id = $2 AND r.state IN ('closed', 'paid', 'filed')",
        slip_id,
        company_id,
    )


async def get_dispute(company_id: UUID, dispute_id: UUID, *, lock: bool = False) -> DisputeRow:
    """A dispute of the company. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, run_id, slip_id, employee_id, component, state, opened_at, closed_at FROM payroll_dispute"
        f" WHERE id = $1 AND company_id = $2{' FOR UPDATE' if lock else ''}",
        dispute_id,
        company_id,
    )
    if row is None:
        raise NotFound(Text("没有该异议", "no such dispute"))
    return DisputeRow(**dict(row))


async def open_dispute_of(slip_id: UUID) -> UUID | None:
    """The dispute of a slip that isn't closed."""
    row = await fetch_row("SELECT id FROM payroll_dispute WHERE slip_id = $1 AND state <> 'closed'", slip_id)
    return None if row is None else row["id"]


async def confirmation_of(slip_id: UUID) -> datetime | None:
    """When the owner confirmed the slip."""
    row = await fetch_row("SELECT confirmed_at FROM payroll_slip_confirmation WHERE slip_id = $1", slip_id)
    return None if row is None else row["confirmed_at"]


async def answers_of(slip_ids: list[UUID]) -> dict[UUID, str]:
    """``confirmed``, ``open``, ``answered`` or ``closed`` per slip that has an answer; an open question comes first."""
    rows = await fetch(
        "SELECT slip_id, 'confirmed' AS state, 1 AS weight FROM payroll_slip_confirmation WHERE slip_id = ANY($1)"
        " UNION ALL SELECT slip_id, state, CASE state WHEN 'closed' THEN 0 ELSE 2 END FROM payroll_dispute"
        " WHERE slip_id = ANY($1) ORDER BY weight",
        slip_ids,
    )
    return {row["slip_id"]: row["state"] for row in rows}


async def messages_of(dispute_id: UUID) -> list[dict[str, Any]]:
    """The thread, oldest first."""
    rows = await fetch(
        "SELECT id, side, author, body, written_at FROM payroll_dispute_message WHERE dispute_id = $1"
        " ORDER BY written_at, id",
        dispute_id,
    )
    return [dict(row) for row in rows]


async def set_state(dispute_id: UUID, state: str, now: datetime, closed_by: UUID | None = None) -> None:
    """Move a dispute on."""
    await execute(
        "UPDATE payroll_dispute SET state = $2, last_at = $3, closed_at = $4, closed_by = $5 WHERE id = $1",
        dispute_id,
        state,
        now,
        now if state == "closed" else None,
        closed_by,
    )


DISPUTES = ListSpec(
    select=(
        "SELECT d.id, d.state, d.component, d.opened_at, d.last_at, d.closed_at, d.slip_id, d.run_id, d.employee_id,"
        " s.employee_name, s.employee_number, s.department_name, s.period,"
        " (SELECT m.body FROM payroll_dispute_message m WHERE m.dispute_id = d.id ORDER BY m.written_at DESC, m.id DESC"
        " LIMIT 1) AS last_message FROM payroll_dispute d JOIN payroll_slip s ON s.id = d.slip_id"
    ),
    fields={
        "state": ListField("d.state", sortable=True),
        "period": ListField("s.period", sortable=True),
        "last_at": ListField("d.last_at", "datetime", sortable=True),
    },
    key="d.id",
    default_sort="-last_at",
    search="s.employee_name ILIKE {} OR s.employee_number ILIKE {}",
)
CONFIRMATIONS = ListSpec(
    select=(
        "SELECT s.id, s.employee_id, s.employee_number, s.employee_name, s.department_name, c.confirmed_at,"
        " CASE WHEN d.id IS NOT NULL THEN d.state WHEN c.id IS NOT NULL THEN 'confirmed' ELSE 'waiting' END AS answer"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " LEFT JOIN payroll_slip_confirmation c ON c.slip_id = s.id"
        " LEFT JOIN payroll_dispute d ON d.slip_id = s.id AND d.state <> 'closed'"
    ),
    fields={
        "employee_number": ListField("s.employee_number", sortable=True),
        "answer": ListField(
            "CASE WHEN d.id IS NOT NULL THEN d.state WHEN c.id IS NOT NULL THEN 'confirmed' ELSE 'waiting' END"
        ),
        "confirmed_at": ListField("c.confirmed_at", "datetime", sortable=True, nullable=True),
    },
    key="s.id",
    default_sort="employee_number",
    search="s.employee_name ILIKE {} OR s.employee_number ILIKE {}",
)
