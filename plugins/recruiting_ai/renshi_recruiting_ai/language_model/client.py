"""One question to a server that speaks the OpenAI chat protocol, and what became of it.

Nothing here raises for what a server does: slow, broken, refusing and hostile servers all have an outcome with a name.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from renshi_recruiting_ai.engine.opinion.prompt import SCHEMA, CriterionPrompt
from renshi_recruiting_ai.language_model import address as addresses
from renshi_recruiting_ai.words import storable

Structured = Literal["json_schema", "json_object", "none"]
Outcome = Literal[
    "answered", "refused", "timeout", "limited", "failed", "broken", "unreachable", "blocked", "denied"
]  # fmt: skip
MOST_BYTES = 256 * 1024
MOST_TOKENS = 900
TRIES = 2
LONGEST_PAUSE = 10.0
PAUSE = 1.0
AGAIN: frozenset[Outcome] = frozenset({"timeout", "limited", "failed", "unreachable"})


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model is and how it is spoken to. `seconds` is the whole time of one try."""

    address: str
    model: str
    key: str | None
    structured: Structured
    seconds: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question. `text` is the model's reply where it `answered`, as it came."""

    outcome: Outcome
    text: str | None = None
    status: int | None = None
    milliseconds: int = 0
    tries: int = 1
    pause: float | None = None


def body(server: Server, prompt: CriterionPrompt, sample: int) -> dict[str, Any]:
    """The request: no tools, temperature 0, a seed per sample."""
    wanted: dict[str, Any] = {
        "model": server.model,
        "messages": [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ],
        "temperature": 0,
        "seed": sample,
        "max_tokens": MOST_TOKENS,
    }
    if server.structured == "json_schema":
        wanted["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "opinion", "strict": True, "schema": SCHEMA},
        }
    elif server.structured == "json_object":
        wanted["response_format"] = {"type": "json_object"}
    return wanted


async def ask(server: Server, prompt: CriterionPrompt, sample: int) -> Answer:
    """Ask once, and once more where that may help, after the pause the server wishes (ten seconds at most)."""
    answer = await _once(server, prompt, sample)
    for tries in range(2, TRIES + 1):
        if answer.outcome not in AGAIN:
            break
        await asyncio.sleep(min(LONGEST_PAUSE, answer.pause if answer.pause is not None else PAUSE))
        again = await _once(server, prompt, sample)
        answer = Answer(
            again.outcome,
            again.text,
            again.status,
            answer.milliseconds + again.milliseconds,
            tries,
            again.pause,
        )
    return answer


async def _once(server: Server, prompt: CriterionPrompt, sample: int) -> Answer:
    begun = time.monotonic()

    def became(outcome: Outcome, **more: Any) -> Answer:
        return Answer(outcome, milliseconds=round((time.monotonic() - begun) * 1000), **more)

    try:
        async with asyncio.timeout(server.seconds):
            target = addresses.read(server.address)
            status, headers, content = await _post(target, server, body(server, prompt, sample))
    except TimeoutError:
        return became("timeout")
    except addresses.Blocked:
        return became("blocked")
    except _TooLong:
        return became("broken")
    except httpx.TimeoutException:
        return became("timeout")
    except (OSError, httpx.HTTPError):
        return became("unreachable")
    if status == 429:
        return became("limited", status=status, pause=_pause(headers))
    if status in (401, 403):
        return became("denied", status=status)
    if status >= 500:
        return became("failed", status=status, pause=_pause(headers))
    if status != 200:
        return became("broken", status=status)
    outcome, text = _reply(content)
    return became(outcome, text=text, status=status)


class _TooLong(Exception):
    pass


async def _post(
    target: addresses.Address, server: Server, wanted: dict[str, Any]
) -> tuple[int, httpx.Headers, bytes]:
    # Nothing packed: a small answer that unpacks to gigabytes is not to be had here.
    headers = {"Accept-Encoding": "identity"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    # The environment's proxies are left out: what was checked is what is connected to.
    async with (
        httpx.AsyncClient(
            transport=addresses.Pinned(await addresses.where(target)),
            timeout=server.seconds,
            follow_redirects=False,
            trust_env=False,
        ) as client,
        client.stream("POST", f"{target.url}/chat/completions", json=wanted, headers=headers) as response,
    ):
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise _TooLong
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > MOST_BYTES:
                raise _TooLong
        return response.status_code, response.headers, bytes(content)


def _pause(headers: httpx.Headers) -> float | None:
    try:
        return max(0.0, float(headers.get("Retry-After", "")))
    except ValueError:
        return None


def _reply(content: bytes) -> tuple[Outcome, str | None]:
    """The model's words in the protocol's envelope."""
    try:
        choice = json.loads(content)["choices"][0]
        message = choice["message"]
        text = message.get("content")
        refused = message.get("refusal") or choice.get("finish_reason") == "content_filter"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return "broken", None
    if refused:
        return "refused", None
    if not isinstance(text, str) or not text.strip():
        return "broken", None
    try:
        return "answered", storable(text)
    except ValueError:
        return "broken", None
