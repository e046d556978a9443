"""Full values of masked fields, one at a time, with a reason; and finding a person by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from renshi_core.people import identity
from renshi_core.people.custom import index
from renshi_core.people.custom import values as custom
from renshi_core.people.custom.filters import BEING_INDEXED
from renshi_core.people.custom.sealed import is_sealed
from renshi_core.people.fields import checks, kinds
from renshi_core.people.fields.catalogue import load, no_such_field
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import READ, of_list, of_person
from renshi_core.people.sections import personal, store
from renshi_core.people.sections.service import no_such_row, section_of
from renshi_sdk.context import Context
from renshi_sdk.db import fetch, fetch_value, where
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

REVEAL = "core.employee.reveal"
MOST_FOUND = 50


async def reveal(
    ctx: Context, employee_id: UUID, code: str, *, reason: str, row_id: UUID | None = None
) -> dict[str, Any]:
    """The full value of one field of one person. The reason and the reader go into the audit chain.

    Raises:
        NotFound: no such field or row for the caller. Forbidden: not the caller's own, and they may not reveal.
    """
    sight = await of_person(ctx, employee_id)
    field = sight.field(code)
    if not sight.own:
        ctx.access.require(REVEAL)
        await ctx.access.require_for(REVEAL, employee_id)
    value = await _value(ctx, employee_id, field, row_id)
    await ctx.audit.record(
        "core.employee.reveal",
        subject="employee",
        subject_id=row_id or employee_id,
        employee_id=employee_id,
        detail={"field": code, "reason": reason},
    )
    return {"field": code, "title": field.title.of(ctx.locale), "value": value, "revealed": value}


async def _value(ctx: Context, employee_id: UUID, field: FieldDef, row_id: UUID | None) -> Any:
    if field.is_custom:
        text = await fetch_value("SELECT custom::text FROM core_employee WHERE id = $1", employee_id)
        full = await custom.in_full(ctx, await load(), {employee_id: text or "{}"})
        return {f.code: v for f, v in full[employee_id].items()}.get(field.code)
    if field.section == personal.PERSONAL:
        sight = await of_person(ctx, employee_id)
        return (await personal.kept(ctx, sight, employee_id)).get(sight.catalogue.get(field.code))
    if field.section == "job":
        raise no_such_field()
    section = section_of(field.section)
    if row_id is None:
        message = Text("请指明是哪一条记录", "say of which row")
        raise Invalid(message, code="people.row", fields={"row_id": message})
    row = await store.row(section, (field,), employee_id, row_id)
    if row is None:
        raise no_such_row()
    return store.plain(ctx, str(section.table), field, row)


async def find(ctx: Context, code: str, value: str) -> list[dict[str, Any]]:
    """People in the caller's reach with exactly this number. Audited, without the number.

    Raises:
        NotFound: no such field for the caller, or none that is searched like this.
    """
    sight = await of_list(ctx)
    field = sight.field(code)
    if not (field.sealed or (is_sealed(field) and index.kept_for(field))):
        raise no_such_field()
    if field.being_indexed:
        raise Conflict(BEING_INDEXED, code="people.being_indexed")
    indexes, sql = _looked_up(ctx, field, value)
    scope, args = where(ctx.access.employees(READ, "c.id"), start=2)
    rows = await fetch(
        f"SELECT c.id, c.name, c.number, d.name AS department_name FROM core_employee_current c"
        f" JOIN core_department d ON d.id = c.department_id WHERE c.id IN ({sql}) AND ({scope})"
        f" ORDER BY c.name_pinyin, c.id LIMIT {MOST_FOUND}",
        indexes,
        *args,
    )
    await ctx.audit.record(
        "core.employee.find", subject="employee", detail={"field": code, "found": len(rows)}
    )
    return [dict(r) for r in rows]


def _looked_up(ctx: Context, field: FieldDef, value: str) -> tuple[list[bytes] | list[str], str]:
    if field.is_custom:
        try:
            one = replace(field, kind="choice") if field.kind == "multi" else field
            fitted = kinds.fit(one, value, zone=ctx.time_zone)
        except Unfit as unfit:
            raise Invalid(unfit.text, code="people.find", fields={"value": unfit.text}) from unfit
        # The field's id comes from the database, and is one.
        return index.entries_of(ctx, one, fitted), (
            f"SELECT v.employee_id FROM core_custom_value v WHERE v.field_id = '{field.custom_id}'"
            " AND v.value = ANY($1)"
        )
    if field.code == "personal.identity":
        found = []
        for kind in checks.DOCUMENT_TYPES:
            try:
                paper = checks.paper(kind, value, today=ctx.today())
            except Unfit:
                continue
            found.append(identity.index_of(ctx, kind, paper.number))
        return found, "SELECT e.id FROM core_employee e WHERE e.identity_index = ANY($1)"
    section = section_of(field.section)
    table, column = str(section.table), str(field.column)
    text = value.strip()
    if field.kind == "bank":
        try:
            text = checks.bank_number(value, card=False)
        except Unfit as unfit:
            raise Invalid(unfit.text, code="people.find", fields={"value": unfit.text}) from unfit
    hashed = ctx.secrets.index(text, label=store.index_label(table, column))
    return [hashed], f"SELECT t.employee_id FROM {table} t WHERE t.{column}_index = ANY($1)"
