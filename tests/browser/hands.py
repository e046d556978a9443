"""What hands do at the console, waiting for what they see and never for time."""

from __future__ import annotations

from typing import Any

from playwright.async_api import TimeoutError as Late

TRIES = 8
SOON = 4_000
"""Milliseconds after which a list that doesn't show what is wanted is opened again."""


async def choose(page: Any, box: Any, *choices: str, exact: bool = True) -> None:
    """Choose from the list of a form's item ``box``, wait until it shows each choice, and leave it shut.

    An input that is drawn anew when its choices arrive shuts the list that was just opened; it is opened again then,
    and nothing is pressed twice: what is chosen already is left alone.
    """
    opener = box.locator(".antd-Select, .antd-ResultBox").first
    for choice in choices:
        shown = opener.get_by_text(choice).first
        option = page.locator(".antd-PopOver").get_by_text(choice, exact=exact).last
        for left in range(TRIES, 0, -1):
            try:
                if not await option.is_visible():
                    await opener.click(timeout=SOON)
                await option.click(timeout=SOON)
                break
            except Late:
                if await shown.is_visible():
                    break
                if left == 1:
                    raise
        await shown.wait_for()
    await shut(page)


async def shut(page: Any) -> None:
    """Shut an open list; one of several choices stays open until something else is pressed."""
    popover = page.locator(".antd-PopOver")
    for _ in range(TRIES):
        await page.evaluate(
            "document.querySelectorAll('.antd-PopOver-overlay').forEach(over => over.click())"
        )
        try:
            await popover.first.wait_for(state="detached", timeout=SOON)
            return
        except Late:
            continue
    raise AssertionError("the list stays open")
