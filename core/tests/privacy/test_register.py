"""The register says what plugins declare, assessments are never changed, and both leave as files."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from renshi_core.testing.harness import CoreHarness
from renshi_sdk.contributions import DataCategory
from renshi_sdk.db import execute, fetch_value

BODY = {
    "subject": "payroll",
    "title": "工资代发的影响评估",
    "cases": ["sensitive", "handed_on"],
    "purpose": "按月发放工资并申报个税",
    "necessity": "履行劳动合同所必需，未超出范围",
    "impact": "银行账户泄露可能造成财产损失",
    "measures": "账户加密保存，导出须二次确认并留痕",
    "risk": "medium",
    "conclusion": "with_measures",
    "review_on": "2027-11-23",
}


def test_every_plugin_says_what_it_processes_data_for(renshi: CoreHarness) -> None:
    unsaid = [o.plugin for o in renshi.platform.registry.personal_data if o.record.processing is None]
    assert unsaid == []


async def test_the_register_tells_of_plugins_that_are_on(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["payroll"])
    async with tenant.client("hr") as hr, tenant.client("employee") as own:
        items = {i["plugin"]: i for i in (await hr.get("/api/privacy/register")).json()["items"]}
        assert "training" not in items
        pay = items["payroll"]
        assert pay["sensitive"] == f"{DataCategory.BANK.label.zh}；{DataCategory.IDENTITY.label.zh}"
        assert "代发银行" in pay["recipients"]
        assert (pay["assessment_state"], items["core"]["assessment_state"]) == ("missing", "missing")
        assert "工资核算与工资条：长期保留" in pay["kept"]
        assert "离职人员档案明细：24 个月" in items["core"]["kept"]
        assert (await own.get("/api/privacy/register")).status_code == 403
        sheet = await hr.get("/api/privacy/register/export")
        book = load_workbook(io.BytesIO(sheet.content)).worksheets[0]
        assert [c.value for c in book[1]][:4] == ["处理活动", "涉及人员", "处理目的", "法律依据"]
        assert {row[0].value for row in book.iter_rows(min_row=2)} == {i["title"] for i in items.values()}
        pdf = await hr.get("/api/privacy/register/export", params={"layout": "pdf"})
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert [r["detail"] for r in await tenant.audit("core.register.export")] == [
        '{"kind": "xlsx"}',
        '{"kind": "pdf"}',
    ]


async def test_an_assessment_is_followed_and_never_changed(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["payroll"])

    async def state(client: Any) -> str:
        items = (await client.get("/api/privacy/register")).json()["items"]
        return next(str(i["assessment_state"]) for i in items if i["plugin"] == "payroll")

    async with tenant.client("admin") as admin, tenant.client("hr") as hr:
        assert (await hr.post("/api/privacy/assessments", json=BODY)).status_code == 403
        for change in ({"review_on": "2026-11-23"}, {"subject": "nobody"}, {"cases": []}, {"risk": "none"}):
            assert (await admin.post("/api/privacy/assessments", json=BODY | change)).status_code == 422
        async with tenant.context():
            assert await fetch_value("SELECT count(*) FROM core_assessment") == 0
        made = (await admin.post("/api/privacy/assessments", json=BODY)).json()
        # Three years from today, and past the next review.
        assert (made["version"], made["keep_until"]) == (1, "2029-11-23")
        assert await state(hr) == "done"
        second = (await admin.post("/api/privacy/assessments", json=BODY | {"conclusion": "stop"})).json()
        assert second["version"] == 2
        assert await state(hr) == "stopped"
        listed = (await hr.get("/api/privacy/assessments")).json()["items"]
        assert [(a["version"], a["newest"]) for a in listed] == [(2, True), (1, False)]
        one = (await hr.get(f"/api/privacy/assessments/{made['id']}")).json()
        assert one["cases_shown"] == "处理敏感个人信息、委托处理、向他人提供或公开"
        renshi.advance(days=366)
        third = await admin.post("/api/privacy/assessments", json=BODY | {"review_on": "2027-12-01"})
        assert third.status_code == 201
        assert await state(hr) == "done"
        renshi.advance(days=10)
        assert await state(hr) == "overdue"
    assert len(await tenant.audit("core.assessment.create")) == 3
    with pytest.raises(Exception, match="permission denied"):
        async with tenant.context():
            await execute("UPDATE core_assessment SET risk = 'low'")
