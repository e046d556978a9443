"""Payroll's console in a browser: what a payroll officer does, from the page to the figures."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.async_api import TimeoutError as TooLate

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk.contracts import EndEmployment
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
        """Choose from a list; one that a dialog closes while it is still coming in is opened again."""
        wanted = self.page.locator(".antd-PopOver").get_by_text(choice).last
        for attempt in range(3):
            if not await self.page.locator(".antd-PopOver-overlay").count():
                await self.item(label, where).locator(".antd-Select, .antd-ResultBox").first.click()
            try:
                await wanted.wait_for(timeout=60_000 if attempt == 2 else 10_000)
                break
            except TooLate:
                continue
        await wanted.click()
        if await self.page.locator(".antd-PopOver-overlay").count():
            await self.page.mouse.click(1300, 60)

    async def press(self, name: str, where: str = "#page") -> None:
        """Press a button that can be seen."""
        await self.page.locator(f"{where} button:visible", has_text=name).first.click()

    async def says(self, text: str, where: str = "#page") -> None:
        """Wait until a text stands somewhere."""
        await self.page.locator(where).get_by_text(text).first.wait_for()

    async def confirm(self, path: str, name: str = "确定", status: int = 200) -> Any:
        """Press a dialog's button and wait for the answer of the API, and for the dialog to go where it is kept."""
        async with self.page.expect_response(
            lambda answer: path in answer.url and answer.request.method != "GET"
        ) as answered:
            await self.press(name, DIALOG)
        answer = await answered.value
        assert answer.status // 100 == status // 100, await answer.text()
        if answer.ok:
            await self.page.wait_for_selector(DIALOG, state="detached")
        return await answer.json()

    async def tab(self, name: str) -> None:
        """Turn to a tab."""
        await self.page.locator("#page .antd-Tabs-link:visible", has_text=name).first.click()

    async def open_line(self, line: Any) -> None:
        """Unfold what stands below a line of a table."""
        await line.locator(".antd-Table-expandBtn, .antd-Table-expandBtn2").first.click()

    async def row(self, *texts: str) -> Any:
        """The first line of a table that holds all the texts."""
        found = self.page.locator("#page .antd-Table-table tr:visible")
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


async def closed_month(renshi: CoreHarness, tenant: CoreTestTenant, period: str) -> str:
    """The whole way of a month through the API; its id."""
    async with tenant.client("hr") as hr, tenant.client("finance") as finance:
        run_id = (await hr.post(f"{API}/runs", json={"period": period})).json()["id"]
        await hr.post(f"{API}/runs/{run_id}/calculate")
        await renshi.settle()
        await hr.post(f"{API}/runs/{run_id}/check")
        assert (await finance.post(f"{API}/runs/{run_id}/approve")).status_code == 200
        closed = await hr.post(f"{API}/runs/{run_id}/close")
        assert closed.status_code == 200, closed.text
        await renshi.settle()
    return str(run_id)


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


