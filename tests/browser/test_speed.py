"""What a page costs: how often the server is asked, how many bytes come, and that nothing comes twice.

How long it takes is measured by ``benchmarks/console.py``: a busy machine is no fault, nothing here looks at a clock.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from renshi_core.testing.harness import CoreHarness

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOW = datetime(2026, 11, 23, 9, 0)
"""What the page's clock says throughout: a drawing that was brought ahead is fresh for five seconds of it."""
MOST_BYTES = 2_600_000
"""Of a first visit with an empty cache, compressed, the library of the pages among them."""


class Wire:
    """What a page asked the server for."""

    def __init__(self, page: Any, address: str) -> None:
        self.asked: list[str] = []
        self._news = asyncio.Event()
        self._address = address
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        # A browser asks for the icon of a tab whenever its title changes, from its own cache.
        if not request.url.endswith("/icon.svg"):
            self.asked.append(request.url.removeprefix(self._address))
            self._news.set()

    async def until(self, starts: tuple[str, ...]) -> None:
        """Wait until an address with each of these beginnings has been asked for."""
        async with asyncio.timeout(60):
            while not all(any(url.startswith(start) for url in self.asked) for start in starts):
                self._news.clear()
                await self._news.wait()

    def api(self) -> list[str]:
        """Calls of the API, in their order."""
        return [url for url in self.asked if url.startswith("/api/")]


LIST = ("/api/home/counts", "/api/employees?", "/api/departments/options", "/api/employee-fields/options")
"""What the list of employees asks for after its drawing."""


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
    await page.goto(f"{console.address}/console/core/employees", wait_until="commit")
    await wire.until(LIST)
    await page.wait_for_selector("text=张员工")
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
    await page.clock.set_fixed_time(NOW)
    before = Wire(page, console.address)
    await console.open("/console/core/employees")
    await before.until(LIST)
    await page.wait_for_selector("#page >> text=张员工")
    wire = Wire(page, console.address)
    link = page.locator("#menu a[href='/console/core/positions']")
    async with page.expect_response("**/api/console/page**"):
        await link.hover()
    drawing = "/api/console/page?path=%2Fconsole%2Fcore%2Fpositions"
    assert wire.asked == [drawing]
    # The choices come last, and the page's own state of "network idle" is long past: they are waited for by name.
    async with page.expect_request("**/api/departments/options"):
        await link.click()
        await page.wait_for_selector("#page >> text=操作工")
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
