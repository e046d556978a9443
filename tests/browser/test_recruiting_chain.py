"""From the wish for a person to the employee's file, by the hands of a manager, of HR and of the candidate."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from renshi_recruiting_ai.settings import RecruitingSettings

from renshi_core.identity import service as identity
from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch
from tests.browser.conftest import LONG, Console
from tests.browser.hands import choose

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DIALOG = ".antd-Modal"
PLACE = "/console/recruiting_ai"
TOLD = (
    "去年三月，二号车间的注塑线连续三天尺寸超差。我的任务是一周内恢复交货。我用鱼骨图找根因，发现模温机的传感器漂移，"
    "调整了保压参数，又给夹具加了防错销，并写进作业指导书。最终不良率从6%降到了0.8%，客户没有再投诉。"
)


class Desk:
    """Somebody at the console."""

    def __init__(self, console: Console) -> None:
        self.console, self.page = console, console.page

    def item(self, label: str, where: str = "#page") -> Any:
        """A form's item by its label."""
        named = self.page.locator(f".antd-Form-label:has-text('{label}')")
        return self.page.locator(f"{where} .antd-Form-item", has=named).first

    async def type(self, label: str, text: str, where: str = "#page") -> None:
        """Type into an input."""
        await self.item(label, where).locator("input:visible, textarea:visible").first.fill(text)

    async def day(self, label: str, text: str, where: str = "#page") -> None:
        """Type a date."""
        box = self.item(label, where).locator("input:visible").first
        await box.fill(text)
        await box.press("Enter")

    async def pick(self, label: str, choice: str, where: str = "#page") -> None:
        """Choose from a list."""
        await choose(self.page, self.item(label, where), choice, exact=False)

    async def dialog(self, button: str) -> Any:
        """Open the dialog of a button."""
        await self.page.locator("#page button", has_text=button).first.click()
        box = self.page.locator(DIALOG).last
        await box.wait_for()
        return box

    async def confirm(self) -> None:
        """The dialog's button; it goes."""
        await self.page.locator(f"{DIALOG} button", has_text=re.compile("^(确定|确认|提交)")).last.click()
        await self.page.wait_for_selector(DIALOG, state="detached")

    async def send(self, button: str) -> None:
        """Press a form's button and wait until the request's own page is drawn."""
        await self.page.locator("#page button", has_text=button).last.click()
        await self.page.wait_for_selector("text=处理记录")

    async def approve(self, tenant: Any, login: str, words: str) -> None:
        """Open the newest request that waits, and agree to it."""
        await self.console.sign_in(tenant, login)
        await self.console.open("/console/core/requests")
        await self.page.click("a:has-text('R2026')")
        await self.page.click("button:has-text('同意')")
        await self.page.fill("textarea[name=comment]", words)
        await self.page.click("button:has-text('确定')")
        await self.page.wait_for_selector(f"td:has-text('{words}')")


async def _let_in(tenant: Any, **people: Any) -> None:
    async with tenant.context() as ctx:
        for login, person in people.items():
            (row,) = await fetch(
                "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
            )
            await users.set_password(ctx, row["id"], PASSWORD)


