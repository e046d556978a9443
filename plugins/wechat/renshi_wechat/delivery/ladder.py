"""The channel: custom message while the window is open, template message otherwise, or honestly nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_sdk import Context, Temporary, Text
from renshi_sdk.contracts import Employee, EmployeeStatus
from renshi_sdk.contributions import Delivery, Notice
from renshi_wechat.accounts import service as accounts
from renshi_wechat.accounts.service import OpenAccount
from renshi_wechat.bindings import repository as bindings
from renshi_wechat.config import WeChatSettings
from renshi_wechat.conversation import approvals
from renshi_wechat.delivery import effects, template
from renshi_wechat.messages import repository
from renshi_wechat.protocol import ApiError, ErrorClass


@dataclass(frozen=True, slots=True)
class _Rung:
    """How one way of sending fared: ``sent``, or the reason to go on, or to stop for good."""

    sent: bool = False
    go_on: bool = True
    detail: str = ""
    code: int | None = None
    msgid: str | None = None


async def deliver(ctx: Context, notice: Notice) -> Delivery:
    """Send a notice. ``unreachable`` lets the next channel try; raises ``Temporary`` where waiting helps."""
    found = await bindings.live_of_employee(ctx.company_id, notice.employee_id)
    if not found:
        return Delivery("unreachable", "未绑定微信")
    employee = await ctx.people.get(notice.employee_id)
    if employee.status is EmployeeStatus.LEFT:
        return Delivery("unreachable", "已离职")
    answer = Delivery("unreachable")
    for binding in found:
        answer = await _deliver_to(ctx, binding, employee, notice)
        if answer.state == "sent":
            break
    return answer


async def _deliver_to(ctx: Context, binding: dict[str, Any], employee: Employee, notice: Notice) -> Delivery:
    """Climb the ladder of one account."""
    if binding["status"] != "active":
        return Delivery("unreachable", f"绑定不可用：{binding['status']}")
    now = ctx.now()
    account = await accounts.opened(ctx, binding["account_id"])
    if not account.active or account.paused(now):
        return Delivery("unreachable", "公众号已停用或暂停")
    row_id, state = await repository.claim_outbound(
        ctx.company_id,
        account.id,
        employee_id=employee.id,
        openid=binding["openid"],
        purpose="notice",
        topic=notice.kind,
        source_id=notice.id,
    )
    if state in {"sent", "delivered"}:
        return Delivery("sent", "已发送过")
    if state == "unknown":
        return Delivery("unreachable", "可能已送达")
    reasons = []
    for api, climb in (("custom", _custom), ("template", _template)):
        rung = await climb(ctx, account, binding["openid"], employee, notice)
        if rung.sent:
            await repository.finish_outbound(row_id, "sent", api=api, now=now, msgid=rung.msgid)
            return Delivery("sent", api)
        reasons.append(f"{api}: {rung.detail}")
        if not rung.go_on:
            await repository.finish_outbound(
                row_id, "unknown", api=api, now=now, errcode=rung.code, detail=rung.detail
            )
            return Delivery("unreachable", rung.detail)
        account = await accounts.opened(ctx, account.id)
        if account.paused(now):
            break
    detail = "；".join(reasons)
    await repository.finish_outbound(row_id, "undeliverable", api="none", now=now, detail=detail)
    return Delivery("unreachable", detail)


async def _custom(
    ctx: Context, account: OpenAccount, openid: str, employee: Employee, notice: Notice
) -> _Rung:
    now = ctx.now()
    if not account.may_use("custom", now):
        return _Rung(detail="客服消息暂不可用")
    if not await repository.take_window(account.id, openid, now):
        return _Rung(detail="不在可回复时间内")
    settings = await ctx.settings(WeChatSettings)
    link = settings.link(notice.link)
    text = f"【{notice.title.of(ctx.locale)}】\n{notice.body.of(ctx.locale)}"
    text += await approvals.hint(ctx, employee, notice.link)
    text += f"\n{link}" if link else ""
    try:
        await (await accounts.api_of(ctx, account)).send_text(openid, text)
    except ApiError as error:
        return await _refused(ctx, account, openid, "custom", error)
    return _Rung(sent=True)


async def _template(
    ctx: Context, account: OpenAccount, openid: str, employee: Employee, notice: Notice
) -> _Rung:
    now = ctx.now()
    if account.template_id is None or not account.template_fields:
        return _Rung(detail="未设置模板")
    if not account.may_use("template", now):
        return _Rung(detail="模板消息暂不可用")
    settings = await ctx.settings(WeChatSettings)
    filled = template.values(
        account.template_fields,
        title=notice.title.of(ctx.locale),
        body=notice.body.of(ctx.locale),
        name=employee.name,
        now=now,
        zone=ctx.time_zone,
    )
    try:
        msgid = await (await accounts.api_of(ctx, account)).send_template(
            openid,
            account.template_id,
            filled,
            client_msg_id=_client_msg_id(notice.id),
            url=settings.link(notice.link) or None,
        )
    except ApiError as error:
        return await _refused(ctx, account, openid, "template", error)
    return _Rung(sent=True, msgid=msgid)


async def _refused(ctx: Context, account: OpenAccount, openid: str, api: str, error: ApiError) -> _Rung:
    """Apply the error table. A repeat is asked for only where it can't send the same thing twice."""
    detail = accounts.describe(error)
    waiting_helps = error.behaviour.kind in {ErrorClass.TRANSIENT, ErrorClass.QUOTA}
    if waiting_helps and not error.behaviour.next_channel:
        if api == "template" or not error.maybe_sent:
            raise Temporary(Text(f"微信暂时不可用：{detail}", f"WeChat is not available now: {detail}"))
        # It may have arrived: neither sent again here nor counted as sent, so another channel tells.
        return _Rung(go_on=False, detail=f"{detail}（可能已送达）", code=error.code)
    await effects.apply(ctx, account, openid, api, error)
    return _Rung(detail=detail, code=error.code)


def _client_msg_id(notice_id: UUID) -> str:
    """At most 32 characters."""
    return notice_id.hex
