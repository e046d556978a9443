"""What a tenant sets for its fields: who sees, who edits, what is required, what is masked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from renshi_core.people.fields.builtin import FIELDS, SECTIONS
from renshi_core.people.fields.catalogue import Catalogue, load
from renshi_core.people.fields.definition import EVERYBODY, FLAGS, FieldDef, Flags
from renshi_core.people.fields.kinds import KIND_TITLES
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

FIXED = Text("此项由系统固定，不能更改", "this is fixed by the platform")


def shown(ctx: Context, field: FieldDef) -> dict[str, Any]:
    """A field with its flags as the settings show it."""
    section = SECTIONS[field.section]
    return {
        "code": field.code,
        "section": field.section,
        "section_title": section.title.of(ctx.locale),
        "title": field.title.of(ctx.locale),
        "title_zh": field.title.zh,
        "title_en": field.title.en,
        "kind": field.kind,
        "kind_title": KIND_TITLES[field.kind].of(ctx.locale),
        "options": [{"value": v, "label": field.choice_title(v).of(ctx.locale)} for v in field.allowed()],
        "custom": field.is_custom,
        "changed": not field.is_custom and field.flags != built_in(field.code),
        "fixed": sorted(field.fixed),
        **field.flags.as_json(),
    }


@cache
def _built_in() -> dict[str, Flags]:
    return {f.code: f.flags for f in FIELDS}


def built_in(code: str) -> Flags | None:
    """What the platform itself sets for a field."""
    return _built_in().get(code)


async def every(ctx: Context, *, section: str | None = None, q: str | None = None) -> list[dict[str, Any]]:
    """All fields in the order of the file."""
    catalogue = await load()
    found = [shown(ctx, f) for name in SECTIONS for f in catalogue.section(name) if section in (None, name)]
    if q:
        needle = q.lower()
        found = [f for f in found if needle in f["title_zh"].lower() or needle in f["title_en"].lower()
                 or needle in f["code"]]  # fmt: skip
    return await with_role_titles(ctx, found)


async def change(ctx: Context, code: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Set flags of a built-in field; what is left out stays. A tenant's own field has its flags in its definition.

    Raises:
        NotFound: no such field. Invalid: a fixed flag, or no such role. Conflict: a tenant's own field.
    """
    catalogue: Catalogue = await load()
    field = catalogue.get(code)
    if field.is_custom:
        raise Conflict(
            Text("自定义字段请在“自定义字段”中修改", "change a custom field among the custom fields"),
            code="people.custom_field",
        )
    wanted = {n: v for n, v in changes.items() if n in FLAGS and v is not None}
    await check_flags(ctx, field, wanted)
    rows = await fetch("SELECT flags FROM core_field_setting WHERE code = $1 FOR UPDATE", code)
    flags = (json.loads(rows[0]["flags"]) if rows else {}) | wanted
    await execute(
        "INSERT INTO core_field_setting (id, code, flags) VALUES ($1, $2, $3)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET flags = excluded.flags",
        new_id(),
        code,
        json.dumps(flags),
    )
    await ctx.audit.record("core.field.change", subject="field", detail={"code": code, "flags": wanted})
    return shown(ctx, (await load()).get(code))


async def reset(ctx: Context, code: str) -> dict[str, Any]:
    """Back to what the platform sets."""
    field = (await load()).get(code)
    await execute("DELETE FROM core_field_setting WHERE code = $1", code)
    await ctx.audit.record("core.field.reset", subject="field", detail={"code": code})
    return shown(ctx, (await load()).get(field.code))


async def with_role_titles(ctx: Context, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Settings with the titles of their roles beside the codes."""
    titles = {r["value"]: r["label"] for r in await roles(ctx)}
    for item in items:
        item["seen_by_titles"] = [titles.get(r, r) for r in item["seen_by"]]
        item["edited_by_titles"] = [titles.get(r, r) for r in item["edited_by"]]
    return items


async def roles(ctx: Context) -> list[dict[str, str]]:
    """Roles of the tenant by code, and everybody."""
    rows = await fetch(
        "SELECT code, min(title_zh) AS zh, min(title_en) AS en FROM core_role GROUP BY code ORDER BY code"
    )
    everybody = Text("所有角色", "Every role")
    return [{"value": EVERYBODY, "label": everybody.of(ctx.locale)}] + [
        {"value": r["code"], "label": Text(r["zh"], r["en"]).of(ctx.locale)} for r in rows
    ]


async def check_flags(ctx: Context, field: FieldDef, flags: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` where flags can't be set for a field."""
    problems: dict[str, Text | str] = {
        n: FIXED for n, v in flags.items() if n in field.fixed and field.flags.as_json()[n] != _plain(v)
    }
    rows = await fetch("SELECT DISTINCT code FROM core_role")
    roles = {r["code"] for r in rows} | {EVERYBODY}
    for name in ("seen_by", "edited_by"):
        unknown = [r for r in flags.get(name, ()) if r not in roles]
        if unknown:
            problems[name] = Text(f"没有角色：{'、'.join(unknown)}", f"there is no role {', '.join(unknown)}")
    if EVERYBODY in flags.get("edited_by", ()):
        problems["edited_by"] = Text("修改权须指定角色", "name the roles that may edit")
    after = field.flags.changed(dict(flags))
    if after.employee_edits != "no" and not after.employee_sees:
        problems["employee_edits"] = Text(
            "员工看不到的字段，员工不能修改", "who doesn't see it can't change it"
        )
    if problems:
        raise Invalid(
            Text("字段设置有误", "the setting is wrong"), code="people.field_flags", fields=problems
        )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
