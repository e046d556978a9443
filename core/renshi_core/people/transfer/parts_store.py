"""Rows of sections of many people at once: read for a check or an export, and written with one statement a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_core.people.fields.builtin import MANY, SECTIONS
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.masks import masked
from renshi_core.people.sections import rules, store, trail
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import connection, execute, fetch

Rows = list[tuple[UUID, str, dict[str, Any]]]
"""Whose, of which section, and the values by code."""


@dataclass(frozen=True, slots=True)
class Existing:
    """A row of a person's file: values by code, in full."""

    employee_id: UUID
    section: str
    values: dict[str, Any]


async def existing(
    ctx: Context,
    catalogue: Catalogue,
    people: Sequence[UUID],
    sections: Sequence[str],
    only: Sequence[FieldDef] | None = None,
) -> dict[UUID, list[Existing]]:
    """The rows of ``people`` in ``sections``, one query a section; ``only`` some fields of them."""
    found: dict[UUID, list[Existing]] = {person: [] for person in people}
    for section in (s for s in MANY if s.name in sections):
        table = str(section.table)
        fields = [
            f for f in catalogue.section(section.name) if not f.is_custom and (only is None or f in only)
        ]
        rows = await fetch(
            f"SELECT id, employee_id, {', '.join(store.columns_of(section, fields))} FROM {table}"
            f" WHERE employee_id = ANY($1) ORDER BY employee_id, {section.order_by}",
            list(people),
        )
        for record in rows:
            row = dict(record)
            values = {f.code: store.plain(ctx, table, f, row) for f in fields}
            found[row["employee_id"]].append(Existing(row["employee_id"], section.name, values))
    return found


def same(catalogue: Catalogue, section: str, values: Mapping[str, Any], there: Existing) -> bool:
    """Whether a row of a sheet says what a row of the file says; a masked number is compared as it is shown."""
    if there.section != section or not values:
        return False
    for code, value in values.items():
        now, target = there.values.get(code), catalogue.fields[code]
        if value == now:
            continue
        if not target.flags.sensitive or now is None or value != masked(target.kind, str(now)):
            return False
    return True


async def add(ctx: Context, catalogue: Catalogue, rows: Rows, *, known: Container[UUID] = ()) -> int:
    """Add rows of sections, with their audit and what changed; those that are there meanwhile are left out.

    Of people ``known`` before, those who get an account are told, as after any other way to enter one.
    """
    rows = await _still_new(ctx, catalogue, rows)
    tables: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    changes = []
    highest = {person for person, _, values in rows if values.get("education.is_highest")}
    if highest:
        await execute(
            "UPDATE core_employee_education SET is_highest = false, version = version + 1"
            " WHERE employee_id = ANY($1) AND is_highest",
            list(highest),
        )
    for person, name, values in rows:
        table, row_id, made = str(SECTIONS[name].table), store.new_row_id(), new_id()
        columns: dict[str, Any] = {
            "id": row_id,
            "employee_id": person,
            "updated_by": ctx.actor.name,
            "updated_at": ctx.now(),
        }
        for code, value in values.items():
            columns |= store.stored(ctx, table, row_id, catalogue.fields[code], value)
        tables[(table, *columns)].append(tuple(columns.values()))
        told = trail.seal(ctx, trail.TABLE, made, dict.fromkeys(values), values)
        changes.append((made, person, name, "add", row_id, ctx.actor.name, ctx.now(), told))
        await ctx.audit.record(
            f"core.employee_{name}.create",
            subject=f"employee_{name}",
            subject_id=row_id,
            employee_id=person,
            detail={"fields": sorted(catalogue.fields[c].name for c in values), "import": True},
        )
    for (table, *names), made_rows in tables.items():
        await _many(table, names, made_rows)
    names = ["id", "employee_id", "section", "verb", "row_id", "changed_by", "at", "sealed"]
    await _many(trail.TABLE, names, changes)
    for _, person, name, _, row_id, *_ in changes:
        if name == rules.BANK and person in known:
            await rules.after_write(ctx, SECTIONS[name], person, row_id)
    return len(rows)


async def _still_new(ctx: Context, catalogue: Catalogue, rows: Rows) -> Rows:
    people = list({person for person, _, _ in rows})
    there = await existing(ctx, catalogue, people, list({name for _, name, _ in rows}))
    kept = []
    for person, name, values in rows:
        known = there[person]
        taken = name == rules.BANK and any(
            e.section == name and e.values["bank.purpose"] == values["bank.purpose"] for e in known
        )
        if not taken and not any(same(catalogue, name, values, e) for e in known):
            kept.append((person, name, values))
    return kept


async def _many(table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        places = ", ".join(f"${n}" for n in range(1, len(names) + 1))
        await connection().executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)
