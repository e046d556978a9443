"""HR people at the console, in a real browser."""

from __future__ import annotations

import pytest

from renshi_core.testing.harness import CoreHarness

pytestmark = pytest.mark.browser


async def test_an_administrator_signs_in_and_finds_an_employee(renshi: CoreHarness, console) -> None:  # type: ignore[no-untyped-def]
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    await console.open("/console/core/employees")
    await console.page.wait_for_selector("text=张员工")
    await console.page.fill(".renshi-filter input[name=q]", "李主管")
    await console.page.click(".renshi-filter button[type=submit]")
    await console.page.wait_for_selector("text=张员工", state="detached")
    assert await console.page.inner_text(".renshi-table tbody tr td:nth-child(2)") == "MG001"
    # Asking who is signed in, before anybody is, is answered 401 and shown by the browser as an error.
    assert [c for c in console.complaints if "401" not in c] == []


async def test_a_wrong_password_is_said_in_words(renshi: CoreHarness, console) -> None:  # type: ignore[no-untyped-def]
    tenant = await renshi.new_tenant()
    await console.page.goto(f"{console.address}/console")
    await console.page.fill("input[name=tenant]", tenant.code)
    await console.page.fill("input[name=login]", "admin")
    await console.page.fill("input[name=password]", "not the password at all")
    await console.page.click("#sign-in button")
    await console.page.wait_for_selector("#sign-in .wrong:not([hidden])")
    assert await console.page.is_visible("#shell") is False


async def test_a_plugin_is_switched_on_and_its_menu_appears(renshi: CoreHarness, console) -> None:  # type: ignore[no-untyped-def]
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    await console.open("/console/core/plugins")
    card = console.page.locator(".renshi-big-card", has_text="课程与考试")
    await card.locator("button", has_text="启用").click()
    await card.locator(".renshi-tag-success", has_text="已启用").wait_for()
    await console.page.reload()
    await console.page.wait_for_selector("nav a[href='/console/training/courses']")
    await console.page.click("nav a[href='/console/training/courses']")
    await console.page.wait_for_selector("text=新员工入职必修")
