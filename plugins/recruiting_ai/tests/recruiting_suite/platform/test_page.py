"""The candidate's page in a real browser."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Page, async_playwright

from renshi_sdk.testing import Harness

from .company import ANSWERS, RecruitingCompany

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(renshi_platform: Harness) -> AsyncIterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = renshi_platform.app  # type: ignore[attr-defined]
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server offers a flag, no event
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


@pytest_asyncio.fixture(loop_scope="session")
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = await browser.new_context(viewport=PHONE, locale="zh-CN")
        opened = await context.new_page()
        opened.set_default_timeout(60_000)
        opened.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept("想当面谈")))
        yield opened
        await browser.close()


async def _wide(page: Page) -> bool:
    return bool(
        await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


async def test_apply_leave_in_the_middle_come_back_and_finish(
    renshi: Harness, address: str, page: Page
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    await firm.open_job()
    await page.goto(f"{address}{firm.public}/assets/candidate.html?channel=referral")
    await page.click("text=查看与应聘")
    await page.fill("#name", "赵<b>候选</b>")
    await page.fill("#phone", "13800138000")
    await page.fill("#fact-years_experience", "3")
    await page.select_option("#fact-shift_work", "是")
    await page.check("input[name=consent-application]")
    await page.check("input[name=consent-ai_scoring]")
    await page.click("text=提交应聘")
    # The practice question stays in the browser.
    await page.click("summary:has-text('先练习一题')")
    await page.fill("#practice", "只是练习")
    await page.wait_for_selector("text=已写 4 字")
    await page.click("text=开始文字面试")
    await page.wait_for_selector("text=由人工智能程序提问")
    assert await firm.rows("SELECT FROM recruiting_ai_turn WHERE answer IS NOT NULL") == []
    texts = list(ANSWERS.values())
    await page.fill("#answer", texts[0])
    await page.click("text=提交回答")
    await page.wait_for_selector("text=第 2 题，共 4 题")
    await page.fill("#answer", "写到一半")
    assert not await _wide(page)
    await page.reload()
    await page.wait_for_selector("text=第 2 题，共 4 题")
    assert await page.input_value("#answer") == "写到一半"
    await page.wait_for_selector("text=最终不良率从6%降到了0.8%")
    for number, text in enumerate(texts[1:], 2):
        await page.wait_for_selector(f"text=第 {number} 题，共 4 题")
        await page.fill("#answer", text)
        await page.click("text=提交回答")
    await page.wait_for_selector("text=面试已完成，谢谢")
    await renshi.settle()
    await page.reload()
    await page.click("text=查看评分说明")
    await page.wait_for_selector("text=不参与评分：姓名")
    await page.wait_for_selector("text== 93 %（uncalibrated, rule v1）")
    application = await firm.only_application()
    assert (application["name"], application["channel"], application["match_percent"]) == (
        "赵<b>候选</b>",
        "referral",
        93,
    )
    assert complaints == []


async def test_asking_for_a_person_and_deleting_everything(renshi: Harness, address: str, page: Page) -> None:
    firm = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    await page.goto(f"{address}{firm.public}/assets/candidate.html#me={token}")
    await page.click("text=开始文字面试")
    await page.click("text=要求人工面试")
    await page.wait_for_selector("text=已转人工")
    await page.click("text=删除我的资料")
    await page.wait_for_selector("text=您的资料已删除")
    assert (await firm.rows("SELECT name FROM recruiting_ai_candidate"))[0]["name"] == "已删除"


async def test_a_link_that_is_no_link_says_so(renshi: Harness, address: str, page: Page) -> None:
    firm = await RecruitingCompany.new(renshi)
    await page.goto(f"{address}{firm.public}/assets/candidate.html#me={'x' * 43}")
    await page.wait_for_selector("[role=alert] >> text=链接无效或已过期")


async def test_a_code_for_wechat_is_shown_once(renshi: Harness, address: str, page: Page) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.tenant.enable("wechat")
    account = {
        "name": "招聘公众号",
        "appid": "wx2c2769f8efd9abc2",
        "token": "spamtest",
        "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "secret": "mock-secret-0123456789abcdef0123",
    }
    async with firm.tenant.client("admin") as admin:
        assert (await admin.post("/api/plugins/wechat/accounts", json=account)).status_code == 201
    token = await firm.apply(await firm.open_job())
    await page.goto(f"{address}{firm.public}/assets/candidate.html#me={token}")
    await page.click("text=在微信中继续")
    await page.wait_for_selector("text=在微信中关注公众号“招聘公众号”")
    shown = await page.inner_text("strong.code")
    assert re.fullmatch(r"应聘 \d{10}", shown)
    assert not await _wide(page)
    (kept,) = await firm.rows("SELECT code_index, bound_at FROM recruiting_ai_chat")
    assert (len(kept["code_index"]), kept["bound_at"]) == (16, None)
