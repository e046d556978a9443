"""Changes of somebody's job that are still to come: seen, called off, or moved to another day or other facts.

A planned change is the job record that begins with it. Calling it off lets its facts go on as they were; what was
planned stays readable as known at its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.organization import repository as organization
from renshi_core.people import placement, repository
from renshi_core.people import service as employment
from renshi_core.people.corrections import find
from renshi_core.people.service_errors import not_employed
from renshi_core.people.stretches import Facts, Stretch, at, cancel, change, differing
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee
from renshi_sdk.db import fetch, where
from renshi_sdk.errors import Conflict
from renshi_sdk.events import EmployeeTransferCancelled
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

COMPARED = repository.FACTS
_LABELS = {
    "company_id": Text("公司", "company"),
    "department_id": Text("部门", "department"),
    "position_id": Text("岗位", "position"),
    "manager_id": Text("上级", "manager"),
    "grade": Text("职级", "grade"),
    "city": Text("城市", "city"),
    "work_regime": Text("工时制", "work regime"),
    "cost_centre_id": Text("成本中心", "cost centre"),
    "job_family": Text("职族", "job family"),
    "employment_type": Text("用工形式", "employment"),
    "workplace": Text("工作地点", "workplace"),
}


async def coming(ctx: Context, *conditions: Clause) -> list[dict[str, Any]]:
    """Planned job changes, hires and ends after today, soonest first (at most 500), with what changes.

    ``conditions`` narrow the employees (``r.employee_id``, ``r.company_id``).
    """
    sql, arguments = where(*conditions, start=2)
    before = ", ".join(f"b.{name} AS from_{name}" for name in COMPARED)
    after = ", ".join(f"r.{name} AS to_{name}" for name in COMPARED)
    rows = await fetch(
        f"SELECT r.id AS record_id, r.employee_id, e.name, e.number, r.valid_from AS on, r.reason, {before}, {after},"
        " b.id IS NULL AS begins FROM core_job_record r JOIN core_employee e ON e.id = r.employee_id"
        " LEFT JOIN core_job_record b ON b.spell_id = r.spell_id AND b.superseded_at IS NULL"
        "  AND b.valid_to = r.valid_from"
        f" WHERE r.superseded_at IS NULL AND r.valid_from > $1 AND {sql}"
        " ORDER BY r.valid_from, e.number LIMIT 500",
        ctx.today(),
        *arguments,
    )
    ends = await fetch(
        "SELECT r.id AS record_id, r.employee_id, e.name, e.number, s.last_day AS on, s.end_reason AS reason"
        " FROM core_spell s JOIN core_employee e ON e.id = s.employee_id JOIN core_job_record r"
        "  ON r.spell_id = s.id AND r.superseded_at IS NULL AND r.valid_to = s.last_day + 1"
        f" WHERE s.last_day >= $1 AND {sql} ORDER BY s.last_day, e.number LIMIT 500",
        ctx.today(),
        *arguments,
    )
    found = [_shown(dict(r)) for r in rows] + [dict(r) | {"kind": "end", "changes": {}} for r in ends]
    await _name(found, ctx.locale)
    return sorted(found, key=lambda f: (f["on"], f["number"]))[:500]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    changes = {
        name: {"from": row[f"from_{name}"], "to": row[f"to_{name}"]}
        for name in COMPARED
        if not row["begins"] and row[f"from_{name}"] != row[f"to_{name}"]
    }
    kept = {n: row[n] for n in ("record_id", "employee_id", "name", "number", "on", "reason")}
    return kept | {"kind": "hire" if row["begins"] else "change", "changes": changes}


async def _name(found: list[dict[str, Any]], locale: str) -> None:
    """Put names beside the ids among the changes, and all of it into words."""
    ids = {
        value
        for row in found
        for change_ in row["changes"].values()
        for value in change_.values()
        if isinstance(value, UUID)
    }
    names = await organization.names_of_any(list(ids))
    for row in found:
        for change_ in row["changes"].values():
            change_["from_name"] = names.get(change_["from"], change_["from"])
            change_["to_name"] = names.get(change_["to"], change_["to"])
        row["said"] = "；".join(
            f"{_LABELS[n].of(locale)}：{c['from_name'] or '—'} → {c['to_name'] or '—'}"
            for n, c in row["changes"].items()
        )


async def call_off(ctx: Context, employee_id: UUID, record_id: UUID, *, reason: str) -> Employee:
    """A planned change doesn't happen.

    Raises:
        NotFound: no such record. Conflict: it has taken effect, or is the first day of an employment.
    """
    spell, before, index = await _planned(ctx, employee_id, record_id)
    gone = before[index]
    after = cancel(before, index, reason)
    await employment.write(ctx, spell, before, after)
    await _tell(ctx, employee_id, gone, before[index - 1].facts, reason)
    return await employment.get(ctx, employee_id)


async def replan(
    ctx: Context,
    employee_id: UUID,
    record_id: UUID,
    changes: Mapping[str, Any],
    *,
    effective_on: date | None = None,
    reason: str,
) -> Employee:
    """A planned change comes on another day, or with other facts; what ``changes`` leaves out stays as planned.

    Raises:
        NotFound: record, department, position. Invalid: places that don't fit. Conflict: it has taken effect already,
            not employed on the new day, or nothing would change.
    """
    spell, before, index = await _planned(ctx, employee_id, record_id)
    wrong, was = before[index], before[index - 1].facts
    planned = {name: getattr(wrong.facts, name) for name in differing(was, wrong.facts)} | dict(changes)
    day = effective_on or wrong.start
    free = cancel(before, index, reason)
    there = at(free, day)
    if there is None:
        raise not_employed(day)
    wanted = await placement.check(ctx, replace(there.facts, **planned), there.facts, day=day)
    await placement.check_manager(employee_id, planned.get("manager_id"), day)
    steps = planned | {n: getattr(wanted, n) for n in ("company_id", "position_id", "cost_centre_id")}
    after = await placement.fitting(change(free, day, steps, reason))
    if not await employment.write(ctx, spell, before, after):
        raise Conflict(Text("没有任何变化", "nothing would change"), code="people.no_change")
    await ctx.audit.record(
        "core.employee.replan",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={
            "effective_on": {"from": wrong.start.isoformat(), "to": day.isoformat()},
            "reason": reason,
            "changes": employment.differences(wrong.facts, wanted),
        },
    )
    return await employment.get(ctx, employee_id)


async def _planned(ctx: Context, employee_id: UUID, record_id: UUID) -> tuple[Any, list[Stretch], int]:
    spell, before, index = await find(employee_id, record_id)
    if before[index].start <= ctx.today():
        raise Conflict(
            Text("该变动已经生效，请用“更正”", "this change has taken effect; correct it instead"),
            code="people.not_planned",
        )
    if index == 0:
        raise Conflict(
            Text("这是入职日，请用“未报到”撤销入职", "this is the day of hire; call the hire off instead"),
            code="people.not_a_change",
        )
    return spell, before, index


async def _tell(ctx: Context, employee_id: UUID, gone: Stretch, stays: Facts, reason: str) -> None:
    await ctx.audit.record(
        "core.employee.call_off_change",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={
            "effective_on": gone.start.isoformat(),
            "reason": reason,
            "changes": employment.differences(stays, gone.facts),
        },
    )
    await ctx.events.publish(
        EmployeeTransferCancelled(
            company_id=gone.facts.company_id,
            employee_id=employee_id,
            effective_on=gone.start,
            department_id=stays.department_id,
            called_off_department_id=gone.facts.department_id,
        )
    )
