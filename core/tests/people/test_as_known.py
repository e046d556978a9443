"""What was true when, and what was believed when: the database against a model that keeps every day's facts
after every operation."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_core.people import corrections
from renshi_sdk.contracts import EndEmployment, Hire, JobChange
from renshi_sdk.db import fetch
from renshi_sdk.errors import Conflict, Invalid

FIRST_DAY = date(2026, 11, 1)
DAYS = 45
FACTS = ("department", "grade", "city")
Known = dict[date, dict[str, Any]]

edits = st.fixed_dictionaries(
    {},
    optional={
        "department": st.sampled_from(["PROD", "SALES", "HQ"]),
        "grade": st.sampled_from(["P1", "P2"]),
        "city": st.sampled_from(["上海", "北京"]),
    },
).filter(bool)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, DAYS - 1), edits),
        st.tuples(st.just("correct"), st.integers(0, 5), edits, st.integers(-3, 3)),
        st.tuples(st.just("end"), st.integers(0, DAYS - 1)),
        st.tuples(st.just("revoke")),
        st.tuples(st.just("tomorrow")),
    ),
    max_size=10,
)


def changed(known: Known, day: date, edit: dict[str, Any]) -> Known | None:
    """A fact changes from a day on, until it next changes anyway."""
    if day not in known:
        return None
    after = copy.deepcopy(known)
    for name, value in edit.items():
        before = known[day][name]
        later = day
        while later in known and known[later][name] == before:
            after[later][name] = value
            later += timedelta(days=1)
    return after if after != known else None


def runs(known: Known, starts: list[date]) -> list[tuple[date, date]]:
    """First and last day of each record, given the records' first days."""
    last = max(known)
    return list(zip(starts, [*(s - timedelta(days=1) for s in starts[1:]), last], strict=True))


def corrected(
    known: Known, starts: list[date], index: int, edit: dict[str, Any], start: date, open_end: bool
) -> Known | None:
    """A record said the wrong thing, or began on the wrong day."""
    first, last = runs(known, starts)[index]
    if index and start <= starts[index - 1]:
        return None
    is_last = index == len(starts) - 1
    if start > last and not (is_last and open_end):
        return None
    right = known[first] | edit
    after = copy.deepcopy(known)
    for day in [d for d in known if first <= d <= last]:
        del after[day]
    if index:
        before = known[starts[index - 1]]
        for n in range((start - first).days):
            after[first + timedelta(days=n)] = dict(before)
    day = start
    while day <= last:
        after[day] = dict(right)
        day += timedelta(days=1)
    return after if after != known else None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
