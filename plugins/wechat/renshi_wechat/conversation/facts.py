"""Balances and pay slips, asked of whichever plugin keeps them."""

from __future__ import annotations

from decimal import Decimal

from renshi_sdk import Context
from renshi_sdk.contracts import Balance, Employee, PayPeriod
from renshi_wechat.config import WeChatSettings
from renshi_wechat.conversation import texts
from renshi_wechat.conversation.person import acting_as
from renshi_wechat.conversation.plain import money, number


async def balances(ctx: Context, employee: Employee, kind: str | None) -> str:
    found = await acting_as(ctx, employee).hooks.collect_balances(employee_id=employee.id)
    shown = [b for b in found if kind is None or b.code == kind]
    if not shown:
        return texts.NO_BALANCES.of(ctx.locale)
    lines = "\n".join(_line(balance, ctx.locale) for balance in shown)
    return texts.BALANCES.format(date=ctx.today().isoformat(), lines=lines).of(ctx.locale)


async def pay_slip(ctx: Context, employee: Employee, month: tuple[int, int] | None) -> str:
    """The slip of a month, the newest without one; amounts only where the company lets them into the chat."""
    period = PayPeriod(*month) if month else None
    found = await acting_as(ctx, employee).hooks.collect_pay_slips(employee_id=employee.id, period=period)
    slips = [s for s in found if s.published and s.employee_id == employee.id]
    if not slips:
        wanted = _month(period, ctx.locale) if period else ""
        return texts.NO_SLIP.format(month=wanted).of(ctx.locale)
    slip = slips[0]
    settings = await ctx.settings(WeChatSettings)
    address = settings.link(settings.pay_slip_page)
    month_name = _month(slip.period, ctx.locale)
    if settings.pay_slip == "link":
        return texts.SLIP_LINK.format(month=month_name, link=f"：{address}" if address else "。").of(
            ctx.locale
        )
    return texts.SLIP.format(
        month=month_name,
        gross=money(slip.gross),
        deductions=money(slip.deductions),
        tax=money(slip.tax),
        net=money(slip.net),
        link=f"\n{address}" if address else "",
    ).of(ctx.locale)


def _month(period: PayPeriod, locale: str) -> str:
    return f"{period.year}年{period.month}月" if locale.startswith("zh") else str(period)


def _line(balance: Balance, locale: str) -> str:
    zh = locale.startswith("zh")
    unit = {"day": "天" if zh else "days", "hour": "小时" if zh else "hours"}[balance.unit]
    notes = []
    if balance.pending > Decimal(0):
        notes.append(f"审批中 {number(balance.pending)}" if zh else f"{number(balance.pending)} pending")
    if balance.expires_on is not None:
        until = balance.expires_on.isoformat()
        notes.append(f"{until} 到期" if zh else f"until {until}")
    note = ""
    if notes:
        note = f"（{'，'.join(notes)}）" if zh else f" ({', '.join(notes)})"
    return f"{balance.label.of(locale)} {number(balance.remaining)} {unit}{note}"
