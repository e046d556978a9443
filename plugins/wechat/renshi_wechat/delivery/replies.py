"""Jobs that talk to the API: late answers, and who a newly bound user is."""

from __future__ import annotations

from typing import Any

from renshi_sdk import Context, Temporary, Text
from renshi_sdk.contributions import JobRun
from renshi_wechat.accounts import service as accounts
from renshi_wechat.bindings import repository as bindings
from renshi_wechat.delivery import effects
from renshi_wechat.delivery.fate import content_label
from renshi_wechat.messages import repository
from renshi_wechat.messages.schemas import BindingId, OutboundId
from renshi_wechat.protocol import ApiError, ErrorClass


async def send_reply(_: Context, params: OutboundId, run: JobRun) -> dict[str, Any]:
    """Send a late answer at most once: an attempt that may have sent it is never followed by another."""
    async with run.step(f"claim-{run.attempt}") as ctx:
        if ctx is None:
            return {"state": "unknown"}
        row = await repository.outbound_row(params.outbound_id)
        if row is None or row["state"] not in {"pending", "sending"}:
            return {"state": "done"}
        if row["state"] == "sending":
            # An earlier attempt was killed between here and its answer.
            await repository.finish_outbound(
                row["id"], "unknown", api="custom", now=ctx.now(), detail="发送中断，可能已送达"
            )
            return {"state": "unknown"}
        await repository.finish_outbound(row["id"], "sending", api="custom", now=ctx.now())
    again: ApiError | None = None
    state = "sent"
    async with run.step(f"send-{run.attempt}") as ctx:
        if ctx is None:
            return {"state": "unknown"}
        account = await accounts.opened(ctx, row["account_id"])
        text = ctx.secrets.open(row["content_sealed"], label=content_label(account.id, row["source_id"]))
        code, detail = None, ""
        if not await repository.take_window(account.id, row["openid"], ctx.now()):
            state, detail = "undeliverable", "不在可回复时间内"
        else:
            try:
                await (await accounts.api_of(ctx, account)).send_text(row["openid"], text)
            except ApiError as error:
                code, detail = error.code, accounts.describe(error)
                if error.behaviour.kind is ErrorClass.TRANSIENT and not error.maybe_sent:
                    state, again = "pending", error
                elif error.maybe_sent:
                    state = "unknown"
                else:
                    state = "failed"
                    await effects.apply(ctx, account, row["openid"], "custom", error)
        await repository.finish_outbound(
            row["id"], state, api="custom", now=ctx.now(), errcode=code, detail=detail
        )
    if again is not None:
        raise Temporary(Text("微信暂时不可用，稍后重发", "WeChat is not available now; trying again later"))
    return {"state": state}


async def look_up_user(ctx: Context, params: BindingId, run: JobRun) -> dict[str, Any]:
    """Ask who a newly bound user is: the unionid, which joins several accounts of one person."""
    row = await bindings.by_id(ctx.company_id, params.binding_id)
    if row is None or row["status"] == "ended":
        return {"found": False}
    account = await accounts.opened(ctx, row["account_id"])
    try:
        info = await (await accounts.api_of(ctx, account)).user_info(row["openid"])
    except ApiError as error:
        if error.behaviour.kind is ErrorClass.TRANSIENT:
            raise Temporary(
                Text("微信暂时不可用，稍后再查", "WeChat is not available now; trying again later")
            ) from None
        await effects.apply(ctx, account, row["openid"], "custom", error)
        return {"found": False, "errcode": error.code}
    await bindings.set_unionid(row["id"], str(info["unionid"]) if info.get("unionid") else None)
    if info.get("subscribe") == 0:
        await bindings.set_status(account.id, row["openid"], "unsubscribed")
    return {"found": True}
