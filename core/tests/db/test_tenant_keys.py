"""A foreign key holds the tenant: another tenant's id can't be referred to, by whatever code forgets to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from renshi_core.testing.harness import CoreHarness
from renshi_sdk import new_id
from renshi_sdk.db import execute, savepoint

if TYPE_CHECKING:
    from asyncpg import Record


async def plain_keys(renshi: CoreHarness) -> list[Record]:
    """Foreign keys between tenants' tables that don't hold the tenant."""
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        return await owner.fetch(
            "SELECT c.conrelid::regclass::text AS child, c.conname, c.confrelid::regclass::text AS parent"
            " FROM pg_constraint c WHERE c.contype = 'f' AND cardinality(c.conkey) = 1"
            " AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.conrelid AND t.attname = 'tenant_id')"
            " AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.confrelid AND t.attname = 'tenant_id')"
            " AND NOT EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.conrelid"
            "  AND t.attnum = c.conkey[1] AND t.attname = 'tenant_id')"
        )
    finally:
        await owner.close()


async def test_every_key_between_tenants_tables_holds_the_tenant(renshi: CoreHarness) -> None:
    assert [dict(r) for r in await plain_keys(renshi)] == []


async def test_a_row_can_not_name_another_tenants_row(renshi: Any) -> None:
    mine, other = await renshi.new_tenant(), await renshi.new_tenant()
    attempts = (
        (
            "INSERT INTO core_department (id, company_id, code, name, parent_id, path)"
            " VALUES ($1::uuid, $2, 'X', 'x', $3, ARRAY[$1::uuid])",
            mine.company.id,
            other.departments["HQ"],
        ),
        (
            "INSERT INTO core_position (id, company_id, code, title, department_id) VALUES ($1, $2, 'X', 'x', $3)",
            mine.company.id,
            other.departments["HQ"],
        ),
        (
            "INSERT INTO core_position (id, company_id, code, title, department_id) VALUES ($1, $3, 'X', 'x', $2)",
            mine.departments["HQ"],
            other.company.id,
        ),
        (
            "INSERT INTO core_post_current (id, company_id, employee_id, kind, department_id, share)"
            " SELECT $1, $2, $3, 'concurrent', id, 10 FROM core_department WHERE code = 'HQ'",
            mine.company.id,
            other.employee_person.id,
        ),
    )
    async with mine.context():
        for sql, *arguments in attempts:
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                async with savepoint():
                    await execute(sql, new_id(), *arguments)
        # The same with one's own rows goes through, so it is the tenant that was refused.
        await execute(attempts[1][0], new_id(), mine.company.id, mine.departments["HQ"])


async def test_keys_of_tables_that_come_later_are_made_to_hold_it(renshi: CoreHarness) -> None:
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute(
            "CREATE TABLE later_thing (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, employee_id uuid NULL"
            " CONSTRAINT later_key REFERENCES core_employee(id) ON DELETE SET NULL)"
        )
        assert await owner.fetchval("SELECT renshi_tenant_keys('later\\_%')") == 1
        assert await owner.fetchval("SELECT renshi_tenant_keys('later\\_%')") == 0
        told = await owner.fetchval(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'later_key'"
        )
        assert told == (
            "FOREIGN KEY (employee_id, tenant_id) REFERENCES core_employee(id, tenant_id)"
            " ON DELETE SET NULL (employee_id)"
        )
        await transaction.rollback()
    finally:
        await owner.close()


async def test_the_keys_are_made_on_a_filled_database_and_a_row_astray_is_found(renshi: Any) -> None:
    mine, other = await renshi.new_tenant(), await renshi.new_tenant()
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    plain = (
        "ALTER TABLE core_position DROP CONSTRAINT core_position_department_id_fkey; ALTER TABLE core_position"
        " ADD CONSTRAINT core_position_department_id_fkey FOREIGN KEY (department_id) REFERENCES core_department(id)"
    )
    try:
        for department, fits in ((mine.departments["HQ"], True), (other.departments["HQ"], False)):
            transaction = owner.transaction()
            await transaction.start()
            await owner.execute(plain)
            await owner.execute(
                "UPDATE core_position SET department_id = $1 WHERE id = $2", department, mine.positions["OP"]
            )
            if fits:
                assert await owner.fetchval("SELECT renshi_tenant_keys('core\\_position')") == 1
            else:
                with pytest.raises(asyncpg.ForeignKeyViolationError):
                    await owner.fetchval("SELECT renshi_tenant_keys('core\\_position')")
            await transaction.rollback()
    finally:
        await owner.close()
