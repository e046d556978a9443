"""Hiring, for the first time or again.

A person whose identity number is known keeps their id and file: a new employment spell begins.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.organization import headcount
from renshi_core.people import placement, repository, required
from renshi_core.people.employment_types import check_type
from renshi_core.people.fields import checks, forms
from renshi_core.people.identity import known_person, seal_identity
from renshi_core.people.numbers import staff_number
from renshi_core.people.pinyin import search_text, sort_key
from renshi_core.people.probation import check_probation, last_day_of_probation
from renshi_core.people.repository import Spell
from renshi_core.people.service import get, no_such_employee, write
from renshi_core.people.stretches import Facts, Stretch
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee, Hire
from renshi_sdk.db import savepoint
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.events import EmployeeHired
from renshi_sdk.text import Text


async def hire(
    ctx: Context,
    command: Hire,
    *,
    contract_term_months: int | None = None,
    stated: required.Stated | None = None,
    warnings: list[Text] | None = None,
) -> Employee:
    """Hire somebody. A person whose identity number is known keeps their id: a new spell begins.

    Args:
        contract_term_months: length of the contract where it is known (0 = without an end); bounds the probation.
        stated: further facts by a person who hires, who has to state all that is required then.
        warnings: takes what that person should be told though it stops nothing.

    Raises:
        NotFound: company, department, position, manager. Invalid: identity number, phone, e-mail, probation, places
            that don't fit, and as ``required.state``. Conflict: employed at that time already, or the staff number or
            the value of a unique field is taken.
    """
    command = _in_one_form(command, asked=stated is not None)
    check_probation(command.probation_months, contract_term_months)
    check_type(command.employment_type, probation_months=command.probation_months)
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
            cost_centre_id=command.cost_centre_id,
            job_family=command.job_family,
            employment_type=command.employment_type,
            workplace=command.workplace,
        ),
        day=command.starts_on,
    )
    over = await headcount.take(
        ctx, place.department_id, place.position_id, command.starts_on, place.employment_type
    )
    if over is not None and warnings is not None:
        warnings.append(over)
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
    await required.state(ctx, employee_id, stated, new=known is None)
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


def _in_one_form(command: Hire, *, asked: bool) -> Hire:
    """Phone and e-mail as the file keeps them.

    Raises:
        Invalid: they can't be right and a person hires, who can be asked. What somebody left with an application is
            kept as they wrote it, because their hire isn't to fail for it.
    """
    fitted: dict[str, str | None] = {}
    problems: dict[str, Text | str] = {}
    for name, fit in (("phone", checks.phone), ("email", checks.email)):
        given = getattr(command, name)
        try:
            fitted[name] = fit(given) if given and given.strip() else None
        except checks.Unfit as unfit:
            if asked:
                problems[name] = unfit.text
    forms.refuse(problems)
    return command.model_copy(update=fitted)


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