async def test_a_component_from_its_formula_to_the_run(renshi: CoreHarness, console: Any) -> None:
    """Copied, added to, refused for a wrong formula, changed, put into force, paid, taken out again."""
    tenant, desk = await at_desk(renshi, console)
    page = desk.page
    await console.open("/console/payroll/components")
    await desk.press("复制标准方案")
    await desk.type("名称", "车间方案", DIALOG)
    set_id = (await desk.confirm("/component-sets/standard/clone"))["id"]
    await page.wait_for_url(f"**/components/{set_id}")
    await desk.row("基本工资")
    await desk.press("增加项目")
    await desk.type("代码", "meal", DIALOG)
    await desk.type("名称", "餐补", DIALOG)
    await desk.type("公式", "terms.monthly_wage * unheard", DIALOG)
    await desk.type("修改说明", "餐补", DIALOG)
    refused = await desk.confirm(f"/component-sets/{set_id}/components", status=422)
    await desk.says("unheard", "body")
    assert refused["code"] == "payroll.component.formula"
    await desk.type("公式", "if(employee.service_years >= 2, 500元, 200元)", DIALOG)
    assert (await desk.confirm(f"/component-sets/{set_id}/components"))["version"] == 2
    line = await desk.row("餐补", "本单位工龄")
    await line.locator("button", has_text="修改").click()
    await desk.type("公式", "300元", DIALOG)
    await desk.type("修改说明", "统一标准", DIALOG)
    assert (await desk.confirm(f"/component-sets/{set_id}/components"))["version"] == 3
    await desk.row("餐补", "300元")
    await desk.tab("公式检查与试算")
    await desk.type("公式", "terms.monthly_wage * unheard")
    await desk.press("检查并试算")
    await desk.says("terms.monthly_wage * ▲unheard")
    await desk.type("公式", "terms.monthly_wage * 10%")
    await desk.pick("为谁试算", tenant.employee_person.name)
    await desk.day("月份", "2026-01")
    await desk.press("检查并试算")
    await desk.row("2,175.00")
    await desk.tab("版本")
    await desk.open_line(await desk.row("统一标准"))
    await desk.row("meal", "300元")
    await console.open("/console/payroll/components")
    line = await desk.row("车间方案")
    await line.locator("button", has_text="启用").click()
    await desk.type("版本", "3", DIALOG)
    await desk.day("起用日期", "2026-01-01", DIALOG)
    await desk.confirm(f"/component-sets/{set_id}/use")
    await desk.row("2026-01-01", "车间方案")
    run_id = await closed_month(renshi, tenant, "2026-01")
    async with tenant.client("hr") as client:
        slips = (await client.get(f"{API}/runs/{run_id}/slips")).json()["items"]
    assert {slip["employee_number"]: slip["gross"] for slip in slips} == {
        tenant.hr_person.number: "43800.00",
        tenant.manager_person.number: "20300.00",
        tenant.employee_person.number: "22050.00",
    }
    await console.open(f"/console/payroll/components/{set_id}")
    line = await desk.row("餐补", "300元")
    await line.locator("button", has_text="删除").click()
    await desk.type("修改说明", "取消餐补", DIALOG)
    assert (await desk.confirm("/components/meal/remove"))["version"] == 4
    await desk.tab("版本")
    await desk.row("取消餐补")
    # The one answer with an error is that of the wrong formula.
    assert [each for each in console.complaints if "401" not in each and "422" not in each] == []


async def test_parameters_by_city_and_a_declaration(renshi: CoreHarness, console: Any) -> None:
    tenant, desk = await at_desk(renshi, console, rates=False)
    page = desk.page
    await console.open("/console/payroll/facts")
    line = await desk.row("上海市 工伤保险 单位费率", "须录入")
    await line.locator("button", has_text="录入本单位数值").click()
    await desk.type("数值", "0.26", DIALOG)
    await desk.day("生效日期", "2026-01-01", DIALOG)
    await desk.type("依据", "社保核定单 2026-01", DIALOG)
    await desk.confirm("/facts/parameters")
    await console.open("/console/payroll/facts")
    await desk.type("参数名称", "工伤保险 单位费率")
    await desk.press("查询")
    line = await desk.row("上海市 工伤保险 单位费率", "0.26", "本单位录入", "社保核定单 2026-01")
    await desk.open_line(line)
    await desk.row("0.26", "本单位录入", "2026-01-01", "社保核定单 2026-01")
    await desk.type("参数名称", "养老保险 缴费基数")
    await desk.pick("城市", "北京市")
    await desk.day("月份", "2026-01")
    await desk.press("查询")
    await desk.row("北京市", "缴费基数下限", "7,162")
    await desk.tab("已录入的参数与申报")
    await desk.row("上海市 工伤保险 单位费率", "0.26%")
    await desk.press("录入员工申报")
    await desk.pick("员工", tenant.employee_person.name, DIALOG)
    await desk.pick("事项", "专项附加扣除（本年累计）", DIALOG)
    await desk.type("累计子女教育", "2000", DIALOG)
    await desk.type("累计住房租金", "1500", DIALOG)
    await desk.day("所属月份", "2026-01-01", DIALOG)
    await desk.type("依据", "员工填报", DIALOG)
    await desk.confirm("/facts/declarations")
    await desk.row(tenant.employee_person.name, "累计子女教育 2000.00；累计住房租金 1500.00")
    await page.reload()
    await desk.tab("已录入的参数与申报")
    await desk.row(tenant.employee_person.name, "专项附加扣除（本年累计）", "员工填报")
    assert not [each for each in console.complaints if "401" not in each]


