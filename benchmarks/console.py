"""The console in headless Chromium on loopback: the first page with a cold cache, and every later page from its click.

A cold visit is a fresh profile each time. Its first page is the sign-in form, usable when its first input has the
cursor; home is measured from pressing "sign in" to what the reader came for: figures, and what waits. A later page is
measured from the click on the menu's link to the moment its content stands, with nothing under way any more; the
pointer hadn't rested on the link before, as it does in life, so its drawing is asked for by the click alone.

Server, browser and script share the machine, and a busy one tells nothing about the console: ``probe_ms``, the time
of twenty million additions afterwards, and the load beside the figures say how busy it was. Targets: first page under
2 s, later pages under 500 ms.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.stage import many_employees, served, stage
from renshi_core.testing.harness import PASSWORD

VISITS = 5
ROUNDS = 3
PEOPLE = 2_000
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
CLICK = """
(path) => new Promise((done) => {
  const began = performance.now(), page = document.getElementById("page");
  let under = 0, last = began, drawn = null;
  const original = window.renshiBenchFetch || window.fetch;
  window.renshiBenchFetch = original;
  window.fetch = (...given) => {
    under += 1;
    return original(...given).finally(() => { under -= 1; last = performance.now(); });
  };
  const seen = new MutationObserver(() => { drawn = performance.now(); });
  seen.observe(page, { childList: true, subtree: true, characterData: true });
  document.querySelector(`#menu a[href='${path}']`).click();
  const look = () => {
    const now = performance.now(), here = document.querySelector(`#menu a.here[href='${path}']`);
    const stands = here && !page.classList.contains("busy") && page.querySelector(".renshi-page, .trouble")
      && !page.querySelector(".antd-Spinner--overlay, .antd-Spinner");
    if ((stands && !under && drawn && now - Math.max(drawn, last) > 120) || now - began > 15000) {
      seen.disconnect(); window.fetch = original;
      const ms = Math.max(drawn, began) - began, trouble = Boolean(page.querySelector(".trouble"));
      requestAnimationFrame(() => done({ ms, trouble }));
    } else setTimeout(look, 10);
  };
  look();
})
"""
PAINT = """
() => new Promise((done) => {
  const found = performance.getEntriesByName("first-contentful-paint")[0];
  if (found) { done(found.startTime); return; }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) done(entry.startTime);
  }).observe({ type: "paint", buffered: true });
})
"""


def _probe() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(20_000_000):
        total += number
    return (time.perf_counter() - began) * 1000


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    async with stage() as harness, async_playwright() as playwright:
        every = [plugin for plugin in harness.platform.registry.plugins if plugin != "core"]
        tenant = await harness.new_tenant(enable=every)
        await many_employees(tenant, PEOPLE)
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        async with served(harness.app) as address:
            visits = [await _visit(browser, address, tenant.code) for _ in range(VISITS)]
            later, troubled = await _later(browser, address, tenant.code)
        await browser.close()
    medians = {path: statistics.median(times) for path, times in later.items()}
    slowest = sorted(medians.items(), key=lambda each: -each[1])
    return {
        "people": PEOPLE,
        "probe_ms": round(_probe()),
        "target": "first ≤ 2,000 ms, later ≤ 500 ms",
        "first_contentful_paint_ms": _spread([v["paint"] for v in visits]),
        "sign_in_form_usable_ms": _spread([v["usable"] for v in visits]),
        "home_after_sign_in_ms": _spread([v["home"] for v in visits]),
        "deep_link_signed_in_cold_ms": _spread([v["deep"] for v in visits]),
        "pages": len(later),
        "later_median_ms": round(statistics.median(medians.values())),
        "later_worst_page": slowest[0][0],
        "later_worst_page_median_ms": round(slowest[0][1]),
        "later_over_500_ms": {path: round(ms) for path, ms in slowest if ms > 500},
        "later_slowest": {path: round(ms) for path, ms in slowest[:8]},
        "not_opened": sorted(troubled),
    }


def _spread(times: list[float]) -> dict[str, int]:
    return {"median": round(statistics.median(times)), "worst": round(max(times))}


async def _fresh(browser: Browser, **more: Any) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", **more)
    page = await context.new_page()
    page.set_default_timeout(30_000)
    return page


async def _sign_in(page: Page, tenant: str) -> None:
    await page.fill("input[name=tenant]", tenant)
    await page.fill("input[name=login]", "admin")
    await page.fill("input[name=password]", PASSWORD)
    await page.click("#sign-in button[type=submit]")


async def _visit(browser: Browser, address: str, tenant: str) -> dict[str, float]:
    page = await _fresh(browser)
    await page.goto(f"{address}/console", wait_until="commit")
    await page.wait_for_selector("input[name=tenant]:focus")
    usable = await page.evaluate("performance.now()")
    paint = await page.evaluate(PAINT)
    # As long as somebody needs to type; what the form loads meanwhile is there then.
    await page.wait_for_timeout(2_000)
    began = time.perf_counter()
    await _sign_in(page, tenant)
    await page.wait_for_selector(".renshi-home .renshi-figure-value")
    home = (time.perf_counter() - began) * 1000
    state = await page.context.storage_state()
    await page.context.close()
    page = await _fresh(browser, storage_state=state)
    began = time.perf_counter()
    await page.goto(f"{address}/console/core/employees", wait_until="commit")
    await page.wait_for_selector("#page tbody td a")
    deep = (time.perf_counter() - began) * 1000
    await page.context.close()
    return {"paint": paint, "usable": usable, "home": home, "deep": deep}


async def _later(browser: Browser, address: str, tenant: str) -> tuple[dict[str, list[float]], set[str]]:
    page = await _fresh(browser)
    await page.goto(f"{address}/console")
    await _sign_in(page, tenant)
    await page.wait_for_selector(".renshi-home .renshi-figure-value")
    links = await page.eval_on_selector_all("#menu a", "all => all.map(a => a.getAttribute('href'))")
    took: dict[str, list[float]] = {link: [] for link in links}
    troubled: set[str] = set()
    for _ in range(ROUNDS):
        for link in links:
            found = await page.evaluate(CLICK, link)
            took[link].append(found["ms"])
            if found["trouble"]:
                troubled.add(link)
    await page.context.close()
    return took, troubled
