"""Queries on runs, their problems and the slips being written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from renshi_payroll.bulk import Column, copy_columns
from renshi_payroll.runs.assembly import RuleSet
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.finished import FIGURE_COLUMNS, Batch
from renshi_payroll.runs.snapshot import rule_set_from_json
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.who import People, those
from renshi_sdk import NotFound, Text, new_id
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value, insert_rows
from renshi_sdk.ids import new_keys

#: States in which a run's slips are paid by and its ledger entries stand.
FINAL = ("closed", "paid", "filed")
_FINAL = "('closed', 'paid', 'filed')"


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the services need it."""

    id: UUID
    company_id: UUID
    period: PayPeriod
    state: str
    version: int
    attempt: int
    pay_date: date
    known_at: datetime | None
    shards: int
    rule_sets: dict[str, RuleSet]
    settings: PayrollSettings | None
    parameters_digest: str | None
    input_digest: str | None
    digest: str | None
    errors: int
    job_id: UUID | None
    created_by: UUID | None
    calculated_by: UUID | None
    kind: str = "monthly"
    sequence: int = 1
    request_id: UUID | None = None

    @property
    def cut(self) -> datetime:
        """What was recorded until then is known to the run."""
        if self.known_at is None:
            raise RuntimeError(f"run {self.id} was never calculated: it has no cut of what is known")
        return self.known_at

    @property
    def items_only(self) -> bool:
        """A run of its own that pays its items alone."""
        return self.kind in ITEMS_ONLY


#: Kinds of runs without wage and insurance; ``final`` is a leaver's whole month.
ITEMS_ONLY = ("off_cycle", "bonus", "severance", "retro")


_RUN = (
    "id, company_id, period, kind, sequence, request_id, state, version, attempt, pay_date, known_at, shards,"
    " rules, settings,"
    " parameters_digest, input_digest, digest, errors, job_id, created_by, calculated_by"
)


async def get_run(company_id: UUID, run_id: UUID, *, lock: str = "") -> RunRow:
    """A run of the company; ``lock`` is ``FOR UPDATE`` or ``FOR SHARE``. Raises ``NotFound``."""
    row = await fetch_row(
        f"SELECT {_RUN} FROM payroll_run WHERE id = $1 AND company_id = $2 {lock}", run_id, company_id
    )
    if row is None:
        raise NotFound(Text("没有该工资批次", "no such pay run"))
    values = dict(row)
    rules = json.loads(values.pop("rules") or "{}")
    settings = values.pop("settings")
    values["period"] = PayPeriod.parse(values["period"])
    return RunRow(
        **values,
        rule_sets={key: rule_set_from_json(stored) for key, stored in rules.items()},
        settings=None if settings is None else PayrollSettings.model_validate_json(settings),
    )


async def find_run(company_id: UUID, period: PayPeriod) -> UUID | None:
    """The monthly run of a period."""
    found: UUID | None = await fetch_value(
        "SELECT id FROM payroll_run WHERE company_id = $1 AND period = $2 AND kind = 'monthly'",
        company_id,
        str(period),
    )
    return found


async def update_run(run_id: UUID, **values: Any) -> None:
    """Set columns of an open run; a closed one is refused by the database."""
    names = list(values)
    assignments = ", ".join(f"{name} = ${index}" for index, name in enumerate(names, start=2))
    await execute(f"UPDATE payroll_run SET {assignments} WHERE id = $1", run_id, *values.values())


async def other_open_run(company_id: UUID, run_id: UUID, pay_date: date) -> str | None:
    """A run of the same tax year paid earlier, or made earlier for the same day, that isn't final yet.

    The year's figures would miss it.
    """
    found: str | None = await fetch_value(
        f"SELECT period FROM payroll_run WHERE company_id = $1 AND id <> $2"
        f" AND state NOT IN {_FINAL} AND state <> 'discarded'"
        " AND (pay_date < $3 OR (pay_date = $3 AND id < $2)) AND extract(year FROM pay_date) = $4"
        " ORDER BY pay_date, id LIMIT 1",
        company_id,
        run_id,
        pay_date,
        pay_date.year,
    )
    return found


