"""Adding, changing, putting away and taking back a tenant's own fields."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.people.custom import filling, index, sealed, slots
from renshi_core.people.fields import kinds
from renshi_core.people.fields.builtin import SECTIONS, SINGLE
from renshi_core.people.fields.catalogue import CUSTOM_COLUMNS, custom_field
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.settings import check_flags
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value, savepoint
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

MOST_FIELDS = 500
CHOICES = ("choice", "multi")
FLAG_NAMES = ("unique", "seen_by", "edited_by", "employee_sees", "employee_edits", "importable", "sensitive",
              "searchable")  # fmt: skip
_COLUMNS = f"{CUSTOM_COLUMNS}, archived_at"
# A job that is cleared away, failed or was cancelled has left the index as it was.
_LISTED = (
    "SELECT f.*, j.state AS job_state, j.done AS job_done, j.total AS job_total FROM core_custom_field f"
    " LEFT JOIN core_job j ON j.id = f.indexed_by"
)


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of the tenant's own, as it goes over the wire."""

    id: UUID
    code: str
    title_zh: str
    title_en: str
    kind: str
    options: list[str]
    required: bool
    position: int
    section: str
    help_zh: str | None
    help_en: str | None
    default: Any
    archived: bool
    title: str
    unique: bool
    seen_by: tuple[str, ...]
    edited_by: tuple[str, ...]
    employee_sees: bool
    employee_edits: str
    importable: bool
    sensitive: bool
    searchable: bool
    indexing: dict[str, Any] | None = None
    """Where the values entered before are still being brought into the index: ``done`` of ``total`` people, and
    ``state``, which is ``running`` or ``stopped``; marking the field again takes a stopped one up."""


