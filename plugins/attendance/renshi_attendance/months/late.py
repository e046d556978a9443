"""Facts that arrive: they make a computed month stale, and a locked month gets an adjustment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.contracts import PayPeriod

from .. import locks
from ..refusals import refusals
from ..workplace import from_snapshot, workplace
from . import differences, repository
from .compute import Figures, compute
from .people import employed
from .repository import MonthState


async def facts_changed(
    ctx: Context, changed: Mapping[UUID, Iterable[date]], *, cause: str, note: str
) -> list[str]:
    """Tell the months that facts of some people on some days changed, after the change was written.

    Call it in the transaction of the change, with the persons' locks held. In a locked month the difference
    between what it says and what it would say now is stored as an adjustment into the first month that is not
    locked; the locked month stays as it is. ``cause`` is the idempotency key. Returns the locked months
    touched.
    """
    people: dict[str, set[UUID]] = {}
    for employee_id, days in changed.items():
        for day in days:
            people.setdefault(str(PayPeriod(day.year, day.month)), set()).add(employee_id)
    touched: list[str] = []
    for period in sorted(people):
        await locks.month_shared(ctx.company_id, period)
        month = await repository.find(ctx.company_id, period)
        if month is None:
            continue
        if month.state != "locked":
            # Also while it is being computed: a shard may have read the facts before this one.
            await repository.mark_stale(ctx.company_id, period, sorted(people[period]))
            continue
        touched.append(period)
        await _adjust(ctx, month, sorted(people[period]), cause, note)
    return touched


async def first_open(ctx: Context, after: PayPeriod) -> str:
    """The first month after ``after`` that is neither locked nor paid, held against being locked
    meanwhile.
    """
    period = after.next()
    while True:
        await locks.month_shared(ctx.company_id, str(period))
        month = await repository.find(ctx.company_id, str(period))
        if month is None or (month.state != "locked" and month.paid_at is None):
            return str(period)
        period = period.next()


async def _adjust(ctx: Context, month: MonthState, employee_ids: list[UUID], cause: str, note: str) -> None:
    period = PayPeriod.parse(month.period)
    employees = await employed(ctx, period, employee_ids)
    # By the rules of the lock: a setting changed since then must not look like a late fact.
    place = from_snapshot(month.rules) if month.rules else await workplace(ctx)
    with refusals():
        current = await compute(ctx, place, period, employees, now=ctx.now())
    stored = await repository.stored_figures(ctx.company_id, str(period), employee_ids)
    said: dict[UUID, Figures] = {person: dict(figures) for person, (_, figures) in stored.items()}
    for earlier in await differences.adjustments(ctx.company_id, employee_ids, source=str(period)):
        said[earlier.employee_id] = added(said.get(earlier.employee_id, {}), earlier.figures)
    into = await first_open(ctx, period)
    for one in current:
        difference = minus(one.figures, said.get(one.employee_id, {}))
        if difference:
            await differences.add_adjustment(
                ctx.company_id, one.employee_id, str(period), into, cause, difference, note
            )


async def settle_with_payroll(ctx: Context, month: MonthState) -> int:
    """After the lock: what the month says beyond what payroll was told and paid becomes adjustments.

    Nothing happens for a month that is not paid: its pay run will read the locked figures. Returns how many
    people have a difference.
    """
    if month.paid_at is None:
        return 0
    told = await differences.told(ctx.company_id, month.period)
    final = await repository.all_figures(month.id)
    extra = await differences.by_person(ctx.company_id, list(told), month.period)
    into: str | None = None
    count = 0
    # A person whom payroll never asked about was not paid by that run; there is nothing to settle.
    for employee_id, figures in told.items():
        owed = added(final.get(employee_id, {}), *(late.figures for late in extra.get(employee_id, ())))
        difference = minus(owed, figures)
        if difference:
            into = into or await first_open(ctx, PayPeriod.parse(month.period))
            await differences.add_adjustment(
                ctx.company_id,
                employee_id,
                month.period,
                into,
                f"month:{month.period}:settled",
                difference,
                f"{month.period} 算薪后考勤变动",
            )
            count += 1
    return count


def added(*parts: Mapping[str, Decimal]) -> Figures:
    """Sum of figures, zeros left out."""
    total: Figures = {}
    for part in parts:
        for name, value in part.items():
            total[name] = total.get(name, Decimal(0)) + value
    return {name: value for name, value in total.items() if value}


def minus(left: Mapping[str, Decimal], right: Mapping[str, Decimal]) -> Figures:
    """Difference of figures, zeros left out."""
    return added(left, {name: -value for name, value in right.items()})
