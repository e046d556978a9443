"""The careers page in a real browser: filters, one job, application with a file, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from renshi_sdk.testing import Harness

from ..platform.company import RecruitingCompany
from ..platform.test_page import _wide, address, page
from ..resumes import maker

__all__ = ["address", "page"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


async def test_find_a_job_and_apply_with_a_resume(
    renshi: Harness,
    address: str,
    page: Page,
    tmp_path: Path,
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    firm = await RecruitingCompany.new(renshi)
    await firm.open_job()
    await firm.open_job("store_manager")
    person = next(p for p in maker.people(30) if p.language == "zh")
    file = tmp_path / "简历.pdf"
    file.write_bytes(maker.pdf(person, 0))
    await page.goto(
        f"{address}{firm.public}/assets/careers.html?channel=campus&campaign=autumn-26&channel=//evil.example"
    )
    await page.wait_for_selector("text=2 个职位")
    await page.fill("#filter-q", "没有这个")
    await page.wait_for_selector("text=没有符合条件的职位")
    await page.fill("#filter-q", "主管")
    await page.select_option("#filter-city", "上海")
    assert not await _wide(page)
    await page.click("button.job >> nth=0")
    await page.fill("#name", "赵<b>候选</b>")
    await page.fill("#phone", "13800138000")
    await page.set_input_files("#file", str(file))
    await page.check("input[name=consent-application]")
    assert not await _wide(page)
    await page.click("text=提交应聘")
    await page.wait_for_url(f"{address}{firm.public}/assets/candidate.html#me=*")
    await renshi.settle()
    row = (await firm.rows("SELECT channel, campaign FROM recruiting_ai_application"))[0]
    assert dict(row) == {"channel": "campus", "campaign": "autumn-26"}
    kept = (await firm.rows("SELECT state, file_name FROM recruiting_ai_resume"))[0]
    assert (kept["state"], kept["file_name"]) == ("read", "简历.pdf")
    assert await firm.rows("SELECT FROM recruiting_ai_match") == []
    assert complaints == []


async def test_unknown_jobs_and_closed_pages_say_so(
    renshi: Harness,
    address: str,
    page: Page,
) -> None:
    firm = await RecruitingCompany.new(renshi, careers_open=False)
    await page.goto(f"{address}{firm.public}/assets/careers.html")
    await page.wait_for_selector("text=0 个职位")
    await page.goto(f"{address}{firm.public}/assets/careers.html#job=0000000000")
    await page.reload()
    await page.wait_for_selector("[role=alert] >> text=不存在或已关闭")
