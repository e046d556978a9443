"""Queries on one-off items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renshi_sdk.db import ListField, ListSpec, fetch


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One item; ``amount`` in fen, 0 or more."""

    employee_id: UUID
    component: str
    amount: int
    note: str


async def adjustments_of(
    company_id: UUID, period: str, employee_ids: Sequence[UUID], known_at: datetime
) -> dict[UUID, list[Adjustment]]:
    """Items of the month in the order they were entered."""
    rows = await fetch(
        "SELECT employee_id, component, amount, note FROM payroll_adjustment"
        " WHERE company_id = $1 AND period = $2 AND employee_id = ANY($3) AND recorded_at <= $4 AND NOT cancelled"
        " ORDER BY id",
        company_id,
        period,
        list(employee_ids),
        known_at,
    )
    found: dict[UUID, list[Adjustment]] = {}
    for row in rows:
        found.setdefault(row["employee_id"], []).append(Adjustment(*row))
    return found


ADJUSTMENTS = ListSpec(
    select=(
        "SELECT a.id, a.period, a.component, (a.amount / 100.0)::numeric(14,2) AS amount, a.note, a.cancelled,"
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
