"""Templates: those that every company begins with, and its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from asyncpg import UniqueViolationError

from renshi_lifecycle.checklists import repository
from renshi_lifecycle.checklists.schemas import TemplateIn
from renshi_lifecycle.rows import as_json, insert, insert_many
from renshi_sdk import Conflict, Context, Invalid, Text
from renshi_sdk.db import execute, fetch_value, savepoint


@cache
def shipped() -> tuple[TemplateIn, ...]:
    """The templates that come with the plugin."""
    raw = yaml.safe_load(files("renshi_lifecycle").joinpath("data/templates.yaml").read_text("utf-8"))
    return tuple(TemplateIn.model_validate(item) for item in raw)


def _row(ctx: Context, data: TemplateIn) -> dict[str, Any]:
    values = data.model_dump(exclude={"tasks"})
    return {
        "company_id": ctx.company_id,
        **values,
        "tasks": as_json([t.model_dump(mode="json") for t in data.tasks]),
    }


async def begin(ctx: Context) -> None:
    """Give a company the shipped templates where it has none yet."""
    if not await fetch_value("SELECT count(*) FROM lifecycle_template WHERE company_id = $1", ctx.company_id):
        await insert_many("lifecycle_template", [_row(ctx, t) for t in shipped()])


async def add(ctx: Context, data: TemplateIn) -> UUID:
    """A new template. Raises ``Conflict`` for a code in use, ``Invalid`` for places of another company."""
    await _places(ctx, data)
    try:
        async with savepoint():
            template_id = await insert("lifecycle_template", **_row(ctx, data))
    except UniqueViolationError as error:
        raise Conflict(Text("编码已存在", "this code is taken"), code="lifecycle.template_code") from error
    await _note(ctx, "create", template_id, data.code)
    return template_id


async def change(ctx: Context, template_id: UUID, data: TemplateIn) -> dict[str, Any]:
    """Change a template; checklists that run keep what they began with."""
    await repository.template(ctx.company_id, template_id)
    await _places(ctx, data)
    values = _row(ctx, data)
    del values["company_id"]
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(values, start=2))
    try:
        async with savepoint():
            await execute(
                f"UPDATE lifecycle_template SET {sets}, version = version + 1 WHERE id = $1",
                template_id,
                *values.values(),
            )
    except UniqueViolationError as error:
        raise Conflict(Text("编码已存在", "this code is taken"), code="lifecycle.template_code") from error
    await _note(ctx, "change", template_id, data.code)
    return await repository.template(ctx.company_id, template_id)


async def remove(ctx: Context, template_id: UUID) -> None:
    """Take a template out."""
    template = await repository.template(ctx.company_id, template_id)
    await execute("DELETE FROM lifecycle_template WHERE id = $1", template_id)
    await _note(ctx, "delete", template_id, template["code"])


async def _places(ctx: Context, data: TemplateIn) -> None:
    if data.position_id and data.position_id not in {p.id for p in await ctx.organization.positions()}:
        message = Text("没有这个岗位", "there is no such position")
        raise Invalid(message, fields={"position_id": message})
    if data.department_id:
        await ctx.organization.department(data.department_id)


async def _note(ctx: Context, verb: str, template_id: UUID, code: str) -> None:
    await ctx.audit.record(
        f"lifecycle.template.{verb}",
        subject="lifecycle_template",
        subject_id=template_id,
        detail={"code": code},
    )