async def final_since(company_id: UUID, run: RunRow) -> str | None:
    """A run of the same tax year that became final after ``run`` took its cut."""
    found: str | None = await fetch_value(
        f"SELECT period FROM payroll_run WHERE company_id = $1 AND id <> $2 AND state IN {_FINAL}"
        " AND extract(year FROM pay_date) = $3 AND closed_at > $4 LIMIT 1",
        company_id,
        run.id,
        run.pay_date.year,
        run.known_at,
    )
    return found


async def finally_paid(company_id: UUID, period: PayPeriod) -> set[UUID]:
    """Whoever has a final-pay run of the month: the regular run leaves them out."""
    rows = await fetch(
        "SELECT m.employee_id FROM payroll_run_member m JOIN payroll_run r ON r.id = m.run_id"
        " WHERE r.company_id = $1 AND r.period = $2 AND r.kind = 'final'",
        company_id,
        str(period),
    )
    return {row["employee_id"] for row in rows}


async def members(run_id: UUID) -> list[UUID]:
    """The named members of a run."""
    rows = await fetch("SELECT employee_id FROM payroll_run_member WHERE run_id = $1 ORDER BY 1", run_id)
    return [row["employee_id"] for row in rows]


async def later_closed_run(company_id: UUID, pay_date: date) -> str | None:
    """A month of the same tax year paid later and already closed."""
    found: str | None = await fetch_value(
        f"SELECT period FROM payroll_run WHERE company_id = $1 AND state IN {_FINAL} AND pay_date > $2"
        " AND extract(year FROM pay_date) = $3 ORDER BY pay_date DESC LIMIT 1",
        company_id,
        pay_date,
        pay_date.year,
    )
    return found


async def last_nets(company_id: UUID, period: PayPeriod, people: People) -> dict[UUID, int]:
    """Net pay of the month before, where it is closed, fen."""
    return {row[0]: row[1] for row in await _last_slips("s.net", company_id, period, people)}


class TaxedMonth(NamedTuple):
    """What a month's wage tax is made of, fen; ``cum_taxable`` is the year's until then."""

    iit: int
    cum_taxable: int
    wage_income: int


async def last_taxes(company_id: UUID, period: PayPeriod, people: People) -> dict[UUID, TaxedMonth]:
    """The tax of the month before, where it is closed."""
    rows = await _last_slips("s.iit, s.cum_taxable, s.wage_income", company_id, period, people)
    return {row[0]: TaxedMonth(row[1], row[2], row[3]) for row in rows}


async def _last_slips(columns: str, company_id: UUID, period: PayPeriod, people: People) -> list[Record]:
    mine, who = those(people, 3, "s.employee_id")
    return await fetch(
        f"SELECT s.employee_id, {columns} FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id"
        f" WHERE r.company_id = $1 AND r.period = $2 AND r.kind = 'monthly' AND r.state IN {_FINAL}"
        " AND s.version = r.version"
        f" AND {mine}",
        company_id,
        str(period.previous()),
        *who,
    )


_PROBLEM_COLUMNS = ("id", "run_id", "version", "employee_id", "severity", "code", "zh", "en")


