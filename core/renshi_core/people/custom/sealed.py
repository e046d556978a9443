"""Values of sensitive custom fields: sealed in rows of their own, while the jsonb of the person keeps the mask alone.

A row of ``core_custom_sealed`` always wins over the jsonb: what was written before a field became sensitive is read
from there until the job ``core.seal_custom_values`` has been, and what was sealed before it ceased to be, from here.
The search index keeps a keyed hash of such values, so that one is found by exactly what it is and by nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.masks import masked
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import SealedColumn
from renshi_sdk.db import connection, execute, fetch

TABLE = "core_custom_sealed"
COLUMN = SealedColumn(TABLE, "sealed", "core_custom_sealed.sealed:{employee_id}:{field_id}")
BATCH = 2_000


def is_sealed(field: FieldDef) -> bool:
    """Whether values of a field of the tenant's own are kept sealed."""
    return field.is_custom and field.flags.sensitive


def mask(field: FieldDef, value: Any) -> Any:
    """What stands for a value in the jsonb, in lists and in exports."""
    return value if value is None else masked(field.kind, value if isinstance(value, str) else str(value))


def in_the_open(values: Mapping[FieldDef, Any]) -> dict[str, Any]:
    """What the jsonb keeps, by name: values, and masks of what is sealed. Empty ones are left out."""
    return {f.name: mask(f, v) if is_sealed(f) else v for f, v in values.items() if v is not None}


def blind(ctx: Context, field: FieldDef, entry: str) -> str:
    """The text under which an entry of a sealed field is found."""
    return ctx.secrets.index(entry, label=f"core_custom_value.value:{field.custom_id}").hex()


def _label(employee_id: UUID, field_id: UUID | None) -> str:
    return f"{TABLE}.sealed:{employee_id}:{field_id}"


async def opened(
    ctx: Context, people: Collection[UUID], fields: Collection[FieldDef] | None = None
) -> dict[UUID, dict[UUID, Any]]:
    """Sealed values in full by person and id of the field; of all fields where none are named."""
    rows = await fetch(
        f"SELECT employee_id, field_id, sealed FROM {TABLE} WHERE employee_id = ANY($1)"
        " AND ($2::uuid[] IS NULL OR field_id = ANY($2))",
        list(people),
        None if fields is None else [f.custom_id for f in fields],
    )
    found: dict[UUID, dict[UUID, Any]] = {}
    for row in rows:
        text = ctx.secrets.open(row["sealed"], label=_label(row["employee_id"], row["field_id"]))
        found.setdefault(row["employee_id"], {})[row["field_id"]] = json.loads(text)
    return found


async def over(
    ctx: Context, catalogue: Catalogue, values: Mapping[UUID, dict[FieldDef, Any]]
) -> Mapping[UUID, dict[FieldDef, Any]]:
    """``values`` of people with the masks of sealed fields replaced by what they stand for."""
    if not any(is_sealed(f) for f in catalogue.custom):
        return values
    by_id = {f.custom_id: f for f in catalogue.custom}
    for employee_id, full in (await opened(ctx, list(values))).items():
        values[employee_id].update({by_id[i]: v for i, v in full.items() if i in by_id})
    return values


async def write(ctx: Context, values: Sequence[tuple[UUID, FieldDef, Any]]) -> None:
    """Seal values of people anew, set-based; ``None`` takes a value out, and so does a field that isn't sensitive."""
    values = [v for v in values if v[1].is_custom]
    if not values:
        return
    await execute(
        f"DELETE FROM {TABLE} v USING unnest($1::uuid[], $2::uuid[]) AS gone(employee_id, field_id)"
        " WHERE v.employee_id = gone.employee_id AND v.field_id = gone.field_id",
        [employee_id for employee_id, _, _ in values],
        [f.custom_id for _, f, _ in values],
    )
    rows = [
        (
            new_id(),
            e,
            f.custom_id,
            ctx.secrets.seal(json.dumps(v, ensure_ascii=False), label=_label(e, f.custom_id)),
        )
        for e, f, v in values
        if v is not None and is_sealed(f)
    ]
    if rows:
        await connection().executemany(
            f"INSERT INTO {TABLE} (id, employee_id, field_id, sealed) VALUES ($1, $2, $3, $4)", rows
        )


async def everybody(
    ctx: Context, field: FieldDef, people: Sequence[UUID] | None = None
) -> list[tuple[UUID, str, Any]]:
    """Everybody's value of one field in full, sealed or not, with their staff numbers; in the order of those.

    With ``people`` only theirs.
    """
    rows = await fetch(
        f"SELECT e.id, e.number, e.custom -> $1 AS value, s.sealed FROM core_employee e LEFT JOIN {TABLE} s"
        " ON s.employee_id = e.id AND s.field_id = $2 WHERE e.custom ->> $1 IS NOT NULL"
        " AND ($3::uuid[] IS NULL OR e.id = ANY($3)) ORDER BY e.number, e.id",
        field.name,
        field.custom_id,
        None if people is None else list(people),
    )
    return [
        (
            r["id"],
            r["number"],
            json.loads(r["value"])
            if r["sealed"] is None
            else json.loads(ctx.secrets.open(r["sealed"], label=_label(r["id"], field.custom_id))),
        )
        for r in rows
    ]


async def keep(ctx: Context, field: FieldDef, values: Sequence[tuple[UUID, Any]]) -> None:
    """Write one field's values of many people as the field says: sealed with masks, or in the open."""
    for start in range(0, len(values), BATCH):
        part = values[start : start + BATCH]
        await execute(
            "UPDATE core_employee e SET custom = jsonb_set(e.custom, ARRAY[$1], v.value::jsonb)"
            " FROM unnest($2::uuid[], $3::text[]) AS v(id, value) WHERE e.id = v.id",
            field.name,
            [employee_id for employee_id, _ in part],
            [json.dumps(in_the_open({field: v})[field.name], ensure_ascii=False) for _, v in part],
        )
        await write(ctx, [(employee_id, field, v) for employee_id, v in part])
