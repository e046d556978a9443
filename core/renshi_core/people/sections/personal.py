"""Personal facts, one set a person: columns of ``core_employee``, the identity number among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_core.people import current, identity, repository
from renshi_core.people.custom import values as custom
from renshi_core.people.fields import forms
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight, of_person
from renshi_core.people.sections import store, trail
from renshi_core.people.sections.service import stale
from renshi_core.people.service import no_such_employee
from renshi_sdk.context import Context
from renshi_sdk.db import fetch_row
from renshi_sdk.text import Text

PERSONAL = "personal"
TABLE = "core_employee"


def columns(fields: tuple[FieldDef, ...]) -> list[str]:
    """Columns of ``core_employee`` behind built-in fields."""
    return [f"{f.column}_sealed" if f.sealed else str(f.column) for f in fields if not f.is_custom]


async def read(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What the caller sees of a person, sensitive values masked; custom fields under their codes."""
    return await shown(ctx, await of_person(ctx, employee_id), employee_id)


async def shown(ctx: Context, sight: Sight, employee_id: UUID) -> dict[str, Any]:
    """As ``read``, for a known sight."""
    before = await kept(ctx, sight, employee_id)
    values = {f.name: sight.shown(f, v) for f, v in before.items() if not f.is_custom and sight.sees(f)}
    return {
        "version": await _version(employee_id),
        **values,
        "custom": {f.name: sight.shown(f, v) for f, v in before.items() if f.is_custom and sight.sees(f)},
    }


async def kept(ctx: Context, sight: Sight, employee_id: UUID) -> dict[FieldDef, Any]:
    """Every personal fact of a person in JSON types, sealed ones opened: for code that shows them on its own."""
    fields = sight.catalogue.section(PERSONAL)
    row = await fetch_row(
        f"SELECT id, custom::text AS custom, {', '.join(columns(fields))} FROM core_employee WHERE id = $1",
        employee_id,
    )
    if row is None:
        raise no_such_employee()
    found = dict(row)
    values = {
        f: identity.opened(ctx, found) if f.sealed else store.plain(ctx, TABLE, f, found)
        for f in fields
        if not f.is_custom
    }
    values |= (await custom.in_full(ctx, sight.catalogue, {employee_id: found["custom"]}))[employee_id]
    return values


async def change(ctx: Context, employee_id: UUID, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Change personal facts by office; custom fields under ``custom``.

    Raises:
        Invalid: fields, or a birth date or gender that contradicts the identity number. Conflict: changed since, or
            another person has the number.
    """
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    sight = await of_person(ctx, employee_id)
    given = forms.without_masks(sight, await kept(ctx, sight, employee_id), sent)
    version, own_fields = given.pop("version", None), given.pop("custom", None)
    if version is not None and version != await _version(employee_id):
        raise stale()
    values = forms.checked(sight, PERSONAL, given, new=False, zone=ctx.time_zone)
    if own_fields:
        await custom.set_values(ctx, employee_id, own_fields, sight=sight)
    await write(ctx, sight, employee_id, values)
    return await shown(ctx, sight, employee_id)


async def write(ctx: Context, sight: Sight, employee_id: UUID, values: dict[FieldDef, Any]) -> list[str]:
    """Write checked values; returns the names of what is different now."""
    before = await kept(ctx, sight, employee_id)
    changed = {f: v for f, v in values.items() if before.get(f) != v}
    if not changed:
        return []
    names = {f.name: f for f in sight.catalogue.section(PERSONAL)}
    after = {
        n: (changed | {f: v for f, v in before.items() if f not in changed})[f] for n, f in names.items()
    }
    told = _told(ctx, after, changed={f.name for f in changed})
    columns_now: dict[str, Any] = {}
    for field, value in changed.items():
        if not field.sealed:
            columns_now |= store.stored(ctx, TABLE, employee_id, field, value)
    if {"identity", "document_type"} & {f.name for f in changed}:
        columns_now |= await identity.columns_for(ctx, employee_id, after["document_type"], after["identity"])
    columns_now |= {n: store.typed(names[n], v) for n, v in told.items()}
    await repository.update_person(employee_id, columns_now)
    await fetch_row("UPDATE core_employee SET file_version = file_version + 1 WHERE id = $1", employee_id)
    await current.refresh([employee_id], ctx.today())
    await ctx.audit.record(
        "core.employee_personal.change",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"fields": sorted({f.name for f in changed} | set(told))},
    )
    now = changed | {names[n]: v for n, v in told.items()}
    await trail.record(ctx, employee_id, PERSONAL, "change", None, {f: before.get(f) for f in now}, now)
    return sorted({f.name for f in changed} | set(told))


def agree(
    ctx: Context, sight: Sight, before: Mapping[FieldDef, Any], changed: Mapping[FieldDef, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What follows from ``changed``, and all personal facts after it, by name. Raises ``Invalid``."""
    fields = [f for f in sight.catalogue.section(PERSONAL) if not f.is_custom]
    after = {f.name: changed[f] if f in changed else before.get(f) for f in fields}
    return _told(ctx, after, changed={f.name for f in changed}), after


def _told(ctx: Context, after: Mapping[str, Any], *, changed: set[str]) -> dict[str, Any]:
    """Birth date and gender that the number tells. Raises ``Invalid`` where what was entered contradicts it."""
    problems: forms.Problems = {}
    if after["identity"] and not after["document_type"]:
        problems["document_type"] = Text("请选择证件类型", "say what kind of document it is")
        forms.refuse(problems)
    if after["born_on"] and after["born_on"] > ctx.today().isoformat():
        problems["born_on"] = Text("不能晚于今天", "it can't lie in the future")
    if not after["identity"]:
        forms.refuse(problems)
        return {}
    paper = identity.checked(ctx, after["document_type"], after["identity"])
    told: dict[str, Any] = {}
    for name, value in (("born_on", paper.born_on and paper.born_on.isoformat()), ("gender", paper.gender)):
        if value is None:
            continue
        if name in changed and after[name] != value:
            problems[name] = Text("与证件号码不一致", "it contradicts the identity number")
        elif after[name] != value:
            told[name] = value
    forms.refuse(problems)
    return told


async def _version(employee_id: UUID) -> int:
    row = await fetch_row("SELECT file_version FROM core_employee WHERE id = $1", employee_id)
    return row["file_version"] if row else 0
