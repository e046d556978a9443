"""Setting the record right. What was believed before stays readable as of its time ("as known")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_core.people import current, placement, repository
from renshi_core.people import service as employment
from renshi_core.people.pinyin import search_text, sort_key
from renshi_core.people.probation import last_day_of_probation
from renshi_core.people.repository import Spell
from renshi_core.people.stretches import correct, reopen
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.events import EmployeeEndRevoked, EmployeeHireCancelled, EmployeeHistoryCorrected
from renshi_sdk.text import Text


async def correct_record(
    ctx: Context,
    employee_id: UUID,
    record_id: UUID,
    changes: Mapping[str, Any],
    *,
    reason: str,
    valid_from: date | None = None,
) -> Employee:
    """A job record now believed was wrong: other facts, or another first day.

    ``changes`` maps fact names to values, ``None`` meaning none. Another first day of a spell's first record moves
    the day of hire and the probation with it.

    Raises:
        NotFound: no such record, or it isn't believed any more. Invalid: facts or day don't fit. Conflict:
            nothing would change, or the day of hire would run into an earlier employment.
    """
    spell, before, index = await find(employee_id, record_id)
    wrong = before[index]
    wanted = await placement.check(
        ctx, replace(wrong.facts, **changes), wrong.facts, day=valid_from or wrong.start
    )
    await placement.check_manager(employee_id, changes.get("manager_id"), valid_from or wrong.start)
    exact = {name: getattr(wanted, name) for name in repository.FACTS}
    try:
        after = correct(before, index, exact, reason, start=valid_from)
    except ValueError as error:
        message = Text(
            "生效日期必须晚于上一条记录的生效日期，并早于本记录的结束日期",
            "the first day must come after that of the record before, and before this record ends",
        )
        raise Invalid(message, code="people.valid_from", fields={"valid_from": message}) from error
    if index == 0 and valid_from is not None and valid_from != wrong.start:
        await _move_hire(ctx, spell, valid_from)
    if not await employment.write(ctx, spell, before, after):
        raise Conflict(Text("没有任何变化", "nothing would change"), code="people.no_change")
    await ctx.audit.record(
        "core.employee.correct",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={
            "record_id": str(record_id),
            "reason": reason,
            "changes": employment.differences(wrong.facts, wanted),
            "valid_from": {"from": wrong.start.isoformat(), "to": (valid_from or wrong.start).isoformat()},
        },
    )
    await ctx.events.publish(
        EmployeeHistoryCorrected(
            company_id=wrong.facts.company_id,
            employee_id=employee_id,
            spell_id=spell.id,
            since=min(wrong.start, valid_from or wrong.start),
        )
    )
    return await employment.get(ctx, employee_id)


async def revoke_end(ctx: Context, employee_id: UUID, *, reason: str) -> Employee:
    """Take the end of the latest spell back (撤销离职): its last facts go on.

    Raises:
        NotFound. Conflict: no end is recorded for the latest spell.
    """
    if not await repository.lock_person(employee_id):
        raise employment.no_such_employee()
    spells = await repository.spells(employee_id)
    if not spells or spells[-1].last_day is None:
        raise Conflict(
            Text("该员工没有登记离职", "no end is recorded for this employee"), code="people.not_ended"
        )
    spell = spells[-1]
    before = await repository.stretches(spell.id)
    await repository.update_spell(
        spell.id, {"last_day": None, "end_reason": None, "end_code": None, "retain_until": None}
    )
    await employment.write(ctx, spell, before, reopen(before))
    await ctx.audit.record(
        "core.employee.revoke_end",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"last_day": str(spell.last_day), "reason": reason},
    )
    await ctx.events.publish(
        EmployeeEndRevoked(
            company_id=before[-1].facts.company_id,
            employee_id=employee_id,
            spell_id=spell.id,
            last_day=spell.last_day,
        )
    )
    return await employment.get(ctx, employee_id)


async def call_off_hire(ctx: Context, employee_id: UUID, *, reason: str) -> None:
    """Somebody hired doesn't come (未报到): the spell never took place.

    Raises:
        NotFound. Conflict: the first day has come, so the employment has to be ended instead.
    """
    if not await repository.lock_person(employee_id):
        raise employment.no_such_employee()
    spells = await repository.spells(employee_id)
    if not spells or spells[-1].hired_on <= ctx.today():
        raise Conflict(
            Text("已到入职日，请办理离职", "the first day has come; end the employment instead"),
            code="people.already_started",
        )
    spell = spells[-1]
    before = await repository.stretches(spell.id)
    await repository.update_spell(
        spell.id, {"last_day": spell.hired_on - timedelta(days=1), "end_reason": reason}
    )
    await employment.write(ctx, spell, before, [])
    await ctx.audit.record(
        "core.employee.call_off",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"hired_on": spell.hired_on.isoformat(), "reason": reason},
    )
    await ctx.events.publish(
        EmployeeHireCancelled(
            company_id=before[0].facts.company_id,
            employee_id=employee_id,
            spell_id=spell.id,
            hired_on=spell.hired_on,
        )
    )


async def update_person(ctx: Context, employee_id: UUID, values: dict[str, Any]) -> Employee:
    """Change what belongs to the person and not to the job: name, phone, e-mail, first day of work in life."""
    row = await repository.person(employee_id)
    if row is None:
        raise employment.no_such_employee()
    changed = {name: value for name, value in values.items() if row[name] != value}
    if changed:
        columns = dict(changed)
        if "name" in changed:
            columns |= {
                "name_pinyin": sort_key(changed["name"]),
                "search_text": search_text(changed["name"], row["number"]),
            }
        await repository.update_person(employee_id, columns)
        await current.refresh([employee_id], ctx.today())
        await ctx.audit.record(
            "core.employee.update",
            subject="employee",
            subject_id=employee_id,
            employee_id=employee_id,
            detail={"fields": sorted(changed)},
        )
    return await employment.get(ctx, employee_id)


async def find(employee_id: UUID, record_id: UUID) -> tuple[Spell, list[Any], int]:
    """Lock the person and return the spell, its records and the place among them of one believed now."""
    if not await repository.lock_person(employee_id):
        raise employment.no_such_employee()
    for spell in await repository.spells(employee_id):
        believed = await repository.stretches(spell.id)
        for index, stretch in enumerate(believed):
            if stretch.id == record_id:
                return spell, believed, index
    raise NotFound(
        Text("没有这条任职记录，或它已被更正", "there is no such job record, or it has been corrected since"),
        code="people.record",
    )


async def _move_hire(ctx: Context, spell: Spell, hired_on: date) -> None:
    for other in await repository.spells(spell.employee_id):
        if (
            other.id != spell.id
            and (other.last_day is None or other.last_day >= hired_on)
            and (other.hired_on < spell.hired_on)
        ):
            raise Conflict(
                Text(
                    f"入职日与此前至{other.last_day}的任职重叠",
                    f"the day of hire would run into the employment that ended on {other.last_day}",
                ),
                code="people.already_employed",
            )
    until = last_day_of_probation(hired_on, spell.probation_months)
    if spell.regularised_on is not None and spell.regularised_on < hired_on:
        raise Conflict(
            Text(
                f"该员工已于{spell.regularised_on}转正，入职日不能晚于此日",
                f"the employee became regular on {spell.regularised_on}; the day of hire can't be later",
            ),
            code="people.already_regular",
        )
    await repository.update_spell(spell.id, {"hired_on": hired_on, "probation_until": until})
