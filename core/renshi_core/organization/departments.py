"""Decisions about departments. Every fact of them but the code has a day: a change holds from it on, in the past or in
the future, and a tree is refused that wouldn't be one on each day that follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import ForeignKeyViolationError

from renshi_core.organization import checks, cost_centres, dated, repository
from renshi_core.organization.dated import History
from renshi_core.organization.forest import BEGINNING, DepartmentFacts, first_problem
from renshi_core.organization.stretches import Stretch, at, change, close
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Department
from renshi_sdk.db import execute, savepoint
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

FACTS = ("name", "parent_id", "head_id", "cost_centre_id")


async def department(ctx: Context, department_id: UUID) -> Department:
    """One department as it is today, or was when it ended. Raises ``NotFound``."""
    found = await repository.department(department_id)
    if found is None:
        raise no_such_department()
    row = await dated.row(department_id)
    if row and row["next_change_on"] is not None and row["next_change_on"] <= ctx.today():
        # A planned change has come and the nightly job hasn't been here yet.
        await dated.refresh(ctx, found.company_id)
        found = await repository.department(department_id) or found
    return found


async def departments(ctx: Context, company_id: UUID) -> list[Department]:
    """Departments of today, parents first, neighbours by code."""
    if await dated.due(company_id, ctx.today()):
        await dated.refresh(ctx, company_id)
    return await repository.departments(company_id)


async def create_department(
    ctx: Context,
    *,
    code: str,
    name: str,
    parent_id: UUID | None = None,
    head_id: UUID | None = None,
    cost_centre_id: UUID | None = None,
    effective_on: date | None = None,
) -> Department:
    """Add a department to the context's company, there from ``effective_on``.

    Without a day it counts as there since before the records begin, so that people may be hired into it with any day.

    Raises:
        NotFound: parent, head or cost centre. Invalid: the parent belongs to another company, or the tree grows too
            deep. Conflict: the code is taken, or the parent isn't there on that day.
    """
    await repository.lock_tree(ctx.company_id)
    facts = DepartmentFacts(name, parent_id, head_id, cost_centre_id)
    await check_references(ctx, ctx.company_id, {n: getattr(facts, n) for n in FACTS})
    made_id = new_id()
    above = await dated.history(parent_id) if parent_id else []
    starts = effective_on or (above[0].start if above else BEGINNING)
    first = Stretch(starts, None, facts, "founded")
    if parent_id is not None:
        await _check_parent_line(parent_id, above, starts)
    parent = await repository.department(parent_id) if parent_id else None
    path = (*(parent.path if parent else ()), made_id)
    checks.check_depth(len(path))
    async with checks.unique(Text(f"部门编码“{code}”已被使用", f"department code {code!r} is taken")):
        await execute(
            "INSERT INTO core_department (id, company_id, code, name, parent_id, head_id, cost_centre_id, path,"
            " archived_at, next_change_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            made_id,
            ctx.company_id,
            code,
            name,
            parent_id,
            head_id,
            cost_centre_id,
            list(path),
            ctx.now() if starts > ctx.today() else None,
            starts if starts > ctx.today() else None,
        )
    await dated.insert_first(ctx, ctx.company_id, made_id, first)
    await ctx.audit.record(
        "core.department.create",
        subject="department",
        subject_id=made_id,
        detail={
            "code": code,
            "name": name,
            "parent_id": str(parent_id) if parent_id else None,
            "effective_on": effective_on.isoformat() if effective_on else None,
        },
    )
    return await department(ctx, made_id)


async def update_department(
    ctx: Context,
    department_id: UUID,
    values: Mapping[str, Any],
    *,
    effective_on: date | None = None,
    reason: str = "update",
    verb: str = "update",
) -> Department:
    """Change ``code`` (at once, it has no history), ``name``, ``parent_id``, ``head_id`` or ``cost_centre_id``
    (``None`` takes it away) from ``effective_on`` on, today where left out.

    A fact with a later change already planned keeps that one.

    Raises:
        NotFound: department, parent, head, cost centre. Invalid: another company, too deep a tree. Conflict: the code
            is taken, the department isn't there on that day, or the tree would close a circle.
    """
    before = await department(ctx, department_id)
    await repository.lock_tree(before.company_id)
    day = effective_on or ctx.today()
    if "code" in values:
        async with checks.unique(Text("部门编码已被使用", "the department code is taken")):
            await repository.change("core_department", department_id, {"code": values["code"]})
        await checks.changed(ctx, "department", before, {"code": values["code"]})
    wanted = {name: values[name] for name in FACTS if name in values}
    if not wanted:
        return await department(ctx, department_id)
    await check_references(ctx, before.company_id, wanted)
    row = await dated.history(department_id)
    was = at(row, day)
    if was is None:
        raise _not_there(before.name, day)
    after = change(row, day, wanted, reason)
    await write(ctx, before, row, after, day, structural="parent_id" in wanted)
    detail = {
        name: {"from": plain(getattr(was.facts, name)), "to": plain(value)}
        for name, value in wanted.items()
        if getattr(was.facts, name) != value
    }
    if detail:
        await ctx.audit.record(
            f"core.department.{verb}",
            subject="department",
            subject_id=department_id,
            detail=detail | ({"effective_on": day.isoformat()} if effective_on else {}),
        )
    return await department(ctx, department_id)


async def set_department_head(ctx: Context, department_id: UUID, head_id: UUID | None) -> Department:
    """Make an employee the head of a department from today on, or leave it without one."""
    return await update_department(ctx, department_id, {"head_id": head_id})


async def move_department(
    ctx: Context, department_id: UUID, parent_id: UUID | None, *, effective_on: date | None = None
) -> Department:
    """Hang a department, with everything below it, under another one of the same company.

    Raises:
        Conflict: the new parent lies below the department. Invalid: another company, or too deep a tree.
    """
    return await update_department(
        ctx, department_id, {"parent_id": parent_id}, effective_on=effective_on, reason="move", verb="move"
    )


async def delete_department(ctx: Context, department_id: UUID, *, effective_on: date | None = None) -> None:
    """Take an empty department out of use from ``effective_on`` (today); it stays in the history of those who worked
    in it. One that nothing ever referred to goes altogether.

    Raises:
        Conflict: it has sub-departments, positions, posts or employees on that day or later.
    """
    gone = await department(ctx, department_id)
    await repository.lock_tree(gone.company_id)
    day = effective_on or ctx.today()
    present, ever = await repository.in_use("department_id", department_id, day)
    posts = await repository.posts_in("department_id", department_id, day)
    below = await repository.children(department_id, day)
    attached = [p for p in await repository.positions(gone.company_id) if p.department_id == department_id]
    if present or posts or below or attached:
        raise Conflict(
            Text(
                f"“{gone.name}”还有 {present + posts} 名员工、{below} 个下级部门、{len(attached)} 个岗位，请先移走",
                f"{gone.name!r} still has {present + posts} employees, {below} sub-departments and {len(attached)}"
                " positions; move them first",
            ),
            code="organization.not_empty",
            employees=present + posts,
            departments=below,
            positions=len(attached),
        )
    if ever or effective_on is not None or not await _forget(department_id):
        row = await dated.history(department_id)
        if not any(s.covers(day) or s.start >= day for s in row):
            raise _not_there(gone.name, day)
        await dated.believe(ctx, gone.company_id, {department_id: (row, close(row, day))})
    await ctx.audit.record(
        "core.department.delete",
        subject="department",
        subject_id=department_id,
        detail={"code": gone.code, "name": gone.name, "effective_on": day.isoformat()},
    )


async def check_there(department_id: UUID, name: str, day: date) -> None:
    """Raise ``Conflict`` where a department isn't there on ``day``, for whoever is to be put into it."""
    if not await dated.exists_on(department_id, day):
        raise _not_there(name, day)


