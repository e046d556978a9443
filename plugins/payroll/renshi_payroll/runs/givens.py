"""What the plain months of a shard are made of, read in a handful of queries and one round of the other plugins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from renshi_payroll.adjustments.repository import adjustments_of
from renshi_payroll.facts.repository import tax_facts
from renshi_payroll.ledger.repository import YEAR_SUMS, full_year_eligibility
from renshi_payroll.runs.assembly import rule_key_of
from renshi_payroll.runs.plain import Givens, Standing
from renshi_payroll.runs.untaken import with_untaken_paid
from renshi_payroll.who import Between
from renshi_sdk import Context
from renshi_sdk.contracts import PayItem, PayPeriod, Roll
from renshi_sdk.db import fetch

#: Terms in force on the last day, where they began by the first, of residents who are paid by the month; with the year
#: before, where it was taxed as a resident's. Everybody else is assembled one by one.
_STANDINGS = (
    "WITH latest AS (SELECT DISTINCT ON (employee_id) employee_id, valid_from, monthly_wage, social_base, housing_base,"
    " jurisdiction, profile, housing_ppm, resident, part_time FROM payroll_term"
    " WHERE company_id = $1 AND employee_id >= $2 AND employee_id <= $3 AND valid_from <= $4 AND recorded_at <= $5"
    " ORDER BY employee_id, valid_from DESC, recorded_at DESC, id DESC),"
    f" year AS ({YEAR_SUMS})"
    " SELECT l.employee_id, l.monthly_wage, l.social_base, l.housing_base, l.jurisdiction, l.profile, l.housing_ppm,"
    " coalesce(y.income, 0), coalesce(y.exempt, 0), coalesce(y.special, 0), coalesce(y.tax, 0),"
    " coalesce(y.bonus_used, false), y.first_month"
    " FROM latest l LEFT JOIN year y ON y.employee_id = l.employee_id"
    " WHERE l.valid_from <= $6 AND l.resident AND NOT l.part_time AND y.all_resident IS NOT FALSE"
).format(company="$1", mine="employee_id >= $2 AND employee_id <= $3", year="$7", month="$8", run="$9")


async def standings_of(
    company_id: UUID,
    everybody: Between,
    period: PayPeriod,
    pay_date: date,
    known_at: datetime,
    before_run: UUID | None = None,
) -> dict[UUID, Standing]:
    """The standings of whoever has one.

    ``before_run`` reads the year as it stood before that run.
    """
    rows = await fetch(
        _STANDINGS,
        company_id,
        everybody.first,
        everybody.last,
        period.last_day,
        known_at,
        period.first_day,
        pay_date.year,
        pay_date.month,
        before_run,
    )
    keys: dict[tuple[str, str, int | None], str] = {}
    found: dict[UUID, Standing] = {}
    for one, wage, social, housing, city, profile, ppm, income, exempt, special, tax, bonus, month in rows:
        named = (city, profile, ppm)
        key = keys.get(named)
        if key is None:
            key = keys[named] = rule_key_of(city, profile, ppm)
        found[one] = Standing(wage, social, housing, key, income, exempt, special, tax, bonus, month)
    return found


async def read_givens(
    ctx: Context,
    roll: Roll,
    period: PayPeriod,
    pay_date: date,
    known_at: datetime,
    pay_items: Mapping[UUID, Sequence[PayItem]],
    before_run: UUID | None = None,
) -> Givens:
    """Everything plain months depend on, for the people of ``roll``."""
    everybody = between(roll)
    return Givens(
        roll,
        await standings_of(ctx.company_id, everybody, period, pay_date, known_at, before_run),
        await tax_facts(ctx.company_id, everybody, pay_date, known_at),
        pay_items,
        await adjustments_of(ctx.company_id, str(period), everybody, known_at),
        await full_year_eligibility(ctx.company_id, everybody, pay_date.year - 1),
    )


def between(roll: Roll) -> Between:
    """The ids of a roll with anybody on it. What is found of others between them is not asked for."""
    return Between(roll.ids[0], roll.ids[-1])


async def collect_items(
    ctx: Context, period: PayPeriod, ids: Sequence[UUID], more: Iterable[PayItem] = ()
) -> dict[UUID, list[PayItem]]:
    """The other plugins' items of the month and ``more``, in an order that doesn't depend on theirs."""
    collected = await ctx.hooks.collect_pay_items(
        company_id=ctx.company_id, period=period, employee_ids=list(ids)
    )
    return ordered_items(ids, (*(await with_untaken_paid(ctx, period, collected)), *more))


def ordered_items(ids: Sequence[UUID], items: Sequence[PayItem]) -> dict[UUID, list[PayItem]]:
    """Items by employee; those of people that were not asked for are left out."""
    found: dict[UUID, list[PayItem]] = {}
    if items:
        wanted = set(ids)
        for item in sorted(items, key=lambda one: (one.kind, one.code, one.label.zh, one.evidence)):
            if item.employee_id in wanted:
                found.setdefault(item.employee_id, []).append(item)
    return found
