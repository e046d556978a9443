"""The exit interview on a phone, in both languages: what is missing is named, what was chosen stays, and it ends."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Browser

from renshi_sdk.contracts import EndEmployment
from renshi_sdk.db import fetch
from renshi_sdk.testing import Harness

from .conftest import ADDRESS, API
from .test_form_page import address, browser, fits, opened

__all__ = ["address", "browser"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


async def test_answered_on_the_phone_by_the_link(renshi: Harness, address: str, browser: Browser) -> None:
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    await tenant.enable("lifecycle", settings={"form_address": ADDRESS})
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(
                employee_id=tenant.employee_person.id,
                last_day=date(2026, 12, 31),
                reason="个人发展",
                reason_code="career",
            )
        )
    await renshi.settle()
    hr = tenant.client("hr")
    (case,) = (await hr.get(f"{API}/leaving")).json()["items"]
    token = (await hr.post(f"{API}/leaving/{case['id']}/interview-link")).json()["link"].rpartition("#")[2]
    complaints: list[str] = []
    page = await opened(browser, complaints)
    await page.goto(f"{address}{tenant.public_path('lifecycle')}/assets/exit.html#{token}")
    await page.wait_for_selector("text=离职的主要原因")
    await fits(page, "exit")
    await page.click("#send")
    await page.wait_for_selector("#reason[aria-invalid=true]")
    await page.select_option("#reason", "growth")
    await page.fill("#w-better", "多给<b>机会</b>")
    for name in ("duties", "load", "pay", "benefits", "growth", "training", "manager", "team", "recognition"):
        await page.check(f"#r-{name}-4", force=True)
    await page.click("#send")
    await page.wait_for_selector("#wrong-workplace >> text=请选择 1–5 分")
    assert await page.inner_text("#wrong-duties") == ""
    await page.click("#language")
    await page.wait_for_selector("text=The main reason for leaving")
    assert await page.is_checked("#r-duties-4")
    assert await page.input_value("#w-better") == "多给<b>机会</b>"
    assert await page.input_value("#reason") == "growth"
    await fits(page, "exit-en")
    await page.check("#r-workplace-3", force=True)
    await page.check("#r-recommend-2", force=True)
    await page.click("#send")
    await page.wait_for_selector("text=Sent, thank you")
    async with tenant.context("lifecycle"):
        (kept,) = await fetch("SELECT main_reason, ratings FROM lifecycle_exit_interview")
    assert (kept["main_reason"], list(kept["ratings"])) == ("growth", [4] * 9 + [3, 2])
    await page.reload()
    await page.wait_for_selector("text=This link is over")
    assert [c for c in complaints if "404" not in c] == []
    await page.context.close()
