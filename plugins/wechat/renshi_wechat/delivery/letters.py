"""Carrying letters to people outside who have bound their WeChat: a title and a link, never at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from renshi_sdk import Context, Temporary, Text
from renshi_sdk.contributions import Fate, Letter, Outsider
from renshi_wechat.accounts import repository as account_rows
from renshi_wechat.accounts import service as accounts
from renshi_wechat.accounts.service import OpenAccount
from renshi_wechat.config import WeChatSettings
from renshi_wechat.delivery import effects, template
from renshi_wechat.guests import repository as guests
from renshi_wechat.guests import service as guest_service
from renshi_wechat.messages import repository
from renshi_wechat.protocol import ApiError, ErrorClass


async def reaches(ctx: Context, to: Outsider) -> bool:
    """Whether somebody is bound, and their account could carry a letter now: an open window, or a template."""
    return await _way(ctx, to) is not None


async def _way(ctx: Context, to: Outsider) -> tuple[dict[str, Any], OpenAccount] | None:
    now = ctx.now()
    for guest in await guests.of_outsider(ctx.company_id, to.key):
        account = await accounts.opened(ctx, guest["account_id"])
        if not account.active or account.paused(now):
            continue
        templated = account.template_id is not None and account.may_use("template", now)
        if templated or (
            account.may_use("custom", now) and await repository.window_open(account.id, guest["openid"], now)
        ):
            return guest, account
    return None


async def way_in(ctx: Context) -> Text | None:
    """How somebody outside finds the company's account; None without one, or where no plugin would answer."""
    name = await account_rows.active_name(ctx.company_id)
    words = await ctx.letters.words()
    return guest_service.way_in(name, words) if name is not None and words else None


def quiet_until(now: datetime, zone: str, first: int, last: int) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in, from hour ``first`` to hour ``last`` of the company's day."""
    local = now.astimezone(ZoneInfo(zone))
    inside = first <= local.hour < last if first < last else local.hour >= first or local.hour < last
    if first == last or not inside:
        return None
    day = local.date() + timedelta(days=1 if local.hour >= last else 0)
    return datetime.combine(day, time(last), tzinfo=ZoneInfo(zone))


async def deliver(ctx: Context, letter: Letter) -> Fate:
    """Send a letter once. Its words stay here only where it has no link to them."""
    found = await _way(ctx, letter.to)
    if found is None:
        return Fate("unreachable", "未绑定微信")
    guest, account = found
    settings = await ctx.settings(WeChatSettings)
    until = quiet_until(ctx.now(), ctx.time_zone, settings.quiet_from, settings.quiet_until)
    if until is not None:
        return Fate("later", "quiet hours", until=until)
    row_id, state = await repository.claim_outbound(
        ctx.company_id,
        account.id,
        employee_id=None,
        openid=guest["openid"],
        purpose="letter",
        topic=letter.to.key.split(":", 1)[0],
        source_id=letter.id,
    )
    if state in {"sent", "delivered"}:
        return Fate("sent")
    if state == "unknown":
        return Fate("unsure", "可能已送达")
    reasons = []
    for api in ("custom", "template"):
        try:
            sent = await (_custom if api == "custom" else _template)(ctx, account, guest["openid"], letter)
        except ApiError as error:
            detail = accounts.describe(error)
            if (
                error.behaviour.kind in {ErrorClass.TRANSIENT, ErrorClass.QUOTA}
                and not error.behaviour.next_channel
            ):
                if api == "template" or not error.maybe_sent:
                    raise Temporary(
                        Text(f"微信暂时不可用：{detail}", f"WeChat is not available now: {detail}")
                    ) from error
                await repository.finish_outbound(
                    row_id, "unknown", api=api, now=ctx.now(), errcode=error.code, detail=detail
                )
                return Fate("unsure", detail)
            await effects.apply(ctx, account, guest["openid"], api, error)
            reasons.append(detail)
            account = await accounts.opened(ctx, account.id)
            continue
        if sent is not None:
            await repository.finish_outbound(row_id, "sent", api=api, now=ctx.now(), msgid=sent or None)
            return Fate("sent")
    detail = "；".join(reasons) or "不在可回复时间内，且未设置模板"
    await repository.finish_outbound(row_id, "undeliverable", api="none", now=ctx.now(), detail=detail)
    return Fate("unreachable", detail)


async def _custom(ctx: Context, account: OpenAccount, openid: str, letter: Letter) -> str | None:
    """ "" where it was sent, None where this way is closed."""
    now = ctx.now()
    if not account.may_use("custom", now) or not await repository.take_window(account.id, openid, now):
        return None
    # Where there is a page with the whole letter, its words needn't pass through WeChat.
    more = letter.link or letter.body.strip()
    await (await accounts.api_of(ctx, account)).send_text(openid, f"【{letter.subject}】\n{more}")
    return ""


async def _template(ctx: Context, account: OpenAccount, openid: str, letter: Letter) -> str | None:
    now = ctx.now()
    if account.template_id is None or not account.template_fields or not account.may_use("template", now):
        return None
    filled = template.values(
        account.template_fields,
        title=letter.subject,
        body="请点开查看" if letter.link else "请在应聘页面查看",
        name=letter.sender,
        now=now,
        zone=ctx.time_zone,
    )
    return await (await accounts.api_of(ctx, account)).send_template(
        openid, account.template_id, filled, client_msg_id=letter.id.hex, url=letter.link
    )
