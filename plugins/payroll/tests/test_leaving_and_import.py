"""What a leaver is owed, and the tax client's cumulative columns."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from renshi_payroll.leaving.service import service_between

Make = Callable[..., Awaitable[Any]]


@pytest.mark.parametrize(
    ("first", "last", "served"),
    [
        (date(2020, 1, 1), date(2026, 6, 30), (6, 6, 0)),
        (date(2023, 3, 1), date(2026, 3, 15), (3, 0, 15)),
        (date(2026, 1, 31), date(2026, 2, 27), (0, 0, 28)),
        (date(2026, 1, 31), date(2026, 2, 28), (0, 1, 1)),
        (date(2024, 2, 29), date(2025, 2, 27), (0, 11, 30)),
        (date(2026, 3, 13), date(2026, 3, 13), (0, 0, 1)),
    ],
)
def test_service(first: date, last: date, served: tuple[int, int, int]) -> None:
    assert service_between(first, last) == served


async def test_a_leaver_is_quoted_from_closed_months(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {
        "employee_id": str(person.id),
        "last_day": "2026-03-13",
        "annual_leave_entitlement": 15,
        "severance": True,
        "service_from": "2023-03-01",
        "city_average": "12577",
    }
    refused = await firm.post("/leaving/quote", body, expect=409)
    assert refused["code"] == "payroll.leaving.average"
    await firm.close("2026-01")
    await firm.close("2026-02")
    quote = await firm.post("/leaving/quote", body)
    assert (quote["months_averaged"], quote["average_wage"]) == (2, "21750.00")
    # 72 of 365 days x 15 = 2.96, so 2 days at + 200 %; 3 years and 13 days are 3.5 months.
    assert (quote["annual_leave"]["days"], quote["annual_leave"]["amount"]) == ("2", "4000.00")
    assert (quote["severance"]["months"], quote["severance"]["amount"]) == ("3.5", "76125.00")
    early = await firm.post("/leaving/quote", body | {"last_day": "2001-01-01"}, expect=422)
    assert early["code"] == "payroll.leaving.day"
    none = await firm.post("/leaving/quote", body | {"refused_renewal": True}, expect=409)
    assert none["code"] == "payroll.ref_7"
    await firm.post("/leaving/quote", body, role="employee", expect=403)


async def test_the_tax_clients_columns_are_taken_as_they_are(company: Make) -> None:
    firm = await company()
    people = (firm.tenant.manager_person, firm.tenant.employee_person)
    rows = [
        {
            "number": people[0].number,
            "amounts": {"累计子女教育": "2,000", "累计赡养老人": "3000", "累计住房租金": ""},
        },
        {"number": people[1].number, "amounts": {"累计个人养老金": "1000", "累计继续教育": 400}},
    ]
    body = {"period": "2026-01", "reference": "扣缴端导出", "rows": rows}
    wrong = [
        {"number": "NOBODY", "amounts": {}},
        {"number": people[0].number, "amounts": {"累计住房租金": "1500", "累计住房贷款利息": "1000"}},
        {"number": people[1].number, "amounts": {"累计其他": "1"}},
        {"number": people[1].number, "amounts": {}},
    ]
    refused = await firm.post("/facts/deductions", body | {"rows": rows[:1] + wrong}, expect=422)
    assert [row["row"] for row in refused["rows"]] == [2, 3, 4, 5]
    assert (await firm.get("/facts?key=iit.additional"))["items"] == []
    assert await firm.post("/facts/deductions", body, expect=201) == {"people": 2, "facts": 3}
    run_id = await firm.close("2026-01")
    # (20,000 - 3,500 - 5,000 - 5,000) x 3 %; (21,750 - 3,806.75 - 5,000 - 400 - 1,000) x 3 %
    assert (await firm.slip_of(run_id, people[0]))["iit"] == "195.00"
    assert (await firm.slip_of(run_id, people[1]))["iit"] == "346.30"


async def test_terms_of_an_unknown_city_ask_for_a_correction(company: Make) -> None:
    """A city taken out of the shipped ones is no failure of the server: the terms are named."""
    from renshi_sdk.db import execute

    firm = await company()
    person = firm.tenant.employee_person
    refused = await firm.post(
        "/terms",
        {
            "employee_id": str(person.id),
            "valid_from": "2026-02-01",
            "monthly_wage": "1",
            "jurisdiction": "atlantis",
            "resident": True,
            "reason": "x",
        },
        expect=422,
    )
    assert refused["code"] == "payroll.term.place"
    async with firm.tenant.context("payroll"):
        await execute(
            "INSERT INTO payroll_term (id, company_id, employee_id, valid_from, monthly_wage, jurisdiction, profile,"
            " resident, reason, recorded_at) VALUES (gen_random_uuid(), $1, $2, '2026-01-01', 2175000, 'atlantis',"
            " 'standard', true, 'x', timestamptz '2026-01-01')",
            firm.tenant.company_id,
            person.id,
        )
    run_id = await firm.create("2026-01")
    for path, body in (
        (f"/runs/{run_id}/calculate", None),
        ("/preview", {"employee_id": str(person.id), "period": "2026-01"}),
    ):
        answer = await firm.post(path, body, expect=409)
        assert "atlantis" in answer["detail"]
    missing = (await firm.get("/facts/missing?period=2026-01"))["items"]
    assert [item["key"] for item in missing] == ["atlantis/standard"]


async def test_the_minimum_wage_is_among_what_is_missing(company: Make) -> None:
    firm = await company(wages=None, rates=False)
    await firm.record_terms(firm.tenant.employee_person, "9000", jurisdiction="hangzhou")
    keys = {item["key"] for item in (await firm.get("/facts/missing?period=2026-01"))["items"]}
    assert "hangzhou.minimum_wage.month" in keys
