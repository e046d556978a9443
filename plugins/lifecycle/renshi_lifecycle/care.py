"""Export and erasure (PIPL arts. 45, 47)."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_lifecycle.intake import form
from renshi_lifecycle.intake import repository as intakes
from renshi_lifecycle.leaving import words as leaving
from renshi_lifecycle.processing import PROCESSING
from renshi_lifecycle.rows import changed
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Erasure, PersonalData, SealedColumn
from renshi_sdk.db import execute, fetch, fetch_value

_HIDDEN = {"tenant_id", "factor_index", "family", "sealed", "rehire_sealed"}


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Everything kept about a person; sealed words in clear."""
    found: dict[str, Any] = {}
    for table in ("lifecycle_intake", "lifecycle_checklist", "lifecycle_task", "lifecycle_case"):
        rows = await fetch(f"SELECT * FROM {table} WHERE employee_id = $1 ORDER BY id", employee_id)
        found[table] = [_plain(dict(r)) for r in rows]
    sections = await fetch(
        "SELECT s.* FROM lifecycle_intake_section s JOIN lifecycle_intake i ON i.id = s.intake_id"
        " WHERE i.employee_id = $1 ORDER BY s.id",
        employee_id,
    )
    found["lifecycle_intake_section"] = [_plain(dict(r)) | {"stated": form.opened(ctx, r)} for r in sections]
    files = await fetch(
        "SELECT f.* FROM lifecycle_intake_file f JOIN lifecycle_intake i ON i.id = f.intake_id"
        " WHERE i.employee_id = $1 ORDER BY f.id",
        employee_id,
    )
    found["lifecycle_intake_file"] = [_plain(dict(r)) for r in files]
    talks = await fetch("SELECT * FROM lifecycle_exit_interview WHERE employee_id = $1", employee_id)
    found["lifecycle_exit_interview"] = [
        _plain(dict(r))
        | {"answers": json.loads(ctx.secrets.open(r["sealed"], label=leaving.interview_label(r["case_id"])))}
        for r in talks
    ]
    return found


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Forms go at once. Papers of leaving stay as long as the law has the company keep them (劳动合同法 art. 50)."""
    rows = await fetch("SELECT id FROM lifecycle_intake WHERE employee_id = $1", employee_id)
    for file_id in await intakes.wipe([r["id"] for r in rows]):
        await ctx.files.delete(file_id)
    erased = {
        "lifecycle_intake": changed(
            await execute("DELETE FROM lifecycle_intake WHERE employee_id = $1", employee_id)
        )
    }
    until = await fetch_value(
        "SELECT max(coalesce(retain_until, last_day)) FROM lifecycle_case WHERE employee_id = $1"
        " AND state <> 'withdrawn'",
        employee_id,
    )
    if until is not None and until >= ctx.today():
        reason = f"劳动合同法 art. 50: papers of leaving are kept until {until}"
        return Erasure(
            erased, {"lifecycle_case": reason, "lifecycle_checklist": reason, "lifecycle_task": reason}
        )
    files = await fetch(
        "SELECT certificate_file_id AS file_id FROM lifecycle_case WHERE employee_id = $1"
        " AND certificate_file_id IS NOT NULL UNION SELECT proof_file_id FROM lifecycle_task WHERE employee_id = $1"
        " AND proof_file_id IS NOT NULL",
        employee_id,
    )
    for table in ("lifecycle_exit_interview", "lifecycle_case", "lifecycle_task", "lifecycle_checklist"):
        erased[table] = changed(await execute(f"DELETE FROM {table} WHERE employee_id = $1", employee_id))
    for row in files:
        await ctx.files.delete(row["file_id"])
    return Erasure(erased, {})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        n: str(v) if isinstance(v, UUID | date | datetime | Decimal) else v
        for n, v in row.items()
        if n not in _HIDDEN
    }


PERSONAL_DATA = PersonalData(
    title=Text("入转离办理", "Onboarding, transfer and leaving"),
    processing=PROCESSING,
    export=export,
    erase=erase,
    tables=(
        "lifecycle_intake",
        "lifecycle_intake_section",
        "lifecycle_intake_file",
        "lifecycle_checklist",
        "lifecycle_task",
        "lifecycle_case",
        "lifecycle_exit_interview",
    ),
    sealed=(
        SealedColumn("lifecycle_intake_section", "sealed", "lifecycle_intake_section:{intake_id}:{section}"),
        SealedColumn("lifecycle_case", "rehire_sealed", "lifecycle_case.rehire:{id}"),
        SealedColumn("lifecycle_exit_interview", "sealed", "lifecycle_exit_interview:{case_id}"),
    ),
)
