"""Who has to agree at a step, found out when the step is reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from renshi_core.requests.repository import Request
from renshi_core.requests.roles import role_holders
from renshi_sdk.context import Context
from renshi_sdk.contracts import EmployeeStatus
from renshi_sdk.contributions import DepartmentHead, Manager, Person, RoleHolder, Step
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
    found: list[UUID] = []
    for approver in step.approvers:
        match approver:
            case Manager():
                found += await _manager(ctx, request, approver.level)
            case DepartmentHead():
                found += await _head(ctx, request, approver.level)
            case RoleHolder():
                found += await role_holders(ctx, approver.role, request.employee_id, request.company_id)
            case Person():
                found.append(approver.employee_id)
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
    for manager_id in line[level - 1 :]:
        if await may_decide(ctx, [manager_id], request.barred):
            return [manager_id]
    return []


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
