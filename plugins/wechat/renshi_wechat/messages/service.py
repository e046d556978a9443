"""Receiving a push: proven, once only, and answered in time."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

from renshi_sdk import Clause, Context, NotFound
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import Listing, ListQuery, savepoint
from renshi_wechat.accounts import service as accounts
from renshi_wechat.accounts.service import OpenAccount
from renshi_wechat.conversation import service as conversation
from renshi_wechat.conversation import texts
from renshi_wechat.conversation.service import Answer
from renshi_wechat.delivery import fate
from renshi_wechat.messages import repository
from renshi_wechat.messages.schemas import PushId
from renshi_wechat.permissions import MESSAGE_READ
from renshi_wechat.protocol import BadCallback, Callback, Inbound

log = logging.getLogger(__name__)
# WeChat hangs up after five seconds and sends again. What takes longer is done by a job, whose answer goes
# out as a custom message; the rest of the time is for the commit and the network.
ANSWER_SECONDS = 3.8
LET_GO_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Response:
    """What the route sends; a refusal has no body, so that it tells an attacker nothing."""

    status: int
    body: str = ""


async def check_address(ctx: Context, account_id: UUID, query: Mapping[str, str]) -> Response:
    """WeChat's console asks whether this address is ours."""
    try:
        _, callback = await accounts.callback_of(ctx, account_id)
        return Response(200, callback.check_address(query, now=ctx.now()))
    except NotFound:
        return Response(404)
    except BadCallback as error:
        _count(account_id, error)
        return Response(error.status)


async def receive(ctx: Context, account_id: UUID, query: Mapping[str, str], body: bytes) -> Response:
    """Take one push. Its repeats get the first one's answer and have no effect."""
    try:
        account, callback = await accounts.callback_of(ctx, account_id)
        message = callback.open(query, body, now=ctx.now())
    except NotFound:
        return Response(404)
    except BadCallback as error:
        _count(account_id, error)
        return Response(error.status)
    push_id = await repository.record_push(
        ctx.company_id,
        account.id,
        openid=message.openid,
        key=message.key,
        kind=message.kind,
        event=message.event,
        at=ctx.now(),
    )
    if push_id is None:
        return Response(200, await _said_before(ctx, account, callback, message))
    if message.opens_window:
        kind: Literal["message", "tap"] = "message" if message.is_message else "tap"
        await repository.open_window(account.id, message.openid, kind, ctx.now())
    answer = await _in_time(ctx, account, message, push_id)
    if answer is None:
        return Response(200)
    sealed = ctx.secrets.seal(answer.text, label=_label("reply", push_id)) if answer.text else None
    await repository.finish_push(push_id, answer.outcome, reply=sealed)
    return Response(200, callback.seal(message, answer.text, now=ctx.now()))


async def answer_late(ctx: Context, params: PushId, run: JobRun) -> dict[str, Any]:
    """Job: do what a push asked for that took too long, and send the answer as a custom message."""
    row = await repository.push(params.push_id)
    if row is None or row["content_sealed"] is None:
        return {"outcome": "gone"}
    account = await accounts.opened(ctx, row["account_id"])
    content = ctx.secrets.open(row["content_sealed"], label=_label("content", params.push_id))
    answer = await conversation.answer(ctx, account, Inbound(**json.loads(content)))
    await repository.finish_push(params.push_id, f"late_{answer.outcome}")
    if answer.text:
        sealed = ctx.secrets.seal(answer.text, label=fate.content_label(account.id, params.push_id))
        row_id, _ = await repository.claim_outbound(
            ctx.company_id,
            account.id,
            employee_id=None,
            openid=row["openid"],
            purpose="reply",
            topic=answer.outcome,
            source_id=params.push_id,
            content=sealed,
        )
        await ctx.jobs.enqueue("wechat.send_reply", {"outbound_id": str(row_id)}, key=str(row_id))
    return {"outcome": answer.outcome}


async def sent(ctx: Context, query: ListQuery) -> Listing:
    scope = ctx.access.employees(MESSAGE_READ, "o.employee_id")
    return await repository.outbound(ctx.company_id, query, _or_nobody(scope, "o.employee_id"))


async def received(ctx: Context, query: ListQuery) -> Listing:
    scope = ctx.access.employees(MESSAGE_READ, "b.employee_id")
    return await repository.inbound(ctx.company_id, query, _or_nobody(scope, "b.employee_id"))


async def _in_time(ctx: Context, account: OpenAccount, message: Inbound, push_id: UUID) -> Answer | None:
    """The answer, or ``None`` when a job has taken over because it would have come too late."""
    if message.event == "templatesendjobfinish":
        return Answer("", await fate.template_finished(ctx, account, message))
    try:
        async with savepoint():
            return await _within(ANSWER_SECONDS, conversation.answer(ctx, account, message))
    except TimeoutError:
        content = json.dumps(asdict(message), ensure_ascii=False)
        await repository.finish_push(
            push_id, "deferred", content=ctx.secrets.seal(content, label=_label("content", push_id))
        )
        await ctx.jobs.enqueue("wechat.answer_late", {"push_id": str(push_id)}, key=str(push_id))
        return None
    except Exception:
        # The user would otherwise read "该公众号暂时无法提供服务", and WeChat would send it twice again.
        log.exception("wechat_push_failed account=%s push=%s", account.id, push_id)
        return Answer(texts.SORRY.of(ctx.locale), "failed")


async def _within(seconds: float, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run ``work``; raises ``TimeoutError`` with the connection free for the savepoint to undo what it wrote.

    ``asyncio.timeout`` would let the cancellation run into the savepoints of other plugins' hooks while their
    query is still on the connection.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if done:
        return task.result()
    task.cancel()
    await asyncio.wait({task}, timeout=LET_GO_SECONDS)
    await asyncio.sleep(LET_GO_SECONDS / 10)
    if task.done() and not task.cancelled():
        task.exception()
    raise TimeoutError


async def _said_before(ctx: Context, account: OpenAccount, callback: Callback, message: Inbound) -> str:
    row = await repository.earlier_push(account.id, message.key)
    if row is None or row["reply_sealed"] is None or row["openid"] != message.openid:
        return ""
    text = ctx.secrets.open(row["reply_sealed"], label=_label("reply", row["id"]))
    return callback.seal(message, text, now=ctx.now())


def _or_nobody(scope: Clause, column: str) -> Clause:
    """Rows in scope, and those of WeChat users who are bound to nobody."""
    return Clause(f"({scope.sql}) OR {column} IS NULL", scope.args)


def _label(what: str, push_id: UUID) -> str:
    return f"wechat_inbound.{what}:{push_id}"


def _count(account_id: UUID, error: BadCallback) -> None:
    log.warning("wechat_callback_refused account=%s reason=%s", account_id, error.refusal.value)