async def test_an_opening_and_a_closed_month_in_the_ledger(renshi: CoreHarness, console: Any) -> None:
    tenant, desk = await at_desk(renshi, console)
    await closed_month(renshi, tenant, "2026-01")
    newcomer = await tenant.hire("中途上线")
    await console.open("/console/payroll/ledger")
    line = await desk.row(tenant.employee_person.number, "21,750.00", "388.30")
    await desk.open_line(line)
    await desk.row("工资批次", "21,750.00", "3,806.75", "388.30")
    await desk.press("录入期初")
    await desk.pick("员工", newcomer.name, DIALOG)
    for label, value in (
        ("纳税年度", "2026"),
        ("截至月份", "10"),
        ("已预扣月数", "10"),
        ("累计收入", "100000"),
        ("累计社保公积金", "15000"),
        ("累计已预扣个税", "1050"),
        ("依据", "原系统年度汇总"),
    ):
        await desk.type(label, value, DIALOG)
    await desk.confirm("/openings")
    # A table that has just been read again folds its lines: they are unfolded on a fresh page.
    await console.open("/console/payroll/ledger")
    line = await desk.row(newcomer.number, "100,000.00", "15,000.00", "1,050.00")
    await desk.open_line(line)
    await desk.row("期初", "100,000.00", "原系统年度汇总")
    await desk.tab("公司")
    # 85,250 of the closed month and the opening.
    await desk.row("2026", "185,250.00")
    assert not [each for each in console.complaints if "401" not in each]


async def test_why_from_the_slip_by_payroll_and_by_its_owner(renshi: CoreHarness, console: Any) -> None:
    tenant, desk = await at_desk(renshi, console)
    run_id = await closed_month(renshi, tenant, "2026-01")
    await console.open(f"/console/payroll/runs/{run_id}")
    await desk.tab("工资条")
    await desk.page.locator("#page a", has_text=tenant.hr_person.name).first.click()
    await desk.page.locator("#page a", has_text="个人所得税（工资薪金，累计预扣法）").first.click()
    await desk.page.wait_for_url("**/why/iit.wage")
    await desk.row("四舍五入到分为 959.17", "2018年第61号")
    await desk.row("累计减除费用", "5,000.00")
    await sign_in(console, tenant, tenant.employee_person)
    await console.open("/console/payroll/my")
    await desk.page.locator("#page a", has_text="2026-01").first.click()
    await desk.press("确认无误")
    await desk.says("已确认")
    await desk.page.locator("#page a", has_text="个人所得税（工资薪金，累计预扣法）").first.click()
    await desk.page.wait_for_url("**/my/*/why/iit.wage")
    await desk.row("388.30", "2018年第61号")
    reads = await tenant.audit("payroll.slip.read")
    assert {row["employee_id"] for row in reads} >= {tenant.hr_person.id, tenant.employee_person.id}
    assert not [each for each in console.complaints if "401" not in each]


async def test_accounts_line_by_line(renshi: CoreHarness, console: Any) -> None:
    """A rule for a department and another bank account; the journal of a closed month uses both."""
    tenant, desk = await at_desk(renshi, console)
    page = desk.page

    async def save(title: str, path: str) -> None:
        form = page.locator("#page .renshi-box:visible", has_text=title).first
        async with page.expect_response(
            lambda answer: path in answer.url and answer.request.method == "PUT"
        ) as answered:
            await form.locator("button", has_text="保存").click()
        assert (await answered.value).status == 200, await (await answered.value).text()

    await console.open("/console/payroll/outputs")
    await desk.tab("会计科目")
    expenses = page.locator("#page .renshi-box:visible", has_text="费用科目").first
    await expenses.locator("tbody tr").nth(2).wait_for()
    await expenses.locator("button", has_text="新增").click()
    line = expenses.locator("tbody tr").nth(3)
    await line.locator("input[name=department]").fill("生产部")
    await line.locator("input[name=code]").fill("510101")
    await line.locator("input[name=title]").fill("制造费用—职工薪酬")
    await save("费用科目", "/accounts/expenses")
    payables = page.locator("#page .renshi-box:visible", has_text="往来科目").first
    line = payables.locator("tbody tr", has_text="银行存款")
    await line.locator("input[name=code]").fill("100201")
    await save("往来科目", "/accounts/payables")
    await page.reload()
    await desk.tab("会计科目")
    await page.locator("#page input[value='510101']").wait_for()
    await page.locator("#page input[value='100201']").wait_for()
    run_id = await closed_month(renshi, tenant, "2026-01")
    async with tenant.client("hr") as client:
        document = (await client.get(f"{API}/accounts")).json()["document"]
        made = await client.post(f"{API}/runs/{run_id}/outputs", json={"kind": "journal"})
        assert made.status_code == 201, made.text
        await renshi.settle()
        (row,) = (await client.get(f"{API}/runs/{run_id}/outputs")).json()["items"]
        taken = await client.post(f"{API}/outputs/{row['id']}/take")
    assert document["expenses"][-1] == {
        "department": "生产部", "component": "*", "account": {"code": "510101", "title": "制造费用—职工薪酬"},
    }  # fmt: skip
    cells = [str(cell.value) for line in load_workbook(io.BytesIO(taken.content)).active for cell in line]
    assert "510101" in cells
    assert not [each for each in console.complaints if "401" not in each]


