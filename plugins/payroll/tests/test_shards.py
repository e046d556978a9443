"""A shard read column by column pays what people read one by one are paid, and its parts make the whole."""

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from renshi_payroll.runs import repository
from renshi_payroll.runs.calculation import parts
from renshi_payroll.runs.compute import compute_many
from renshi_payroll.runs.context import load_people
from renshi_payroll.runs.finished import Batch, Problems
from renshi_payroll.runs.shards import EVERYBODY, everyone_of, roll_of, run_month, slips_of
from renshi_payroll.terms.repository import distinct_rule_keys, id_bounds

from renshi_sdk import new_id
from renshi_sdk.contracts import EndEmployment, Hire, PayPeriod
from renshi_sdk.db import execute, insert_rows

Make = Callable[..., Awaitable[Any]]
MARCH = PayPeriod(2026, 3)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
PEOPLE = 60
STARTS = [
    date(2020, 5, 6),
    date(2020, 5, 6),
    date(2025, 2, 9),
    date(2026, 1, 1),
    date(2026, 3, 1),
    date(2026, 3, 16),
]


async def hired(firm: Any, dice: random.Random) -> list[UUID]:
    """People who begin, leave and move when it suits the dice."""
    ids = []
    async with firm.tenant.context("payroll") as ctx:
        for number in range(PEOPLE):
            start = dice.choice(STARTS)
            person = await ctx.people.hire(
                Hire(
                    company_id=ctx.company_id,
                    name=f"员工{number}",
                    department_id=firm.tenant.departments["PROD"],
                    starts_on=start,
                )
            )
            ids.append(person.id)
            if dice.random() < 0.2:
                last = max(start, dice.choice([date(2026, 2, 20), date(2026, 3, 20), date(2026, 3, 31)]))
                await ctx.people.end_employment(
                    EndEmployment(employee_id=person.id, last_day=last, reason="resigned")
                )
    return ids


async def recorded(firm: Any, ids: list[UUID], dice: random.Random) -> None:
    """Terms, declarations, years and items: mostly plain, some odd, some of them recorded after the cut."""
    company = firm.tenant.company_id
    terms, facts, years, items = [], [], [], []
    for one in ids:
        if dice.random() < 0.05:
            continue
        resident, part_time = dice.choice([True] * 8 + [False, None]), dice.random() < 0.05
        for start in [date(2020, 1, 1), *dice.choice([[]] * 4 + [[date(2026, 3, 1)], [date(2026, 3, 16)]])]:
            for at in [LONG_AGO, *dice.choice([[], [], [LONG_AGO + timedelta(days=9)], [LATER]])]:
                wage, own = dice.randrange(6_000_00, 60_000_00), dice.choice([None, None, None, 50_000])
                base = dice.choice([None, None, 9_000_00])
                terms.append(
                    (new_id(), company, one, start, wage, "shanghai", "standard", base, own, resident, part_time,
                     "定薪", at)
                )  # fmt: skip
        for key, value in (
            ("iit.additional", {"rent": 4_500_00}), ("iit.additional", {"rent": 1_500_00}), ("iit.relief", 33),
            ("iit.first_wage_declared", True), ("iit.full_year_basic", True), ("iit.basic_from_month", 2),
            ("iit.full_year_basic", False), ("iit.other", {"personal_pension": 3_000_00}),
        ):  # fmt: skip
            if dice.random() < 0.08:
                month = date(2026, dice.choice([1, 2, 3, 4]), 1)
                facts.append(
                    (
                        new_id(),
                        company,
                        one,
                        key,
                        json.dumps(value),
                        month,
                        "申报",
                        dice.choice([LONG_AGO, LATER]),
                    )
                )
        for year in dice.choice([[], [2026], [2026], [2025, 2026]]):
            months = 12 if year == 2025 else dice.choice([1, 2, 3, 4])
            taxed = dice.choice([bool(resident)] * 9 + [not resident])
            income = months * dice.choice([5_000_00, 20_000_00])
            years.append(
                (
                    new_id(),
                    company,
                    one,
                    year,
                    months,
                    "opening",
                    income,
                    0,
                    500_00,
                    33,
                    0,
                    0,
                    taxed,
                    months,
                    "期初",
                )
            )
        for component in ("pay.bonus", "pay.exempt", "pay.annual_bonus", "pay.deduction"):
            if dice.random() < 0.1:
                items.append(
                    (
                        new_id(),
                        company,
                        one,
                        "2026-03",
                        component,
                        1_234_56,
                        "项目",
                        dice.choice([LONG_AGO, LATER]),
                    )
                )
    await insert_rows(
        "payroll_term",
        ["id", "company_id", "employee_id", "valid_from", "monthly_wage", "jurisdiction", "profile", "social_base",
         "housing_ppm", "resident", "part_time", "reason", "recorded_at"],
        terms,
    )  # fmt: skip
    await insert_rows(
        "payroll_fact",
        ["id", "company_id", "employee_id", "key", "value", "valid_from", "reference", "recorded_at"],
        facts,
    )
    await insert_rows(
        "payroll_year_entry",
        ["id", "company_id", "employee_id", "tax_year", "pay_month", "kind", "income", "exempt", "special", "tax",
         "separate_income", "separate_tax", "resident", "months_withheld", "reference"],
        years,
    )  # fmt: skip
    await insert_rows(
        "payroll_adjustment",
        ["id", "company_id", "employee_id", "period", "component", "amount", "note", "recorded_at"],
        items,
    )


