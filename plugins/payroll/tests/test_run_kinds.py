"""More than one run a month, approval by request, payment and filing, corrections of closed months."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from renshi_sdk.db import execute, fetch_value

Make = Callable[..., Awaitable[Any]]


async def item(
    firm: Any, person: Any, component: str, amount: str, period: str, run_id: UUID | None = None
) -> Any:
    body = {
        "employee_id": str(person.id),
        "period": period,
        "component": component,
        "amount": amount,
        "note": "测试",
    }
    if run_id is not None:
        body["run_id"] = str(run_id)
    return await firm.post("/adjustments", body, expect=201)


async def own_run(firm: Any, kind: str, period: str, **more: Any) -> UUID:
    return UUID((await firm.post("/runs", {"period": period, "kind": kind, **more}, expect=201))["id"])


async def finish(firm: Any, run_id: UUID) -> Any:
    run = await firm.calculate(run_id)
    assert (run["state"], run["errors"]) == ("calculated", 0), await firm.get(f"/runs/{run_id}/problems")
    await firm.post(f"/runs/{run_id}/check")
    await firm.post(f"/runs/{run_id}/approve", role="finance")
    return await firm.post(f"/runs/{run_id}/close")


async def test_a_second_payment_of_a_month_sees_the_first(company: Make) -> None:
    """21,750 in January bears 388.30; 5,000 more the same month: 17,943.25 x 3 % = 538.30, less 388.30."""
    firm = await company()
    person = firm.tenant.employee_person
    monthly = await firm.close("2026-01")
    extra = await own_run(firm, "off_cycle", "2026-01", title="项目奖")
    await item(firm, person, "pay.bonus", "5000", "2026-01", extra)
    assert (await firm.post(f"/runs/{extra}/calculate"))["job_id"]
    await firm.harness.settle()
    slip = await firm.slip_of(extra, person)
    assert (slip["gross"], slip["iit"], slip["net"]) == ("5000.00", "150.00", "4850.00")
    assert slip["employee_social"] == "0.00"
    await firm.post(f"/runs/{extra}/check")
    await firm.post(f"/runs/{extra}/approve", role="finance")
    assert (await firm.post(f"/runs/{extra}/close"))["slips"] == 1
    third = await own_run(firm, "off_cycle", "2026-01")
    assert (await firm.get(f"/runs/{third}"))["sequence"] == 2
    february = await firm.create("2026-02")
    refused = await firm.post(f"/runs/{february}/calculate", expect=409)
    assert refused["code"] == "payroll.run.earlier_open"
    assert monthly != extra


async def test_an_empty_run_of_its_own_is_refused(company: Make) -> None:
    firm = await company()
    run_id = await own_run(firm, "bonus", "2026-01")
    refused = await firm.post(f"/runs/{run_id}/calculate", expect=409)
    assert refused["code"] == "payroll.run.empty"
    await firm.post("/runs", {"period": "2026-01", "kind": "final"}, expect=422)


async def test_a_run_made_by_mistake_is_discarded_and_holds_nothing_up(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    extra = await own_run(firm, "off_cycle", "2026-01", pay_date="2026-01-10")
    await item(firm, person, "pay.bonus", "5000", "2026-01", extra)
    await firm.calculate(extra)
    monthly = await firm.create("2026-01")
    blocked = await firm.post(f"/runs/{monthly}/calculate", expect=409)
    assert blocked["code"] == "payroll.run.earlier_open"
    await firm.post(f"/runs/{monthly}/discard", {"reason": "误建"}, expect=409)
    assert (await firm.post(f"/runs/{extra}/discard", {"reason": "误建"}))["state"] == "discarded"
    await firm.post(f"/runs/{extra}/calculate", expect=409)
    refused = {
        "employee_id": str(person.id),
        "period": "2026-01",
        "component": "pay.bonus",
        "amount": "1",
        "note": "x",
        "run_id": str(extra),
    }
    await firm.post("/adjustments", refused, expect=409)
    assert (await firm.calculate(monthly))["errors"] == 0
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM payroll_slip WHERE run_id = $1", extra) == 0


async def test_what_was_calculated_before_another_run_closed_is_stale(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    early = await own_run(firm, "bonus", "2026-01", pay_date="2026-01-15")
    monthly = await firm.create("2026-01")
    await item(firm, person, "pay.annual_bonus", "36000", "2026-01", early)
    refused = await firm.post(f"/runs/{monthly}/calculate", expect=409)
    assert refused["code"] == "payroll.run.earlier_open"
    await finish(firm, early)
    late = await own_run(firm, "bonus", "2026-01", pay_date="2026-01-20")
    await item(firm, person, "pay.annual_bonus", "100", "2026-01", late)
    again = await firm.calculate(late)
    assert again["errors"] == 1, "the separate method was used by the first run"


async def test_a_leavers_final_pay_takes_them_out_of_the_regular_run(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    final = await own_run(firm, "final", "2026-01", members=[str(person.id)])
    again = {"period": "2026-01", "kind": "final", "members": [str(person.id)]}
    assert (await firm.post("/runs", again, expect=409))["code"] == "payroll.run.member_taken"
    await item(firm, person, "pay.annual_leave", "4000", "2026-01", final)
    severance = await item(firm, person, "pay.severance", "500000", "2026-01", final)
    assert severance
    refused = await firm.calculate(final)
    assert refused["errors"] == 1
    problem = (await firm.get(f"/runs/{final}/problems?severity=error"))["items"][0]
    assert problem["code"] == "payroll.severance_average_missing"
    fact = {
        "employee_id": str(person.id),
        "key": "iit.severance_local_average",
        "value": "12577",
        "valid_from": "2026-01-01",
        "reference": "上海市 2025 年平均工资公布",
    }
    await firm.post("/facts/employees", fact, expect=201)
    await finish(firm, final)
    slip = await firm.slip_of(final, person)
    # 500,000 - 452,772 = 47,228 x 10 % - 2,520; 25,750 of wage: (25750 - 5000 - 3806.75) x 3 %
    assert (slip["other_iit"], slip["iit"]) == ("2202.80", "508.30")
    monthly = await firm.calculate(await firm.create("2026-01"))
    assert (monthly["employees"], monthly["headcount"], monthly["errors"]) == (2, 2, 0)


async def make_finance(firm: Any, person: Any) -> None:
    """Give somebody of the company the finance role through the accounts' API."""
    async with firm.tenant.client(employee=person) as client:
        await client.get("/api/requests")
    async with firm.tenant.client("admin") as admin:
        users = (await admin.get("/api/users", params={"limit": 100})).json()["items"]
        user = next(user for user in users if user.get("employee_id") == str(person.id))
        body = {"role": "finance", "scope": "company"}
        answer = await admin.post(f"/api/users/{user['id']}/grants", json=body)
        assert answer.status_code == 201, answer.text


