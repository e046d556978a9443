"""Rules of companies, and what the nights removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import ListField, ListSpec, execute, fetch

RUNS = ListSpec(
    select="SELECT r.id, r.data_class, r.on_day, r.before_day, r.rows, r.finished_at FROM core_retention_run r",
    fields={
        "on_day": ListField("r.on_day", "date", sortable=True),
        "data_class": ListField("r.data_class"),
        "rows": ListField("r.rows", "integer", sortable=True),
    },
    key="r.id",
    default_sort="-on_day",
)


async def rules(company_id: UUID) -> dict[str, dict[str, Any]]:
    """The company's rules by data class."""
    rows = await fetch(
        "SELECT data_class, keep, changed_by, changed_at FROM core_retention_rule WHERE company_id = $1",
        company_id,
    )
    return {r["data_class"]: dict(r) for r in rows}


async def keep(company_id: UUID, data_class: str, months_or_days: int, by: str, now: datetime) -> None:
    """Write a rule."""
    await execute(
        "INSERT INTO core_retention_rule (id, company_id, data_class, keep, changed_by, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (company_id, data_class)"
        " DO UPDATE SET keep = excluded.keep, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        new_id(),
        company_id,
        data_class,
        months_or_days,
        by,
        now,
    )


async def drop(company_id: UUID, data_class: str) -> bool:
    """Take a rule back; whether there was one."""
    tag = await execute(
        "DELETE FROM core_retention_rule WHERE company_id = $1 AND data_class = $2", company_id, data_class
    )
    return tag == "DELETE 1"


async def held(today: date) -> tuple[UUID, ...]:
    """Employees on whom a legal hold stands."""
    rows = await fetch(
        "SELECT DISTINCT employee_id FROM core_legal_hold WHERE lifted_at IS NULL AND (until IS NULL OR until >= $1)",
        today,
    )
    return tuple(r["employee_id"] for r in rows)


async def note(company_id: UUID, data_class: str, on: date, before: date, rows: int, now: datetime) -> None:
    """Add what a batch removed to the day's line."""
    await execute(
        "INSERT INTO core_retention_run AS r (id, company_id, data_class, on_day, before_day, rows, finished_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (company_id, data_class, on_day)"
        " DO UPDATE SET rows = r.rows + excluded.rows, before_day = excluded.before_day,"
        " finished_at = excluded.finished_at",
        new_id(),
        company_id,
        data_class,
        on,
        before,
        rows,
        now,
    )


async def last_runs(company_id: UUID) -> dict[str, dict[str, Any]]:
    """The newest day on which each class was purged, with its rows."""
    rows = await fetch(
        "SELECT DISTINCT ON (data_class) data_class, on_day, rows FROM core_retention_run WHERE company_id = $1"
        " AND rows > 0 ORDER BY data_class, on_day DESC",
        company_id,
    )
    return {r["data_class"]: dict(r) for r in rows}
