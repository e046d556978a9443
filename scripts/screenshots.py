"""Take the pictures of the README: the home page, the organisation chart and the plugin market.

Starts a platform of its own with a made-up company, opens it in Chromium and writes ``docs/images``. Needs what the
browser tests need: Playwright, Pillow and /usr/bin/chromium (or ``CHROMIUM``).
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.async_api import async_playwright

from renshi_core.identity import service as identity
from renshi_core.organization import service as organization
from renshi_core.testing.harness import PASSWORD, CoreHarness, platform_under_test
from renshi_sdk.contributions import DataScope

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PAGES = (
    ("home", "/console/core/home", ".renshi-home-columns"),
    ("organisation", "/console/core/organization/chart", ".renshi-node"),
    ("plugins", "/console/core/plugins", ".renshi-big-card"),
)
LARGEST = 300 * 1024
DEPARTMENTS = (
    ("RD", "研发中心", "HQ"),
    ("FIN", "财务部", "HQ"),
    ("SUP", "供应链中心", "HQ"),
    ("P1", "总装一车间", "PROD"),
    ("P2", "总装二车间", "PROD"),
    ("S1", "华东销售部", "SALES"),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰"


async def main() -> int:
    """Return 0 when the pictures are written."""
    async with platform_under_test() as harness:
        tenant = await harness.new_tenant(
            enable=[p for p in harness.platform.registry.plugins if p != "core"]
        )
        await tenant.disable("wechat")
        await _people(tenant)
        await _account(tenant)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = uvicorn.Config(harness.app, host="127.0.0.1", port=port, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.05)
        await _pictures(harness, tenant, f"http://127.0.0.1:{port}")
        server.should_exit = True
        await running
    return 0


async def _people(tenant: Any) -> None:
    chance = random.Random(7)
    async with tenant.context() as ctx:
        for code, name, parent in DEPARTMENTS:
            made = await organization.create_department(
                ctx, code=code, name=name, parent_id=tenant.departments[parent]
            )
            tenant.departments[code] = made.id
    codes = list(tenant.departments)
    for n in range(60):
        started = date(chance.randint(2017, 2026), chance.randint(1, 11), chance.randint(1, 20))
        await tenant.hire(
            chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2)))),
            number=f"HX{n + 1:05}",
            department_id=tenant.departments[chance.choice(codes)],
            position_id=chance.choice(list(tenant.positions.values())),
            manager_id=tenant.manager_person.id,
            starts_on=started,
            probation_months=3 if started > date(2026, 8, 25) else 0,
        )


async def _account(tenant: Any) -> None:
    """A manager with HR's rights, and something that waits for them."""
    boss = await tenant.hire("赵经理", number="HX00900", starts_on=date(2018, 3, 1))
    worker = await tenant.hire("孙小雨", number="HX00901", starts_on=date(2022, 5, 9), manager_id=boss.id)
    async with tenant.context() as ctx:
        user = await identity.create_user(
            ctx,
            login="hr",
            name=boss.name,
            employee_id=boss.id,
            password=PASSWORD,
        )
        for role, scope in (
            ("hr", DataScope.COMPANY),
            ("manager", DataScope.REPORTS),
            ("admin", DataScope.COMPANY),
        ):
            await identity.grant_role(ctx, user_id=user, role=role, scope=scope)
    form = {"last_day": "2026-12-23", "reason": "个人发展"}
    async with tenant.client("employee", employee=worker) as client:
        await client.post("/api/requests", json={"kind": "core.resignation", "form": form})


async def _pictures(harness: CoreHarness, tenant: Any, address: str) -> None:
    del harness
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--headless", "--no-sandbox"],
        )
        context = await browser.new_context(viewport={"width": 1360, "height": 820}, locale="zh-CN")
        page = await context.new_page()
        await page.goto(f"{address}/console")
        await page.fill("input[name=tenant]", tenant.code)
        await page.fill("input[name=login]", "hr")
        await page.fill("input[name=password]", PASSWORD)
        await page.click("#sign-in button[type=submit]")
        await page.wait_for_selector("#shell:not([hidden])")
        IMAGES.mkdir(parents=True, exist_ok=True)
        for name, path, sign in PAGES:
            await page.goto(f"{address}{path}")
            await page.wait_for_selector(sign)
            await page.wait_for_load_state("networkidle")
            file = IMAGES / f"{name}.png"
            await page.screenshot(path=file)
            _shrink(file)
            print(f"{file.name}: {file.stat().st_size // 1024} kB")
        await browser.close()


def _shrink(file: Path) -> None:
    """256 colours are enough for a page, and a third of the size."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256).save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} is larger than {LARGEST // 1024} kB; show less")


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
