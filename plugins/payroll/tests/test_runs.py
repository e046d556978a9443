"""A month from terms to closed slips, on the real platform."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from renshi_payroll.runs import calculation
from renshi_payroll.runs.calculation import CalculateParams, calculate_shard

from renshi_sdk import Conflict, Temporary, Text
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.testing import Harness, conformance

Make = Callable[..., Awaitable[Any]]
TestConformance = conformance("payroll")


async def test_three_months_with_rounding_carried(company: Make) -> None:
    """IIT-CUM-11 and SLIP-12's tax through the whole plugin: 959.17, 2,915.29, 1,247.23."""
    firm = await company()
    person = firm.tenant.hr_person
    january = await firm.close("2026-01")
    february = await firm.close("2026-02")
    await firm.record_terms(
        person, "24000", valid_from="2026-03-01", social_base="43500", housing_base="43500", reason="调薪"
    )
    march = await firm.close("2026-03")
    slips = [await firm.slip_of(run, person) for run in (january, february, march)]
    assert [slip["iit"] for slip in slips] == ["959.17", "2915.29", "1247.23"]
    assert [slip["net"] for slip in slips] == ["36013.12", "34057.00", "16225.06"]
    assert slips[0]["employer_cost"] == "12197.61"
    tax = next(line for line in slips[0]["lines"] if line["code"] == "iit.wage")
    assert "31,972.29 × 3% − 速算扣除数 0.00 = 959.1687，四舍五入到分为 959.17" in tax["explanation"]


async def test_what_is_not_recorded_stops_the_run_and_is_listed(company: Make) -> None:
    firm = await company(rates=False)
    run_id = await firm.create("2026-01")
    refusal = await firm.post(f"/runs/{run_id}/calculate", expect=409)
    assert refusal["code"] == "payroll.unresolved_parameters"
    assert sorted(fact["key"] for fact in refusal["facts"]) == [
        "shanghai.housing_fund.employee_rate",
        "shanghai.housing_fund.employer_rate",
        "shanghai.injury.employer_rate",
        "shanghai.unemployment.employee_rate",
        "shanghai.unemployment.employer_rate",
    ]
    run = await firm.get(f"/runs/{run_id}")
    assert (run["state"], run["version"], run["employees"]) == ("draft", 0, 0)
    assert (await firm.get("/facts/missing?period=2026-01"))["total"] == 5


async def test_the_same_inputs_keep_version_and_digest(company: Make) -> None:
    firm = await company()
    run_id = await firm.create("2026-01")
    assert await firm.create("2026-01") == run_id
    first = await firm.calculate(run_id)
    again = await firm.calculate(run_id)
    assert (again["version"], again["digest"]) == (1, first["digest"])
    await firm.post(
        "/adjustments",
        {
            "employee_id": str(firm.tenant.employee_person.id),
            "period": "2026-01",
            "component": "pay.bonus",
            "amount": "5000",
            "note": "项目奖",
        },
        expect=201,
    )
    changed = await firm.calculate(run_id)
    assert changed["version"] == 2
    assert changed["digest"] != first["digest"]
    (difference,) = (await firm.get(f"/runs/{run_id}/changes"))["items"]
    assert (difference["net_before"], difference["net_after"]) == ("17554.95", "22404.95")


async def test_nobody_approves_their_own_run(company: Make) -> None:
    firm = await company()
    run_id = UUID((await firm.post("/runs", {"period": "2026-01"}, role="admin", expect=201))["id"])
    await firm.post(f"/runs/{run_id}/calculate", role="admin")
    await firm.harness.settle()
    await firm.post(f"/runs/{run_id}/approve", role="finance", expect=409)
    await firm.post(f"/runs/{run_id}/check", role="admin")
    own = await firm.post(f"/runs/{run_id}/approve", role="admin", expect=403)
    assert own["code"] == "payroll.run.own_approval"
    await firm.post(f"/runs/{run_id}/approve", role="hr", expect=403)
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "checked"
    await firm.post(f"/runs/{run_id}/approve", role="finance")
    await firm.post(f"/runs/{run_id}/return", {"reason": "奖金漏录"}, role="finance")
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "calculated"


