"""The commonest tasks of HR people and employees, from the first page to the result, each with its budget of clicks.

A click is a press of the mouse; typing and the Enter that ends it aren't counted, since no product does without. The
budgets are what the task itself needs: one click to open the place, one to begin, two for each choice from a list, one
to confirm.
"""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.db import fetch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DIALOG = ".antd-Modal"


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
        await self.click(self.item(label, where).locator(".antd-Select, .antd-ResultBox").first)
        await self.click(self.page.locator(".antd-PopOver").get_by_text(choice).last)

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
        """The dialog's button; the dialog goes."""
        await self.click(self.page.locator(f"{DIALOG} button", has_text="确定").first)
        await self.page.wait_for_selector(DIALOG, state="detached")


async def _enter(console: Any, tenant: Any, person: Any) -> Hand:
    """Sign in as a person of the tenant; the first page is home."""
    login = person.number.lower()
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    await console.page.context.clear_cookies()
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
