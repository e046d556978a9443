"""Another kind, other options: changes of a field that entered values follow, or that they forbid."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from renshi_core.people.custom import sealed
from renshi_core.people.custom.definitions import (
    CHOICES,
    CustomField,
    _check_shape,
    _note,
    _shown,
    one,
    reindex,
)
from renshi_core.people.fields import kinds
from renshi_core.people.fields.catalogue import custom_field
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

SHOWN = 5


async def change_kind(ctx: Context, field_id: UUID, kind: str, options: Sequence[str] | None) -> CustomField:
    """Give a field another kind. Every entered value is read as the new kind; all fit, or nothing changes.

    To a choice without ``options`` the values there are become the options. The default goes where it doesn't fit.

    Raises:
        Conflict: values that don't fit, with how many and the staff numbers of some.
    """
    row = await one(field_id, lock=True)
    before = custom_field(row)
    if row["archived_at"] is not None or kind == before.kind:
        raise Conflict(
            Text("字段已停用，或类型没有变化", "the field was put away, or is of this kind already")
        )
    kept = await sealed.everybody(ctx, before)
    if kind in CHOICES and not options:
        texts = [t for _, _, v in kept for t in _texts(before, v)]
        options = list(before.options) or list(dict.fromkeys(texts))
    after = replace(before, kind=kind, options=tuple(options or ()) if kind in CHOICES else ())
    after = replace(after, longest=10_000 if kind == "longtext" else 2_000)
    _check_shape(after, None)
    made, wrong = [], []
    for employee_id, number, value in kept:
        try:
            made.append((employee_id, convert(before, after, value, ctx.time_zone)))
        except Unfit:
            wrong.append(number)
    if wrong:
        some = "、".join(wrong[:SHOWN])
        raise Conflict(
            Text(
                f"有 {len(wrong)} 名员工的值不是{kinds.KIND_TITLES[kind].zh}（工号 {some}），请先更正",
                f"the values of {len(wrong)} people are no {kinds.KIND_TITLES[kind].en} (staff numbers {some})",
            ),
            code="people.values_unfit",
            people=len(wrong),
        )
    await sealed.keep(ctx, after, made)
    await execute(
        "UPDATE core_custom_field SET kind = $2, options = $3, default_value = $4 WHERE id = $1",
        field_id,
        kind,
        json.dumps(list(after.options), ensure_ascii=False),
        _default_after(before, after, ctx.time_zone),
    )
    await reindex(ctx, after)
    await _note(ctx, "change_kind", after, {"from": before.kind, "to": kind, "people": len(made)})
    return _shown(await one(field_id))


def convert(before: FieldDef, after: FieldDef, value: Any, zone: str) -> Any:
    """A kept value read as another kind. Raises ``Unfit``."""
    if before.kind == "multi" and after.kind != "multi":
        if after.kind == "choice" and len(value) != 1:
            raise Unfit(Text("有多个选项", "several options"))
        value = "、".join(value)
    if before.kind == "boolean" and after.kind in kinds.TEXTS:
        value = "是" if value else "否"
    if after.kind in ("number", "money", "percent", "integer") and before.kind in ("date", "datetime"):
        raise Unfit(Text("日期不是数字", "a date is no number"))
    if before.kind == "file" or after.kind in ("file", "employee"):
        raise Unfit(Text("不能转换", "it can't be converted"))
    if after.kind in CHOICES and before.kind != "multi":
        value = str(value) if after.kind == "choice" else [str(value)]
    return kinds.fit(after, value, zone=zone)


def _texts(field: FieldDef, value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(v) for v in value]
    return [str(convert(field, replace(field, kind="text", longest=10_000), value, "UTC"))]


def _default_after(before: FieldDef, after: FieldDef, zone: str) -> str | None:
    if before.default is None:
        return None
    try:
        return json.dumps(convert(before, after, before.default, zone), ensure_ascii=False)
    except Unfit:
        return None


async def change_options(
    ctx: Context, field_id: UUID, options: Sequence[str], renamed: Mapping[str, str]
) -> CustomField:
    """Other options of a choice. ``renamed`` maps old ones to new ones: entered values follow.

    Raises:
        Conflict: an option is left out that somebody has, with how many.
    """
    row = await one(field_id, lock=True)
    before = custom_field(row)
    if before.kind not in CHOICES or row["archived_at"] is not None:
        raise Conflict(Text("该字段没有选项", "the field has no options"), code="people.no_options")
    after = replace(before, options=tuple(options))
    _check_shape(after, None)
    renamed = {old: new for old, new in renamed.items() if old in before.options and old != new}
    if any(new not in options for new in renamed.values()):
        raise Conflict(Text("改名后的选项不在新选项中", "a new name isn't among the options"))
    gone = [o for o in before.options if o not in options and o not in renamed]
    used = await _people_with(ctx, before, gone)
    if used:
        raise Conflict(
            Text(
                f"选项“{'、'.join(gone)}”仍有 {used} 名员工使用，请先改名或更正",
                f"{used} people still have {', '.join(gone)}; rename the option or correct their values first",
            ),
            code="people.option_used",
            people=used,
        )
    if renamed:
        await _rename(ctx, before, renamed)
    default = before.default
    if isinstance(default, list):
        default = [renamed.get(v, v) for v in default if renamed.get(v, v) in options] or None
    elif default is not None:
        default = renamed.get(default, default)
        default = default if default in options else None
    await execute(
        "UPDATE core_custom_field SET options = $2, default_value = $3 WHERE id = $1",
        field_id,
        json.dumps(list(options), ensure_ascii=False),
        None if default is None else json.dumps(default, ensure_ascii=False),
    )
    await reindex(ctx, after)
    await _note(ctx, "change_options", after, {"options": list(options), "renamed": dict(renamed)})
    return _shown(await one(field_id))


async def _people_with(ctx: Context, field: FieldDef, options: Sequence[str]) -> int:
    if not options:
        return 0
    if sealed.is_sealed(field):
        return sum(
            1 for _, _, v in await sealed.everybody(ctx, field) if not set(options).isdisjoint(_several(v))
        )
    held = "custom -> $1 ?| $2" if field.kind == "multi" else "custom ->> $1 = ANY($2)"
    found: int = await fetch_value(
        f"SELECT count(*) FROM core_employee WHERE custom ->> $1 IS NOT NULL AND {held}",
        field.name,
        list(options),
    )
    return found


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


async def _rename(ctx: Context, field: FieldDef, renamed: Mapping[str, str]) -> None:
    if sealed.is_sealed(field):
        moved = []
        for employee_id, _, value in await sealed.everybody(ctx, field):
            new = list(dict.fromkeys(renamed.get(one, one) for one in _several(value)))
            moved.append((employee_id, new if isinstance(value, list) else new[0]))
        await sealed.keep(ctx, field, moved)
        return
    # One statement for all, so that two options may swap names.
    new_one = (
        "coalesce((SELECT r.new FROM unnest($2::text[], $3::text[]) AS r(old, new) WHERE r.old = {}), {})"
    )
    if field.kind == "multi":
        value = (
            f"(SELECT jsonb_agg(DISTINCT {new_one.format('o', 'o')})"
            " FROM jsonb_array_elements_text(custom -> $1) AS o)"
        )
        held = "custom -> $1 ?| $2"
    else:
        value = f"to_jsonb({new_one.format('custom ->> $1', 'custom ->> $1')})"
        held = "custom ->> $1 = ANY($2)"
    await execute(
        f"UPDATE core_employee SET custom = jsonb_set(custom, ARRAY[$1], {value})"
        f" WHERE custom ->> $1 IS NOT NULL AND {held}",
        field.name,
        list(renamed),
        list(renamed.values()),
    )
