"""Turnover and movement: figures counted by hand, the two ways of counting against a day-by-day model, and scope."""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from renshi_reporting.shipped.workforce import Months, TurnoverParameters
from renshi_reporting.workforce import figures, snapshot

from renshi_sdk.contracts import EndEmployment, JobChange
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.testing import Harness

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
QUARTER = {"first": "2026-07", "last": "2026-09"}


async def report(client: Any, name: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/reports/reporting.{name}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def golden(tenant: Any) -> None:
    """Three people of the fixture since 2024-01-01, and five more whose days are counted in the tests."""
    sales = tenant.departments["SALES"]
    a = await tenant.hire("甲", starts_on=date(2024, 7, 1), department_id=sales, city="上海")
    b = await tenant.hire("乙", starts_on=date(2026, 3, 1), department_id=sales, city="苏州")
    await tenant.hire("丙", starts_on=date(2026, 8, 1), department_id=sales, city="苏州")
    d = await tenant.hire("丁", starts_on=date(2020, 1, 1), city="上海")
    e = await tenant.hire("戊", starts_on=date(2021, 7, 15), department_id=sales, city="上海")
    async with tenant.context() as ctx:
        for person, day, code in (
            (a, date(2026, 7, 31), "career"),
            (b, date(2026, 8, 15), "probation_failed"),
            (e, date(2026, 9, 30), "retired"),
        ):
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=day, reason="离职", reason_code=code)
            )
        await ctx.people.change_job(
            JobChange(employee_id=d.id, effective_on=date(2026, 9, 1), department_id=sales, reason="调动")
        )


@pytest.mark.parametrize("kept", [False, True])
async def test_turnover_of_a_quarter_is_what_was_counted_by_hand(renshi: Harness, kept: bool) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    await golden(tenant)
    if kept:
        await renshi.settle()
    async with tenant.context("reporting") as ctx:
        assert await snapshot.covers(ctx, FIRST, LAST) is kept
    hr = tenant.client("hr")
    found = await report(hr, "turnover", **QUARTER, by="department")
    sales_name = "销售部"
    async with tenant.context() as ctx:
        sales_name = (await ctx.organization.department(tenant.departments["SALES"])).name
    sales = next(r for r in found["items"] if r["group"] == sales_name)
    # 甲 31 days, 乙 31 + 15, 丙 31 + 30, 丁 30 since the move, 戊 92: 260 days of 92.
    assert float(sales["average"]) == 2.8
    assert [sales[n] for n in ("left", "voluntary", "involuntary", "early")] == [3, 1, 1, 1]
    assert float(sales["rate"]) == pytest.approx(3 / (260 / 92))
    # 3 × 92 + 31 + 46 + 61 + 92 + 92 = 598 days: 6.5 heads; 3 ÷ 6.5 = 46.2 %, × 365 ÷ 92 = 183.1 %.
    assert found["note"] == (
        "2026-07-01 至 2026-09-30：平均人数 6.5，离职 3 人，离职率 46.2%（主动 15.4%，折合年率 183.1%）"
    )
    tenure = {r["group"]: r for r in (await report(hr, "turnover", **QUARTER, by="tenure"))["items"]}
    # 戊 has five full years on 15 July: 14 days before, 78 after. The fixture's three reach no band's end.
    assert {g: float(r["average"]) for g, r in tenure.items()} == {
        "不满1年": round((46 + 61) / 92, 1),
        "1–3年": round((3 * 92 + 31) / 92, 1),
        "3–5年": round(14 / 92, 1),
        "5–10年": round((78 + 92) / 92, 1),
    }
    assert {g: r["left"] for g, r in tenure.items()} == {"不满1年": 1, "1–3年": 1, "3–5年": 0, "5–10年": 1}
    trend = (await report(hr, "headcount_trend", **QUARTER))["items"]
    assert [(r["month"], r["joined"], r["left"], r["net"], r["closing"]) for r in trend] == [
        ("2026-07", 0, 1, -1, 6),
        ("2026-08", 1, 1, 0, 6),
        ("2026-09", 0, 1, -1, 5),
    ]
    assert [float(r["average"]) for r in trend] == [7.0, round((6 * 31 + 15) / 31, 1), 6.0]
    cities = {r["group"]: r["left"] for r in (await report(hr, "turnover", **QUARTER, by="city"))["items"]}
    assert (cities["上海"], cities["苏州"]) == (2, 1)


