"""Departments along time: the database against a model that keeps every day's tree after every operation."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_core.organization import chart, departments, forest, history
from renshi_core.organization.forest import DepartmentFacts
from renshi_core.organization.stretches import Stretch
from renshi_sdk.contracts import EndEmployment, JobChange
from renshi_sdk.errors import Conflict, Invalid

FIRST = date(2026, 11, 10)
DAYS = 30
NODES = 5
Tree = dict[int, tuple[str, int | None]]
Days = dict[date, Tree]
"""The model: for each day, each department's name and parent, each by itself."""

days = st.integers(0, DAYS - 1)
node = st.integers(0, NODES - 1)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("found"), node, st.one_of(st.none(), node), days),
        st.tuples(st.just("rename"), node, st.sampled_from("ABC"), days),
        st.tuples(st.just("move"), node, st.one_of(st.none(), node), days),
        st.tuples(st.just("end"), node, days),
        st.tuples(st.just("cancel"), node, st.integers(0, 3)),
        st.tuples(st.just("correct"), node, st.integers(0, 3), st.sampled_from("ABC"), st.integers(-4, 4)),
        st.tuples(st.just("tomorrow")),
    ),
    min_size=4,
    max_size=16,
)


def every_day() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(DAYS + 10)]


def proper(model: Days) -> bool:
    """Whether each day's departments make a tree."""
    for tree in model.values():
        for key in tree:
            seen, above = {key}, tree[key][1]
            while above is not None:
                if above in seen or above not in tree:
                    return False
                seen.add(above)
                above = tree[above][1]
    return True


def changed(model: Days, key: int, day: date, place: int, value: Any) -> Days | None:
    """A fact changes from a day on, until it next changes anyway."""
    if key not in model[day]:
        return None
    after = copy.deepcopy(model)
    before = model[day][key][place]
    for later in every_day():
        if later >= day and key in model[later]:
            if model[later][key][place] != before:
                break
            facts = list(model[later][key])
            facts[place] = value
            after[later][key] = (facts[0], facts[1])
    return after


