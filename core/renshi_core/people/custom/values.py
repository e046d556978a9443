"""Values of custom fields: one jsonb object a person, checked by the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.people import repository
from renshi_core.people.custom import index, sealed
from renshi_core.people.fields import forms, kinds
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight, of_person
from renshi_core.people.sections import trail
from renshi_core.people.service import no_such_employee
from renshi_sdk.context import Context
from renshi_sdk.db import fetch_value, savepoint
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text


def of_row(catalogue: Catalogue, custom: str) -> dict[FieldDef, Any]:
    """What a person's jsonb says, by the fields in use; of sealed fields the mask, ``None`` without a value."""
    values = {} if custom == "{}" else json.loads(custom)
    return {f: values.get(f.name) for f in catalogue.custom}


async def in_full(
    ctx: Context, catalogue: Catalogue, customs: Mapping[UUID, str]
) -> Mapping[UUID, dict[FieldDef, Any]]:
    """Values of several people from their jsonb, sealed ones opened."""
    return await sealed.over(ctx, catalogue, {i: of_row(catalogue, c) for i, c in customs.items()})


async def set_values(
    ctx: Context, employee_id: UUID, values: Mapping[str, Any], *, sight: Sight | None = None
) -> dict[str, Any]:
    """Set custom fields of an employee by office (``None`` empties one) and return what the caller sees of all.

    Raises:
        Invalid: a field that isn't there for the caller, a value of another kind, or a required field emptied.
            Conflict: another person has the value of a unique field.
    """
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    sight = sight or await of_person(ctx, employee_id)
    text = await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", employee_id)
    sent = forms.without_masks(sight, of_row(sight.catalogue, text or "{}"), values)
    checked = check(sight, sent, zone=ctx.time_zone)
    merged = await write(ctx, employee_id, checked)
    return sight.custom(merged)


def check(sight: Sight, values: Mapping[str, Any], *, zone: str, may: Any = None) -> dict[FieldDef, Any]:
    """Values to keep by field. Raises ``Invalid`` with the problem of each name."""
    may = may or sight.edits
    problems: forms.Problems = {}
    checked: dict[FieldDef, Any] = {}
    for name, value in values.items():
        field = sight.catalogue.fields.get(f"custom.{name}")
        if field is None or not (sight.sees(field) or may(field)):
            problems[name] = Text("没有这个自定义字段", "there is no such custom field")
        elif not may(field):
            problems[name] = forms.NOT_YOURS
        elif forms.nothing(value):
            if field.flags.required:
                problems[name] = forms.REQUIRED
            checked[field] = None
        else:
            try:
                checked[field] = kinds.fit(field, value, zone=zone)
            except Unfit as unfit:
                problems[name] = unfit.text
    if problems:
        raise Invalid(
            Text("自定义字段有误", "some custom fields are wrong"), code="people.custom", fields=problems
        )
    return checked


async def write(ctx: Context, employee_id: UUID, checked: Mapping[FieldDef, Any]) -> dict[str, Any]:
    """Write checked values with their index; returns what the jsonb keeps now, by name. The person is locked."""
    text = await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", employee_id)
    kept: dict[str, Any] = json.loads(text or "{}")
    before = {f: kept.get(f.name) for f in checked}
    closed = [f for f in checked if sealed.is_sealed(f)]
    if closed:
        full = (await sealed.opened(ctx, [employee_id], closed)).get(employee_id, {})
        before |= {f: full[f.custom_id] for f in closed if f.custom_id in full}
    changed = {f: v for f, v in checked.items() if before[f] != v}
    if not changed:
        return kept
    await _people_exist(ctx, changed)
    merged = {k: v for k, v in kept.items() if k not in {f.name for f in changed}} | sealed.in_the_open(
        changed
    )
    await repository.update_person(employee_id, {"custom": json.dumps(merged, ensure_ascii=False)})
    await sealed.write(ctx, [(employee_id, f, v) for f, v in changed.items() if sealed.is_sealed(f)])
    async with unique_in_words(changed):
        await index.write_one(ctx, employee_id, changed)
    await ctx.audit.record(
        "core.employee.set_custom",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"fields": sorted(f.name for f in changed)},
    )
    old = {f: before[f] for f in changed}
    await trail.record(ctx, employee_id, "custom", "change", None, old, changed)
    return merged


async def _people_exist(ctx: Context, values: Mapping[FieldDef, Any]) -> None:
    wanted = {f: UUID(v) for f, v in values.items() if f.kind == "employee" and v is not None}
    if not wanted:
        return
    found = await ctx.people.by_ids(set(wanted.values()))
    forms.refuse(
        {
            f.name: Text("没有这名员工", "there is no such employee")
            for f, v in wanted.items()
            if v not in found
        }
    )


class unique_in_words:
    """Says which field's value another person has, where the index refuses it."""

    def __init__(self, fields: Iterable[FieldDef]) -> None:
        self._fields = list(fields)
        self._savepoint = savepoint()

    async def __aenter__(self) -> None:
        await self._savepoint.__aenter__()

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        await self._savepoint.__aexit__(kind, error, trace)
        if isinstance(error, UniqueViolationError):
            titles = "、".join(f.title.zh for f in self._fields if f.flags.unique)
            names = ", ".join(f.title.en for f in self._fields if f.flags.unique)
            raise Conflict(
                Text(f"“{titles}”的值已被其他员工使用", f"another person has this value of {names}"),
                code="people.value_taken",
            ) from error


async def as_rows(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """The fields that the caller sees with a person's values, one a row, and whether the caller may change each."""
    sight = await of_person(ctx, employee_id)
    text = await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", employee_id)
    if text is None:
        raise no_such_employee()
    found = []
    for field, value in of_row(sight.catalogue, text).items():
        if not sight.sees(field):
            continue
        shown = sight.shown(field, value)
        own = sight.own and field.flags.employee_edits != "no"
        found.append(
            {
                "id": field.custom_id,
                "employee_id": employee_id,
                "code": field.name,
                "title": field.title.of(ctx.locale),
                "kind": field.kind,
                "help": field.help.of(ctx.locale) if field.help else None,
                "value": shown,
                "shown": shown if field.flags.sensitive else kinds.show(field, value, ctx.locale),
                "editable": sight.edits(field) or own,
                "required": field.flags.required,
                "sensitive": field.flags.sensitive,
            }
        )
    return found
