"""Facts of an employment's life: the probation's reminder and result, notice, and how long papers are kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from renshi_core.identity.roles import role_holders
from renshi_core.people import current, repository, service
from renshi_core.people.probation import last_day_of_probation, longest_probation
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import EmployeeStatus, EndEmployment
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.errors import Conflict, Invalid, NeedsAttention
from renshi_sdk.events import ProbationReviewed
from renshi_sdk.text import Text

REMIND_DAYS = 14
"""Days before the end of a probation on which manager and HR are reminded, once."""
NOTICE_DAYS, NOTICE_ON_PROBATION = 30, 3
"""劳动合同法 art. 37."""


def earliest_last_day(today: date, status: EmployeeStatus) -> date:
    """The earliest last day that somebody may name by themselves: 30 days from now, 3 on probation."""
    days = NOTICE_ON_PROBATION if status is EmployeeStatus.PROBATION else NOTICE_DAYS
    return today + timedelta(days=days)


async def review(
    ctx: Context,
    employee_id: UUID,
    *,
    result: Literal["passed", "extended", "failed"],
    note: str,
    months: int | None = None,
    last_day: date | None = None,
) -> dict[str, Any]:
    """Record how a probation turned out, before it is over.

    ``passed`` makes the employment regular from the day after the decision; ``extended`` sets
    its whole length to ``months``, which the contract's term bounds; ``failed`` ends the employment on ``last_day``.

    Raises:
        NotFound. Conflict: no probation runs today. Invalid: a length beyond the law, or a last day after the
            probation. NeedsAttention: an extension where the contract's term isn't recorded.
    """
    today = ctx.today()
    spell = await service.spell_on(employee_id, today)
    until = spell.probation_until
    if until is None or until < today or (spell.regularised_on is not None and spell.regularised_on <= today):
        raise Conflict(
            Text("该员工不在试用期", "this employee is not on probation"), code="people.no_probation"
        )
    after: date | None = until
    if result == "extended":
        after = await _extend(spell.id, spell.hired_on, spell.probation_months, months)
        await repository.update_spell(
            spell.id, {"probation_months": months, "probation_until": after, "regularised_on": None}
        )
        await current.refresh([employee_id], today)
    elif result == "failed" and (last_day is None or not today <= last_day <= until):
        message = Text(
            f"试用期解除的最后工作日须在今天至{until}之间", f"the last day lies between today and {until}"
        )
        raise Invalid(message, code="people.probation_end", fields={"last_day": message})
    await execute(
        "INSERT INTO core_probation_review (id, employee_id, spell_id, company_id, result, decided_on, until_before,"
        " until_after, note, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new_id(),
        employee_id,
        spell.id,
        spell.company_id,
        result,
        today,
        until,
        after if result == "extended" else last_day if result == "failed" else None,
        note,
        ctx.actor.name,
    )
    await ctx.audit.record(
        "core.employee.probation_review",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"result": result, "until": str(after), "note": note},
    )
    await ctx.events.publish(
        ProbationReviewed(
            company_id=spell.company_id,
            employee_id=employee_id,
            spell_id=spell.id,
            result=result,
            until=after or until,
        )
    )
    if result == "passed":
        await ctx.people.regularise(employee_id, min(today, until) + timedelta(days=1))
    elif result == "failed" and last_day is not None:
        await ctx.people.end_employment(
            EndEmployment(
                employee_id=employee_id, last_day=last_day, reason=note, reason_code="probation_failed"
            )
        )
    return {"result": result, "until": after}


async def _extend(spell_id: UUID, hired_on: date, before: int, months: int | None) -> date:
    term = await fetch_value("SELECT contract_term_months FROM core_spell WHERE id = $1", spell_id)
    if term is None:
        raise NeedsAttention(
            Text(
                "未登记合同期限，无法判断试用期上限（劳动合同法第十九条）；请先登记合同期限",
                "the contract's term isn't recorded, so the longest probation (Labour Contract Law, art. 19) isn't"
                " known; record the term first",
            ),
            code="people.no_term",
        )
    most = longest_probation(term)
    if months is None or not before < months <= most:
        message = Text(
            f"延长后的试用期须超过{before}个月且不超过{most}个月（劳动合同法第十九条）",
            f"the extended probation is longer than {before} and at most {most} months (Labour Contract Law, art. 19)",
        )
        raise Invalid(message, code="people.probation_too_long", fields={"months": message}, longest=most)
    until = last_day_of_probation(hired_on, months)
    if until is None:
        raise Conflict(Text("该员工没有试用期", "this employee has no probation"), code="people.no_probation")
    return until


async def set_term(ctx: Context, employee_id: UUID, months: int) -> None:
    """Record the contract's term (0 = without an end) of today's employment, which bounds its probation."""
    spell = await service.spell_on(
        employee_id, max(ctx.today(), (await service.get(ctx, employee_id)).hired_on)
    )
    await repository.update_spell(spell.id, {"contract_term_months": months})
    await ctx.audit.record(
        "core.employee.contract_term",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"months": months},
    )


async def reviews(employee_id: UUID) -> list[dict[str, Any]]:
    """How somebody's probations turned out, newest first."""
    rows = await fetch(
        "SELECT id, spell_id, result, decided_on, until_before, until_after, note, decided_by"
        " FROM core_probation_review WHERE employee_id = $1 ORDER BY created_at DESC",
        employee_id,
    )
    return [dict(r) for r in rows]


