"""A company's own components: kept, checked, tried, put in force and paid."""

from collections.abc import Awaitable, Callable
from typing import Any

from renshi_payroll.components.library import standard

Make = Callable[..., Awaitable[Any]]
MEAL = {"code": "meal", "zh": "餐补", "formula": "15元 * employment.paid_days"}
NIGHT = {
    "code": "night",
    "zh": "夜班津贴",
    "formula": "custom.nights * 40元",
    "rounding": "floor",
}
FACTS = [{"code": "nights", "kind": "number", "zh": "夜班次数", "absent": "0"}]


async def test_a_set_is_kept_in_versions_and_compared(company: Make) -> None:
    firm = await company(wages=None, rates=False)
    made = await firm.post("/component-sets", {"zh": "工厂", "components": [MEAL]}, expect=201)
    path = f"/component-sets/{made['id']}"
    again = await firm.post(f"{path}/versions", {"components": [MEAL], "note": "同上"}, expect=201)
    assert again["version"] == 1
    body = {
        "components": [MEAL | {"formula": "18元 * employment.paid_days"}, NIGHT],
        "facts": FACTS,
        "note": "调整",
    }
    assert (await firm.post(f"{path}/versions", body, expect=201))["version"] == 2
    diff = await firm.get(f"{path}/diff?before=1&after=2")
    assert [(row["code"], row["change"]) for row in diff["items"]] == [
        ("meal", "changed"),
        ("night", "added"),
        ("nights", "added"),
    ]
    assert diff["items"][0]["fields"] == [
        {
            "field": "formula",
            "before": "15元 * employment.paid_days",
            "after": "18元 * employment.paid_days",
        }
    ]
    copy = await firm.post(f"{path}/clone", {"zh": "工厂二"}, expect=201)
    assert (await firm.get(f"/component-sets/{copy['id']}"))["cloned_from"] == made["id"]
    await firm.post(f"{path}/clone", {"zh": "工厂二"}, expect=409)
    shipped = await firm.post("/component-sets/standard/clone", {"zh": "标准"}, expect=201)
    assert len((await firm.get(f"/component-sets/{shipped['id']}"))["components"]) == len(
        standard()["components"]
    )


async def test_a_wrong_formula_is_refused_with_its_place_and_nothing_is_stored(company: Make) -> None:
    firm = await company(wages=None, rates=False)
    wrong = {"zh": "错", "components": [MEAL, {"code": "x", "zh": "x", "formula": "meal * meal"}]}
    refused = await firm.post("/component-sets", wrong, expect=422)
    assert (refused["code"], refused["component"], refused["position"]) == (
        "payroll.component.formula",
        "x",
        5,
    )
    assert "金额不能乘以金额" in refused["detail"]
    circle = [MEAL | {"formula": "other + 1元"}, {"code": "other", "zh": "o", "formula": "meal"}]
    found = await firm.post("/component-sets/check", {"components": circle})
    assert found["ok"] is False
    assert "互相引用" in found["error"]["text"]
    base = {"code": "social_base", "zh": "基数", "formula": "terms.monthly_wage"}
    await firm.post("/component-sets", {"zh": "错", "components": [base]}, expect=422)
    assert (await firm.get("/component-sets"))["total"] == 0


async def test_a_version_is_tried_then_in_force_and_paid(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    table = {
        "name": "工龄工资",
        "valid_from": "2026-01-01",
        "steps": [{"start": "0", "value": "0"}, {"start": "1", "value": "100"}],
        "reference": "薪酬制度 2026",
    }
    await firm.post("/lookup-tables", table, expect=201)
    components = [
        MEAL,
        NIGHT,
        {"code": "seniority", "zh": "工龄工资", "formula": 'lookup("工龄工资", employee.service_years)'},
        {"code": "union", "zh": "工会会费", "formula": "terms.monthly_wage * 0.5%", "treatment": "after_tax"},
        {
            "code": "social_base",
            "zh": "社保基数",
            "formula": "terms.monthly_wage + meal",
            "treatment": "base",
        },
    ]
    made = await firm.post(
        "/component-sets", {"zh": "工厂", "components": components, "facts": FACTS}, expect=201
    )
    path = f"/component-sets/{made['id']}"
    tried = await firm.post(
        f"{path}/try",
        {"period": "2026-01", "employee_id": str(person.id), "values": {"custom.nights": "3"}},
    )
    amounts = {row["code"]: row["amount"] for row in tried["items"]}
    assert amounts["meal"] == "330.00"
    assert amounts["night"] == "120.00"
    assert amounts["union"] == "108.75"
    assert "15元 * employment.paid_days = 330.00（在职计薪日 22）" in {
        row["explanation"] for row in tried["items"]
    }
    missing = await firm.post(
        f"{path}/try", {"period": "2026-01", "values": {"custom.nights": "3"}}, expect=422
    )
    assert "employment.paid_days" in missing["missing"]
    fact = {
        "employee_id": str(person.id),
        "key": "custom.nights",
        "value": "2",
        "valid_from": "2026-01-01",
        "reference": "排班记录",
    }
    await firm.post("/facts/employees", fact, expect=201)
    await firm.post(f"{path}/use", {"version": 1, "valid_from": "2026-01-02"}, expect=422)
    await firm.post(f"{path}/use", {"version": 1, "valid_from": "2026-01-01"}, expect=201)
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, person)
    lines = {line["code"]: line for line in slip["lines"]}
    assert (lines["pay.base"]["amount"], lines["pay.meal"]["amount"]) == ("21750.00", "330.00")
    assert lines["pay.night"]["amount"] == "80.00"
    assert lines["pay.union"]["kind"] == "deduction"
    # 21,750 + 330 = 22,080 is the base: 8 % pension.
    assert lines["pension.employee"]["amount"] == "1766.40"
    assert (await firm.post(f"/runs/{run_id}/verify"))["matches"]
    refused = await firm.post(f"{path}/use", {"version": 1, "valid_from": "2026-01-01"}, expect=409)
    assert refused["code"] == "payroll.component.month_closed"


async def test_a_fact_nobody_recorded_stops_that_person_alone(company: Make) -> None:
    firm = await company()
    facts = [{"code": "nights", "kind": "number", "zh": "夜班次数"}]
    made = await firm.post(
        "/component-sets", {"zh": "工厂", "components": [NIGHT], "facts": facts}, expect=201
    )
    await firm.post(
        f"/component-sets/{made['id']}/use", {"version": 1, "valid_from": "2026-01-01"}, expect=201
    )
    fact = {
        "employee_id": str(firm.tenant.employee_person.id),
        "key": "custom.nights",
        "value": "2",
        "valid_from": "2026-01-01",
        "reference": "排班记录",
    }
    await firm.post("/facts/employees", fact, expect=201)
    run_id = await firm.create("2026-01")
    run = await firm.calculate(run_id)
    assert (run["employees"], run["errors"]) == (1, 2)
    problems = (await firm.get(f"/runs/{run_id}/problems?severity=error"))["items"]
    assert {problem["code"] for problem in problems} == {"payroll.fact_missing"}
    await firm.post("/component-sets/built-in/use", {"valid_from": "2026-01-01"}, expect=201)
    assert (await firm.calculate(run_id))["employees"] == 3
