"""Decisions about employment: hiring, changing, regularising, ending.

Each function is one change of state: the rows, the audit row and the event are written together, in the caller's
unit of work. Rights are checked by the callers (endpoints, request kinds).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.people import current, facts, placement, repository
from renshi_core.people.identity import known_person, seal_identity
from renshi_core.people.numbers import staff_number
from renshi_core.people.pinyin import search_text, sort_key
from renshi_core.people.probation import check_probation, last_day_of_probation
from renshi_core.people.repository import Spell
from renshi_core.people.stretches import Facts, Stretch, at, change, close
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee, EndEmployment, Hire, JobChange
from renshi_sdk.db import savepoint
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.events import EmployeeHired, EmployeeLeft, EmployeeRegularised, EmployeeTransferred
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

END_REASON = "end of employment"
"""``reason`` of the job change that plugins are asked about when an employment ends."""
CHANGEABLE = ("department_id", "position_id", "manager_id", "grade", "city", "work_regime")


async def get(ctx: Context, employee_id: UUID, as_of: date | None = None) -> Employee:
    """The employee with the job facts of a day (today where ``None``). Raises ``NotFound``."""
    found = (await facts.employees([employee_id], as_of or ctx.today())).get(employee_id)
    if found is None:
        raise no_such_employee()
    return found


async def by_ids(ctx: Context, employee_ids: Iterable[UUID], as_of: date | None) -> dict[UUID, Employee]:
    """Several employees in one query."""
    return await facts.employees(employee_ids, as_of or ctx.today())


async def hire(ctx: Context, command: Hire, *, contract_term_months: int | None = None) -> Employee:
    """Hire somebody. A person whose identity number is known keeps their id: a new spell begins.

    Args:
        contract_term_months: length of the contract where it is known (0 = without an end); bounds the probation.

    Raises:
        NotFound: company, department, position, manager. Invalid: identity number, probation, places that don't
            fit. Conflict: employed at that time already, or the staff number is taken.
    """
    check_probation(command.probation_months, contract_term_months)
    place = await placement.check(
        ctx,
        Facts(
            company_id=command.company_id,
            department_id=command.department_id,
            position_id=command.position_id,
            manager_id=command.manager_id,
            grade=command.grade,
            city=command.city,
            work_regime=command.work_regime,
        ),
    )
    known = await known_person(ctx, command)
    if known is None:
        employee_id = await _new_person(ctx, command)
        earlier: list[Spell] = []
    else:
        employee_id = known
        await repository.lock_person(employee_id)
        earlier = await repository.spells(employee_id)
        _check_free(earlier, command.starts_on)
        _check_single_probation(earlier, command)
        await _known_person_again(ctx, employee_id, command)
    await placement.check_manager(employee_id, command.manager_id, command.starts_on)
    until = last_day_of_probation(command.starts_on, command.probation_months)
    spell = Spell(
        id=new_id(),
        employee_id=employee_id,
        company_id=command.company_id,
        hired_on=command.starts_on,
        last_day=None,
        probation_months=command.probation_months,
        probation_until=until,
        # A probation that was over before this was recorded ended with employment.
        regularised_on=until + timedelta(days=1) if until and until < ctx.today() else None,
    )
    await repository.insert_spell(spell, contract_term_months, command.application_id)
    await write(ctx, spell, [], [Stretch(command.starts_on, None, place, "hire")])
    await ctx.audit.record(
        "core.employee.hire",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={
            "spell_id": str(spell.id),
            "hired_on": command.starts_on.isoformat(),
            "department_id": str(command.department_id),
            "probation_months": command.probation_months,
            "rehire": bool(earlier),
        },
    )
    await ctx.events.publish(
        EmployeeHired(
            company_id=command.company_id,
            employee_id=employee_id,
            spell_id=spell.id,
            hired_on=command.starts_on,
            department_id=command.department_id,
            position_id=command.position_id,
            rehire=bool(earlier),
            application_id=command.application_id,
        )
    )
    return await get(ctx, employee_id)


async def change_job(ctx: Context, platform: Platform, command: JobChange) -> Employee:
    """Change job facts from a day on, in the past or future too.

    A fact with a later change already planned keeps that one. A move to a department of another company of the
    group is a move of company within the same spell, so service goes on (劳动合同法实施条例 art. 10).

    Raises:
        NotFound, Invalid: as in ``hire``. Conflict: not employed on that day, nothing would change, or a plugin
            refused.
    """
    changes = {n: v for n in CHANGEABLE if (v := getattr(command, n)) is not None}
    employee = await get(ctx, command.employee_id)
    await platform.hooks.before_job_change(replace(ctx, company_id=employee.company_id), command)
    spell = await spell_on(command.employee_id, command.effective_on)
    before = await repository.stretches(spell.id)
    was = at(before, command.effective_on)
    if was is None:
        raise _not_employed(command.effective_on)
    wanted = await placement.check(ctx, replace(was.facts, **changes), was.facts)
    await placement.check_manager(command.employee_id, changes.get("manager_id"), command.effective_on)
    steps = changes | {"company_id": wanted.company_id, "position_id": wanted.position_id}
    after = await placement.fitting(change(before, command.effective_on, steps, command.reason))
    if not await write(ctx, spell, before, after):
        raise Conflict(
            Text(
                "没有任何变化：各项与当日已有信息相同",
                "nothing would change: the facts of that day are the same",
            ),
            code="people.no_change",
        )
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
        )
    )
    return await get(ctx, command.employee_id)


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
    before = await repository.stretches(spell.id)
    await repository.update_spell(spell.id, {"last_day": command.last_day, "end_reason": command.reason})
    await write(ctx, spell, before, close(before, command.last_day + timedelta(days=1)))
    await ctx.audit.record(
        "core.employee.end",
        subject="employee",
        subject_id=command.employee_id,
        employee_id=command.employee_id,
        detail={"last_day": command.last_day.isoformat(), "reason": command.reason},
    )
    await ctx.events.publish(
        EmployeeLeft(
            company_id=employee.company_id,
            employee_id=command.employee_id,
            spell_id=spell.id,
            last_day=command.last_day,
            reason=command.reason,
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
    raise _not_employed(day)


async def write(ctx: Context, spell: Spell, before: list[Stretch], after: list[Stretch]) -> bool:
    """Believe ``after`` from now on and bring today's row up to date; false where nothing differs."""
    changed = await repository.believe(spell, before, after, now=ctx.now(), by=ctx.actor.name)
    await current.refresh([spell.employee_id], ctx.today())
    if not after:
        await current.drop_if_never_employed(spell.employee_id)
    return changed


