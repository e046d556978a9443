"""Units of work: what is kept, and what a savepoint takes back."""

from __future__ import annotations

import pytest

from renshi_core.db import after_commit, unit_of_work
from renshi_sdk import Context
from renshi_sdk.db import execute, fetch_value, savepoint
from renshi_sdk.testing import Harness


async def test_a_savepoint_takes_back_rows_audit_and_callbacks(renshi: Harness) -> None:
    tenant = await renshi.new_tenant()
    called: list[str] = []

    async def call(name: str) -> None:
        called.append(name)

    async def undone(ctx: Context) -> None:
        async with savepoint():
            await execute("UPDATE core_company SET city = '北京'")
            await ctx.audit.record("core.test.undone", subject="test")
            after_commit(lambda: call("undone"))
            raise ValueError("undo")

    async with tenant.context() as ctx:
        await ctx.audit.record("core.test.kept", subject="test")
        after_commit(lambda: call("kept"))
        with pytest.raises(ValueError, match="undo"):
            await undone(ctx)

    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT city FROM core_company") == "上海"
    assert called == ["kept"]
    assert len(await tenant.audit("core.test.kept")) == 1
    assert await tenant.audit("core.test.undone") == []


async def test_units_are_not_nested(renshi: Harness) -> None:
    tenant = await renshi.new_tenant()
    async with unit_of_work(tenant.id):
        with pytest.raises(RuntimeError, match="use savepoint"):
            async with unit_of_work(tenant.id):
                pass
        assert await fetch_value("SELECT count(*) FROM core_company") == 1


async def test_without_a_unit_there_is_no_database(renshi: Harness) -> None:
    with pytest.raises(RuntimeError, match="no open unit of work"):
        await fetch_value("SELECT 1")
