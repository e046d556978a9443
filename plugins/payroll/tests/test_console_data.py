"""What the editor, the parameter browser, the ledger, the "why" page and the accounts read and write."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from renshi_payroll.components.editing import marked
from renshi_payroll.parameters import load_parameters
from renshi_payroll.parameters.labels import full_title, unit_of

from renshi_sdk.db import execute

Make = Callable[..., Awaitable[Any]]


async def clone(firm: Any) -> str:
    made = await firm.post("/component-sets/standard/clone", {"zh": "本单位方案"}, expect=201)
    return str(made["id"])


async def test_one_component_at_a_time(company: Make) -> None:
    firm = await company()
    set_id = await clone(firm)
    path = f"/component-sets/{set_id}/components"
    before = (await firm.get(path))["items"]
    meal = {
        "code": "meal",
        "zh": "餐补",
        "formula": "if(employee.service_years >= 2, 500元, 200元)",
        "treatment": "wage",
        "version": 1,
        "note": "餐补按工龄",
    }
    assert (await firm.post(path, meal, expect=201))["version"] == 2
    rows = {row["code"]: row for row in (await firm.get(path))["items"]}
    assert len(rows) == len(before) + 1
    assert rows["meal"]["reads"] == ["本单位工龄（年）"]
    double = {"code": "double_meal", "zh": "双餐", "formula": "meal * 2", "version": 2, "note": "双餐"}
    await firm.post(path, double, expect=201)
    rows = {row["code"]: row for row in (await firm.get(path))["items"]}
    assert rows["meal"]["read_by"] == ["双餐"]
    assert rows["meal"]["order"] < rows["double_meal"]["order"]
    # What another component reads can't go; who has an old page open is told.
    read = await firm.post(f"{path}/meal/remove", {"version": 3, "note": "取消"}, expect=422)
    assert (read["code"], read["component"]) == ("payroll.component.formula", "double_meal")
    stale = await firm.post(f"{path}/double_meal/remove", {"version": 2, "note": "取消"}, expect=409)
    assert stale["code"] == "payroll.component.version"
    await firm.post(f"{path}/double_meal/remove", {"version": 3, "note": "取消"}, expect=201)
    await firm.post(f"{path}/nothing/remove", {"version": 4, "note": "取消"}, expect=404)
    versions = (await firm.get(f"/component-sets/{set_id}/versions"))["items"]
    assert [(row["version"], row["previous"]) for row in versions] == [(4, 3), (3, 2), (2, 1), (1, 1)]
    (change,) = (await firm.get(f"/component-sets/{set_id}/diff?before=1&after=2"))["items"]
    assert change["text"] == "新增 formula：— → if(employee.service_years >= 2, 500元, 200元)"


async def test_a_formula_is_checked_with_its_place_and_computed(company: Make) -> None:
    firm = await company()
    set_id = await clone(firm)
    path = f"/component-sets/{set_id}/formula"
    wrong = await firm.post(path, {"formula": "terms.monthly_wage * unheard"})
    assert (wrong["ok"], wrong["position"]) == (False, 22)
    assert wrong["marked"] == "terms.monthly_wage * ▲unheard"
    right = await firm.post(
        path,
        {
            "formula": "terms.monthly_wage * 10%",
            "employee_id": str(firm.tenant.employee_person.id),
            "period": "2026-01",
        },
    )
    assert (right["ok"], right["reads"]) == (True, ["月工资标准"])
    assert [row["amount"] for row in right["items"] if row["code"] == "draft"] == ["2175.00"]
    assert (await firm.get(f"/component-sets/{set_id}"))["version"] == 1
    await firm.post(path, {"formula": "1元"}, role="finance", expect=403)


@pytest.mark.parametrize(("position", "text"), [(0, "▲ab"), (1, "a▲b"), (9, "ab▲")])
def test_the_mark_stays_in_the_formula(position: int, text: str) -> None:
    assert marked("ab", position) == text


async def test_unsettled_parameters_come_first_with_their_history(company: Make) -> None:
    firm = await company(rates=False)
    rows = (await firm.get("/parameters?period=2026-01"))["items"]
    standings = [row["status"] for row in rows]
    assert standings == sorted(standings, key=["unresolved", "provisional", "recorded", "verified"].index)
    assert standings[0] == "unresolved"
    assert rows[0]["label"].startswith("上海市 ")
    fact = {
        "key": "shanghai.injury.employer_rate",
        "value": "0.26",
        "valid_from": "2026-01-01",
        "reference": "核定单",
    }
    await firm.post("/facts/parameters", fact, expect=201)
    mine = {row["key"]: row for row in (await firm.get("/parameters?period=2026-01"))["items"]}
    own = mine["shanghai.injury.employer_rate"]
    assert (own["value"], own["status"], own["source"]) == ("0.26", "recorded", "核定单")
    history = (await firm.get("/parameters/history?key=shanghai.pension.base_floor"))["items"]
    assert [row["value"] for row in history] == ["7546.00", "7460.00", "7384.00"]
    first = (await firm.get("/parameters/history?key=shanghai.injury.employer_rate"))["items"][0]
    assert (first["value"], first["status"]) == ("0.26", "recorded")
    await firm.get("/parameters/history?key=shanghai.nothing", expect=422)
    await firm.get("/parameters/history?key=cn.iit.annual_table", expect=422)
    await firm.get("/parameters?jurisdiction=nowhere", expect=422)


def test_every_shipped_parameter_has_a_name_and_a_unit() -> None:
    for place in load_parameters().jurisdictions.values():
        for key in place.series:
            title = full_title(f"{place.id}.{key}")
            assert key not in title.zh, key
            assert not set("._") & set(title.zh), title.zh
            assert unit_of(f"{place.id}.{key}").zh in ("元", "%")


async def test_a_declaration_by_its_fields(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {
        "employee_id": str(person.id),
        "key": "iit.additional",
        "valid_from": "2026-01-01",
        "reference": "员工填报",
        "children_education": "2000",
        "rent": "1500",
    }
    await firm.post("/facts/declarations", body, expect=201)
    await firm.post(
        "/facts/declarations", body | {"key": "iit.first_wage_declared", "applies": True}, expect=201
    )
    refused = await firm.post("/facts/declarations", body | {"key": "iit.relief"}, expect=422)
    assert list(refused["fields"]) == ["amount"]
    both = await firm.post("/facts/declarations", body | {"mortgage_interest": "1000"}, expect=409)
    assert both["code"] == "payroll.ref_2"
    rows = {row["key"]: row for row in (await firm.get("/facts?q=iit"))["items"]}
    assert rows["iit.additional"]["value"] == "累计子女教育 2000.00；累计住房租金 1500.00"
    assert (rows["iit.first_wage_declared"]["value"], rows["iit.additional"]["label"]) == (
        "是",
        "专项附加扣除（本年累计）",
    )
    # (21,750 - 5,000 - 3,806.75 - 3,500) x 3 %
    assert (await firm.slip_of(await firm.close("2026-01"), person))["iit"] == "283.30"


async def test_the_year_of_an_employee_and_of_the_company(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    assert (await firm.get("/ledger"))["items"] == []
    await firm.close("2026-01")
    await firm.close("2026-02")
    rows = (await firm.get("/ledger?tax_year=2026"))["items"]
    assert len(rows) == 3
    (mine,) = [row for row in rows if row["employee_id"] == str(person.id)]
    assert (mine["income"], mine["special"], mine["tax"], mine["through_month"]) == (
        "43500.00",
        "7613.50",
        "776.60",
        2,
    )
    months = (await firm.get(f"/ledger/{person.id}?tax_year=2026"))["items"]
    assert [(row["pay_month"], row["cum_income"], row["cum_tax"]) for row in months] == [
        (1, "21750.00", "388.30"),
        (2, "43500.00", "776.60"),
    ]
    (year,) = (await firm.get("/ledger/company"))["items"]
    assert (year["tax_year"], year["people"], year["income"]) == (2026, 3, "170500.00")
    assert len(await firm.tenant.audit("payroll.ledger.read")) == 1
    for role in ("manager", "employee", "finance"):
        await firm.get("/ledger", role=role, expect=403)
    await firm.get(f"/ledger/{person.department_id}?tax_year=2026", expect=404)


async def test_why_says_steps_inputs_and_instruments(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, firm.tenant.hr_person)
    why = await firm.get(f"/slips/{slip['id']}/why?code=iit.wage")
    assert (why["label"], why["amount"]) == ("个人所得税（工资薪金，累计预扣法）", "959.17")
    assert "四舍五入到分为 959.17" in why["items"][0]["steps"]
    assert {"name": "cum_basic", "label": "累计减除费用", "value": "5,000.00"} in why["inputs"]
    assert "2018年第61号" in why["items"][0]["instruments"]


async def test_accounts_line_by_line(company: Make) -> None:
    firm = await company()
    rows = (await firm.get("/accounts/expenses"))["items"]
    assert rows[0] == {"department": "*", "component": "*", "code": "660201", "title": "管理费用—职工薪酬"}
    own = {"department": "生产部", "component": "*", "code": "510101", "title": "制造费用—职工薪酬"}
    await firm.send("finance", "PUT", "/accounts/expenses", json={"items": [*rows, own]})
    payables = (await firm.get("/accounts/payables"))["items"]
    assert payables[0]["label"] == "应付工资"
    await firm.send(
        "finance", "PUT", "/accounts/payables", json={"items": [payables[-1] | {"code": "100201"}]}
    )
    document = (await firm.get("/accounts"))["document"]
    assert (len(document["expenses"]), document["others"]["bank"]["code"]) == (len(rows) + 1, "100201")
    assert document["others"]["tax_payable"]["code"] == "222112"
    await firm.send("employee", "PUT", "/accounts/expenses", 403, json={"items": rows})


async def test_a_set_that_a_table_broke_is_still_shown(company: Make) -> None:
    firm = await company()
    set_id = await clone(firm)
    async with firm.tenant.context("payroll") as ctx:
        await execute(
            "INSERT INTO payroll_lookup_table (id, company_id, name, valid_from, document, reference, recorded_at)"
            " VALUES (gen_random_uuid(), $1, '阶梯', '2026-01-01', $2, 'x', now() - interval '9 years')",
            ctx.company_id,
            '{"form": "bracket", "key": "money", "value": "money", "steps": [], "brackets": []}',
        )
    rows = (await firm.get(f"/component-sets/{set_id}/components"))["items"]
    assert {row["code"] for row in rows} >= {"base", "overtime"}
    assert all(row["problem"] for row in rows)
    refused = await firm.post(f"/component-sets/{set_id}/formula", {"formula": "1元"}, expect=422)
    assert refused["code"] == "payroll.component.table"
