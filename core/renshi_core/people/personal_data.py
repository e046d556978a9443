"""Export and erasure of what the core keeps about a person in the rooms of people, organisation and requests."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.people import identity, repository
from renshi_core.people.custom import slots
from renshi_core.people.custom import values as custom
from renshi_core.people.custom.sealed import COLUMN
from renshi_core.people.fields.catalogue import load
from renshi_core.people.pinyin import search_text, sort_key
from renshi_core.people.sections import care
from renshi_core.people.service import no_such_employee
from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData, SealedColumn
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.text import Text

ANONYMOUS = "已匿名"
YEARS_KEPT = 2
_TWICE = ("tenant_id", "search_text", *slots.COLUMNS)
"""What a copy leaves out: names and values that it has already."""
_LAW = "劳动合同法 art. 50: papers of an ended employment are kept two years; until {until}"
_TABLES: dict[str, str] = {
    "core_spell": "employee_id = $1",
    "core_job_record": "employee_id = $1",
    "core_employee_current": "id = $1",
    "core_custom_value": "employee_id = $1",
    "core_custom_sealed": "employee_id = $1",
    "core_request": "employee_id = $1 OR submitter_id = $1",
    "core_request_approver": "employee_id = $1",
    "core_request_event": "actor_employee_id = $1",
}


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every row about the person, the identity number opened."""
    record = await fetch_row("SELECT * FROM core_employee WHERE id = $1", employee_id)
    if record is None:
        raise no_such_employee()
    row = dict(record)
    sealed = row.pop("identity_sealed")
    full = await custom.in_full(ctx, await load(), {employee_id: row["custom"]})
    row["custom"] = json.loads(row["custom"]) | {
        f.name: v for f, v in full[employee_id].items() if v is not None
    }
    row["identity_number"] = (
        ctx.secrets.open(sealed, label=identity.seal_label(employee_id)) if sealed is not None else None
    )
    found: dict[str, Any] = {"core_employee": [_plain(row)]}
    for table, condition in _TABLES.items():
        rows = await fetch(f"SELECT * FROM {table} WHERE {condition} ORDER BY created_at", employee_id)
        found[table] = [_plain(dict(r)) for r in rows]
    return found | await care.export(ctx, employee_id)


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Contact data and custom fields go at once; name, identity number, history and requests after two years."""
    row = await repository.person(employee_id)
    if row is None:
        raise no_such_employee()
    erased = {"core_employee": 1}
    await repository.update_person(
        employee_id,
        {"phone": None, "email": None, "custom": "{}", "erased_at": ctx.now()} | dict.fromkeys(care.PERSONAL),
    )
    await slots.forget(employee_id)
    until = await _kept_until(employee_id)
    held = until is not None and until >= ctx.today()
    erased |= await care.erase(ctx, employee_id, all_of_it=not held)
    if held:
        reason = _LAW.format(until=until)
        return Erasure(
            erased,
            dict.fromkeys(
                ("core_employee", "core_spell", "core_job_record", "core_request", *care.HELD), reason
            ),
        )
    await repository.update_person(
        employee_id,
        {
            "name": ANONYMOUS,
            "name_pinyin": sort_key(ANONYMOUS),
            "search_text": search_text(ANONYMOUS, row["number"]),
            "identity_sealed": None,
            "identity_index": None,
            "first_work_on": None,
            **dict.fromkeys(("document_type", "gender", "born_on", "nationality")),
        },
    )
    await execute(
        "UPDATE core_employee_current SET name = $2, name_pinyin = $3, search_text = $4 WHERE id = $1",
        employee_id,
        ANONYMOUS,
        sort_key(ANONYMOUS),
        search_text(ANONYMOUS, row["number"]),
    )
    tag = await execute(
        "UPDATE core_request SET form = '{}', summary_zh = kind, summary_en = kind WHERE employee_id = $1"
        " AND state NOT IN ('pending', 'returned')",
        employee_id,
    )
    erased["core_request"] = int(tag.split()[-1])
    return Erasure(erased, {"core_job_record": "no name in it; it carries the company's head counts"})


async def _kept_until(employee_id: UUID) -> date | None:
    last = [s.last_day for s in await repository.spells(employee_id) if s.last_day is not None]
    if not last:
        return None
    latest = max(last)
    day = min(latest.day, 28) if latest.month == 2 else latest.day
    return latest.replace(year=latest.year + YEARS_KEPT, day=day)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, UUID | date | datetime) else value
        for name, value in row.items()
        if name not in _TWICE and not isinstance(value, bytes)
    }


PERSONAL_DATA = PersonalData(
    title=Text("员工档案与申请", "Employee file and requests"),
    export=export,
    erase=erase,
    tables=("core_employee", *_TABLES, *(t for t in care.AT_ONCE if t not in _TABLES), *care.HELD),
    sealed=(
        SealedColumn("core_employee", "identity_sealed", "core_employee.identity:{id}"),
        SealedColumn("core_employee_bank", "number_sealed", "core_employee_bank.number:{id}"),
        SealedColumn("core_employee_document", "number_sealed", "core_employee_document.number:{id}"),
        COLUMN,
        SealedColumn("core_file_change", "sealed", "core_file_change.sealed:{id}"),
        SealedColumn("core_profile_change", "sealed", "core_profile_change.sealed:{id}"),
        SealedColumn("core_employee_import_row", "sealed", "core_employee_import_row.sealed:{id}"),
    ),
)