async def test_a_manager_counts_their_own_people_alone(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    await renshi.settle()
    user = await _user(tenant, "manager")
    async with tenant.context("reporting") as ctx:
        reader = await ctx.reports.as_reader(user_id=user)
        found = await figures.lines(reader, "month", date(2026, 10, 1), date(2026, 10, 31))
        whole = await figures.lines(ctx, "month", date(2026, 10, 1), date(2026, 10, 31))
    assert [(line.person_days, line.closing) for line in found] == [(62, 2)]
    assert [(line.person_days, line.closing) for line in whole] == [(93, 3)]


async def _user(tenant: Any, role: str) -> Any:
    await tenant.token(role, None)
    async with tenant.context():
        return await fetch_value(
            "SELECT id FROM core_user WHERE employee_id = $1", getattr(tenant, f"{role}_person").id
        )


def test_a_month_that_is_not_over_counts_up_to_today() -> None:
    today = date(2026, 11, 23)
    assert Months().days(today) == (date(2025, 11, 1), date(2026, 10, 31))
    assert Months(first="2026-11").days(today) == (date(2026, 11, 1), today)
    assert TurnoverParameters(first="2026-01", last="2026-12").days(today) == (date(2026, 1, 1), today)


async def test_a_period_in_the_future_or_too_long_is_refused(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    for params in (
        {"first": "2026-12"},
        {"first": "2020-01", "last": "2026-10"},
        {"first": "2026-09", "last": "2026-08"},
    ):
        assert (await hr.get("/api/reports/reporting.turnover", params=params)).status_code == 422


@pytest.mark.parametrize("seed", [1, 7, 42])
async def test_what_is_kept_equals_a_count_day_by_day(renshi: Harness, seed: int) -> None:
    """Any history, with changes that come one after the other, against a model that walks over every day."""
    tenant = await renshi.new_tenant(enable=["reporting"])
    rng = random.Random(seed)
    departments = list(tenant.departments.values())
    first, last = date(2025, 12, 1), date(2026, 11, 23)
    span = (last - first).days
    for n in range(10):
        started = (
            first
            - timedelta(days=rng.choice([5000, 1800, 1100, 370, 200]))
            + timedelta(days=rng.randrange(span))
        )
        if started > last:
            started = last
        person = await tenant.hire(
            f"员工{n}",
            starts_on=started,
            department_id=rng.choice(departments),
            city=rng.choice(["上海", "苏州", None]),
        )
        async with tenant.context() as ctx:
            day = max(started, first) + timedelta(days=rng.randrange(1, span))
            if rng.random() < 0.5 and day < last:
                facts = {"department_id": rng.choice(departments), "city": rng.choice(["上海", "杭州"])}
                await ctx.people.change_job(
                    JobChange(employee_id=person.id, effective_on=day, reason="调动", **facts)
                )
                day += timedelta(days=1)
            if rng.random() < 0.5 and day <= last:
                end = day + timedelta(days=rng.randrange((last - day).days + 1))
                code = rng.choice(["pay", "misconduct", "retired", None])
                await ctx.people.end_employment(
                    EndEmployment(employee_id=person.id, last_day=end, reason="离职", reason_code=code)
                )
        if n in (3, 7):
            # What is counted now has to be counted again after the next changes.
            await renshi.settle()
        if n in (4, 8):
            await _correct(tenant, rng, person, started)
    await renshi.settle()
    async with tenant.context("reporting") as ctx:
        assert await snapshot.covers(ctx, first, last)
        for by in ("department", "city", "tenure", "month"):
            kept = await figures.lines(ctx, by, first, last)
            assert {x.key: _bare(x) for x in kept} == await _by_hand(by, first, last), by
        before = await _cells()
        await execute("UPDATE reporting_month SET stale = true")
        for by in ("department", "tenure"):
            live = await figures.lines(ctx, by, first, last)
            assert {x.key: _bare(x) for x in live} == await _by_hand(by, first, last), by
        for month in await snapshot.waiting(ctx, every=True):
            await snapshot.count(ctx, month)
        assert await _cells() == before, "counting anew changes nothing"


async def _correct(tenant: Any, rng: random.Random, person: Any, started: date) -> None:
    """Set a record of the past right: another city, or another first day."""
    hr = tenant.client("hr")
    async with tenant.context() as ctx:
        record = (await ctx.people.history(person.id))[0]
    body: dict[str, Any] = {"reason": "更正", "city": rng.choice(["北京", "广州"])}
    if rng.random() < 0.5:
        body["valid_from"] = (started - timedelta(days=rng.randrange(1, 40))).isoformat()
    answer = await hr.post(f"/api/employees/{person.id}/records/{record.id}/correct", json=body)
    assert answer.status_code == 200, answer.text


async def test_a_correction_of_the_past_is_counted_without_waiting_for_the_night(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    await renshi.settle()
    hr = tenant.client("hr")

    async def by_city() -> dict[str, float]:
        found = await report(hr, "turnover", **QUARTER, by="city")
        return {r["group"]: float(r["average"]) for r in found["items"]}

    assert await by_city() == {"上海": 3.0}
    async with tenant.context() as ctx:
        record = (await ctx.people.history(tenant.employee_person.id))[0]
    path = f"/api/employees/{tenant.employee_person.id}/records/{record.id}/correct"
    assert (await hr.post(path, json={"reason": "更正", "city": "苏州"})).status_code == 200
    # Before the count is made again, the records themselves answer; afterwards what is kept.
    await renshi.settle()
    assert await by_city() == {"上海": 2.0, "苏州": 1.0}
    async with tenant.context("reporting") as ctx:
        assert await snapshot.covers(ctx, FIRST, LAST)
        assert not await fetch("SELECT 1 FROM reporting_month WHERE stale")


def test_a_kind_of_leaving_that_nobody_recorded_is_not_nought() -> None:
    known = {
        "key": None,
        "label": None,
        "days": 30,
        "person_days": 300,
        "closing": 9,
        "joined": 0,
        "left_early": 0,
    }
    rate = {
        (all_, own, company): figures.Line(
            **known, left_all=all_, left_voluntary=own, left_involuntary=company
        ).voluntary_rate()
        for all_, own, company in ((2, 0, 0), (2, 0, 1), (2, 1, 1), (0, 0, 0))
    }
    assert rate == {(2, 0, 0): None, (2, 0, 1): 0, (2, 1, 1): Decimal("0.1"), (0, 0, 0): 0}


def _bare(line: figures.Line) -> tuple[int, ...]:
    return (line.person_days, line.closing, line.joined, line.left_all, line.left_voluntary, line.left_involuntary,
            line.left_early)  # fmt: skip


async def _cells() -> list[tuple[Any, ...]]:
    listed = ", ".join((*snapshot.KEYS, *snapshot.FIGURES))
    rows = await fetch(f"SELECT {listed} FROM reporting_month_cell ORDER BY {', '.join(snapshot.KEYS)}")
    return [tuple(r) for r in rows]


def _years_after(day: date, years: int) -> date:
    """PostgreSQL's day + years: 29 February becomes 28."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _band(hired: date, day: date) -> str:
    for code, years in (("t9", 10), ("t5", 5), ("t3", 3), ("t1", 1)):
        if day >= _years_after(hired, years):
            return code
    return "t0"


async def _by_hand(by: str, first: date, last: date) -> dict[Any, tuple[int, ...]]:
    rows = await fetch(
        "SELECT r.department_id, r.city, r.valid_from, r.valid_to, s.hired_on, s.last_day, s.end_code"
        " FROM core_job_record r JOIN core_spell s ON s.id = r.spell_id WHERE r.superseded_at IS NULL"
    )
    made: dict[Any, list[int]] = {}
    ends = {date(y, m, calendar.monthrange(y, m)[1]) for y in (2025, 2026) for m in range(1, 13)} | {last}
    for row in rows:
        day = max(first, row["valid_from"])
        while day <= last and (row["valid_to"] is None or day < row["valid_to"]):
            key = {
                "department": row["department_id"], "city": row["city"], "tenure": _band(row["hired_on"], day),
                "month": day.replace(day=1),
            }[by]  # fmt: skip
            line = made.setdefault(key, [0] * 7)
            gone = day == row["last_day"]
            line[0] += 1
            line[1] += day in ends and not gone and (by == "month" or day == last)
            line[2] += day == row["hired_on"]
            line[3] += gone
            line[4] += gone and row["end_code"] == "pay"
            line[5] += gone and row["end_code"] == "misconduct"
            line[6] += gone and row["last_day"] < _years_after(row["hired_on"], 1)
            day += timedelta(days=1)
    return {key: tuple(int(v) for v in line) for key, line in made.items()}


async def test_structure_counts_shares_and_says_what_is_not_recorded(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    people = [await tenant.hire(f"员工{n}", starts_on=date(2020, 1, 1)) for n in range(5)]
    born = [date(2001, 11, 24), date(2001, 11, 23), date(1990, 1, 1), date(1970, 5, 5)]
    async with tenant.context():
        for person, day in zip(people, born, strict=False):
            await execute(
                "UPDATE core_employee SET born_on = $2, gender = 'female' WHERE id = $1", person.id, day
            )
    hr = tenant.client("hr")
    ages = await report(hr, "structure", by="age_band")
    # Born on 24 November 2001: 24 until tomorrow. Nobody guesses the other four.
    assert [(r["group"], r["people"]) for r in ages["items"]] == [
        ("25岁以下", 1), ("25–29岁", 1), ("35–39岁", 1), ("50岁及以上", 1), ("未登记", 4),
    ]  # fmt: skip
    assert Decimal(str(ages["items"][4]["share"])) == Decimal("0.5")
    assert ages["items"][2]["age"] in ("36.0", 36.0)
    genders = await report(hr, "structure", by="gender")
    assert [(r["group"], r["people"]) for r in genders["items"]] == [("女", 4), ("未登记", 4)]
    seniority = await report(hr, "structure", by="seniority", on="2026-11-23")
    assert [(r["group"], r["people"]) for r in seniority["items"]] == [("1–3年", 3), ("5–10年", 5)]
