"""The workforce of a company by month, counted beforehand.

The truth is the dataset ``core.workforce``, which counts from the job records. Counting a year of a large company from
them takes seconds, so its months are kept as cells (month, department, city, kind of employment, band of service),
made by the very statement of the dataset. A month that something changed in, or whose past was corrected, is marked
stale and counted anew; a question whose months aren't all kept and fresh is answered from the records instead.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from renshi_reporting.builder.arguments import Days
from renshi_reporting.builder.compile import source_of
from renshi_reporting.builder.periods import month_end, months_before
from renshi_sdk import Context
from renshi_sdk.db import execute, fetch, fetch_value

DATASET = "core.workforce"
MONTHS_KEPT = 36
KEYS = ("month", "department_id", "city", "employment_type", "tenure")
SUMS = {
    "person_days": "sum(t.person_days)",
    "closing": "sum(t.closing)",
    "joined": "sum(t.joined)",
    "left_all": 'sum(t."left")',
    "left_voluntary": "count(*) FILTER (WHERE t.\"left\" = 1 AND t.wish = 'voluntary')",
    "left_involuntary": "count(*) FILTER (WHERE t.\"left\" = 1 AND t.wish = 'involuntary')",
    "left_early": "sum(t.left_early)",
}
"""The figures as sums over rows of the dataset."""
FIGURES = tuple(SUMS)


async def count(ctx: Context, month: date) -> int:
    """Count a month of the context's company anew, up to today; returns its cells. A future month is left alone."""
    until = min(month_end(month), ctx.today())
    if until < month:
        return 0
    # Whoever counts the same month waits here, so that two don't write its cells side by side.
    await execute(
        "INSERT INTO reporting_month (id, company_id, month, until, computed_at, stale)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, false) ON CONFLICT (company_id, month)"
        " DO UPDATE SET until = $3, computed_at = $4, stale = false",
        ctx.company_id,
        month,
        until,
        ctx.now(),
    )
    await execute(
        "DELETE FROM reporting_month_cell WHERE company_id = $1 AND month = $2", ctx.company_id, month
    )
    opened = await ctx.reports.dataset(DATASET)
    source, arguments = source_of(opened.record, Days(ctx.company_id, month, until, ctx.today()))
    place = f"${len(arguments) + 1}"
    await execute(
        f"INSERT INTO reporting_month_cell (id, company_id, {', '.join(KEYS)}, {', '.join(FIGURES)})"
        f" SELECT gen_random_uuid(), {place}::uuid, {', '.join(f't.{k}' for k in KEYS)}, {', '.join(SUMS.values())}"
        f" FROM ({source}) AS t GROUP BY {', '.join(f't.{k}' for k in KEYS)}",
        *arguments,
        ctx.company_id,
    )
    made: int = await fetch_value(
        "SELECT count(*) FROM reporting_month_cell WHERE company_id = $1 AND month = $2",
        ctx.company_id,
        month,
    )
    return made


async def mark_stale(company_id: UUID, since: date) -> None:
    """Something changed from a day on: every kept month from then is counted again before it's used."""
    await execute(
        "UPDATE reporting_month SET stale = true WHERE company_id = $1 AND month >= $2 AND NOT stale",
        company_id,
        since.replace(day=1),
    )


async def waiting(ctx: Context, *, every: bool = False) -> list[date]:
    """Months that have to be counted: missing, stale, or not up to their last day or today. Newest first."""
    rows = await fetch(
        "SELECT month, until, stale FROM reporting_month WHERE company_id = $1", ctx.company_id
    )
    kept = {r["month"]: r for r in rows}
    today = ctx.today()
    wanted = [months_before(today, n) for n in range(MONTHS_KEPT)]
    return [
        m
        for m in wanted
        if every or m not in kept or kept[m]["stale"] or kept[m]["until"] < min(month_end(m), today)
    ]


async def covers(ctx: Context, first: date, last: date) -> bool:
    """Whether all months from ``first`` to ``last`` are kept and fresh, and no day of them is cut off."""
    if first.day != 1 or (last != month_end(last) and last != ctx.today()):
        return False
    kept = await fetch_value(
        "SELECT count(*) FROM reporting_month WHERE company_id = $1 AND month BETWEEN $2 AND $3 AND NOT stale"
        " AND until = least((month + interval '1 month')::date - 1, $3)",
        ctx.company_id,
        first,
        last,
    )
    wanted = (last.year - first.year) * 12 + last.month - first.month + 1
    return bool(kept == wanted)


async def forget_older(ctx: Context) -> None:
    """Months that are no longer kept go."""
    oldest = months_before(ctx.today(), MONTHS_KEPT - 1) - timedelta(days=1)
    for table in ("reporting_month_cell", "reporting_month"):
        await execute(f"DELETE FROM {table} WHERE company_id = $1 AND month <= $2", ctx.company_id, oldest)