def starts(model: Days, key: int) -> list[date]:
    """First days of the records that the model's days would need, which the platform may split further."""
    found = []
    last: Any = None
    for day in every_day():
        now = model[day].get(key)
        if now is not None and now != last:
            found.append(day)
        last = now
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
async def test_any_history_of_the_tree_answers_as_the_model_does(renshi: Any, steps: list[Any]) -> None:
    renshi.reset()
    tenant = await renshi.new_tenant()
    ids: dict[int, UUID] = {}
    model: Days = {day: {} for day in every_day()}
    known: list[tuple[datetime, Days]] = []
    for step in steps:
        renshi.advance(seconds=1)
        after: Days | None = None
        async with tenant.context() as ctx:
            try:
                match step:
                    case ("found", key, parent, n):
                        day = FIRST + timedelta(days=n)
                        if key in ids or (parent is not None and parent not in ids):
                            continue
                        after = copy.deepcopy(model)
                        for later in every_day():
                            if later >= day:
                                after[later][key] = ("A", parent)
                        after = after if proper(after) else None
                        made = await departments.create_department(
                            ctx,
                            code=f"N{key}",
                            name="A",
                            parent_id=ids[parent] if parent is not None else None,
                            effective_on=day,
                        )
                        ids[key] = made.id
                    case ("rename", key, name, n):
                        if key not in ids:
                            continue
                        day = FIRST + timedelta(days=n)
                        after = changed(model, key, day, 0, name)
                        await departments.update_department(ctx, ids[key], {"name": name}, effective_on=day)
                    case ("move", key, parent, n):
                        if key not in ids or (parent is not None and parent not in ids) or parent == key:
                            continue
                        day = FIRST + timedelta(days=n)
                        after = changed(model, key, day, 1, parent)
                        after = after if after and proper(after) else None
                        await departments.move_department(
                            ctx, ids[key], ids[parent] if parent is not None else None, effective_on=day
                        )
                    case ("end", key, n):
                        if key not in ids:
                            continue
                        day = FIRST + timedelta(days=n)
                        after = copy.deepcopy(model)
                        for later in every_day():
                            if later >= day:
                                after[later].pop(key, None)
                        used = any(
                            above == key
                            for later in every_day()
                            if later >= day
                            for _, above in model[later].values()
                        )
                        if used or not any(key in model[d] for d in every_day() if d >= day):
                            after = None
                        await departments.delete_department(ctx, ids[key], effective_on=day)
                    case ("cancel", key, index):
                        if key not in ids:
                            continue
                        row = await departments.dated.history(ids[key])
                        if index >= len(row) or row[index].id is None:
                            continue
                        start = row[index].start
                        if start > ctx.today() and index > 0:
                            yesterday = start - timedelta(days=1)
                            after = model
                            for place in (0, 1):
                                before = model[yesterday][key][place]
                                if model[start][key][place] != before:
                                    after = changed(after, key, start, place, before) or after
                        elif (
                            index == len(row) - 1
                            and start <= ctx.today()
                            and row[index].end is not None
                            and (row[index].end or start) > ctx.today()
                        ):
                            after = copy.deepcopy(model)
                            facts = model[(row[index].end or start) - timedelta(days=1)][key]
                            for later in every_day():
                                if later >= (row[index].end or start):
                                    after[later][key] = facts
                        after = after if after is None or proper(after) else None
                        await history.cancel_planned(ctx, row[index].id, reason="x")
                    case ("correct", key, index, name, shift):
                        if key not in ids:
                            continue
                        row = await departments.dated.history(ids[key])
                        if index >= len(row) or row[index].id is None:
                            continue
                        wrong = row[index]
                        start = wrong.start + timedelta(days=shift)
                        fits = (index == 0 or start > row[index - 1].start) and (
                            wrong.end is None or start < wrong.end
                        )
                        if fits and start >= FIRST:
                            facts = (name, model[wrong.start][key][1])
                            after = copy.deepcopy(model)
                            for later in every_day():
                                if later >= wrong.start and (wrong.end is None or later < wrong.end):
                                    after[later].pop(key, None)
                                    if index:
                                        after[later][key] = model[row[index - 1].start][key]
                                if later >= start and (wrong.end is None or later < wrong.end):
                                    after[later][key] = facts
                            below = index == 0 and any(
                                above == key
                                for later in every_day()
                                if later < start
                                for _, above in model[later].values()
                            )
                            if after == model or below or not proper(after):
                                after = None
                        elif fits:
                            continue
                        await history.correct_record(
                            ctx, row[index].id, {"name": name}, reason="x", valid_from=start
                        )
                    case ("tomorrow",):
                        renshi.advance(days=1)
                        continue
            except (Conflict, Invalid):
                assert after is None, f"the model does {step}, the platform refuses"
                continue
            assert after is not None, f"the platform does {step}, the model refuses"
        model = after
        known.append((renshi.clock.now(), copy.deepcopy(model)))
    names = {v: k for k, v in ids.items()}
    async with tenant.context() as ctx:
        for moment, then in known:
            for day in every_day():
                told = {
                    names[n.id]: (n.name, names[n.parent_id] if n.parent_id else None)
                    for n in await chart.nodes(ctx, as_of=day, known_at=moment)
                    if n.id in names
                }
                assert told == then[day], (moment, day)
        today = ctx.today()
        shown = {
            names[d.id]: (d.name, names[d.parent_id] if d.parent_id else None)
            for d in await ctx.organization.departments()
            if d.id in names
        }
        assert shown == model[today]
    renshi.advance(days=7)
    await renshi.run_schedule("core.roll_forward", tenant)
    async with tenant.context() as ctx:
        rows = await departments.repository.departments(tenant.company_id)
        shown = {
            names[d.id]: (d.name, names[d.parent_id] if d.parent_id else None) for d in rows if d.id in names
        }
        assert shown == model[ctx.today()]


