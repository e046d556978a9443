"""A worker that is killed after it has written a shard and before the shard is committed. Run as a program."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from renshi_attendance.months import service

from renshi_core.builtin import core_plugin
from renshi_core.jobs.worker import run_worker
from renshi_core.platform import Platform
from renshi_core.settings import load_settings

whole = service.compute_shard


async def dies(ctx: Any, period: str, shard: int, everybody: Any) -> int:
    """The real shard, and then the end of the process."""
    done = await whole(ctx, period, shard, everybody)
    if shard == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return done


async def main() -> None:
    """Work until killed."""
    service.compute_shard = dies
    platform = Platform.build(load_settings(environment="test"), builtin=[core_plugin()])
    await platform.open(watch=False)
    await run_worker(platform, ("default",))


if __name__ == "__main__":
    asyncio.run(main())
