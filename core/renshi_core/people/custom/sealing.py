"""The job that seals what was entered into sensitive custom fields before such values were sealed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from renshi_core.people.custom import index, sealed, slots
from renshi_core.people.custom.values import unique_in_words
from renshi_core.people.fields.catalogue import custom_field
from renshi_core.people.fields.definition import FieldDef
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun, Schedule
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

NAME = "core.seal_custom_values"
BATCH = 1_000


async def seal(_: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Seal values still in the open, fields that were put away too; each batch is a step of its own.

    Which values are done is told by their rows, so that a run that was killed goes on where it stopped.
    """
    fields: list[FieldDef] = []
    # Steps of an earlier attempt aren't asked: what they did shows in the rows.
    async with run.step(f"{run.attempt}:fields") as ctx:
        if ctx is not None:
            rows = await fetch(
                "SELECT id, code, title_zh, title_en, kind, options, required, position, section, help_zh, help_en,"
                " default_value, flags, archived_at, slot FROM core_custom_field"
                " WHERE (flags ->> 'sensitive')::boolean ORDER BY code"
            )
            # What a slot holds is in the open.
            fields = [await slots.settle(custom_field(dict(r))) for r in rows]
            away = {r["id"] for r in rows if r["archived_at"] is not None}
    done = 0
    for field in fields:
        number = 0
        while True:
            found = 0
            async with run.step(f"{run.attempt}:{field.name}:{number}") as ctx:
                if ctx is not None:
                    found = await _batch(ctx, field, indexed=field.custom_id not in away)
            done, number = done + found, number + 1
            if found < BATCH:
                break
    return {"sealed": done}


async def _batch(ctx: Context, field: FieldDef, *, indexed: bool) -> int:
    rows = await fetch(
        "SELECT e.id, e.custom -> $1 AS value FROM core_employee e WHERE e.custom ->> $1 IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM core_custom_sealed s WHERE s.employee_id = e.id AND s.field_id = $2)"
        " ORDER BY e.id LIMIT $3 FOR UPDATE OF e",
        field.name,
        field.custom_id,
        BATCH,
    )
    values = [(r["id"], json.loads(r["value"])) for r in rows]
    await sealed.keep(ctx, field, values)
    if indexed:
        async with unique_in_words([field]):
            await index.write_many(ctx, [(i, field, v) for i, v in values])
    if values:
        await ctx.audit.record(
            "core.custom_field.seal",
            subject="custom_field",
            subject_id=field.custom_id,
            detail={"code": field.name, "people": len(values)},
        )
    return len(values)


JOBS = (
    Job(
        name=NAME,
        title=Text("加密敏感自定义字段的值", "Seal values of sensitive custom fields"),
        handler=seal,
        timeout=timedelta(minutes=30),
        stepwise=True,
    ),
)
SCHEDULES = (Schedule(job=NAME, cron="40 2 * * *"),)
