"""Set-up of the example group in a data folder, once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime

from renshi_core.app import build_app
from renshi_core.builtin import core_plugin
from renshi_core.db import Database
from renshi_core.embedded import Endpoints
from renshi_core.jobs.wake import LocalWakeUp
from renshi_core.platform import Platform
from renshi_core.settings import Settings
from renshi_demo.cast import Logins
from renshi_demo.generator import generate
from renshi_demo.world.chronicle import Chronicle, Tally
from renshi_demo.world.desk import Desk
from renshi_demo.world.founding import before, found_tenant
from renshi_sdk.clock import CHINA, FrozenClock


async def set_up(
    settings: Settings,
    endpoints: Endpoints,
    logins: Logins,
    report: Callable[[str], None],
    *,
    now: datetime | None = None,
) -> Tally:
    """Found the example group and write its year up to ``now``; the platform's clock is moved along with it.

    Raises:
        HistoryRefused: the platform refused a part of it. NotImplementedError: holidays of a year it needs are
            not published.
    """
    now = now or datetime.now(CHINA)
    group = generate(now.date())
    clock = FrozenClock(_morning(before(group.begins)))
    platform = Platform.build(
        settings,
        owner_url=endpoints.database_owner_url,
        redis_url=endpoints.redis_url,
        builtin=[core_plugin()],
        clock=clock,
    )
    # Nobody of the past can be reached any more: their notices stay in the inbox, and no delivery is looked for.
    platform.registry.channels = ()
    # This process runs what it makes due; nobody else has to be woken.
    platform.wake = LocalWakeUp()
    # Thousands of small transactions of made-up history need not wait for the disk one by one; a set-up that was
    # cut short begins anew anyway.
    platform.database = Database(
        app_url=f"{platform.database.app_url}?synchronous_commit=off",
        owner_url=platform.database.owner_url,
        pool_size=platform.database.pool_size,
    )
    await platform.open(watch=False)
    try:
        tenant_id, company_id = await found_tenant(platform, group, logins.password)
        desk = Desk(platform, build_app(platform), clock, tenant_id, now=now)
        desk.companies[group.companies[0].code] = company_id
        try:
            began = time.monotonic()
            tally = await Chronicle(desk, group, logins.password, report).write()
            report(f"一年的历史写入完毕，用时 {time.monotonic() - began:.0f} 秒")
            return tally
        finally:
            await desk.close()
    finally:
        await platform.close()


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, 0, tzinfo=CHINA)
