"""What a page costs: how often the server is asked, how many bytes come, and that nothing comes twice.

Times here are generous, because a busy machine is no fault; ``benchmarks/console.py`` measures them.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from renshi_core.testing.harness import CoreHarness

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, LATER = 8.0, 3.0
"""Seconds, on loopback, whatever else the machine does."""
MOST_BYTES = 2_600_000
"""Of a first visit with an empty cache, compressed, the library of the pages among them."""


class Wire:
    """What a page asked the server for."""

    def __init__(self, page: Any, address: str) -> None:
        self.asked: list[str] = []
        self._address = address
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        # A browser asks for the icon of a tab whenever its title changes, from its own cache.
        if not request.url.endswith("/icon.svg"):
            self.asked.append(request.url.removeprefix(self._address))

    def api(self) -> list[str]:
        """Calls of the API, in their order."""
        return [url for url in self.asked if url.startswith("/api/")]


async def _cold(browser: Any, console: Any) -> Any:
    """A page of a context of its own, whose cache is empty."""
    state = await console.page.context.storage_state()
    context = await browser.new_context(viewport={"width": 1360, "height": 850}, storage_state=state)
    return await context.new_page()


async def test_a_first_visit_asks_once_for_each_thing(
    renshi: CoreHarness, console: Any, browser: Any
) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = await _cold(browser, console)
    wire = Wire(page, console.address)
    client = await page.context.new_cdp_session(page)
    await client.send("Network.enable")
    received = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        received += int(event["encodedDataLength"])

    client.on("Network.loadingFinished", count)
    began = time.perf_counter()
    await page.goto(f"{console.address}/console/core/employees", wait_until="commit")
    await page.wait_for_selector("text=张员工")
    assert time.perf_counter() - began < FIRST
    await page.wait_for_load_state("networkidle")
    assert len(wire.asked) == len(set(wire.asked))
    assert wire.api()[:3] == [
        "/api/console/page?path=%2Fconsole%2Fcore%2Femployees",
        "/api/console/menu",
        "/api/session",
    ]
    assert len([url for url in wire.api() if url.startswith("/api/employees?")]) == 1
    # Two filters take a department.
    assert wire.api().count("/api/departments/options") == 1
    assert 0 < received < MOST_BYTES
    await page.context.close()


async def test_a_later_page_brings_its_drawing_and_its_data_and_no_file(
    renshi: CoreHarness, console: Any
) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = console.page
    await console.open("/console/core/employees")
    await page.wait_for_selector("#page >> text=张员工")
    await page.wait_for_load_state("networkidle")
    wire = Wire(page, console.address)
    link = page.locator("#menu a[href='/console/core/positions']")
    async with page.expect_response("**/api/console/page**"):
        await link.hover()
    drawing = "/api/console/page?path=%2Fconsole%2Fcore%2Fpositions"
    assert wire.asked == [drawing]
    began = time.perf_counter()
    # The choices come last, and the page's own state of "network idle" is long past: they are waited for by name.
    async with page.expect_request("**/api/departments/options"):
        await link.click()
        await page.wait_for_selector("#page >> text=操作工")
        assert time.perf_counter() - began < LATER
    # Pointing at the link has brought the drawing; the list doesn't wait for the choices of its filters.
    assert wire.asked == [drawing, "/api/positions?page=1&limit=20", "/api/departments/options"]


async def test_what_was_changed_is_read_anew(renshi: CoreHarness, console: Any) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = console.page
    await console.open("/console/core/employees")
    await page.wait_for_selector("#page >> text=张员工")
    wire = Wire(page, console.address)
    link = page.locator("#menu a[href='/console/core/positions']")
    async with page.expect_response("**/api/console/page**"):
        await link.hover()
    await page.evaluate("document.dispatchEvent(new CustomEvent('renshi:changed'))")
    await link.click()
    await page.wait_for_selector("#page >> text=操作工")
    assert wire.asked.count("/api/console/page?path=%2Fconsole%2Fcore%2Fpositions") == 2