async def test_a_run_is_approved_by_request_and_never_by_who_made_it(company: Make) -> None:
    firm = await company()
    await make_finance(firm, firm.tenant.manager_person)
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    await firm.post(f"/runs/{run_id}/submit", expect=409)
    await firm.post(f"/runs/{run_id}/check")
    request_id = (await firm.post(f"/runs/{run_id}/submit"))["request_id"]
    await firm.post(f"/runs/{run_id}/submit", expect=409)
    direct = await firm.post(f"/runs/{run_id}/approve", role="finance", expect=409)
    assert direct["code"] == "payroll.run.submitted"
    async with firm.tenant.client("hr") as hr:
        own = await hr.post(f"/api/requests/{request_id}/approve", json={})
        assert own.status_code in (403, 404, 409)
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "checked"
    async with firm.tenant.client("manager") as finance:
        sent_back = await finance.post(f"/api/requests/{request_id}/reject", json={"comment": "请核对加班"})
        assert sent_back.status_code == 200, sent_back.text
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "calculated"
    await firm.post(f"/runs/{run_id}/check")
    request_id = (await firm.post(f"/runs/{run_id}/submit"))["request_id"]
    async with firm.tenant.client("manager") as finance:
        done = await finance.post(f"/api/requests/{request_id}/approve", json={})
        assert done.status_code == 200, done.text
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "approved"
    with pytest.raises(asyncpg.PostgresError):
        async with firm.tenant.context("payroll"):
            await execute("DELETE FROM payroll_slip WHERE run_id = $1", run_id)
    with pytest.raises(asyncpg.PostgresError):
        async with firm.tenant.context("payroll"):
            await execute("UPDATE payroll_run SET net = 0 WHERE id = $1", run_id)


