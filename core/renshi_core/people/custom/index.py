"""The index of custom values: a slot of a searchable field (docs/adr/0015), else one row a value (docs/adr/0009)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from renshi_core.people.custom import sealed, slots
from renshi_core.people.custom.texts import entry_sql
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.kinds import UNFINDABLE, entries
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

_INSERT = (
    "INSERT INTO core_custom_value (id, employee_id, field_id, value, is_unique)"
    " SELECT gen_random_uuid(), v.employee_id, v.field_id, v.value, v.is_unique"
    " FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[]) AS v(employee_id, field_id, value, is_unique)"
)


def kept_for(field: FieldDef) -> bool:
    """Whether values of a field are in the index."""
    return (field.flags.searchable or field.flags.unique) and field.kind not in UNFINDABLE


def in_rows(field: FieldDef) -> bool:
    """Whether they are in rows: those of unique fields always, because a row's index refuses a second one."""
    return kept_for(field) and (slots.column(field) is None or field.flags.unique)


def entries_of(ctx: Context, field: FieldDef, value: Any) -> list[str]:
    """The texts under which the index keeps a value; of a sealed field keyed hashes."""
    made = entries(field.kind, value)
    return [sealed.blind(ctx, field, text) for text in made] if sealed.is_sealed(field) else made


async def _as_they_are(values: Sequence[tuple[UUID, FieldDef, Any]]) -> list[tuple[UUID, FieldDef, Any]]:
    """Values by their fields as they are now and stay until the unit is over, without those of fields put away."""
    await slots.hold()
    now = {f.custom_id: f for f in (await load()).custom}
    if any(f.custom_id in now and now[f.custom_id].kind != f.kind for _, f, _ in values):
        raise Conflict(
            Text(
                "自定义字段刚刚被修改，请刷新后重试",
                "a custom field was changed just now; reload and try again",
            ),
            code="people.field_changed",
        )
    return [(e, now[f.custom_id], v) for e, f, v in values if f.custom_id in now]


async def write_one(ctx: Context, employee_id: UUID, values: Mapping[FieldDef, Any]) -> None:
    """One person's values of some fields anew."""
    await write_many(ctx, [(employee_id, f, v) for f, v in values.items()])


async def write_many(ctx: Context, values: Sequence[tuple[UUID, FieldDef, Any]]) -> None:
    """Values of many people anew, set-based; ``None`` takes a value out.

    Raises:
        Conflict: a field is of another kind since its values were checked.
    """
    values = await _as_they_are(values)
    await slots.write([v for v in values if slots.column(v[1])])
    values = [v for v in values if in_rows(v[1])]
    if not values:
        return
    await execute(
        "DELETE FROM core_custom_value v USING unnest($1::uuid[], $2::uuid[]) AS gone(employee_id, field_id)"
        " WHERE v.employee_id = gone.employee_id AND v.field_id = gone.field_id",
        [employee_id for employee_id, _, _ in values],
        [f.custom_id for _, f, _ in values],
    )
    made = [(e, f.custom_id, text, f.flags.unique) for e, f, v in values for text in entries_of(ctx, f, v)]
    await execute(_INSERT, *([row[i] for row in made] for i in range(4)))


async def rebuild(ctx: Context, field: FieldDef, people: Sequence[UUID] | None = None) -> int:
    """All people's values of a field anew, or those of ``people``; returns how many rows the field has then.

    It is done in the database alone unless values are sealed.

    The SQL makes the same texts as ``kinds.entries``: a property test compares them.
    """
    some = None if people is None else list(people)
    await execute(
        "DELETE FROM core_custom_value WHERE field_id = $1 AND ($2::uuid[] IS NULL OR employee_id = ANY($2))",
        field.custom_id,
        some,
    )
    if slots.column(field):
        await slots.fill(field, some)
    if not in_rows(field):
        return 0
    if sealed.is_sealed(field):
        await write_many(ctx, [(i, field, v) for i, _, v in await sealed.everybody(ctx, field, some)])
        return await _count(field)
    await execute(
        "INSERT INTO core_custom_value (id, employee_id, field_id, value, is_unique)"
        f" SELECT gen_random_uuid(), e.id, $1, {entry_sql(field.kind, '$2')}, $3 FROM core_employee e"
        f"{', jsonb_array_elements_text(e.custom -> $2) AS option' if field.kind == 'multi' else ''}"
        " WHERE e.custom ->> $2 IS NOT NULL AND ($4::uuid[] IS NULL OR e.id = ANY($4))",
        field.custom_id,
        field.name,
        field.flags.unique,
        some,
    )
    return await _count(field)


async def _count(field: FieldDef) -> int:
    found: int = await fetch_value(
        "SELECT count(*) FROM core_custom_value WHERE field_id = $1", field.custom_id
    )
    return found
