"""The privacy centre and one's own page: what people see of it, and that pressing the buttons does it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.db import fetch, fetch_value

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = {
    "title_zh": "打卡时使用位置信息", "title_en": "Use of the place where one punches",
    "text_zh": "仅在打卡时读取位置，可随时撤回。", "text_en": "Your place is read when you punch.",
}  # fmt: skip


async def press(page: Any, name: str, within: str = "#page") -> None:
    await page.locator(f"{within} button", has_text=re.compile(rf"^\s*{name}\s*$")).first.click()


async def confirm(page: Any) -> None:
    await page.locator(".antd-Modal button", has_text=re.compile("确定|确认")).last.click()
    await page.wait_for_selector(".antd-Modal", state="detached")


async def test_an_employee_reads_agrees_and_takes_back(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    person = tenant.employee_person
    async with tenant.client("admin") as admin, tenant.client("employee") as own:
        assert (await admin.put("/api/privacy/purposes/attendance.location", json=WORDS)).status_code == 200
        assert (await own.get("/api/session")).status_code in (200, 403)
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = 'own' WHERE employee_id = $1 RETURNING id", person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    await console.sign_in(tenant, "own")
    page = console.page
    await console.open("/console/core/my-privacy")
    await page.wait_for_selector("text=仅在打卡时读取位置")
    await press(page, "同意")
    await page.wait_for_selector(".antd-Modal >> text=可随时撤回")
    await confirm(page)
    await page.wait_for_selector("#page >> text=已同意")
    await press(page, "撤回同意")
    await confirm(page)
    await page.wait_for_selector("#page >> text=未同意")
    async with tenant.context():
        rows = await fetch("SELECT given, channel FROM core_consent ORDER BY at, id")
    assert [tuple(r.values()) for r in rows] == [(True, "console"), (False, "console")]
    await page.locator(".antd-Tabs-link", has_text="我的数据").click()
    await press(page, "复制我的数据")
    await page.wait_for_selector("#page td >> text=处理中")
    assert console.complaints == []


async def test_an_administrator_chooses_times_and_keeps_an_assessment(
    renshi: CoreHarness, console: Any
) -> None:
    tenant = await renshi.new_tenant(enable=["attendance", "payroll"])
    await console.sign_in(tenant)
    page = console.page
    await console.open("/console/core/privacy")
    await page.wait_for_selector("text=原始打卡记录")
    await press(page, "全部采用建议期限")
    await confirm(page)
    await page.wait_for_selector("#page td >> text=按期清理")
    async with tenant.context():
        assert (
            await fetch_value("SELECT keep FROM core_retention_rule WHERE data_class = 'attendance.punch'")
            == 24
        )
    await page.locator(".antd-Tabs-link", has_text="处理活动记录").click()
    await page.wait_for_selector("#page td >> text=考勤、假期与加班")
    assert await page.locator("#page td >> text=需评估").count() >= 2
    await page.locator(".antd-Tabs-link", has_text="影响评估").click()
    await press(page, "新增评估")
    await page.wait_for_selector(".antd-Modal >> text=评估情形")
    assert console.complaints == []


async def test_whoever_reveals_is_asked_again_who_they_are(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("hr") as hr, tenant.client("admin") as admin:
        number = {"identity_number": "11010519491231002X"}
        assert (await hr.put(f"/api/employees/{person.id}/identity", json=number)).status_code == 200
        assert (await admin.put("/api/privacy/step-up", json={"minutes": 10})).status_code == 200
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = 'hr-own' WHERE employee_id = $1 RETURNING id", tenant.hr_person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    await console.sign_in(tenant, "hr-own")
    page = console.page
    await page.wait_for_selector(".renshi-home")
    await page.evaluate(
        "id => { window.revealed = window.renshi.fetcher({ url: `/api/employees/${id}/reveal`, method: 'post',"
        " data: { field: 'personal.identity', reason: '核对社保' } }); }",
        str(person.id),
    )
    await page.wait_for_selector("#proof")
    await page.fill("#proof input", "not the password")
    await page.click("#proof button[type=submit]")
    await page.wait_for_selector("#proof .wrong >> text=密码不正确")
    await page.fill("#proof input", PASSWORD)
    await page.click("#proof button[type=submit]")
    await page.wait_for_selector("#proof", state="detached")
    answer = await page.evaluate("async () => (await window.revealed).data")
    assert answer["data"]["value"] == "11010519491231002X"
    # Chromium itself tells of the refusals that led here; the page complains of nothing.
    assert [c for c in console.complaints if "status of 4" not in c] == []
