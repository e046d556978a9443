"""What-ifs: exact figures, the year by the annual table, nothing stored."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables, compose
from renshi_payroll.parameters import load_parameters
from renshi_payroll.simulations import year
from renshi_payroll.simulations.year import Path

from renshi_sdk.db import fetch_value

Make = Callable[..., Awaitable[Any]]
MONTH = "2026-01"
TABLES = TaxTables(
    load_parameters().table("iit.annual_table", date(2026, 1, 31)),
    load_parameters().table("iit.monthly_table", date(2026, 1, 31)),
)


def by_code(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in rows}


async def test_a_raise_line_by_line_and_over_the_year(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {"period": MONTH, "employees": [str(person.id)], "wage_percent": "10"}
    answer = await firm.post("/simulations", body)
    totals = by_code(answer["totals"])
    # 23,925 x 17.5 %, each scheme rounded on its own, the housing fund to the yuan: 4,187.13.
    assert (totals["gross"]["before"], totals["gross"]["after"]) == ("21750.00", "23925.00")
    assert (totals["net"]["before"], totals["net"]["after"]) == ("17554.95", "19295.73")
    assert (totals["tax"]["before"], totals["tax"]["after"], totals["tax"]["difference"]) == (
        "388.30",
        "442.14",
        "53.84",
    )
    assert answer["net_difference"] == "1740.78"
    lines = by_code(answer["lines"])
    assert (lines["pension.employee"]["before"], lines["pension.employee"]["after"]) == ("1740.00", "1914.00")
    assert "14,737.87 × 3% − 速算扣除数 0.00 = 442.1361，四舍五入到分为 442.14" in lines["iit.wage"]["why"]
    assert "388.30" in lines["iit.wage"]["why_before"]
    # A year of withholding is the annual table on the year: 12 x 12,943.25 and 12 x 14,737.87.
    year_rows = by_code(answer["year"])
    assert (year_rows["tax"]["before"], year_rows["tax"]["after"]) == ("14143.80", "18450.89")
    assert answer["year_tax_difference"] == "4307.09"
    assert [row["month"] for row in answer["months"]] == [f"2026-{number:02d}" for number in range(1, 13)]
    # Gross and the employer's shares go up together; the cost is both.
    employer = [row for row in answer["lines"] if row["kind"] == "employer"]
    assert answer["cost_difference"] == "{:.2f}".format(
        2175 + sum(float(row["difference"]) for row in employer)
    )


async def test_nothing_is_stored_but_the_audit_row(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person

    async def counted() -> list[int]:
        async with firm.tenant.context("payroll"):
            tables = ("term", "adjustment", "fact", "slip", "run", "year_entry")
            return [await fetch_value(f"SELECT count(*) FROM payroll_{name}") for name in tables]

    before = await counted()
    await firm.post(
        "/simulations",
        {"period": MONTH, "employees": [str(person.id)], "monthly_wage": "30000", "bonus": "1000"},
    )
    await firm.post("/simulations/bonus", {"period": MONTH, "employee_id": str(person.id), "amount": "36001"})
    assert await counted() == before
    (row,) = await firm.tenant.audit("payroll.simulation.run")
    assert json.loads(row["detail"]) == {"period": MONTH, "employees": [str(person.id)]}
    assert len(await firm.tenant.audit("payroll.simulation.bonus")) == 1


async def test_one_off_items_deductions_and_absence(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {"period": MONTH, "employees": [str(person.id)]}
    answer = await firm.post(
        "/simulations", body | {"bonus": "5000", "deduction": "200", "additional_monthly": "3000"}
    )
    # 21,750 + 5,000 - 5,000 - 3,806.75 - 3,000 = 14,943.25 x 3 % = 448.2975.
    assert by_code(answer["totals"])["tax"]["after"] == "448.30"
    assert by_code(answer["totals"])["net"]["after"] == "22294.95"
    # The bonus comes once, the additional deductions every month: 12 x 9,943.25 + 5,000 on the annual table.
    assert by_code(answer["year"])["tax"]["after"] == "9911.90"
    absent = await firm.post("/simulations", body | {"unpaid_days": "2"})
    # 21,750 / 21.75 x 2; the year's other months are regular ones.
    assert by_code(absent["lines"])["pay.leave_deduction"]["after"] == "-2000.00"
    assert by_code(absent["year"])["gross"]["difference"] == "-2000.00"


async def test_a_group_and_everybody(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    department = {"period": MONTH, "department_id": str(tenant.departments["PROD"]), "wage_add": "1000"}
    answer = await firm.post("/simulations", department)
    names = {row["employee_name"] for row in answer["persons"]}
    assert names == {tenant.manager_person.name, tenant.employee_person.name}
    assert by_code(answer["totals"])["gross"]["difference"] == "2000.00"
    assert {row["why"] for row in answer["lines"]} == {""}
    everybody = await firm.post("/simulations", {"period": MONTH, "everybody": True, "wage_percent": "0"})
    assert everybody["people"] == 3
    assert all(row["difference"] == "0.00" for row in everybody["lines"])
    # Somebody without terms is named, the others are still computed.
    hired = await tenant.hire("新来的", starts_on=date(2026, 1, 5))
    again = await firm.post("/simulations", {"period": MONTH, "everybody": True, "wage_percent": "5"})
    assert again["people"] == 3
    (problem,) = [row for row in again["findings"] if row["severity"] == "error"]
    assert (problem["employee_name"], problem["code"]) == (hired.name, "payroll.terms_missing")


async def test_another_city_and_another_component_set(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {"period": MONTH, "employees": [str(person.id)]}
    refused = await firm.post("/simulations", body | {"jurisdiction": "beijing"}, expect=409)
    assert refused["code"] == "payroll.unresolved_parameters"
    assert all(fact["key"].startswith("beijing.") for fact in refused["facts"])
    component_set = {
        "zh": "带餐补",
        "components": [
            {"code": "base", "zh": "基本工资", "formula": "terms.prorated_wage"},
            {"code": "meal", "zh": "餐补", "formula": "500元"},
        ],
    }
    made = await firm.post("/component-sets", component_set, expect=201)
    answer = await firm.post("/simulations", body | {"component_set": made["id"]})
    assert by_code(answer["lines"])["pay.meal"]["difference"] == "500.00"
    # A component is paid every month, so the year shows it twelve times.
    assert by_code(answer["year"])["gross"]["difference"] == "6000.00"
    options = (await firm.get("/component-sets/options"))["options"]
    assert [one["value"] for one in options] == ["built-in", made["id"]]


async def test_what_is_refused(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {"period": MONTH, "employees": [str(person.id)]}
    await firm.post("/simulations", {"period": MONTH}, expect=422)
    both = await firm.post("/simulations", body | {"monthly_wage": "1", "wage_percent": "1"}, expect=422)
    assert both["code"] == "payroll.simulation.wage"
    await firm.post("/simulations", body | {"effective_on": "2026-02-01"}, expect=422)
    await firm.post("/simulations", body | {"employees": [str(person.department_id)]}, expect=404)
    for role in ("manager", "employee", "finance"):
        await firm.post("/simulations", body, role=role, expect=403)
    await firm.close(MONTH)
    closed = await firm.post("/simulations", body, expect=409)
    assert closed["code"] == "payroll.run.closed"
    assert len(await firm.tenant.audit("payroll.simulation.run")) == 0


async def test_bonus_methods_with_the_pitfall_and_the_best_split(company: Make) -> None:
    firm = await company()
    person = firm.tenant.manager_person
    body = {"period": MONTH, "employee_id": str(person.id), "amount": "37000"}
    answer = await firm.post("/simulations/bonus", body)
    ways = {row["method"]: row for row in answer["items"]}
    # 37,000 / 12 lies in the 10 % row: 3,700 - 210. With the wages: 138,000 + 37,000 reaches the 20 % row.
    assert (ways["separate"]["separate_tax"], ways["separate"]["tax"]) == ("3490.00", "3490.00")
    assert (ways["combined"]["wage_tax"], ways["combined"]["tax"]) == ("6800.00", "6800.00")
    assert (ways["split"]["separate"], ways["split"]["combined"], ways["split"]["tax"]) == (
        "36000.00",
        "1000.00",
        "1180.00",
    )
    assert answer["best"] == "split"
    assert [row["best"] for row in answer["items"]] == [True, False, False]
    assert answer["pitfall"] is True
    assert "税后 33,510.00" in answer["pitfall_text"]
    assert "34,920.00" in answer["pitfall_text"]
    assert ways["separate"]["year_net"] == "33510.00"
    outside = await firm.post("/simulations/bonus", body | {"amount": "36000"})
    assert outside["pitfall"] is False
    assert {row["method"]: row["tax"] for row in outside["items"]} == {
        "separate": "1080.00",
        "combined": "6600.00",
    }


async def test_the_separate_method_once_a_year(company: Make) -> None:
    firm = await company()
    person = firm.tenant.manager_person
    item = {
        "employee_id": str(person.id),
        "period": MONTH,
        "component": "pay.annual_bonus",
        "amount": "10000",
        "note": "上年度奖金",
    }
    await firm.post("/adjustments", item, expect=201)
    body = {"period": MONTH, "employee_id": str(person.id), "amount": "20000"}
    answer = await firm.post("/simulations/bonus", body)
    assert [row["method"] for row in answer["items"]] == ["combined"]
    assert "已使用过一次" in answer["refused"]
    await firm.record_terms(person, "20000", resident=False)
    refused = await firm.post("/simulations/bonus", body, expect=422)
    assert refused["code"] == "payroll.simulation.nonresident"


async def test_severance_is_quoted_with_its_tax(company: Make) -> None:
    firm = await company()
    body = {
        "employee_id": str(firm.tenant.employee_person.id),
        "last_day": "2026-06-30",
        "severance": True,
        "service_from": "2006-07-01",
        "average_wage": "40000",
        "city_average": "12000",
        "unlawful": True,
    }
    quote = await firm.post("/leaving/quote", body)
    # Three times 12,000 caps the wage and twelve the months; 2N is 864,000, of which 36 x 12,000 are exempt.
    assert quote["severance"]["amount"] == "864000.00"
    assert (quote["severance"]["exempt"], quote["severance"]["tax"], quote["severance"]["net"]) == (
        "432000.00",
        "76680.00",
        "787320.00",
    )
    assert quote["total"] == "864000.00"
    assert "36,000.00（以当地平均工资 3 倍为限） × 12 × 2" in quote["items"][0]["explanation"]
    unknown = await firm.post("/leaving/quote", {k: v for k, v in body.items() if k != "city_average"})
    assert unknown["severance"]["tax"] is None


wages = st.integers(min_value=0, max_value=200_000_00)


@given(st.lists(wages, min_size=1, max_size=5), st.integers(min_value=1, max_value=12))
def test_the_rest_of_a_year_is_what_cumulative_withholding_makes_of_it(given_: list[int], first: int) -> None:
    """Each month is the slip that the engine composes from what the month before left."""
    slips = [SlipInput((Item("pay.base", wage),), 0, 0, (), basic=500_000 * first) for wage in given_]
    paths = [Path(slip, slip, 12, additional_step=1_000_00) for slip in slips]
    found = year.months(paths, TABLES, first)
    assert sorted(found) == list(range(first, 13))
    for row, wage in enumerate(given_):
        taxed = sum(found[month]["tax"][row] for month in found)
        taxable = wage * (13 - first) - 6_000_000 - 1_000_00 * (12 - first)
        assert taxed >= TABLES.annual.tax(taxable)
        if first == 1:
            # Level wages from January never fall below what was withheld: the year is the annual table.
            assert taxed == TABLES.annual.tax(taxable) or found[1]["tax"][row] > 0
        assert found[first]["net"][row] == compose(slips[row], TABLES)["net"]


@pytest.mark.parametrize("last", [3, 12])
def test_nobody_is_paid_after_their_last_month(last: int) -> None:
    slip = SlipInput((Item("pay.base", 10_000_00),), 0, 0, ())
    found = year.months([Path(slip, slip, last), Path(slip, slip, 12)], TABLES, 1)
    assert [found[month]["gross"][0] for month in found] == [
        10_000_00 if month <= last else 0 for month in range(1, 13)
    ]
    assert all(found[month]["gross"][1] == 10_000_00 for month in found)