async def test_a_closed_run_never_changes(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    digest = (await firm.get(f"/runs/{run_id}"))["digest"]
    for statement in (
        "UPDATE payroll_slip SET net = net + 1",
        "DELETE FROM payroll_slip",
        "UPDATE payroll_run SET net = 0",
        "DELETE FROM payroll_run",
        "UPDATE payroll_year_entry SET tax = 0",
        "DELETE FROM payroll_year_entry",
        "INSERT INTO payroll_slip SELECT gen_random_uuid(), s.tenant_id, s.created_at, s.company_id, s.run_id, 9,"
        " (to_jsonb(s)->>'employee_id')::uuid FROM payroll_slip s",
    ):
        with pytest.raises(asyncpg.PostgresError):
            async with firm.tenant.context("payroll"):
                await execute(statement)
    for action in ("calculate", "check", "close"):
        await firm.post(f"/runs/{run_id}/{action}", expect=409)
    verified = await firm.post(f"/runs/{run_id}/verify")
    assert (verified["slips"], verified["matches"], verified["digest"]) == (3, True, digest)


async def test_owners_read_their_slips_and_nobody_elses(company: Make) -> None:
    firm = await company()
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    assert (await firm.get("/my/slips", role="employee"))["total"] == 0
    await firm.close("2026-01")
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    assert (mine["period"], mine["iit"], mine["net"]) == ("2026-01", "388.30", "17554.95")
    detail = await firm.get(f"/my/slips/{mine['id']}", role="employee")
    assert detail["employee_id"] == str(firm.tenant.employee_person.id)
    await firm.get(f"/my/slips/{mine['id']}", role="manager", expect=404)
    await firm.get(f"/slips/{mine['id']}", role="manager", expect=403)
    await firm.get(f"/slips/{mine['id']}", role="employee", expect=403)
    reads = await firm.tenant.audit("payroll.slip.read")
    assert [json.loads(row["detail"])["way"] for row in reads] == ["own list", "own"]
    notices = await firm.tenant.notices(firm.tenant.employee_person)
    assert [notice.title.zh for notice in notices if notice.kind == "payroll.slip_published"] == [
        "2026-01 工资条已发布"
    ]


async def test_other_plugins_get_published_slips(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    async with firm.tenant.context("wechat") as ctx:
        (slip,) = await ctx.hooks.collect_pay_slips(employee_id=firm.tenant.employee_person.id, period=None)
    assert (str(slip.gross), str(slip.tax), str(slip.net)) == ("21750.00", "388.30", "17554.95")
    assert slip.gross - slip.deductions - slip.tax == slip.net
    assert "pension.employer" not in {line.code for line in slip.lines}


async def test_an_employee_without_terms_blocks_the_run(company: Make) -> None:
    firm = await company()
    newcomer = await firm.tenant.hire("赵新")
    run_id = await firm.create("2026-11")
    run = await firm.calculate(run_id)
    assert (run["employees"], run["errors"]) == (3, 1)
    refused = await firm.post(f"/runs/{run_id}/check", expect=409)
    assert refused["code"] == "payroll.run.has_errors"
    problems = (await firm.get(f"/runs/{run_id}/problems?severity=error"))["items"]
    assert [(p["employee_id"], p["code"]) for p in problems] == [(str(newcomer.id), "payroll.terms_missing")]


async def test_months_of_a_year_are_closed_in_order(company: Make) -> None:
    firm = await company()
    await firm.create("2026-01")
    february = await firm.create("2026-02")
    refused = await firm.post(f"/runs/{february}/calculate", expect=409)
    assert refused["code"] == "payroll.run.earlier_open"


async def test_a_job_that_dies_resumes_without_doubling(
    company: Make, monkeypatch: pytest.MonkeyPatch, renshi: Harness
) -> None:
    firm = await company()
    monkeypatch.setattr(calculation, "SHARD", 1)
    # One at a time, so that it is known which one fails.
    monkeypatch.setattr(calculation, "LANES", 1)
    monkeypatch.setattr("renshi_payroll.runs.service.SHARD", 1)
    real, calls = calculation.slips_of, []

    async def failing(*args, **options):  # type: ignore[no-untyped-def]
        batch, problems, ids = await real(*args, **options)
        calls.append(len(ids))
        if len(calls) == 2:
            raise Temporary(Text("数据库暂不可用", "the database is away"))
        return batch, problems, ids

    monkeypatch.setattr(calculation, "slips_of", failing)
    run_id = await firm.create("2026-01")
    waiting = await firm.calculate(run_id)
    assert (waiting["state"], len(calls)) == ("calculating", 2)
    async with firm.tenant.context("payroll"):
        committed = await fetch_value("SELECT count(*) FROM payroll_slip WHERE run_id = $1", run_id)
    assert committed == calls[0]
    renshi.clock.move_to(renshi.clock.now() + timedelta(hours=1))
    await renshi.settle()
    run = await firm.get(f"/runs/{run_id}")
    assert (run["state"], run["employees"], run["errors"]) == ("calculated", 3, 0)
    assert len(calls) == 4
    async with firm.tenant.context("payroll"):
        rows = await fetch("SELECT employee_id FROM payroll_slip WHERE run_id = $1", run_id)
    assert len({row["employee_id"] for row in rows}) == len(rows) == 3
    # What was kept in memory and what a resumed run reads again are one: the same digests and totals.
    monkeypatch.setattr(calculation, "slips_of", real)
    again = await firm.calculate(run_id)
    same = ("version", "digest", "employees", "headcount", "gross", "tax", "net", "employer_cost")
    assert {name: again[name] for name in same} == {name: run[name] for name in same}


async def test_a_replaced_attempt_writes_nothing(company: Make) -> None:
    firm = await company()
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    with pytest.raises(Conflict, match="calculated anew"):
        async with firm.tenant.context("payroll") as ctx:
            await calculate_shard(ctx, CalculateParams(run_id=run_id, attempt=1, shards=1), 0)
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM payroll_slip WHERE run_id = $1", run_id) == 3


async def test_a_preview_shows_what_a_leave_costs(company: Make) -> None:
    firm = await company()
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    person = str(firm.tenant.employee_person.id)
    answer = await firm.post(
        "/preview", {"employee_id": person, "period": "2026-01", "what_if": {"unpaid_days": "2"}}
    )
    assert (answer["gross"], answer["iit"], answer["net"]) == ("19750.00", "328.30", "15614.95")
    assert (answer["net_before"], answer["net_difference"]) == ("17554.95", "-1940.00")
    leave = next(line for line in answer["lines"] if line["code"] == "pay.leave_deduction")
    assert "21,750.00 ÷ 21.75 × 2 天" in leave["explanation"]


async def test_annual_bonus_is_taxed_apart_once_a_year(company: Make) -> None:
    firm = await company()
    person = firm.tenant.manager_person
    bonus = {
        "employee_id": str(person.id),
        "period": "2026-01",
        "component": "pay.annual_bonus",
        "amount": "36000",
        "note": "2025 年终奖",
    }
    await firm.post("/adjustments", bonus, expect=201)
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, person)
    assert (slip["iit"], slip["other_iit"], slip["net"]) == ("345.00", "1080.00", "51075.00")
    await firm.post("/adjustments", bonus, expect=409)
    await firm.post("/adjustments", bonus | {"period": "2026-02"}, expect=201)
    second = await firm.calculate(await firm.create("2026-02"))
    assert second["errors"] == 1


async def test_a_salary_change_takes_effect_when_approved(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    form = {"effective_on": "2026-12-01", "monthly_wage": "26400", "reason": "晋升"}
    async with firm.tenant.client("manager") as manager:
        answer = await manager.post(
            "/api/requests",
            json={"kind": "payroll.salary_change", "form": form, "employee_id": str(person.id)},
        )
        assert answer.status_code == 201, answer.text
        request_id = answer.json()["id"]
        own = await manager.post(f"/api/requests/{request_id}/approve", json={})
        assert own.status_code in (403, 404, 409)
    async with firm.tenant.client("hr") as hr:
        for _ in range(2):
            await hr.post(f"/api/requests/{request_id}/approve", json={})
        assert (await hr.get(f"/api/requests/{request_id}")).json()["state"] == "approved"
    history = (await firm.get(f"/terms/{person.id}"))["items"]
    assert [(row["valid_from"], row["monthly_wage"], row["reason"]) for row in history] == [
        ("2026-12-01", "26400.00", "晋升"),
        ("2024-01-01", "21750.00", "入职定薪"),
    ]


async def test_cumulative_deductions_and_elections(company: Make) -> None:
    firm = await company()
    person = firm.tenant.manager_person
    claim = {
        "employee_id": str(person.id),
        "key": "iit.additional",
        "value": {"children_education": "2000", "elderly_support": "3000"},
        "valid_from": "2026-01-01",
        "reference": "扣缴端导出 2026-01",
    }
    await firm.post("/facts/employees", claim, expect=201)
    both = claim | {"value": {"rent": "1500", "mortgage_interest": "1000"}}
    refused = await firm.post("/facts/employees", both, expect=409)
    assert refused["code"] == "payroll.ref_2"
    run_id = await firm.close("2026-01")
    assert (await firm.slip_of(run_id, person))["iit"] == "195.00"


async def test_an_opening_balance_carries_the_year(company: Make) -> None:
    firm = await company()
    opening = {
        "employee_id": str(firm.tenant.manager_person.id),
        "tax_year": 2026,
        "through_month": 3,
        "months_withheld": 3,
        "income": "60000",
        "special": "10500",
        "tax": "1035",
        "reference": "原系统 2026-03 累计",
    }
    await firm.post("/openings", opening, expect=201)
    await firm.post("/openings", opening, expect=409)
    run_id = await firm.close("2026-04")
    slip = await firm.slip_of(run_id, firm.tenant.manager_person)
    assert (slip["iit"], slip["net"]) == ("1045.00", "15455.00")


async def test_cost_by_department_and_personal_data(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    from renshi_payroll.personal_data import PERSONAL_DATA
    from renshi_payroll.reports import CostParams, cost_by_department

    async with firm.tenant.context("payroll") as ctx:
        report = await cost_by_department(ctx, CostParams())
        assert sum(row["headcount"] for row in report.rows) == 3
        assert str(sum(row["gross"] for row in report.rows)) == "85250.00"
        person = firm.tenant.employee_person.id
        exported = await PERSONAL_DATA.export(ctx, person)
        assert {table: len(rows) for table, rows in exported.items()} == {
            "payroll_term": 1,
            "payroll_fact": 0,
            "payroll_adjustment": 0,
            "payroll_slip": 1,
            "payroll_year_entry": 1,
            "payroll_problem": 0,
            "payroll_run_member": 0,
            "payroll_slip_confirmation": 0,
            "payroll_raise_row": 0,
            "payroll_dispute": 0,
            "payroll_dispute_message": 0,
        }
        erasure = await PERSONAL_DATA.erase(ctx, person)
        assert "payroll_slip" in erasure.kept