async def write_slips(run: RunRow, version: int, slips: Batch) -> int:
    """Write slips in one statement, column by column, and return how many."""
    if not len(slips):
        return 0
    who = slips.who
    columns: dict[str, Column] = {
        "id": ("uuid", new_keys(len(who.ids))),
        "employee_id": ("uuid", who.ids),
        "employee_number": ("text", who.numbers),
        "employee_name": ("text", who.names),
        "department_id": ("uuid", who.department_ids),
        "department_name": ("text", who.department_names),
        "rule_set": ("text", slips.rule_sets),
        "inputs": ("jsonb", slips.inputs),
        "input_digest": ("text", slips.input_digests),
        "digest": ("text", slips.digests),
        **{name: ("bigint", slips.column(name)) for name in FIGURE_COLUMNS},
    }
    return await copy_columns(
        "payroll_slip",
        columns,
        {
            "company_id": ("uuid", run.company_id),
            "run_id": ("uuid", run.id),
            "version": ("integer", version),
            "period": ("text", str(run.period)),
            "pay_date": ("date", run.pay_date),
        },
    )


async def write_problems(run_id: UUID, version: int, problems: Iterable[tuple[UUID | None, Finding]]) -> int:
    """Write findings and return how many."""
    rows = [
        (
            new_id(),
            run_id,
            version,
            employee_id,
            "error" if finding.error else "warning",
            finding.code,
            finding.zh,
            finding.en,
        )
        for employee_id, finding in problems
    ]
    return await insert_rows("payroll_problem", _PROBLEM_COLUMNS, rows)


async def not_matched(run_id: UUID, version: int, ids: Sequence[UUID]) -> list[UUID]:
    """Who of ``ids`` has neither a slip nor a stated error, and who has one without being among them."""
    rows = await fetch(
        "SELECT coalesce(p.id, w.employee_id) FROM unnest($3::uuid[]) AS p(id) FULL JOIN ("
        " SELECT employee_id FROM payroll_slip WHERE run_id = $1 AND version = $2"
        " UNION SELECT employee_id FROM payroll_problem WHERE run_id = $1 AND version = $2"
        " AND severity = 'error' AND employee_id IS NOT NULL) AS w ON w.employee_id = p.id"
        " WHERE p.id IS NULL OR w.employee_id IS NULL ORDER BY 1",
        run_id,
        version,
        ids,
    )
    return [row[0] for row in rows]


async def clear_version(run_id: UUID, version: int) -> None:
    """Remove what an unfinished or repeated calculation wrote."""
    await execute("DELETE FROM payroll_slip WHERE run_id = $1 AND version = $2", run_id, version)
    await execute("DELETE FROM payroll_problem WHERE run_id = $1 AND version = $2", run_id, version)


async def drop_versions_before(run_id: UUID, version: int) -> None:
    """Keep the current and the previous version, which shows what changed."""
    await execute("DELETE FROM payroll_slip WHERE run_id = $1 AND version < $2", run_id, version)
    await execute("DELETE FROM payroll_problem WHERE run_id = $1 AND version < $2", run_id, version)


async def digests(run_id: UUID, version: int, head: str) -> tuple[str, str]:
    """SHA-256 over ``head`` and a line ``employee:input digest`` a slip, and over that and ``employee:result digest``.

    In the order of the employee's id. The database makes them: two short texts come back, not two a slip.
    """
    # A company's slips are sorted in memory; on the disk it takes twice as long.
    await execute("SET LOCAL work_mem = '64MB'")
    row = await fetch_row(
        "WITH given AS (SELECT"
        " string_agg(E'\\n' || employee_id || ':' || input_digest, '' ORDER BY employee_id) AS inputs,"
        " string_agg(E'\\n' || employee_id || ':' || digest, '' ORDER BY employee_id) AS results"
        " FROM payroll_slip WHERE run_id = $1 AND version = $2),"
        " first AS (SELECT encode(sha256(convert_to($3 || coalesce(inputs, ''), 'UTF8')), 'hex') AS inputs,"
        " coalesce(results, '') AS results FROM given)"
        " SELECT inputs, encode(sha256(convert_to(inputs || results, 'UTF8')), 'hex') AS results FROM first",
        run_id,
        version,
        head,
    )
    if row is None:
        raise RuntimeError("an aggregate without a row")
    return row["inputs"], row["results"]


