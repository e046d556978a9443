"""A served platform and a real browser."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_core.testing.tenant import CoreTestTenant

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = 60_000
"""Milliseconds that a busy machine may take; what is awaited is named, so nobody waits longer than needed."""


@dataclass
class Console:
    """A console in a browser, and everything its page complained about."""

    address: str
    page: Page
    complaints: list[str]

    async def sign_in(self, tenant: CoreTestTenant, login: str = "admin", password: str = PASSWORD) -> None:
        """Sign in through the form; who was signed in is gone, and so is what their page still asked for."""
        await self.page.goto("about:blank")
        await self.page.context.clear_cookies()
        await self.page.goto(f"{self.address}/console")
        await self.page.fill("input[name=tenant]", tenant.code)
        await self.page.fill("input[name=login]", login)
        await self.page.fill("input[name=password]", password)
        await self.page.click("#sign-in button")
        await self.page.wait_for_selector("#shell:not([hidden])")

    async def open(self, path: str) -> None:
        """Open a page by its address and wait until it is drawn."""
        await self.page.goto(f"{self.address}{path}")
        await self.page.wait_for_selector(".renshi-page, .trouble")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(renshi_platform: CoreHarness) -> AsyncIterator[str]:
    """The application on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(renshi_platform.app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium as the system has it."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def console(served: str, browser: Browser) -> AsyncIterator[Console]:
    """A fresh profile; messages of level error and uncaught exceptions are collected."""
    context = await browser.new_context(viewport={"width": 1360, "height": 850}, locale="zh-CN")
    page = await context.new_page()
    page.set_default_timeout(LONG)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Console(served, page, complaints)
    await context.close()
