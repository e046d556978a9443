"""Fields that a tenant adds to the employee file at run time, kept in one jsonb column."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.people import repository
from renshi_core.people.service import no_such_employee
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_value, savepoint
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

MOST_FIELDS = 500
MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of the tenant's own. ``kind``: text, integer, number, date, boolean, choice (of ``options``)."""

    id: UUID
    code: str
    title_zh: str
    title_en: str
    kind: str
    options: list[str]
    required: bool
    position: int


async def fields() -> list[CustomField]:
    """The tenant's fields in their order."""
    rows = await fetch(
        "SELECT id, code, title_zh, title_en, kind, options, required, position FROM core_custom_field"
        " WHERE archived_at IS NULL ORDER BY position, code"
    )
    return [CustomField(**{**dict(r), "options": json.loads(r["options"])}) for r in rows]


async def add_field(ctx: Context, values: dict[str, Any]) -> CustomField:
    """Add a field; usable at once. Raises ``Conflict`` where the code is taken, ``Invalid`` for a choice of none."""
    if values["kind"] == "choice" and not values["options"]:
        message = Text("选项类型至少要有一个选项", "a choice needs at least one option")
        raise Invalid(message, fields={"options": message})
    if len(await fields()) >= MOST_FIELDS:
        raise Conflict(Text(f"最多 {MOST_FIELDS} 个自定义字段", f"at most {MOST_FIELDS} custom fields"))
    made = new_id()
    try:
        async with savepoint():
            await execute(
                "INSERT INTO core_custom_field (id, code, title_zh, title_en, kind, options, required, position)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                made,
                values["code"],
                values["title_zh"],
                values["title_en"],
                values["kind"],
                json.dumps(values["options"], ensure_ascii=False),
                values["required"],
                values["position"],
            )
    except UniqueViolationError as error:
        raise Conflict(
            Text(f"字段编码“{values['code']}”已被使用", f"field code {values['code']!r} is taken"),
            code="people.field_taken",
        ) from error
    await ctx.audit.record(
        "core.custom_field.create",
        subject="custom_field",
        subject_id=made,
        detail={"code": values["code"], "kind": values["kind"]},
    )
    return next(f for f in await fields() if f.id == made)


async def archive_field(ctx: Context, field_id: UUID) -> None:
    """Take a field out of use; what was entered stays in the file."""
    code = await fetch_value(
        "UPDATE core_custom_field SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL RETURNING code",
        field_id,
        ctx.now(),
    )
    if code is None:
        raise NotFound(Text("没有这个自定义字段", "there is no such custom field"))
    await ctx.audit.record(
        "core.custom_field.archive", subject="custom_field", subject_id=field_id, detail={"code": code}
    )


async def set_values(ctx: Context, employee_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Set custom fields of an employee (``None`` empties one) and return all of them.

    Raises:
        Invalid: an unknown field, a value of another kind, or a required field emptied.
    """
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    known = {f.code: f for f in await fields()}
    problems: dict[str, Text | str] = {}
    checked: dict[str, Any] = {}
    for code, value in values.items():
        field = known.get(code)
        if field is None:
            problems[code] = Text("没有这个自定义字段", "there is no such custom field")
        elif value is None and field.required:
            problems[code] = Text("此项必填", "this field is required")
        else:
            try:
                checked[code] = None if value is None else _fit(field, value)
            except (ValueError, TypeError, InvalidOperation):
                problems[code] = _expected(field)
    if problems:
        raise Invalid(
            Text("自定义字段有误", "some custom fields are wrong"), code="people.custom", fields=problems
        )
    row = await repository.person(employee_id)
    if row is None:
        raise no_such_employee()
    merged = {k: v for k, v in (json.loads(row["custom"]) | checked).items() if v is not None}
    await repository.update_person(employee_id, {"custom": json.dumps(merged, ensure_ascii=False)})
    await ctx.audit.record(
        "core.employee.set_custom",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"fields": sorted(checked)},
    )
    return merged


def _fit(field: CustomField, value: Any) -> Any:
    match field.kind:
        case "text":
            if not isinstance(value, str) or len(value) > MOST_CHARACTERS or "\x00" in value:
                raise ValueError
            return value
        case "choice":
            if value not in field.options:
                raise ValueError
            return value
        case "integer":
            if isinstance(value, bool) or int(value) != Decimal(str(value)) or abs(int(value)) >= 2**53:
                raise ValueError
            return int(value)
        case "number":
            number = Decimal(str(value))
            if isinstance(value, bool) or not number.is_finite() or abs(number) >= 10**15:
                raise ValueError
            return str(number)
        case "date":
            return date.fromisoformat(value).isoformat()
        case "boolean":
            if not isinstance(value, bool):
                raise ValueError
            return value
    raise ValueError


def _expected(field: CustomField) -> Text:
    wanted = {
        "text": Text(f"应为不超过{MOST_CHARACTERS}字的文本", f"a text of up to {MOST_CHARACTERS} characters"),
        "choice": Text(f"应为以下之一：{'、'.join(field.options)}", f"one of {', '.join(field.options)}"),
        "integer": Text("应为整数", "a whole number"),
        "number": Text("应为数字", "a number"),
        "date": Text("应为日期，如 2026-11-23", "a date like 2026-11-23"),
        "boolean": Text("应为是或否", "true or false"),
    }
    return wanted[field.kind]