async def test_a_planned_name_comes_by_itself_and_can_be_called_off(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    sales = tenant.departments["SALES"]
    async with tenant.client("hr") as hr:
        for name, day in (("营销中心", "2027-01-01"), ("营销事业部", "2026-12-01")):
            answer = await hr.patch(f"/api/departments/{sales}", json={"name": name, "effective_on": day})
            assert answer.status_code == 200, answer.text
            assert answer.json()["name"] == "销售部"
        planned = (await hr.get("/api/organization/planned")).json()["items"]
        assert [(p["on"], p["from_name"], p["to_name"], p["changes"]) for p in planned] == [
            ("2026-12-01", "销售部", "营销事业部", ["name"]),
            ("2027-01-01", "营销事业部", "营销中心", ["name"]),
        ]
        at_new_year = (await hr.get("/api/departments", params={"as_of": "2027-01-01"})).json()["items"]
        assert {d["name"] for d in at_new_year} == {"总部", "生产部", "营销中心"}
        called_off = await hr.post(
            f"/api/departments/{sales}/records/{planned[0]['id']}/cancel", json={"reason": "不改了"}
        )
        assert called_off.status_code == 200, called_off.text
        renshi.advance(days=10)
        assert (await hr.get(f"/api/departments/{sales}")).json()["name"] == "销售部"
        late = await hr.post(
            f"/api/departments/{sales}/records/{planned[0]['id']}/cancel", json={"reason": "x"}
        )
        assert late.status_code == 404
        renshi.advance(days=30)
        # Nobody ran the nightly job: the first read sees that the day has come.
        assert (await hr.get(f"/api/departments/{sales}")).json()["name"] == "营销中心"
        told = (await hr.get(f"/api/departments/{sales}/history")).json()["items"]
        assert [(r["name"], r["valid_from"]) for r in told] == [
            ("营销中心", "2027-01-01"),
            ("销售部", "1900-01-01"),
        ]
        everything = await hr.get(f"/api/departments/{sales}/history", params={"everything": "true"})
        assert len(everything.json()["items"]) > 2
    assert len(await tenant.audit("core.department.cancel_planned")) == 1


async def test_nobody_is_put_into_a_department_before_it_is_there(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        new = await hr.post(
            "/api/departments",
            json={
                "code": "NEW",
                "name": "新事业部",
                "parent_id": str(tenant.departments["HQ"]),
                "effective_on": "2026-12-01",
            },
        )
        assert new.status_code == 201, new.text
        listed = (await hr.get("/api/departments")).json()["items"]
        assert "新事业部" not in {d["name"] for d in listed}
        person = tenant.employee_person.id
        early = await hr.post(
            f"/api/employees/{person}/job-changes",
            json={"effective_on": "2026-11-30", "reason": "x", "department_id": new.json()["id"]},
        )
        assert (early.status_code, early.json()["code"]) == (409, "organization.archived")
        fine = await hr.post(
            f"/api/employees/{person}/job-changes",
            json={"effective_on": "2026-12-01", "reason": "x", "department_id": new.json()["id"]},
        )
        assert fine.status_code == 200, fine.text
        gone = await hr.delete(f"/api/departments/{new.json()['id']}")
        assert (gone.status_code, gone.json()["employees"]) == (409, 1)


async def test_a_change_that_makes_a_circle_later_is_refused_now(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    prod, sales = tenant.departments["PROD"], tenant.departments["SALES"]
    async with tenant.client("hr") as hr:
        planned = await hr.post(
            f"/api/departments/{prod}/move", json={"parent_id": str(sales), "effective_on": "2027-01-01"}
        )
        assert planned.status_code == 200, planned.text
        circle = await hr.post(f"/api/departments/{sales}/move", json={"parent_id": str(prod)})
        assert (circle.status_code, circle.json()["code"]) == (409, "organization.circle")
        assert "2027-01-01" in circle.text


async def test_cost_centres_are_of_the_company_and_dated(renshi: Any) -> None:
    tenant, other = await renshi.new_tenant(), await renshi.new_tenant()
    prod, person = tenant.departments["PROD"], tenant.employee_person.id
    async with other.client("hr") as hr:
        foreign = (await hr.post("/api/cost-centres", json={"code": "X1", "title": "别家"})).json()
    async with tenant.client("hr") as hr:
        made = (await hr.post("/api/cost-centres", json={"code": "C100", "title": "一号线"})).json()
        assert (await hr.post("/api/cost-centres", json={"code": "C100", "title": "重复"})).status_code == 409
        bad = await hr.patch(f"/api/departments/{prod}", json={"cost_centre_id": foreign["id"]})
        assert (bad.status_code, "cost_centre_id" in bad.text) == (422, True)
        changed = await hr.post(
            f"/api/employees/{person}/job-changes",
            json={
                "effective_on": "2026-12-01",
                "reason": "分摊",
                "cost_centre_id": made["id"],
                "employment_type": "part_time",
                "job_family": "制造",
                "workplace": "嘉定二厂",
            },
        )
        assert changed.status_code == 200, changed.text
        later = (await hr.get(f"/api/employees/{person}", params={"as_of": "2026-12-01"})).json()
        assert (later["cost_centre_id"], later["employment_type"], later["workplace"]) == (
            made["id"],
            "part_time",
            "嘉定二厂",
        )
        named = await hr.delete(f"/api/cost-centres/{made['id']}")
        assert named.status_code == 409
        emptied = await hr.post(
            f"/api/employees/{person}/job-changes",
            json={"effective_on": "2026-12-01", "reason": "更正", "empty": ["cost_centre_id"]},
        )
        assert emptied.status_code == 200, emptied.text
        assert (await hr.delete(f"/api/cost-centres/{made['id']}")).status_code == 204
        unknown = await hr.post(
            f"/api/employees/{person}/job-changes",
            json={"effective_on": "2026-12-01", "reason": "x", "employment_type": "robot"},
        )
        assert unknown.status_code == 422


async def test_the_chart_and_the_movement_of_a_period(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    hq, prod, sales = (tenant.departments[c] for c in ("HQ", "PROD", "SALES"))
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(
                employee_id=tenant.employee_person.id,
                effective_on=date(2026, 11, 10),
                reason="x",
                department_id=sales,
            )
        )
    newcomer = await tenant.hire("新人", starts_on=date(2026, 11, 16))
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=newcomer.id, last_day=date(2026, 11, 30), reason="x")
        )
    async with tenant.client("hr") as hr:
        roots = (await hr.get("/api/organization/chart", params={"depth": 1})).json()["items"]
        assert [
            (n["id"], n["headcount"], n["headcount_total"], n["children_count"], n["planned"]) for n in roots
        ] == [(str(hq), 1, 4, 2, None)]
        below = (await hr.get("/api/organization/chart", params={"root": str(hq)})).json()["items"]
        assert [(n["code"], n["head_name"], n["headcount"]) for n in below] == [
            ("PROD", "李主管", 2),
            ("SALES", None, 1),
        ]
        before = await hr.get("/api/organization/chart", params={"root": str(hq), "as_of": "2026-11-01"})
        assert [(n["code"], n["headcount"]) for n in before.json()["items"]] == [("PROD", 2), ("SALES", 0)]
        for params, status in (({"root": str(uuid4())}, 404), ({"depth": 0}, 422)):
            assert (await hr.get("/api/organization/chart", params=params)).status_code == status
        moved = (
            await hr.get("/api/organization/movement", params={"from": "2026-11-01", "to": "2026-11-30"})
        ).json()["items"]
    by_code = {m["code"]: m for m in moved}
    assert {
        c: tuple(by_code[c][n] for n in ("opening", "joined", "left", "moved_in", "moved_out", "closing"))
        for c in by_code
    } == {"HQ": (1, 0, 0, 0, 0, 1), "PROD": (2, 1, 1, 0, 1, 1), "SALES": (0, 0, 0, 1, 0, 1)}
    assert prod != sales


def test_a_tree_along_time_names_the_first_day_it_is_none() -> None:
    a, b = uuid4(), uuid4()

    def row(*parts: tuple[date, date | None, UUID | None]) -> list[Stretch[DepartmentFacts]]:
        return [Stretch(s, e, DepartmentFacts("x", parent), "x") for s, e, parent in parts]

    turn = date(2027, 1, 1)
    good = {a: row((FIRST, None, None)), b: row((FIRST, turn, None), (turn, None, a))}
    assert forest.first_problem(good, FIRST) is None
    circle = good | {a: row((FIRST, turn, None), (turn, None, b))}
    found = forest.first_problem(circle, FIRST)
    assert found is not None
    assert (found.kind, found.day) == ("circle", turn)
    orphan = good | {a: row((FIRST, date(2027, 2, 1), None))}
    found = forest.first_problem(orphan, FIRST)
    assert found is not None
    assert (found.kind, found.day, found.department_id) == ("parent_missing", date(2027, 2, 1), b)
    assert forest.first_problem(orphan, FIRST) == found
    with pytest.raises(ValueError, match="parent_missing"):
        forest.paths({b: DepartmentFacts("x", a)})
