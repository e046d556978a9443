"""Documents that the company asks new hires for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_lifecycle.intake.schemas import PaperIn
from renshi_lifecycle.rows import changed, insert
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.db import execute, fetch, savepoint


async def every(ctx: Context) -> list[dict[str, Any]]:
    """All of the company."""
    rows = await fetch(
        "SELECT p.id, p.code, p.title, p.title_en, p.kind, p.required, p.position_id, o.title AS position_title,"
        " p.department_id, d.name AS department_name FROM lifecycle_paper p"
        " LEFT JOIN core_position o ON o.id = p.position_id LEFT JOIN core_department d ON d.id = p.department_id"
        " WHERE p.company_id = $1 ORDER BY p.created_at, p.code",
        ctx.company_id,
    )
    return [dict(r) for r in rows]


async def add(ctx: Context, data: PaperIn) -> UUID:
    """Ask for one more. Raises ``Conflict`` for a code in use, ``Invalid`` for a place of another company."""
    if data.position_id and data.position_id not in {p.id for p in await ctx.organization.positions()}:
        raise Invalid(
            Text("没有这个岗位", "there is no such position"),
            fields={"position_id": Text("没有这个岗位", "there is no such position")},
        )
    if data.department_id:
        await ctx.organization.department(data.department_id)
    try:
        async with savepoint():
            paper_id = await insert("lifecycle_paper", company_id=ctx.company_id, **data.model_dump())
    except UniqueViolationError as error:
        raise Conflict(Text("编码已存在", "this code is taken"), code="lifecycle.paper_code") from error
    await ctx.audit.record(
        "lifecycle.paper.create", subject="lifecycle_paper", subject_id=paper_id, detail={"code": data.code}
    )
    return paper_id


async def remove(ctx: Context, paper_id: UUID) -> None:
    """Ask for it no longer; forms that are open keep what they asked for."""
    tag = await execute(
        "DELETE FROM lifecycle_paper WHERE id = $1 AND company_id = $2", paper_id, ctx.company_id
    )
    if not changed(tag):
        raise NotFound(Text("没有这项材料", "there is no such document"))
    await ctx.audit.record("lifecycle.paper.delete", subject="lifecycle_paper", subject_id=paper_id)
