"""Guarantee: a pay slip names a run of its company and month and an employee of its tenant, however it is written.

Checked once a statement instead of by foreign keys (docs/adr/0014): whatever a key refused is refused here.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from renshi_payroll.engine.slip import COLUMNS

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch_value, savepoint

TERM = (
    "INSERT INTO payroll_term (id, company_id, employee_id, valid_from, monthly_wage, jurisdiction, profile, reason,"
    " recorded_at) VALUES ($1, $2, $3, date '2024-01-01', 0, 'shanghai', 'standard', '定薪', now())"
)
RUN = (
    "INSERT INTO payroll_run (id, company_id, period, kind, sequence, state, pay_date)"
    " VALUES ($1, $2, $3, 'off_cycle', $4, 'calculating', date '2026-03-31')"
)
SLIP = (
    "INSERT INTO payroll_slip (id, company_id, run_id, employee_id, period, version, employee_number, employee_name,"
    f" department_id, department_name, rule_set, inputs, input_digest, digest, {', '.join(COLUMNS)})"
    " VALUES ($1, $2, $3, $4, $5, 1, 'E1', '王芳', $6, '生产部', '-', '{}', '', ''"
    + ", 0" * len(COLUMNS)
    + ")"
)


@dataclass
class Books:
    """A tenant with one run, and somebody who has terms."""

    tenant: Any
    run: UUID

    async def slip(self, **other: Any) -> None:
        """Write a slip that is right but for ``other``; takes part in the open unit of work."""
        given = {
            "company": self.tenant.company_id,
            "run": self.run,
            "employee": self.tenant.employee_person.id,
            "period": "2026-03",
        } | other
        await execute(
            SLIP, new_id(), given["company"], given["run"], given["employee"], given["period"],
            self.tenant.departments["PROD"],
        )  # fmt: skip


async def books(renshi: Any, sequence: int = 1) -> Books:
    tenant = await renshi.new_tenant(enable=["payroll"])
    made = Books(tenant, new_id())
    async with tenant.context("payroll"):
        await execute(TERM, new_id(), tenant.company_id, tenant.employee_person.id)
        await execute(RUN, made.run, tenant.company_id, "2026-03", sequence)
    return made


@pytest.fixture
async def owner(renshi: Any) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(renshi.platform.database.owner_url)
    yield connection
    await connection.close()


async def slips(made: Books) -> int:
    return await fetch_value("SELECT count(*) FROM payroll_slip WHERE run_id = $1", made.run)


async def test_a_slip_of_another_tenants_run_or_employee_is_refused(renshi: Any) -> None:
    mine, other = await books(renshi), await books(renshi)
    async with mine.tenant.context("payroll"):
        for wrong in (
            {"run": other.run},
            {"run": new_id()},
            {"employee": other.tenant.employee_person.id},
            {"employee": new_id()},
            # Somebody of one's own without terms is nobody payroll could have paid.
            {"employee": mine.tenant.manager_person.id},
            {"company": other.tenant.company_id},
            {"period": "2026-04"},
            {"period": "never"},
        ):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                async with savepoint():
                    await mine.slip(**wrong)
        assert await slips(mine) == 0
        await mine.slip()
        assert await slips(mine) == 1


async def test_the_wall_stands_for_the_owner_too(renshi: Any, owner: asyncpg.Connection) -> None:
    """The owner sees all tenants, so the check itself has to compare them."""
    mine, other = await books(renshi), await books(renshi)
    columns = SLIP.replace("(id,", "(tenant_id, id,").replace("VALUES (", f"VALUES ('{mine.tenant.id}', ")
    department = mine.tenant.departments["PROD"]
    for run, person in ((other.run, mine.tenant), (mine.run, other.tenant)):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await owner.execute(
                columns,
                new_id(),
                mine.tenant.company_id,
                run,
                person.employee_person.id,
                "2026-03",
                department,
            )
    assert await owner.fetchval("SELECT count(*) FROM payroll_slip WHERE run_id = $1", mine.run) == 0


async def test_what_a_slip_names_stays(renshi: Any, owner: asyncpg.Connection) -> None:
    made = await books(renshi)
    async with made.tenant.context("payroll"):
        await made.slip()
    refused = (
        ("DELETE FROM payroll_run WHERE id = $1", made.run),
        ("UPDATE payroll_run SET period = '2026-05' WHERE id = $1", made.run),
        ("DELETE FROM payroll_term WHERE employee_id = $1", made.tenant.employee_person.id),
        (
            "UPDATE payroll_term SET company_id = gen_random_uuid() WHERE employee_id = $1",
            made.tenant.employee_person.id,
        ),
    )
    for statement, value in refused:
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await owner.execute(statement, value)
    # Terms hold the employee by a foreign key, so slips do.
    held = await owner.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        " AND conrelid = 'payroll_term'::regclass AND confrelid = 'core_employee'::regclass"
    )
    assert (
        held
        == "FOREIGN KEY (employee_id, tenant_id) REFERENCES core_employee(id, tenant_id) ON DELETE RESTRICT"
    )
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await owner.execute("TRUNCATE payroll_term CASCADE")
    async with made.tenant.context("payroll"):
        assert await slips(made) == 1
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with savepoint():
                await execute("DELETE FROM payroll_run WHERE id = $1", made.run)
        await execute("DELETE FROM payroll_slip WHERE run_id = $1", made.run)
        assert await execute("DELETE FROM payroll_run WHERE id = $1", made.run) == "DELETE 1"


async def test_a_run_does_not_go_while_its_slips_are_written(renshi: Any, owner: asyncpg.Connection) -> None:
    made = await books(renshi)
    async with made.tenant.context("payroll"):
        await made.slip()
        await owner.execute("SET lock_timeout = '200ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await owner.execute("DELETE FROM payroll_run WHERE id = $1", made.run)
    await owner.execute("SET lock_timeout = 0")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner.execute("DELETE FROM payroll_run WHERE id = $1", made.run)


def statements() -> list[str]:
    """What the migration runs."""
    module = importlib.import_module("renshi_payroll.migrations.payroll_0006_slips_in_bulk")
    found: list[str] = inspect.getclosurevars(module.forwards).nonlocals["statements"]
    return found


BEFORE = """
DROP TRIGGER payroll_run_of_slips ON payroll_run; DROP FUNCTION payroll_guard_run_of_slips;
DROP TRIGGER payroll_term_of_slips ON payroll_term; DROP FUNCTION payroll_guard_terms_of_slips;
DROP TRIGGER payroll_term_no_truncate ON payroll_term;
ALTER TABLE payroll_slip
  ADD CONSTRAINT payroll_slip_run_id_fkey FOREIGN KEY (run_id, tenant_id) REFERENCES payroll_run (id, tenant_id),
  ADD CONSTRAINT payroll_slip_employee_id_fkey FOREIGN KEY (employee_id, tenant_id)
    REFERENCES core_employee (id, tenant_id),
  ADD CONSTRAINT payroll_slip_period_check CHECK (period <> '')
"""


@pytest.mark.parametrize("astray", [False, True])
async def test_a_filled_database_is_migrated(renshi: Any, owner: asyncpg.Connection, astray: bool) -> None:
    """From keys to checks with slips in the table; a slip whose employee has no terms stops it with a sentence."""
    made = await books(renshi)
    async with made.tenant.context("payroll"):
        await made.slip()
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute(BEFORE)
        if astray:
            await owner.execute("DELETE FROM payroll_term WHERE tenant_id = $1", made.tenant.id)
            with pytest.raises(asyncpg.RaiseError, match="record their terms first"):
                await owner.execute(statements()[0])
        else:
            for statement in statements():
                await owner.execute(statement)
            assert await owner.fetchval("SELECT count(*) FROM payroll_slip WHERE run_id = $1", made.run) == 1
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await owner.execute("DELETE FROM payroll_run WHERE id = $1", made.run)
    finally:
        await transaction.rollback()