async def in_company(
    ctx: Context, department_id: UUID, company_id: UUID, *, day: date | None = None, field: str = "parent_id"
) -> Department:
    """A department that has to be the company's own, and there on ``day`` (today).

    Raises:
        NotFound. Invalid: of another company. Conflict: not there.
    """
    found = await department(ctx, department_id)
    if found.company_id != company_id:
        raise Invalid(
            Text(f"部门“{found.name}”属于另一家公司", f"department {found.name!r} is of another company"),
            code="organization.other_company",
            fields={field: Text("属于另一家公司", "is of another company")},
        )
    await check_there(department_id, found.name, day or ctx.today())
    return found


def no_such_department() -> NotFound:
    """The error for a department that isn't there for this caller."""
    return NotFound(Text("没有这个部门", "there is no such department"), code="organization.department")


async def write(
    ctx: Context, of: Department, before: History, after: History, start: date, *, structural: bool
) -> None:
    """Believe ``after`` of one department from now on, where that leaves a tree on each day from ``start``."""
    if structural:
        known = await dated.histories(of.company_id)
        known[of.id] = after
        await refuse_no_tree(known, start)
    await dated.believe(ctx, of.company_id, {of.id: (before, after)})


async def refuse_no_tree(histories: Mapping[UUID, History], start: date) -> None:
    """Raise where departments wouldn't make a tree on some day from ``start`` on."""
    problem = first_problem(histories, start)
    if problem is None:
        return
    names = await dated.names_on([problem.department_id, *filter(None, [problem.parent_id])], problem.day)
    name = names.get(problem.department_id, "?")
    above = names.get(problem.parent_id, "?") if problem.parent_id else "?"
    if problem.kind == "too_deep":
        checks.check_depth(checks.MAX_DEPTH + 1)
    if problem.kind == "circle":
        raise Conflict(
            Text(
                f"不能把部门移到它自己或其下级部门之下（{problem.day} 起“{name}”与“{above}”会成环）",
                f"a department can't move below itself or its own sub-department (from {problem.day} on"
                f" {name!r} and {above!r} would make a circle)",
            ),
            code="organization.circle",
        )
    raise Conflict(
        Text(
            f"{problem.day} 时“{name}”的上级部门“{above}”不存在或已停用",
            f"on {problem.day} {above!r}, the parent of {name!r}, is out of use",
        ),
        code="organization.archived",
    )


