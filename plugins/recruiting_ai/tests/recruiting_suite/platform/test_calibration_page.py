"""The page of calibration in a real browser: where a job stands, its reliability, and use with a reason."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from renshi_sdk.testing import Harness

from .test_calibration import _calibrate, _firm, _interviews
from .test_page import address, page
from .test_quality_page import _shot, _sign_in

__all__ = ["address", "page"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser, pytest.mark.slow]


async def test_a_calibration_is_looked_at_and_put_to_use(renshi: Harness, address: str, page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    firm = await _firm(renshi, _interviews(60))
    await _calibrate(firm)
    await _sign_in(page, address, firm.tenant.code)  # type: ignore[attr-defined]
    await page.goto(f"{address}/console/recruiting_ai/calibration")
    await page.get_by_text("未校准").first.wait_for()
    await page.get_by_text("100%").first.wait_for()
    await _shot(page, "calibration_families_zh")
    await page.get_by_text("校准版本", exact=True).click()
    await page.get_by_text("可启用").first.wait_for()
    await page.locator(".antd-Table-expandBtn:visible").last.click()
    await page.locator(".renshi-chart canvas").first.wait_for()
    await _shot(page, "calibration_versions_zh")
    await page.locator("tr:visible button", has_text="启用").first.click()
    await page.locator(".antd-Modal textarea").fill("双评一致性达标")
    await page.locator(".antd-Modal button.antd-Button--primary").click()
    await page.get_by_text("使用中", exact=True).first.wait_for()
    (row,) = await firm.rows("SELECT state, reason, decided_by_name FROM recruiting_ai_calibration")
    assert (row["state"], row["reason"]) == ("active", "双评一致性达标")
    await page.evaluate("localStorage.setItem('renshi.locale', 'en-US')")
    await page.reload()
    await page.get_by_text("Calibrated", exact=True).first.wait_for()
    await _shot(page, "calibration_families_en")
    assert complaints == []
