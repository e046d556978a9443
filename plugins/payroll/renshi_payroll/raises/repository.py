"""Queries on batches of pay adjustments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from renshi_sdk import NotFound, Text
from renshi_sdk.db import ListField, ListSpec, execute, fetch_row


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as stored."""

    id: UUID
    title: str
    effective_on: date
    reason: str
    state: str
    version: int
    digest: str
    request_id: UUID | None
    created_by: UUID | None


async def get(company_id: UUID, raise_id: UUID, *, lock: Literal["", "FOR UPDATE"] = "") -> Batch:
    """A batch of the company. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, title, effective_on, reason, state, version, digest, request_id, created_by FROM payroll_raise"
        f" WHERE id = $1 AND company_id = $2 {lock}",
        raise_id,
        company_id,
    )
    if row is None:
        raise NotFound(Text("没有该调薪批次", "no such batch"))
    return Batch(*row)


RAISES = ListSpec(
    select=(
        "SELECT b.id, b.title, b.effective_on, b.reason, b.state, b.version, b.request_id, b.recorded_at,"
        " n.people, n.errors, n.warnings, (n.monthly / 100.0)::numeric(16,2) AS monthly"
        " FROM payroll_raise b JOIN LATERAL (SELECT count(*) FILTER (WHERE r.severity <> 'error')::int AS people,"
        " count(*) FILTER (WHERE r.severity = 'error')::int AS errors,"
        " count(*) FILTER (WHERE r.severity = 'warning')::int AS warnings,"
        " coalesce(sum(r.new_wage - r.old_wage) FILTER (WHERE r.severity <> 'error'), 0) AS monthly"
        " FROM payroll_raise_row r WHERE r.raise_id = b.id) n ON true"
    ),
    fields={
        "state": ListField("b.state"),
        "effective_on": ListField("b.effective_on", "date", sortable=True),
        "recorded_at": ListField("b.recorded_at", "datetime", sortable=True),
    },
    key="b.id",
    default_sort="-recorded_at",
    search="b.title ILIKE {}",
)
ROWS = ListSpec(
    select=(
        "SELECT r.id, r.line, r.number AS employee_number, e.name AS employee_name, e.department_name, r.employee_id,"
        " (r.old_wage / 100.0)::numeric(14,2) AS old_wage, (r.new_wage / 100.0)::numeric(14,2) AS new_wage,"
        " ((r.new_wage - r.old_wage) / 100.0)::numeric(14,2) AS difference,"
        " CASE WHEN r.old_wage > 0 THEN round((r.new_wage - r.old_wage)::numeric / r.old_wage, 4) END AS percent,"
        " (r.social_base / 100.0)::numeric(14,2) AS social_base,"
        " (r.housing_base / 100.0)::numeric(14,2) AS housing_base, r.reason, r.severity, r.zh, r.en"
        " FROM payroll_raise_row r LEFT JOIN renshi_employee e ON e.id = r.employee_id"
    ),
    fields={
        "severity": ListField("r.severity", sortable=True),
        "line": ListField("r.line", "integer", sortable=True),
        "employee_number": ListField("r.number", sortable=True),
        "new_wage": ListField("r.new_wage", "integer", sortable=True),
    },
    key="r.id",
    default_sort="line",
    search="e.name ILIKE {} OR r.number ILIKE {}",
)

#: What a row writes: the terms in force on the day, with the new wage and the bases that were given.
_TERMS = (
    "INSERT INTO payroll_term (id, company_id, employee_id, valid_from, monthly_wage, jurisdiction, profile,"
    " social_base, housing_base, housing_ppm, resident, part_time, reason, request_id, recorded_at, recorded_by)"
)
_IN_FORCE = (
    "JOIN LATERAL (SELECT * FROM payroll_term p WHERE p.company_id = b.company_id AND p.employee_id = r.employee_id"
    " AND p.valid_from <= b.effective_on {more} ORDER BY p.valid_from DESC, p.recorded_at DESC, p.id DESC LIMIT 1)"
    " t ON true"
)


async def write_terms(raise_id: UUID, request_id: UUID, now: datetime, actor: UUID | None) -> int:
    """Terms of every row, in one statement. Returns how many."""
    tag = await execute(
        f"{_TERMS} SELECT gen_random_uuid(), b.company_id, r.employee_id, b.effective_on, r.new_wage, t.jurisdiction,"
        " t.profile, coalesce(r.social_base, t.social_base), coalesce(r.housing_base, t.housing_base), t.housing_ppm,"
        " t.resident, t.part_time, r.reason, $2, $3, $4 FROM payroll_raise b"
        f" JOIN payroll_raise_row r ON r.raise_id = b.id AND r.severity <> 'error' {_IN_FORCE.format(more='')}"
        " WHERE b.id = $1",
        raise_id,
        request_id,
        now,
        actor,
    )
    return int(tag.split()[-1])


async def unwrite_terms(
    raise_id: UUID, request_id: UUID, reason: str, now: datetime, actor: UUID | None
) -> int:
    """Put back what was in force before a batch, as newer rows of the same day: nothing is deleted."""
    before = _IN_FORCE.format(more="AND p.request_id IS DISTINCT FROM $2")
    tag = await execute(
        f"{_TERMS} SELECT gen_random_uuid(), b.company_id, r.employee_id, b.effective_on, t.monthly_wage,"
        " t.jurisdiction, t.profile, t.social_base, t.housing_base, t.housing_ppm, t.resident, t.part_time, $3,"
        " NULL, $4, $5"
        f" FROM payroll_raise b JOIN payroll_raise_row r ON r.raise_id = b.id AND r.severity <> 'error' {before}"
        " WHERE b.id = $1",
        raise_id,
        request_id,
        reason,
        now,
        actor,
    )
    return int(tag.split()[-1])