def differences(before: Facts, after: Facts) -> dict[str, Any]:
    """What changed, in JSON types: ``{"grade": {"from": "P4", "to": "P5"}}``."""
    return {
        name: {"from": _plain(getattr(before, name)), "to": _plain(getattr(after, name))}
        for name in Facts.__slots__
        if getattr(before, name) != getattr(after, name)
    }


def no_such_employee() -> NotFound:
    """The error for an employee that isn't there for this caller."""
    return NotFound(Text("没有这名员工", "there is no such employee"), code="people.employee")


def _not_employed(day: date) -> Conflict:
    return Conflict(
        Text(f"该员工在{day}没有在职", f"this employee is not employed on {day}"), code="people.not_employed"
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


async def _new_person(ctx: Context, command: Hire) -> UUID:
    employee_id = new_id()
    number = await staff_number(command.number)
    values = {
        "id": employee_id,
        "number": number,
        "name": command.name,
        "name_pinyin": sort_key(command.name),
        "search_text": search_text(command.name, number),
        "phone": command.phone,
        "email": command.email,
        "first_work_on": command.first_work_on,
        **seal_identity(ctx, employee_id, command),
    }
    try:
        async with savepoint():
            await repository.insert_person(values)
    except UniqueViolationError as error:
        raise Conflict(
            Text(
                "同一身份证号或工号刚刚被他人登记，请刷新后重试",
                "somebody recorded the same identity or staff number just now; reload and try again",
            ),
            code="people.taken",
        ) from error
    return employee_id


async def _known_person_again(ctx: Context, employee_id: UUID, command: Hire) -> None:
    row = await repository.person(employee_id)
    if row is None:
        raise no_such_employee()
    number = row["number"]
    if command.number and command.number != number:
        number = await staff_number(command.number)
    values: dict[str, Any] = {
        "number": number,
        "name": command.name,
        "name_pinyin": sort_key(command.name),
        "search_text": search_text(command.name, number),
    }
    for column in ("phone", "email", "first_work_on"):
        if (given := getattr(command, column)) is not None:
            values[column] = given
    await repository.update_person(employee_id, values)


def _check_free(earlier: list[Spell], starts_on: date) -> None:
    for spell in earlier:
        if spell.last_day is None or spell.last_day >= starts_on:
            until = spell.last_day.isoformat() if spell.last_day else None
            raise Conflict(
                Text(
                    f"此人在{starts_on}仍在职（{spell.hired_on} 至 {until or '今'}），不能重复入职",
                    f"this person is employed on {starts_on} already ({spell.hired_on} to {until or 'now'})",
                ),
                code="people.already_employed",
            )


def _check_single_probation(earlier: list[Spell], command: Hire) -> None:
    if command.probation_months and any(
        s.company_id == command.company_id and s.probation_months for s in earlier
    ):
        raise Invalid(
            Text(
                "同一用人单位与同一劳动者只能约定一次试用期（劳动合同法第十九条）",
                "an employer may agree on a probation with the same person only once"
                " (Labour Contract Law, art. 19)",
            ),
            code="people.second_probation",
            fields={
                "probation_months": Text(
                    "此人在本公司已有过试用期", "this person had a probation here before"
                )
            },
        )
