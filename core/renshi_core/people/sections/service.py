"""Rows of a person's file: reading, adding, changing, removing.

Rights over the person are checked by the endpoints, rights over fields here. Every change writes its audit row with
the names of the fields; values stay out of the chain, which more people read than the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_core.people import repository
from renshi_core.people.fields import forms
from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.definition import FieldDef, Section
from renshi_core.people.fields.sight import Sight, of_person
from renshi_core.people.sections import rules, store, trail
from renshi_core.people.service import no_such_employee
from renshi_sdk.context import Context
from renshi_sdk.db import Listing
from renshi_sdk.errors import Conflict, Forbidden, NotFound
from renshi_sdk.text import Text

Row = dict[str, Any]


def section_of(name: str) -> Section:
    """A section with rows. Raises ``NotFound``."""
    section = SECTIONS.get(name)
    if section is None or not section.many:
        raise NotFound(
            Text("没有这个档案栏目", "there is no such section of the file"), code="people.section"
        )
    return section


async def page(ctx: Context, employee_id: UUID, name: str, *, number: int, size: int) -> Listing:
    """A page of a person's rows, as far as the caller sees the section. Raises ``Forbidden`` where not at all."""
    section = section_of(name)
    sight = await of_person(ctx, employee_id)
    fields = seen_fields(sight, section)
    found = await store.rows(section, fields, employee_id, limit=size, offset=(number - 1) * size)
    return Listing(
        items=[present(ctx, sight, section, fields, r) for r in found],
        total=await store.count(section, employee_id),
    )


async def one(ctx: Context, employee_id: UUID, name: str, row_id: UUID) -> Row:
    """One row. Raises ``NotFound``, ``Forbidden``."""
    section = section_of(name)
    sight = await of_person(ctx, employee_id)
    fields = seen_fields(sight, section)
    found = await store.row(section, fields, employee_id, row_id)
    if found is None:
        raise no_such_row()
    return present(ctx, sight, section, fields, found)


def seen_fields(sight: Sight, section: Section) -> tuple[FieldDef, ...]:
    """Fields of a section that the caller sees. Raises ``Forbidden`` where that is none."""
    fields = sight.seen(section.name)
    if not fields:
        raise Forbidden(
            Text(f"您没有查看“{section.title.zh}”的权限", f"you may not see {section.title.en!r}"),
            code="people.section_hidden",
        )
    return fields


def present(ctx: Context, sight: Sight, section: Section, fields: tuple[FieldDef, ...], found: Row) -> Row:
    """A row as it goes over the wire: sensitive values masked."""
    table = str(section.table)
    shown = {f.name: sight.shown(f, store.plain(ctx, table, f, found)) for f in fields}
    return {
        "id": found["id"],
        "employee_id": found["employee_id"],
        "version": found["version"],
        "updated_at": found["updated_at"],
        "updated_by": found["updated_by"],
        **shown,
    }


async def add(ctx: Context, employee_id: UUID, name: str, sent: Mapping[str, Any]) -> Row:
    """A new row, by those who may edit the section of this person.

    Raises:
        Forbidden: not the caller's to edit. Invalid: fields. Conflict: it needs a second person's approval.
    """
    section = section_of(name)
    sight = await _editor(ctx, employee_id, section)
    values = forms.checked(sight, name, sent, new=True, zone=ctx.time_zone)
    await rules.direct_add(ctx, sight, section, employee_id, values)
    await rules.may_attach(ctx, values)
    return await write_new(ctx, sight, section, employee_id, values)


async def write_new(
    ctx: Context, sight: Sight, section: Section, employee_id: UUID, values: dict[FieldDef, Any]
) -> Row:
    """Write a checked row; ``warnings`` say what a person should look at."""
    await rules.consistent(ctx, section, employee_id, values, None)
    row_id = store.new_row_id()
    columns: dict[str, Any] = {}
    for field, value in values.items():
        columns |= store.stored(ctx, str(section.table), row_id, field, value)
    async with rules.refused_twice(section):
        await store.insert(ctx, section, employee_id, row_id, columns)
    await _note(ctx, section, "create", employee_id, row_id, values)
    await trail.record(ctx, employee_id, section.name, "add", row_id, {}, values)
    await rules.after_write(ctx, section, employee_id, row_id)
    return await _written(ctx, sight, section, employee_id, row_id, values)


