"""Queries over files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import execute, fetch, fetch_row


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with what decides who may have it."""

    stored: StoredFile
    company_id: UUID
    created_by: UUID | None
    employee_id: UUID | None
    keep_until: date | None


_ONE = (
    "SELECT id, name, media_type, size, sha256, created_at, company_id, created_by, employee_id, keep_until"
    " FROM core_file WHERE id = $1"
)


async def insert(stored: StoredFile, keep_until: date | None, ctx: Context) -> None:
    """Store what a file is; whoever acts is its owner."""
    await execute(
        "INSERT INTO core_file (id, company_id, plugin, name, media_type, size, sha256, keep_until, created_by,"
        " employee_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        stored.id,
        ctx.company_id,
        ctx.plugin,
        stored.name,
        stored.media_type,
        stored.size,
        stored.sha256,
        keep_until,
        ctx.actor.id,
        ctx.actor.employee_id,
        stored.created_at,
    )


async def get(file_id: UUID) -> FileRow | None:
    """A file of the tenant."""
    row = await fetch_row(_ONE, file_id)
    if row is None:
        return None
    stored = StoredFile(
        id=row["id"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        sha256=row["sha256"],
        created_at=row["created_at"],
    )
    return FileRow(stored, row["company_id"], row["created_by"], row["employee_id"], row["keep_until"])


async def delete(file_id: UUID) -> bool:
    """Remove a row; a foreign key of a record that still needs it refuses."""
    return await execute("DELETE FROM core_file WHERE id = $1", file_id) == "DELETE 1"


async def expired(company_id: UUID, today: date, limit: int) -> list[UUID]:
    """Files whose last day of keeping has passed."""
    rows = await fetch(
        "SELECT id FROM core_file WHERE company_id = $1 AND keep_until < $2 ORDER BY keep_until LIMIT $3",
        company_id,
        today,
        limit,
    )
    return [r["id"] for r in rows]


async def known(ids: Sequence[UUID]) -> set[UUID]:
    """Those of ``ids`` that have a row."""
    return {r["id"] for r in await fetch("SELECT id FROM core_file WHERE id = ANY($1)", list(ids))}


async def of_employee(employee_id: UUID) -> list[tuple[UUID, str, str, int, datetime, date | None]]:
    """Files that an employee put in: id, name, media type, size, when, and until when they must stay."""
    rows = await fetch(
        "SELECT id, name, media_type, size, created_at, keep_until FROM core_file WHERE employee_id = $1"
        " ORDER BY created_at",
        employee_id,
    )
    return [tuple(r.values()) for r in rows]
