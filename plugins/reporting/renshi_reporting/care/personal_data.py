"""Export and erasure (PIPL arts. 45, 47)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_reporting.processing import PROCESSING
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.db import execute, fetch

TABLES = (
    "reporting_report",
    "reporting_export",
    "reporting_schedule",
    "reporting_delivery",
    "reporting_board",
)


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Reports that the person keeps, asked for and got; figures of others in them are not the person's data."""
    shown = {
        "reporting_report": "id, title, note, category, created_at",
        "reporting_export": "id, title, format, created_at",
        "reporting_schedule": "id, title, rhythm, created_at",
        "reporting_delivery": "id, due_at, state",
        "reporting_board": "id, tiles, changed_at",
    }
    return {
        table: [
            {k: str(v) if isinstance(v, UUID | date | datetime) else v for k, v in dict(row).items()}
            for row in await fetch(
                f"SELECT {columns} FROM {table} WHERE employee_id = $1 ORDER BY id", employee_id
            )
        ]
        for table, columns in shown.items()
    }


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """What was sent and made goes; reports that others use stay without the person's name."""
    files = await fetch(
        "SELECT file_id FROM reporting_export WHERE employee_id = $1 AND file_id IS NOT NULL UNION"
        " SELECT file_id FROM reporting_delivery WHERE employee_id = $1 AND file_id IS NOT NULL",
        employee_id,
    )
    done: dict[str, int] = {}
    for table in ("reporting_delivery", "reporting_export", "reporting_schedule", "reporting_board"):
        done[table] = _number(await execute(f"DELETE FROM {table} WHERE employee_id = $1", employee_id))
    done["reporting_report"] = _number(
        await execute(
            "UPDATE reporting_report SET owner_name = '', employee_id = NULL, owner_id = NULL,"
            " archived_at = CASE WHEN shared = 'private' THEN now() ELSE archived_at END WHERE employee_id = $1",
            employee_id,
        )
    )
    await execute("UPDATE reporting_schedule SET people = array_remove(people, $1)", employee_id)
    for row in files:
        await ctx.files.delete(row["file_id"])
    return Erasure(done, {})


def _number(tag: str) -> int:
    return int(tag.split()[-1])


PERSONAL_DATA = PersonalData(
    title=Text("报表中心", "Report centre"),
    processing=PROCESSING,
    export=export,
    erase=erase,
    tables=TABLES,
)
