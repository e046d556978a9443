"""One push → what happens and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from renshi_sdk import Context
from renshi_sdk.contracts import RequestAction
from renshi_wechat.accounts.service import OpenAccount
from renshi_wechat.bindings import repository as binding_rows
from renshi_wechat.bindings import service as bindings
from renshi_wechat.bindings.service import Bound
from renshi_wechat.conversation import approvals, facts, leave, repository, texts
from renshi_wechat.guests import repository as guest_rows
from renshi_wechat.guests import service as guests
from renshi_wechat.language import (
    Approve,
    Balances,
    Bind,
    Cancel,
    Confirm,
    Help,
    Intent,
    Leave,
    PaySlip,
    Reject,
    Unbind,
    Unknown,
    Waiting,
    parse,
)
from renshi_wechat.messages import repository as messages
from renshi_wechat.protocol import Inbound

# Keys of a click menu, and what a tap on them says.
MENU_KEYS = {"LEAVE": "请假", "BALANCE": "余额", "PAY": "工资条", "TODO": "待办", "HELP": "帮助"}
_BIND_REFUSALS = {
    "wrong": texts.BIND_WRONG,
    "too_often": texts.BIND_TOO_OFTEN,
    "other_employee": texts.BIND_OTHER_EMPLOYEE,
    "other_wechat": texts.BIND_OTHER_WECHAT,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """``text`` is "" where nothing is said; ``outcome`` goes to the message log."""

    text: str
    outcome: str


async def answer(ctx: Context, account: OpenAccount, message: Inbound) -> Answer:
    """Do what the push asks for, in the caller's transaction."""
    if message.kind == "event":
        return await _event(ctx, account, message)
    if message.kind != "text":
        return Answer(texts.TEXT_ONLY.of(ctx.locale), "not_text")
    return await _said(ctx, account, message.openid, message.text)


async def _event(ctx: Context, account: OpenAccount, message: Inbound) -> Answer:
    match message.event:
        case "subscribe":
            bound = await bindings.bound(ctx, account.id, message.openid)
            text = texts.HELP if bound else texts.WELCOME.format(account=account.name)
            return Answer(text.of(ctx.locale), "subscribed")
        case "unsubscribe":
            await binding_rows.set_status(account.id, message.openid, "unsubscribed")
            await guest_rows.set_status(account.id, message.openid, "unsubscribed")
            await messages.close_windows(account.id, message.openid)
            return Answer("", "unsubscribed")
        case "click" if message.scene in MENU_KEYS:
            return await _said(ctx, account, message.openid, MENU_KEYS[message.scene])
        case _:
            return Answer("", "ignored")


async def _said(ctx: Context, account: OpenAccount, openid: str, text: str) -> Answer:
    intent = parse(text, now=ctx.now().astimezone(ZoneInfo(ctx.time_zone)))
    if isinstance(intent, Bind):
        return await _bind(ctx, account, openid, intent)
    bound = await bindings.bound(ctx, account.id, openid)
    if bound is None:
        said = await guests.greet(ctx, account.id, openid, text) or await guests.reply(
            ctx, account.id, openid, text
        )
        if said is not None:
            return Answer(*said)
        return Answer(texts.NOT_BOUND.of(ctx.locale), "not_bound")
    return await _act(ctx, account, openid, bound, intent, text)


async def _act(
    ctx: Context, account: OpenAccount, openid: str, bound: Bound, intent: Intent, text: str
) -> Answer:
    employee = bound.employee
    match intent:
        case Help():
            return Answer(texts.HELP.of(ctx.locale), "help")
        case Leave() if intent.start is None and (
            more := await leave.go_on(ctx, account, openid, employee, text)
        ):
            return Answer(more, "leave_draft")
        case Leave():
            return Answer(await leave.begin(ctx, account, openid, employee, intent), "leave_draft")
        case Confirm():
            said, done = await leave.confirm(ctx, account, openid, employee)
            return Answer(said, "leave_submitted" if done else "leave_not_submitted")
        case Cancel():
            return Answer(await leave.cancel(ctx, account, openid, employee), "cancelled")
        case Balances():
            return Answer(await facts.balances(ctx, employee, intent.kind), "balances")
        case PaySlip():
            return Answer(await facts.pay_slip(ctx, employee, intent.month), "pay_slip")
        case Waiting():
            return Answer(await approvals.waiting(ctx, employee), "waiting")
        case Approve() | Reject():
            action = RequestAction.APPROVE if isinstance(intent, Approve) else RequestAction.REJECT
            comment = intent.comment if isinstance(intent, Approve) else intent.reason
            said, done = await approvals.decide(ctx, employee, action, intent.code, comment)
            return Answer(said, f"{action.value}_done" if done else f"{action.value}_refused")
        case Unbind():
            await bindings.end_one_of(ctx, bound, "本人在微信中解绑")
            await repository.drop_drafts(employee.id)
            return Answer(texts.UNBOUND.of(ctx.locale), "unbound")
        case Unknown() | Bind():
            more = await leave.go_on(ctx, account, openid, employee, text)
            if more is not None:
                return Answer(more, "leave_draft")
            return Answer(texts.UNKNOWN.of(ctx.locale), "unknown")


async def _bind(ctx: Context, account: OpenAccount, openid: str, intent: Bind) -> Answer:
    if intent.number is None or intent.code is None:
        return Answer(texts.NOT_BOUND.of(ctx.locale), "bind_asked")
    result = await bindings.bind(ctx, account.id, openid, intent.number, intent.code)
    if not isinstance(result, Bound):
        outcome = "bind_refused" if result == "wrong" else f"bind_{result}"
        return Answer(_BIND_REFUSALS[result].of(ctx.locale), outcome)
    await ctx.jobs.enqueue("wechat.look_up_user", {"binding_id": str(result.binding_id)})
    text = texts.BOUND.format(name=result.employee.name, number=result.employee.number)
    return Answer(text.of(ctx.locale), "bound")
