"""Every column of every row is bound to the chain, and a chain replaced as a whole is found from outside."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from renshi_core.audit import anchors
from renshi_core.audit.service import Finding, verify
from renshi_core.db import unit_of_work
from renshi_core.secrets.keyring import KeyRing, key_ring
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import fetch, fetch_value

# What each column is changed to. A column that isn't here fails the test below.
CHANGES = {
    "id": "gen_random_uuid()",
    "tenant_id": "gen_random_uuid()",
    "created_at": "created_at + interval '1 microsecond'",
    "seq": "seq + 1000",
    "record": "replace(record, 'core.test.write', 'core.test.writf')",
    "hash": "set_byte(hash, 0, get_byte(hash, 0) # 1)",
    "at": "at + interval '1 microsecond'",
    "company_id": "gen_random_uuid()",
    "action": "'core.test.writf'",
    "actor_name": "actor_name || 'x'",
    "actor_id": "gen_random_uuid()",
    "subject": "'thinh'",
    "subject_id": "gen_random_uuid()",
    "employee_id": "gen_random_uuid()",
    "detail": "'{\"number\": 7}'::jsonb",
    "request_id": "'x'",
}


async def written(renshi: CoreHarness, rows: int) -> Any:
    tenant = await renshi.new_tenant()
    for number in range(rows):
        async with tenant.context() as ctx:
            await ctx.audit.record("core.test.write", subject="thing", detail={"number": number})
    return tenant


async def seq_of(tenant: Any, number: int) -> int:
    async with unit_of_work(tenant.id):
        seq: int = await fetch_value(
            "SELECT seq FROM core_audit WHERE action = 'core.test.write' AND detail ->> 'number' = $1",
            str(number),
        )
    return seq


async def test_every_column_of_a_row_is_in_the_list(renshi: CoreHarness) -> None:
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        names = await owner.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'core_audit'::regclass AND attnum > 0"
            " AND NOT attisdropped"
        )
    finally:
        await owner.close()
    assert {row["attname"] for row in names} == set(CHANGES)


@pytest.mark.parametrize("column", CHANGES)
async def test_a_change_of_any_column_is_found_and_named(renshi: CoreHarness, column: str) -> None:
    """As somebody who owns the tables: what the database reads out of the record is made a plain column first."""
    tenant = await written(renshi, 3)
    seq = await seq_of(tenant, 1)
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    change = owner.transaction()
    await change.start()
    try:
        generated = await owner.fetchval(
            "SELECT attgenerated <> '' FROM pg_attribute WHERE attrelid = 'core_audit'::regclass AND attname = $1",
            column,
        )
        if generated:
            await owner.execute(f"ALTER TABLE core_audit ALTER COLUMN {column} DROP EXPRESSION")
        changed = await owner.execute(
            f"UPDATE core_audit SET {column} = {CHANGES[column]} WHERE tenant_id = $1 AND seq = $2",
            tenant.id,
            seq,
        )
        assert changed == "UPDATE 1"
        await owner.execute(f"SET LOCAL ROLE renshi_app; SET LOCAL renshi.tenant_id = '{tenant.id}'")
        found = await _verified_on(owner)
    finally:
        # The table is everybody's: it becomes what it was.
        await change.rollback()
        await owner.close()
    assert (found.ok, found.broken_seq) == (False, seq), found
    async with unit_of_work(tenant.id):
        assert (await verify(tenant.id)).ok


async def _verified_on(connection: Any) -> Finding:
    """The check, on a connection whose changes nobody else sees."""
    from renshi_sdk.db import session

    token = session._current_connection.set(connection)
    try:
        return await verify(None)  # type: ignore[arg-type]
    finally:
        session._current_connection.reset(token)


async def test_two_rows_that_change_places_are_found(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    first, second = await seq_of(tenant, 0), await seq_of(tenant, 1)
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        for old, new in ((first, -1), (second, first), (-1, second)):
            await owner.execute(
                "UPDATE core_audit SET seq = $3 WHERE tenant_id = $1 AND seq = $2", tenant.id, old, new
            )
    finally:
        await owner.close()
    async with unit_of_work(tenant.id):
        assert (await verify(tenant.id)).broken_seq == first


async def test_a_chain_cut_with_its_head_is_found_by_the_nightly_anchor(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    await renshi.run_schedule("core.anchor_audit", tenant)
    ring, folder = key_ring(renshi.platform.secret_key), anchors.folder_of(renshi.platform)
    kept = anchors.read(ring, folder / f"{tenant.id}.jsonl")
    seq = await seq_of(tenant, 2)
    assert len(kept) == 1
    assert kept[0].seq >= seq
    async with unit_of_work(tenant.id):
        assert (await anchors.verify_with(ring, tenant.id, folder)).ok
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        await owner.execute("DELETE FROM core_audit WHERE tenant_id = $1 AND seq >= $2", tenant.id, seq)
        await owner.execute(
            "UPDATE core_audit_head h SET seq = a.seq, hash = a.hash FROM core_audit a"
            " WHERE h.tenant_id = $1 AND a.tenant_id = $1 AND a.seq = $2",
            tenant.id,
            seq - 1,
        )
    finally:
        await owner.close()
    async with unit_of_work(tenant.id):
        assert (await verify(tenant.id)).ok, "inside the database nothing is left to see"
        found = await anchors.verify_with(ring, tenant.id, folder)
    assert found == Finding(seq - 1, kept[0].seq, "the chain was cut: an anchor knows this row")
    async with tenant.client("admin") as admin:
        said = (await admin.get("/api/audit/verify")).json()
    assert (said["ok"], said["broken_seq"]) == (False, kept[0].seq)


async def test_an_anchor_that_was_written_by_somebody_else_is_not_believed(
    renshi: CoreHarness, tmp_path: Any
) -> None:
    tenant = await written(renshi, 1)
    ring = key_ring(renshi.platform.secret_key)
    now = renshi.clock.now()
    async with unit_of_work(tenant.id):
        await anchors.keep(KeyRing.parse("f" * 40), tmp_path, tenant.id, now)
        found = await anchors.verify_with(ring, tenant.id, tmp_path)
    assert not found.ok
    assert found.reason is not None
    assert "isn't this installation's" in found.reason
    path = tmp_path / f"{tenant.id}.jsonl"
    path.unlink()
    async with unit_of_work(tenant.id):
        await anchors.keep(ring, tmp_path, tenant.id, now)
        line = json.loads(path.read_text())
        path.write_text(json.dumps(line | {"seq": line["seq"] - 1}) + "\n")
        found = await anchors.verify_with(ring, tenant.id, tmp_path)
    assert found.reason is not None
    assert "its signature doesn't fit" in found.reason


async def test_an_exported_range_proves_itself(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 4)
    first, last = await seq_of(tenant, 1), await seq_of(tenant, 3)
    async with tenant.client("admin") as admin:
        answer = await admin.get("/api/audit/export", params={"first": first, "last": last})
        refused = await admin.get("/api/audit/export", params={"first": 5, "last": 4})
    async with tenant.client("hr") as hr:
        assert (await hr.get("/api/audit/export", params={"first": 1, "last": 2})).status_code == 403
    assert refused.status_code == 422
    text = answer.text
    rows = last - first + 1
    trusted = anchors.public_keys(key_ring(renshi.platform.secret_key))
    assert anchors.check_export(text, trusted=trusted) == rows
    assert len(await tenant.audit("core.audit.export")) == 1
    lines = text.splitlines()
    for broken in (
        text.replace("core.test.write", "core.test.writf", 1),
        "\n".join([lines[0], *lines[2:]]),
        "\n".join(lines[:-1]),
        "\n".join([lines[0], lines[2], lines[1], *lines[3:]]),
    ):
        with pytest.raises(anchors.AnchorBroken):
            anchors.check_export(broken, trusted=trusted)
    with pytest.raises(anchors.AnchorBroken, match="isn't this installation's"):
        anchors.check_export(text, trusted=anchors.public_keys(KeyRing.parse("f" * 40)))
    async with unit_of_work(tenant.id):
        assert len(await fetch("SELECT FROM core_audit WHERE seq BETWEEN $1 AND $2", first, last)) == rows