async def change(ctx: Context, employee_id: UUID, name: str, row_id: UUID, sent: Mapping[str, Any]) -> Row:
    """Change fields of a row; what is left out stays. ``version`` refuses a stale dialog.

    Raises:
        NotFound, Forbidden, Invalid. Conflict: changed since, or it needs a second person's approval.
    """
    section = section_of(name)
    sight = await _editor(ctx, employee_id, section)
    await rules.direct_change(ctx, section)
    fields = sight.catalogue.section(name)
    found = await store.row(section, fields, employee_id, row_id)
    if found is None:
        raise no_such_row()
    before = {f: store.plain(ctx, str(section.table), f, found) for f in fields}
    given = forms.without_masks(sight, before, sent)
    version = given.pop("version", None)
    values = forms.checked(sight, name, given, new=False, zone=ctx.time_zone)
    await rules.may_attach(ctx, {f: v for f, v in values.items() if before[f] != v})
    return await write_change(ctx, sight, section, employee_id, row_id, values, version=version)


async def write_change(
    ctx: Context,
    sight: Sight,
    section: Section,
    employee_id: UUID,
    row_id: UUID,
    values: dict[FieldDef, Any],
    *,
    version: Any = None,
) -> Row:
    """Write checked values over a row."""
    found = await store.row(section, sight.catalogue.section(section.name), employee_id, row_id, lock=True)
    if found is None:
        raise no_such_row()
    if version is not None and version != found["version"]:
        raise stale()
    before = {
        f: store.plain(ctx, str(section.table), f, found) for f in sight.catalogue.section(section.name)
    }
    changed = {f: v for f, v in values.items() if before[f] != v}
    if changed:
        await rules.consistent(ctx, section, employee_id, before | changed, row_id)
        columns: dict[str, Any] = {}
        for field, value in changed.items():
            columns |= store.stored(ctx, str(section.table), row_id, field, value)
        async with rules.refused_twice(section):
            await store.update(ctx, section, row_id, columns)
        await _note(ctx, section, "change", employee_id, row_id, changed)
        old = {f: before[f] for f in changed}
        await trail.record(ctx, employee_id, section.name, "change", row_id, old, changed)
        await rules.after_write(ctx, section, employee_id, row_id)
    return await _written(ctx, sight, section, employee_id, row_id, changed)


async def remove(ctx: Context, employee_id: UUID, name: str, row_id: UUID) -> None:
    """Take a row out. Raises ``NotFound``, ``Forbidden``, ``Conflict`` as ``change`` does."""
    section = section_of(name)
    await _editor(ctx, employee_id, section)
    await rules.direct_change(ctx, section)
    await write_removal(ctx, section, employee_id, row_id)


async def write_removal(ctx: Context, section: Section, employee_id: UUID, row_id: UUID) -> None:
    """Remove a row that may be removed."""
    fields = (await load()).section(section.name)
    found = await store.row(section, fields, employee_id, row_id, lock=True)
    if found is None:
        raise no_such_row()
    before = {f: store.plain(ctx, str(section.table), f, found) for f in fields}
    await store.delete(section, row_id)
    await _note(ctx, section, "delete", employee_id, row_id, {})
    await trail.record(ctx, employee_id, section.name, "remove", row_id, before, {})
    await rules.after_write(ctx, section, employee_id, row_id)


async def _editor(ctx: Context, employee_id: UUID, section: Section) -> Sight:
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    sight = await of_person(ctx, employee_id)
    if not any(sight.edits(f) for f in sight.catalogue.section(section.name)):
        raise Forbidden(
            Text(
                f"您不能修改“{section.title.zh}”"
                + ("；本人信息请在“我的档案”中提交" if sight.own else "，请联系管理员"),
                f"you may not edit {section.title.en!r}"
                + ("; send changes of your own from your file" if sight.own else "; ask an administrator"),
            ),
            code="people.section_read_only",
        )
    return sight


async def _written(
    ctx: Context,
    sight: Sight,
    section: Section,
    employee_id: UUID,
    row_id: UUID,
    values: Mapping[FieldDef, Any],
) -> Row:
    fields = sight.seen(section.name)
    found = await store.row(section, fields, employee_id, row_id)
    if found is None:
        raise no_such_row()
    warnings = await rules.warnings(ctx, section, employee_id, values)
    return present(ctx, sight, section, fields, found) | {"warnings": [w.of(ctx.locale) for w in warnings]}


async def _note(
    ctx: Context,
    section: Section,
    verb: str,
    employee_id: UUID,
    row_id: UUID,
    values: Mapping[FieldDef, Any],
) -> None:
    await ctx.audit.record(
        f"core.employee_{section.name}.{verb}",
        subject=f"employee_{section.name}",
        subject_id=row_id,
        employee_id=employee_id,
        detail={"fields": sorted(f.name for f in values)},
    )


def no_such_row() -> NotFound:
    """The error for a row that isn't there, or is another person's."""
    return NotFound(
        Text("没有这条记录，或它已被删除", "there is no such row, or it was removed"), code="people.row"
    )


def stale() -> Conflict:
    """The error for a dialog that was opened before somebody else's change."""
    return Conflict(
        Text("该记录已被他人修改，请刷新后重试", "somebody changed this since; reload and try again"),
        code="people.stale",
    )