async def test_every_question_about_then_and_now_is_answered_as_the_model_does(
    renshi: Any, steps: list[tuple[Any, ...]]
) -> None:
    renshi.reset()
    tenant = await renshi.new_tenant()
    names = {v: k for k, v in tenant.departments.items()}
    horizon = FIRST_DAY + timedelta(days=DAYS + 10)
    async with tenant.context() as ctx:
        person = await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="双时态",
                department_id=tenant.departments["PROD"],
                starts_on=FIRST_DAY,
                grade="P1",
                city="上海",
            )
        )
    first = {"department": "PROD", "grade": "P1", "city": "上海"}
    known: Known = {FIRST_DAY + timedelta(days=n): dict(first) for n in range(DAYS + 10)}
    ended = False
    snapshots: list[tuple[datetime, Known]] = [(renshi.clock.now(), copy.deepcopy(known))]
    for step in steps:
        renshi.advance(seconds=1)
        after: Known | None = None
        async with tenant.context() as ctx:
            records = await ctx.people.history(person.id)
            starts = [r.valid_from for r in records]
            try:
                match step:
                    case ("change", offset, edit):
                        day = FIRST_DAY + timedelta(days=offset)
                        after = changed(known, day, edit)
                        await ctx.people.change_job(
                            JobChange(
                                employee_id=person.id, effective_on=day, reason="x", **columns(tenant, edit)
                            )
                        )
                    case ("correct", pick, edit, shift):
                        index = pick % len(records)
                        start = starts[index] + timedelta(days=shift)
                        after = corrected(known, starts, index, edit, start, not ended)
                        await corrections.correct_record(
                            ctx,
                            person.id,
                            records[index].id,
                            columns(tenant, edit),
                            reason="x",
                            valid_from=start,
                        )
                    case ("end", offset):
                        last = FIRST_DAY + timedelta(days=offset)
                        if not ended and last in known:
                            after = {d: f for d, f in known.items() if d <= last}
                        await ctx.people.end_employment(
                            EndEmployment(employee_id=person.id, last_day=last, reason="x")
                        )
                        ended = True
                    case ("revoke",):
                        if ended:
                            after = dict(known)
                            last = max(known)
                            while last < horizon - timedelta(days=1):
                                last += timedelta(days=1)
                                after[last] = dict(known[max(known)])
                        await corrections.revoke_end(ctx, person.id, reason="x")
                        ended = False
                    case ("tomorrow",):
                        renshi.advance(days=1)
                        continue
            except (Conflict, Invalid):
                assert after is None, f"the model does {step}, the platform refuses"
                continue
            assert after is not None, f"the platform does {step}, the model refuses"
        known = after
        snapshots.append((renshi.clock.now(), copy.deepcopy(known)))
    await renshi.run_schedule("core.roll_forward", tenant)
    async with tenant.context() as ctx:
        for moment, then in snapshots:
            answer = (
                await ctx.people.history_between(
                    [person.id], FIRST_DAY - timedelta(days=5), horizon, known_at=moment
                )
            )[person.id]
            day = FIRST_DAY - timedelta(days=5)
            while day < horizon:
                covering = [
                    r for r in answer if r.valid_from <= day and (r.valid_to is None or day < r.valid_to)
                ]
                told = [
                    {"department": names[r.department_id], "grade": r.grade, "city": r.city} for r in covering
                ]
                assert told == ([then[day]] if day in then else []), (moment, day)
                day += timedelta(days=1)
        for day in (*known, min(known) - timedelta(days=1), max(known) + timedelta(days=1)):
            shown = await ctx.people.get(person.id, as_of=day)
            nearest = known[min(max(day, min(known)), max(known))]
            assert {
                "department": names[shown.department_id],
                "grade": shown.grade,
                "city": shown.city,
            } == nearest
            assert (shown.hired_on, shown.left_on) == (min(known), max(known) if ended else None)
        today = await ctx.people.get(person.id)
        row = (await fetch("SELECT * FROM renshi_employee WHERE id = $1", person.id))[0]
        for name in ("department_id", "grade", "city", "status", "hired_on", "left_on"):
            assert row[name] == getattr(today, name)


def columns(tenant: Any, edit: dict[str, Any]) -> dict[str, Any]:
    """A model's edit in the names of the platform."""
    return {
        ("department_id" if name == "department" else name): (
            tenant.departments[value] if name == "department" else value
        )
        for name, value in edit.items()
    }


async def test_an_old_question_gets_its_old_answer(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(employee_id=person, effective_on=date(2026, 11, 1), reason="晋升", grade="P5")
        )
    paid_at = renshi.clock.now()
    renshi.advance(days=3)
    async with tenant.client("hr") as hr:
        record = (await hr.get(f"/api/employees/{person}/history")).json()["items"][0]
        answer = await hr.post(
            f"/api/employees/{person}/records/{record['id']}/correct",
            json={"grade": "P4", "valid_from": "2026-11-10", "reason": "定级错误"},
        )
        assert answer.status_code == 200
        assert answer.json()["grade"] == "P4"
        again = await hr.post(
            f"/api/employees/{person}/records/{record['id']}/correct", json={"grade": "P3", "reason": "x"}
        )
        assert again.status_code == 404
        now = (await hr.get(f"/api/employees/{person}/history")).json()["items"]
        assert [(r["valid_from"], r["grade"]) for r in now] == [("2026-11-10", "P4"), ("2024-01-01", None)]
        then = await hr.get(
            f"/api/employees/{person}/history",
            params={"known_at": paid_at.isoformat(), "as_of": "2026-11-05"},
        )
        assert [(r["valid_from"], r["grade"]) for r in then.json()["items"]] == [("2026-11-01", "P5")]
        everything = (await hr.get(f"/api/employees/{person}/history", params={"everything": "true"})).json()
        assert len(everything["items"]) == 5
    assert len(await tenant.audit("core.employee.correct")) == 1


@pytest.mark.parametrize("shift", ["2023-12-31", "2024-01-01"])
async def test_a_start_cannot_swallow_the_record_before(renshi: Any, shift: str) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(employee_id=person, effective_on=date(2026, 11, 1), reason="晋升", grade="P5")
        )
    async with tenant.client("hr") as hr:
        record = (await hr.get(f"/api/employees/{person}/history")).json()["items"][0]
        answer = await hr.post(
            f"/api/employees/{person}/records/{record['id']}/correct",
            json={"valid_from": shift, "reason": "x"},
        )
        assert answer.status_code == 422
        assert "valid_from" in answer.text
        assert len((await hr.get(f"/api/employees/{person}/history")).json()["items"]) == 2
