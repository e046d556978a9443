"""People outside, as candidates: known by a one-time code of another plugin, which answers what they write."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from renshi_sdk import Context, Text
from renshi_wechat.bindings import repository as bindings
from renshi_wechat.bindings.service import REFUSALS_PER_HOUR
from renshi_wechat.conversation import texts
from renshi_wechat.guests import repository

# A code of ten digits is found by itself, so it is longer than an employee's, which goes with the staff number.
_CODE = re.compile(r"^\s*(\S{1,10}?)\s*[:：]?\s*(\d{10})\s*$")
_GOODBYE = frozenset({"解绑", "退出", "unbind"})
Said = tuple[str, str]
"""What is answered, and the outcome for the log."""


async def greet(ctx: Context, account_id: UUID, openid: str, text: str) -> Said | None:
    """Take a message that is a word and a code; None where it isn't one."""
    match = _CODE.match(text)
    if match is None or match[1] not in await ctx.letters.words():
        return None
    since = ctx.now() - timedelta(hours=1)
    if await bindings.failures_since(account_id, openid, since) >= REFUSALS_PER_HOUR:
        return texts.BIND_TOO_OFTEN.of(ctx.locale), "bind_too_often"
    key = await ctx.letters.recognise(match[1], match[2])
    if key is None:
        return texts.GUEST_WRONG.of(ctx.locale), "bind_refused"
    guest_id = await repository.bind(ctx.company_id, account_id, openid, key)
    await ctx.audit.record(
        "wechat.guest.create",
        subject="wechat_guest",
        subject_id=guest_id,
        detail={"account_id": str(account_id), "plugin": key.split(".", 1)[0]},
    )
    hello = await ctx.letters.answer(key, "")
    return f"{texts.GUEST_BOUND.of(ctx.locale)}\n{hello or ''}".strip(), "guest_bound"


async def reply(ctx: Context, account_id: UUID, openid: str, text: str) -> Said | None:
    """Answer somebody who is known from outside; None where this WeChat user isn't."""
    guest = await repository.by_openid(account_id, openid)
    if guest is None:
        return None
    if text.strip().lower() in _GOODBYE:
        await _end(ctx, guest["id"])
        return texts.UNBOUND.of(ctx.locale), "guest_unbound"
    if guest["status"] != "active":
        # A user who writes is a follower, and the openid is right.
        await repository.set_status(account_id, openid, "active")
    said = await ctx.letters.answer(guest["outsider"], text)
    if said is None:
        await _end(ctx, guest["id"])
        return texts.GUEST_GONE.of(ctx.locale), "guest_gone"
    return said, "guest_answered"


async def _end(ctx: Context, guest_id: UUID) -> None:
    await repository.end(guest_id)
    await ctx.audit.record("wechat.guest.end", subject="wechat_guest", subject_id=guest_id)


async def export(ctx: Context, key: str) -> dict[str, object]:
    """What is kept of somebody outside."""
    return await repository.told(ctx.company_id, key)


async def forget(ctx: Context, key: str) -> int:
    """Remove it."""
    return await repository.forget(ctx.company_id, key)


def way_in(name: str, words: frozenset[str]) -> Text:
    """How somebody outside finds the account ``name``."""
    word = min(words)
    return Text(
        f"在微信中关注公众号“{name}”，发送：{word} 和一次性代码",
        f"Follow the WeChat account “{name}” and send {word} and the one-time code",
    )
