"""Decisions about companies and positions; those about departments are next door in ``departments``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asyncpg import ForeignKeyViolationError

from renshi_core.organization import checks, repository
from renshi_core.organization.credit_code import checked_credit_code
from renshi_core.organization.departments import (
    create_department,
    delete_department,
    department,
    in_company,
    move_department,
    set_department_head,
    update_department,
)
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company, Position
from renshi_sdk.db import execute, savepoint
from renshi_sdk.errors import Conflict, NotFound
from renshi_sdk.text import Text

__all__ = [
    "company",
    "create_company",
    "create_department",
    "create_position",
    "delete_department",
    "delete_position",
    "department",
    "move_department",
    "position",
    "set_department_head",
    "update_company",
    "update_department",
    "update_position",
]


async def company(ctx: Context, company_id: UUID | None = None) -> Company:
    """A company of the tenant; the context's where ``None``. Raises ``NotFound``."""
    found = await repository.company(company_id or ctx.company_id)
    if found is None:
        raise NotFound(Text("没有这家公司", "there is no such company"), code="organization.company")
    return found


async def create_company(
    ctx: Context,
    *,
    code: str,
    name: str,
    industry: str,
    city: str,
    public_code: str,
    time_zone: str = "Asia/Shanghai",
    credit_code: str | None = None,
    company_id: UUID | None = None,
) -> Company:
    """Found a company of the tenant. ``company_id`` may be chosen by the caller (the tenant's first company).

    Raises:
        Invalid: industry, time zone or credit code. Conflict: the code or the public code is taken.
    """
    made = Company(
        id=company_id or new_id(),
        code=code,
        name=name,
        industry=checks.industry(industry),
        city=city,
        time_zone=checks.time_zone(time_zone),
        credit_code=checked_credit_code(credit_code) if credit_code else None,
        public_code=public_code,
    )
    async with checks.unique(Text("公司编码或公开编码已被使用", "the company code or public code is taken")):
        await execute(
            "INSERT INTO core_company (id, code, name, industry, city, time_zone, credit_code, public_code)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            made.id,
            made.code,
            made.name,
            made.industry,
            made.city,
            made.time_zone,
            made.credit_code,
            public_code,
        )
    await ctx.audit.record(
        "core.company.create",
        subject="company",
        subject_id=made.id,
        detail={"code": code, "name": name, "industry": industry, "city": city},
    )
    return made


async def update_company(ctx: Context, company_id: UUID, values: dict[str, Any]) -> Company:
    """Change ``name``, ``industry``, ``city``, ``time_zone`` or ``credit_code``."""
    before = await company(ctx, company_id)
    if "industry" in values:
        checks.industry(values["industry"])
    if "time_zone" in values:
        checks.time_zone(values["time_zone"])
    if values.get("credit_code"):
        values["credit_code"] = checked_credit_code(values["credit_code"])
    await repository.change("core_company", company_id, values)
    await checks.changed(ctx, "company", before, values)
    return await company(ctx, company_id)


async def position(ctx: Context, position_id: UUID) -> Position:
    """One position, archived or not. Raises ``NotFound``."""
    found = await repository.position(position_id)
    if found is None:
        raise NotFound(Text("没有这个岗位", "there is no such position"), code="organization.position")
    return found


async def create_position(
    ctx: Context, *, code: str, title: str, department_id: UUID | None = None
) -> Position:
    """Add a position to the context's company. Raises ``Conflict`` where the code is taken."""
    if department_id is not None:
        await in_company(ctx, department_id, ctx.company_id, field="department_id")
    made_id = new_id()
    async with checks.unique(Text(f"岗位编码“{code}”已被使用", f"position code {code!r} is taken")):
        await execute(
            "INSERT INTO core_position (id, company_id, code, title, department_id)"
            " VALUES ($1, $2, $3, $4, $5)",
            made_id,
            ctx.company_id,
            code,
            title,
            department_id,
        )
    await ctx.audit.record(
        "core.position.create",
        subject="position",
        subject_id=made_id,
        detail={"code": code, "title": title},
    )
    return await position(ctx, made_id)


async def update_position(ctx: Context, position_id: UUID, values: dict[str, Any]) -> Position:
    """Change ``code``, ``title`` or ``department_id``."""
    before = await position(ctx, position_id)
    if values.get("department_id") is not None:
        await in_company(ctx, values["department_id"], before.company_id, field="department_id")
    async with checks.unique(Text("岗位编码已被使用", "the position code is taken")):
        await repository.change("core_position", position_id, values)
    await checks.changed(ctx, "position", before, values)
    return await position(ctx, position_id)


async def delete_position(ctx: Context, position_id: UUID) -> None:
    """Take a position out of use. Raises ``Conflict`` where somebody holds it or will."""
    gone = await position(ctx, position_id)
    present, ever = await repository.in_use("position_id", position_id, ctx.today())
    present += await repository.posts_in("position_id", position_id, ctx.today())
    if present:
        raise Conflict(
            Text(
                f"岗位“{gone.title}”上还有 {present} 名员工，请先调岗",
                f"{present} employees hold {gone.title!r}; move them first",
            ),
            code="organization.not_empty",
            employees=present,
        )
    await _remove(ctx, "core_position", position_id, used=ever > 0)
    await ctx.audit.record(
        "core.position.delete", subject="position", subject_id=position_id, detail={"code": gone.code}
    )


async def _remove(ctx: Context, table: str, row_id: UUID, *, used: bool) -> None:
    if not used:
        try:
            async with savepoint():
                await execute(f"DELETE FROM {table} WHERE id = $1", row_id)
        except ForeignKeyViolationError:
            used = True  # a plan or a post of the past names it
    if used:
        await repository.change(table, row_id, {"archived_at": ctx.now()})
