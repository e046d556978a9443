"""Counting and removing rows by their day, set-based: what most data classes need."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from renshi_sdk.context import Context
from renshi_sdk.contributions.retention import Purge
from renshi_sdk.db.session import execute, fetch_value


class RowsByDay:
    """Rows of one table, with ``count`` and ``purge`` for a :class:`DataClass`.

    ``day`` is a column of the table, a date or an instant (``kind``); ``person`` the column with the employee, for
    legal holds; ``condition`` further SQL over the table as ``t``. Rows belong to the company by their column
    ``company_id``, or with ``by_person`` by where the person is employed or was last.
    """

    def __init__(
        self,
        table: str,
        *,
        day: str,
        kind: Literal["date", "instant"] = "instant",
        person: str | None = "employee_id",
        condition: str = "TRUE",
        by_person: bool = False,
    ) -> None:
        owned = (
            f"t.{person} IN (SELECT e.id FROM renshi_employee e WHERE e.company_id = $1)"
            if by_person
            else "t.company_id = $1"
        )
        spared = (
            f" AND (t.{person} IS NULL OR t.{person} <> ALL($3::uuid[]))"
            if person
            else " AND $3::uuid[] IS NOT NULL"
        )
        self._kind = kind
        rows = f"FROM {table} t WHERE {owned} AND t.{day} < $2 AND ({condition}){spared}"
        self._count = f"SELECT count(*) {rows}"
        self._purge = f"DELETE FROM {table} WHERE id IN (SELECT t.id {rows} ORDER BY t.{day} LIMIT $4)"

    async def count(self, ctx: Context, order: Purge) -> int:
        """How many rows would go."""
        found: int = await fetch_value(
            self._count, ctx.company_id, self._limit(ctx, order.before), list(order.held)
        )
        return found

    async def purge(self, ctx: Context, order: Purge) -> int:
        """Remove a batch."""
        tag = await execute(
            self._purge, ctx.company_id, self._limit(ctx, order.before), list(order.held), order.limit
        )
        return int(tag.split()[-1])

    def _limit(self, ctx: Context, before: date) -> date | datetime:
        return before if self._kind == "date" else datetime.combine(before, time(), ZoneInfo(ctx.time_zone))
