"""Whom a run pays, and the slips of a part of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from renshi_payroll.adjustments.repository import members_by_items
from renshi_payroll.ledger.repository import year_states
from renshi_payroll.runs import repository
from renshi_payroll.runs.assembly import Month, PersonMonth
from renshi_payroll.runs.compute import compute_many, compute_plain
from renshi_payroll.runs.context import load_people, month_of
from renshi_payroll.runs.finished import Batch, Problems
from renshi_payroll.runs.formulas import FormulaSet
from renshi_payroll.runs.givens import between, collect_items, read_givens
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.settings import PayrollSettings
from renshi_sdk import Context
from renshi_sdk.contracts import Employee, PayItem, Roll


@dataclass(frozen=True, slots=True)
class Part:
    """Employee ids after one and up to another; ``None`` is no bound."""

    after: UUID | None = None
    upto: UUID | None = None


EVERYBODY = Part()


def run_month(run: RunRow, formulas: FormulaSet | None) -> Month:
    """What all slips of the run share."""
    return month_of(
        run.period,
        run.pay_date,
        run.settings or PayrollSettings(),
        run.rule_sets,
        formulas,
        items_only=run.items_only,
    )


async def everyone_of(ctx: Context, run: RunRow) -> Sequence[UUID]:
    """The ids of whom the run pays: the regular run pays everybody with a day of employment in its month whom no
    final-pay run of the month pays; a final-pay run its members; the other runs whoever has an item in them.
    """
    if run.kind == "monthly":
        return (await roll_of(ctx, run, EVERYBODY)).ids
    return [employee.id for employee in await named_people(ctx, run)]


async def roll_of(ctx: Context, run: RunRow, part: Part) -> Roll:
    """Whom a regular run pays, of a part of the ids."""
    first, last = run.period.first_day, run.period.last_day
    roll = await ctx.people.roll(
        first,
        last,
        company_id=ctx.company_id,
        seen_from=min(first, date(run.pay_date.year, 1, 1)),
        known_at=run.cut,
        after=part.after,
        upto=part.upto,
    )
    apart = await repository.finally_paid(ctx.company_id, run.period)
    return _without(roll, apart) if apart else roll


def _without(roll: Roll, apart: set[UUID]) -> Roll:
    kept = [place for place, one in enumerate(roll.ids) if one not in apart]
    return Roll(*([getattr(roll, column.name)[place] for place in kept] for column in fields(roll)))


async def named_people(ctx: Context, run: RunRow) -> list[Employee]:
    """Whom a run pays that isn't the regular one, by staff number."""
    if run.kind == "final":
        ids = await repository.members(run.id)
    else:
        ids = await members_by_items(run.id, run.known_at or ctx.now())
    found = await ctx.people.by_ids(ids, as_of=run.period.last_day)
    left = [employee_id for employee_id in ids if employee_id not in found]
    if left:
        # Somebody who left before the month keeps the facts of the last day there was.
        found |= await ctx.people.by_ids(left)
    return sorted(found.values(), key=lambda employee: employee.number)


async def slips_of(
    ctx: Context,
    run: RunRow,
    month: Month,
    part: Part = EVERYBODY,
    *,
    compare: bool = False,
    before_run: UUID | None = None,
) -> tuple[Batch, Problems, Sequence[UUID]]:
    """Computed slips of a part of whom the run pays, what is wrong, and whom they are about. Writes nothing.

    ``compare`` looks at the net of the month before; ``before_run`` reads the year as it stood before that run.
    """
    batch, problems, nets = Batch(), Problems(), dict[UUID, int]()
    if run.kind != "monthly":
        employees = await named_people(ctx, run)
        ids: Sequence[UUID] = [employee.id for employee in employees]
        if compare and not run.items_only:
            nets = await repository.last_nets(ctx.company_id, run.period, ids)
        people = await _read(ctx, run, month, employees, before_run)
        compute_many(people, month, nets, batch, problems)
        return batch, problems, ids
    roll = await roll_of(ctx, run, part)
    if not roll.ids:
        return batch, problems, roll.ids
    items = await collect_items(ctx, run.period, roll.ids)
    if compare:
        nets = await repository.last_nets(ctx.company_id, run.period, between(roll))
    left = roll.ids
    if month.formulas is None:
        given = await read_givens(ctx, roll, run.period, run.pay_date, run.cut, items, before_run)
        left = compute_plain(given, month, nets, batch, problems)
    if left:
        employees = await ctx.people.employed_between(
            run.period.first_day, run.period.last_day, company_id=ctx.company_id, employee_ids=left
        )
        people = await _read(ctx, run, month, employees, before_run, items)
        compute_many(people, month, nets, batch, problems)
    return batch, problems, roll.ids


async def _read(
    ctx: Context,
    run: RunRow,
    month: Month,
    employees: Sequence[Employee],
    before_run: UUID | None,
    items: Mapping[UUID, Sequence[PayItem]] | None = None,
) -> list[PersonMonth]:
    ids = [employee.id for employee in employees]
    return await load_people(
        ctx,
        employees,
        run.period,
        run.pay_date,
        run.cut,
        formulas=month.formulas,
        run_id=None if run.kind == "monthly" else run.id,
        items_only=run.items_only,
        years=await year_states(ctx.company_id, ids, run.pay_date.year, run.pay_date.month, before_run),
        items=items,
    )
