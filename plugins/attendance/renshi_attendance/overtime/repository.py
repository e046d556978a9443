"""Rows of overtime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch_row, fetch_value

from ..engine.minutes import Interval
from ..engine.overtime import OvertimeResult


@dataclass(frozen=True, slots=True)
class OvertimeRow:
    """Overtime as stored; minutes by kind as they were when it was asked for."""

    id: UUID
    employee_id: UUID
    day: date
    compensation: str
    rest_day_minutes: int


def _overtime(row: Any) -> OvertimeRow:
    return OvertimeRow(
        row["id"], row["employee_id"], row["day"], row["compensation"], row["rest_day_minutes"]
    )


async def insert(
    company_id: UUID,
    employee_id: UUID,
    request_id: UUID,
    day: date,
    span: Interval,
    compensation: str,
    size: OvertimeResult,
) -> None:
    """Pending overtime."""
    await execute(
        "INSERT INTO attendance_overtime (id, company_id, employee_id, request_id, state, day, start_minute,"
        " end_minute, compensation, workday_minutes, rest_day_minutes, statutory_minutes)"
        " VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11)",
        new_id(),
        company_id,
        employee_id,
        request_id,
        day,
        span.start,
        span.end,
        compensation,
        size.workday,
        size.rest_day,
        size.statutory,
    )


async def overlapping(employee_id: UUID, span: Interval) -> bool:
    """Whether pending or approved overtime shares a minute with ``span``."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT 1 FROM attendance_overtime WHERE employee_id = $1"
            " AND state IN ('pending', 'approved') AND start_minute < $3 AND end_minute > $2)",
            employee_id,
            span.start,
            span.end,
        )
    )


async def minutes_between(employee_id: UUID, first: date, last: date) -> tuple[int, int]:
    """(all minutes, minutes on the most loaded day) of pending and approved overtime on ``first`` …
    ``last``.
    """
    row = await fetch_row(
        "SELECT coalesce(sum(m), 0)::int AS month, coalesce(max(m), 0)::int AS day FROM ("
        " SELECT sum(workday_minutes + rest_day_minutes + statutory_minutes) AS m FROM attendance_overtime"
        " WHERE employee_id = $1 AND day BETWEEN $2 AND $3 AND state IN ('pending', 'approved') GROUP BY day"
        ") AS d",
        employee_id,
        first,
        last,
    )
    return (row["month"], row["day"]) if row else (0, 0)


async def by_request(request_id: UUID, state: str) -> OvertimeRow | None:
    """The overtime of a request in a state."""
    row = await fetch_row(
        "SELECT * FROM attendance_overtime WHERE request_id = $1 AND state = $2", request_id, state
    )
    return _overtime(row) if row else None


async def move(overtime_id: UUID, before: str, after: str) -> bool:
    """Move overtime from one state to another; False where it is no longer in the first."""
    tag = await execute(
        "UPDATE attendance_overtime SET state = $3, decided_at = now() WHERE id = $1 AND state = $2",
        overtime_id,
        before,
        after,
    )
    return tag == "UPDATE 1"
