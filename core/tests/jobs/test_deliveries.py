"""Events reach every enabled subscriber once, and what fails is kept until somebody has dealt with it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from uuid import uuid4

import pytest

from renshi_core.db import system_unit
from renshi_core.jobs import run_until_idle
from renshi_core.jobs.queue_table import MAX_INTERRUPTIONS
from renshi_sdk import NeedsAttention, NotFound, Temporary, TooMany
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.events import DomainEvent, EmployeeHired

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def states(bench: Any, tenant: Any) -> list[str]:
    return sorted(r["state"] for r in await bench.rows(tenant, "core_delivery"))


async def test_each_event_has_its_effect_once(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, *range(120))
    first, second = await bench.settle(), await bench.settle()
    assert (first.ran, first.failures, second.ran) == (120, [], 0)
    assert await bench.effects(tenant) == list(range(120))


async def test_an_event_of_a_transaction_that_is_undone_is_never_delivered(bench: Any) -> None:
    tenant = await bench.tenant()
    with contextlib.suppress(ZeroDivisionError):
        async with bench.context(tenant) as ctx:
            await ctx.events.publish(bench.ping(tenant, 1))
            raise ZeroDivisionError
    assert (await bench.settle()).ran == 0
    assert await bench.rows(tenant, "core_event") == []


async def test_only_companies_that_have_the_plugin_on_get_deliveries(bench: Any) -> None:
    on, off, tidied = await bench.tenant(), await bench.tenant(enabled=False), await bench.tenant()
    await bench.switch(*tidied, enabled=False)
    for tenant in (on, off, tidied):
        await bench.publish(tenant, 7)
    assert (await bench.settle()).ran == 1
    assert [await bench.effects(t) for t in (on, off, tidied)] == [[7], [], []]
    await bench.switch(*off, enabled=True)
    assert (await bench.settle()).ran == 0, "events of the time when it was off are not made up for"


async def test_switched_off_between_fan_out_and_run_is_skipped(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, 1)
    lane = bench.lane()
    (item,) = await lane.claim(10)
    await bench.switch(*tenant, enabled=False)
    assert (await lane.handle(item)).ending == "skipped"
    assert await states(bench, tenant) == ["skipped"]
    assert await bench.effects(tenant) == []


async def test_out_of_service_is_parked_until_it_is_put_back(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.switch(*tenant, enabled=True, broken=True)
    await bench.publish(tenant, 1)
    await bench.settle()
    assert await states(bench, tenant) == ["parked"]
    await bench.switch(*tenant, enabled=True)
    await bench.settle()
    assert await states(bench, tenant) == ["done"]
    assert await bench.effects(tenant) == [1]


async def test_out_of_service_between_fan_out_and_run_is_parked_and_the_attempt_does_not_count(
    bench: Any,
) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, 1)
    lane = bench.lane()
    (item,) = await lane.claim(10)
    await bench.switch(*tenant, enabled=True, broken=True)
    assert (await lane.handle(item)).ending == "parked"
    (row,) = await bench.rows(tenant, "core_delivery")
    assert (row["state"], row["attempts"], row["failures"]) == ("parked", 0, 0)


async def test_a_failure_undoes_the_effect_and_comes_again_later_and_later(bench: Any) -> None:
    tenant = await bench.tenant()
    calls = []

    async def fail(ctx: Any, event: Any) -> None:
        await execute("INSERT INTO probe_effect (id, n) VALUES ($1, $2)", uuid4(), event.n)
        calls.append(ctx.now())
        if len(calls) < 3:
            raise Temporary("the other side is down")

    bench.behaviour.on_ping = fail
    await bench.publish(tenant, 5)
    first = await bench.settle()
    assert (first.ran, first.failures, len(first.retrying)) == (1, [], 1)
    assert await bench.effects(tenant) == []
    assert (await bench.settle()).ran == 0, "not due yet"
    bench.later(seconds=7)
    assert (await bench.settle()).ran == 1
    bench.later(seconds=7)
    assert (await bench.settle()).ran == 0, "the second pause is longer than the first"
    bench.later(seconds=12)
    assert (await bench.settle()).ran == 1
    assert await bench.effects(tenant) == [5]
    (row,) = await bench.rows(tenant, "core_delivery")
    assert (row["state"], row["attempts"], row["failures"], row["error"]) == ("done", 3, 2, None)


async def test_too_many_says_itself_how_long_to_wait(bench: Any) -> None:
    tenant = await bench.tenant()

    async def busy(ctx: Any, event: Any) -> None:
        raise TooMany("slow down", retry_after=600)

    bench.behaviour.on_ping = busy
    await bench.publish(tenant, 1)
    await bench.settle()
    (row,) = await bench.rows(tenant, "core_delivery")
    assert (row["next_at"] - bench.clock.now()).total_seconds() == 600


async def test_attempts_run_out_into_a_dead_letter_and_a_person_lets_it_go_again(bench: Any) -> None:
    from renshi_core.events import service

    tenant = await bench.tenant()

    async def fail(ctx: Any, event: Any) -> None:
        raise ValueError("no such thing")

    bench.behaviour.on_ping = fail
    await bench.publish(tenant, 1)
    ends = []
    for _ in range(3):
        ends.append(await bench.settle())
        bench.later(hours=1)
    assert [(e.ran, len(e.failures)) for e in ends] == [(1, 0), (1, 0), (1, 1)]
    assert "probe.count" in ends[2].failures[0]
    assert "no such thing" in ends[2].failures[0]
    (row,) = await bench.rows(tenant, "core_delivery")
    assert (row["state"], row["failures"]) == ("failed", 3)

    bench.behaviour.on_ping = None
    other = await bench.tenant()
    async with bench.context(other) as ctx:
        with pytest.raises(NotFound):
            await service.retry(bench.platform, ctx, row["id"])
    async with bench.context(tenant) as ctx:
        await service.retry(bench.platform, ctx, row["id"])
    assert (await bench.settle()).ran == 1
    assert await bench.effects(tenant) == [1]


async def test_needs_attention_is_a_dead_letter_at_once(bench: Any) -> None:
    tenant = await bench.tenant()

    async def fail(ctx: Any, event: Any) -> None:
        raise NeedsAttention("record the contract first")

    bench.behaviour.on_ping = fail
    await bench.publish(tenant, 1)
    assert (await bench.settle()).failures == [
        "delivery probe.count failed: record the contract first",
    ]


async def test_a_hanging_handler_is_cut_off_and_writes_nothing(bench: Any) -> None:
    tenant = await bench.tenant()
    let_go = asyncio.Event()

    async def hang(ctx: Any, event: Any) -> None:
        await execute("INSERT INTO probe_effect (id, n) VALUES ($1, $2)", uuid4(), event.n)
        await let_go.wait()

    bench.behaviour.on_ping = hang
    await bench.publish(tenant, 1)
    found = await bench.settle()
    assert "no answer within 1 s" in found.retrying[0]
    assert await bench.effects(tenant) == []
    assert await states(bench, tenant) == ["pending"]


async def test_a_handler_that_ends_the_process_is_contained(bench: Any) -> None:
    tenant = await bench.tenant()

    async def leave(ctx: Any, event: Any) -> None:
        raise SystemExit(3)

    bench.behaviour.on_ping = leave
    await bench.publish(tenant, 1)
    assert len((await bench.settle()).retrying) == 1


async def test_a_handler_may_publish_and_what_follows_is_settled_too(bench: Any) -> None:
    tenant = await bench.tenant()

    async def chain(ctx: Any, event: Any) -> None:
        await execute("INSERT INTO probe_effect (id, n) VALUES ($1, $2)", uuid4(), event.n)
        if event.n < 4:
            await ctx.events.publish(type(event)(company_id=event.company_id, n=event.n + 1))

    bench.behaviour.on_ping = chain
    await bench.publish(tenant, 1)
    assert (await bench.settle()).ran == 4
    assert await bench.effects(tenant) == [1, 2, 3, 4]


async def test_a_lease_that_ran_out_passes_to_another_and_the_first_writes_nothing(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, 1)
    dead, alive = bench.lane(), bench.lane()
    (stale,) = await dead.claim(10)
    assert await alive.claim(10) == []
    await bench.as_owner("UPDATE core_delivery SET lease_until = now() - interval '1 second'")
    await alive.sweep()
    (fresh,) = await alive.claim(10)
    assert (await alive.handle(fresh)).ending == "done"
    assert (await dead.handle(stale)).ending == "lost"
    assert await bench.effects(tenant) == [1]


async def test_a_running_handler_is_not_taken_over_though_its_lease_ran_out(bench: Any) -> None:
    tenant = await bench.tenant()
    began, go_on = asyncio.Event(), asyncio.Event()

    async def slow(ctx: Any, event: Any) -> None:
        began.set()
        await go_on.wait()
        await execute("INSERT INTO probe_effect (id, n) VALUES ($1, $2)", uuid4(), event.n)

    bench.behaviour.on_ping = slow
    await bench.publish(tenant, 1)
    await bench.as_owner("UPDATE core_delivery SET lease_until = now()")
    lane = bench.lane()
    (item,) = await lane.claim(10)
    await bench.as_owner("UPDATE core_delivery SET lease_until = now() - interval '1 second'")
    running = asyncio.create_task(lane.handle(item))
    await began.wait()
    other = bench.lane()
    await other.sweep()
    assert await other.claim(10) == []
    go_on.set()
    assert (await running).ending == "done"
    assert await bench.effects(tenant) == [1]


async def test_what_keeps_killing_workers_is_set_aside(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, 1)
    lane = bench.lane()
    (_,) = await lane.claim(10)
    await bench.as_owner(
        "UPDATE core_delivery SET lease_until = now() - interval '1 second', attempts = $1", MAX_INTERRUPTIONS
    )
    await lane.sweep()
    (row,) = await bench.rows(tenant, "core_delivery")
    assert row["state"] == "failed"


async def test_released_items_are_due_again_and_unused(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, 1, 2)
    lane = bench.lane()
    await lane.release(await lane.claim(10))
    assert {(r["state"], r["attempts"]) for r in await bench.rows(tenant, "core_delivery")} == {
        ("pending", 0)
    }
    assert (await bench.settle()).ran == 2


async def test_deliveries_of_a_removed_plugin_wait_for_it(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.settle()
    registry = bench.platform.registry
    loaded = registry.plugins.pop("probe")
    registry.rebuild()
    try:
        async with bench.context(tenant, plugin=None) as ctx:
            await ctx.events.publish(
                EmployeeHired(
                    company_id=tenant[1],
                    employee_id=uuid4(),
                    spell_id=uuid4(),
                    hired_on=bench.clock.today(),
                    department_id=uuid4(),
                )
            )
        await run_until_idle(bench.platform)
        bench.later(minutes=2)
        await run_until_idle(bench.platform)
        assert await states(bench, tenant) == ["parked"]
    finally:
        registry.plugins["probe"] = loaded
        registry.rebuild()
    assert (await bench.settle()).ran == 1
    assert await states(bench, tenant) == ["done"]


async def test_a_subscription_that_its_plugin_dropped_is_forgotten(bench: Any) -> None:
    async with system_unit():
        await execute(
            "INSERT INTO core_subscription (name, event, plugin, seen_at)"
            " VALUES ('probe.gone', 'probe.Ping', 'probe', now()) ON CONFLICT DO NOTHING"
        )
    tenant = await bench.tenant()
    await bench.publish(tenant, 1)
    assert (await bench.settle()).ran == 1
    async with system_unit():
        assert await fetch_value("SELECT count(*) FROM core_subscription WHERE name = 'probe.gone'") == 0


async def test_a_company_of_another_tenant_is_not_found(bench: Any) -> None:
    mine, theirs = await bench.tenant(), await bench.tenant()
    async with bench.context(mine) as ctx:
        with pytest.raises(NotFound):
            await ctx.events.publish(bench.ping(theirs, 1))


async def test_events_keep_to_their_owner(bench: Any) -> None:
    tenant = await bench.tenant()

    class Unnamed(DomainEvent):
        """Without owner."""

    class Foreign(DomainEvent, name="acme.Made"):
        """Another's."""

    async with bench.context(tenant) as ctx:
        with pytest.raises(TypeError, match="name your own with its owner"):
            await ctx.events.publish(Unnamed(company_id=tenant[1]))
        with pytest.raises(TypeError, match="belongs to plugin 'acme', not to 'probe'"):
            await ctx.events.publish(Foreign(company_id=tenant[1]))
        with pytest.raises(TypeError, match="not dict"):
            await ctx.events.publish({"name": "x"})


