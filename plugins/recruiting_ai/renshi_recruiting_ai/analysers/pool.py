"""Analyser processes of this worker: as many as the operator allows, each with one thread, each doing one task."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import struct
import sys
from asyncio.subprocess import Process
from typing import Any

from renshi_recruiting_ai.capabilities.parts import installed
from renshi_sdk import Temporary, Text

MOST_PROCESSES = 4
LOAD_SECONDS = 60.0
"""Importing torch and loading a model, on a busy machine."""
VARIABLES = ("PATH", "LANG", "SYSTEMROOT", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "TMPDIR")


class AnalyserEnded(Exception):
    """The process ended or answered nonsense in the middle of a task."""


def processes() -> int:
    """``RENSHI_AI_PROCESSES``, else one a core and at most four."""
    chosen = os.environ.get("RENSHI_AI_PROCESSES", "")
    if chosen.isdigit() and int(chosen) > 0:
        return int(chosen)
    return min(MOST_PROCESSES, os.cpu_count() or 1)


class Analyser:
    """One process and its pipes."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> Analyser:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "renshi_recruiting_ai.analysers.child",
            *(("torch",) if installed("torch") else ()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Keys and addresses of servers are nothing an analyser needs.
            env={name: os.environ[name] for name in VARIABLES if name in os.environ}
            | {"HF_HUB_OFFLINE": "1"},
        )
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, task: dict[str, Any], payload: bytes) -> dict[str, Any]:
        """One task.

        Raises:
            AnalyserEnded: it ended before it answered.
        """
        source, target = self._process.stdin, self._process.stdout
        if source is None or target is None:
            raise AnalyserEnded
        body = json.dumps({**task, "payload": len(payload)}).encode()
        try:
            source.write(struct.pack(">I", len(body)) + body)
            source.write(payload)
            await source.drain()
            size = struct.unpack(">I", await target.readexactly(4))[0]
            answer: dict[str, Any] = json.loads(await target.readexactly(size))
        except (ConnectionError, asyncio.IncompleteReadError, ValueError) as error:
            raise AnalyserEnded from error
        return answer

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Pool:
    """Hands tasks to free analysers, and replaces those that die or take too long."""

    def __init__(self, size: int) -> None:
        self._turns = asyncio.Semaphore(size)
        self._free: list[Analyser] = []

    async def ask(self, task: dict[str, Any], payload: bytes, *, seconds: float) -> dict[str, Any]:
        """Run a task.

        Raises:
            Temporary: the process died or took longer than `seconds` besides loading.
        """
        async with self._turns:
            while self._free and not self._free[-1].alive:
                self._free.pop()
            analyser = self._free.pop() if self._free else await Analyser.start()
            try:
                async with asyncio.timeout(LOAD_SECONDS + seconds):
                    answer = await analyser.ask(task, payload)
            except (TimeoutError, AnalyserEnded) as error:
                await analyser.end()
                raise Temporary(
                    Text(
                        "分析进程超时或意外退出，将自动重试",
                        "the analyser took too long or ended; it is tried again",
                    ),
                    code="recruiting_ai.analyser",
                ) from error
            except BaseException:
                # What was asked is half answered: this process can't be asked again.
                await analyser.end()
                raise
            self._free.append(analyser)
        if not answer.pop("ok"):
            raise RuntimeError(answer["error"])
        return answer

    async def close(self) -> None:
        """End all processes that are free."""
        while self._free:
            await self._free.pop().end()


_POOLS: dict[int, tuple[asyncio.AbstractEventLoop, Pool]] = {}


def pool() -> Pool:
    """The pool of this process's event loop."""
    loop = asyncio.get_running_loop()
    for key, (known, _) in list(_POOLS.items()):
        if known.is_closed():
            del _POOLS[key]
    found = _POOLS.get(id(loop))
    if found is None:
        found = _POOLS[id(loop)] = (loop, Pool(processes()))
    return found[1]
