"""Rows of trips."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch_row, fetch_value

from ..engine.minutes import Interval


@dataclass(frozen=True, slots=True)
class TripRow:
    """A trip as stored."""

    id: UUID
    employee_id: UUID
    span: Interval


async def insert(
    company_id: UUID, employee_id: UUID, request_id: UUID, kind: str, span: Interval, place: str
) -> None:
    """A pending trip."""
    await execute(
        "INSERT INTO attendance_trip (id, company_id, employee_id, request_id, kind, state, start_minute,"
        " end_minute, place) VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8)",
        new_id(),
        company_id,
        employee_id,
        request_id,
        kind,
        span.start,
        span.end,
        place,
    )


async def overlapping(employee_id: UUID, span: Interval) -> bool:
    """Whether another pending or approved trip shares a minute with ``span``."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT 1 FROM attendance_trip WHERE employee_id = $1"
            " AND state IN ('pending', 'approved') AND start_minute < $3 AND end_minute > $2)",
            employee_id,
            span.start,
            span.end,
        )
    )


async def move(request_id: UUID, before: str, after: str) -> TripRow | None:
    """Move the trip of a request from one state to another; None where it is not in the first."""
    row = await fetch_row(
        "UPDATE attendance_trip SET state = $3, decided_at = now() WHERE request_id = $1 AND state = $2"
        " RETURNING id, employee_id, start_minute, end_minute",
        request_id,
        before,
        after,
    )
    if row is None:
        return None
    return TripRow(row["id"], row["employee_id"], Interval(row["start_minute"], row["end_minute"]))