async def test_two_dispatchers_at_once_share_the_work(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, *range(200))
    lanes = [bench.lane() for _ in range(4)]

    async def drain(lane: Any) -> int:
        count = 0
        while items := await lane.claim(7):
            for item in items:
                assert (await lane.handle(item)).ending == "done"
                count += 1
        return count

    counts = await asyncio.gather(*(drain(lane) for lane in lanes))
    assert sum(counts) == 200
    assert await bench.effects(tenant) == list(range(200))


async def test_old_events_are_removed_and_troubled_ones_stay(bench: Any) -> None:
    from renshi_core.events import service

    tenant = await bench.tenant()

    async def fail_odd(ctx: Any, event: Any) -> None:
        if event.n % 2:
            raise NeedsAttention("odd")

    bench.behaviour.on_ping = fail_odd
    await bench.publish(tenant, 1, 2)
    await bench.settle()
    bench.later(days=91)
    async with bench.context(tenant) as ctx:
        assert await service.purge(ctx) == {"events": 1}
    assert await states(bench, tenant) == ["failed"]


async def test_the_stock_of_a_living_process_is_not_taken(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, *range(5))
    lane = bench.lane()
    items = await lane.claim(10)
    await bench.as_owner("UPDATE core_delivery SET lease_until = now() + interval '4 seconds'")
    await asyncio.sleep(4.6)
    other = bench.lane()
    await other.sweep()
    assert await other.claim(10) == []
    assert [(await lane.handle(item)).ending for item in items] == ["done"] * 5
