"""The commonest tasks of HR people and employees, from the first page to the result, each with its budget of clicks.

A click is a press of the mouse; typing and the Enter that ends it aren't counted, since no product does without. The
budgets are what the task itself needs: one click to open the place, one to begin, two for each choice from a list, one
to confirm.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from renshi_core.identity import service as identity
from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch
from tests.browser.hands import choose

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DIALOG = ".antd-Modal"
RATES = {
    "shanghai.housing_fund.employee_rate": "7",
    "shanghai.housing_fund.employer_rate": "7",
    "shanghai.unemployment.employee_rate": "0.5",
    "shanghai.unemployment.employer_rate": "0.5",
    "shanghai.injury.employer_rate": "0.2",
}


class Hand:
    """A hand that counts its clicks."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0

    async def click(self, what: Any) -> None:
        """One click on a selector or an element."""
        self.clicks += 1
        await (self.page.locator(what).first if isinstance(what, str) else what).click()

    def item(self, label: str, where: str = "#page") -> Any:
        """An input by its label."""
        named = self.page.locator(f".antd-Form-label:has-text('{label}')")
        return self.page.locator(f"{where} .antd-Form-item", has=named).first

    async def pick(self, label: str, choice: str, where: str = "#page") -> None:
        """Choose from a list: two clicks."""
        self.clicks += 2
        await choose(self.page, self.item(label, where), choice, exact=False)

    async def type(self, label: str, text: str, where: str = "#page") -> None:
        """Type into an input."""
        box = self.item(label, where).locator("input:visible, textarea:visible").first
        await box.fill(text)

    async def day(self, label: str, text: str, where: str = "#page") -> None:
        """Type a date."""
        box = self.item(label, where).locator("input:visible").first
        await box.fill(text)
        await box.press("Enter")

    async def confirm(self) -> None:
        """The dialog's button, or the question's; it goes."""
        await self.click(self.page.locator(f"{DIALOG} button", has_text=re.compile("确定|确认")).first)
        await self.page.wait_for_selector(DIALOG, state="detached")


async def _enter(console: Any, tenant: Any, person: Any) -> Hand:
    """Sign in as a person of the tenant; the first page is home."""
    login = person.number.lower()
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    await console.sign_in(tenant, login)
    await console.page.wait_for_selector(".renshi-home")
    console.complaints.clear()
    return Hand(console.page)


def _ended(hand: Hand, console: Any, budget: int) -> None:
    assert hand.clicks <= budget, f"{hand.clicks} clicks"
    assert console.complaints == []


