"""``renshi audit verify``: what it says and how it exits, of chains that hold and of others."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from renshi_core.audit import anchors
from renshi_core.cli import companies
from renshi_core.db import unit_of_work
from renshi_core.secrets.keyring import key_ring
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import fetch_value


@pytest.fixture(autouse=True)
def already_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command opens the platform; the one under test is open."""

    @contextlib.asynccontextmanager
    async def as_it_is(platform: Any) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(companies, "opened", as_it_is)


async def told(
    renshi: CoreHarness, capsys: pytest.CaptureFixture[str], code: str | None, folder: Path
) -> tuple[int, list[str]]:
    capsys.readouterr()
    status = await companies._verify(renshi.platform, code, folder)
    return status, capsys.readouterr().out.splitlines()


async def test_the_first_broken_row_is_named_and_the_exit_says_so(
    renshi: CoreHarness, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tenant = await renshi.new_tenant()
    async with unit_of_work(tenant.id):
        rows = await fetch_value("SELECT count(*) FROM core_audit")
    assert await told(renshi, capsys, tenant.code, tmp_path) == (
        0,
        [f"✓ {tenant.code}: {rows} rows, the chain holds"],
    )
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        await owner.execute(
            "UPDATE core_audit SET record = record || ' ' WHERE tenant_id = $1 AND seq = 3", tenant.id
        )
    finally:
        await owner.close()
    assert await told(renshi, capsys, tenant.code, tmp_path) == (
        1,
        [f"✗ {tenant.code}: row 3: it was changed, or one before it was"],
    )


async def test_a_group_that_isnt_there_is_not_taken_for_a_chain_that_holds(
    renshi: CoreHarness, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert await told(renshi, capsys, "nobody", tmp_path) == (
        2,
        ["✗ there is no group with the code 'nobody'"],
    )


async def test_a_group_that_went_with_its_chain_is_known_by_its_anchors(
    renshi: CoreHarness, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tenant, gone = await renshi.new_tenant(), uuid4()
    async with unit_of_work(tenant.id):
        await anchors.keep(key_ring(renshi.platform.secret_key), tmp_path, tenant.id, renshi.clock.now())
    (tmp_path / f"{gone}.jsonl").write_text("")
    status, lines = await told(renshi, capsys, None, tmp_path)
    assert status == 1
    assert [line for line in lines if "it is gone" in line] == [
        f"✗ {gone}: anchors were kept of this group, and it is gone with its chain"
    ]
