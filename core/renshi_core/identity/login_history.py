"""Who signed in when and from where, read from the audit chain: what shows a stranger can't be wiped by one."""

from __future__ import annotations

from uuid import UUID

from renshi_core.identity import devices
from renshi_sdk.context import Context
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, listing
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

EVENTS = {
    "core.session.begin": Text("登录成功", "Signed in"),
    "core.session.refuse": Text("登录失败", "Refused"),
    "core.session.prove": Text("再次验证", "Proved again"),
    "core.session.refuse_proof": Text("验证失败", "Proof refused"),
    "core.session.end": Text("退出登录", "Signed out"),
}
_SIGN_INS = ListSpec(
    select="SELECT a.id, a.at, a.action, a.detail ->> 'address' AS address, a.detail ->> 'agent' AS agent"
    " FROM core_audit a",
    fields={
        "at": ListField("a.at", "datetime", sortable=True),
        "action": ListField("a.action"),
    },
    key="a.id",
    default_sort="-at",
)


async def of_user(ctx: Context, user_id: UUID, query: ListQuery) -> Listing:
    """Sign-ins of an account, those that were refused too, newest first."""
    found = await listing(
        _SIGN_INS,
        query,
        Clause("a.actor_id = {} AND a.action = ANY({})", (user_id, list(EVENTS))),
    )
    for item in found.items:
        item["event"] = item["action"].rpartition(".")[2]
        item["device"] = devices.said(item["agent"], ctx.locale)
        item["what"] = EVENTS[item["action"]].of(ctx.locale)
    return found
