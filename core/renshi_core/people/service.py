"""Decisions about employment: changing, regularising, ending (hiring is next door in ``hiring``).

Each function is one change of state: the rows, the audit row and the event are written together, in the caller's
unit of work. Rights are checked by the callers (endpoints, request kinds).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.organization import headcount
from renshi_core.people import current, facts, moves, placement, posts, reasons, repository
from renshi_core.people.repository import Spell
from renshi_core.people.service_errors import no_such_employee as no_such_employee
from renshi_core.people.service_errors import not_employed as not_employed
from renshi_core.people.stretches import Facts, Stretch, at, change, close
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee, EndEmployment, JobChange
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.events import EmployeeLeft, EmployeeRegularised, EmployeeTransferred
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

END_REASON = "end of employment"
"""``reason`` of the job change that plugins are asked about when an employment ends."""
CHANGEABLE = tuple(name for name in repository.FACTS if name != "company_id")


async def get(ctx: Context, employee_id: UUID, as_of: date | None = None) -> Employee:
    """The employee with the job facts of a day (today where ``None``). Raises ``NotFound``."""
    found = (await facts.employees([employee_id], as_of or ctx.today())).get(employee_id)
    if found is None:
        raise no_such_employee()
    return found


async def by_ids(ctx: Context, employee_ids: Iterable[UUID], as_of: date | None) -> dict[UUID, Employee]:
    """Several employees in one query."""
    return await facts.employees(employee_ids, as_of or ctx.today())


async def change_job(
    ctx: Context, platform: Platform, command: JobChange, *, warnings: list[Text] | None = None
) -> Employee:
    """Change job facts from a day on, in the past or future too.

    A fact with a later change already planned keeps that one. A move to a department of another company of the
    group is a move of company within the same spell, so service goes on (劳动合同法实施条例 art. 10). ``warnings``
    takes what whoever changes it should be told.

    Raises:
        NotFound, Invalid: as in ``hire``. Conflict: not employed on that day, nothing would change, or a plugin
            refused.
    """
    changes: dict[str, Any] = {n: v for n in CHANGEABLE if (v := getattr(command, n)) is not None}
    changes |= dict.fromkeys(command.empty)
    employee = await get(ctx, command.employee_id)
    await platform.hooks.before_job_change(replace(ctx, company_id=employee.company_id), command)
    spell = await spell_on(command.employee_id, command.effective_on)
    before = await repository.stretches(spell.id)
    was = at(before, command.effective_on)
    if was is None:
        raise not_employed(command.effective_on)
    wanted = await placement.check(ctx, replace(was.facts, **changes), was.facts, day=command.effective_on)
    await placement.check_manager(command.employee_id, changes.get("manager_id"), command.effective_on)
    seat, leaves = seat_of(wanted), seat_of(was.facts)
    if seat != leaves:
        over = await headcount.take(
            ctx,
            seat.department_id,
            seat.position_id,
            command.effective_on,
            wanted.employment_type,
            leaves=leaves,
        )
        if over is not None and warnings is not None:
            warnings.append(over)
    steps = changes | {
        name: getattr(wanted, name) for name in ("company_id", "position_id", "cost_centre_id")
    }
    after = await placement.fitting(change(before, command.effective_on, steps, command.reason))
    if not await write(ctx, spell, before, after):
        raise Conflict(
            Text(
                "没有任何变化：各项与当日已有信息相同",
                "nothing would change: the facts of that day are the same",
            ),
            code="people.no_change",
        )
    if wanted.company_id != was.facts.company_id:
        await _moved(ctx, spell, command, wanted.company_id)
    await ctx.audit.record(
        "core.employee.change_job",
        subject="employee",
        subject_id=command.employee_id,
        employee_id=command.employee_id,
        detail={
            "effective_on": command.effective_on.isoformat(),
            "reason": command.reason,
            "changes": differences(was.facts, wanted),
        },
    )
    await ctx.events.publish(
        EmployeeTransferred(
            company_id=wanted.company_id,
            employee_id=command.employee_id,
            effective_on=command.effective_on,
            from_department_id=was.facts.department_id,
            to_department_id=wanted.department_id,
            from_company_id=was.facts.company_id,
            from_position_id=was.facts.position_id,
            to_position_id=wanted.position_id,
            from_manager_id=was.facts.manager_id,
            to_manager_id=wanted.manager_id,
            reason=command.reason,
        )
    )
    return await get(ctx, command.employee_id)


async def _moved(ctx: Context, spell: Spell, command: JobChange, company_id: UUID) -> None:
    """Another company of the group: service goes on unless it is said that the old company compensated it."""
    await moves.record(
        ctx,
        spell,
        company_id=company_id,
        effective_on=command.effective_on,
        continued=command.service_continues is not False,
        since=await moves.counted_from(command.employee_id, command.effective_on),
        reason=command.reason,
    )
    await posts.home_again(ctx, command.employee_id, company_id, command.effective_on)


async def regularise(ctx: Context, employee_id: UUID, effective_on: date) -> Employee:
    """End the probation with employment, on ``effective_on`` at the latest the day after the probation's term.

    Doing it again for the same day changes nothing.

    Raises:
        NotFound. Conflict: no probation, or it ended on another day. Invalid: later than the term, which can't be
            prolonged (劳动合同法 art. 19).
    """
    spell = await spell_on(employee_id, effective_on)
    if spell.regularised_on == effective_on:
        return await get(ctx, employee_id)
    if spell.probation_until is None:
        raise Conflict(Text("该员工没有试用期", "this employee has no probation"), code="people.no_probation")
    if spell.regularised_on is not None:
        raise Conflict(
            Text(
                f"该员工已于{spell.regularised_on}转正",
                f"this employee has been regular since {spell.regularised_on}",
            ),
            code="people.already_regular",
        )
    latest = spell.probation_until + timedelta(days=1)
    if effective_on > latest:
        message = Text(
            f"试用期至{spell.probation_until}届满且不得延长，转正日期最晚为{latest}",
            f"the probation ends on {spell.probation_until} and can't be prolonged; the latest day is {latest}",
        )
        raise Invalid(message, code="people.regularise_too_late", fields={"effective_on": message})
    await repository.update_spell(spell.id, {"regularised_on": effective_on})
    await current.refresh([employee_id], ctx.today())
    await ctx.audit.record(
        "core.employee.regularise",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"effective_on": effective_on.isoformat()},
    )
    employee = await get(ctx, employee_id)
    await ctx.events.publish(
        EmployeeRegularised(
            company_id=employee.company_id, employee_id=employee_id, effective_on=effective_on
        )
    )
    return employee


async def end_employment(ctx: Context, platform: Platform, command: EndEmployment) -> Employee:
    """End the spell that ``last_day`` lies in; what was planned for later is dropped.

    Raises:
        NotFound. Conflict: not employed on that day, ended already, or a plugin refused.
    """
    employee = await get(ctx, command.employee_id)
    asked = JobChange(employee_id=command.employee_id, effective_on=command.last_day, reason=END_REASON)
    await platform.hooks.before_job_change(replace(ctx, company_id=employee.company_id), asked)
    spell = await spell_on(command.employee_id, command.last_day)
    if spell.last_day is not None:
        raise Conflict(
            Text(
                f"该员工的离职日期已登记为{spell.last_day}，如需更改请先撤销离职",
                f"the employment ends on {spell.last_day} already; take that back before setting another day",
            ),
            code="people.already_ended",
        )
    code = (
        await reasons.known("leave", command.reason_code, command.last_day) if command.reason_code else None
    )
    before = await repository.stretches(spell.id)
    kept = reasons.retain_until(command.last_day)
    await repository.update_spell(
        spell.id,
        {
            "last_day": command.last_day,
            "end_reason": command.reason,
            "end_code": command.reason_code,
            "retain_until": kept,
        },
    )
    last = next(s.facts for s in before if s.covers(command.last_day))
    await write(ctx, spell, before, close(before, command.last_day + timedelta(days=1)))
    await posts.close_all(ctx, command.employee_id, command.last_day, reason=END_REASON)
    await ctx.audit.record(
        "core.employee.end",
        subject="employee",
        subject_id=command.employee_id,
        employee_id=command.employee_id,
        detail={
            "last_day": command.last_day.isoformat(),
            "reason": command.reason,
            "reason_code": command.reason_code,
        },
    )
    await ctx.events.publish(
        EmployeeLeft(
            company_id=employee.company_id,
            employee_id=command.employee_id,
            spell_id=spell.id,
            last_day=command.last_day,
            reason=command.reason,
            reason_code=command.reason_code,
            voluntary=code.voluntary if code else None,
            department_id=last.department_id,
            position_id=last.position_id,
            manager_id=last.manager_id,
            retain_until=kept,
        )
    )
    return await get(ctx, command.employee_id)


async def spell_on(employee_id: UUID, day: date) -> Spell:
    """Lock the person and return the spell that covers ``day``.

    Raises:
        NotFound: no such person. Conflict: not employed on that day.
    """
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    for spell in await repository.spells(employee_id):
        if spell.hired_on <= day and (spell.last_day is None or day <= spell.last_day):
            return spell
    raise not_employed(day)


async def write(ctx: Context, spell: Spell, before: list[Stretch], after: list[Stretch]) -> bool:
    """Believe ``after`` from now on and bring today's row up to date; false where nothing differs."""
    changed = await repository.believe(spell, before, after, now=ctx.now(), by=ctx.actor.name)
    await current.refresh([spell.employee_id], ctx.today())
    if not after:
        await current.drop_if_never_employed(spell.employee_id)
    return changed


def seat_of(facts_: Facts) -> headcount.Seat:
    """Where somebody sits, as headcount plans count it."""
    return headcount.Seat(facts_.department_id, facts_.position_id, facts_.employment_type)


def differences(before: Facts, after: Facts) -> dict[str, Any]:
    """What changed, in JSON types: ``{"grade": {"from": "P4", "to": "P5"}}``."""
    return {
        name: {"from": _plain(getattr(before, name)), "to": _plain(getattr(after, name))}
        for name in repository.FACTS
        if getattr(before, name) != getattr(after, name)
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
