"""The review page in a real browser: player and transcript, scores beside, an own value, the PDF, two candidates."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright
from pypdf import PdfReader
from renshi_recruiting_ai.capabilities import models
from renshi_recruiting_ai.capabilities.models import Role

from renshi_sdk.testing import Harness

from ..media.sounds import encode, silence, speak, trimmed
from .company import RecruitingCompany
from .spoken import Speaker
from .test_page import FLAGS, address

__all__ = ["address"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

SMALL_ASR = Path(__file__).parents[1] / "speech" / "small_asr"
SAID = ("客户投诉产线不良率，我们组织团队分析原因", "改善设备流程，结果不良率下降，完成目标")
PICTURES = os.environ.get("RENSHI_TEST_PICTURES")
_NEAR = (
    "t => { const a = document.querySelector('.renshi-player audio');"
    " return a.currentTime >= t - 0.05 && a.currentTime < t + 1.5"
)
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENSHI_MODELS_DIR", str(tmp_path / "models"))


@pytest_asyncio.fixture(loop_scope="session")
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        flags = [*FLAGS, "--autoplay-policy=no-user-gesture-required", "--no-first-run", "--disable-sync"]
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        context = await browser.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN")
        opened = await context.new_page()
        opened.set_default_timeout(45_000)
        yield opened
        await browser.close()


async def _picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.wait_for_timeout(400)
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


async def _sign_in(page: Page, address: str, firm: RecruitingCompany) -> None:
    code = firm.tenant.code  # type: ignore[attr-defined]
    await page.goto(f"{address}/console")
    await page.fill("input[name=tenant]", code)
    await page.fill("input[name=login]", "admin")
    await page.fill("input[name=password]", PASSWORD)
    await page.click("#sign-in button")
    await page.wait_for_selector("#shell:not([hidden])")


async def _spoken(renshi: Harness, firm: RecruitingCompany) -> tuple[str, dict[str, object]]:
    """A voice interview, scored; the interview and its job."""
    models.install(Role.ASR, SMALL_ASR, name="small-zh", licence="Apache-2.0", origin="this project's tests")
    job = await firm.open_job()
    speaker = await Speaker.new(firm, job)
    parts = [silence(0.4), trimmed(speak(SAID[0])), silence(2.0), trimmed(speak(SAID[1])), silence(0.4)]
    answer = encode(np.concatenate(parts), "webm")
    status = await speaker.status()
    while status["interview"]["turns"][-1]["answer"] is None:
        status = await speaker.answer(status["interview"]["turns"][-1]["turn_no"], answer)
    await firm.me(speaker.token, "/finish", {})
    await renshi.settle()
    rows = await firm.rows("SELECT id FROM recruiting_ai_interview")
    return str(rows[0]["id"]), job


async def _at(page: Page) -> float:
    return float(await page.evaluate("document.querySelector('.renshi-player audio').currentTime"))


async def _plays(page: Page) -> None:
    """Until time goes by."""
    start = await _at(page)
    await page.wait_for_function(
        "start => { const a = document.querySelector('.renshi-player audio');"
        " return a.ended || a.currentTime > start + 0.15; }",
        arg=start,
    )


async def test_a_click_on_a_word_plays_it_and_a_score_leads_to_its_sound(
    renshi: Harness, address: str, page: Page
) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    interview, _ = await _spoken(renshi, firm)
    await _sign_in(page, address, firm)
    await page.goto(f"{address}/console/recruiting_ai/interviews/{interview}")
    await page.click("text=录音录像")
    await page.click(".cxd-Table-expandBtn, .antd-Table-expandBtn, [class*=Table-expandBtn] >> nth=0")
    await page.wait_for_selector(".renshi-player audio")
    await page.wait_for_function("document.querySelector('.renshi-player audio').readyState >= 1")
    # Slow enough that a busy machine looks before the moment has gone by.
    await page.evaluate("document.querySelector('.renshi-player audio').playbackRate = 0.1")
    recording = (await firm.rows("SELECT id FROM recruiting_ai_recording ORDER BY turn_no LIMIT 1"))[0]["id"]
    drawn = (await firm.hr(f"/recordings/{recording}/player")).json()
    segments = drawn["segments"]
    assert len(segments) >= 2
    items = page.locator(".renshi-transcript >> nth=0").locator("li")
    assert await items.count() == len(segments)

    # The clock of the second sentence plays from there.
    await items.nth(1).locator("button").click()
    await page.wait_for_function(
        "from => document.querySelector('.renshi-player audio').currentTime >= from - 0.05",
        arg=segments[1]["start"],
    )
    await _plays(page)
    await page.wait_for_selector(".renshi-transcript li:nth-child(2).now")

    # A click on a word in the middle of the first sentence plays that word, not the sentence.
    word = segments[0]["words"][len(segments[0]["words"]) // 2]
    place = await page.evaluate(
        """offset => {
          const p = document.querySelector('.renshi-transcript li p');
          const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
          let left = offset, node;
          while ((node = walk.nextNode())) { if (left < node.length) break; left -= node.length; }
          const range = document.createRange(); range.setStart(node, left); range.setEnd(node, left + 1);
          const box = range.getBoundingClientRect();
          return [box.x + box.width * 0.7, box.y + box.height / 2];
        }""",
        word["from"],
    )
    await page.evaluate("document.querySelector('.renshi-player audio').pause()")
    await page.mouse.click(*place)
    await page.wait_for_function(
        _NEAR + " && !a.paused; }",
        arg=word["start"],
    )
    assert word["start"] > segments[0]["start"] + 0.2

    # A score's mark leads to the moment its words are heard.
    assert drawn["evidence"]
    last = drawn["evidence"][-1]
    await page.locator(".renshi-evidence >> nth=0").locator("button").last.click()
    await page.wait_for_function(
        _NEAR + "; }",
        arg=last["start"],
    )
    await _plays(page)
    await _picture(page, "review_player")
    assert complaints == []


async def test_an_own_value_with_a_reason_stands_beside_the_score_and_the_report_is_a_pdf(
    renshi: Harness, address: str, page: Page
) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    await firm.interview(await firm.apply(job))
    await renshi.settle()
    interview = str((await firm.rows("SELECT id FROM recruiting_ai_interview"))[0]["id"])
    await _sign_in(page, address, firm)
    await page.goto(f"{address}/console/recruiting_ai/interviews/{interview}")
    await page.click("text=问答与依据")
    await page.wait_for_selector(".renshi-transcript mark")
    assert await page.locator("text=各维度得分").count() == 1
    await _picture(page, "review_transcript")
    await page.click("button:has-text('调整得分')")
    dialog = page.locator(".antd-Modal").last
    await dialog.locator(".antd-Form-item", has_text="人工得分").locator("input").first.fill("5.5")
    await dialog.locator(".antd-Form-item", has_text="维度").locator(".antd-Select").first.click()
    await page.locator(".antd-Select-menu [role=option]").first.click()
    await _picture(page, "review_override")
    send = dialog.locator("button", has_text=re.compile("确定|确认|提交")).last
    await send.click()
    # Without a reason nothing happens but that it is asked for.
    await dialog.locator(".antd-Form-feedback").first.wait_for()
    assert await firm.rows("SELECT FROM recruiting_ai_override") == []
    await dialog.locator("textarea[name=reason]").fill("追问后发现方案由他人完成")
    await send.click()
    await page.wait_for_selector(".antd-Modal", state="detached")
    (row,) = await firm.rows("SELECT score_after::text AS after, reason FROM recruiting_ai_override")
    assert (row["after"], row["reason"]) == ("5.5", "追问后发现方案由他人完成")
    async with page.expect_response(lambda answer: answer.url.endswith("/documents")) as waiting:
        await page.click("button:has-text('PDF')")
    answer = await waiting.value
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), (
        answer.request.post_data
    )
    (kept,) = await firm.rows("SELECT file_id, sha256 FROM recruiting_ai_document")
    async with firm.tenant.context("recruiting_ai") as ctx:
        _, body = await ctx.files.get(kept["file_id"])
    assert hashlib.sha256(body).hexdigest() == kept["sha256"]
    assert body.startswith(b"%PDF-")
    document = PdfReader(io.BytesIO(body))
    said = "".join(one.extract_text() for one in document.pages)
    assert "赵候选" in said
    assert "追问后发现方案由他人完成" in said.replace("\n", "")
    fonts = [
        font.get_object()
        for one in document.pages
        for font in one["/Resources"]["/Font"].values()  # type: ignore[index,union-attr]
    ]
    described = [
        (font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font)["/FontDescriptor"]
        for font in fonts
        if "/DescendantFonts" in font or "/FontDescriptor" in font
    ]
    assert described
    files = [{"/FontFile2", "/FontFile3"} & set(item.get_object()) for item in described]
    assert all(files), "the Chinese font is in the file, so it is drawn anywhere"


async def test_two_candidates_stand_side_by_side(renshi: Harness, address: str, page: Page) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    await firm.interview(await firm.apply(job))
    await renshi.settle()
    weak = {key: text[: len(text) // 3] for key, text in _answers().items()}
    await firm.interview(
        await firm.apply(job, name="钱候选", phone="13900139000", email="qian@example.com"), weak
    )
    await renshi.settle()
    await _sign_in(page, address, firm)
    await page.goto(f"{address}/console/recruiting_ai/compare/{job['id']}")
    await page.wait_for_selector(".renshi-compare th[scope=col]")
    names = [await item.inner_text() for item in await page.locator(".renshi-compare th[scope=col]").all()]
    assert sorted(names) == ["赵候选", "钱候选"]
    rows = [await item.inner_text() for item in await page.locator(".renshi-compare th[scope=row]").all()]
    assert "匹配（%）" in rows
    before = len(rows)
    await page.check(".renshi-compare input[type=checkbox]")
    await page.wait_for_function(
        "before => document.querySelectorAll('.renshi-compare th[scope=row]').length < before", arg=before
    )
    rows = [await item.inner_text() for item in await page.locator(".renshi-compare th[scope=row]").all()]
    assert len(rows) < before
    await _picture(page, "review_compare")
    await page.click(".renshi-compare th[scope=col] a >> nth=0")
    await page.wait_for_selector("text=面试复核")


def _answers() -> dict[str, str]:
    from .company import ANSWERS

    return ANSWERS
