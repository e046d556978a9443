"""Reading files in processes that may die: time out, run out of memory, crash, and only their one file is refused."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
from datetime import date
from types import TracebackType
from typing import Any

from . import ocr

SECONDS = 20
SECONDS_OCR = 90
START_SECONDS = 60
MAX_ANSWER = 8 * 2**20


class _Child:
    def __init__(self, as_of: date, rules: dict[str, Any] | None) -> None:
        self.as_of, self.rules = as_of, rules
        self.process: asyncio.subprocess.Process | None = None
        self.fresh = True

    async def ask(self, content: bytes) -> dict[str, Any]:
        for attempt in (1, 2):
            if self.process is None or self.process.returncode is not None:
                await self._start()
            limit = (SECONDS_OCR if ocr.installed() else SECONDS) + (START_SECONDS if self.fresh else 0)
            try:
                answer = await asyncio.wait_for(self._exchange(content), limit)
            except TimeoutError:
                await self.stop()
                return _refused("读取超时", "reading the file takes too long")
            except (OSError, asyncio.IncompleteReadError, ValueError):
                fresh = self.fresh
                await self.stop()
                # A child that never answered anything may have been at fault itself; then once more.
                if attempt == 2 or not fresh:
                    return _refused(
                        "读取该文件时出错（超出内存或结构异常）",
                        "reading the file failed (memory, or how it is built)",
                    )
            else:
                self.fresh = False
                return answer
        return _refused("读取该文件时出错", "reading the file failed")

    async def _start(self) -> None:
        self.fresh = True
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("RENSHI_") and name != "PYTHONSTARTUP"
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "renshi_recruiting_ai.resumes.reading.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=MAX_ANSWER,
            env=environment | {"RENSHI_RESUME_AS_OF": self.as_of.isoformat()},
        )
        head = json.dumps(self.rules).encode()
        if self.process.stdin is not None:
            self.process.stdin.write(struct.pack(">I", len(head)) + head)

    async def _exchange(self, content: bytes) -> dict[str, Any]:
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            raise ValueError("the reader is not running")
        process.stdin.write(struct.pack(">I", len(content)) + content)
        await process.stdin.drain()
        size = struct.unpack(">I", await process.stdout.readexactly(4))[0]
        if size > MAX_ANSWER:
            raise ValueError("the answer is too long")
        answer: dict[str, Any] = json.loads(await process.stdout.readexactly(size))
        return answer

    async def stop(self) -> None:
        process, self.process = self.process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()


def _refused(zh: str, en: str) -> dict[str, Any]:
    return {"state": "refused", "reader": "", "pages": [], "hidden": [], "problem": zh, "problem_en": en}


class Readers:
    """``async with Readers(2, today) as readers: answers = await readers.read(contents)``.

    With ``rules`` (a Screening as JSON) each answer also holds the match with them.
    """

    def __init__(self, count: int, as_of: date, rules: dict[str, Any] | None = None) -> None:
        self._idle: asyncio.Queue[_Child] = asyncio.Queue()
        self._children = [_Child(as_of, rules) for _ in range(count)]

    async def __aenter__(self) -> Readers:
        for child in self._children:
            self._idle.put_nowait(child)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            await child.stop()

    async def read(self, contents: list[bytes]) -> list[dict[str, Any]]:
        """What was read in each file, in their order; a file that can't be read says why."""

        async def one(content: bytes) -> dict[str, Any]:
            child = await self._idle.get()
            try:
                return await child.ask(content)
            finally:
                self._idle.put_nowait(child)

        return list(await asyncio.gather(*(one(content) for content in contents)))
