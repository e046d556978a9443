"""Queries on pay terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_value

_COLUMNS = (
    "employee_id, valid_from, monthly_wage, jurisdiction, profile, social_base, housing_base, housing_ppm,"
    " resident, part_time"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Pay terms of one employee from ``valid_from`` on. Money in fen, ``housing_ppm`` in ppm."""

    employee_id: UUID
    valid_from: date
    monthly_wage: int
    jurisdiction: str
    profile: str
    social_base: int | None
    housing_base: int | None
    housing_ppm: int | None
    resident: bool | None
    part_time: bool


async def terms_until(
    company_id: UUID, employee_ids: Sequence[UUID], last: date, known_at: datetime
) -> dict[UUID, list[Terms]]:
    """Terms that began by ``last`` as known at ``known_at``, oldest first, per employee."""
    rows = await fetch(
        f"SELECT DISTINCT ON (employee_id, valid_from) {_COLUMNS} FROM payroll_term"
        " WHERE company_id = $1 AND employee_id = ANY($2) AND valid_from <= $3 AND recorded_at <= $4"
        " ORDER BY employee_id, valid_from, recorded_at DESC, id DESC",
        company_id,
        list(employee_ids),
        last,
        known_at,
    )
    found: dict[UUID, list[Terms]] = {}
    for row in rows:
        found.setdefault(row["employee_id"], []).append(Terms(*row))
    return found


async def distinct_rule_keys(
    company_id: UUID, first: date, last: date, known_at: datetime
) -> list[tuple[str, str, int | None]]:
    """The different (jurisdiction, profile, own housing rate) in force between two days in the company.

    Terms of people who had left before ``first`` don't count: an old city must not hold up a new month.
    """
    # Most companies have one for everybody, ever: then it is enough to find one person it holds for.
    ever = await fetch(
        "SELECT DISTINCT jurisdiction, profile, housing_ppm FROM payroll_term"
        " WHERE company_id = $1 AND valid_from <= $2 AND recorded_at <= $3",
        company_id,
        last,
        known_at,
    )
    if len(ever) <= 1:
        held = await fetch_value(
            "SELECT EXISTS (SELECT FROM payroll_term t JOIN renshi_employee e ON e.id = t.employee_id"
            " WHERE t.company_id = $1 AND t.valid_from <= $3 AND t.recorded_at <= $4"
            " AND (e.left_on IS NULL OR e.left_on >= $2))",
            company_id,
            first,
            last,
            known_at,
        )
        return [(row[0], row[1], row[2]) for row in ever] if held else []
    rows = await fetch(
        "SELECT DISTINCT jurisdiction, profile, housing_ppm FROM ("
        " SELECT DISTINCT ON (t.employee_id, greatest(t.valid_from, $2)) t.jurisdiction, t.profile, t.housing_ppm"
        " FROM payroll_term t JOIN renshi_employee e ON e.id = t.employee_id"
        " WHERE t.company_id = $1 AND t.valid_from <= $3 AND t.recorded_at <= $4"
        " AND (e.left_on IS NULL OR e.left_on >= $2)"
        " ORDER BY t.employee_id, greatest(t.valid_from, $2), t.valid_from DESC, t.recorded_at DESC, t.id DESC"
        ") AS in_force ORDER BY 1, 2, 3",
        company_id,
        first,
        last,
        known_at,
    )
    return [(row["jurisdiction"], row["profile"], row["housing_ppm"]) for row in rows]


async def id_bounds(company_id: UUID, size: int) -> list[UUID]:
    """Every ``size``-th id of the employees with terms in the company, former ones included, but not the last: ids that
    cut them into parts of that size.
    """
    rows = await fetch(
        "SELECT employee_id FROM (SELECT employee_id, row_number() OVER (ORDER BY employee_id) AS place,"
        " count(*) OVER () AS people FROM (SELECT DISTINCT employee_id FROM payroll_term WHERE company_id = $1) AS t"
        ") AS numbered WHERE place % $2 = 0 AND place < people ORDER BY employee_id",
        company_id,
        size,
    )
    return [row["employee_id"] for row in rows]


CURRENT_TERMS = ListSpec(
    select=(
        "SELECT e.id AS employee_id, e.number AS employee_number, e.name AS employee_name,"
        " e.department_name, t.valid_from, (t.monthly_wage / 100.0)::numeric(14,2) AS monthly_wage,"
        " t.jurisdiction, t.profile, (t.social_base / 100.0)::numeric(14,2) AS social_base,"
        " (t.housing_base / 100.0)::numeric(14,2) AS housing_base,"
        " (t.housing_ppm / 10000.0)::numeric(6,3) AS housing_percent, t.resident, t.part_time, t.reason,"
        " t.recorded_at, (t.id IS NULL) AS missing"
        " FROM renshi_employee e LEFT JOIN LATERAL (SELECT * FROM payroll_term p"
        " WHERE p.employee_id = e.id AND p.company_id = e.company_id"
        " ORDER BY p.valid_from DESC, p.recorded_at DESC, p.id DESC LIMIT 1) t ON true"
    ),
    fields={
        "employee_number": ListField("e.number", sortable=True),
        "employee_name": ListField("e.name", sortable=True),
        "department_id": ListField("e.department_id", "uuid"),
        "jurisdiction": ListField("t.jurisdiction"),
        "status": ListField("e.status"),
        "missing": ListField("(t.id IS NULL)", "boolean"),
    },
    key="e.id",
    default_sort="employee_number",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


async def history(company_id: UUID, employee_id: UUID) -> list[dict[str, object]]:
    """Every recorded row of one employee, newest effect first, corrections included."""
    rows = await fetch(
        "SELECT id, valid_from, (monthly_wage / 100.0)::numeric(14,2) AS monthly_wage, jurisdiction, profile,"
        " (social_base / 100.0)::numeric(14,2) AS social_base,"
        " (housing_base / 100.0)::numeric(14,2) AS housing_base,"
        " (housing_ppm / 10000.0)::numeric(6,3) AS housing_percent, resident, part_time, reason, recorded_at"
        " FROM payroll_term WHERE company_id = $1 AND employee_id = $2"
        " ORDER BY valid_from DESC, recorded_at DESC, id DESC LIMIT 200",
        company_id,
        employee_id,
    )
    return [dict(row) for row in rows]


async def restore_before(
    company_id: UUID,
    employee_id: UUID,
    day: date,
    request_id: UUID,
    reason: str,
    now: datetime,
    actor: UUID | None,
) -> None:
    """Put back the terms in force on ``day`` before a request wrote others, as a newer row: nothing is deleted."""
    await execute(
        f"INSERT INTO payroll_term (id, company_id, {_COLUMNS}, reason, recorded_at, recorded_by)"
        " SELECT gen_random_uuid(), company_id, employee_id, $3, monthly_wage, jurisdiction, profile, social_base,"
        " housing_base, housing_ppm, resident, part_time, $5, $6, $7 FROM payroll_term"
        " WHERE company_id = $1 AND employee_id = $2 AND valid_from <= $3 AND request_id IS DISTINCT FROM $4"
        " ORDER BY valid_from DESC, recorded_at DESC, id DESC LIMIT 1",
        company_id,
        employee_id,
        day,
        request_id,
        reason,
        now,
        actor,
    )
