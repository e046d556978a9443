"""What becomes of a message after the API took it."""

from __future__ import annotations

from uuid import UUID

from renshi_sdk import Context
from renshi_wechat.accounts.service import OpenAccount
from renshi_wechat.bindings import repository as bindings
from renshi_wechat.messages import repository
from renshi_wechat.protocol import Effect, ErrorClass, Inbound, template_outcome


def content_label(account_id: UUID, source_id: UUID) -> str:
    """Where the sealed content of an outbound message belongs."""
    return f"wechat_outbound.content:{account_id}:{source_id}"


async def template_finished(ctx: Context, account: OpenAccount, message: Inbound) -> str:
    """TEMPLATESENDJOBFINISH: write down whether the template message arrived; returns the push's outcome."""
    row = await repository.by_msgid(account.id, message.fields.get("MsgID", ""))
    if row is None or row["openid"] != message.openid:
        return "template_unknown"
    status = message.fields.get("Status", "")
    behaviour = template_outcome(status)
    arrived = behaviour.kind is ErrorClass.OK
    await repository.finish_outbound(
        row["id"],
        "delivered" if arrived else "failed",
        api="template",
        now=ctx.now(),
        detail="" if arrived else status,
        msgid=row["msgid"],
    )
    if behaviour.effect is Effect.BINDING_UNSUBSCRIBED:
        await bindings.set_status(account.id, message.openid, "unsubscribed")
    return "template_delivered" if arrived else "template_failed"
