"""A report from nothing to a workbook, by hand: built, opened, shared, exported, changed, restored, copied."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.db import fetch
from tests.browser.hands import choose

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DIALOG = ".antd-Modal"


async def enter(console: Any, tenant: Any, person: Any) -> Any:
    """Sign in as a person of the tenant."""
    login = person.number.lower()
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    await console.sign_in(tenant, login)
    await console.page.wait_for_selector(".renshi-home")
    console.complaints.clear()
    return console.page


def item(page: Any, label: str, where: str = "#page") -> Any:
    """An input by its label."""
    named = page.locator(".antd-Form-label", has_text=label)
    return page.locator(f"{where} .antd-Form-item", has=named).first


async def pick(page: Any, label: str, *choices: str, where: str = "#page") -> None:
    """Choose from a list by the label of its input."""
    await choose(page, item(page, label, where), *choices)


async def cells(page: Any, last: str) -> list[list[str]]:
    """The report's table as it is read, once a line with the text ``last`` is there."""
    await page.locator("#page .renshi-table >> nth=0").locator("tbody tr", has_text=last).first.wait_for()
    rows = []
    for line in await page.locator("#page .renshi-table >> nth=0").locator("tbody tr").all():
        rows.append([text.strip() for text in await line.locator("td").all_inner_texts()])
    return rows


async def test_a_report_is_built_opened_shared_exported_changed_and_restored(
    renshi: CoreHarness, console: Any, tmp_path: Any
) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    sales = tenant.departments["SALES"]
    for n, city in enumerate(("苏州", "苏州", "上海")):
        await tenant.hire(f"员工{n}", department_id=sales, city=city)
    page = await enter(console, tenant, tenant.hr_person)
    await console.open("/console/reporting/centre")
    await page.locator("#page button, #page a", has_text="新建报表").first.click()
    await page.wait_for_selector("#page >> text=保存并查看")
    await item(page, "名称").locator("input").first.fill("销售部各城市人数")
    await pick(page, "数据集", "在职员工")
    await pick(page, "维度（行）", "部门", "工作城市")
    await pick(page, "指标", "人数")
    await pick(page, "筛选", "工作城市")
    await pick(page, "条件", "是其中之一")
    await item(page, "值").locator("input").first.fill("上海，苏州")
    await pick(page, "图表", "堆叠柱状图")
    await page.locator("#page button", has_text="保存并查看").click()
    await page.wait_for_url("**/console/reporting/saved/*")
    report = page.url.rsplit("/", 1)[1]
    rows = await cells(page, "合计")
    assert [row for row in rows if row[0] == "销售部"] == [
        ["销售部", "上海", "1"],
        ["销售部", "苏州", "2"],
    ]
    assert rows[-1] == ["合计", "-", "6"]
    await page.wait_for_selector("#page .renshi-chart canvas")

    # The rows behind a line, and back.
    await page.locator("#page .renshi-table tr", has_text="苏州").locator("a").click()
    await page.wait_for_selector("#page >> text=返回报表")
    assert [row[1] for row in await cells(page, "员工0")] == ["员工0", "员工1"]
    await page.locator("#page button, #page a", has_text="返回报表").first.click()

    # Shared with a role: a manager finds it, with their own people in it.
    await page.locator("#page button", has_text="共享").first.click()
    await pick(page, "范围", "指定角色", where=DIALOG)
    await pick(page, "角色", "经理", where=DIALOG)
    await page.locator(f"{DIALOG} button", has_text="确定").click()
    await page.wait_for_selector(DIALOG, state="detached")
    await page.wait_for_selector("#page >> text=指定角色")
    seen = await tenant.client("manager").get(f"/api/plugins/reporting/saved/{report}/run")
    assert [(r["city"], r["people:sum"]) for r in seen.json()["items"]] == [("上海", 2)]

    # Exported: the workbook holds what the page shows.
    await page.locator("#page button", has_text="导出").first.click()
    await page.locator(f"{DIALOG} button", has_text="确定").click()
    await page.wait_for_url("**/console/reporting/files")
    await renshi.settle()
    await page.wait_for_selector("#page a.renshi-file")
    async with page.expect_download() as coming:
        await page.click("#page a.renshi-file")
    kept = tmp_path / "report.xlsx"
    await (await coming.value).save_as(kept)
    values = [list(row) for row in load_workbook(kept).worksheets[0].iter_rows(values_only=True)]
    assert ["销售部", "苏州", 2] in [[cell for cell in row if cell is not None] for row in values]

    # Changed: by another dimension; restored from its versions; copied.
    await console.open(f"/console/reporting/saved/{report}/edit")
    await page.locator("#page .antd-Select", has_text="工作城市").first.wait_for()
    await page.wait_for_function(
        "document.querySelector('#page input[name=title]').value === '销售部各城市人数'"
    )
    await item(page, "名称").locator("input").first.fill("人数")
    await pick(page, "图表", "折线图")
    await page.locator("#page button", has_text="保存并查看").click()
    await page.wait_for_url(f"**/console/reporting/saved/{report}")
    await page.wait_for_selector("#page .renshi-box-title >> text=人数")
    await page.locator("#page .renshi-fold", has_text="历史版本").locator(".antd-Collapse-header").click()
    await (
        page.locator("#page .renshi-fold tr", has_text="销售部各城市人数")
        .locator("button", has_text="恢复")
        .click()
    )
    await page.locator(f"{DIALOG} button", has_text="确认").click()
    await page.wait_for_selector("#page .renshi-box-title >> text=销售部各城市人数")
    await page.locator("#page button", has_text="复制").first.click()
    await page.wait_for_selector("#page .renshi-box-title >> text=（副本）")
    titles = {
        i["title"] for i in (await tenant.client("hr").get("/api/plugins/reporting/centre")).json()["items"]
    }
    assert {"销售部各城市人数", "销售部各城市人数（副本）"} <= titles
    assert console.complaints == []


async def test_a_report_that_is_not_for_the_reader_says_why(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant(enable=["reporting", "payroll"])
    hr = tenant.client("hr")
    body = {"title": "成本", "query": {"dataset": "payroll.cost", "measures": ["cost:sum"]}}
    report = (await hr.post("/api/plugins/reporting/saved", json=body)).json()["id"]
    await hr.put(f"/api/plugins/reporting/saved/{report}/share", json={"shared": "company"})
    await enter(console, tenant, tenant.manager_person)
    await console.open(f"/console/reporting/saved/{report}")
    await console.page.wait_for_selector("#page .antd-Alert--danger >> text=查看人力成本报表")
    assert await console.page.locator("#page .renshi-table").count() == 0
    await tenant.disable("payroll")
    page = await enter(console, tenant, tenant.hr_person)
    await console.open(f"/console/reporting/saved/{report}")
    await page.wait_for_selector("#page .antd-Alert--danger >> text=没有这个数据集")
    assert console.complaints == []
