"""Every page of the menu, of every plugin: both languages, a desk's width and a phone's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from renshi_core.testing.harness import CoreHarness

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK, PHONE = {"width": 1360, "height": 850}, {"width": 375, "height": 740}
CHROME = ", ".join(
    (
        "#menu a",
        "#heading",
        "#crumbs",
        "#page th",
        # A department's name on the chart is a button, and data.
        "#page button:not(.renshi-node-name)",
        "#page label",
        "#page .renshi-box-title",
        "#page .antd-Tabs-link",
    )
)
CJK = "[\\u3400-\\u9fff]"
LOOK = """
([chrome, cjk]) => {
  const wrong = [], main = document.getElementById("main");
  const wide = Math.max(document.documentElement.scrollWidth - window.innerWidth, main.scrollWidth - main.clientWidth);
  if (wide > 1) wrong.push(`${wide}px too wide`);
  // A chart wider than the window that can't be moved sideways is cut off without anybody noticing.
  for (const tree of document.querySelectorAll(".renshi-tree"))
    if (tree.clientWidth > window.innerWidth) wrong.push(`the chart is cut off, ${tree.clientWidth}px wide`);
  if (cjk) for (const node of document.querySelectorAll(chrome)) {
    const text = node.innerText || "";
    if (new RegExp(cjk).test(text)) wrong.push(`Chinese in English: ${text.slice(0, 40)}`);
  }
  for (const button of document.querySelectorAll("#page button")) {
    const named = button.innerText.trim() || button.getAttribute("aria-label") || button.querySelector("svg, i");
    if (button.offsetParent && !named) wrong.push(`button without a name: ${button.outerHTML.slice(0, 80)}`);
  }
  return wrong;
}
"""


class Quiet:
    """Waits until nothing has been under way for a moment; sooner than the browser's own idea of idle."""

    def __init__(self, page: Any) -> None:
        self._under_way: set[Any] = set()
        page.on("request", lambda request: self._under_way.add(request))
        page.on("requestfinished", lambda request: self._under_way.discard(request))
        page.on("requestfailed", lambda request: self._under_way.discard(request))

    async def wait(self) -> None:
        """Up to two minutes: a machine that is busy with others draws slowly."""
        calm = 0
        for _ in range(2400):
            calm = 0 if self._under_way else calm + 1
            if calm == 4:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"still under way: {[r.url for r in self._under_way]}")


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_page_is_drawn_whole(
    renshi: CoreHarness, console: Any, locale: str, size: dict[str, int]
) -> None:
    plugins = [p for p in renshi.platform.registry.plugins if p != "core"]
    tenant = await renshi.new_tenant(enable=plugins)
    page = console.page
    await page.set_viewport_size(size)
    await console.sign_in(tenant)
    await page.evaluate(f"localStorage.setItem('renshi.locale', '{locale}')")
    refused: list[str] = []
    page.on(
        "response",
        lambda answer: refused.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    await page.goto(f"{console.address}/console")
    await page.wait_for_selector("#menu a", state="attached")
    links = await page.eval_on_selector_all("#menu a", "all => all.map(a => a.getAttribute('href'))")
    assert len(links) > 20
    console.complaints.clear()
    found: dict[str, list[str]] = {}
    quiet = Quiet(page)
    for link in links:
        # As a reader goes from page to page: the frame stays.
        await page.evaluate("link => document.querySelector(`#menu a[href='${link}']`).click()", link)
        await page.wait_for_selector(f"#menu a.here[href='{link}']", state="attached")
        await page.wait_for_selector(".renshi-page, .trouble, .renshi-home")
        await quiet.wait()
        wrong = await page.evaluate(LOOK, [CHROME, CJK if locale == "en-US" else ""])
        if await page.query_selector(".trouble"):
            wrong.append("it can't be opened")
        wrong += [*refused, *console.complaints]
        refused.clear()
        console.complaints.clear()
        if wrong:
            found[link] = wrong
    assert found == {}
