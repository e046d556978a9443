"""Slots: columns beside the facts of today for the values of a tenant's searchable fields (docs/adr/0015).

A field that becomes searchable takes the lowest free slot of its tenant and gives it back when it ceases to be. A slot
holds the text of ``kinds.entries`` behind a mark of its field, so that one index, shared by all tenants, keeps their
values apart and no left-over of another field could ever be taken for a value. Fields that find no slot free, and those
with several values a person, are found through the rows of ``core_custom_value``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from renshi_core.people.custom.sealed import is_sealed
from renshi_core.people.custom.texts import entry_sql
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.kinds import UNSORTABLE, entries
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.db.tables import current_tenant

COUNT: Final = 32
COLUMNS: Final = tuple(f"slot_{n:02d}" for n in range(1, COUNT + 1))
MARK_LENGTH: Final = 7
_FIELDS_OF_TENANT = "hashtextextended('core_custom_field:' || $1::uuid::text, 0)"


def fits(field: FieldDef) -> bool:
    """Whether a field may have a slot: searchable, in the open, and one value a person."""
    return (
        field.is_custom and field.flags.searchable and not is_sealed(field) and field.kind not in UNSORTABLE
    )


def column(field: FieldDef) -> str | None:
    """The field's column of ``core_employee_current``, where it has one; a sealed field never has."""
    return COLUMNS[field.slot - 1] if field.slot is not None and fits(field) else None


def mark(field: FieldDef) -> str:
    """What stands before every value of a field: part of its id, and a colon."""
    return f"{str(field.custom_id)[1 - MARK_LENGTH :]}:"


def after(field: FieldDef) -> str:
    """Sorts after every value of a field and before those of others."""
    return mark(field)[:-1] + ";"


async def hold() -> None:
    """Let no field of the tenant change its place until this unit is over."""
    await fetch_value(f"SELECT pg_advisory_xact_lock_shared({_FIELDS_OF_TENANT})", current_tenant())


async def alone() -> None:
    """Let nobody write values of the tenant's fields until this unit is over; waits for those who do."""
    await fetch_value(f"SELECT pg_advisory_xact_lock({_FIELDS_OF_TENANT})", current_tenant())


async def settle(field: FieldDef) -> FieldDef:
    """Give a field a slot, or take it away with everything in it, as its flags and kind say. Returns it as it is then.

    Waits for units that are writing values, so that what follows sees all of them.
    """
    await alone()
    if fits(field) == (field.slot is not None):
        return field
    if field.slot is not None:
        await free(field)
        return replace(field, slot=None)
    slot: int | None = await fetch_value(
        "UPDATE core_custom_field SET slot = (SELECT min(n) FROM generate_series(1, $2::int) AS n WHERE NOT EXISTS"
        " (SELECT FROM core_custom_field f WHERE f.slot = n)) WHERE id = $1 RETURNING slot",
        field.custom_id,
        COUNT,
    )
    return replace(field, slot=slot)


async def free(field: FieldDef) -> None:
    """Give a field's slot back, empty."""
    if field.slot is not None:
        name = COLUMNS[field.slot - 1]
        await alone()
        await execute("UPDATE core_custom_field SET slot = NULL WHERE id = $1", field.custom_id)
        await execute(f"UPDATE core_employee_current SET {name} = NULL WHERE {name} IS NOT NULL")


async def write(values: Sequence[tuple[UUID, FieldDef, Any]]) -> None:
    """Values of people anew, one statement for all who have values of the same fields; ``None`` empties a slot."""
    rows: dict[UUID, dict[FieldDef, Any]] = {}
    for employee_id, field, value in values:
        rows.setdefault(employee_id, {})[field] = value
    alike: dict[tuple[FieldDef, ...], list[tuple[UUID, Mapping[FieldDef, Any]]]] = {}
    for employee_id, own in rows.items():
        alike.setdefault(tuple(own), []).append((employee_id, own))
    for fields, people in alike.items():
        sets = ", ".join(f"{column(f)} = v.a{i}" for i, f in enumerate(fields))
        places = "".join(f", ${i + 2}::text[]" for i in range(len(fields)))
        names = "".join(f", a{i}" for i in range(len(fields)))
        await execute(
            f"UPDATE core_employee_current c SET {sets} FROM unnest($1::uuid[]{places}) AS v(id{names})"
            " WHERE c.id = v.id",
            [employee_id for employee_id, _ in people],
            *([_text(f, own[f]) for _, own in people] for f in fields),
        )


async def fill(field: FieldDef, people: Sequence[UUID] | None = None) -> None:
    """Everybody's value of a field into its slot, or that of some people, in one statement."""
    # Made once for each person: the objects they are taken from are large.
    made = f"$1::text || {entry_sql(field.kind, '$2::text')}"
    await execute(
        f"WITH made AS MATERIALIZED (SELECT e.id, {made} AS text FROM core_employee e"
        f"{'' if people is None else ' WHERE e.id = ANY($3)'})"
        f" UPDATE core_employee_current c SET {column(field)} = made.text FROM made"
        f" WHERE made.id = c.id AND c.{column(field)} IS DISTINCT FROM made.text",
        mark(field),
        field.name,
        *(() if people is None else (list(people),)),
    )


async def fill_people(employee_ids: Sequence[UUID]) -> None:
    """All slots of people whose row of today has just been made."""
    if not employee_ids:
        return
    # A field that is marked meanwhile waits, and brings in what was there before it: these people among others.
    await hold()
    fields = [f for f in (await load()).custom if column(f)]
    if not fields:
        return
    sets = ", ".join(
        f"{column(f)} = ${2 * i + 2}::text || {entry_sql(f.kind, f'${2 * i + 3}::text')}"
        for i, f in enumerate(fields)
    )
    await execute(
        f"UPDATE core_employee_current c SET {sets} FROM core_employee e WHERE e.id = c.id AND c.id = ANY($1)"
        " AND e.custom <> '{}'",
        list(employee_ids),
        *(argument for f in fields for argument in (mark(f), f.name)),
    )


async def forget(employee_id: UUID) -> None:
    """Empty all slots of a person."""
    sets = ", ".join(f"{name} = NULL" for name in COLUMNS)
    await execute(f"UPDATE core_employee_current SET {sets} WHERE id = $1", employee_id)


def text_of(field: FieldDef, entry: str) -> str:
    """The text of a slot for what ``kinds.entries`` made of a value."""
    return mark(field) + entry


def _text(field: FieldDef, value: Any) -> str | None:
    made = entries(field.kind, value)
    return text_of(field, made[0]) if made else None