def _shown(row: dict[str, Any]) -> CustomField:
    made = custom_field(row)
    return CustomField(
        id=row["id"],
        code=row["code"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        kind=row["kind"],
        options=list(made.options),
        required=row["required"],
        position=row["position"],
        section=row["section"],
        help_zh=row["help_zh"],
        help_en=row["help_en"],
        default=made.default,
        archived=row["archived_at"] is not None,
        title=f"{row['title_zh']} / {row['title_en']}"
        if row["title_zh"] != row["title_en"]
        else row["title_zh"],
        **{name: getattr(made.flags, name) for name in FLAG_NAMES},
        indexing=_indexing(row),
    )


def _indexing(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row.get("indexed_by") is None:
        return None
    state = "running" if row.get("job_state", "queued") in filling.RUNNING else "stopped"
    return {"done": row.get("job_done") or 0, "total": row.get("job_total"), "state": state}


async def fields(*, archived: bool = False) -> list[CustomField]:
    """The tenant's fields in their order, those put away too where asked."""
    condition = "TRUE" if archived else "f.archived_at IS NULL"
    rows = await fetch(f"{_LISTED} WHERE {condition} ORDER BY f.position, f.code")
    return [_shown(dict(r)) for r in rows]


async def options(field_id: UUID) -> list[dict[str, str]]:
    """What a choice offers."""
    return [{"value": o, "label": o} for o in custom_field(await one(field_id)).options]


async def one(field_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A field's row. Raises ``NotFound``."""
    row = await fetch_row(
        f"SELECT {_COLUMNS} FROM core_custom_field WHERE id = $1{' FOR UPDATE' if lock else ''}", field_id
    )
    if row is None:
        raise NotFound(Text("没有这个自定义字段", "there is no such custom field"))
    return dict(row)


async def add_field(ctx: Context, values: dict[str, Any]) -> CustomField:
    """Add a field; usable at once. Raises ``Conflict`` where the code is taken, ``Invalid`` for what doesn't fit."""
    flags = {n: values[n] for n in FLAG_NAMES if values.get(n) is not None}
    draft = {
        "id": new_id(),
        "code": values["code"],
        "title_zh": values["title_zh"],
        "title_en": values["title_en"],
        "kind": values["kind"],
        "options": json.dumps(values["options"], ensure_ascii=False),
        "required": values["required"],
        "position": values["position"],
        "section": values.get("section") or "custom",
        "help_zh": values.get("help_zh"),
        "help_en": values.get("help_en"),
        "default_value": None,
        "flags": json.dumps(flags),
    }
    field = custom_field(draft)
    await check_flags(ctx, field, flags)
    _check_shape(field, values.get("default"))
    draft["default_value"] = _default(field, values.get("default"), ctx.time_zone)
    if await fetch_value("SELECT count(*) FROM core_custom_field WHERE archived_at IS NULL") >= MOST_FIELDS:
        raise Conflict(Text(f"最多 {MOST_FIELDS} 个自定义字段", f"at most {MOST_FIELDS} custom fields"))
    try:
        async with savepoint():
            places = ", ".join(f"${i}" for i in range(1, len(draft) + 1))
            await execute(
                f"INSERT INTO core_custom_field ({', '.join(draft)}) VALUES ({places})", *draft.values()
            )
    except UniqueViolationError as error:
        raise Conflict(
            Text(
                f"字段编码“{values['code']}”已被使用（包括已停用的字段）",
                f"field code {values['code']!r} is taken (perhaps by a field that was put away)",
            ),
            code="people.field_taken",
        ) from error
    # Nobody has a value of it yet.
    if slots.fits(field):
        await slots.settle(field)
    await _note(ctx, "create", field, {"kind": values["kind"]})
    return _shown(await one(draft["id"]))


async def archive_field(ctx: Context, field_id: UUID) -> None:
    """Take a field out of use; what was entered stays in the file, unseen, until the field is taken back."""
    row = await one(field_id, lock=True)
    if row["archived_at"] is not None:
        raise NotFound(Text("没有这个自定义字段", "there is no such custom field"))
    await execute("UPDATE core_custom_field SET archived_at = $2 WHERE id = $1", field_id, ctx.now())
    await execute("DELETE FROM core_custom_value WHERE field_id = $1", field_id)
    await filling.finish(custom_field(row))
    await slots.free(custom_field(row))
    await _note(ctx, "archive", custom_field(row), {})


async def restore_field(ctx: Context, field_id: UUID) -> CustomField:
    """Take a field back into use: what had been entered is there again, and found again.

    Raises:
        Conflict: it isn't put away, or a unique field whose values were given out twice meanwhile.
    """
    row = await one(field_id, lock=True)
    if row["archived_at"] is None:
        raise Conflict(Text("该字段正在使用", "the field is in use"), code="people.field_in_use")
    await execute("UPDATE core_custom_field SET archived_at = NULL WHERE id = $1", field_id)
    await reindex(ctx, custom_field(row))
    await _note(ctx, "restore", custom_field(row), {})
    return _shown(await one(field_id))


async def change_field(ctx: Context, field_id: UUID, changes: Mapping[str, Any]) -> CustomField:
    """Change titles, help, section, position, default, whether it is required, and its flags.

    Kind and options have functions of their own in ``changes``, because entered values follow them.
    """
    row = await one(field_id, lock=True)
    if row["archived_at"] is not None:
        raise Conflict(Text("已停用的字段不能修改", "a field that was put away can't be changed"))
    before = custom_field(row)
    columns = {n: changes[n] for n in ("title_zh", "title_en", "help_zh", "help_en", "section", "position", "required")
               if n in changes and (changes[n] is not None or n.startswith("help"))}  # fmt: skip
    flags = {n: changes[n] for n in FLAG_NAMES if changes.get(n) is not None}
    await check_flags(ctx, before, flags)
    columns["flags"] = json.dumps(json.loads(row["flags"]) | flags)
    after = custom_field({**row, **columns})
    _check_shape(after, None)
    if "default" in changes:
        columns["default_value"] = _default(after, changes["default"], ctx.time_zone)
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(columns, start=2))
    values = (
        await sealed.everybody(ctx, before) if sealed.is_sealed(before) != sealed.is_sealed(after) else []
    )
    await execute(f"UPDATE core_custom_field SET {sets} WHERE id = $1", field_id, *columns.values())
    if values:
        await sealed.keep(ctx, after, [(employee_id, value) for employee_id, _, value in values])
    again = bool(changes.get("searchable")) and await filling.stopped(field_id)
    if values or again or _found_by(before) != _found_by(after):
        await reindex(ctx, after)
    await _note(ctx, "change", after, {"changed": sorted(changes)})
    return _shown(await one(field_id))


def _found_by(field: FieldDef) -> tuple[bool, bool, bool]:
    return index.kept_for(field), field.flags.unique, slots.fits(field)


async def reindex(ctx: Context, field: FieldDef) -> None:
    """The index of a field anew: at once, or by a job where people are many.

    Raises:
        Conflict: a unique field's values are not, which has to be known at once however many people there are.
    """
    try:
        async with savepoint():
            field = await slots.settle(field)
            if index.kept_for(field) and not field.flags.unique and await filling.too_many():
                await filling.begin(ctx, field)
                return
            await index.rebuild(ctx, field)
            await filling.finish(field)
    except UniqueViolationError as error:
        often = Counter(json.dumps(value) for _, _, value in await sealed.everybody(ctx, field))
        twice = sum(1 for count in often.values() if count > 1)
        raise Conflict(
            Text(
                f"“{field.title.zh}”已有 {twice} 个值重复，不能设为唯一",
                f"{twice} values of {field.title.en!r} occur several times; it can't be unique",
            ),
            code="people.values_twice",
        ) from error


def _check_shape(field: FieldDef, default: Any) -> None:
    problems: dict[str, Text | str] = {}
    if field.kind in CHOICES and not field.options:
        problems["options"] = Text("选项类型至少要有一个选项", "a choice needs at least one option")
    if len(set(field.options)) != len(field.options):
        problems["options"] = Text("选项重复", "an option is there twice")
    if field.section not in SINGLE or field.section == "job":
        known = "、".join(s.title.zh for s in SECTIONS.values() if s.name in SINGLE and s.name != "job")
        problems["section"] = Text(f"可选：{known}", "one of personal, custom")
    if field.flags.unique and field.kind in (*kinds.UNSORTABLE, "boolean"):
        problems["unique"] = Text("此类型不能设为唯一", "this kind can't be unique")
    if field.flags.unique and default is not None:
        problems["default"] = Text("唯一字段不能有默认值", "a unique field can't have a default")
    if field.flags.searchable and field.kind in kinds.UNFINDABLE:
        problems["searchable"] = Text("此类型不能检索", "this kind can't be searched")
    if problems:
        raise Invalid(Text("字段设置有误", "the field is wrong"), code="people.custom_field", fields=problems)


def _default(field: FieldDef, value: Any, zone: str) -> str | None:
    if value is None or value == "":
        return None
    try:
        return json.dumps(kinds.fit(field, value, zone=zone), ensure_ascii=False)
    except Unfit as unfit:
        raise Invalid(unfit.text, code="people.custom_field", fields={"default": unfit.text}) from unfit


async def _note(ctx: Context, verb: str, field: FieldDef, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"core.custom_field.{verb}",
        subject="custom_field",
        subject_id=field.custom_id,
        detail={"code": field.name} | detail,
    )
