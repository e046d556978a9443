"""Queries on one-off items."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_payroll.who import People, those
from renshi_sdk.db import ListField, ListSpec, fetch, fetch_value


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One item; ``amount`` in fen, 0 or more; below 0 only where it corrects a line of an earlier run."""

    employee_id: UUID
    component: str
    amount: int
    note: str
    line: str | None = None
    source_run_id: UUID | None = None
    detail: dict[str, Any] | None = None


async def adjustments_of(
    company_id: UUID,
    period: str,
    people: People,
    known_at: datetime,
    run_id: UUID | None = None,
) -> dict[UUID, list[Adjustment]]:
    """Items of the month's regular run, or of a run of its own, in the order they were entered."""
    mine, who = those(people, 5)
    rows = await fetch(
        "SELECT employee_id, component, amount, note, line, source_run_id, detail FROM payroll_adjustment"
        f" WHERE company_id = $1 AND period = $2 AND {mine} AND recorded_at <= $3 AND NOT cancelled"
        " AND run_id IS NOT DISTINCT FROM $4 ORDER BY id",
        company_id,
        period,
        known_at,
        run_id,
        *who,
    )
    found: dict[UUID, list[Adjustment]] = {}
    for row in rows:
        detail = None if row["detail"] is None else json.loads(row["detail"])
        found.setdefault(row["employee_id"], []).append(
            Adjustment(
                row["employee_id"],
                row["component"],
                row["amount"],
                row["note"],
                row["line"],
                row["source_run_id"],
                detail,
            )
        )
    return found


async def entered_since(company_id: UUID, period: str, run_id: UUID | None, known_at: datetime) -> int:
    """How many items of the month's regular run, or of a run of its own, were entered after its cut."""
    count: int = await fetch_value(
        "SELECT count(*) FROM payroll_adjustment WHERE company_id = $1 AND period = $2"
        " AND run_id IS NOT DISTINCT FROM $3 AND NOT cancelled AND recorded_at > $4",
        company_id,
        period,
        run_id,
        known_at,
    )
    return count


async def members_by_items(run_id: UUID, known_at: datetime) -> list[UUID]:
    """Whoever has an item in a run of its own."""
    rows = await fetch(
        "SELECT DISTINCT employee_id FROM payroll_adjustment"
        " WHERE run_id = $1 AND recorded_at <= $2 AND NOT cancelled ORDER BY 1",
        run_id,
        known_at,
    )
    return [row["employee_id"] for row in rows]


ADJUSTMENTS = ListSpec(
    select=(
        "SELECT a.id, a.period, a.component, (a.amount / 100.0)::numeric(14,2) AS amount, a.note,"
        " a.cancelled, a.run_id, a.source_run_id, a.line,"
        " a.recorded_at, a.employee_id, e.name AS employee_name, e.number AS employee_number"
        " FROM payroll_adjustment a JOIN renshi_employee e ON e.id = a.employee_id"
    ),
    fields={
        "period": ListField("a.period", sortable=True),
        "component": ListField("a.component"),
        "employee_id": ListField("a.employee_id", "uuid"),
        "employee_name": ListField("e.name", sortable=True),
        "cancelled": ListField("a.cancelled", "boolean"),
        "recorded_at": ListField("a.recorded_at", "datetime", sortable=True),
    },
    key="a.id",
    default_sort="-recorded_at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