def by_person(batch: Batch, problems: Problems) -> tuple[dict[UUID, Any], Counter[Any]]:
    return {slip.employee_id: slip for slip in batch}, Counter(problems)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_shard_pays_what_people_one_by_one_are_paid(company: Make, seed: int) -> None:
    firm, dice = await company(), random.Random(seed)
    ids = await hired(firm, dice)
    async with firm.tenant.context("payroll"):
        await recorded(firm, ids, dice)
    run_id = await firm.create("2026-03")
    await firm.calculate(run_id)
    async with firm.tenant.context("payroll") as ctx:
        run = await repository.get_run(ctx.company_id, run_id)
        month = run_month(run, None)
        batch, problems, about = await slips_of(ctx, run, month, EVERYBODY)
        employees = await ctx.people.employed_between(MARCH.first_day, MARCH.last_day)
        assert sorted(employee.id for employee in employees) == list(about)
        people = await load_people(ctx, employees, MARCH, run.pay_date, run.cut)
        careful = compute_many(people, month, {})
        fast = by_person(batch, problems)
        assert fast == by_person(*careful)
        assert len(fast[0]) > PEOPLE / 2
        who = {one.employee.id: one for one in people}
        for place, one in enumerate(batch.who.ids):
            employee = who[one].employee
            assert (batch.who.numbers[place], batch.who.names[place], batch.who.department_ids[place]) == (
                employee.number, employee.name, employee.department_id,
            )  # fmt: skip
        # What the run stored is the same again, and so is every way to cut it.
        stored = await repository.digests(run.id, run.version, "")
        for size in (7, 20, 1000):
            bounds = await id_bounds(ctx.company_id, size)
            pieces = [await slips_of(ctx, run, month, part) for part in parts(bounds)]
            assert [one for _, _, seen in pieces for one in seen] == list(about)
            slips = {one.employee_id: one for piece, _, _ in pieces for one in piece}
            assert (slips, sum((Counter(found) for _, found, _ in pieces), Counter())) == fast
        assert stored == await repository.digests(run.id, run.version, "")


async def test_the_roll_says_who_is_there_and_since_when(company: Make) -> None:
    firm, dice = await company(), random.Random(7)
    await hired(firm, dice)
    run_id = await firm.create("2026-03")
    await firm.calculate(run_id)
    async with firm.tenant.context("payroll") as ctx:
        run = await repository.get_run(ctx.company_id, run_id)
        roll = await roll_of(ctx, run, EVERYBODY)
        assert list(await everyone_of(ctx, run)) == list(roll.ids) == sorted(roll.ids)
        employees = {
            one.id: one for one in await ctx.people.employed_between(MARCH.first_day, MARCH.last_day)
        }
        people = await load_people(ctx, list(employees.values()), MARCH, run.pay_date, run.cut)
        assert {
            one: (joined, until) for one, joined, until in zip(roll.ids, roll.joined, roll.until, strict=True)
        } == {person.employee.id: (person.joined, person.until) for person in people}
        assert list(roll.hired_on) == [employees[one].hired_on for one in roll.ids]
        assert list(roll.department_names) == [employees[one].department_name for one in roll.ids]


async def test_whoever_a_final_pay_run_pays_is_left_out(company: Make) -> None:
    firm = await company()
    leaver = firm.tenant.employee_person.id
    run_id = await firm.create("2026-03")
    await firm.calculate(run_id)
    async with firm.tenant.context("payroll") as ctx:
        run = await repository.get_run(ctx.company_id, run_id)
        before = await roll_of(ctx, run, EVERYBODY)
        await execute(
            "INSERT INTO payroll_run (id, company_id, period, kind, state, pay_date)"
            " VALUES ($1, $2, '2026-03', 'final', 'draft', date '2026-03-20')",
            final := new_id(),
            ctx.company_id,
        )
        await execute(
            "INSERT INTO payroll_run_member (id, run_id, employee_id) VALUES ($1, $2, $3)",
            new_id(),
            final,
            leaver,
        )
        after = await roll_of(ctx, run, EVERYBODY)
    assert list(after.ids) == [one for one in before.ids if one != leaver]
    place = list(before.ids).index(leaver)
    assert [list(column) for column in (after.numbers, after.joined)] == [
        [value for at, value in enumerate(column) if at != place]
        for column in (before.numbers, before.joined)
    ]


async def test_the_rules_in_use_are_those_of_people_who_are_still_paid(company: Make) -> None:
    firm = await company(wages=None)
    tenant = firm.tenant
    staff = [tenant.employee_person, tenant.manager_person]

    async def in_use(first: date, last: date) -> list[tuple[str, str, int | None]]:
        async with tenant.context("payroll") as ctx:
            return await distinct_rule_keys(ctx.company_id, first, last, LATER)

    month = (date(2026, 3, 1), date(2026, 3, 31))
    assert await in_use(*month) == []
    for person in staff:
        await firm.record_terms(person, "8000.00")
    assert await in_use(*month) == [("shanghai", "standard", None)]
    assert await in_use(date(2019, 1, 1), date(2019, 1, 31)) == []
    async with tenant.context("payroll") as ctx:
        for person in staff:
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=date(2026, 2, 20), reason="resigned")
            )
    # The only set of rules there ever was belongs to people who have left.
    assert await in_use(*month) == []
    assert await in_use(date(2026, 2, 1), date(2026, 2, 28)) == [("shanghai", "standard", None)]
    await firm.record_terms(tenant.hr_person, "8000.00", jurisdiction="beijing")
    assert await in_use(*month) == [("beijing", "standard", None)]
    assert await in_use(date(2026, 2, 1), date(2026, 2, 28)) == [
        ("beijing", "standard", None),
        ("shanghai", "standard", None),
    ]