async def remind(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Remind manager and HR once of every probation that ends within :data:`REMIND_DAYS` days."""
    rows = await fetch(
        "SELECT s.id, s.employee_id, s.probation_until, c.name, c.manager_id FROM core_spell s"
        " JOIN core_employee_current c ON c.id = s.employee_id AND c.spell_id = s.id"
        " WHERE s.company_id = $1 AND s.probation_until BETWEEN $2 AND $3 AND s.regularised_on IS NULL"
        " AND s.last_day IS NULL ORDER BY s.probation_until",
        ctx.company_id,
        ctx.today(),
        ctx.today() + timedelta(days=REMIND_DAYS),
    )
    for row in rows:
        asked = [row["manager_id"]] if row["manager_id"] else []
        asked += await role_holders(ctx, "hr", row["employee_id"], ctx.company_id)
        for person in dict.fromkeys(asked):
            if person == row["employee_id"]:
                continue
            await ctx.notices.send(
                person,
                kind="core.probation",
                title=Text(f"{row['name']}的试用期将满", f"{row['name']}'s probation is about to end"),
                body=Text(
                    f"{row['name']}的试用期至 {row['probation_until']} 届满，请在此之前给出结果（通过、延长或不通过）；"
                    "逾期视为转正。",
                    f"{row['name']}'s probation ends on {row['probation_until']}. Decide before then: passed, extended"
                    " or failed; without a decision the employment becomes regular.",
                ),
                link=f"/console/core/employees/{row['employee_id']}",
                key=f"core.probation:{row['id']}:{row['probation_until']}:{person}",
            )
    return {"probations": len(rows)}


async def tell_both(
    ctx: Context, employee_id: UUID, *, before: tuple[UUID | None, str], effective_on: date
) -> None:
    """A transfer was agreed: the manager who gives and the one who takes over hear of it, with what to hand over."""
    employee = await service.get(ctx, employee_id, effective_on)
    head = await fetch_value("SELECT head_id FROM core_department WHERE id = $1", employee.department_id)
    old_manager, old_department = before
    new_manager = employee.manager_id if employee.manager_id != old_manager else head or employee.manager_id
    for person, title in (
        (
            old_manager,
            Text(f"{employee.name}将调出，请安排交接", f"{employee.name} moves on: arrange the hand-over"),
        ),
        (
            new_manager,
            Text(f"{employee.name}将调入，请准备接收", f"{employee.name} joins you: prepare to take over"),
        ),
    ):
        if person is None or person == employee_id:
            continue
        await ctx.notices.send(
            person,
            kind="core.transfer",
            title=title,
            body=Text(
                f"{effective_on} 起由“{old_department}”调至“{employee.department_name}”。"
                "请在生效前完成工作、资料和资产交接。",
                f"from {effective_on} on, from {old_department!r} to {employee.department_name!r}."
                " Hand over work, papers and equipment before then.",
            ),
            link=f"/console/core/employees/{employee_id}",
            key=f"core.transfer:{employee_id}:{effective_on}:{person}",
        )
