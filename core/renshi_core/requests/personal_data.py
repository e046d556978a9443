"""What requests keep about a person beside the requests themselves: copies, comments, attachments, substitutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.db import execute, fetch
from renshi_sdk.text import Text

ANONYMOUS = "已匿名"
_TABLES = {
    "core_request_copy": "employee_id = $1",
    "core_request_comment": "employee_id = $1 OR $1 = ANY(mentions)",
    "core_request_attachment": "employee_id = $1",
    "core_substitute": "employee_id = $1 OR substitute_id = $1",
}
_KEPT = "part of a request's record, kept as long as the request; the person's name is taken out"


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every row about the person."""
    found: dict[str, Any] = {}
    for table, condition in _TABLES.items():
        rows = await fetch(f"SELECT * FROM {table} WHERE {condition} ORDER BY created_at", employee_id)
        found[table] = [_plain(dict(row)) for row in rows]
    return found


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Copies and substitutes go; what the person wrote stays with the request, without their name."""
    erased: dict[str, int] = {}
    for table in ("core_request_copy", "core_substitute"):
        erased[table] = _count(await execute(f"DELETE FROM {table} WHERE {_TABLES[table]}", employee_id))
    for table in ("core_request_comment", "core_request_attachment"):
        erased[table] = _count(
            await execute(f"UPDATE {table} SET author = $2 WHERE employee_id = $1", employee_id, ANONYMOUS)
        )
    return Erasure(erased, dict.fromkeys(("core_request_comment", "core_request_attachment"), _KEPT))


def _count(tag: str) -> int:
    return int(tag.split()[-1])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [str(v) for v in value]
        if isinstance(value, list)
        else str(value)
        if isinstance(value, UUID | date | datetime)
        else value
        for name, value in row.items()
        if name != "tenant_id"
    }


PERSONAL_DATA = PersonalData(
    title=Text("申请的往来", "What goes with requests"),
    export=export,
    erase=erase,
    tables=tuple(_TABLES),
)
