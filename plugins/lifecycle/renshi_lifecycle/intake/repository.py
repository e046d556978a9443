"""Queries about forms and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_lifecycle.intake.keys import KeyRow
from renshi_lifecycle.rows import from_json, insert
from renshi_sdk import Clause, NotFound, Text, new_id
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

INTAKES = ListSpec(
    select="SELECT i.id, i.employee_id, e.number AS employee_number, e.name AS employee_name, e.department_name,"
    " e.position_title, i.starts_on, i.state, i.link_state, i.link_until, i.submitted_at, i.accepted_at, i.purge_on,"
    " i.created_at, (SELECT count(*) FROM lifecycle_intake_section s WHERE s.intake_id = i.id) AS sections,"
    " (SELECT count(*) FROM lifecycle_intake_section s WHERE s.intake_id = i.id AND s.state = 'accepted') AS accepted"
    " FROM lifecycle_intake i JOIN renshi_employee e ON e.id = i.employee_id",
    fields={
        "state": ListField("i.state"),
        "link_state": ListField("i.link_state"),
        "employee_id": ListField("i.employee_id", "uuid"),
        "department_id": ListField("e.department_id", "uuid"),
        "starts_on": ListField("i.starts_on", "date", sortable=True),
        "submitted_at": ListField("i.submitted_at", "datetime", sortable=True, nullable=True),
    },
    key="i.id",
    default_sort="starts_on",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
_KEY = (
    "SELECT k.id, k.kind, k.family, k.generation, k.expires_at, k.spent_at, k.revoked_at, k.intake_id,"
    " (SELECT max(n.generation) FROM lifecycle_key n WHERE n.family = k.family) AS newest"
    " FROM lifecycle_key k WHERE k.token_hash = $1"
)


async def page(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of forms."""
    return await listing(INTAKES, query, *conditions)


def _read(row: Any) -> dict[str, Any]:
    found = dict(row)
    found["papers"] = from_json(found["papers"])
    return found


async def get(company_id: UUID, intake_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A form of the company. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT i.* FROM lifecycle_intake i WHERE i.id = $1 AND i.company_id = $2"
        f"{' FOR UPDATE' if lock else ''}",
        intake_id,
        company_id,
    )
    if row is None:
        raise NotFound(Text("没有这份入职登记", "there is no such form"))
    return _read(row)


async def of_spell(spell_id: UUID) -> dict[str, Any] | None:
    """The form of one employment."""
    row = await fetch_row("SELECT * FROM lifecycle_intake WHERE spell_id = $1", spell_id)
    return _read(row) if row else None


async def asked_papers(
    company_id: UUID, position_id: UUID | None, department_id: UUID
) -> list[dict[str, Any]]:
    """Documents asked of somebody with this position in this department."""
    rows = await fetch(
        "SELECT code, title, title_en, kind, required FROM lifecycle_paper WHERE company_id = $1"
        " AND (position_id IS NULL OR position_id = $2) AND (department_id IS NULL OR department_id = $3)"
        " ORDER BY created_at, code",
        company_id,
        position_id,
        department_id,
    )
    return [dict(r) for r in rows]


async def key(hashed: bytes, company_id: UUID) -> tuple[KeyRow, dict[str, Any]] | None:
    """A key with its form, the form locked so that two calls with one key take turns."""
    found = await fetch_row(_KEY, hashed)
    if found is None:
        return None
    intake = await get(company_id, found["intake_id"], lock=True)
    # Read again under the lock: somebody may have swapped the key while this call waited.
    row = dict(await fetch_row(_KEY, hashed) or found)
    del row["intake_id"]
    return KeyRow(**row), intake


async def add_key(
    intake_id: UUID, family: UUID, generation: int, kind: str, hashed: bytes, until: datetime
) -> None:
    """A new key."""
    await insert(
        "lifecycle_key",
        intake_id=intake_id,
        family=family,
        generation=generation,
        kind=kind,
        token_hash=hashed,
        expires_at=until,
    )


async def revoke_keys(intake_id: UUID, at: datetime) -> None:
    """No key of a form opens anything any more."""
    await execute(
        "UPDATE lifecycle_key SET revoked_at = $2 WHERE intake_id = $1 AND revoked_at IS NULL", intake_id, at
    )


async def sections(intake_id: UUID) -> dict[str, dict[str, Any]]:
    """Rows of sections by name, sealed."""
    rows = await fetch("SELECT * FROM lifecycle_intake_section WHERE intake_id = $1", intake_id)
    return {r["section"]: dict(r) for r in rows}


async def save_section(intake_id: UUID, section: str, sealed: bytes, at: datetime) -> None:
    """Keep a draft; a note of HR stays until the form is sent again."""
    await execute(
        "INSERT INTO lifecycle_intake_section (id, intake_id, section, sealed, saved_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (intake_id, section) DO UPDATE SET sealed = $4, saved_at = $5",
        new_id(),
        intake_id,
        section,
        sealed,
        at,
    )


async def files(intake_id: UUID) -> dict[str, dict[str, Any]]:
    """Files of a form by their places."""
    rows = await fetch("SELECT * FROM lifecycle_intake_file WHERE intake_id = $1", intake_id)
    return {r["slot"]: dict(r) for r in rows}


async def overdue(company_id: UUID, today: date, limit: int = 500) -> list[UUID]:
    """Forms whose content has to go."""
    rows = await fetch(
        "SELECT i.id FROM lifecycle_intake i WHERE i.company_id = $1 AND i.purge_on < $2"
        " AND i.employee_id NOT IN (SELECT h.employee_id FROM renshi_legal_hold h) AND ("
        " EXISTS (SELECT FROM lifecycle_intake_section s WHERE s.intake_id = i.id)"
        " OR EXISTS (SELECT FROM lifecycle_intake_file f WHERE f.intake_id = i.id)"
        " OR EXISTS (SELECT FROM lifecycle_key k WHERE k.intake_id = i.id))"
        " ORDER BY i.purge_on LIMIT $3",
        company_id,
        today,
        limit,
    )
    return [r["id"] for r in rows]


async def wipe(intake_ids: Sequence[UUID]) -> list[UUID]:
    """Remove what was stated in forms; answers files that no file of an employee needs."""
    ids = list(intake_ids)
    rows = await fetch(
        "DELETE FROM lifecycle_intake_file WHERE intake_id = ANY($1) RETURNING file_id, recorded", ids
    )
    await execute("DELETE FROM lifecycle_intake_section WHERE intake_id = ANY($1)", ids)
    await execute("DELETE FROM lifecycle_key WHERE intake_id = ANY($1)", ids)
    await execute(
        "UPDATE lifecycle_intake SET state = 'closed', link_state = 'revoked', factor_index = NULL"
        " WHERE id = ANY($1) AND state <> 'accepted'",
        ids,
    )
    return [r["file_id"] for r in rows if not r["recorded"]]
