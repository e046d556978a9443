"""Writing checked rows of a sheet, a batch at a time, set-based: one statement a table, not one a person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.events import repository as events
from renshi_core.jobs.above import platform_of
from renshi_core.jobs.wake import announce
from renshi_core.people import current, identity
from renshi_core.people.custom import index, sealed
from renshi_core.people.fields import extra
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_core.people.pinyin import search_text, sort_key
from renshi_core.people.sections import store, trail
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import connection, fetch
from renshi_sdk.events import EmployeeHired

BANK = "core_employee_bank"


@dataclass(slots=True)
class Item:
    """A row to write: its values by code, and for whom."""

    row_id: UUID
    row_no: int
    values: dict[str, Any]
    employee_id: UUID
    parts: list[dict[str, Any]] = field(default_factory=list)
    """Rows of sections to add: ``section`` and ``values`` by code."""


async def create(ctx: Context, catalogue: Catalogue, items: Sequence[Item]) -> list[Item]:
    """Hire everybody of ``items`` who isn't there yet; returns those written. People known meanwhile are left out."""
    items = await _still_new(ctx, items)
    if not items:
        return []
    numbers = await _numbers(items)
    people: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    spells, records = [], []
    now, fields = ctx.now(), _plain_fields(catalogue)
    for item, number in zip(items, numbers, strict=True):
        v, spell = item.values, new_id()
        item.values["_spell"] = spell
        name, first = v["job.name"], date.fromisoformat(v["job.hired_on"])
        columns = {
            "id": item.employee_id,
            "number": number,
            "name": name,
            "name_pinyin": sort_key(name),
            "search_text": search_text(name, number),
            "custom": json.dumps(sealed.in_the_open(_custom(catalogue, v)), ensure_ascii=False),
            **_personal_columns(ctx, fields, item),
        }
        people[tuple(columns)].append(tuple(columns.values()))
        spells.append((spell, item.employee_id, ctx.company_id, first))
        records.append(
            (
                new_id(), item.employee_id, spell, first, ctx.company_id, UUID(v["_job.department"]),
                _uuid(v.get("_job.position")), _uuid(v.get("_job.manager")), v.get("job.grade"), v.get("job.city"),
                v.get("job.work_regime", "standard"), v.get("job.employment_type", "full_time"), now, "import",
                ctx.actor.name,
            )
        )  # fmt: skip
    for names, rows in people.items():
        await _many("core_employee", ", ".join(names), rows)
    await _many("core_spell", "id, employee_id, company_id, hired_on", spells)
    await _many(
        "core_job_record",
        "id, employee_id, spell_id, valid_from, company_id, department_id, position_id, manager_id, grade, city,"
        " work_regime, employment_type, recorded_at, reason, recorded_by",
        records,
    )
    await _accounts(ctx, catalogue, items)
    await _found(ctx, catalogue, items)
    await current.refresh([i.employee_id for i in items], ctx.today())
    await _tell(ctx, items)
    return list(items)


async def update(ctx: Context, catalogue: Catalogue, items: Sequence[Item]) -> list[Item]:
    """Write changed values over people who are there, with their old values in the trail."""
    fields = [f for f in catalogue.fields.values() if f.is_custom or f.section == "personal"]
    before = await _before(ctx, catalogue, [i.employee_id for i in items], fields)
    await _personal(ctx, catalogue, items)
    await _accounts(ctx, catalogue, items)
    merged = []
    for item in items:
        own = {f: v for f, v in before[item.employee_id].items() if f.is_custom}
        new = _custom(catalogue, item.values)
        if new:
            kept = sealed.in_the_open(own | new)
            merged.append((item.employee_id, json.dumps(kept, ensure_ascii=False)))
    await connection().executemany("UPDATE core_employee SET custom = $2 WHERE id = $1", merged)
    await _found(ctx, catalogue, items)
    changes = []
    for item in items:
        made = new_id()
        after = {c: v for c, v in item.values.items() if c in catalogue.fields}
        old = {f.code: v for f, v in before[item.employee_id].items() if f.code in after}
        told = trail.seal(ctx, trail.TABLE, made, old, after)
        changes.append((made, item.employee_id, "personal", "change", ctx.actor.name, ctx.now(), told))
        await ctx.audit.record(
            "core.employee.import",
            subject="employee",
            subject_id=item.employee_id,
            employee_id=item.employee_id,
            detail={"fields": sorted(after)},
        )
    await _many(trail.TABLE, "id, employee_id, section, verb, changed_by, at, sealed", changes)
    await current.refresh([i.employee_id for i in items], ctx.today())
    return list(items)


async def _still_new(ctx: Context, items: Sequence[Item]) -> list[Item]:
    """Without those whom somebody hired between the check and now, or an earlier try of this very batch."""
    indexes = {i.row_id: identity.index_of(ctx, i.values["personal.document_type"], i.values["personal.identity"])
               for i in items if i.values.get("personal.identity")}  # fmt: skip
    found = await fetch(
        "SELECT number, identity_index FROM core_employee WHERE number = ANY($1) OR identity_index = ANY($2)",
        [i.values["job.number"] for i in items if i.values.get("job.number")],
        list(indexes.values()),
    )
    numbers = {r["number"] for r in found}
    papers = {bytes(r["identity_index"]) for r in found if r["identity_index"]}
    return [
        i for i in items if i.values.get("job.number") not in numbers and indexes.get(i.row_id) not in papers
    ]


