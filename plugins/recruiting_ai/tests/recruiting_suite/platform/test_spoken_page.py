"""The candidate's page in a real browser with a fake camera and microphone: an interview, and what goes wrong."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright

from renshi_sdk.testing import Harness

from .company import RecruitingCompany
from .test_page import FLAGS, address

__all__ = ["address"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1280, "height": 860}
PAUSE = 2.0
PICTURES = os.environ.get("RENSHI_TEST_PICTURES")


@asynccontextmanager
async def _browser(
    *flags: str, viewport: dict[str, int] = PHONE
) -> AsyncIterator[tuple[BrowserContext, Page]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, *flags])
        context = await browser.new_context(viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]
        page = await context.new_page()
        page.set_default_timeout(90_000)
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
        yield context, page
        await browser.close()


async def _picture(page: Page, name: str) -> None:
    """Kept where RENSHI_TEST_PICTURES says, for whoever wants to look."""
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


async def _narrow(page: Page) -> bool:
    return bool(
        await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    )


async def _to_the_devices(
    page: Page, address: str, firm: RecruitingCompany, token: str, channel: str
) -> None:
    await page.goto(f"{address}{firm.public}/assets/candidate.html#me={token}")
    await page.check(f"input[name=channel][value={channel}]")
    await page.check("input[name=agree-recording]")
    await page.click("text=下一步：检查设备")


async def _speak(page: Page, seconds: float, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
    await page.wait_for_selector("text=● 正在录制")
    await asyncio.sleep(seconds)
    if meanwhile is not None:
        await meanwhile()
    await page.click("#stop")


async def _arrived(firm: RecruitingCompany, *, turn: int, pieces: int) -> None:
    """Until the server holds so many pieces of what is being said."""
    query = (
        "SELECT FROM recruiting_ai_chunk c JOIN recruiting_ai_recording r ON r.id = c.recording_id"
        " WHERE r.turn_no = $1"
    )
    async with asyncio.timeout(120):
        while len(await firm.rows(query, turn)) < pieces:  # noqa: ASYNC110 - the browser sends them
            await asyncio.sleep(0.1)


async def _wait_for_question(page: Page, number: int) -> None:
    await page.wait_for_selector(f"text=第 {number} 题，共 4 题", timeout=90_000)


async def test_a_whole_voice_interview_with_a_dropped_line_and_a_reload(
    renshi: Harness, address: str
) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    token = await firm.apply(await firm.open_job())
    complaints: list[str] = []
    async with _browser(*FAKE) as (context, page):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{address}{firm.public}/assets/candidate.html#me={token}")
        await page.check("input[name=channel][value=voice]")
        await _picture(page, "begin-375")
        await _to_the_devices(page, address, firm, token, "voice")
        await page.wait_for_selector("text=听到声音了", timeout=90_000)
        await _picture(page, "devices-375")
        await page.click("text=练习：录 5 秒听一听")
        await page.wait_for_selector("audio[controls]", timeout=90_000)
        assert await firm.rows("SELECT FROM recruiting_ai_recording") == [], "practice stays in the browser"
        await page.click("text=设备正常，开始面试")

        # 1: plainly.
        await _wait_for_question(page, 1)
        await page.click("text=开始回答")
        await page.wait_for_selector("text=● 正在录制")
        assert await _narrow(page)
        await _picture(page, "recording-375")
        await _speak(page, 3.0)
        await page.wait_for_selector("text=提交这段回答")
        await _picture(page, "review-375")
        await page.click("text=提交这段回答")

        # 2: the line breaks in the middle, and comes back after the answer was given.
        await _wait_for_question(page, 2)
        await page.click("text=开始回答")

        async def drop() -> None:
            await context.set_offline(True)
            await page.wait_for_selector("text=网络已断开", timeout=90_000)

        await _speak(page, 2.5, drop)
        await page.wait_for_selector("text=提交这段回答")
        await page.click("text=提交这段回答")
        await asyncio.sleep(1.0)
        assert await page.is_visible("text=第 2 题，共 4 题")
        await context.set_offline(False)

        # 3: the page is loaded anew while somebody speaks; what was said is kept, and they go on.
        await _wait_for_question(page, 3)
        await page.click("text=开始回答")
        await page.wait_for_selector("text=● 正在录制")
        await _arrived(firm, turn=3, pieces=2)
        await page.reload()
        await page.wait_for_selector("text=您刚才录下的内容已保留")
        await _picture(page, "kept-375")
        await page.click("text=接着说")
        await page.click("text=接着回答")
        await _speak(page, 2.5)
        await page.click("text=提交这段回答")

        # 4: recorded again once, which is all the rule allows.
        await _wait_for_question(page, 4)
        await page.click("text=开始回答")
        await _speak(page, 2.5)
        await page.click("text=重新录制（还可 1 次）")
        await _speak(page, 2.5)
        await page.wait_for_selector("text=提交这段回答")
        assert not await page.is_visible("text=重新录制")
        await page.click("text=提交这段回答")

        await page.wait_for_selector("text=核对文字稿", timeout=90_000)
        await renshi.settle()
        await page.reload()
        await page.wait_for_selector("text=没有转写出文字")
        await page.fill("#words-1", "当时产线停线，我组织团队分析原因，调整参数后不良率从6%降到0.8%。")
        await _picture(page, "words-375")
        assert await _narrow(page)
        await page.click("text=完成面试")
        await page.wait_for_selector("text=面试已完成，谢谢")
    await renshi.settle()
    assert complaints == []
    rows = await firm.rows(
        "SELECT turn_no, attempt, segment, state, seconds FROM recruiting_ai_recording"
        " ORDER BY turn_no, attempt, segment"
    )
    assert [(row["turn_no"], row["attempt"], row["segment"], row["state"]) for row in rows] == [
        (1, 1, 1, "analysed"),
        (2, 1, 1, "analysed"),
        (3, 1, 1, "analysed"),
        (3, 1, 2, "analysed"),
        (4, 2, 1, "analysed"),
    ]
    assert all(float(row["seconds"]) > 1.5 for row in rows)
    turns = await firm.rows("SELECT answered_by, answer FROM recruiting_ai_turn ORDER BY turn_no")
    assert [row["answered_by"] for row in turns] == ["voice"] * 4
    assert "不良率从6%" in turns[0]["answer"]
    assert await firm.rows("SELECT FROM recruiting_ai_chunk") == []
    state = (await firm.rows("SELECT state FROM recruiting_ai_interview"))[0]["state"]
    assert state == "scored"


async def test_camera_and_microphone_refused_lead_to_a_written_interview(
    renshi: Harness, address: str
) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0, video_interviews=True)
    token = await firm.apply(await firm.open_job())
    # Without the flag that agrees by itself, nobody clicks "allow".
    async with _browser("--use-fake-device-for-media-stream", "--deny-permission-prompts") as (_, page):
        await _to_the_devices(page, address, firm, token, "video")
        await page.wait_for_selector("text=无法使用摄像头或麦克风")
        await page.wait_for_selector("[role=alert] >> text=没有允许使用")
        await _picture(page, "refused-375")
        await page.click('button:has-text("改用文字作答")')
        await page.wait_for_selector("#answer")
        await page.fill("#answer", "停线之后我先组织团队分析原因。")
        await page.click("text=提交回答")
        await _wait_for_question(page, 2)
    rows = await firm.rows("SELECT channel FROM recruiting_ai_interview")
    assert [row["channel"] for row in rows] == ["text"]
    assert await firm.rows("SELECT FROM recruiting_ai_recording") == []


async def test_a_video_answer_on_a_desk_with_more_time_and_a_pause(renshi: Harness, address: str) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0, video_interviews=True)
    token = await firm.apply(await firm.open_job())
    async with _browser(*FAKE, viewport=DESKTOP) as (_, page):
        await page.goto(f"{address}{firm.public}/assets/candidate.html#me={token}")
        await page.select_option("#time", "150")
        await page.check("input[name=channel][value=video]")
        await page.check("input[name=agree-recording]")
        await page.click("text=下一步：检查设备")
        await page.wait_for_selector("text=听到声音了", timeout=90_000)
        await _picture(page, "devices-desktop")
        await page.click("text=设备正常，开始面试")
        await _wait_for_question(page, 1)
        assert await page.inner_text(".timer") == "限时 7:30"
        await page.click("text=开始回答")
        began = time.monotonic()
        await page.wait_for_selector("text=● 正在录制")
        await asyncio.sleep(2.5)
        await page.click('button:has-text("暂停")')
        await page.wait_for_selector('button:has-text("继续")')
        shown = await page.inner_text(".timer")
        await asyncio.sleep(PAUSE)
        assert await page.inner_text(".timer") == shown
        await page.click('button:has-text("继续")')
        await page.wait_for_selector('button:has-text("暂停")')
        await _picture(page, "recording-desktop")
        await _speak(page, 1.5)
        took = time.monotonic() - began
        await page.click("text=提交这段回答")
        await _wait_for_question(page, 2)
        # In writing from here on, in English.
        await page.click("text=这题改用文字")
        await page.wait_for_selector("#answer")
        await page.click("#language")
        await page.wait_for_selector("text=Question 2 of 4")
        await _picture(page, "written-desktop-en")
    await renshi.settle()
    rows = await firm.rows("SELECT kind, state, seconds FROM recruiting_ai_recording")
    assert [(row["kind"], row["state"]) for row in rows] == [("video", "analysed")]
    # The pause isn't in it, however long a busy machine took for everything else.
    assert 2.5 < float(rows[0]["seconds"]) < took - PAUSE + 0.5
