"""Notices: the inbox always, and the first channel that reaches the person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from renshi_sdk import NeedsAttention, NotFound, Temporary, Text, new_id
from renshi_sdk.contributions import Delivery
from renshi_sdk.db import execute

pytestmark = pytest.mark.asyncio(loop_scope="session")
TITLE, BODY = Text("工资条已发布", "Your pay slip is out"), Text("11 月", "November")


async def send(bench: Any, tenant: Any, to: Any, **more: Any) -> None:
    async with bench.context(tenant) as ctx:
        await ctx.notices.send(to, kind="probe.slip", title=TITLE, body=BODY, **more)


async def ladder(bench: Any, tenant: Any) -> tuple[str, str | None, list[tuple[str, str]]]:
    (row,) = await bench.rows(tenant, "core_notice_delivery")
    return row["state"], row["channel"], [(t["channel"], t["outcome"]) for t in json.loads(row["tried"])]


async def test_the_first_channel_in_order_that_reaches_the_person_gets_it(bench: Any) -> None:
    tenant = await bench.tenant()
    to = await bench.employee(tenant)
    seen: list[Any] = []

    async def sent(ctx: Any, notice: Any) -> Delivery:
        seen.append((ctx.plugin, notice.employee_id, notice.title, notice.link))
        return Delivery("sent")

    bench.behaviour.channels = {"second": sent}
    await send(bench, tenant, to, link="/h5/slips")
    await bench.settle()
    assert seen == [("probe", to, TITLE, "/h5/slips")]
    assert await ladder(bench, tenant) == ("sent", "second", [("first", "unreachable")])
    assert len(await bench.rows(tenant, "core_notice")) == 1


async def test_where_nobody_reaches_the_person_the_inbox_has_it(bench: Any) -> None:
    tenant = await bench.tenant()
    await send(bench, tenant, await bench.employee(tenant))
    found = await bench.settle()
    assert found.failures == []
    assert await ladder(bench, tenant) == (
        "inbox",
        None,
        [("first", "unreachable"), ("second", "unreachable")],
    )
    assert len(await bench.rows(tenant, "core_notice")) == 1


async def test_channels_of_a_plugin_that_is_off_are_not_tried(bench: Any) -> None:
    tenant = await bench.tenant(enabled=False)
    await send(bench, tenant, await bench.employee(tenant))
    await bench.settle()
    assert await ladder(bench, tenant) == ("inbox", None, [])


async def test_trouble_is_tried_again_with_the_same_id_and_then_passed_by(bench: Any) -> None:
    tenant = await bench.tenant()
    ids = []

    async def down(ctx: Any, notice: Any) -> Delivery:
        ids.append(notice.id)
        raise Temporary("no answer")

    async def sent(ctx: Any, notice: Any) -> Delivery:
        return Delivery("sent")

    bench.behaviour.channels = {"first": down, "second": sent}
    await send(bench, tenant, await bench.employee(tenant))
    for _ in range(4):
        await bench.settle()
        bench.later(hours=1)
    assert (len(ids), len(set(ids))) == (4, 1)
    assert await ladder(bench, tenant) == ("sent", "second", [("first", "failed")])


async def test_a_refusal_is_passed_by_at_once(bench: Any) -> None:
    tenant = await bench.tenant()

    async def refuse(ctx: Any, notice: Any) -> Delivery:
        raise NeedsAttention("no template is set up")

    bench.behaviour.channels = {"first": refuse}
    await send(bench, tenant, await bench.employee(tenant))
    await bench.settle()
    assert (await ladder(bench, tenant))[2] == [("first", "refused"), ("second", "unreachable")]


async def test_what_a_channel_wrote_before_it_failed_is_undone(bench: Any) -> None:
    tenant = await bench.tenant()

    async def write_and_refuse(ctx: Any, notice: Any) -> Delivery:
        await execute("INSERT INTO probe_effect (id, n) VALUES ($1, 1)", new_id())
        raise NeedsAttention("no")

    bench.behaviour.channels = {"first": write_and_refuse}
    await send(bench, tenant, await bench.employee(tenant))
    await bench.settle()
    assert await bench.effects(tenant) == []


async def test_a_key_sends_once_to_each(bench: Any) -> None:
    tenant = await bench.tenant()
    one, two = await bench.employee(tenant), await bench.employee(tenant)
    for to in (one, one, two):
        await send(bench, tenant, to, key="slip:2026-11")
    await bench.settle()
    rows = await bench.rows(tenant, "core_notice")
    assert sorted(r["employee_id"] for r in rows) == sorted([one, two])
    assert len(await bench.rows(tenant, "core_notice_delivery")) == 2


async def test_nobody_of_another_tenant_is_told(bench: Any) -> None:
    mine, theirs = await bench.tenant(), await bench.tenant()
    stranger = await bench.employee(theirs)
    with pytest.raises(NotFound):
        await send(bench, mine, stranger)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example", "/\\evil", "http://plain.example", "x"]
)
async def test_links_lead_into_the_platform_or_to_https(bench: Any, link: str) -> None:
    tenant = await bench.tenant()
    to = await bench.employee(tenant)
    with pytest.raises(ValueError, match="link"):
        await send(bench, tenant, to, link=link)
