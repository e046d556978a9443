"""Jobs: run once, watched, cancelled, resumed after a death, tried again, and given up."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from renshi_core.jobs import service
from renshi_core.jobs.runner import JobLane
from renshi_sdk import Conflict, Invalid, NeedsAttention, NotFound, Temporary, Text
from renshi_sdk.db import execute

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def write(n: int) -> None:
    await execute("INSERT INTO probe_effect (id, n) VALUES ($1, $2)", uuid4(), n)


async def enqueue(
    bench: Any, tenant: Any, name: str = "probe.plain", n: int = 1, key: str | None = None
) -> Any:
    async with bench.context(tenant) as ctx:
        return await ctx.jobs.enqueue(name, {"n": n}, key=key)


async def state(bench: Any, tenant: Any, job_id: Any) -> Any:
    async with bench.context(tenant) as ctx:
        return await ctx.jobs.state(job_id)


async def test_a_job_runs_once_and_tells_its_result(bench: Any) -> None:
    tenant = await bench.tenant()
    job_id = await enqueue(bench, tenant, n=4)
    assert (await state(bench, tenant, job_id)).state == "queued"
    assert [(await bench.settle()).ran for _ in range(2)] == [1, 0]
    ended = await state(bench, tenant, job_id)
    assert (ended.state, ended.result, ended.error) == ("succeeded", {"n": 4}, None)
    assert await bench.effects(tenant) == [4]


async def test_a_job_of_a_transaction_that_is_undone_never_runs(bench: Any) -> None:
    tenant = await bench.tenant()
    with contextlib.suppress(Invalid):
        async with bench.context(tenant) as ctx:
            await ctx.jobs.enqueue("probe.plain", {"n": 1})
            await ctx.jobs.enqueue("probe.plain", {"n": "many"})
    assert (await bench.settle()).ran == 0


async def test_who_may_start_what(bench: Any) -> None:
    tenant, off = await bench.tenant(), await bench.tenant(enabled=False)
    async with bench.context(tenant) as ctx:
        with pytest.raises(LookupError, match="no job"):
            await ctx.jobs.enqueue("probe.nothing")
    async with bench.context(tenant, plugin="other") as ctx:
        with pytest.raises(LookupError, match="belongs to plugin 'probe'"):
            await ctx.jobs.enqueue("probe.plain")
    async with bench.context(off) as ctx:
        with pytest.raises(Conflict):
            await ctx.jobs.enqueue("probe.plain")
    assert await bench.rows(off, "core_job") == []


async def test_a_key_gives_the_unfinished_job_instead_of_a_second(bench: Any) -> None:
    tenant, other = await bench.tenant(), await bench.tenant()
    first = await enqueue(bench, tenant, key="2026-11")
    assert await enqueue(bench, tenant, key="2026-11") == first
    assert await enqueue(bench, tenant, key="2026-12") != first
    assert await enqueue(bench, other, key="2026-11") != first
    await bench.settle()
    assert await enqueue(bench, tenant, key="2026-11") != first, "the first has ended"


async def test_one_key_at_the_same_moment_makes_one_job(bench: Any) -> None:
    tenant = await bench.tenant()
    ids = await asyncio.gather(*(enqueue(bench, tenant, key="same") for _ in range(8)))
    assert len(set(ids)) == 1
    assert (await bench.settle()).ran == 1


async def test_progress_is_seen_before_the_job_commits(bench: Any) -> None:
    tenant = await bench.tenant()
    seen: list[Any] = []

    async def work(ctx: Any, params: Any, run: Any) -> dict[str, Any]:
        await write(1)
        await run.progress(3, 10, Text("第三家", "the third"))
        seen.append(await asyncio.create_task(elsewhere()))
        return {}

    async def elsewhere() -> Any:
        rows = await bench.as_owner("SELECT done, total, message_zh, state FROM core_job WHERE $1", True)
        effects = await bench.as_owner("SELECT count(*) AS n FROM probe_effect WHERE $1", True)
        return (*rows[0].values(), effects[0]["n"])

    bench.behaviour.job = work
    await enqueue(bench, tenant)
    await bench.settle()
    assert seen == [(3, 10, "第三家", "running", 0)]


async def test_cancelled_while_waiting_never_begins(bench: Any) -> None:
    tenant = await bench.tenant()
    job_id = await enqueue(bench, tenant)
    async with bench.context(tenant) as ctx:
        await ctx.jobs.cancel(job_id)
    assert (await state(bench, tenant, job_id)).state == "cancelled"
    assert (await bench.settle()).ran == 0
    async with bench.context(tenant) as ctx:
        with pytest.raises(Conflict):
            await ctx.jobs.cancel(job_id)


async def test_cancelled_while_running_stops_at_its_next_step_and_undoes_the_open_one(bench: Any) -> None:
    tenant = await bench.tenant()

    async def work(ctx: Any, params: Any, run: Any) -> None:
        async with run.step("one") as inside:
            assert inside is not None
            await write(1)
        await bench.as_owner("UPDATE core_job SET cancel_requested = true")
        async with run.step("two"):
            await write(2)

    bench.behaviour.job = work
    job_id = await enqueue(bench, tenant, "probe.steps")
    found = await bench.settle()
    assert (found.ran, found.failures, found.retrying) == (1, [], [])
    assert (await state(bench, tenant, job_id)).state == "cancelled"
    assert await bench.effects(tenant) == [1]


async def test_cancelled_while_running_is_told_at_the_next_progress(bench: Any) -> None:
    tenant = await bench.tenant()

    async def work(ctx: Any, params: Any, run: Any) -> None:
        await write(1)
        await bench.as_owner("UPDATE core_job SET cancel_requested = true")
        await run.progress(1, 2)
        await write(2)

    bench.behaviour.job = work
    job_id = await enqueue(bench, tenant)
    await bench.settle()
    assert (await state(bench, tenant, job_id)).state == "cancelled"
    assert await bench.effects(tenant) == []


async def test_a_stepwise_job_goes_on_after_its_finished_steps(bench: Any) -> None:
    tenant = await bench.tenant()
    entered: list[tuple[int, str, bool]] = []

    async def work(ctx: Any, params: Any, run: Any) -> dict[str, Any]:
        for number, key in enumerate(("a", "b", "c")):
            async with run.step(key) as inside:
                entered.append((run.attempt, key, inside is not None))
                if inside is None:
                    continue
                await write(number)
                if key == "b" and run.attempt == 1:
                    raise Temporary("the connection broke")
        return {"steps": 3}

    bench.behaviour.job = work
    job_id = await enqueue(bench, tenant, "probe.steps")
    assert len((await bench.settle()).retrying) == 1
    assert await bench.effects(tenant) == [0]
    bench.later(minutes=1)
    await bench.settle()
    assert entered == [(1, "a", True), (1, "b", True), (2, "a", False), (2, "b", True), (2, "c", True)]
    assert await bench.effects(tenant) == [0, 1, 2]
    assert (await state(bench, tenant, job_id)).result == {"steps": 3}


async def test_steps_need_a_stepwise_job(bench: Any) -> None:
    tenant = await bench.tenant()

    async def work(ctx: Any, params: Any, run: Any) -> None:
        async with run.step("a"):
            pass

    bench.behaviour.job = work
    await enqueue(bench, tenant)
    assert "stepwise=True" in (await bench.settle()).retrying[0]


async def test_two_runners_of_one_step_write_it_once(bench: Any) -> None:
    tenant = await bench.tenant()
    began, go_on = asyncio.Event(), asyncio.Event()

    async def work(ctx: Any, params: Any, run: Any) -> dict[str, Any]:
        async with run.step("only") as inside:
            if inside is not None:
                began.set()
                await go_on.wait()
                await write(1)
        return {"by": run.attempt}

    bench.behaviour.job = work
    job_id = await enqueue(bench, tenant, "probe.steps")
    keepers = [bench.keeper() for _ in range(2)]
    first, second = (JobLane(bench.platform, "default", keeper) for keeper in keepers)
    (stale,) = await first.claim(1)
    running = asyncio.create_task(first.handle(stale))
    await began.wait()
    await bench.as_owner("UPDATE core_job SET lease_until = now() - interval '1 second'")
    await second.sweep()
    (fresh,) = await second.claim(1)
    taking_over = asyncio.create_task(second.handle(fresh))
    await asyncio.sleep(0.1)
    go_on.set()
    assert ((await running).ending, (await taking_over).ending) == ("lost", "done")
    assert await bench.effects(tenant) == [1]
    assert (await state(bench, tenant, job_id)).result == {"by": 2}


async def test_a_plain_job_that_lost_its_lease_writes_nothing(bench: Any) -> None:
    tenant = await bench.tenant()

    async def work(ctx: Any, params: Any, run: Any) -> dict[str, Any]:
        await write(run.attempt)
        if run.attempt == 1:
            await bench.as_owner(
                "UPDATE core_job SET state = 'queued', lease_until = NULL, lease_token = NULL WHERE true"
            )
        return {}

    bench.behaviour.job = work
    await enqueue(bench, tenant)
    await bench.settle()
    assert await bench.effects(tenant) == [2]


async def test_a_lease_is_kept_while_the_loop_is_blocked(bench: Any) -> None:
    tenant = await bench.tenant()
    until: list[float] = []

    async def left() -> float:
        connection = await asyncpg.connect(bench.owner_url)
        try:
            return float(
                await connection.fetchval("SELECT extract(epoch FROM lease_until - now()) FROM core_job")
            )
        finally:
            await connection.close()

    def look() -> None:
        # From a thread with a loop of its own, for the one under test stands still.
        thread = threading.Thread(target=lambda: until.append(asyncio.run(left())))
        thread.start()
        thread.join()

    async def work(ctx: Any, params: Any, run: Any) -> None:
        time.sleep(4.5)  # noqa: ASYNC251 -- blocking is what is tried here
        look()

    bench.behaviour.job = work
    await enqueue(bench, tenant)
    await bench.settle()
    assert until[0] > 3.5, "without renewal 1.5 s of 6 s would be left"


async def test_out_of_time_comes_again(bench: Any) -> None:
    tenant = await bench.tenant()

    async def hang(ctx: Any, params: Any, run: Any) -> None:
        await write(1)
        await asyncio.Event().wait()

    bench.behaviour.job = hang
    await enqueue(bench, tenant, "probe.hasty")
    assert "0.2 s" in (await bench.settle()).retrying[0]
    assert await bench.effects(tenant) == []


async def test_attempts_run_out_and_a_person_lets_it_run_again(bench: Any) -> None:
    tenant = await bench.tenant()

    async def fail(ctx: Any, params: Any, run: Any) -> None:
        raise Temporary("the bank does not answer")

    bench.behaviour.job = fail
    job_id = await enqueue(bench, tenant, key="k")
    failures = []
    for _ in range(3):
        failures += (await bench.settle()).failures
        bench.later(hours=1)
    assert failures == ["job probe.plain failed: the bank does not answer"]
    bench.behaviour.job = None
    newer = await enqueue(bench, tenant, key="k")
    async with bench.context(tenant) as ctx:
        with pytest.raises(Conflict, match="under way"):
            await service.retry(bench.platform, ctx, job_id)
    await bench.settle()
    async with bench.context(tenant) as ctx:
        await service.retry(bench.platform, ctx, job_id)
        with pytest.raises(Conflict):
            await service.retry(bench.platform, ctx, newer)
    await bench.settle()
    assert (await state(bench, tenant, job_id)).state == "succeeded"


async def test_an_expected_refusal_is_not_tried_again(bench: Any) -> None:
    tenant = await bench.tenant()

    async def fail(ctx: Any, params: Any, run: Any) -> None:
        raise NeedsAttention(Text("请先补全银行账号", "fill in the bank account first"))

    bench.behaviour.job = fail
    job_id = await enqueue(bench, tenant)
    assert len((await bench.settle()).failures) == 1
    ended = await state(bench, tenant, job_id)
    assert (ended.state, ended.error) == ("failed", "请先补全银行账号")


async def test_switched_off_before_it_ran_is_cancelled_and_out_of_service_waits(bench: Any) -> None:
    off, broken = await bench.tenant(), await bench.tenant()
    stopped, waiting = await enqueue(bench, off), await enqueue(bench, broken)
    await bench.switch(*off, enabled=False)
    await bench.switch(*broken, enabled=True, broken=True)
    await bench.settle()
    assert (await state(bench, off, stopped)).state == "cancelled"
    assert (await state(bench, broken, waiting)).state == "queued"
    assert [r["state"] for r in await bench.rows(broken, "core_job")] == ["parked"]
    await bench.switch(*broken, enabled=True)
    await bench.settle()
    assert (await state(bench, broken, waiting)).state == "succeeded"
    assert (await bench.effects(off), await bench.effects(broken)) == ([], [1])


async def test_a_job_acts_as_whoever_started_it(bench: Any) -> None:
    from renshi_sdk import Actor

    tenant = await bench.tenant()
    seen: list[Any] = []

    async def work(ctx: Any, params: Any, run: Any) -> None:
        seen.append((ctx.actor, ctx.plugin, ctx.company_id, ctx.request_id))

    bench.behaviour.job = work
    user = Actor(kind="user", name="王人事", id=uuid4(), employee_id=uuid4())
    async with bench.context(tenant) as ctx:
        await ctx.acting_as(user).jobs.enqueue("probe.plain")
    await bench.settle()
    assert seen == [(user, "probe", tenant[1], "")]


async def test_another_tenant_sees_no_job(bench: Any) -> None:
    mine, theirs = await bench.tenant(), await bench.tenant()
    job_id = await enqueue(bench, mine)
    async with bench.context(theirs) as ctx:
        with pytest.raises(NotFound):
            await ctx.jobs.state(job_id)
        with pytest.raises(NotFound):
            await ctx.jobs.cancel(job_id)
    assert (await state(bench, mine, job_id)).state == "queued"


async def test_a_queue_serves_its_own_jobs(bench: Any) -> None:
    tenant = await bench.tenant()
    await enqueue(bench, tenant, "probe.solve")
    keeper = bench.keeper()
    assert await JobLane(bench.platform, "default", keeper).claim(5) == []
    assert len(await JobLane(bench.platform, "solve", keeper).claim(5)) == 1


async def test_a_plugin_that_failed_before_succeeds_stepwise(bench: Any) -> None:
    tenant = await bench.tenant()
    attempts = []

    async def work(ctx: Any, params: Any, run: Any) -> None:
        attempts.append(run.attempt)
        if run.attempt == 1:
            raise ValueError("a mistake")

    bench.behaviour.job = work
    job_id = await enqueue(bench, tenant, "probe.steps")
    await bench.settle()
    await asyncio.sleep(0.2)
    bench.later(minutes=1)
    assert (await bench.settle()).failures == []
    assert (await state(bench, tenant, job_id)).state == "succeeded"
    (row,) = await bench.rows(tenant, "core_plugin_activation")
    assert row["failures"] == 0


async def test_old_jobs_are_removed(bench: Any) -> None:
    tenant = await bench.tenant()
    await enqueue(bench, tenant)
    await bench.settle()
    bench.later(days=100)
    recent = await enqueue(bench, tenant)
    await bench.settle()
    bench.later(days=100)
    async with bench.context(tenant) as ctx:
        assert await service.purge(ctx) == {"jobs": 1}
    assert [r["id"] for r in await bench.rows(tenant, "core_job")] == [recent]
