"""The audit chain: what was written can't be changed, taken out or cut off unnoticed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_core.audit import service
from renshi_core.audit.service import Finding, canonical, head_of_chain, verify
from renshi_core.db import unit_of_work
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.context import Actor
from renshi_sdk.db import execute, fetch, fetch_value


async def written(renshi: CoreHarness, rows: int) -> Any:
    tenant = await renshi.new_tenant()
    for number in range(rows):
        async with tenant.context() as ctx:
            await ctx.audit.record("core.test.write", subject="thing", detail={"number": number})
    return tenant


async def checked(tenant_id: UUID, **options: Any) -> Finding:
    async with unit_of_work(tenant_id):
        return await verify(tenant_id, **options)


async def as_owner(renshi: CoreHarness, sql: str, *arguments: Any) -> str:
    """What somebody with the owner's password could do to the tables."""
    connection = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        return await connection.execute(sql, *arguments)
    finally:
        await connection.close()


async def seq_of(tenant_id: UUID, number: int) -> int:
    async with unit_of_work(tenant_id):
        seq: int = await fetch_value(
            "SELECT seq FROM core_audit WHERE action = 'core.test.write' AND detail ->> 'number' = $1",
            str(number),
        )
    return seq


async def test_an_untouched_chain_holds_and_says_how_long_it_is(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    async with unit_of_work(tenant.id):
        rows = await fetch_value("SELECT count(*) FROM core_audit")
    assert await checked(tenant.id) == Finding(rows)
    assert (await checked(tenant.id)).describe() == f"{rows} rows, the chain holds"


async def test_each_hash_is_sha256_over_the_one_before_the_number_and_the_record(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 2)
    previous = b""
    async with unit_of_work(tenant.id):
        for place, row in enumerate(
            await fetch("SELECT seq, record, hash FROM core_audit ORDER BY seq"), start=1
        ):
            previous = hashlib.sha256(previous + f"{place} {row['record']}".encode()).digest()
            assert (row["seq"], row["hash"]) == (place, previous)


async def test_a_changed_row_is_named(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    seq = await seq_of(tenant.id, 1)
    await as_owner(
        renshi,
        "UPDATE core_audit SET record = replace(record, '\"number\":1', '\"number\":9')"
        " WHERE tenant_id = $1 AND seq = $2",
        tenant.id,
        seq,
    )
    assert await checked(tenant.id) == Finding(seq - 1, seq, "it was changed, or one before it was")


async def test_a_row_taken_out_of_the_middle_is_named(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    seq = await seq_of(tenant.id, 1)
    await as_owner(renshi, "DELETE FROM core_audit WHERE tenant_id = $1 AND seq = $2", tenant.id, seq)
    assert await checked(tenant.id) == Finding(seq - 1, seq, "it is missing")


async def test_a_tail_that_was_cut_off_is_noticed(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    seq = await seq_of(tenant.id, 2)
    await as_owner(renshi, "DELETE FROM core_audit WHERE tenant_id = $1 AND seq >= $2", tenant.id, seq)
    found = await checked(tenant.id)
    assert (found.ok, found.rows, found.broken_seq) == (False, seq - 1, seq)
    assert found.reason is not None
    assert found.reason.startswith("the chain was cut")


async def test_a_chain_replaced_with_its_head_is_found_by_an_anchor(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 3)
    async with unit_of_work(tenant.id):
        anchor = await head_of_chain()
    assert anchor is not None
    assert (await checked(tenant.id, anchor=anchor)).ok
    seq = await seq_of(tenant.id, 2)
    async with unit_of_work(tenant.id):
        hash_before = await fetch_value("SELECT hash FROM core_audit WHERE seq = $1", seq - 1)
    await as_owner(renshi, "DELETE FROM core_audit WHERE tenant_id = $1 AND seq >= $2", tenant.id, seq)
    await as_owner(
        renshi,
        "UPDATE core_audit_head SET seq = $2, hash = $3 WHERE tenant_id = $1",
        tenant.id,
        seq - 1,
        hash_before,
    )
    assert (await checked(tenant.id)).ok
    assert await checked(tenant.id, anchor=anchor) == Finding(
        seq - 1, anchor[0], "the chain isn't the one that was anchored here"
    )


async def test_another_tenants_row_in_the_place_of_ones_own_is_named(renshi: CoreHarness) -> None:
    """Even where whoever moved it computed every hash after it anew, and the head."""
    mine, other = await written(renshi, 3), await written(renshi, 3)
    place, theirs = await seq_of(mine.id, 1), await seq_of(other.id, 1)
    await as_owner(renshi, "DELETE FROM core_audit WHERE tenant_id = $1 AND seq = $2", mine.id, place)
    await as_owner(
        renshi,
        "UPDATE core_audit SET tenant_id = $1, seq = $2 WHERE tenant_id = $3 AND seq = $4",
        mine.id,
        place,
        other.id,
        theirs,
    )
    assert await checked(mine.id) == Finding(place - 1, place, "it was changed, or one before it was")
    assert await checked(other.id) == Finding(theirs - 1, theirs, "it is missing")
    async with unit_of_work(mine.id):
        rows = await fetch("SELECT seq, record FROM core_audit ORDER BY seq")
    previous = b""
    for row in rows:
        previous = hashlib.sha256(previous + f"{row['seq']} {row['record']}".encode()).digest()
        await as_owner(
            renshi,
            "UPDATE core_audit SET hash = $3 WHERE tenant_id = $1 AND seq = $2",
            mine.id,
            row["seq"],
            previous,
        )
    await as_owner(renshi, "UPDATE core_audit_head SET hash = $2 WHERE tenant_id = $1", mine.id, previous)
    assert await checked(mine.id) == Finding(place - 1, place, "its column tenant_id was changed")


async def test_a_row_slipped_in_past_the_head_is_noticed(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 1)
    async with unit_of_work(tenant.id):
        await execute(
            "INSERT INTO core_audit (id, seq, record, hash, at)"
            " SELECT $1, max(seq) + 1, $2, '\\x00', now() FROM core_audit",
            uuid4(),
            json.dumps({"action": "core.test.forged", "at": "2026-01-01T00:00:00+00:00"}),
        )
        last = await fetch_value("SELECT max(seq) FROM core_audit")
    assert await checked(tenant.id) == Finding(last - 1, last, "it was added past the head of the chain")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_audit SET at = now()", "DELETE FROM core_audit", "TRUNCATE core_audit"],
)
async def test_requests_can_add_rows_and_nothing_else(renshi: CoreHarness, statement: str) -> None:
    tenant = await written(renshi, 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with unit_of_work(tenant.id):
            await execute(statement)
    assert (await checked(tenant.id)).ok


async def test_a_unit_that_is_undone_leaves_no_row_and_no_gap(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 1)
    before = await checked(tenant.id)

    async def undone() -> None:
        async with tenant.context() as ctx:
            await ctx.audit.record("core.test.undone", subject="thing")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    assert await checked(tenant.id) == before
    assert await tenant.audit("core.test.undone") == []


async def test_writers_at_the_same_time_make_one_chain(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 0)
    before = (await checked(tenant.id)).rows

    async def write(number: int) -> None:
        async with tenant.context() as ctx:
            await ctx.audit.record("core.test.parallel", subject="thing", detail={"number": number})
            await ctx.audit.record("core.test.parallel", subject="thing", detail={"number": -number})

    await asyncio.gather(*(write(number) for number in range(1, 21)))
    assert await checked(tenant.id) == Finding(before + 40)
    numbers = [row["detail"] for row in await tenant.audit("core.test.parallel")]
    pairs = [json.loads(d)["number"] for d in numbers]
    # The two rows of a unit lie side by side.
    assert [pairs[i] + pairs[i + 1] for i in range(0, 40, 2)] == [0] * 20


async def test_tenants_have_chains_of_their_own(renshi: CoreHarness) -> None:
    first, second = await written(renshi, 1), await written(renshi, 1)
    async with unit_of_work(first.id):
        theirs = await fetch_value("SELECT count(*) FROM core_audit WHERE tenant_id = $1", second.id)
    assert theirs == 0
    await as_owner(renshi, "UPDATE core_audit SET record = record || ' ' WHERE tenant_id = $1", first.id)
    assert not (await checked(first.id)).ok
    assert (await checked(second.id)).ok


async def test_the_list_filters_and_is_itself_audited(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 2)
    async with tenant.client("admin") as admin:
        answer = await admin.get("/api/audit", params={"action": "core.test.write", "sort": "seq"})
        assert answer.status_code == 200
        assert [item["detail"] for item in answer.json()["items"]] == [{"number": 0}, {"number": 1}]
        whole = (await admin.get("/api/audit/verify")).json()
        assert (whole["ok"], whole["broken_seq"]) == (True, None)
    reads = await tenant.audit("core.audit.read")
    assert [json.loads(row["detail"]) for row in reads] == [{"filters": {"action": "core.test.write"}}]


async def test_the_search_looks_into_actions_and_names_and_says_nothing_of_what_is_not_there(
    renshi: CoreHarness,
) -> None:
    tenant, other = await written(renshi, 2), await renshi.new_tenant()
    async with other.context(actor=Actor(kind="user", id=uuid4(), name="外人一")) as ctx:
        await ctx.audit.record("core.test.elsewhere", subject="thing")
    async with tenant.context(actor=Actor(kind="user", id=uuid4(), name="查账人100%_")) as ctx:
        await ctx.audit.record("core.test.named", subject="thing")
    async with tenant.client("admin") as admin:

        async def found(**params: Any) -> tuple[list[str], int | None]:
            answer = await admin.get("/api/audit", params=params)
            assert answer.status_code == 200, answer.text
            return [item["action"] for item in answer.json()["items"]], answer.json().get("total")

        assert await found(q="TEST.write", page=1) == (["core.test.write", "core.test.write"], 2)
        assert await found(q="查账人") == (["core.test.named"], None)
        # What means something in a pattern means itself here.
        assert await found(q="100%_", page=1) == (["core.test.named"], 1)
        assert await found(q="1%0", page=1) == ([], 0)
        assert await found(q="外人", page=1) == ([], 0)
        assert await found(q="elsewhere", count="true") == ([], 0)
        assert await found(q="core.test", action="core.test.named", page=1) == (["core.test.named"], 1)


async def test_a_long_chain_is_counted_no_further_than_said(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await written(renshi, 5)
    monkeypatch.setattr(service, "ENTRIES", replace(service.ENTRIES, counted_to=3))
    async with tenant.client("admin") as admin:
        answer = (
            await admin.get("/api/audit", params={"q": "core.test.write", "page": 1, "limit": 2})
        ).json()
        assert (len(answer["items"]), answer["total"]) == (2, 3)
        answer = (
            await admin.get("/api/audit", params={"q": "core.test.write", "page": 3, "limit": 2})
        ).json()
        assert (len(answer["items"]), answer["total"]) == (1, 3)


async def test_only_who_may_read_the_chain_reads_it(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    for role in ("employee", "manager", "hr"):
        async with tenant.client(role) as client:
            for path in ("/api/audit", "/api/audit/verify"):
                answer = await client.get(path)
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert await tenant.audit("core.audit.read") == []


WORDS = st.text(st.characters(exclude_categories=()), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(WORDS, JSON, max_size=3))
def test_whatever_is_recorded_can_be_stored_as_strict_json(detail: dict[str, Any]) -> None:
    text = canonical({"detail": detail})
    text.encode("utf-8")
    assert "\x00" not in text

    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(text, parse_constant=refuse)


async def test_odd_characters_reach_the_chain_and_stay_verifiable(renshi: CoreHarness) -> None:
    tenant = await written(renshi, 0)
    async with tenant.context() as ctx:
        await ctx.audit.record(
            "core.test.odd",
            subject="thing",
            detail={"nul": "a\x00b", "half": "\ud800", "nan": float("nan"), "\x00": 1},
        )
    (row,) = await tenant.audit("core.test.odd")
    assert json.loads(row["detail"]) == {"nul": "a␀b", "half": "?", "nan": "nan", "␀": 1}
    assert (await checked(tenant.id)).ok
