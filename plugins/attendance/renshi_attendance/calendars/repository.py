"""Reads and writes of a company's own days."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch

from ..engine.calendar import CalendarOverride


async def overrides(company_id: UUID) -> list[CalendarOverride]:
    """The company's decisions, oldest day first."""
    rows = await fetch(
        "SELECT day, works, note FROM attendance_calendar_day WHERE company_id = $1 ORDER BY day", company_id
    )
    return [CalendarOverride(row["day"], row["works"], row["note"]) for row in rows]


async def put(company_id: UUID, override: CalendarOverride) -> None:
    """Write a decision over an earlier one of the same day."""
    await execute(
        "INSERT INTO attendance_calendar_day (id, company_id, day, works, note) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (tenant_id, company_id, day) DO UPDATE SET works = $4, note = $5",
        new_id(),
        company_id,
        override.day,
        override.works,
        override.note,
    )


async def remove(company_id: UUID, day: date) -> bool:
    """Take a decision back; False where there was none."""
    tag = await execute(
        "DELETE FROM attendance_calendar_day WHERE company_id = $1 AND day = $2", company_id, day
    )
    return tag == "DELETE 1"
