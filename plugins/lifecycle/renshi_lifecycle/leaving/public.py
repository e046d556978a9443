"""The exit interview's public API. The key travels in a header, so that no access log keeps it."""

from __future__ import annotations

from typing import Any

from renshi_lifecycle.intake.public import MANY, Key
from renshi_lifecycle.leaving import links
from renshi_lifecycle.leaving.schemas import ExitAnswers
from renshi_sdk import Context
from renshi_sdk.web import public_get, public_post


@public_get("/exit", opt=MANY)
async def read_exit(ctx: Context, key: Key) -> dict[str, Any]:
    """The questions; nothing about who leaves."""
    return await links.shown(ctx, key)


@public_post("/exit/answers", status_code=200, opt=MANY)
async def answer_exit(ctx: Context, key: Key, data: ExitAnswers) -> dict[str, Any]:
    """Answer, once."""
    return await links.answer(ctx, key, data)


PUBLIC = (read_exit, answer_exit)
