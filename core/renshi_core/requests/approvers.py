"""Who has to agree at a step, found out when the step is reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from renshi_core.identity.roles import role_holders
from renshi_core.requests.repository import Request
from renshi_sdk.context import Context
from renshi_sdk.contracts import EmployeeStatus
from renshi_sdk.contributions import (
    DepartmentHead,
    HrPartner,
    Manager,
    ManagerLine,
    Person,
    PositionHolder,
    RequesterChoice,
    RoleHolder,
    Step,
)
from renshi_sdk.contributions.flows import Approver
from renshi_sdk.db import fetch
from renshi_sdk.errors import NeedsAttention
from renshi_sdk.text import Text

LAST_RESORT = "admin"
"""The role that is asked where neither the step's approvers nor its fallback role lead to anybody."""
LONGEST_LINE = 30
_WORKING = (EmployeeStatus.ACTIVE, EmployeeStatus.PROBATION)


async def find(ctx: Context, request: Request, step: Step) -> tuple[UUID, ...]:
    """The people who decide at ``step``, in the order they were found; never empty.

    Whoever may not decide (the person it is about, the sender, people who left) is passed over: for a manager or
    head the next one up the line is asked, then the step's fallback role, then the administrators.

    Raises:
        NeedsAttention: there is nobody at all.
    """
    found = await named(ctx, request, step.approvers, step.title)
    for role in (None, step.fallback_role, LAST_RESORT):
        if role is not None:
            found = await role_holders(ctx, role, request.employee_id, request.company_id)
        able = await may_decide(ctx, found, request.barred)
        if able:
            return able
    raise NeedsAttention(
        Text(
            f"“{step.title}”环节找不到审批人。请为员工设置直属上级或部门负责人，或授予角色“{step.fallback_role}”",
            f"nobody can decide at step {step.title!r}: give the employee a manager or department head, or grant"
            f" the role {step.fallback_role!r} to somebody",
        ),
        code="request.no_approver",
        step=step.title,
    )


async def to_tell(ctx: Context, request: Request, whom: Iterable[Approver]) -> tuple[UUID, ...]:
    """Who is meant by ``whom`` where they are only told: also people who may not decide."""
    return await may_decide(ctx, await named(ctx, request, whom, ""), frozenset())


async def named(ctx: Context, request: Request, whom: Iterable[Approver], title: str) -> list[UUID]:
    """Everybody ``whom`` leads to, possibly twice and possibly somebody who may not decide."""
    found: list[UUID] = []
    for one in whom:
        match one:
            case Manager():
                found += await _manager(ctx, request, one.level)
            case ManagerLine():
                found += await _up_to(ctx, request, one)
            case DepartmentHead():
                found += await _head(ctx, request, one.level)
            case RoleHolder():
                found += await role_holders(ctx, one.role, request.employee_id, request.company_id)
            case HrPartner():
                found += await _partners(ctx, request, one.role)
            case PositionHolder():
                found += await _holders(request, one.position_id)
            case Person():
                found.append(one.employee_id)
            case RequesterChoice():
                found += request.choices.get(title, ())
    return found


async def may_decide(ctx: Context, employee_ids: Iterable[UUID], barred: frozenset[UUID]) -> tuple[UUID, ...]:
    """Those of ``employee_ids`` who are employed now and not barred, each once."""
    wanted = [i for i in dict.fromkeys(employee_ids) if i not in barred]
    known = await ctx.people.by_ids(wanted) if wanted else {}
    return tuple(i for i in wanted if i in known and known[i].status in _WORKING)


async def next_above(ctx: Context, employee_id: UUID, barred: frozenset[UUID]) -> UUID | None:
    """The nearest manager above ``employee_id`` who may decide."""
    for manager_id in await _line(ctx, employee_id):
        if await may_decide(ctx, [manager_id], barred):
            return manager_id
    return None


async def _manager(ctx: Context, request: Request, level: int) -> list[UUID]:
    line = await _line(ctx, request.employee_id)
    able = await may_decide(ctx, line[level - 1 :], request.barred)
    return list(able[:1])


async def _up_to(ctx: Context, request: Request, wanted: ManagerLine) -> list[UUID]:
    line = await _line(ctx, request.employee_id)
    grades = {i: e.grade for i, e in (await ctx.people.by_ids(line)).items()} if line else {}
    chosen: list[UUID] = []
    for manager_id in line[: wanted.levels]:
        chosen.append(manager_id)
        if grades.get(manager_id) in wanted.until_grades:
            break
    return chosen


async def _line(ctx: Context, employee_id: UUID) -> list[UUID]:
    """The managers above an employee today, nearest first; a circle in old data ends it."""
    line: list[UUID] = []
    today: date = ctx.today()
    current = employee_id
    while len(line) < LONGEST_LINE:
        person = (await ctx.people.by_ids([current], as_of=today)).get(current)
        if person is None or person.manager_id is None or person.manager_id in (*line, employee_id):
            break
        line.append(person.manager_id)
        current = person.manager_id
    return line


async def _head(ctx: Context, request: Request, level: int) -> list[UUID]:
    employee = await ctx.people.get(request.employee_id)
    department = await ctx.organization.department(employee.department_id)
    upwards = list(reversed(department.path))
    for department_id in upwards[min(level, len(upwards) - 1) :]:
        head_id = (await ctx.organization.department(department_id)).head_id
        if head_id is not None and await may_decide(ctx, [head_id], request.barred):
            return [head_id]
    return []


async def _partners(ctx: Context, request: Request, role: str) -> list[UUID]:
    """Holders of a role for a department, the nearest department with one that may decide."""
    rows = await fetch(
        "SELECT u.employee_id, array_position(d.path, g.department_id) AS depth FROM core_employee_current c"
        " JOIN core_department d ON d.id = c.department_id"
        " JOIN core_role_grant g ON g.department_id = ANY(d.path) AND g.scope = 'department'"
        " JOIN core_role r ON r.id = g.role_id AND r.code = $2"
        " JOIN core_user u ON u.id = g.user_id AND u.disabled_at IS NULL AND u.employee_id IS NOT NULL"
        " WHERE c.id = $1 ORDER BY depth DESC, g.created_at, u.employee_id",
        request.employee_id,
        role,
    )
    able = set(await may_decide(ctx, [row["employee_id"] for row in rows], request.barred))
    near = [row["depth"] for row in rows if row["employee_id"] in able]
    return [row["employee_id"] for row in rows if row["employee_id"] in able and row["depth"] == near[0]]


async def _holders(request: Request, position_id: UUID) -> list[UUID]:
    rows = await fetch(
        "SELECT id FROM core_employee_current WHERE position_id = $1 AND company_id = $2"
        " AND status IN ('active', 'probation') ORDER BY hired_on, id LIMIT 50",
        position_id,
        request.company_id,
    )
    return [row["id"] for row in rows]