async def test_one_persons_raise_with_its_back_pay(renshi: CoreHarness, console: Any) -> None:
    """The differences of closed months stand there before anything is asked for; the request says it reaches back."""
    tenant, desk = await at_desk(renshi, console)
    await closed_month(renshi, tenant, "2026-01")
    await console.open("/console/payroll/raises")
    await desk.tab("单人调薪")
    await desk.pick("员工", tenant.employee_person.name)
    await desk.day("生效日期", "2026-01-01")
    await desk.type("调整后月工资", "23925")
    await desk.type("调薪原因", "追溯调薪")
    await desk.press("测算影响")
    await desk.row("2026-01", "基本工资补差", "21,750.00", "23,925.00", "2,175.00")
    await desk.row("2026-01", "住房公积金（个人）补差", "152.00")
    async with tenant.client("hr") as client:
        assert (await client.get("/api/requests")).json()["items"] == []
    await desk.press("提交审批")
    asked = await desk.confirm("/payroll/raise")
    async with tenant.client("hr") as client:
        request = (await client.get(f"/api/requests/{asked['request_id']}")).json()
    assert (request["kind"], request["form"]["reaches_back"], request["form"]["monthly_wage"]) == (
        "payroll.salary_change", True, "23925",
    )  # fmt: skip
    assert not [each for each in console.complaints if "401" not in each]


async def test_a_leaver_is_settled_in_the_run(renshi: CoreHarness, console: Any, tmp_path: Any) -> None:
    """From the dialog to the run's items; a sheet with a wrong cell names it and imports nothing."""
    tenant, desk = await at_desk(renshi, console)
    page = desk.page
    person = await tenant.hire("离职员工")
    async with tenant.client("hr") as client:
        terms = {"valid_from": "2024-01-01", "monthly_wage": "21750", "resident": True, "reason": "定薪"}
        made = await client.post(f"{API}/terms", json={"employee_id": str(person.id)} | terms)
        assert made.status_code == 201, made.text
        await closed_month(renshi, tenant, "2026-01")
        await closed_month(renshi, tenant, "2026-02")
        async with tenant.context() as ctx:
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=date(2026, 3, 13), reason="协商解除")
            )
    await console.open("/console/payroll/runs")
    await desk.press("新建")
    await desk.day("工资月份", "2026-03", DIALOG)
    await desk.pick("类型", "离职结算", DIALOG)
    await desk.pick("离职人员", person.name, DIALOG)
    run_id = (await desk.confirm("/payroll/runs"))["id"]
    await page.wait_for_url(f"**/runs/{run_id}")
    await desk.tab("一次性项目")
    await desk.says("本批次还没有一次性项目")
    await desk.press("离职结算")
    await desk.type("当年应休年假", "15", DIALOG)
    await desk.day("最后工作日", "2026-03-13", DIALOG)
    await desk.pick("离职人员", person.name, DIALOG)
    await desk.confirm(f"/runs/{run_id}/settlement")
    # 72 of 365 days x 15 are 2 days: 21,750 / 21.75 x 2 x 200 %.
    await desk.row(person.number, "未休年休假工资", "4,000.00", "离职结算")
    book = Workbook()
    book.active.append(["工号", "姓名", "项目", "金额", "说明"])
    book.active.append([person.number, "", "奖金（并入工资）", "一千", "项目奖"])
    book.save(tmp_path / "items.xlsx")
    await desk.press("上传表格")
    await page.locator(f"{DIALOG} input[type=file]").set_input_files(str(tmp_path / "items.xlsx"))
    await desk.says("items.xlsx", DIALOG)
    refused = await desk.confirm(f"/runs/{run_id}/items/sheet", status=422)
    assert refused["rows"][0]["column"] == "金额"
    await desk.says("第 2 行“金额”：“一千”不是大于 0", "body")
    async with tenant.client("hr") as client:
        assert len((await client.get(f"{API}/runs/{run_id}/items")).json()["items"]) == 1
    assert [each for each in console.complaints if "401" not in each and "422" not in each] == []
