"""Service (工龄) across the companies of a group, recorded as a fact when somebody moves or comes back.

Moved by arrangement and without compensation from the old company, years there count on in the new one (劳动合同法
实施条例 art. 10); compensated, they start anew. Which of the two it was decides severance pay years later, so it is
written down on the day.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.people import repository
from renshi_core.people.repository import Spell
from renshi_core.people.service_errors import no_such_employee, not_employed
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch
from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text


async def facts_of(employee_id: UUID) -> list[dict[str, Any]]:
    """What is recorded about somebody's service, newest first."""
    rows = await fetch(
        "SELECT f.id, f.spell_id, f.company_id, c.name AS company_name, f.effective_on, f.continued,"
        " f.counted_from, f.reason, f.recorded_by, f.created_at FROM core_service_fact f"
        " JOIN core_company c ON c.id = f.company_id WHERE f.employee_id = $1"
        " ORDER BY f.effective_on DESC, f.created_at DESC",
        employee_id,
    )
    return [dict(r) for r in rows]


async def counted_from(employee_id: UUID, day: date) -> date:
    """The day from which service counts for somebody employed on ``day``.

    Raises:
        NotFound: no such person. Conflict: not employed on that day.
    """
    spells = await repository.spells(employee_id)
    if not spells and await repository.person(employee_id) is None:
        raise no_such_employee()
    for spell in spells:
        if spell.hired_on <= day and (spell.last_day is None or day <= spell.last_day):
            for fact in await facts_of(employee_id):
                if fact["spell_id"] == spell.id and fact["effective_on"] <= day:
                    found: date = fact["counted_from"]
                    return found
            return spell.hired_on
    raise not_employed(day)


async def record(
    ctx: Context,
    spell: Spell,
    *,
    company_id: UUID,
    effective_on: date,
    continued: bool,
    since: date,
    reason: str,
) -> date:
    """Write down from when service counts from ``effective_on`` on: ``since`` where it goes on, else that day.

    Raises:
        Invalid: ``since`` lies after ``effective_on``.
    """
    if since > effective_on:
        message = Text("工龄起算日不能晚于生效日期", "service can't count from a day after it takes effect")
        raise Invalid(message, code="people.service", fields={"counted_from": message})
    counted = since if continued else effective_on
    await execute(
        "INSERT INTO core_service_fact (id, employee_id, spell_id, company_id, effective_on, continued,"
        " counted_from, reason, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new_id(),
        spell.employee_id,
        spell.id,
        company_id,
        effective_on,
        continued,
        counted,
        reason,
        ctx.actor.name,
    )
    await repository.update_spell(spell.id, {"service_from": counted})
    await ctx.audit.record(
        "core.employee.service",
        subject="employee",
        subject_id=spell.employee_id,
        employee_id=spell.employee_id,
        detail={
            "effective_on": effective_on.isoformat(),
            "continued": continued,
            "counted_from": counted.isoformat(),
            "reason": reason,
        },
    )
    return counted
