"""A field that is marked searchable among many people is indexed in batches: nobody waits, nothing written is lost."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from renshi_core.people.custom import filling, index, values
from renshi_core.people.fields.catalogue import load
from renshi_sdk.db import fetch, fetch_value

PEOPLE = 14
"""With the three of every tenant in five batches."""


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "AT_ONCE", 5)
    monkeypatch.setattr(filling, "BATCH", 4)


async def crew(tenant: Any) -> list[Any]:
    return [
        await tenant.hire(f"工{n:02}", number=f"W{n:02}", starts_on=date(2024, 1, 1)) for n in range(PEOPLE)
    ]


async def added(tenant: Any, code: str, kind: str = "text", **more: Any) -> str:
    body = {"code": code, "title_zh": code, "title_en": code, "kind": kind}
    made = await tenant.client("admin").post("/api/custom-fields", json=body | more)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def changed(tenant: Any, field_id: str, **flags: Any) -> dict[str, Any]:
    answer = await tenant.client("admin").patch(f"/api/custom-fields/{field_id}", json=flags)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def listed(tenant: Any, code: str) -> dict[str, Any]:
    items = (await tenant.client("admin").get("/api/custom-fields")).json()["items"]
    return next(i for i in items if i["code"] == code)


async def found(tenant: Any, **filters: str) -> list[str]:
    answer = await tenant.client("hr").get("/api/employees", params=filters | {"limit": "100"})
    assert answer.status_code == 200, answer.text
    return sorted(p["number"] for p in answer.json()["items"])


async def write(tenant: Any, person: Any, **given: Any) -> None:
    async with tenant.context() as ctx:
        await values.set_values(ctx, person.id, given)


SHAPES = pytest.mark.parametrize(
    ("kind", "more", "one", "two"),
    [("text", {}, "甲", "乙"), ("multi", {"options": ["甲", "乙"]}, ["甲"], ["乙"])],
    ids=["in a slot", "in rows"],
)


@SHAPES
async def test_it_is_offered_when_all_is_there_and_says_so_before(
    renshi: Any, kind: str, more: dict[str, Any], one: Any, two: Any
) -> None:
    tenant = await renshi.new_tenant()
    people = await crew(tenant)
    field_id = await added(tenant, "team", kind, **more)
    await renshi.settle()
    for n, person in enumerate(people):
        await write(tenant, person, team=one if n % 2 else two)
    marked = await changed(tenant, field_id, searchable=True)
    assert (marked["searchable"], marked["indexing"]) == (
        True,
        {"done": 0, "total": None, "state": "running"},
    )
    refused = await tenant.client("hr").get("/api/employees", params={"custom.team": "甲"})
    assert (refused.status_code, "正在建立索引" in refused.text) == (422, True)
    offered = (await tenant.client("hr").get("/api/employee-fields/options")).json()["options"]
    assert "custom.team" not in [o["value"] for o in offered]
    # Written before the job has run: one more, one less.
    await write(tenant, people[0], team=one)
    await write(tenant, people[1], team=None)
    await renshi.settle()
    assert (await listed(tenant, "team"))["indexing"] is None
    offered = (await tenant.client("hr").get("/api/employee-fields/options")).json()["options"]
    assert "custom.team" in [o["value"] for o in offered]
    assert await found(tenant, **{"custom.team": "甲"}) == ["W00", *(f"W{n:02}" for n in range(3, PEOPLE, 2))]
    assert await found(tenant, **{"custom.team": "乙"}) == [f"W{n:02}" for n in range(2, PEOPLE, 2)]
    assert len(await tenant.audit("core.custom_field.index")) == 1


@SHAPES
async def test_what_is_written_between_the_batches_is_in_the_index(
    renshi: Any, monkeypatch: pytest.MonkeyPatch, kind: str, more: dict[str, Any], one: Any, two: Any
) -> None:
    """Somebody writes while a batch waits, somebody has written and not committed, and both are found."""
    tenant = await renshi.new_tenant()
    people = await crew(tenant)
    field_id = await added(tenant, "team", kind, **more)
    await renshi.settle()
    for person in people:
        await write(tenant, person, team=one)
    await changed(tenant, field_id, searchable=True)
    open_now, go_on, tried = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow_writer(person: Any) -> None:
        async with tenant.context() as ctx:
            await values.set_values(ctx, person.id, {"team": two})
            open_now.set()
            await go_on.wait()

    stepped_aside = 0
    original = filling._filled

    async def watched(*arguments: Any) -> bool:
        nonlocal stepped_aside
        try:
            return await original(*arguments)
        except filling.LockNotAvailableError:
            stepped_aside += 1
            tried.set()
            raise

    monkeypatch.setattr(filling, "_filled", watched)
    monkeypatch.setattr(filling, "PATIENCE", "50ms")
    writing = asyncio.create_task(slow_writer(people[2]))
    await open_now.wait()
    settling = asyncio.create_task(renshi.settle())
    await tried.wait()
    # Others write while the batch waits for its turn, and don't wait themselves.
    await write(tenant, people[0], team=two)
    await write(tenant, people[-1], team=None)
    go_on.set()
    await writing
    await settling
    assert stepped_aside > 0
    assert await found(tenant, **{"custom.team": "乙"}) == ["W00", "W02"]
    assert await found(tenant, **{"custom.team": "甲"}) == [
        f"W{n:02}" for n in range(PEOPLE - 1) if n not in (0, 2)
    ]


async def test_a_killed_run_goes_on_behind_what_it_finished(
    renshi: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await renshi.new_tenant()
    people = await crew(tenant)
    field_id = await added(tenant, "level", "integer")
    await renshi.settle()
    for n, person in enumerate(people):
        await write(tenant, person, level=n)
    await changed(tenant, field_id, searchable=True)
    original, batches = index.rebuild, []

    async def killed(ctx: Any, field: Any, people: Any = None) -> int:
        batches.append(len(people))
        if len(batches) == 3:
            raise RuntimeError("killed")
        return await original(ctx, field, people)

    monkeypatch.setattr(filling.index, "rebuild", killed)
    await renshi.settle()
    assert len(batches) == 3
    assert (await listed(tenant, "level"))["indexing"]["state"] == "running"
    renshi.advance(hours=1)
    await renshi.settle()
    assert batches == [4, 4, 4, 4, 4, 1], "the first two batches are not filled again"
    assert (await listed(tenant, "level"))["indexing"] is None
    assert await found(tenant, **{"custom.level.ge": "10"}) == [f"W{n}" for n in range(10, PEOPLE)]


async def test_a_field_that_changes_meanwhile_is_filled_for_what_it_is_then(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    people = await crew(tenant)
    first, second = await added(tenant, "one"), await added(tenant, "two")
    await renshi.settle()
    for n, person in enumerate(people):
        await write(tenant, person, one=str(n), two=str(n))
    await changed(tenant, first, searchable=True)
    await changed(tenant, second, searchable=True)
    assert (await changed(tenant, first, searchable=False))["indexing"] is None
    kind = await tenant.client("admin").post(f"/api/custom-fields/{second}/kind", json={"kind": "integer"})
    assert kind.status_code == 200, kind.text
    await renshi.settle()
    assert await found(tenant, **{"custom.two.ge": "9"}) == ["W09", *(f"W{n}" for n in range(10, PEOPLE))]
    async with tenant.context():
        fields = {f.name: f for f in (await load()).custom}
        assert (fields["one"].slot, fields["one"].being_indexed) == (None, False)
        held = await fetch("SELECT slot_01, slot_02 FROM core_employee_current")
        assert {r[f"slot_0{3 - (fields['two'].slot or 0)}"] for r in held} == {None}


async def test_a_job_that_was_cancelled_is_told_and_taken_up_again(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    people = await crew(tenant)
    field_id = await added(tenant, "team")
    await renshi.settle()
    await write(tenant, people[0], team="甲")
    await changed(tenant, field_id, searchable=True)
    async with tenant.context() as ctx:
        job = await fetch_value("SELECT indexed_by FROM core_custom_field WHERE code = 'team'")
        await ctx.jobs.cancel(job)
    await renshi.settle()
    shown = await listed(tenant, "team")
    assert (shown["indexing"]["state"], "重新保存" in shown["index_text"]) == ("stopped", True)
    assert (await changed(tenant, field_id, searchable=True))["indexing"]["state"] == "running"
    await renshi.settle()
    assert await found(tenant, **{"custom.team": "甲"}) == ["W00"]


async def test_unique_values_are_checked_at_once_however_many_people_there_are(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    people = await crew(tenant)
    field_id = await added(tenant, "badge")
    await write(tenant, people[0], badge="B")
    await write(tenant, people[1], badge="B")
    refused = await tenant.client("admin").patch(f"/api/custom-fields/{field_id}", json={"unique": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "people.values_twice")
    await write(tenant, people[1], badge="C")
    assert (await changed(tenant, field_id, unique=True))["indexing"] is None
