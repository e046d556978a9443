"""Being led through a run: facts to record, the checklist, and the company's own way of approving."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from renshi_payroll.runs.titles import code_title

Make = Callable[..., Awaitable[Any]]


async def test_missing_facts_are_recorded_from_the_run(company: Make) -> None:
    firm = await company(rates=False)
    run_id = await firm.create("2026-01")
    guide = await firm.get(f"/runs/{run_id}/guide")
    assert (guide["step"], guide["missing"]) == ("missing", 5)
    assert "还有 5 项参数" in guide["text"]
    rows = (await firm.get(f"/runs/{run_id}/missing"))["items"]
    injury = next(row for row in rows if row["key"] == "shanghai.injury.employer_rate")
    assert (injury["label"], injury["unit"], injury["valid_from"]) == (
        "上海市 工伤保险 单位费率",
        "%",
        "2026-01-01",
    )
    for row in rows:
        body = {"key": row["key"], "value": "0.5", "valid_from": row["valid_from"], "reference": "核定单"}
        if "housing_fund" in row["key"]:
            body["value"] = "7"
        await firm.post("/facts/parameters", body, expect=201)
    guide = await firm.get(f"/runs/{run_id}/guide")
    assert (guide["step"], guide["missing"]) == ("draft", 0)
    assert (await firm.get(f"/runs/{run_id}/missing"))["items"] == []


async def test_each_state_says_what_is_next(company: Make) -> None:
    firm = await company()

    async def step(run_id: Any) -> str:
        return (await firm.get(f"/runs/{run_id}/guide"))["step"]

    run_id = await firm.create("2026-01")
    assert await step(run_id) == "draft"
    hired = await firm.tenant.hire("无薪资", starts_on=date(2026, 1, 1))
    await firm.calculate(run_id)
    guide = await firm.get(f"/runs/{run_id}/guide")
    assert (guide["step"], guide["errors"]) == ("errors", 1)
    await firm.record_terms(hired, "9000", valid_from="2026-01-01")
    await firm.calculate(run_id)
    assert await step(run_id) == "calculated"
    await firm.post(f"/runs/{run_id}/check")
    assert await step(run_id) == "checked"
    await firm.post(f"/runs/{run_id}/approve", role="finance")
    assert await step(run_id) == "approved"
    await firm.post(f"/runs/{run_id}/close")
    assert await step(run_id) == "closed"
    await firm.post(f"/runs/{run_id}/paid", {"reference": "B-1"})
    await firm.post(f"/runs/{run_id}/filed", {"reference": "T-1"})
    assert await step(run_id) == "filed"
    run = await firm.get(f"/runs/{run_id}")
    assert (run["payment_reference"], run["filing_reference"], run["can_calculate"]) == ("B-1", "T-1", False)


async def test_the_checklist_compares_people_and_totals(company: Make) -> None:
    firm = await company()
    january = await firm.close("2026-01")
    first = {row["code"]: row for row in (await firm.get(f"/runs/{january}/checklist"))["items"]}
    assert first["people"]["state"] == "ok"
    assert first["total.gross"]["result"] == "本月 85,250.00，上月没有已关账的批次"
    await firm.record_terms(firm.tenant.employee_person, "43500", valid_from="2026-02-01", reason="调薪")
    run_id = await firm.create("2026-02")
    assert (await firm.get(f"/runs/{run_id}/checklist"))["items"] == []
    await firm.calculate(run_id)
    rows = {row["code"]: row for row in (await firm.get(f"/runs/{run_id}/checklist"))["items"]}
    assert rows["total.gross"]["result"] == "85,250.00 → 107,000.00（+25.5%）"
    assert rows["total.gross"]["state"] == "warning"
    assert rows["moves"]["result"] == "新增 0 人，减少 0 人"
    assert rows["payroll.net_changed"]["title"] == "实发变动较大"
    assert rows["payroll.net_changed"]["result"].startswith("1 条，如：")
    assert rows["accounts"]["state"] == "ok"
    assert code_title("payroll.unheard_of").zh == "其他"


async def test_a_flow_of_the_companys_own_cant_be_gone_past(company: Make) -> None:
    firm = await company()
    who = {"type": "person", "employee_id": str(firm.tenant.manager_person.id)}
    step = {"title": "总经理", "approvers": [who]}
    async with firm.tenant.client("admin") as client:
        answer = await client.put("/api/flows/payroll.run_approval", json={"flow": {"steps": [step]}})
        assert answer.status_code == 200, answer.text
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    await firm.post(f"/runs/{run_id}/check")
    refused = await firm.post(f"/runs/{run_id}/approve", role="finance", expect=409)
    assert refused["code"] == "payroll.run.flow"
    assert "提交审批" in refused["detail"]
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "checked"
    submitted = await firm.post(f"/runs/{run_id}/submit")
    guide = await firm.get(f"/runs/{run_id}/guide")
    assert (guide["step"], guide["request_id"]) == ("submitted", submitted["request_id"])
    async with firm.tenant.client("manager") as client:
        path = f"/api/requests/{submitted['request_id']}/approve"
        assert (await client.post(path, json={})).status_code == 200
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "approved"
