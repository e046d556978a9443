"""Questions: exact figures, what a reader may not see, small groups, and words that try to be SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_reporting.builder.arguments import Days
from renshi_reporting.builder.compile import plan, rows_statement, statement
from renshi_reporting.builder.query import Query
from renshi_reporting.builder.run import small

from renshi_sdk import Clause, Text, new_id
from renshi_sdk.contributions import Dataset, Dimension, Measure, OpenDataset
from renshi_sdk.db import execute
from renshi_sdk.errors import Invalid
from renshi_sdk.testing import Harness

API = "/api/plugins/reporting"
PEOPLE = {"dataset": "core.people", "measures": ["people:sum"], "period": {"preset": "today"}}


async def asked(client: Any, **query: Any) -> dict[str, Any]:
    answer = await client.post(f"{API}/ask", json=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_people_are_counted_by_department_with_a_total(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    await tenant.hire("赵一", department_id=tenant.departments["SALES"], city="苏州")
    await tenant.hire("钱二", department_id=tenant.departments["SALES"], city="苏州")
    await tenant.hire("孙三", starts_on=date(2026, 11, 24))
    found = await asked(hr, **PEOPLE, dimensions=["department"], sort="-people:sum")
    before = await asked(hr, **PEOPLE | {"period": {"preset": "custom", "last": "2023-12-31"}})
    named = {row["department"]: row["people:sum"] for row in found["items"]}
    assert found["totals"] == {"people:sum": 5}
    assert sum(named.values()) == 5
    assert max(named.values()) == found["items"][0]["people:sum"]
    assert before["items"][0]["people:sum"] == 0, "nobody was there before the first hire"
    tomorrow = await asked(hr, **PEOPLE | {"period": {"preset": "custom", "last": "2026-11-24"}})
    assert tomorrow["items"][0]["people:sum"] == 6
    filtered = await asked(
        hr, **PEOPLE, dimensions=["city"], filters=[{"name": "city", "op": "eq", "values": ["苏州"]}]
    )
    assert [(r["city"], r["people:sum"]) for r in filtered["items"]] == [("苏州", 2)]
    assert found["columns"][1]["definition"] == "在职人数，一人计一次"


async def test_rows_behind_a_figure_are_those_of_its_group(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    await tenant.hire("赵一", department_id=tenant.departments["SALES"])
    query = PEOPLE | {"dimensions": ["department"]}
    found = await asked(hr, **query)
    place = next(
        i for i, k in enumerate(found["keys"]) if k["department"] == str(tenant.departments["SALES"])
    )
    assert found["openable"] is True
    rows = await hr.post(f"{API}/ask/rows", json={"query": query, "group": found["keys"][place]})
    assert [r["name"] for r in rows.json()["items"]] == ["赵一"]
    assert len(await tenant.audit("reporting.report.open_rows")) == 1


async def test_each_reader_counts_those_in_their_own_scope(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    manager = await asked(tenant.client("manager"), **PEOPLE)
    assert manager["items"][0]["people:sum"] == 2, "the manager and their report"
    assert (await tenant.client("employee").post(f"{API}/ask", json=PEOPLE)).status_code == 403
    workforce = {"dataset": "core.workforce", "measures": ["left:sum"], "period": {"preset": "this_year"}}
    assert (await tenant.client("manager").post(f"{API}/ask", json=workforce)).json()["items"][0][
        "left:sum"
    ] == 0


async def test_a_field_that_a_reader_may_not_see_is_neither_offered_nor_filtered_by(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr, manager = tenant.client("hr"), tenant.client("manager")
    offered = {
        role: {d["name"] for d in (await client.get(f"{API}/datasets")).json()["items"][0]["dimensions"]}
        for role, client in (("hr", hr), ("manager", manager))
    }
    assert {"marital_status", "age_band", "gender"} <= offered["hr"]
    assert "gender" in offered["manager"]
    assert not {"marital_status", "age_band", "ethnicity"} & offered["manager"]
    for more in (
        {"dimensions": ["marital_status"]},
        {"filters": [{"name": "age_band", "op": "eq", "values": ["a25"]}]},
        {"measures": ["age:avg"]},
    ):
        refused = await manager.post(f"{API}/ask", json=PEOPLE | more)
        assert (refused.status_code, refused.json()["code"]) == (422, "reporting.query")


async def test_a_field_of_the_companys_own_is_a_dimension_at_once(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr, admin = tenant.client("hr"), tenant.client("admin")
    made = await admin.post(
        "/api/custom-fields",
        json={
            "code": "shirt",
            "title_zh": "工服尺码",
            "title_en": "Shirt",
            "kind": "choice",
            "options": ["M", "L"],
        },
    )
    assert made.status_code == 201, made.text
    async with tenant.context():
        await execute(
            'UPDATE core_employee SET custom = custom || \'{"shirt": "L"}\' WHERE id = $1',
            tenant.hr_person.id,
        )
    found = await asked(hr, **PEOPLE, dimensions=["custom_shirt"])
    assert [(r["custom_shirt"], r["people:sum"]) for r in found["items"]] == [("L", 1), ("未登记", 2)]
    assert found["columns"][0]["title"] == "工服尺码"


async def test_small_groups_of_a_sensitive_field_are_left_out(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    people = [await tenant.hire(f"员工{n}") for n in range(12)]
    async with tenant.context():
        for n, person in enumerate(people):
            await execute(
                "UPDATE core_employee SET marital_status = $2 WHERE id = $1",
                person.id,
                "divorced" if n < 2 else "married" if n < 7 else "single",
            )
    found = await asked(tenant.client("hr"), **PEOPLE, dimensions=["marital_status"])
    shown = {r["marital_status"]: r["people:sum"] for r in found["items"]}
    # Two divorced and three unknown are few; together they are five, so the total tells neither.
    assert shown == {"离异": None, "已婚": 5, "未婚": 5, "未登记": None}
    assert (found["hidden"], found["totals"], found["openable"]) == (2, {"people:sum": 15}, False)
    rows = await tenant.client("hr").post(
        f"{API}/ask/rows", json={"query": PEOPLE | {"dimensions": ["marital_status"]}, "group": {}}
    )
    assert rows.status_code == 403


@settings(deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_what_is_left_out_can_not_be_told_from_the_total(counts: list[int]) -> None:
    hidden = small(counts, 5, total=sum(counts))
    assert {i for i, n in enumerate(counts) if n < 5} <= hidden
    if hidden:
        assert len(hidden) == len(counts) or (sum(counts[i] for i in hidden) >= 5 and len(hidden) > 1)


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(0, 12), min_size=1), min_size=1, max_size=6))
def test_people_in_several_groups_are_not_told_by_the_total(groups: list[set[int]]) -> None:
    """Whoever is only in groups that are left out, they are five at least, or nothing is shown at all."""
    counts, everybody = [len(g) for g in groups], set().union(*groups)
    hidden = small(counts, 5, total=len(everybody))
    assert {i for i, n in enumerate(counts) if n < 5} <= hidden
    if hidden and len(hidden) < len(groups):
        assert len(set().union(*(groups[i] for i in hidden))) >= 5


async def test_ratios_medians_months_and_columns_of_values(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    await tenant.hire("赵一", starts_on=date(2026, 1, 15), city="苏州")
    await tenant.hire("钱二", starts_on=date(2026, 1, 20), city="上海")
    await tenant.hire("孙三", starts_on=date(2026, 3, 1), city="上海")
    year = {"preset": "this_year"}
    found = await asked(
        hr, dataset="core.movements", dimensions=["day:month"], measures=["joined:sum"], period=year
    )
    assert [(r["day:month"], r["joined:sum"]) for r in found["items"]] == [("2026-01", 2), ("2026-03", 1)]
    table = await asked(
        hr,
        dataset="core.movements",
        dimensions=["day:month", "city"],
        measures=["joined:sum"],
        period=year,
        pivot="city",
    )
    assert [c["title"] for c in table["columns"]] == ["日期（月）", "上海", "苏州"]
    assert [(r["p0_0"], r.get("p1_0")) for r in table["items"]] == [(1, 1), (1, None)]
    ratio = await asked(
        hr, dataset="core.movements", measures=["left:sum/joined:sum", "employees:distinct"], period=year
    )
    assert (ratio["items"][0]["left:sum/joined:sum"], ratio["items"][0]["employees:distinct"]) == (0, 3)
    service = await asked(hr, **PEOPLE | {"measures": ["service_years:median"]})
    assert service["columns"][0]["title"] == "司龄（年）（中位数）"
    assert 0.6 < service["items"][0]["service_years:median"] < 3


SECRET = "renshi_marker"
COLUMN = Dataset(
    name="reporting.fuzz",
    title=Text("甲", "A"),
    definition=Text("甲", "A"),
    permission="reporting.report.read",
    source="SELECT 1 AS a, 'x' AS b, DATE '2026-01-01' AS day WHERE {company} IS NOT NULL",
    dimensions=(
        Dimension(name="a", title=Text("甲", "A"), sql="t.a", kind="integer"),
        Dimension(name="b", title=Text("乙", "B"), sql="t.b"),
        Dimension(name="day", title=Text("日", "Day"), sql="t.day", kind="date"),
    ),
    measures=(Measure(name="n", title=Text("数", "N"), sql="1", functions=("sum", "count")),),
    rows=("a", "b"),
)
OPEN = OpenDataset(record=COLUMN, scope=Clause("t.a = {}", (1,)), plugin="reporting")
DAYS = Days(new_id(), date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 31))
ODD = st.sampled_from(
    ["a", "b", "day", "day:month", "n:sum", "n:count/n:sum", "a;--", "a' OR '1'='1", '"', "a:sum); DROP TABLE x",
     "{company}", "$1", "day:month'", "b)) UNION SELECT", SECRET]
) | st.text(max_size=30)  # fmt: skip
CLEAN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()_.,:*=<>-+/$'[]%\n")


@settings(max_examples=400, deadline=None)
@given(
    dimensions=st.lists(ODD, max_size=3), measures=st.lists(ODD, min_size=1, max_size=2), sort=st.none() | ODD,
    names=st.lists(ODD, max_size=2), values=st.lists(st.text(max_size=20).map(lambda t: SECRET + t), max_size=3),
    op=st.sampled_from(["eq", "ne", "in", "not_in", "contains", "ge", "empty"]), pivot=st.none() | ODD,
)  # fmt: skip
def test_no_word_of_a_caller_becomes_part_of_a_statement(
    dimensions: list[str],
    measures: list[str],
    sort: str | None,
    names: list[str],
    values: list[str],
    op: Any,
    pivot: Any,
) -> None:
    try:
        query = Query.model_validate(
            {
                "dataset": "reporting.fuzz", "dimensions": dimensions, "measures": measures, "sort": sort,
                "pivot": pivot,
                "filters": [{"name": n, "op": op, "values": values} for n in names],
            }
        )  # fmt: skip
        made = plan(OPEN, query)
        sql, _ = statement(made, DAYS, limit=query.limit, totals=True)
        rows, _, _ = rows_statement(
            made, DAYS, {g.key: "1" for g in made.groups if g.dimension.kind == "integer"}, limit=5
        )
    except (ValueError, Invalid):
        return
    for text in (sql, rows):
        assert SECRET not in text
        assert set(text) <= CLEAN
        assert ";" not in text
        assert "--" not in text


async def test_values_that_look_like_sql_are_only_compared(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    for value in ("' OR 1=1 --", "%", "_", "\\", "'; DROP TABLE core_employee; --"):
        for op in ("eq", "contains", "in"):
            found = await asked(hr, **PEOPLE, filters=[{"name": "name", "op": op, "values": [value]}])
            assert found["items"][0]["people:sum"] == 0, (value, op)
    refused = await hr.post(f"{API}/ask", json=PEOPLE | {"sort": "people:sum; DROP TABLE x"})
    assert refused.status_code == 422
