"""Fields that a tenant adds at run time: every kind, filters, order, changes of definition with values there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_core.people.custom import index, slots
from renshi_core.people.fields import kinds
from renshi_core.people.fields.catalogue import load
from renshi_sdk.db import execute, fetch, fetch_value


async def add(hr: Any, code: str, kind: str, **more: Any) -> dict[str, Any]:
    body = {"code": code, "title_zh": f"字段{code}", "title_en": f"Field {code}", "kind": kind} | more
    made = await hr.post("/api/custom-fields", json=body)
    assert made.status_code == 201, made.text
    return made.json()  # type: ignore[no-any-return]


async def put(hr: Any, person: Any, **values: Any) -> Any:
    return await hr.patch(f"/api/employees/{person.id}/custom", json={"values": values})


async def numbers(hr: Any, **params: Any) -> list[str]:
    answer = await hr.get("/api/employees", params=params)
    assert answer.status_code == 200, answer.text
    return [p["number"] for p in answer.json()["items"]]


async def crew(tenant: Any, count: int) -> list[Any]:
    return [await tenant.hire(f"工{n}", number=f"W{n}", starts_on=date(2024, 1, 1)) for n in range(count)]


@pytest.mark.parametrize(
    ("kind", "low", "high", "wrong"),
    [
        ("text", "甲", "甲甲", None),
        ("integer", -5, 12, "x"),
        ("number", "-0.5", "10.25", "1.1234567"),
        ("money", "9.90", "10000.00", "1.999"),
        ("percent", "2.5", "12.5", "x"),
        ("date", "2025-12-31", "2026-01-01", "2026-13-01"),
        ("datetime", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:01+00:00", "x"),
        ("boolean", False, True, "perhaps"),
        ("choice", "A", "B", "C"),
        ("phone", "13800138000", "13900139000", "1"),
        ("email", "a@example.cn", "b@example.cn", "a"),
        ("url", "https://a.cn/", "https://b.cn/", "ftp://a"),
    ],
)
async def test_every_kind_is_found_sorted_and_refused(
    renshi: Any, kind: str, low: Any, high: Any, wrong: Any
) -> None:
    tenant = await renshi.new_tenant()
    one, two, _ = await crew(tenant, 3)
    async with tenant.client("hr") as hr:
        await add(hr, "x", kind, options=["A", "B"] if kind == "choice" else [], searchable=True)
        assert (await put(hr, one, x=low)).json() == {"custom": {"x": low}}
        assert (await put(hr, two, x=high)).json() == {"custom": {"x": high}}
        if wrong is not None:
            answer = await put(hr, one, x=wrong)
            assert answer.status_code == 422, answer.text
            assert "x" in answer.text
        text = {True: "true", False: "false"}.get(low, str(low)) if isinstance(low, bool) else str(low)
        top = {True: "true", False: "false"}.get(high, str(high)) if isinstance(high, bool) else str(high)
        assert await numbers(hr, **{"custom.x": text}) == ["W0"]
        assert await numbers(hr, **{"custom.x.in": f"{text},{top}", "sort": "custom.x"}) == ["W0", "W1"]
        assert await numbers(hr, **{"custom.x.ge": top}) == ["W1"]
        assert await numbers(hr, **{"custom.x.lt": top}) == ["W0"]
        assert await numbers(hr, **{"custom.x.null": "0", "sort": "-custom.x"}) == ["W1", "W0"]
        assert "W2" in await numbers(hr, **{"custom.x.null": "1"})
        first = (await hr.get("/api/employees", params={"sort": "custom.x", "limit": 1})).json()
        assert [p["number"] for p in first["items"]] == ["W0"]
        second = (
            await hr.get(
                "/api/employees", params={"sort": "custom.x", "limit": 1, "cursor": first["next_cursor"]}
            )
        ).json()
        assert [p["number"] for p in second["items"]] == ["W1"]
        listed = await hr.get("/api/employees", params={"custom.x": text, "fields": "custom.x"})
        assert listed.json()["items"][0]["fields"] == {"custom.x": low}
        await put(hr, one, x=None)
        assert await numbers(hr, **{"custom.x": text}) == []


async def test_several_choices_people_and_files(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    (one,) = await crew(tenant, 1)
    async with tenant.client("hr") as hr:
        await add(hr, "skills", "multi", options=["车工", "钳工", "焊工"], searchable=True)
        await add(hr, "buddy", "employee", searchable=True)
        await add(hr, "notes", "longtext")
        assert (await put(hr, one, skills="焊工、车工")).json()["custom"] == {"skills": ["车工", "焊工"]}
        assert await numbers(hr, **{"custom.skills": "焊工"}) == ["W0"]
        assert await numbers(hr, **{"custom.skills": "钳工"}) == []
        assert (await hr.get("/api/employees", params={"sort": "custom.skills"})).status_code == 422
        assert (await hr.get("/api/employees", params={"custom.notes": "x"})).status_code == 422
        nobody = await put(hr, one, buddy="01890000-0000-7000-8000-000000000000")
        assert nobody.status_code == 422
        assert (await put(hr, one, buddy=str(tenant.manager_person.id))).status_code == 200
        assert await numbers(hr, **{"custom.buddy": str(tenant.manager_person.id)}) == ["W0"]
    async with tenant.context() as ctx:
        assert (await ctx.people.get(one.id)).custom["skills"] == ["车工", "焊工"]


async def test_unique_required_and_default_are_kept(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two = await crew(tenant, 2)
    async with tenant.client("hr") as hr:
        await add(hr, "locker", "text", unique=True)
        await add(hr, "level", "integer", required=True, default=3)
        assert (await put(hr, one, locker="A-1")).status_code == 200
        taken = await put(hr, two, locker="A-1", level=5)
        assert (taken.status_code, taken.json()["code"]) == (409, "people.value_taken")
        one_of_two = await hr.get(f"/api/employees/{two.id}")
        assert one_of_two.json()["custom"] == {}
        assert (await put(hr, one, locker="A-1")).status_code == 200
        assert (await put(hr, two, locker="A-2")).status_code == 200
        empty = await put(hr, two, level=None)
        assert empty.status_code == 422
        bad = await hr.post(
            "/api/custom-fields",
            json={"code": "d", "title_zh": "丁", "title_en": "D", "kind": "integer", "default": "x"},
        )
        assert bad.status_code == 422


async def test_a_field_that_was_put_away_is_gone_until_it_is_taken_back(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    (one,) = await crew(tenant, 1)
    async with tenant.client("hr") as hr:
        field = await add(hr, "shirt", "text", searchable=True)
        await put(hr, one, shirt="XL")
        assert (await hr.delete(f"/api/custom-fields/{field['id']}")).status_code == 204
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"] == {}
        assert (await hr.get("/api/employees", params={"custom.shirt": "XL"})).status_code == 422
        assert (await put(hr, one, shirt="L")).status_code == 422
        assert (await hr.delete(f"/api/custom-fields/{field['id']}")).status_code == 404
        again = await hr.post(
            "/api/custom-fields",
            json={"code": "shirt", "title_zh": "衣", "title_en": "Shirt", "kind": "integer"},
        )
        assert again.status_code == 409
        assert [f["code"] for f in (await hr.get("/api/custom-fields")).json()["items"]] == []
        away = (await hr.get("/api/custom-fields", params={"archived": True})).json()["items"]
        assert [(f["code"], f["archived"]) for f in away] == [("shirt", True)]
        assert (await hr.post(f"/api/custom-fields/{field['id']}/restore")).status_code == 200
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"] == {"shirt": "XL"}
        assert await numbers(hr, **{"custom.shirt": "XL"}) == ["W0"]
        assert (await hr.post(f"/api/custom-fields/{field['id']}/restore")).status_code == 409


async def test_options_are_renamed_with_their_values_and_not_taken_away_from_people(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two = await crew(tenant, 2)
    async with tenant.client("hr") as hr:
        field = await add(hr, "size", "choice", options=["S", "M", "L"], searchable=True, default="M")
        several = await add(hr, "wants", "multi", options=["S", "M", "L"], searchable=True)
        await put(hr, one, size="S", wants=["S", "L"])
        await put(hr, two, size="M", wants=["M"])
        path = f"/api/custom-fields/{field['id']}/options"
        used = await hr.post(path, json={"options": ["M", "L"]})
        assert (used.status_code, used.json()["people"]) == (409, 1)
        swapped = await hr.post(path, json={"options": ["S", "M"], "renamed": {"S": "M", "M": "S"}})
        assert swapped.status_code == 200, swapped.text
        assert swapped.json()["default"] == "S"
        assert await numbers(hr, **{"custom.size": "M"}) == ["W0"]
        assert await numbers(hr, **{"custom.size": "S"}) == ["W1"]
        renamed = await hr.post(
            f"/api/custom-fields/{several['id']}/options",
            json={"options": ["小", "M", "L"], "renamed": {"S": "小"}},
        )
        assert renamed.status_code == 200
        assert sorted((await hr.get(f"/api/employees/{one.id}")).json()["custom"]["wants"]) == ["L", "小"]
        assert await numbers(hr, **{"custom.wants": "小"}) == ["W0"]


async def test_another_kind_is_taken_when_every_value_fits_and_refused_with_names_when_not(
    renshi: Any,
) -> None:
    tenant = await renshi.new_tenant()
    one, two = await crew(tenant, 2)
    async with tenant.client("hr") as hr:
        field = await add(hr, "level", "text", searchable=True, default="3")
        path = f"/api/custom-fields/{field['id']}/kind"
        await put(hr, one, level="12")
        await put(hr, two, level="高")
        refused = await hr.post(path, json={"kind": "integer"})
        assert (refused.status_code, refused.json()["people"]) == (409, 1)
        assert "W1" in refused.text
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"] == {"level": "12"}
        await put(hr, two, level="3")
        changed = await hr.post(path, json={"kind": "integer"})
        assert (changed.status_code, changed.json()["kind"], changed.json()["default"]) == (200, "integer", 3)
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"] == {"level": 12}
        assert await numbers(hr, **{"custom.level.ge": "4"}) == ["W0"]
        assert await numbers(hr, **{"custom.level.null": "0", "sort": "custom.level"}) == ["W1", "W0"]
        choice = await hr.post(path, json={"kind": "choice"})
        assert (choice.status_code, sorted(choice.json()["options"])) == (200, ["12", "3"])
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"] == {"level": "12"}
        back = await hr.post(path, json={"kind": "multi"})
        assert (await hr.get(f"/api/employees/{one.id}")).json()["custom"] == {"level": ["12"]}
        assert back.status_code == 200
        assert (await hr.post(path, json={"kind": "multi"})).status_code == 409


async def test_a_field_becomes_searchable_or_unique_with_what_is_there(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two = await crew(tenant, 2)
    async with tenant.client("hr") as hr:
        field = await add(hr, "code", "text")
        await put(hr, one, code="A")
        await put(hr, two, code="A")
        assert (await hr.get("/api/employees", params={"custom.code": "A"})).status_code == 422
        path = f"/api/custom-fields/{field['id']}"
        assert (await hr.patch(path, json={"searchable": True})).status_code == 200
        assert sorted(await numbers(hr, **{"custom.code": "A"})) == ["W0", "W1"]
        twice = await hr.patch(path, json={"unique": True})
        assert (twice.status_code, twice.json()["code"]) == (409, "people.values_twice")
        assert (await put(hr, two, code="B")).status_code == 200
        assert (await hr.patch(path, json={"unique": True})).status_code == 200
        assert (await put(hr, two, code="A")).status_code == 409
        assert (await hr.patch(path, json={"searchable": False, "unique": False})).status_code == 200
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_custom_value") == 0


@pytest.mark.parametrize("free_slots", [0, 32])
async def test_the_index_made_in_the_database_is_the_one_made_value_by_value(
    renshi: Any, free_slots: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "COUNT", free_slots)
    tenant = await renshi.new_tenant()
    (one,) = await crew(tenant, 1)
    async with tenant.client("hr") as hr:
        for kind in ("text", "integer", "number", "money", "percent", "date", "datetime", "boolean"):
            await add(hr, f"k_{kind}", kind, searchable=True)
    loop_values = {
        "text": st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=300).filter(str.strip),
        "integer": st.integers(-(2**53) + 1, 2**53 - 1),
        "number": st.decimals(min_value=-(10**14), max_value=10**14, places=6, allow_nan=False).map(str),
        "money": st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False).map(str),
        "percent": st.decimals(min_value=-1000, max_value=1000, places=4, allow_nan=False).map(str),
        "date": st.dates(date(1900, 1, 1)).map(str),
        "datetime": st.datetimes(min_value=__import__("datetime").datetime(1901, 1, 1),
                                 max_value=__import__("datetime").datetime(2200, 1, 1)).map(str),
        "boolean": st.booleans(),
    }  # fmt: skip
    examples: list[dict[str, Any]] = []

    @settings(max_examples=30, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.fixed_dictionaries(loop_values))
    def collect(values: dict[str, Any]) -> None:
        examples.append(values)

    collect()
    async with tenant.client("hr") as hr:
        for values in examples:
            answer = await put(hr, one, **{f"k_{k}": v for k, v in values.items()})
            assert answer.status_code == 200, answer.text
            async with tenant.context() as ctx:
                before = await _entries()
                fields = (await load()).custom
                assert {f.slot is not None for f in fields} == {free_slots > 0}
                # Taken out first, so that what is compared is what the database made.
                await execute(
                    "UPDATE core_employee_current SET " + ", ".join(f"{c} = NULL" for c in slots.COLUMNS)
                )
                for field in fields:
                    await index.rebuild(ctx, field)
                assert await _entries() == before
                kept = answer.json()["custom"]
                assert before == sorted(
                    (f"k_{k}", e) for k in values for e in kinds.entries(k, kept[f"k_{k}"])
                )


async def _entries() -> list[tuple[str, str]]:
    rows = await fetch(
        "SELECT f.code, v.value FROM core_custom_value v JOIN core_custom_field f ON f.id = v.field_id"
    )
    found = [(r["code"], r["value"]) for r in rows]
    people = await fetch("SELECT * FROM core_employee_current")
    for field in (await load()).custom:
        if name := slots.column(field):
            found += [
                (field.name, p[name].removeprefix(slots.mark(field))) for p in people if p[name] is not None
            ]
    return sorted(found)


async def test_a_catalogue_that_was_undone_is_not_kept(renshi: Any) -> None:
    tenant = await renshi.new_tenant()

    class Undone(Exception):
        pass

    async def change(title: str) -> None:
        await execute(
            "INSERT INTO core_custom_field (id, code, title_zh, title_en, kind) VALUES (gen_random_uuid(), $1, $1, $1,"
            " 'text')",
            title,
        )

    async def undone() -> None:
        async with tenant.context():
            await change("ghost")
            assert [f.name for f in (await load()).custom] == ["ghost"]
            raise Undone

    with pytest.raises(Undone):
        await undone()
    async with tenant.context():
        await change("real")
    async with tenant.context():
        assert [f.name for f in (await load()).custom] == ["real"]
        assert UUID(str((await load()).custom[0].custom_id))