async def totals(run_id: UUID, version: int) -> dict[str, int]:
    """Control totals of a version, fen."""
    row = await fetch_row(
        "SELECT count(*) AS employees, coalesce(sum(gross), 0)::bigint AS gross,"
        " coalesce(sum(iit + other_iit), 0)::bigint AS tax, coalesce(sum(net), 0)::bigint AS net,"
        " coalesce(sum(employer_cost), 0)::bigint AS employer_cost"
        " FROM payroll_slip WHERE run_id = $1 AND version = $2",
        run_id,
        version,
    )
    return dict(row) if row else {}


async def problem_counts(run_id: UUID, version: int) -> tuple[int, int]:
    """Errors and warnings of a version."""
    row = await fetch_row(
        "SELECT count(*) FILTER (WHERE severity = 'error') AS errors,"
        " count(*) FILTER (WHERE severity = 'warning') AS warnings"
        " FROM payroll_problem WHERE run_id = $1 AND version = $2",
        run_id,
        version,
    )
    return (row["errors"], row["warnings"]) if row else (0, 0)


RUNS = ListSpec(
    select=(
        "SELECT r.id, r.period, r.kind, r.sequence, r.title, r.state, r.version, r.pay_date, r.employees, r.headcount,"
        " (r.gross / 100.0)::numeric(16,2) AS gross, (r.tax / 100.0)::numeric(16,2) AS tax,"
        " (r.net / 100.0)::numeric(16,2) AS net, (r.employer_cost / 100.0)::numeric(16,2) AS employer_cost,"
        " r.errors, r.warnings, r.digest, r.calculated_at, r.approved_at, r.closed_at, r.paid_at,"
        " r.filed_at, r.request_id, r.component_version_id, r.job_id FROM payroll_run r"
    ),
    fields={
        "period": ListField("r.period", sortable=True),
        "state": ListField("r.state"),
        "kind": ListField("r.kind"),
        "pay_date": ListField("r.pay_date", "date", sortable=True),
    },
    key="r.id",
    default_sort="-period",
)
PROBLEMS = ListSpec(
    select=(
        "SELECT p.id, p.severity, p.code, p.zh, p.en, p.employee_id, e.name AS employee_name,"
        " e.number AS employee_number FROM payroll_problem p LEFT JOIN renshi_employee e ON e.id = p.employee_id"
    ),
    fields={
        "severity": ListField("p.severity", sortable=True),
        "code": ListField("p.code", sortable=True),
        "employee_id": ListField("p.employee_id", "uuid"),
    },
    key="p.id",
    default_sort="severity",
    search="e.name ILIKE {} OR e.number ILIKE {} OR p.zh ILIKE {}",
)
CHANGES = ListSpec(
    select=(
        "SELECT coalesce(n.employee_id, o.employee_id) AS employee_id,"
        " coalesce(n.employee_name, o.employee_name) AS employee_name,"
        " (o.net / 100.0)::numeric(14,2) AS net_before, (n.net / 100.0)::numeric(14,2) AS net_after,"
        " ((coalesce(n.net, 0) - coalesce(o.net, 0)) / 100.0)::numeric(14,2) AS difference"
        " FROM payroll_run r"
        " JOIN LATERAL (SELECT DISTINCT employee_id FROM payroll_slip x WHERE x.run_id = r.id"
        "  AND x.version IN (r.version, r.version - 1)) AS ids ON true"
        " LEFT JOIN payroll_slip n ON n.run_id = r.id AND n.version = r.version"
        "  AND n.employee_id = ids.employee_id"
        " LEFT JOIN payroll_slip o ON o.run_id = r.id AND o.version = r.version - 1"
        "  AND o.employee_id = ids.employee_id"
    ),
    fields={
        "employee_name": ListField("coalesce(n.employee_name, o.employee_name)", sortable=True),
        "employee_id": ListField("ids.employee_id", "uuid"),
    },
    key="ids.employee_id",
    default_sort="employee_name",
)
