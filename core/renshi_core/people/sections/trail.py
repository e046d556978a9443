"""What changed in a file: values before and after, sealed, shown field by field to those who see the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_core.people.fields import kinds
from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight, of_person
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import Listing, execute, fetch, fetch_value
from renshi_sdk.text import Text

TABLE = "core_file_change"
VERBS = {"add": Text("新增", "Added"), "change": Text("修改", "Changed"), "remove": Text("删除", "Removed")}


def seal(
    ctx: Context, table: str, row_id: UUID, before: Mapping[str, Any], after: Mapping[str, Any]
) -> bytes:
    """Values by the codes of their fields, sealed for one row."""
    text = json.dumps({"before": dict(before), "after": dict(after)}, ensure_ascii=False)
    return ctx.secrets.seal(text, label=f"{table}.sealed:{row_id}")


def opened(ctx: Context, table: str, row_id: UUID, sealed: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values before and after by the codes of their fields."""
    found = json.loads(ctx.secrets.open(sealed, label=f"{table}.sealed:{row_id}"))
    return found["before"], found["after"]


async def record(
    ctx: Context,
    employee_id: UUID,
    section: str,
    verb: str,
    row_id: UUID | None,
    before: Mapping[FieldDef, Any],
    after: Mapping[FieldDef, Any],
) -> None:
    """Keep what a change was; fields without a value on either side are left out."""
    told = {f for f in (*before, *after) if before.get(f) is not None or after.get(f) is not None}
    made = new_id()
    await execute(
        "INSERT INTO core_file_change (id, employee_id, section, verb, row_id, changed_by, at, sealed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        made,
        employee_id,
        section,
        verb,
        row_id,
        ctx.actor.name,
        ctx.now(),
        seal(
            ctx,
            TABLE,
            made,
            {f.code: before.get(f) for f in told},
            {f.code: after.get(f) for f in told},
        ),
    )


async def listed(ctx: Context, employee_id: UUID, *, number: int, size: int) -> Listing:
    """A page of what changed in a person's file, newest first; one item a field that the caller sees."""
    sight = await of_person(ctx, employee_id)
    rows = await fetch(
        "SELECT id, section, verb, changed_by, at, sealed FROM core_file_change WHERE employee_id = $1"
        " ORDER BY at DESC, id DESC LIMIT $2 OFFSET $3",
        employee_id,
        size,
        (number - 1) * size,
    )
    items = []
    for row in rows:
        before, after = opened(ctx, TABLE, row["id"], row["sealed"])
        for line in lines(sight, before, after, ctx.locale):
            items.append(
                {
                    "at": row["at"],
                    "by": row["changed_by"],
                    "section": SECTIONS[row["section"]].title.of(ctx.locale),
                    "verb": VERBS[row["verb"]].of(ctx.locale),
                    **line,
                }
            )
    total = await fetch_value("SELECT count(*) FROM core_file_change WHERE employee_id = $1", employee_id)
    return Listing(items=items, total=total)


def lines(
    sight: Sight, before: Mapping[str, Any], after: Mapping[str, Any], locale: str
) -> list[dict[str, Any]]:
    """Old and new values of the fields that the caller sees, in the order of the file; sensitive ones masked."""
    found = []
    for code, field in sight.catalogue.fields.items():
        if (code in before or code in after) and sight.sees(field) and before.get(code) != after.get(code):
            found.append(
                {
                    "field": code,
                    "title": field.title.of(locale),
                    "before": _words(sight, field, before.get(code), locale),
                    "after": _words(sight, field, after.get(code), locale),
                }
            )
    return found


def _words(sight: Sight, field: FieldDef, value: Any, locale: str) -> str:
    if value is None:
        return "—"
    if field.flags.sensitive:
        return str(sight.shown(field, value))
    if field.kind == "file":
        return Text("（附件）", "(file)").of(locale)
    return str(kinds.show(field, value, locale))