async def test_hiring_somebody(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    hand = await _enter(console, tenant, tenant.hr_person)
    await hand.click("#menu a[href='/console/core/employees']")
    await hand.click("button:has-text('办理入职')")
    await hand.type("姓名", "赵新人", DIALOG)
    await hand.day("入职日期", "2026-11-23", DIALOG)
    await hand.pick("部门", "生产部", DIALOG)
    await hand.pick("岗位", "操作工", DIALOG)
    await hand.confirm()
    await hand.page.wait_for_selector("#page td >> text=赵新人")
    _ended(hand, console, 7)


async def test_a_promotion_from_a_day_on(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    hand = await _enter(console, tenant, tenant.hr_person)
    await hand.click("#menu a[href='/console/core/employees']")
    row = hand.page.locator("#page tr", has_text="张员工")
    await hand.click(row.locator("button", has_text="调动"))
    await hand.day("生效日期", "2026-12-01", DIALOG)
    await hand.pick("部门", "销售部", DIALOG)
    await hand.type("职级", "P5", DIALOG)
    await hand.type("原因", "晋升", DIALOG)
    await hand.confirm()
    async with tenant.client("hr") as hr:
        facts = (
            await hr.get(f"/api/employees/{tenant.employee_person.id}", params={"as_of": "2026-12-01"})
        ).json()
    assert (facts["grade"], facts["department_name"]) == ("P5", "销售部")
    _ended(hand, console, 5)


async def test_ending_an_employment(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    hand = await _enter(console, tenant, tenant.hr_person)
    await hand.page.keyboard.press("/")
    await hand.page.keyboard.type("zyg")
    await hand.page.wait_for_selector("#hits a[aria-selected=true] >> text=张员工")
    await hand.page.keyboard.press("Enter")
    await hand.click("button:has-text('办理离职')")
    await hand.day("最后工作日", "2026-12-31", DIALOG)
    await hand.type("原因", "个人原因", DIALOG)
    await hand.confirm()
    await hand.page.wait_for_selector("#page >> text=2026-12-31")
    _ended(hand, console, 2)


async def test_leave_and_a_missing_punch_are_asked_for_and_approved_at_once(
    renshi: CoreHarness, console: Any
) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    hand = await _enter(console, tenant, tenant.employee_person)
    page = console.page
    for kind, most in (("请假", 7), ("补卡", 5)):
        hand.clicks = 0
        await hand.click("#todo")
        await hand.click(".antd-Tabs-link:has-text('发起申请')")
        await hand.click(f"#page td a:has-text('{kind}')")
        await page.wait_for_selector("button:has-text('提交申请')")
        if kind == "请假":
            await hand.pick("假期类型", "年休假")
            await hand.day("开始日期", "2026-12-02")
            await hand.day("结束日期", "2026-12-02")
            await page.fill("textarea[name=reason]", "休息")
        else:
            await hand.day("日期", "2026-11-20")
            await hand.type("时间", "09:00")
            await hand.type("原因", "忘打卡")
        await hand.click("button:has-text('提交申请')")
        await page.wait_for_selector("text=处理记录")
        _ended(hand, console, most)
    hand = await _enter(console, tenant, tenant.manager_person)
    await hand.click("#todo")
    await page.wait_for_selector("#page tr:has-text('张员工')")
    await hand.click("#page thead .antd-Checkbox")
    await hand.click("button:has-text('批量同意')")
    await hand.confirm()
    await page.wait_for_selector("#page tr:has-text('张员工')", state="detached")
    async with tenant.client("hr") as hr:
        states = [r["state"] for r in (await hr.get("/api/requests")).json()["items"]]
    assert states == ["approved", "approved"]
    _ended(hand, console, 4)


async def test_a_plugin_for_the_company(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    await console.page.wait_for_selector(".renshi-home")
    console.complaints.clear()
    hand = Hand(console.page)
    await hand.click("#menu a[href='/console/core/plugins']")
    card = hand.page.locator(".renshi-big-card", has_text="课程与考试")
    await hand.click(card.locator("button", has_text="启用"))
    await card.locator(".renshi-tag-success", has_text="已启用").wait_for()
    _ended(hand, console, 2)


async def test_a_person_is_looked_up_and_the_identity_number_shown_for_a_reason(
    renshi: CoreHarness, console: Any
) -> None:
    """One click opens the section, one the question, one confirms; finding the person takes the keyboard alone."""
    tenant = await renshi.new_tenant()
    number = "310199199003078518"
    async with tenant.client("hr") as hr:
        kept = await hr.patch(
            f"/api/employees/{tenant.employee_person.id}/personal",
            json={"document_type": "resident_id", "identity": number},
        )
        assert kept.status_code == 200, kept.text
    hand = await _enter(console, tenant, tenant.hr_person)
    page = hand.page
    await page.keyboard.press("/")
    await page.keyboard.type("EM001")
    await page.wait_for_selector("#hits a[aria-selected=true] >> text=张员工")
    await page.keyboard.press("Enter")
    await hand.click(".antd-Tabs-link:has-text('个人信息')")
    await page.wait_for_selector("#page >> text=**********8518")
    assert number not in await page.content()
    await hand.click("button:has-text('查看证件号码')")
    await hand.type("查看原因", "办理社保登记", DIALOG)
    await hand.click(page.locator(f"{DIALOG} button", has_text="确定").first)
    await page.wait_for_selector(f"{DIALOG} >> text={number}")
    (read,) = await tenant.audit("core.employee.reveal")
    assert read["employee_id"] == tenant.employee_person.id
    _ended(hand, console, 3)


async def test_a_field_of_ones_own_is_made_filled_in_and_filtered_by(
    renshi: CoreHarness, console: Any
) -> None:
    """Making it: the place, the button, the switch that keeps an index, the confirmation. Filling it in: the section,
    the row's button, the confirmation. Finding by it: the list, two for the field, one to search."""
    tenant = await renshi.new_tenant()
    hand = await _enter(console, tenant, tenant.hr_person)
    page = hand.page
    await hand.click("#menu a[href='/console/core/custom-fields']")
    await hand.click("button:has-text('新增字段')")
    await hand.type("编码", "shirt", DIALOG)
    await hand.type("中文名称", "工装尺码", DIALOG)
    await hand.type("英文名称", "Work wear", DIALOG)
    await hand.click(hand.item("可筛选和排序", DIALOG).locator(".antd-Switch"))
    await hand.confirm()
    await page.wait_for_selector("#page td >> text=工装尺码")
    _ended(hand, console, 4)

    hand.clicks = 0
    await page.keyboard.press("/")
    await page.keyboard.type("zyg")
    await page.wait_for_selector("#hits a[aria-selected=true] >> text=张员工")
    await page.keyboard.press("Enter")
    await hand.click(".antd-Tabs-link:has-text('个人信息')")
    row = page.locator("#page tr", has_text="工装尺码")
    await hand.click(row.locator("button", has_text="编辑"))
    await hand.type("内容", "XL", DIALOG)
    await hand.confirm()
    await page.wait_for_selector("#page td >> text=XL")
    _ended(hand, console, 3)

    hand.clicks = 0
    await hand.click("#menu a[href='/console/core/employees']")
    await page.wait_for_selector("#page td >> text=王人事")
    await hand.pick("更多字段", "工装尺码")
    await hand.type("等于", "XL")
    await hand.click(".renshi-filter button[type=submit]")
    await page.wait_for_selector("#page td >> text=王人事", state="detached")
    assert await page.locator("#page tbody tr").count() == 1
    assert "张员工" in await page.inner_text("#page tbody tr")
    _ended(hand, console, 4)


async def test_a_month_is_paid_from_the_sheet_to_closed_slips(renshi: CoreHarness, console: Any) -> None:
    """Payroll: the place, the button, then one click for each step that somebody answers for (calculate, check,
    submit). Finance, who must be another person: what waits, the request, the decision, the confirmation. Payroll
    again: closing and its confirmation."""
    tenant = await renshi.new_tenant(enable=["payroll"])
    async with tenant.client("hr") as hr:
        for key, value in RATES.items():
            rate = {"key": key, "value": value, "valid_from": "2025-07-01", "reference": "2025 年度核定单"}
            assert (await hr.post("/api/plugins/payroll/facts/parameters", json=rate)).status_code == 201
        for person in (tenant.hr_person, tenant.manager_person, tenant.employee_person):
            terms = {
                "employee_id": str(person.id), "valid_from": "2024-01-01", "monthly_wage": "12000",
                "resident": True, "reason": "入职定薪",
            }  # fmt: skip
            assert (await hr.post("/api/plugins/payroll/terms", json=terms)).status_code == 201
    async with tenant.context() as ctx:
        (account,) = await fetch("SELECT id FROM core_user WHERE employee_id = $1", tenant.manager_person.id)
        await identity.grant_role(ctx, user_id=account["id"], role="finance", scope=DataScope.COMPANY)
    hand = await _enter(console, tenant, tenant.hr_person)
    page = hand.page
    await hand.click("#menu a[href='/console/payroll/runs']")
    await hand.click("#page button:has-text('新建')")
    await hand.day("工资月份", "2026-10", DIALOG)  # the dialog's only input: Enter confirms it
    await page.wait_for_url("**/console/payroll/runs/*")
    async with page.expect_response("**/calculate"):
        await hand.click(".renshi-buttons button:has-text('核算')")
    await renshi.settle()  # the worker; the page looks for its end by itself
    await hand.click("button:has-text('复核通过')")
    await hand.click("button:has-text('提交审批')")
    await page.wait_for_selector("button:has-text('提交审批')", state="detached")
    run = page.url
    _ended(hand, console, 5)

    hand = await _enter(console, tenant, tenant.manager_person)
    await hand.click("#todo")
    await hand.click("#page td a:has-text('R2026')")
    await hand.click("button:has-text('同意')")
    await hand.confirm()
    await page.wait_for_selector("button:has-text('同意')", state="detached")
    _ended(hand, console, 4)

    hand = await _enter(console, tenant, tenant.hr_person)
    await page.goto(run)
    await hand.click("button:has-text('关账并发布')")
    await hand.confirm()
    await page.wait_for_selector("#page >> text=已关账")
    _ended(hand, console, 2)
    async with tenant.client("hr") as hr:
        (closed,) = (await hr.get("/api/plugins/payroll/runs")).json()["items"]
    assert (closed["period"], closed["state"], closed["employees"]) == ("2026-10", "closed", 3)
