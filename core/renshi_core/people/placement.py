"""Whether company, department, position and manager fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.organization import cost_centres, departments
from renshi_core.organization import repository as organization
from renshi_core.people import repository
from renshi_core.people.employment_types import check_type
from renshi_core.people.stretches import Facts, Stretch
from renshi_sdk.context import Context
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

WORK_REGIMES = ("standard", "comprehensive", "flexible", "shift")
"""标准工时、综合计算工时、不定时工时、轮班."""


async def check(
    ctx: Context, wanted: Facts, before: Facts | None = None, *, day: date | None = None
) -> Facts:
    """Return ``wanted`` with the company of its department; parts that stay as in ``before`` aren't checked again.

    Args:
        day: the first day of these facts (today), on which the department has to be there.

    Raises:
        NotFound: department, position or manager. Invalid: the position, cost centre or company doesn't fit the
            department, or the work regime or employment type is unknown. Conflict: department or position is out of
            use.
    """
    department = await ctx.organization.department(wanted.department_id)
    if before is None and department.company_id != wanted.company_id:
        message = Text(
            f"部门“{department.name}”不属于所选公司",
            f"department {department.name!r} is not part of the chosen company",
        )
        raise Invalid(message, code="people.other_company", fields={"department_id": message})
    moved = before is None or before.department_id != wanted.department_id
    if moved:
        await departments.check_there(department.id, department.name, day or ctx.today())
    wanted = replace(wanted, company_id=department.company_id)
    if before is None or before.work_regime != wanted.work_regime:
        _check_regime(wanted.work_regime)
    if before is None or before.employment_type != wanted.employment_type:
        check_type(wanted.employment_type)
    wanted = await _check_cost_centre(wanted, before)
    return await _check_position(wanted, before)


async def _check_cost_centre(wanted: Facts, before: Facts | None) -> Facts:
    if wanted.cost_centre_id is None:
        return wanted
    if before is not None and before.cost_centre_id == wanted.cost_centre_id:
        if before.company_id == wanted.company_id:
            return wanted
        # It was the old company's; the move to another company leaves it behind.
        return replace(wanted, cost_centre_id=None)
    await cost_centres.of_company(wanted.cost_centre_id, wanted.company_id)
    return wanted


async def _check_position(wanted: Facts, before: Facts | None) -> Facts:
    if wanted.position_id is None:
        return wanted
    position = await organization.position(wanted.position_id)
    chosen = before is None or before.position_id != wanted.position_id
    if position is None or position.company_id != wanted.company_id:
        if not chosen:
            # The position was the old company's; the move to another company leaves it behind.
            return replace(wanted, position_id=None)
        message = Text("所选公司没有这个岗位", "the chosen company has no such position")
        raise Invalid(message, code="people.position", fields={"position_id": message})
    if chosen and await organization.archived("core_position", position.id):
        raise Conflict(
            Text(f"岗位“{position.title}”已停用", f"position {position.title!r} is out of use"),
            code="organization.archived",
        )
    return wanted


async def check_manager(employee_id: UUID, manager_id: UUID | None, day: date) -> None:
    """Raise ``Invalid`` where the manager isn't there, is the employee, or stands below the employee."""
    if manager_id is None:
        return
    problem: Text | None = None
    if manager_id == employee_id:
        problem = Text("不能把本人设为自己的上级", "nobody can be their own manager")
    elif not await repository.spells(manager_id):
        problem = Text("没有这名上级", "there is no such manager")
    elif await repository.manages(manager_id, employee_id, day):
        problem = Text(
            "所选上级是该员工的下属，汇报线会成环",
            "the manager stands below the employee; the line would be a circle",
        )
    if problem:
        raise Invalid(problem, code="people.manager", fields={"manager_id": problem})


async def fitting(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Take positions and cost centres of another company out of stretches that this edit made."""
    companies: dict[UUID, UUID | None] = {}

    async def company_of(table: str, row_id: UUID) -> UUID | None:
        if row_id not in companies:
            companies[row_id] = await organization.company_of(table, row_id)
        return companies[row_id]

    fitted = []
    for s in stretches:
        if s.id is None:
            for name, table in (("position_id", "core_position"), ("cost_centre_id", "core_cost_centre")):
                row_id = getattr(s.facts, name)
                if row_id is not None and await company_of(table, row_id) != s.facts.company_id:
                    nothing: dict[str, Any] = {name: None}
                    s = replace(s, facts=replace(s.facts, **nothing))
        fitted.append(s)
    return fitted


def _check_regime(regime: str) -> None:
    if regime not in WORK_REGIMES:
        known = ", ".join(WORK_REGIMES)
        message = Text(
            f"未知工时制“{regime}”，可选：{known}", f"unknown work regime {regime!r}; one of {known}"
        )
        raise Invalid(message, code="people.work_regime", fields={"work_regime": message})
