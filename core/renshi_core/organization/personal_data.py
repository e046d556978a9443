"""Export and erasure of what the organisation keeps about a person: second posts, probation, service, heads."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

_TABLES = {
    "core_post": "employee_id",
    "core_post_current": "employee_id",
    "core_probation_review": "employee_id",
    "core_service_fact": "employee_id",
    "core_department_record": "head_id",
}
_KEPT = (
    "part of the papers of employment (劳动合同法 art. 50) and of the organisation's history; no name in it"
)


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every row about the person."""
    found: dict[str, Any] = {}
    for table, column in _TABLES.items():
        rows = await fetch(f"SELECT * FROM {table} WHERE {column} = $1 ORDER BY created_at", employee_id)
        found[table] = [_plain(dict(r)) for r in rows]
    return found


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Nothing goes: the rows hold ids and dates alone, and the person's name goes with the file."""
    return Erasure({}, dict.fromkeys(_TABLES, _KEPT))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, UUID | date | datetime | Decimal) else value
        for name, value in row.items()
        if name != "tenant_id"
    }


PERSONAL_DATA = PersonalData(
    title=Text("兼岗、试用期与工龄", "Second posts, probation and service"),
    export=export,
    erase=erase,
    tables=tuple(_TABLES),
)
