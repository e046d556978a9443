"""Worker processes that die at chosen places. Started by ``test_chaos`` as a program of its own.

It imports everything once and forks workers, so that a new one is up within milliseconds of its predecessor's
death. Where a fault strikes is said here, inside the handlers: before the effect, between the effect and the
commit, and right after the commit. Each worker prints its process number.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from datetime import timedelta
from types import ModuleType
from typing import Any

from renshi_core.db import after_commit
from renshi_core.jobs import backoff
from renshi_core.jobs.worker import run_worker
from renshi_core.platform import Platform
from renshi_core.plugins.loader import Loader
from renshi_core.plugins.records import Loaded
from renshi_core.settings import load_settings
from renshi_sdk import Context, Manifest, Temporary, Text, new_id
from renshi_sdk.contributions import Job, Subscription
from renshi_sdk.db import execute
from renshi_sdk.events import DomainEvent

# Trouble is waited out in tenths of a second here, for there is a lot of it.
backoff.FIRST_SECONDS, backoff.LONGEST_SECONDS = 0.2, 1.0

STEPS = 4
DEATH = 0.01
TROUBLE = 0.03
_fate = random.Random()


class Ordered(DomainEvent, name="chaos.Ordered"):
    """Something was ordered."""

    n: int


async def effect(kind: str, n: int) -> None:
    """The write that must be there once, with faults around it."""
    _die_perhaps()
    if _fate.random() < TROUBLE:
        raise Temporary("trouble that was ordered")
    await execute("INSERT INTO chaos_effect (id, kind, n) VALUES ($1, $2, $3)", new_id(), kind, n)
    _die_perhaps()
    after_commit(_die_after)


def _die_perhaps() -> None:
    if _fate.random() < DEATH:
        os.kill(os.getpid(), signal.SIGKILL)


async def _die_after() -> None:
    _die_perhaps()


async def on_ordered(ctx: Context, event: Ordered) -> None:
    await effect("event", event.n)


async def plain(ctx: Context, params: dict[str, Any], run: Any) -> None:
    await effect("plain", params["n"])


async def stepwise(ctx: Context, params: dict[str, Any], run: Any) -> dict[str, Any]:
    for step in range(STEPS):
        async with run.step(f"step-{step}") as inside:
            if inside is not None:
                await effect("step", params["n"] * STEPS + step)
        await run.progress(step + 1, STEPS)
    return {"steps": STEPS}


async def die_once(ctx: Context, params: dict[str, Any], run: Any) -> dict[str, Any]:
    """Finish a step, and be killed in the first attempt."""
    async with run.step("before") as inside:
        if inside is not None:
            await execute(
                "INSERT INTO chaos_effect (id, kind, n) VALUES ($1, 'before', $2)", new_id(), params["n"]
            )
    if run.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"attempt": run.attempt}


def plugin() -> Loaded:
    """The plugin of the chaos run; its retries outlast every fault."""
    title = Text("混沌", "Chaos")
    module = ModuleType("renshi_chaos.plugin")
    module.__file__ = __file__
    return Loaded(
        manifest=Manifest(id="chaos", title=title, version="1", summary=title),
        module=module,
        distribution="chaos",
        subscriptions=(Subscription(event=Ordered, handler=on_ordered, name="chaos.bill", max_attempts=50),),
        jobs=tuple(
            Job(
                name=f"chaos.{name}",
                title=title,
                handler=handler,
                stepwise=handler is not plain,
                max_attempts=50,
                timeout=timedelta(minutes=5),
            )
            for name, handler in (("plain", plain), ("stepwise", stepwise), ("die_once", die_once))
        ),
    )


def build() -> Platform:
    """A platform with this plugin alone, from the environment."""
    Loader._discover = lambda self: []  # type: ignore[assignment,method-assign,return-value]
    platform = Platform.build(load_settings(environment="test"))
    platform.registry.plugins = {"chaos": plugin()}
    platform.registry.rebuild()
    return platform


def work() -> None:
    """One worker, until it is killed or asked to end."""
    _fate.seed(os.getpid())

    async def main() -> None:
        platform = build()
        await platform.open(watch=False)
        # One write, for two workers share the pipe.
        os.write(sys.stdout.fileno(), f"worker {os.getpid()}\n".encode())
        await run_worker(platform, ("default",))
        await platform.close()

    asyncio.run(main())


def supervise(count: int) -> None:
    """Keep ``count`` workers alive until the standard input closes."""
    os.set_blocking(sys.stdin.fileno(), False)
    alive: set[int] = set()
    deaths = 0
    while True:
        try:
            if os.read(sys.stdin.fileno(), 1) == b"":
                break
        except BlockingIOError:
            pass
        while alive:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            alive.discard(pid)
            deaths += 1
        while len(alive) < count:
            child = os.fork()
            if child == 0:
                try:
                    work()
                finally:
                    os._exit(1)
            alive.add(child)
        time.sleep(0.02)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    print(f"deaths {deaths}", flush=True)  # noqa: T201


if __name__ == "__main__":
    supervise(int(sys.argv[1]))
