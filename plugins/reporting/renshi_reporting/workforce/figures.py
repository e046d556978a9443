"""Figures of a period by one dimension, from the months counted beforehand or from the records themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from renshi_reporting.builder.arguments import Days
from renshi_reporting.builder.compile import scoped_source
from renshi_reporting.builder.periods import month_end
from renshi_reporting.workforce import snapshot
from renshi_sdk import Context
from renshi_sdk.db import fetch

READ = "core.employee.read"
By = Literal["department", "city", "tenure", "employment_type", "month"]
_KEY: dict[str, str] = {
    "department": "department_id",
    "city": "city",
    "tenure": "tenure",
    "employment_type": "employment_type",
    "month": "month",
}


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of one group. ``person_days`` is the sum of the heads of each day; ``days`` those of the group's time."""

    key: Any
    label: str | None
    days: int
    person_days: int
    closing: int
    joined: int
    left_all: int
    left_voluntary: int
    left_involuntary: int
    left_early: int

    @property
    def average(self) -> Decimal:
        """Average headcount, day-weighted."""
        return Decimal(self.person_days) / self.days if self.days else Decimal(0)

    def rate(self, leavers: int) -> Decimal | None:
        """Leavers ÷ average headcount; ``None`` where nobody was there."""
        return Decimal(leavers) / self.average if self.person_days else None

    def voluntary_rate(self) -> Decimal | None:
        """Leavers of their own wish ÷ average headcount; ``None`` too where of no leaver the kind is on record."""
        if self.left_all and not self.left_voluntary + self.left_involuntary:
            return None
        return self.rate(self.left_voluntary)

    def annualised(self) -> Decimal | None:
        """The rate of the period made one of 365 days."""
        rate = self.rate(self.left_all)
        return None if rate is None else rate * 365 / self.days


async def lines(ctx: Context, by: By, first: date, last: date) -> list[Line]:
    """Figures from ``first`` to ``last`` by one dimension, within the reader's scope."""
    key = _KEY[by]
    if ctx.access.covers_company(READ) and await snapshot.covers(ctx, first, last):
        rows = await _kept(ctx, key, first, last)
    else:
        rows = await _live(ctx, key, first, last)
    return [_line(by, row, first, last) for row in rows]


def together(found: Sequence[Line], first: date, last: date) -> Line:
    """All lines as one. The heads at the end are those of the last month where lines are months."""
    months = bool(found) and isinstance(found[-1].key, date)
    summed = {n: sum(getattr(line, n) for line in found) for n in snapshot.FIGURES if n != "closing"}
    closing = found[-1].closing if months else sum(line.closing for line in found)
    return Line(key=None, label=None, days=(last - first).days + 1, closing=closing, **summed)


async def _kept(ctx: Context, key: str, first: date, last: date) -> list[Any]:
    sums = ", ".join(f"sum(c.{f})::bigint AS {f}" for f in snapshot.FIGURES if f != "closing")
    closing = (
        "sum(c.closing)" if key == "month" else "coalesce(sum(c.closing) FILTER (WHERE c.month = $4), 0)"
    )
    grouped = (
        f"SELECT c.{key} AS key, {sums}, {closing}::bigint AS closing FROM reporting_month_cell c"
        f" WHERE c.company_id = $1 AND c.month BETWEEN $2 AND $3 AND $4::date IS NOT NULL GROUP BY c.{key}"
    )
    return await _named(grouped, key, [ctx.company_id, first, last, last.replace(day=1)])


async def _live(ctx: Context, key: str, first: date, last: date) -> list[Any]:
    opened = await ctx.reports.dataset(snapshot.DATASET)
    source, condition, arguments = scoped_source(opened, Days(ctx.company_id, first, last, ctx.today()))
    place = f"${len(arguments) + 1}"
    named = dict(snapshot.SUMS)
    if key != "month":
        named["closing"] = f"coalesce(sum(t.closing) FILTER (WHERE t.month = {place}::date), 0)"
    listed = ", ".join(f"{sql}::bigint AS {name}" for name, sql in named.items())
    grouped = (
        f"SELECT t.{key} AS key, {listed} FROM ({source}) AS t"
        f" WHERE ({condition}) AND {place}::date IS NOT NULL GROUP BY t.{key}"
    )
    return await _named(grouped, key, [*arguments, last.replace(day=1)])


async def _named(grouped: str, key: str, arguments: list[Any]) -> list[Any]:
    if key != "department_id":
        return list(
            await fetch(
                f"SELECT g.*, g.key::text AS label FROM ({grouped}) g ORDER BY g.key NULLS LAST", *arguments
            )
        )
    return list(
        await fetch(
            f"SELECT g.*, d.name AS label FROM ({grouped}) g JOIN renshi_department d ON d.id = g.key ORDER BY d.code",
            *arguments,
        )
    )


def _line(by: By, row: Any, first: date, last: date) -> Line:
    days = (last - first).days + 1
    if by == "month":
        days = (min(month_end(row["key"]), last) - max(row["key"], first)).days + 1
    return Line(
        key=row["key"], label=row["label"], days=days, **{name: int(row[name]) for name in snapshot.FIGURES}
    )
