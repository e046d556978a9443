"""Export and erasure of the sections of a file (个人信息保护法 arts. 45, 47)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.people.fields.builtin import FIELDS, MANY
from renshi_core.people.sections import store, trail
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch

AT_ONCE = (
    "core_employee_family", "core_employee_contact", "core_custom_value", "core_custom_sealed", "core_file_change",
    "core_profile_change", "core_employee_import_row",
)  # fmt: skip
"""What no law holds once its person asks for erasure."""
HELD = ("core_employee_education", "core_employee_work", "core_employee_bank", "core_employee_document")
"""Papers of the employment, held as long as the rest of it."""
PERSONAL = (
    "document_valid_until", "ethnicity", "marital_status", "political_status", "hukou_kind", "hukou_place",
    "native_place", "address", "personal_email",
)  # fmt: skip
"""Personal facts that go at once; those that identify a person stay with the identity number."""


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every row of every section, sealed numbers opened."""
    found: dict[str, Any] = {}
    for section in MANY:
        table = str(section.table)
        sealed = [f for f in FIELDS if f.section == section.name and f.sealed]
        rows = await fetch(
            f"SELECT * FROM {table} WHERE employee_id = $1 ORDER BY created_at, id", employee_id
        )
        shown = []
        for record in rows:
            row = dict(record)
            opened = {f.name: store.plain(ctx, table, f, row) for f in sealed}
            shown.append(_plain(row) | opened)
        found[table] = shown
    for table in (trail.TABLE, "core_profile_change"):
        rows = await fetch(
            f"SELECT * FROM {table} WHERE employee_id = $1 ORDER BY created_at, id", employee_id
        )
        found[table] = []
        for record in rows:
            before, after = trail.opened(ctx, table, record["id"], record["sealed"])
            found[table].append(_plain(dict(record)) | {"before": before, "after": after})
    found["core_employee_import_row"] = await _imported(ctx, employee_id)
    return found


async def _imported(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """Rows of files that told of the person; what they said is kept only until it is written."""
    rows = await fetch(
        "SELECT * FROM core_employee_import_row WHERE employee_id = $1 ORDER BY created_at, id", employee_id
    )
    shown = []
    for record in rows:
        label = f"core_employee_import_row.sealed:{record['id']}"
        said = json.loads(ctx.secrets.open(record["sealed"], label=label)) if record["sealed"] else None
        shown.append(_plain(dict(record)) | {"values": said})
    return shown


async def erase(ctx: Context, employee_id: UUID, *, all_of_it: bool) -> dict[str, int]:
    """Remove what may go now; with ``all_of_it`` also what law held until then. Files go with the room of files."""
    gone: dict[str, int] = {}
    for table in (*AT_ONCE, *(HELD if all_of_it else ())):
        tag = await execute(f"DELETE FROM {table} WHERE employee_id = $1", employee_id)
        gone[table] = int(tag.split()[-1])
    return gone


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, UUID | date | datetime) else value
        for name, value in row.items()
        if name != "tenant_id" and not isinstance(value, bytes)
    }
