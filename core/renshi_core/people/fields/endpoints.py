"""The catalogue over HTTP, and the tenant's own fields."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from litestar.params import Parameter

from renshi_core.people.custom import changes, definitions
from renshi_core.people.custom.definitions import CustomField
from renshi_core.people.fields import settings
from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.schemas import (
    CustomFieldBody,
    CustomFieldChange,
    FlagsBody,
    KindBody,
    OptionsBody,
)
from renshi_core.people.fields.sight import READ, Sight, of_list
from renshi_sdk.context import Context
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, delete, get, patch, post

MANAGE = "core.custom_field.manage"


@get("/employee-fields", permission=READ)
async def visible_fields(ctx: Context, section: str | None = None) -> dict[str, Any]:
    """Fields of the employee file that the caller sees: kinds, choices, and whether they may be changed, filtered."""
    sight = await of_list(ctx)
    found = [
        _described(ctx, sight, f) for name in SECTIONS for f in sight.seen(name) if section in (None, name)
    ]
    return {"items": found, "total": len(found), "next_cursor": None}


def _described(ctx: Context, sight: Sight, field: FieldDef) -> dict[str, Any]:
    full = settings.shown(ctx, field)
    kept = ("code", "section", "section_title", "title", "kind", "kind_title", "options", "custom", "required",
            "importable", "sensitive")  # fmt: skip
    return {n: full[n] for n in kept} | {
        "editable": sight.edits(field),
        "filterable": _filterable(field),
    }


def _filterable(field: FieldDef) -> bool:
    return field.flags.searchable and not field.flags.sensitive and not field.being_indexed


@get("/employee-fields/settings", permission=MANAGE)
async def field_settings(
    ctx: Context,
    section: str | None = None,
    q: str | None = None,
    page: Annotated[int, Parameter(ge=1, le=1000)] = 1,
    limit: Annotated[int | None, Parameter(ge=1, le=200)] = None,
) -> dict[str, Any]:
    """Every field with all its flags, for those who set them; all at once unless ``limit`` asks for a page."""
    found = await settings.every(ctx, section=section or None, q=q)
    first = (page - 1) * (limit or 0)
    shown = found[first : first + limit] if limit else found
    return {"items": shown, "total": len(found), "next_cursor": None}


@patch("/employee-fields/settings/{code:str}", permission=MANAGE)
async def change_setting(ctx: Context, code: str, data: FlagsBody) -> dict[str, Any]:
    """Set flags of a built-in field; effective at once."""
    return await settings.change(ctx, code, data.model_dump(mode="json", exclude_unset=True))


@delete("/employee-fields/settings/{code:str}", permission=MANAGE)
async def reset_setting(ctx: Context, code: str) -> None:
    """Back to the platform's own flags."""
    await settings.reset(ctx, code)


@get("/employee-fields/roles", permission=MANAGE)
async def field_roles(ctx: Context) -> dict[str, Any]:
    """Roles that a field may be shown to, for a choice."""
    return {"options": await settings.roles(ctx)}


@get("/employee-fields/options", permission=READ)
async def filterable_fields(ctx: Context) -> dict[str, Any]:
    """Fields that the caller may filter the list by with ``where`` and ``is``, for a choice."""
    sight = await of_list(ctx)
    found = [f for name in ("personal", "custom") for f in sight.seen(name) if _filterable(f)]
    return {"options": [{"value": f.code, "label": f.title.of(ctx.locale)} for f in found]}


@get("/custom-fields", permission=AUTHENTICATED)
async def list_custom_fields(ctx: Context, archived: bool = False) -> dict[str, Any]:
    """The tenant's own fields; for those who don't manage them, as far as they see them."""
    manages = ctx.access.allows(MANAGE)
    found = await definitions.fields(archived=archived and manages)
    if not manages:
        sight = await of_list(ctx)
        found = [f for f in found if sight.sees(sight.catalogue.get(f"custom.{f.code}"))]
    items = await settings.with_role_titles(ctx, [asdict(f) for f in found])
    for item in items:
        item["index_text"] = _index_text(item["indexing"], ctx.locale)
    return {"items": items, "total": len(found), "next_cursor": None}


def _index_text(indexing: dict[str, Any] | None, locale: str) -> str | None:
    if indexing is None:
        return None
    if indexing["state"] == "stopped":
        stopped = Text(
            "索引未建成，请重新保存“可筛选和排序”", "the index isn't whole; save “filter and sort” again"
        )
        return stopped.of(locale)
    done, total = indexing["done"], indexing["total"]
    if total is None:
        return Text("等待建立索引", "waits to be indexed").of(locale)
    return Text(f"正在建立索引 {done:,} / {total:,}", f"being indexed, {done:,} of {total:,}").of(locale)


@get("/custom-fields/{field_id:uuid}/options", permission=AUTHENTICATED)
async def custom_field_options(ctx: Context, field_id: UUID) -> dict[str, Any]:
    """What a choice offers."""
    return {"options": await definitions.options(field_id)}


@post("/custom-fields", permission=MANAGE)
async def add_custom_field(ctx: Context, data: CustomFieldBody) -> CustomField:
    """Add a field to every employee's file; usable at once."""
    return await definitions.add_field(ctx, data.model_dump(mode="json"))


@patch("/custom-fields/{field_id:uuid}", permission=MANAGE)
async def change_custom_field(ctx: Context, field_id: UUID, data: CustomFieldChange) -> CustomField:
    """Change titles, section, default and flags."""
    return await definitions.change_field(ctx, field_id, data.model_dump(mode="json", exclude_unset=True))


@post("/custom-fields/{field_id:uuid}/kind", permission=MANAGE, status_code=200)
async def change_kind(ctx: Context, field_id: UUID, data: KindBody) -> CustomField:
    """Give a field another kind; refused where entered values don't fit."""
    return await changes.change_kind(ctx, field_id, data.kind, data.options)


@post("/custom-fields/{field_id:uuid}/options", permission=MANAGE, status_code=200)
async def change_options(ctx: Context, field_id: UUID, data: OptionsBody) -> CustomField:
    """Set the options of a choice; entered values follow what was renamed."""
    return await changes.change_options(ctx, field_id, data.options, data.renamed)


@post("/custom-fields/{field_id:uuid}/restore", permission=MANAGE, status_code=200)
async def restore_custom_field(ctx: Context, field_id: UUID) -> CustomField:
    """Take a field that was put away back into use, with what had been entered."""
    return await definitions.restore_field(ctx, field_id)


@delete("/custom-fields/{field_id:uuid}", permission=MANAGE)
async def archive_custom_field(ctx: Context, field_id: UUID) -> None:
    """Take a field out of use."""
    await definitions.archive_field(ctx, field_id)


HANDLERS = (
    visible_fields,
    field_settings,
    change_setting,
    reset_setting,
    field_roles,
    filterable_fields,
    custom_field_options,
    list_custom_fields,
    add_custom_field,
    change_custom_field,
    change_kind,
    change_options,
    restore_custom_field,
    archive_custom_field,
)
