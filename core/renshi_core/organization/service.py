"""Decisions about companies, departments and positions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.organization import checks, repository
from renshi_core.organization.credit_code import checked_credit_code
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company, Department, Position
from renshi_sdk.db import execute
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text


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


async def department(ctx: Context, department_id: UUID) -> Department:
    """One department, archived or not. Raises ``NotFound``."""
    found = await repository.department(department_id)
    if found is None:
        raise NotFound(Text("没有这个部门", "there is no such department"), code="organization.department")
    return found


async def create_department(
    ctx: Context, *, code: str, name: str, parent_id: UUID | None = None, head_id: UUID | None = None
) -> Department:
    """Add a department to the context's company.

    Raises:
        NotFound: parent or head. Invalid: the parent belongs to another company, or the tree grows too deep.
        Conflict: the code is taken.
    """
    await repository.lock_tree(ctx.company_id)
    parent = await _parent(ctx, parent_id, ctx.company_id)
    if head_id is not None:
        await ctx.people.get(head_id)
    made_id = new_id()
    path = (*(parent.path if parent else ()), made_id)
    checks.check_depth(len(path))
    async with checks.unique(Text(f"部门编码“{code}”已被使用", f"department code {code!r} is taken")):
        await execute(
            "INSERT INTO core_department (id, company_id, code, name, parent_id, head_id, path)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            made_id,
            ctx.company_id,
            code,
            name,
            parent_id,
            head_id,
            list(path),
        )
    await ctx.audit.record(
        "core.department.create",
        subject="department",
        subject_id=made_id,
        detail={"code": code, "name": name, "parent_id": str(parent_id) if parent_id else None},
    )
    return await department(ctx, made_id)


async def update_department(ctx: Context, department_id: UUID, values: dict[str, Any]) -> Department:
    """Change ``code``, ``name`` or ``head_id`` (``None`` takes the head away)."""
    before = await department(ctx, department_id)
    if values.get("head_id") is not None:
        await ctx.people.get(values["head_id"])
    async with checks.unique(Text("部门编码已被使用", "the department code is taken")):
        await repository.change("core_department", department_id, values)
    await checks.changed(ctx, "department", before, values)
    return await department(ctx, department_id)


async def set_department_head(ctx: Context, department_id: UUID, head_id: UUID | None) -> Department:
    """Make an employee the head of a department, or leave it without one."""
    return await update_department(ctx, department_id, {"head_id": head_id})


async def move_department(ctx: Context, department_id: UUID, parent_id: UUID | None) -> Department:
    """Hang a department, with everything below it, under another one of the same company.

    Raises:
        Conflict: the new parent lies below the department. Invalid: another company, or too deep a tree.
    """
    moved = await department(ctx, department_id)
    await repository.lock_tree(moved.company_id)
    moved = await department(ctx, department_id)
    parent = await _parent(ctx, parent_id, moved.company_id)
    if parent is not None and moved.id in parent.path:
        raise Conflict(
            Text(
                f"不能把“{moved.name}”移到它自己或其下级部门“{parent.name}”之下",
                f"{moved.name!r} can't move below itself or its own sub-department {parent.name!r}",
            ),
            code="organization.circle",
        )
    base = parent.path if parent else ()
    below = [d for d in await repository.departments(moved.company_id) if moved.id in d.path]
    deepest = max((len(d.path) for d in below), default=len(moved.path))
    checks.check_depth(len(base) + 1 + deepest - len(moved.path))
    await repository.move_subtree(moved, parent_id, base)
    await checks.changed(ctx, "department", moved, {"parent_id": parent_id}, verb="move")
    return await department(ctx, department_id)


async def delete_department(ctx: Context, department_id: UUID) -> None:
    """Take an empty department out of use; it stays in the history of those who worked in it.

    Raises:
        Conflict: it has sub-departments, positions or employees (also planned ones).
    """
    gone = await department(ctx, department_id)
    await repository.lock_tree(gone.company_id)
    present, ever = await repository.in_use("department_id", department_id, ctx.today())
    below = await repository.children(department_id)
    attached = [p for p in await repository.positions(gone.company_id) if p.department_id == department_id]
    if present or below or attached:
        raise Conflict(
            Text(
                f"“{gone.name}”还有 {present} 名员工、{below} 个下级部门、{len(attached)} 个岗位，请先移走",
                f"{gone.name!r} still has {present} employees, {below} sub-departments and {len(attached)}"
                " positions; move them first",
            ),
            code="organization.not_empty",
            employees=present,
            departments=below,
            positions=len(attached),
        )
    await _remove(ctx, "core_department", department_id, used=ever > 0)
    await ctx.audit.record(
        "core.department.delete",
        subject="department",
        subject_id=department_id,
        detail={"code": gone.code, "name": gone.name},
    )


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
    await _parent(ctx, department_id, ctx.company_id)
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
    await _parent(ctx, values.get("department_id"), before.company_id)
    async with checks.unique(Text("岗位编码已被使用", "the position code is taken")):
        await repository.change("core_position", position_id, values)
    await checks.changed(ctx, "position", before, values)
    return await position(ctx, position_id)


async def delete_position(ctx: Context, position_id: UUID) -> None:
    """Take a position out of use. Raises ``Conflict`` where somebody holds it or will."""
    gone = await position(ctx, position_id)
    present, ever = await repository.in_use("position_id", position_id, ctx.today())
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
    if used:
        await repository.change(table, row_id, {"archived_at": ctx.now()})
    else:
        await execute(f"DELETE FROM {table} WHERE id = $1", row_id)


async def _parent(ctx: Context, department_id: UUID | None, company_id: UUID) -> Department | None:
    if department_id is None:
        return None
    parent = await department(ctx, department_id)
    if parent.company_id != company_id:
        raise Invalid(
            Text(f"部门“{parent.name}”属于另一家公司", f"department {parent.name!r} is of another company"),
            code="organization.other_company",
            fields={"parent_id": Text("属于另一家公司", "is of another company")},
        )
    if await repository.archived("core_department", department_id):
        raise Conflict(
            Text(f"部门“{parent.name}”已停用", f"department {parent.name!r} is out of use"),
            code="organization.archived",
        )
    return parent
