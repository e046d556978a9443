"""HR builds a flow by clicks; an employee asks; it goes the way the flow says."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.db import fetch
from tests.browser.hands import choose

pytestmark = pytest.mark.browser
KIND = "core.resignation"


async def let_in(tenant: Any, **people: Any) -> None:
    """Give people a login and a password."""
    async with tenant.context() as ctx:
        for login, person in people.items():
            (row,) = await fetch(
                "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
            )
            await users.set_password(ctx, row["id"], PASSWORD)


async def test_a_flow_is_built_by_clicks_and_a_request_takes_it(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await let_in(tenant, wang=tenant.hr_person, zhang=tenant.employee_person, li=tenant.manager_person)
    page = console.page
    await console.sign_in(tenant, "wang")
    await console.open(f"/console/core/flows/{KIND}")
    async with tenant.client("hr") as hr:
        before = len((await hr.get(f"/api/flows/{KIND}")).json()["flow"]["steps"])
    await page.locator("input[name=title]").nth(before - 1).wait_for()
    await page.click("button:has-text('添加环节')")
    await page.locator("input[name=title]").nth(before).fill("负责人复核")
    await page.locator("button:has-text('添加审批人')").nth(before).click()
    await page.get_by_text("部门负责人", exact=True).last.click()
    await page.wait_for_selector("text=0 为本部门")
    await page.click("button:has-text('保存并启用')")
    await page.wait_for_selector("text=已启用新版本")
    async with tenant.client("hr") as hr:
        flow = (await hr.get(f"/api/flows/{KIND}")).json()
    assert flow["version"] == 1
    assert flow["flow"]["steps"][-1]["title"] == "负责人复核"
    assert flow["flow"]["steps"][-1]["approvers"] == [{"type": "department_head", "level": 0}]
    await page.get_by_text("版本记录", exact=True).click()
    await page.wait_for_selector("text=新增环节“负责人复核”")

    await console.sign_in(tenant, "zhang")
    await console.open(f"/console/core/requests/new/{KIND}")
    await page.fill(".renshi-form input[placeholder*='日期']", "2026-12-31")
    await page.keyboard.press("Enter")
    await page.fill("input[name=reason]", "个人原因")
    await page.click("button:has-text('提交申请')")
    await page.wait_for_selector("text=处理记录")
    await page.wait_for_selector("text=负责人复核")

    await console.sign_in(tenant, "li")
    await console.open("/console/core/requests")
    await page.click("a:has-text('R2026')")
    await page.click("button:has-text('同意')")
    await page.fill("textarea[name=comment]", "同意离职")
    await page.click("button:has-text('确定')")
    await page.wait_for_selector("td:has-text('同意离职')")
    async with tenant.client("hr") as hr:
        (made,) = (await hr.get("/api/requests")).json()["items"]
        sheet = (await hr.get(f"/api/requests/{made['id']}")).json()
    assert sheet["steps"][0]["state"] == "approved"
    assert [c for c in console.complaints if "401" not in c] == []


async def test_a_group_of_conditions_lies_inside_another(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    page = console.page
    await console.sign_in(tenant)
    await console.open(f"/console/core/flows/{KIND}")
    await page.locator("input[name=title]").first.wait_for()

    def item(label: str) -> Any:
        return page.locator(f"#page .antd-Form-item:has(> .antd-Form-label:has-text('{label}'))")

    await page.get_by_role("button", name="添加条件组", exact=True).first.click()
    await page.get_by_role("button", name="添加组内条件组", exact=True).first.click()
    # The outer group's conditions stand before the groups inside it.
    for place in (0, 1):
        await page.get_by_role("button", name="添加条件", exact=True).nth(place).click()
        await item("字段").nth(place).wait_for()
    for place, (field, value) in enumerate((("职级", "P5"), ("工作城市", "上海"))):
        await choose(page, item("字段").nth(place), field)
        await choose(page, item("比较").nth(place), "等于")
        box = item("值").nth(place).locator("input").first
        await box.fill(value)
        await box.press("Tab")
    await item("关系").nth(1).get_by_text("任一满足", exact=True).click()
    async with page.expect_response(f"**/api/flows/{KIND}/design") as saved:
        await page.click("button:has-text('保存并启用')")
    assert (await saved.value).status == 200
    async with tenant.client("hr") as hr:
        step = (await hr.get(f"/api/flows/{KIND}")).json()["flow"]["steps"][0]
    assert step["when"] == [
        {
            "match": "all",
            "tests": [
                {"field": "employee.grade", "op": "eq", "value": "P5"},
                {"match": "any", "tests": [{"field": "employee.city", "op": "eq", "value": "上海"}]},
            ],
        }
    ]
    await page.get_by_text("版本记录", exact=True).click()
    await page.wait_for_selector("text=条件：（职级 等于 P5 且 （工作城市 等于 上海））")