def _resume(folder: Path) -> Path:
    """A small Word file."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org"
    lines = (
        "赵候选",
        "工作经历",
        "2019.03-2026.10 某某电子有限公司 生产组长",
        "技能：精益生产、5S、质量改善",
    )
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    path = folder / "简历.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" Type='
            f'"{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        file.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        )
    return path


async def _applies(phone: Page, address: str, resume: Path) -> None:
    """From the list of jobs over application and consent to the end of the interview."""
    await phone.goto(address + "/assets/careers.html?channel=job_board")
    await phone.click("button.job >> text=生产主管")
    await phone.fill("#name", "赵候选")
    await phone.fill("#phone", "13800138000")
    await phone.fill("#email", "zhao@example.com")
    await phone.fill("#fact-years_experience", "7")
    await phone.select_option("#fact-shift_work", "是")
    await phone.set_input_files("#file", str(resume))
    await phone.click("text=提交应聘")
    # Without the consent nothing is sent: the browser points at the box.
    assert await phone.locator("input[name=consent-application]:invalid").count() == 1
    await phone.check("input[name=consent-application]")
    await phone.check("input[name=consent-ai_scoring]")
    await phone.click("text=提交应聘")
    await phone.wait_for_url("**/assets/candidate.html#me=*")
    await phone.click("text=开始文字面试")
    for number in range(1, 5):
        await phone.wait_for_selector(f"text=第 {number} 题，共 4 题")
        await phone.fill("#answer", TOLD)
        await phone.click("text=提交回答")
    await phone.wait_for_selector("text=面试已完成，谢谢")


async def test_a_requisition_becomes_an_employee_with_the_report_in_the_file(
    renshi: CoreHarness, console: Console, browser: Browser, tmp_path: Path
) -> None:
    tenant = await renshi.new_tenant(enable=["recruiting_ai"])
    second = await tenant.hire("刘人事", department_id=tenant.departments["HQ"])
    async with tenant.context() as ctx:
        user_id = await identity.create_user(ctx, login="liu", name="刘人事", employee_id=second.id)
        await identity.grant_role(ctx, user_id=user_id, role="hr", scope=DataScope.COMPANY)
    await _let_in(tenant, wang=tenant.hr_person, li=tenant.manager_person, liu=second)
    public = f"{console.address}{tenant.public_path('recruiting_ai')}"
    async with tenant.context("recruiting_ai") as ctx:
        await ctx.plugins.save_settings(RecruitingSettings(careers_address=public, follow_ups=0))
    desk, page = Desk(console), console.page

    # The manager asks for a person; HR agrees.
    await console.sign_in(tenant, "li")
    await console.open("/console/core/requests/new/recruiting_ai.requisition")
    await desk.type("岗位名称", "生产主管")
    await desk.pick("用人部门", "生产部")
    await desk.pick("岗位画像", "生产主管")
    await desk.type("岗位说明", "带一条产线。")
    await desk.type("招聘原因", "新增产线")
    await desk.send("提交申请")
    await desk.approve(tenant, "wang", "同意招聘")

    # What the channel costs.
    await console.open(f"{PLACE}/channels")
    await desk.dialog("登记费用")
    await desk.pick("渠道", "招聘网站", DIALOG)
    await desk.day("起", "2026-11-01", DIALOG)
    await desk.day("止", "2026-11-30", DIALOG)
    await desk.type("金额", "3000", DIALOG)
    await desk.confirm()
    await page.wait_for_selector("#page td >> text=3,000.00")

    # The candidate, on a phone.
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    phone = await context.new_page()
    phone.set_default_timeout(LONG)
    phone.on("dialog", lambda dialog: dialog.accept())
    await _applies(phone, public, _resume(tmp_path))
    await renshi.settle()

    # HR finds them, reads the report, and asks the manager to talk to them.
    await console.open(f"{PLACE}/candidates")
    await page.click("#page td a:has-text('赵候选')")
    await page.wait_for_selector("text=投递：招聘网站")
    application = page.url.rsplit("/", 1)[1]
    await page.locator(".antd-Tabs-link", has_text="面试轮次").click()
    await desk.dialog("安排面试")
    await desk.type("轮次名称", "用人部门面试", DIALOG)
    await desk.pick("评委", tenant.manager_person.name, DIALOG)
    await desk.confirm()
    await page.wait_for_selector("#page td >> text=用人部门面试")

    # The manager's card, with a line for each competency already there.
    await console.sign_in(tenant, "li")
    await console.open(f"{PLACE}/my-rounds")
    await page.click("#page td a:has-text('赵候选')")
    await page.locator(".antd-Tabs-link", has_text="提交评分表").click()
    card = page.locator("form", has=page.locator("textarea[name=words]")).last
    await card.get_by_text("现场问题解决").first.wait_for()
    await card.locator("input[name=score]").first.fill("8")
    await card.get_by_text("推荐", exact=True).click()
    await card.locator("textarea[name=words]").last.fill("现场问题讲得清楚")
    send = page.locator("#page button", has_text="提交评分表").last
    async with page.expect_response(lambda r: r.url.endswith("/scorecard")) as refused:
        await send.click()
    assert (await refused.value).status == 422
    await page.wait_for_selector("text=请写明依据：现场问题解决")
    await card.locator("textarea[name=words]").first.fill("讲清了根因、措施和数据")
    async with page.expect_response(lambda r: r.url.endswith("/scorecard")) as handed:
        await send.click()
    assert (await handed.value).status == 201

    # HR decides on what the program and the people say.
    await console.sign_in(tenant, "wang")
    async with tenant.client("hr") as hr:
        one = (await hr.get(f"/api/plugins/recruiting_ai/applications/{application}")).json()
    await console.open(f"{PLACE}/compare/{one['requisition_id']}")
    await page.wait_for_selector(".renshi-compare th[scope=col] >> text=赵候选")
    await console.open(f"{PLACE}/interviews/{one['interview_id']}")
    await desk.dialog("作出决定")
    await desk.pick("决定", "进入录用", DIALOG)
    await page.fill(f"{DIALOG} textarea[name=reason]", "现场问题讲得清楚，数据可信")
    await desk.confirm()
    await console.open(f"{PLACE}/candidates/{application}")
    await page.wait_for_selector("text=决定：进入录用")

    # The offer: asked for, agreed to by another person, handed on.
    await page.click("#page button:has-text('发起录用'), #page a:has-text('发起录用')")
    await page.wait_for_url("**/requests/new/recruiting_ai.offer")
    # Enter, which ends a date, sends a form that is whole: the date comes first.
    await desk.day("到岗日期", "2026-12-01")
    await desk.pick("候选人", "赵候选")
    await desk.pick("入职部门", "生产部")
    await desk.type("月薪", "12000")
    await desk.send("提交申请")
    async with tenant.client("hr") as hr:
        (offer,) = (await hr.get("/api/plugins/recruiting_ai/offers")).json()["items"]
    assert offer["state"] == "pending", "whoever asks does not agree to it"
    await desk.approve(tenant, "liu", "同意录用")
    await console.sign_in(tenant, "wang")
    await console.open(f"{PLACE}/offers")
    letters: list[str] = []

    async def kept(route: Any) -> None:
        # What the page saves as a file can't be read from it afterwards.
        answer = await route.fetch()
        letters.append(await answer.text())
        await route.fulfill(response=answer)

    await page.route("**/letter", kept)
    async with page.expect_response(lambda r: r.url.endswith("/letter")):
        await page.click("#page button:has-text('下载录用通知')")
    found = re.search(r"https?://\S+#offer=\S+", letters[0])
    assert found is not None

    # The candidate accepts, and is an employee with the interview in the file.
    await phone.goto(found[0])
    await phone.fill("#phone-tail", "8000")
    await phone.click("text=接受录用")
    await phone.wait_for_selector("text=您已接受，欢迎加入！")
    await context.close()
    await renshi.settle()
    async with tenant.context():
        (hired,) = await fetch("SELECT id FROM renshi_employee WHERE name = '赵候选'")
    await console.open(f"/console/core/employees/{hired['id']}")
    await page.wait_for_selector("#page >> text=赵候选")
    await page.get_by_text("时间线", exact=True).first.click()
    await page.wait_for_selector("#page >> text=接受录用：生产主管")
    await page.wait_for_selector("#page >> text=面试：生产主管")
    assert [c for c in console.complaints if "401" not in c and "422" not in c] == []
