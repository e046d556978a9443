"""A foreign key holds the tenant: another tenant's id can't be referred to, by whatever code forgets to look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from renshi_core.testing.harness import CoreHarness
from renshi_sdk import new_id
from renshi_sdk.db import execute, savepoint

OPEN_KEYS = """
SELECT c.conrelid::regclass::text AS child, c.conname, c.confrelid::regclass::text AS parent
FROM pg_constraint c
WHERE c.contype = 'f'
  AND (SELECT count(*) FROM pg_attribute t WHERE t.attrelid IN (c.conrelid, c.confrelid) AND t.attname = 'tenant_id')
    = CASE WHEN c.conrelid = c.confrelid THEN 1 ELSE 2 END
  AND NOT EXISTS (
    SELECT FROM unnest(c.conkey, c.confkey) AS k(child, parent)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child AND a.attname = 'tenant_id'
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.parent AND b.attname = 'tenant_id')
ORDER BY 1, 2
"""
"""Foreign keys between tenants' tables, of any number of columns, that don't compare tenant with tenant."""


@asynccontextmanager
async def undone(renshi: CoreHarness) -> AsyncIterator[asyncpg.Connection]:
    """The owner of the tables, whose work is taken back at the end."""
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        transaction = owner.transaction()
        await transaction.start()
        try:
            yield owner
        finally:
            await transaction.rollback()
    finally:
        await owner.close()


async def test_every_key_between_tenants_tables_holds_the_tenant(renshi: CoreHarness) -> None:
    async with undone(renshi) as owner:
        assert [dict(r) for r in await owner.fetch(OPEN_KEYS)] == []
        # A key that holds the tenant holds nothing where the tenant may be missing.
        assert (
            await owner.fetch(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
                " AND a.attname = 'tenant_id' AND NOT a.attisdropped AND NOT a.attnotnull"
            )
            == []
        )


async def test_the_search_for_open_keys_finds_one_of_any_form(renshi: CoreHarness) -> None:
    async with undone(renshi) as owner:
        await owner.execute(
            "CREATE TABLE later_thing (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, company_id uuid NOT NULL,"
            " parent_id uuid NULL CONSTRAINT later_self REFERENCES later_thing(id), UNIQUE (id, company_id));"
            "CREATE TABLE later_part (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, company_id uuid NOT NULL,"
            " thing_id uuid NULL, CONSTRAINT later_two FOREIGN KEY (thing_id, company_id)"
            " REFERENCES later_thing(id, company_id),"
            # Tenant against company compares nothing.
            " CONSTRAINT later_crossed FOREIGN KEY (thing_id, tenant_id) REFERENCES later_thing(id, company_id))"
        )
        found = [(r["child"], r["conname"]) for r in await owner.fetch(OPEN_KEYS)]
        assert found == [
            ("later_part", "later_crossed"),
            ("later_part", "later_two"),
            ("later_thing", "later_self"),
        ]


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
    async with undone(renshi) as owner:
        await owner.execute(
            "CREATE TABLE later_thing (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, company_id uuid NOT NULL,"
            " employee_id uuid NULL CONSTRAINT later_gone REFERENCES core_employee(id) ON DELETE SET NULL,"
            " file_id uuid NULL CONSTRAINT later_waits REFERENCES core_file(id) ON DELETE CASCADE"
            "  DEFERRABLE INITIALLY DEFERRED,"
            " parent_id uuid NULL CONSTRAINT later_self REFERENCES later_thing(id) ON UPDATE CASCADE ON DELETE RESTRICT"
            "  DEFERRABLE, UNIQUE (id, company_id));"
            "CREATE TABLE later_part (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, company_id uuid NOT NULL,"
            " thing_id uuid NULL, CONSTRAINT later_two FOREIGN KEY (thing_id, company_id)"
            " REFERENCES later_thing(id, company_id) ON DELETE SET NULL (thing_id))"
        )
        assert await owner.fetchval("SELECT renshi_tenant_keys('later\\_%')") == 4
        assert await owner.fetchval("SELECT renshi_tenant_keys('later\\_%')") == 0
        assert await owner.fetch(OPEN_KEYS) == []
        told = await owner.fetch(
            "SELECT conname, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname LIKE 'later\\_%'"
            " AND contype = 'f' ORDER BY 1"
        )
        assert {r["conname"]: r["text"] for r in told} == {
            "later_gone": "FOREIGN KEY (employee_id, tenant_id) REFERENCES core_employee(id, tenant_id)"
            " ON DELETE SET NULL (employee_id)",
            "later_self": "FOREIGN KEY (parent_id, tenant_id) REFERENCES later_thing(id, tenant_id) ON UPDATE CASCADE"
            " ON DELETE RESTRICT DEFERRABLE",
            "later_two": "FOREIGN KEY (thing_id, company_id, tenant_id)"
            " REFERENCES later_thing(id, company_id, tenant_id) ON DELETE SET NULL (thing_id)",
            "later_waits": "FOREIGN KEY (file_id, tenant_id) REFERENCES core_file(id, tenant_id) ON DELETE CASCADE"
            " DEFERRABLE INITIALLY DEFERRED",
        }


async def test_a_key_that_waits_for_the_commit_still_waits(renshi: CoreHarness) -> None:
    """A requisition names its request while that is being written."""
    async with undone(renshi) as owner:
        waiting = await owner.fetch(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND condeferred ORDER BY 1"
        )
        assert [r["conname"] for r in waiting] == [
            "recruiting_ai_offer_request_id_fkey",
            "recruiting_ai_requisition_request_id_fkey",
        ]


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
