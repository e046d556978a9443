"""The frame around the pages: search, what is wrong in words, coming back after the session."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.testing.harness import PASSWORD, CoreHarness

pytestmark = pytest.mark.browser


async def test_a_person_is_two_keys_away_from_anywhere(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = console.page
    await page.wait_for_selector(".renshi-home")
    await page.keyboard.press("/")
    await page.keyboard.type("zyg")
    await page.wait_for_selector("#hits a[aria-selected=true] >> text=张员工")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/console/core/employees/{tenant.employee_person.id}")
    await page.wait_for_selector("#search", state="hidden")
    await page.keyboard.press("Control+k")
    await page.wait_for_selector("#search-input:focus")
    await page.keyboard.press("Escape")
    await page.wait_for_selector("#search", state="hidden")


async def test_what_cannot_be_opened_is_said_in_words(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    await console.open("/console/core/no-such-page")
    await console.page.wait_for_selector(".trouble h1 >> text=没有这个页面")
    await console.page.route("**/api/console/page**", lambda route: route.fulfill(status=500, json={}))
    await console.open("/console/core/employees")
    await console.page.wait_for_selector(".trouble h1 >> text=页面出错了")
    await console.page.unroute("**/api/console/page**")
    await console.page.route("**/api/console/page**", lambda route: route.abort())
    await console.open("/console/core/employees")
    await console.page.wait_for_selector(".trouble h1 >> text=网络连接失败")
    await console.page.unroute("**/api/console/page**")
    await console.page.click(".trouble .primary")
    await console.page.wait_for_selector("text=张员工")


async def test_who_signs_in_again_goes_on_where_the_session_ended(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = console.page
    await console.open("/console/core/employees")
    await page.wait_for_selector("text=张员工")
    await page.fill(".renshi-filter input[name=q]", "李主管")
    await page.context.clear_cookies()
    await page.click(".renshi-filter button[type=submit]")
    await page.wait_for_selector("#gate.over")
    assert "登录已过期" in await page.inner_text("#sign-in .wrong")
    await page.fill("input[name=login]", "admin")
    await page.fill("input[name=password]", PASSWORD)
    await page.click("#sign-in button[type=submit]")
    await page.wait_for_selector("#gate", state="hidden")
    assert await page.input_value(".renshi-filter input[name=q]") == "李主管"
    assert page.url.split("?")[0].endswith("/console/core/employees")


async def test_a_filtered_list_is_kept_and_opened_from_home(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = console.page
    await console.open("/console/core/employees")
    await page.fill(".renshi-filter input[name=q]", "李主管")
    await page.click(".renshi-filter button[type=submit]")
    await page.wait_for_selector("text=张员工", state="detached")
    await page.click("#star")
    await page.wait_for_selector("#star.on")
    await console.open("/console/core/home")
    await page.click(".renshi-home-links a")
    await page.wait_for_selector(".renshi-table tbody >> text=李主管")
    await page.wait_for_selector(".renshi-table tbody >> text=张员工", state="detached")
    assert await page.locator(".renshi-table tbody tr").count() == 1


async def test_on_a_phone_the_menu_is_a_drawer(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.page.set_viewport_size({"width": 375, "height": 740})
    await console.sign_in(tenant)
    await console.page.wait_for_selector(".renshi-home")
    assert await console.page.is_visible("#menu a") is False
    await console.page.click("#burger")
    await console.page.click("#menu a[href='/console/core/employees']")
    await console.page.wait_for_selector("text=张员工")
    await console.page.wait_for_selector("#menu a >> nth=0", state="hidden")
