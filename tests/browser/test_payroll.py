"""Payroll's console in a browser: what a payroll officer does, from the page to the figures."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk.db import fetch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
API = "/api/plugins/payroll"
DIALOG = ".antd-Modal"
RATES = {
    "shanghai.housing_fund.employee_rate": "7",
    "shanghai.housing_fund.employer_rate": "7",
    "shanghai.unemployment.employee_rate": "0.5",
    "shanghai.unemployment.employer_rate": "0.5",
    "shanghai.injury.employer_rate": "0.2",
}


class Desk:
    """Somebody at the console."""

    def __init__(self, console: Any) -> None:
        self.console, self.page = console, console.page

    def item(self, label: str, where: str = "#page") -> Any:
        """An input by its label."""
        named = self.page.locator(f".antd-Form-label:has-text('{label}')")
        return self.page.locator(f"{where} .antd-Form-item:visible", has=named).first

    async def type(self, label: str, text: str, where: str = "#page") -> None:
        """Type into an input."""
        await self.item(label, where).locator("input:visible, textarea:visible").first.fill(text)

    async def day(self, label: str, text: str, where: str = "#page") -> None:
        """Type a day or a month, and close its calendar."""
        await self.type(label, text, where)
        await self.page.locator(
            "#heading" if where == "#page" else f"{DIALOG} .antd-Modal-title"
        ).first.click()

    async def pick(self, label: str, choice: str, where: str = "#page") -> None:
        """Choose from a list."""
        await self.item(label, where).locator(".antd-Select, .antd-ResultBox").first.click()
        await self.page.locator(".antd-PopOver").get_by_text(choice).last.click()
        if await self.page.locator(".antd-PopOver-overlay").count():
            await self.page.mouse.click(1300, 60)

    async def press(self, name: str, where: str = "#page") -> None:
        """Press a button that can be seen."""
        await self.page.locator(f"{where} button:visible", has_text=name).first.click()

    async def says(self, text: str, where: str = "#page") -> None:
        """Wait until a text stands somewhere."""
        await self.page.locator(where).get_by_text(text).first.wait_for()

    async def row(self, *texts: str) -> Any:
        """The first line of a table that holds all the texts."""
        found = self.page.locator("#page tr:visible")
        for text in texts:
            found = found.filter(has_text=text)
        await found.first.wait_for()
        return found.first


async def at_desk(renshi: CoreHarness, console: Any, *, rates: bool = True) -> tuple[CoreTestTenant, Desk]:
    """A company with payroll, terms for its three people, and its HR signed in."""
    tenant = await renshi.new_tenant(enable=["payroll"])
    async with tenant.client("hr") as client:
        for key, value in RATES.items() if rates else ():
            body = {"key": key, "value": value, "valid_from": "2025-07-01", "reference": "核定单"}
            assert (await client.post(f"{API}/facts/parameters", json=body)).status_code == 201
        wages = ("43500", "20000", "21750")
        people = (tenant.hr_person, tenant.manager_person, tenant.employee_person)
        for person, wage in zip(people, wages, strict=True):
            terms = {"valid_from": "2024-01-01", "monthly_wage": wage, "resident": True, "reason": "定薪"}
            made = await client.post(f"{API}/terms", json={"employee_id": str(person.id)} | terms)
            assert made.status_code == 201, made.text
    await sign_in(console, tenant, tenant.hr_person)
    return tenant, Desk(console)


async def sign_in(console: Any, tenant: CoreTestTenant, person: Any) -> None:
    """Sign in as an employee of the tenant."""
    login = person.number.lower()
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    await console.page.context.clear_cookies()
    await console.sign_in(tenant, login)


async def test_a_raise_is_tried_twice_and_a_bonus_compared(renshi: CoreHarness, console: Any) -> None:
    tenant, desk = await at_desk(renshi, console)
    await console.open("/console/payroll/simulations")
    await desk.day("试算月份", "2026-01")
    await desk.pick("员工", tenant.employee_person.name)
    await desk.type("或调整幅度", "10")
    await desk.press("试算")
    line = await desk.row("个人所得税（工资薪金，累计预扣法）")
    cells = [(await cell.inner_text()).strip() for cell in await line.locator("td").all()]
    assert cells[1:4] == ["388.30", "442.14", "53.84"]
    assert "14,737.87 × 3%" in cells[4]
    figures = await desk.page.locator("#page .renshi-figure-value").all_inner_texts()
    assert figures[1] == "1,740.78"
    # Another question on the same page replaces the answer.
    await desk.type("或调整幅度", "0")
    await desk.type("奖金（并入工资）", "5000")
    await desk.press("试算")
    line = await desk.row("奖金（并入当月工资）", "5,000.00")
    await desk.page.get_by_text("年终奖计税比较").click()
    await desk.pick("员工", tenant.manager_person.name)
    await desk.day("发放月份", "2026-01")
    await desk.type("奖金金额", "37000")
    await desk.press("比较")
    split = await desk.row("拆分发放")
    assert "1,180.00" in await split.inner_text()
    await desk.says("临界区间")
    assert not [each for each in console.complaints if "401" not in each]


async def test_a_month_from_missing_facts_to_the_declaration(renshi: CoreHarness, console: Any) -> None:
    """The whole sequence by hand: the page says what is next, and every step is on it."""
    tenant, desk = await at_desk(renshi, console, rates=False)
    page = desk.page
    await console.open("/console/payroll/runs")
    await desk.press("新建")
    await desk.day("工资月份", "2026-01", DIALOG)
    await desk.press("确定", DIALOG)
    await desk.says("还有 5 项参数没有确定的数值")
    for left in (4, 3, 2, 1, 0):
        line = await desk.row("上海市", "费率")
        rate = "7" if "公积金" in await line.inner_text() else "0.5"
        await line.locator("button", has_text="录入").click()
        await desk.type("数值", rate, DIALOG)
        await desk.type("依据", "核定单", DIALOG)
        await desk.press("确定", DIALOG)
        await page.wait_for_selector(DIALOG, state="detached")
        await desk.says(f"还有 {left} 项" if left else "参数齐全")
    await desk.press("核算")
    await desk.says("正在核算")
    await renshi.settle()
    await desk.says("请看“核对清单”和“与上月对比”")
    await desk.row("人数与人事一致", "在册应发 3 人，工资条 3 张")
    await desk.press("复核通过")
    await desk.says("由未参与核算的人审批")
    async with tenant.client("finance") as client:
        (run,) = (await client.get(f"{API}/runs")).json()["items"]
        assert (await client.post(f"{API}/runs/{run['id']}/approve")).status_code == 200
    await page.reload()
    await desk.says("生成银行代发文件")
    await desk.press("关账并发布")
    await desk.press("确", ".antd-Modal")
    await desk.says("工资条已发布")
    await renshi.settle()
    await desk.press("登记发放")
    await desk.type("银行回单或批次号", "ICBC-20260131-01", DIALOG)
    await desk.press("确定", DIALOG)
    await desk.says("生成个税申报表")
    await desk.press("登记申报")
    await desk.type("申报受理号", "TAX-202601", DIALOG)
    await desk.press("确定", DIALOG)
    await desk.says("本批次已全部完成")
    async with tenant.client("hr") as client:
        done = (await client.get(f"{API}/runs/{run['id']}")).json()
        (mine,) = (
            (await client.get(f"{API}/runs/{run['id']}/slips?q={tenant.employee_person.number}")).json()
        )["items"]
    assert (done["state"], done["payment_reference"]) == ("filed", "ICBC-20260131-01")
    assert mine["net"] == "17554.95"


async def test_a_sheet_of_raises_from_upload_to_the_request(
    renshi: CoreHarness, console: Any, tmp_path: Any
) -> None:
    """A wrong line stops it; the corrected sheet shows its effect and is submitted as one request."""
    tenant, desk = await at_desk(renshi, console)
    page = desk.page
    number = tenant.employee_person.number
    decides = {"type": "person", "employee_id": str(tenant.manager_person.id)}
    async with tenant.client("admin") as client:
        flow = {"steps": [{"title": "总经理", "approvers": [decides]}]}
        made = await client.put("/api/flows/payroll.pay_adjustment", json={"flow": flow})
        assert made.status_code == 200, made.text

    def sheet(name: str, rows: list[list[Any]]) -> str:
        book = Workbook()
        book.active.append(["工号", "姓名", "部门", "现月工资", "调整后月工资"])
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return str(tmp_path / name)

    await console.open("/console/payroll/raises")
    await desk.press("上传调薪表")
    await desk.type("名称", "年度调薪", DIALOG)
    await desk.day("生效日期", "2026-12-01", DIALOG)
    await desk.type("调薪原因", "年度调薪", DIALOG)
    wrong = sheet("wrong.xlsx", [[number, "", "", "", 23925], ["NOBODY", "", "", "", 1]])
    await page.locator(f"{DIALOG} input[type=file]").set_input_files(wrong)
    await desk.says("wrong.xlsx", DIALOG)
    await desk.press("确定", DIALOG)
    await desk.row("NOBODY", "没有该工号")
    assert not await page.locator("#page button:visible", has_text="提交审批").count()
    await desk.press("重新上传表格")
    right = sheet("right.xlsx", [[number, "", "", "", 23925]])
    await page.locator(f"{DIALOG} input[type=file]").set_input_files(right)
    await desk.says("right.xlsx", DIALOG)
    await desk.press("确定", DIALOG)
    await desk.row(number, "21,750.00", "23,925.00", "2,175.00")
    await page.get_by_text("影响测算").click()
    await desk.row(number, "2,885.98")
    await desk.press("提交审批")
    await desk.press("确", DIALOG)
    await desk.says("查看审批单")
    async with tenant.client("hr") as client:
        (one,) = (await client.get(f"{API}/raises")).json()["items"]
    assert (one["state"], one["people"], one["monthly"]) == ("submitted", 1, "2175.00")
