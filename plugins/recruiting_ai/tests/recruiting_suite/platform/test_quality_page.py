"""The page of the quality of hire in a real browser: what it says, the chart, and a proposal that is taken."""

from __future__ import annotations

import json
import os

import pytest
from playwright.async_api import Page

from renshi_sdk.testing import Harness

from .test_page import address, page
from .test_quality import _compute, _firm

__all__ = ["address", "page"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.slow]


async def _sign_in(page: Page, address: str, code: str) -> None:
    from renshi_core.testing.harness import PASSWORD

    await page.set_viewport_size({"width": 1360, "height": 1500})
    await page.goto(f"{address}/console")
    for name, value in (("tenant", code), ("login", "admin"), ("password", PASSWORD)):
        await page.fill(f"input[name={name}]", value)
    await page.click("#sign-in button")
    await page.wait_for_selector("#shell:not([hidden])")


async def _shot(page: Page, name: str) -> None:
    """A picture for whoever looks after the page, where they ask for one."""
    folder = os.environ.get("RENSHI_TEST_PICTURES")
    if folder:
        await page.wait_for_timeout(1200)
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def test_read_the_answers_look_at_the_chart_and_take_proposed_weights(
    renshi: Harness, address: str, page: Page
) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    firm, keys = await _firm(renshi, planted=0.6)
    await _compute(firm)
    old = await firm.profile_id()
    await _sign_in(page, address, firm.tenant.code)  # type: ignore[attr-defined]
    await page.goto(f"{address}/console/recruiting_ai/quality")
    await page.get_by_text("发现 2 项关联（已按比较次数校正）").first.wait_for()
    await page.get_by_text("有关联：此项最高的三分之一").first.wait_for()
    await _shot(page, "quality_answers_zh")
    await page.get_by_text("区间图", exact=True).click()
    canvas = page.locator(".renshi-chart canvas").first
    await canvas.wait_for()
    await _shot(page, "quality_chart_zh")
    await page.get_by_text("权重建议", exact=True).click()
    await page.get_by_text("待决定").first.wait_for()
    await _shot(page, "quality_weights_zh")
    await page.locator("button:visible", has_text="采纳").first.click()
    await page.locator(".antd-Modal textarea").fill("与培训成绩一致，先试用半年")
    await _shot(page, "quality_dialog_zh")
    await page.locator(".antd-Modal button.antd-Button--primary").click()
    await page.get_by_text("已采纳").first.wait_for()
    new = await firm.profile_id()
    assert new != old
    (row,) = await firm.rows("SELECT weights, reason FROM recruiting_ai_weight_proposal")
    (profile,) = await firm.rows("SELECT body FROM recruiting_ai_profile WHERE id = $1", new)
    wanted = next(one["after"] for one in json.loads(row["weights"]) if one["key"] == keys[0])
    assert row["reason"] == "与培训成绩一致，先试用半年"
    body = json.loads(profile["body"])
    assert next(c["weight"] for c in body["competencies"] if c["key"] == keys[0]) == wanted
    if os.environ.get("RENSHI_TEST_PICTURES"):
        await page.evaluate("localStorage.setItem('renshi.locale', 'en-US')")
        await page.reload()
        for number, name in enumerate(("Answers", "Intervals", "Proposed weights")):
            await page.get_by_text(name, exact=True).first.click()
            await _shot(page, f"quality_{number}_en")
    assert complaints == []
