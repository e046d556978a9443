"""A console that stays open all day: a page that was left leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.testing.harness import CoreHarness

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "/console/core/employees": "#page td >> text=张员工",
    "/console/core/organization/chart": ".renshi-node >> text=生产部",
    "/console/core/home": ".renshi-home-hello",
    "/console/core/plugins": ".renshi-big-card",
    "/console/core/requests": "#page .renshi-tabs",
    "/console/core/departments": "#page tbody tr",
}
"""Each page, and what it shows when its answer has come."""
CHANGES, LOOKS = 30, 100
MORE_NODES, MORE_LISTENERS = 150, 40
"""What may be there besides, of a tooltip or a notice that is about to go; one page that stayed would be more."""


class Held:
    """What the page's process holds after its rubbish is collected, nodes that aren't shown among it."""

    def __init__(self, session: Any) -> None:
        self._session = session

    async def count(self) -> tuple[int, int]:
        """Nodes and listeners."""
        for _ in range(2):
            await self._session.send("HeapProfiler.collectGarbage")
        counted = await self._session.send("Memory.getDOMCounters")
        return counted["nodes"], counted["jsEventListeners"]


async def _go(page: Any, path: str) -> None:
    # By locators alone: a handle that the test kept would itself keep the page that it was found in.
    await page.evaluate("path => document.querySelector(`#menu a[href='${path}']`).click()", path)
    await page.locator(f"#menu a.here[href='{path}']").wait_for(state="attached")
    await page.locator(PAGES[path]).first.wait_for()


async def test_thirty_changes_of_page_leave_no_nodes_and_no_listeners(
    renshi: CoreHarness, console: Any
) -> None:
    tenant = await renshi.new_tenant()
    await console.sign_in(tenant)
    page = console.page
    await page.locator(".renshi-home").wait_for()
    held = Held(await page.context.new_cdp_session(page))
    for path in PAGES:  # once round, so that the library has made what it keeps for good
        await _go(page, path)
    nodes, listeners = await held.count()
    paths = list(PAGES)
    for change in range(CHANGES):
        await _go(page, paths[change % len(paths)])
    # What is about to go, as a page that fades, goes within a few looks; what was left behind never does.
    for _ in range(LOOKS):
        nodes_then, listeners_then = await held.count()
        if nodes_then - nodes < MORE_NODES and listeners_then - listeners < MORE_LISTENERS:
            break
        await page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
    assert nodes > 0
    assert nodes_then - nodes < MORE_NODES, f"{nodes} nodes became {nodes_then}"
    assert listeners_then - listeners < MORE_LISTENERS, f"{listeners} listeners became {listeners_then}"
    assert console.complaints == []