async def check_references(ctx: Context, company_id: UUID, values: Mapping[str, Any]) -> None:
    if values.get("parent_id") is not None:
        parent = await department(ctx, values["parent_id"])
        if parent.company_id != company_id:
            await in_company(ctx, parent.id, company_id)
    if values.get("head_id") is not None:
        await ctx.people.get(values["head_id"])
    if values.get("cost_centre_id") is not None:
        await cost_centres.of_company(values["cost_centre_id"], company_id)


async def _check_parent_line(parent_id: UUID, above: History, starts: date) -> None:
    """A new department has no children, so only the line above it has to hold, from its first day for good."""
    if not above or above[0].start > starts or above[-1].end is not None:
        found = await repository.department(parent_id)
        end = above[-1].end if above else None
        raise _not_there(found.name if found else "?", max(starts, end) if end else starts)
    found = await repository.department(parent_id)
    if found is not None and await dated.anything_planned(found.company_id):
        known = await dated.histories(found.company_id)
        known[new_id()] = [Stretch(starts, None, DepartmentFacts("", parent_id), "founded")]
        await refuse_no_tree(known, starts)


async def _forget(department_id: UUID) -> bool:
    """Delete a department altogether; false where something refers to it."""
    try:
        async with savepoint():
            await execute("DELETE FROM core_department_record WHERE department_id = $1", department_id)
            await execute("DELETE FROM core_department WHERE id = $1", department_id)
    except ForeignKeyViolationError:
        return False
    return True


def _not_there(name: str, day: date) -> Conflict:
    return Conflict(
        Text(f"部门“{name}”在{day}尚未成立或已停用", f"department {name!r} is out of use on {day}"),
        code="organization.archived",
    )


def plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