async def test_closed_paid_filed_in_that_order_and_nothing_else_changes(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    await firm.post(f"/runs/{run_id}/filed", {"reference": "申报"}, expect=409)
    assert (await firm.post(f"/runs/{run_id}/paid", {"reference": "代发批次 001"}))["state"] == "paid"
    with pytest.raises(asyncpg.PostgresError):
        async with firm.tenant.context("payroll"):
            await execute("UPDATE payroll_run SET state = 'closed' WHERE id = $1", run_id)
    with pytest.raises(asyncpg.PostgresError):
        async with firm.tenant.context("payroll"):
            await execute("UPDATE payroll_run SET state = 'filed', net = 0 WHERE id = $1", run_id)
    assert (await firm.post(f"/runs/{run_id}/filed", {"reference": "申报 2026-01"}))["state"] == "filed"
    assert (await firm.get("/my/slips", role="employee"))["total"] == 1
    assert (await firm.post(f"/runs/{run_id}/verify"))["matches"]


async def test_the_difference_to_last_month_has_its_reasons(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    await firm.close("2026-01")
    await item(firm, person, "pay.bonus", "1000", "2026-02")
    run_id = await firm.create("2026-02")
    await firm.calculate(run_id)
    found = (await firm.get(f"/runs/{run_id}/diff?threshold=500"))["items"]
    mine = next(row for row in found if row["employee_id"] == str(person.id))
    # Two months' taxable of 26,886.50 at 3 %, less the 388.30 of January, and 30 on the bonus.
    assert (mine["net_before"], mine["net"], mine["difference"]) == ("17554.95", "18524.95", "970.00")
    assert mine["reasons"] == ["奖金（并入当月工资） 0.00 → 1,000.00", "个人所得税 388.30 → 418.30"]
    totals = await firm.get(f"/runs/{run_id}/totals")
    assert (totals["headcount"], totals["without_slip"]) == (3, 0)
    assert totals["before"]["gross"] == "85250.00"
    assert totals["now"]["gross"] == "86250.00"


async def test_a_base_that_arrives_late_is_trued_up_once(company: Make) -> None:
    """36,921 → 37,302 of July: 30.48, 7.62 and 1.90 more from the employee, in the open month."""
    firm = await company(wages=None)
    person = firm.tenant.hr_person
    others = (firm.tenant.manager_person, firm.tenant.employee_person)
    for someone in others:
        await firm.record_terms(someone, "20000")
    await firm.record_terms(person, "50000")
    for scheme in ("pension", "medical", "unemployment", "injury"):
        body = {
            "key": f"shanghai.{scheme}.base_cap",
            "value": "36921",
            "valid_from": "2026-01-01",
            "reference": "沿用上年",
        }
        await firm.post("/facts/parameters", body, expect=201)
    january = await firm.close("2026-01")
    before = await firm.get(f"/slips/{(await firm.slip_of(january, person))['id']}")
    for scheme in ("pension", "medical", "unemployment", "injury"):
        body = {
            "key": f"shanghai.{scheme}.base_cap",
            "value": "37302",
            "valid_from": "2026-01-01",
            "reference": "2026-09 公布",
        }
        await firm.post("/facts/parameters", body, expect=201)
    found = (await firm.post("/retro/preview", {"period_from": "2026-01"}))["items"]
    assert {(row["line"], row["amount"]) for row in found} == {
        ("pension.employee", "30.48"),
        ("pension.employer", "60.96"),
        ("medical.employee", "7.62"),
        ("medical.employer", "34.29"),
        ("unemployment.employee", "1.90"),
        ("unemployment.employer", "1.90"),
        ("injury.employer", "0.76"),
    }
    body = {"period_from": "2026-01", "into_period": "2026-02", "note": "基数调整补差"}
    assert (await firm.post("/retro", body, expect=201))["lines"] == 7
    assert (await firm.post("/retro", body, expect=201))["lines"] == 0
    february = await firm.close("2026-02")
    slip = await firm.slip_of(february, person)
    lines = {line["code"]: line for line in slip["lines"]}
    assert lines["retro.pension.employee"]["amount"] == "30.48"
    assert "原 2,953.68，现 2,984.16，差额 30.48" in lines["retro.pension.employee"]["explanation"]
    assert lines["retro.pension.employee"]["kind"] == "employee"
    # 3,916.71 of February itself and 40.00 of January.
    assert slip["employee_social"] == "3956.71"
    after = await firm.get(f"/slips/{before['id']}")
    assert (after["digest"], after["net"]) == (before["digest"], before["net"])
    assert (await firm.post("/retro/preview", {"period_from": "2026-01"}))["items"] == []
    async with firm.tenant.context("payroll"):
        linked = await fetch_value(
            "SELECT count(*) FROM payroll_adjustment WHERE source_run_id = $1", january
        )
    assert linked == 7


async def test_a_raise_recorded_late_is_paid_by_a_retro_run(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    await firm.close("2026-01")
    more = {
        "employee_id": str(person.id),
        "valid_from": "2026-01-01",
        "monthly_wage": "22750",
        "social_base": "21750",
        "housing_base": "21750",
        "resident": True,
        "reason": "追溯调薪",
    }
    await firm.post("/terms", more, expect=409)
    await firm.post("/terms", more | {"late": True}, expect=201)
    run_id = await own_run(firm, "retro", "2026-02", title="补发 1 月", pay_date="2026-02-10")
    body = {"period_from": "2026-01", "into_period": "2026-02", "run_id": str(run_id), "note": "追溯调薪"}
    assert await firm.post("/retro", body, expect=201) == {"lines": 1, "employees": 1, "problems": 0}
    await finish(firm, run_id)
    slip = await firm.slip_of(run_id, person)
    # February's 5,000 of basic deduction covers the 1,000; the regular February run sees them.
    assert (slip["gross"], slip["iit"], slip["net"]) == ("1000.00", "0.00", "1000.00")
    assert slip["lines"][0]["label"] == "2026-01 基本工资补差"
    monthly = await firm.close("2026-02")
    february = await firm.slip_of(monthly, person)
    # 21,750 + 1,000 + 22,750 - 7,613.50 - 10,000 = 27,886.50 x 3 % = 836.60 (836.595) less 388.30
    assert february["iit"] == "448.30"


async def test_an_old_run_computes_the_same_from_its_cut(company: Make) -> None:
    """Facts recorded later don't reach a closed run, nor one that was calculated before they came."""
    firm = await company()
    run_id = await firm.close("2026-01")
    digest = (await firm.get(f"/runs/{run_id}"))["digest"]
    firm.harness.clock.move_to(firm.harness.clock.now() + timedelta(hours=1))
    later = {
        "key": "shanghai.housing_fund.employee_rate",
        "value": "5",
        "valid_from": "2025-07-01",
        "reference": "后补的决议",
    }
    await firm.post("/facts/parameters", later, expect=201)
    await firm.post(
        "/terms",
        {
            "employee_id": str(firm.tenant.employee_person.id),
            "valid_from": "2026-01-01",
            "monthly_wage": "99999",
            "resident": True,
            "reason": "追溯",
            "late": True,
        },
        expect=201,
    )
    verified = await firm.post(f"/runs/{run_id}/verify")
    assert (verified["matches"], verified["digest"]) == (True, digest)
    again = await firm.post(f"/runs/{run_id}/recompute")
    assert (again["matches"], again["digest"]) == (True, digest)
