"""A field of the company's own that must be filled in stands in the form of hiring, in every kind of input."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import fetch
from tests.browser.test_reports import enter, item, pick

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DIALOG = ".antd-Modal"


async def _fields(tenant: Any) -> None:
    admin = tenant.client("admin")
    for code, title, kind, more in (
        ("badge", "工牌号", "text", {"required": True}),
        ("shirt", "工服尺码", "choice", {"required": True, "options": ["M", "L"]}),
        ("locker", "柜号", "integer", {"required": False}),
    ):
        made = await admin.post(
            "/api/custom-fields",
            json={"code": code, "title_zh": title, "title_en": code, "kind": kind} | more,
        )
        assert made.status_code == 201, made.text


async def _kept(tenant: Any, name: str) -> list[str]:
    async with tenant.context():
        rows = await fetch("SELECT custom::text AS custom FROM core_employee WHERE name = $1", name)
    return [r["custom"] for r in rows]


async def test_required_fields_are_asked_for_when_somebody_is_hired(
    renshi: CoreHarness, console: Any
) -> None:
    tenant = await renshi.new_tenant()
    await _fields(tenant)
    page = await enter(console, tenant, tenant.hr_person)
    await console.open("/console/core/employees")
    await page.locator("button", has_text="办理入职").click()
    await page.wait_for_selector(DIALOG)
    assert await page.locator(f"{DIALOG} .antd-Form-label", has_text="柜号").count() == 0
    await item(page, "姓名", DIALOG).locator("input").first.fill("赵新人")
    day = item(page, "入职日期", DIALOG).locator("input:visible").first
    await day.fill("2026-11-23")
    await day.press("Enter")
    await pick(page, "部门", "生产部", where=DIALOG)
    await page.locator(f"{DIALOG} button", has_text="确定").click()
    await page.wait_for_selector(f"{DIALOG} .antd-Form-feedback")
    assert await _kept(tenant, "赵新人") == [], "nobody is hired without them"
    await item(page, "工牌号", DIALOG).locator("input").first.fill("B-007")
    await pick(page, "工服尺码", "L", where=DIALOG)
    await page.locator(f"{DIALOG} button", has_text="确定").click()
    await page.wait_for_selector(DIALOG, state="detached")
    assert await _kept(tenant, "赵新人") == ['{"badge": "B-007", "shirt": "L"}']
    assert console.complaints == []


async def test_what_is_wrong_with_them_hires_nobody(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    await _fields(tenant)
    hr = tenant.client("hr")
    body = {"name": "钱新人", "starts_on": "2026-11-23", "department_id": str(tenant.departments["PROD"])}
    needed = {"custom.badge", "custom.shirt"}
    for custom, wrong in (
        ({}, needed),
        ({"shirt": "XXL"}, needed),
        ({"badge": "", "shirt": "M"}, {"custom.badge"}),
        ({"badge": "B-8", "shirt": "M", "nothing": 1}, {"custom.nothing"}),
    ):
        refused = await hr.post("/api/employees", json=body | {"custom": custom})
        assert (refused.status_code, set(refused.json()["fields"])) == (422, wrong)
    assert await _kept(tenant, "钱新人") == []
    made = await hr.post("/api/employees", json=body | {"custom": {"badge": "B-8", "shirt": "M"}})
    assert made.status_code == 201, made.text
    assert await _kept(tenant, "钱新人") == ['{"badge": "B-8", "shirt": "M"}']
