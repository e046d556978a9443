"""Queries on slips that are handed out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from renshi_payroll.engine.lines import Line
from renshi_payroll.runs.assembly import RuleSet
from renshi_payroll.runs.compute import FIGURE_COLUMNS, lines_of
from renshi_payroll.runs.context import tables_on
from renshi_payroll.runs.repository import FINAL
from renshi_payroll.runs.snapshot import rule_set_from_json, slip_from_inputs
from renshi_sdk.db import ListField, ListSpec, fetch

_COLUMNS = ", ".join(f"s.{name}" for name in FIGURE_COLUMNS)


@dataclass(frozen=True, slots=True)
class StoredSlip:
    """A slip read back. Figures in fen."""

    id: UUID
    run_id: UUID
    employee_id: UUID
    employee_name: str
    employee_number: str
    department_name: str
    period: str
    version: int
    closed: bool
    kind: str
    pay_date: date
    figures: dict[str, int]
    lines: list[Line]
    digest: str


def _slip(row: Any) -> StoredSlip:
    return StoredSlip(
        id=row["id"],
        run_id=row["run_id"],
        employee_id=row["employee_id"],
        employee_name=row["employee_name"],
        employee_number=row["employee_number"],
        department_name=row["department_name"],
        period=row["period"],
        version=row["version"],
        closed=row["state"] in FINAL,
        kind=row["kind"],
        pay_date=row["pay_date"],
        figures={name: row[name] for name in FIGURE_COLUMNS},
        lines=_lines(row),
        digest=row["digest"],
    )


def _lines(row: Any) -> list[Line]:
    """Lines are made again from the inputs and the run's rules; slips of an older release brought theirs."""
    if row["lines"] is not None:
        return [Line.from_json(stored) for stored in json.loads(row["lines"])]
    rule_set = _rules(row["rules"])[row["rule_set"]]
    slip = slip_from_inputs(json.loads(row["inputs"]), rule_set.rules)
    tables, _ = tables_on(row["pay_date"])
    return lines_of(slip, rule_set, tables, {name: row[name] for name in FIGURE_COLUMNS})


@lru_cache(maxsize=32)
def _rules(text: str) -> dict[str, RuleSet]:
    return {key: rule_set_from_json(stored) for key, stored in json.loads(text).items()}


_SELECT = (
    "SELECT s.id, s.run_id, s.employee_id, s.employee_name, s.employee_number, s.department_name, s.period,"
    f" s.version, s.lines, s.inputs, s.rule_set, s.digest, r.state, r.rules, r.pay_date, r.kind, {_COLUMNS}"
    " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
)


async def of_run(run_id: UUID, *, after: UUID | None, limit: int) -> list[StoredSlip]:
    """Slips of a run in order of their owners' ids, from after one of them on."""
    rows = await fetch(
        f"{_SELECT} WHERE s.run_id = $1 AND ($2::uuid IS NULL OR s.employee_id > $2)"
        " ORDER BY s.employee_id LIMIT $3",
        run_id,
        after,
        limit,
    )
    return [_slip(row) for row in rows]


async def find(company_id: UUID, slip_id: UUID) -> StoredSlip | None:
    """A slip of the current version of its run."""
    rows = await fetch(
        f"{_SELECT} WHERE s.id = $1 AND s.company_id = $2",
        slip_id,
        company_id,
    )
    return _slip(rows[0]) if rows else None


async def published_of(
    company_id: UUID, employee_id: UUID, *, period: str | None = None, limit: int = 12
) -> list[StoredSlip]:
    """The employee's slips of closed runs, newest first."""
    rows = await fetch(
        f"{_SELECT} WHERE s.company_id = $1 AND s.employee_id = $2 AND r.state IN ('closed', 'paid', 'filed')"
        " AND ($3::text IS NULL OR s.period = $3) ORDER BY s.period DESC LIMIT $4",
        company_id,
        employee_id,
        period,
        limit,
    )
    return [_slip(row) for row in rows]


SLIPS = ListSpec(
    select=(
        "SELECT s.id, s.run_id, s.period, s.employee_id, s.employee_number, s.employee_name, s.department_name,"
        " (s.gross / 100.0)::numeric(14,2) AS gross,"
        " ((s.employee_social + s.employee_housing) / 100.0)::numeric(14,2) AS insurance,"
        " ((s.iit + s.other_iit) / 100.0)::numeric(14,2) AS tax,"
        " (s.deductions / 100.0)::numeric(14,2) AS deductions, (s.net / 100.0)::numeric(14,2) AS net,"
        " (s.employer_cost / 100.0)::numeric(14,2) AS employer_cost"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
    ),
    fields={
        "employee_number": ListField("s.employee_number", sortable=True),
        "employee_name": ListField("s.employee_name", sortable=True),
        "department_id": ListField("s.department_id", "uuid"),
        "net": ListField("s.net / 100.0", "number", sortable=True),
        "tax": ListField("(s.iit + s.other_iit) / 100.0", "number", sortable=True),
    },
    key="s.id",
    default_sort="employee_number",
    search="s.employee_name ILIKE {} OR s.employee_number ILIKE {}",
)
