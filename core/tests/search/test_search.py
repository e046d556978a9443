"""The search over everything: what is found by which part, by whom, and from an index."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.search import repository, service
from renshi_core.search.service import normal
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import fetch
from renshi_sdk.services import Clause


def _titles(answer: dict[str, Any], group: str) -> list[str]:
    return [i["title"] for g in answer["groups"] if g["key"] == group for i in g["items"]]


async def _found(client: Any, wanted: str, group: str = "people") -> list[str]:
    answer = await client.get("/api/search", params={"q": wanted})
    assert answer.status_code == 200, answer.text
    return _titles(answer.json(), group)


@pytest.mark.parametrize(
    "wanted",
    [
        "欧阳小明",
        "小明",
        "ouyangxiaoming",
        "OuYang Xiao",
        "xiaoming",
        "oyxm",
        "xm",
        "HX00731",
        "731",
        "hx007",
    ],
)
async def test_a_person_is_found_by_any_part_of_what_they_are_called(
    renshi: CoreHarness, wanted: str
) -> None:
    tenant = await renshi.new_tenant()
    await tenant.hire("欧阳小明", number="HX00731")
    async with tenant.client("hr") as client:
        assert "欧阳小明" in await _found(client, wanted)


async def test_what_is_no_part_of_anything_is_not_found(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as client:
        assert (await client.get("/api/search", params={"q": "查无此人"})).json() == {"groups": []}
        assert (await client.get("/api/search", params={"q": "%"})).json() == {"groups": []}
        assert (await client.get("/api/search", params={"q": " "})).json() == {"groups": []}
        assert (await client.get("/api/search", params={"q": "x" * 201})).status_code == 422


async def test_a_renamed_person_is_found_by_the_new_name_alone(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("hr") as client:
        changed = await client.patch(f"/api/employees/{person.id}", json={"name": "赵新名"})
        assert changed.status_code == 200, changed.text
        assert await _found(client, "赵新") == ["赵新名"]
        assert await _found(client, "张员工") == []


async def test_nobody_finds_people_beyond_their_scope_or_in_another_group(renshi: CoreHarness) -> None:
    ours, theirs = await renshi.new_tenant(), await renshi.new_tenant()
    await theirs.hire("司徒独特", number="ONLY1")
    async with ours.client("admin") as client:
        assert await _found(client, "司徒") == []
    async with ours.client("employee") as client:
        assert await _found(client, "张员工") == ["张员工"]
        assert await _found(client, "李主管") == []
    async with ours.client("manager") as client:
        assert sorted(await _found(client, "张") + await _found(client, "王人事")) == ["张员工"]


async def test_the_end_of_a_phone_number_finds_for_those_who_may_see_it(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = await tenant.hire("钱电话", phone="13800132468")
    async with tenant.client("hr") as client:
        assert await _found(client, "2468") == ["钱电话"]
        assert await _found(client, "468") == []
    async with tenant.client("employee", employee=person) as client:
        assert await _found(client, "2468") == []


async def test_departments_and_pages_are_found_by_name_and_reading(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as client:
        assert await _found(client, "shengchan", "departments") == ["生产部"]
        assert await _found(client, "scb", "departments") == ["生产部"]
        assert await _found(client, "PROD", "departments") == ["生产部"]
        assert "员工" in await _found(client, "yuangong", "pages")
    async with tenant.client("employee") as client:
        assert "员工" not in await _found(client, "审计日志", "pages")


async def test_a_search_reads_a_range_of_an_index(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    statement, args = repository.people_statement(repository.PEOPLE, Clause("TRUE"), 8, first=10)
    async with tenant.context():
        await fetch("SET LOCAL enable_seqscan = off")
        rows = await fetch(f"EXPLAIN {statement}", "zhang", "zhang" + repository.END, *args)
    plan = "\n".join(r[0] for r in rows)
    assert "core_search_key_key" in plan, plan
    assert "Index Cond: ((tenant_id = " in plan, plan
    assert "(key >= 'zhang'::text)" in plan, plan


async def test_readers_of_few_people_find_them_behind_many_others(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await renshi.new_tenant()
    for n in range(5):
        await tenant.hire(f"张阿{'一二三四五'[n]}", number=f"A{n}")
    monkeypatch.setattr(repository, "FIRST", 3)
    async with tenant.client("manager") as client:
        assert await _found(client, "zhang") == ["张员工"]
    async with tenant.client("hr") as client:
        assert "张员工" in await _found(client, "zhang")
        assert len(await _found(client, "zhang")) == 6
    monkeypatch.setattr(service, "MOST", 2)
    async with tenant.client("hr") as client:
        # Enough among the first keys: no need to look at all of them.
        assert len(await _found(client, "zhang")) == 2


def test_what_is_typed_is_made_like_the_keys() -> None:
    assert normal("  Ou Yang\tXiao ming ") == "ouyangxiaoming"
    assert normal("xi'an") == "xian"
    assert len(normal("a" * 500)) == 60