async def _numbers(items: Sequence[Item]) -> list[str]:
    """Staff numbers, those left out given out in one step."""
    missing = sum(1 for i in items if not i.values.get("job.number"))
    free: list[str] = []
    while len(free) < missing:
        wanted = missing - len(free)
        last = await connection().fetchval(
            "INSERT INTO core_counter AS c (id, name, value) VALUES ($1, 'employee', $2)"
            " ON CONFLICT (tenant_id, name) DO UPDATE SET value = c.value + $2 RETURNING value",
            new_id(),
            wanted,
        )
        made = [f"E{n:05d}" for n in range(last - wanted + 1, last + 1)]
        taken = {
            r["number"] for r in await fetch("SELECT number FROM core_employee WHERE number = ANY($1)", made)
        }
        free += [n for n in made if n not in taken]
    given = iter(free)
    for item in items:
        if not item.values.get("job.number"):
            item.values["job.number"] = next(given)
    return [i.values["job.number"] for i in items]


def _plain_fields(catalogue: Catalogue) -> dict[str, FieldDef]:
    return {f.code: f for f in catalogue.section("personal") if not f.is_custom}


def _personal_columns(ctx: Context, fields: dict[str, FieldDef], item: Item) -> dict[str, Any]:
    """A row's personal facts as columns of ``core_employee``."""
    columns: dict[str, Any] = {}
    for code, value in item.values.items():
        if code in fields and not fields[code].sealed:
            columns |= store.stored(ctx, "core_employee", item.employee_id, fields[code], value)
    if number := item.values.get("personal.identity"):
        kind = item.values.get("personal.document_type", identity.RESIDENT)
        columns |= {
            "identity_sealed": ctx.secrets.seal(number, label=identity.seal_label(item.employee_id)),
            "identity_index": identity.index_of(ctx, kind, number),
            "document_type": kind,
        }
    return columns


async def _personal(ctx: Context, catalogue: Catalogue, items: Sequence[Item]) -> None:
    """Personal facts of people who are there; rows with the same columns go in one statement."""
    fields = _plain_fields(catalogue)
    grouped: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for item in items:
        columns = _personal_columns(ctx, fields, item)
        if columns:
            grouped[tuple(columns)].append((item.employee_id, *columns.values()))
    for names, rows in grouped.items():
        sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(names, start=2))
        await connection().executemany(
            f"UPDATE core_employee SET {sets}, file_version = file_version + 1 WHERE id = $1", rows
        )


async def _accounts(ctx: Context, catalogue: Catalogue, items: Sequence[Item]) -> None:
    fields = {f.code: f for f in catalogue.section("bank")}
    rows = []
    names: list[str] = []
    for item in items:
        if not item.values.get("bank.number"):
            continue
        row_id = new_id()
        columns: dict[str, Any] = {}
        for code, target in fields.items():
            value = item.values.get(code, target.default)
            columns |= store.stored(ctx, BANK, row_id, target, value)
        names = list(columns)
        rows.append((row_id, item.employee_id, ctx.actor.name, *columns.values()))
    if rows:
        await _many(BANK, ", ".join(["id", "employee_id", "updated_by", *names]), rows)


async def _tell(ctx: Context, items: Sequence[Item]) -> None:
    """The audit row and the event of each hire, written together."""
    hired = []
    for item in items:
        v = item.values
        first = date.fromisoformat(v["job.hired_on"])
        await ctx.audit.record(
            "core.employee.hire",
            subject="employee",
            subject_id=item.employee_id,
            employee_id=item.employee_id,
            detail={"spell_id": str(v["_spell"]), "hired_on": v["job.hired_on"], "department_id": v["_job.department"],
                    "import": True},
        )  # fmt: skip
        hired.append(
            (
                new_id(),
                EmployeeHired(
                    company_id=ctx.company_id,
                    employee_id=item.employee_id,
                    spell_id=v["_spell"],
                    hired_on=first,
                    department_id=UUID(v["_job.department"]),
                    position_id=_uuid(v.get("_job.position")),
                    rehire=False,
                ),
            )
        )
    await events.insert_events(hired, ctx)
    announce(platform_of(ctx), "default")


async def _before(
    ctx: Context, catalogue: Catalogue, ids: Sequence[UUID], fields: Sequence[FieldDef]
) -> dict[UUID, dict[FieldDef, Any]]:
    values = await extra.read(ctx, Sight(catalogue, frozenset(), all=True), ids, fields)
    return {i: dict(zip(fields, row, strict=True)) for i, row in values.items()}


def _custom(catalogue: Catalogue, values: dict[str, Any]) -> dict[FieldDef, Any]:
    return {f: values[f.code] for f in catalogue.custom if values.get(f.code) is not None}


async def _found(ctx: Context, catalogue: Catalogue, items: Sequence[Item]) -> None:
    """Seal what is sensitive, and write the index of custom values."""
    values = [
        (i.employee_id, f, i.values[f.code]) for i in items for f in catalogue.custom if f.code in i.values
    ]
    await sealed.write(ctx, [v for v in values if sealed.is_sealed(v[1])])
    await index.write_many(ctx, values)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


async def _many(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        places = ", ".join(f"${n}" for n in range(1, len(rows[0]) + 1))
        await connection().executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)
