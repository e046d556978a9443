"""Rows that settle a month with payroll: what was told before the lock, and what late facts change after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch

from .compute import Figures
from .repository import dump_figures, load_figures


async def tell(company_id: UUID, period: str, told: Mapping[UUID, Figures], now: datetime) -> None:
    """Note what payroll was told of people; the last word before the pay run closes counts.

    What was said of one person alone is kept beside what was said of many: a preview must not pass for the run.
    """
    people = sorted(told)
    await execute(
        "INSERT INTO attendance_told (id, company_id, period, employee_id, figures, told_at, together)"
        " SELECT i, $2, $3, e, f::jsonb, $6, $7 FROM unnest($1::uuid[], $4::uuid[], $5::text[]) AS t(i, e, f)"
        " ON CONFLICT (tenant_id, company_id, period, employee_id, together) DO UPDATE SET figures = EXCLUDED.figures,"
        " told_at = EXCLUDED.told_at",
        [new_id() for _ in people],
        company_id,
        period,
        people,
        [dump_figures(told[person]) for person in people],
        now,
        len(people) > 1,
    )


async def told(company_id: UUID, period: str) -> dict[UUID, Figures]:
    """What payroll was told of a month, by employee; what was said to a whole run comes first."""
    rows = await fetch(
        "SELECT DISTINCT ON (employee_id) employee_id, figures FROM attendance_told"
        " WHERE company_id = $1 AND period = $2 ORDER BY employee_id, together DESC",
        company_id,
        period,
    )
    return {row["employee_id"]: load_figures(row["figures"]) for row in rows}


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """A late fact's difference."""

    id: UUID
    employee_id: UUID
    source_period: str
    into_period: str
    figures: Figures


async def adjustments(
    company_id: UUID, employee_ids: Sequence[UUID], *, source: str | None = None, into: str | None = None
) -> list[AdjustmentRow]:
    """Adjustments of people that come from or go into a month."""
    rows = await fetch(
        "SELECT id, employee_id, source_period, into_period, figures FROM attendance_adjustment"
        " WHERE company_id = $1 AND employee_id = ANY($2) AND ($3::text IS NULL OR source_period = $3)"
        " AND ($4::text IS NULL OR into_period = $4) ORDER BY created_at, id",
        company_id,
        list(employee_ids),
        source,
        into,
    )
    return [
        AdjustmentRow(
            row["id"],
            row["employee_id"],
            row["source_period"],
            row["into_period"],
            load_figures(row["figures"]),
        )
        for row in rows
    ]


async def by_person(
    company_id: UUID, employee_ids: Sequence[UUID], into: str
) -> dict[UUID, list[AdjustmentRow]]:
    """Adjustments that go into a month, by employee."""
    found: dict[UUID, list[AdjustmentRow]] = {}
    for row in await adjustments(company_id, employee_ids, into=into):
        found.setdefault(row.employee_id, []).append(row)
    return found


async def add_adjustment(
    company_id: UUID,
    employee_id: UUID,
    source: str,
    into: str,
    cause: str,
    figures: Mapping[str, Decimal],
    note: str,
) -> None:
    """Write a difference; a cause counts once per person and month."""
    await execute(
        "INSERT INTO attendance_adjustment (id, company_id, employee_id, source_period, into_period, cause,"
        " figures, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (tenant_id, employee_id, source_period, cause) DO NOTHING",
        new_id(),
        company_id,
        employee_id,
        source,
        into,
        cause,
        dump_figures(figures),
        note,
    )
