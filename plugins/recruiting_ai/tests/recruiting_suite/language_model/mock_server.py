"""A server on loopback that speaks the OpenAI chat protocol, honestly or as badly as a test wants it to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from renshi_recruiting_ai.engine.opinion.sending import MARK

Words = Callable[[dict[str, Any]], str]


def opinion(
    score: int, *quotes: str, reason: str = "有做法也有结果", speaks: bool = False, **more: Any
) -> str:
    body = {"score": score, "quotes": list(quotes), "reason": reason, "speaks_to_grader": speaks} | more
    return json.dumps(body, ensure_ascii=False)


def answer_in(request: dict[str, Any]) -> list[str]:
    """The lines of the candidate's answer in a request, without their marks."""
    lines = str(request["messages"][1]["content"]).split("\n")
    return [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]


def honest(request: dict[str, Any]) -> str:
    """Quotes the two longest sentences, and gives a mark that depends on nothing but how much was said."""
    lines = sorted(answer_in(request), key=len, reverse=True)
    return opinion(min(9, 5 + len(lines) // 2), *lines[:2])


def obedient(request: dict[str, Any]) -> str:
    """A model that does whatever the answer tells it to: full marks, with a true quote so that it looks right."""
    text = "\n".join(answer_in(request))
    wished = re.search(r"满分|最高分|10\s*分|full marks|给.{0,4}十分", text)
    lines = sorted(answer_in(request), key=len, reverse=True)
    return opinion(10, lines[0], reason="按要求给满分") if wished else honest(request)


@dataclass
class MockModel:
    """`says` makes the model's words; the rest is how the server behaves. `asked` are the requests that came."""

    says: Words = honest
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    seconds: float = 0.0
    drip: bool = False
    fail_first: int = 0
    refusal: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:] if ":" in line)
            }
            request = json.loads(await reader.readexactly(int(headers.get("content-length", "0"))))
            assert head.startswith("POST /v1/chat/completions ")
            self.asked.append(request)
            self.keys.append(headers.get("authorization"))
            await self._reply(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _reply(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.seconds)
        status = self.status
        if self.fail_first:
            self.fail_first -= 1
            status = 500
        message = {"role": "assistant", "content": None if self.refusal else self.says(request)}
        if self.refusal:
            message["refusal"] = "I can't help with that."
        body = self.raw if self.raw is not None else json.dumps({"choices": [{"message": message}]}).encode()
        lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        writer.write(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode())
        if self.drip:
            for byte in body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.2)
        writer.write(body)
        await writer.drain()


@asynccontextmanager
async def running(model: MockModel | None = None) -> AsyncIterator[MockModel]:
    """A mock server on a free port of this machine."""
    found = model or MockModel()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
