"""Tenants whose every table holds rows, and what the owner of the tables sees of them.

A wall is only tested where there is something behind it. What the platform doesn't write by itself in a fresh
tenant is written here by the owner, from the catalogue: one row a table, types and check constraints respected.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio

from renshi_core.testing.harness import CoreHarness

# Columns that a check constraint ties to others, or to a pattern.
MEASURED = json.dumps(
    {
        "people_kappa": 0.7, "scorer_kappa": 0.6, "scorer_kappa_raw": 0.5, "error": 0.9, "error_raw": 1.1, "band": 1.4,
        "folds": 5, "interviews": [], "reliability": [], "gates": {}, "fairness": {},
    }
)  # fmt: skip
GIVEN: dict[str, Any] = {
    "period": "2026-10",
    "source_period": "2026-09",
    "into_period": "2026-10",
    "window_end": 2,
    "end_minute": 2,
    "sha256": "0" * 64,
    "recruiting_ai_consent.purpose": "application",
    "recruiting_ai_fairness_audit.state": "insufficient",
    "recruiting_ai_fairness_audit.result": json.dumps({"items": [], "people": 0, "interviews": 0}),
    "recruiting_ai_merge.before": json.dumps(
        {"children": [], "skills": [], "tags": [], "do_not_contact": False}
        | dict.fromkeys(("name", "phone", "email", "school", "city", "degree"), "x")
        | {"years": None}
    ),
    "jurisdiction": "shanghai",
    "profile": "standard",
    "attendance_exception.status": "absent",
    "attendance_leave.leave_code": "annual",
    "attendance_member.city": "上海",
    "attendance_site.bssids": ["a0:b1:c2:d3:e4:f5"],
    "payroll_component_version.document": json.dumps({"components": [], "facts": []}),
    "payroll_lookup_table.document": json.dumps({"form": "steps", "key": "number", "value": "number"}),
    "payroll_run.kind": "monthly",
    "payroll_year_entry.kind": "opening",
    "payroll_slip.net": -4,
    "recruiting_ai_calibration.measured": MEASURED,
    "recruiting_ai_judge.measured": MEASURED,
    "contracts_contract.kind": "labour",
    "contracts_contract.term": "fixed",
    "contracts_contract.ends_on": date(2027, 10, 8),
    "contracts_contract.state": "draft",
    "core_employee_bank.number_sealed": b"\x01" * 32,
    "core_assessment.cases": ["sensitive"],
    "core_consent_text.digest": "0" * 64,
    "core_security_policy.password_length": 12,
    "wechat_guest.outsider": "recruiting_ai.candidate:1",
    "core_security_policy.session_minutes": 15,
}
NAMED = {"payroll_slip.run_id": "payroll_run", "payroll_slip.employee_id": "core_employee"}
"""References that a trigger keeps instead of a foreign key."""
EITHER = {"attendance_member"}
"""Tables whose rows are about a person or about something else, never both."""
WORDS = re.compile(r"'([^']+)'::text")


@dataclass
class Filled:
    """A tenant with rows in every table; ``ids`` are those of one row a table."""

    tenant: Any
    ids: dict[str, UUID] = field(default_factory=dict)
    about: UUID | None = None


@dataclass
class Catalogue:
    """The tables as the database itself describes them."""

    owner: asyncpg.Connection
    tables: list[str]
    columns: dict[str, list[asyncpg.Record]]
    references: dict[str, dict[str, str]]
    checks: dict[str, list[str]]

    @classmethod
    async def read(cls, owner: asyncpg.Connection) -> Catalogue:
        """Every table with a ``tenant_id``."""
        tables = [
            r["name"]
            for r in await owner.fetch(
                "SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
                " AND a.attname = 'tenant_id' AND NOT a.attisdropped ORDER BY 1"
            )
        ]
        columns = {
            table: await owner.fetch(
                "SELECT attname AS name, format_type(atttypid, atttypmod) AS type,"
                " attgenerated <> '' AS generated, attnotnull AND NOT atthasdef AND attidentity = '' AS needed"
                " FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
                table,
            )
            for table in tables
        }
        references: dict[str, dict[str, str]] = {table: {} for table in tables}
        for row in await owner.fetch(
            "SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent, a.attname AS name"
            " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = ANY(conkey)"
            " WHERE contype = 'f' AND a.attname <> 'tenant_id'"
        ):
            references[row["child"]][row["name"]] = row["parent"]
        checks: dict[str, list[str]] = {table: [] for table in tables}
        for row in await owner.fetch(
            "SELECT conrelid::regclass::text AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint"
            " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        ):
            checks.get(row["name"], []).append(row["text"])
        return cls(owner, tables, columns, references, checks)

    async def fill(self, tenant: Any, *, about: UUID | None = None) -> Filled:
        """Give every table that is empty for ``tenant`` one row, referred-to tables first.

        With ``about`` the rows are those of the tenant's first company and, where they are about a person, of this
        one.
        """
        filled = Filled(tenant, about=about)
        waiting = list(self.tables)
        reasons: dict[str, str] = {}
        while waiting:
            before = len(waiting)
            for table in list(waiting):
                try:
                    filled.ids[table] = await self._one_row(filled, table)
                except (asyncpg.PostgresError, asyncpg.InterfaceError, KeyError) as error:
                    reasons[table] = f"{table}: {error}"
                else:
                    waiting.remove(table)
            assert len(waiting) < before, "no row for " + "; ".join(reasons[t] for t in waiting)
        return filled

    async def _one_row(self, filled: Filled, table: str) -> UUID:
        names = {c["name"] for c in self.columns[table]}
        key = "id" if "id" in names else "tenant_id"
        wanted, arguments = "tenant_id = $1", [filled.tenant.id]
        if filled.about is not None:
            owner = {"core_employee": "id", "core_employee_current": "id"}.get(table, "employee_id")
            for column, value in ((owner, filled.about), ("company_id", filled.tenant.company_id)):
                if column in names:
                    arguments.append(value)
                    wanted += f" AND {column} = ${len(arguments)}"
        newest = await self.owner.fetchval(
            f"SELECT {key} FROM {table} WHERE {wanted} ORDER BY created_at DESC, {key} DESC LIMIT 1"
            if "created_at" in names
            else f"SELECT {key} FROM {table} WHERE {wanted} LIMIT 1",
            *arguments,
        )
        if newest is not None:
            return UUID(str(newest))
        row: dict[str, Any] = {"tenant_id": filled.tenant.id}
        for column in self.columns[table]:
            name = column["name"]
            if name == "company_id" and (column["needed"] or filled.about is not None):
                row[name] = filled.tenant.company_id
            elif name == "employee_id" and filled.about is not None and table not in EITHER:
                row[name] = filled.about
            elif name == "substitute_id":
                # Nobody stands in for themselves.
                row[name] = filled.tenant.manager_person.id
            elif (column["needed"] or f"{table}.{name}" in GIVEN) and name not in row:
                parent = self.references[table].get(name) or NAMED.get(f"{table}.{name}")
                row[name] = filled.ids[parent] if parent else _value(table, self.checks[table], column)
        marks = ", ".join(f"${n}" for n in range(1, len(row) + 1))
        made = await self.owner.fetchval(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks}) RETURNING {key}", *row.values()
        )
        return UUID(str(made))

    async def fingerprint(self, tenant: Any) -> dict[str, tuple[int, str]]:
        """Rows and digest of every table of a tenant."""
        found = {}
        for table in self.tables:
            row = await self.owner.fetchrow(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS digest"
                f" FROM {table} t WHERE tenant_id = $1",
                tenant.id,
            )
            found[table] = (row["count"], row["digest"])
        return found

    async def references_across(self, tenant: Any) -> list[str]:
        """Columns in which rows of ``tenant`` refer to a row of another tenant."""
        found = []
        for table, columns in self.references.items():
            for name, parent in columns.items():
                if parent in self.columns and await self.owner.fetchval(
                    f"SELECT count(*) FROM {table} t JOIN {parent} p ON p.id = t.{name}"
                    " WHERE t.tenant_id = $1 AND p.tenant_id <> $1",
                    tenant.id,
                ):
                    found.append(f"{table}.{name}")
        return found


def _value(table: str, checks: list[str], column: asyncpg.Record) -> Any:
    name, kind = column["name"], column["type"]
    for given in (f"{table}.{name}", name):
        if given in GIVEN:
            return GIVEN[given]
    if kind == "text":
        for check in checks:
            if re.search(rf"\(\(?{name} = ANY", check):
                return WORDS.findall(check)[0]
        return f"x{uuid4().hex[:8]}"
    if kind.startswith("numeric") or kind in ("integer", "bigint", "smallint"):
        return 1
    return {
        "uuid": uuid4(),
        "jsonb": json.dumps({}),
        "boolean": False,
        "bytea": uuid4().bytes * 2,
        "date": date(2026, 10, 9),
        "timestamp with time zone": datetime(2026, 10, 9, tzinfo=UTC),
        "text[]": [],
        "integer[]": [],
        "smallint[]": [],
        "uuid[]": [],
    }[kind]


@pytest_asyncio.fixture(loop_scope="session")
async def catalogue(renshi: CoreHarness) -> AsyncIterator[Catalogue]:
    """The tables as their owner sees them, all tenants' rows among them."""
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        yield await Catalogue.read(owner)
    finally:
        await owner.close()
