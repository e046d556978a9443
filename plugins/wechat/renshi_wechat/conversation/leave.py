"""Leave by words: a draft, shown as a filled form, submitted on "确认" only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_sdk import Context, NotFound, RenshiError, Text
from renshi_sdk.contracts import Employee, RequestState, RequestView
from renshi_sdk.db import savepoint
from renshi_wechat.accounts.service import OpenAccount
from renshi_wechat.config import WeChatSettings
from renshi_wechat.conversation import repository, texts
from renshi_wechat.conversation.person import acting_as
from renshi_wechat.conversation.plain import number, the_days
from renshi_wechat.language import LEAVE_KINDS, Leave, Missing, Problem, amend

KIND = "attendance.leave"
DRAFT_LIFE = timedelta(minutes=30)
_NAMES = {kind.code: kind.name for kind in LEAVE_KINDS}
_OFFERED = "、".join(kind.name for kind in LEAVE_KINDS[:4]) + "等"


async def begin(ctx: Context, account: OpenAccount, openid: str, employee: Employee, leave: Leave) -> str:
    """Keep what was said as the user's draft, in place of an earlier one, and answer it."""
    if not await ctx.plugins.enabled("attendance"):
        return texts.LEAVE_OFF.of(ctx.locale)
    await _keep(ctx, account, openid, employee, leave)
    return await _answer(ctx, employee, leave)


async def go_on(ctx: Context, account: OpenAccount, openid: str, employee: Employee, text: str) -> str | None:
    """Take ``text`` as an addition to the open draft; ``None`` where there is none or it says nothing."""
    row = await _open_draft(ctx, account, openid, employee)
    if row is None:
        return None
    draft = from_json(row["content"])
    today = ctx.now().astimezone(ZoneInfo(ctx.time_zone)).date()
    amended = amend(draft, text, today, wants_reason=not draft.reason)
    if amended is None:
        return None
    await _keep(ctx, account, openid, employee, amended)
    return await _answer(ctx, employee, amended)


async def confirm(ctx: Context, account: OpenAccount, openid: str, employee: Employee) -> tuple[str, bool]:
    """Submit the draft; returns the answer and whether a request was made."""
    row = await _open_draft(ctx, account, openid, employee)
    if row is None:
        return texts.NO_DRAFT.of(ctx.locale), False
    leave = from_json(row["content"])
    if not leave.complete or not leave.reason:
        return await _answer(ctx, employee, leave), False
    try:
        async with savepoint():
            request = await acting_as(ctx, employee).requests.submit(
                KIND, to_form(leave), employee_id=employee.id
            )
    except NotFound:
        return texts.LEAVE_OFF.of(ctx.locale), False
    except RenshiError as error:
        return texts.REFUSED.format(why=_why(error, ctx.locale)).of(ctx.locale), False
    await repository.close_draft(row["id"], "submitted", request.id)
    return await _submitted(ctx, request), True


async def cancel(ctx: Context, account: OpenAccount, openid: str, employee: Employee) -> str:
    row = await _open_draft(ctx, account, openid, employee)
    if row is None:
        return texts.NOTHING_TO_CANCEL.of(ctx.locale)
    await repository.close_draft(row["id"], "cancelled")
    return texts.CANCELLED.of(ctx.locale)


def to_form(leave: Leave) -> dict[str, Any]:
    """The draft as the form of ``attendance.leave``."""
    if leave.start is None or leave.end is None:
        raise ValueError("a leave without a date is no form")
    return {
        "leave_code": leave.kind,
        "start_on": leave.start.isoformat(),
        "start_half": leave.start_half,
        "end_on": leave.end.isoformat(),
        "end_half": leave.end_half,
        "reason": leave.reason,
    }


def to_json(leave: Leave) -> dict[str, Any]:
    return {
        "kind": leave.kind,
        "start": leave.start.isoformat() if leave.start else None,
        "end": leave.end.isoformat() if leave.end else None,
        "start_half": leave.start_half,
        "end_half": leave.end_half,
        "reason": leave.reason,
        "stated_days": str(leave.stated_days) if leave.stated_days is not None else None,
        "half_open": leave.half_open,
        "problems": [str(problem) for problem in leave.problems],
    }


def from_json(content: dict[str, Any]) -> Leave:
    return Leave(
        kind=content["kind"],
        start=date.fromisoformat(content["start"]) if content["start"] else None,
        end=date.fromisoformat(content["end"]) if content["end"] else None,
        start_half=content["start_half"],
        end_half=content["end_half"],
        reason=content["reason"],
        stated_days=Decimal(content["stated_days"]) if content["stated_days"] else None,
        half_open=content["half_open"],
        problems=tuple(Problem(problem) for problem in content["problems"]),
    )


async def _open_draft(
    ctx: Context, account: OpenAccount, openid: str, employee: Employee
) -> dict[str, Any] | None:
    row = await repository.lock_draft(account.id, openid, ctx.now())
    # A phone may be bound to somebody else by now: one person's draft is never another's.
    return row if row is not None and row["employee_id"] == employee.id else None


async def _keep(ctx: Context, account: OpenAccount, openid: str, employee: Employee, leave: Leave) -> None:
    await repository.put_draft(
        ctx.company_id, account.id, employee.id, openid, to_json(leave), ctx.now() + DRAFT_LIFE
    )


async def _answer(ctx: Context, employee: Employee, leave: Leave) -> str:
    locale = ctx.locale
    if leave.problems:
        settings = await ctx.settings(WeChatSettings)
        link = settings.link("/console")
        return texts.PROBLEMS[leave.problems[0]].format(link=f"：{link}" if link else "").of(locale)
    wanted = [_ask(missing) for missing in leave.missing]
    if not leave.reason:
        wanted.append(texts.ASK_REASON)
    if wanted:
        facts = "，".join(filter(None, (_NAMES.get(leave.kind or ""), the_days(leave), leave.reason)))
        known = texts.KNOWN.format(facts=facts).of(locale) if facts else ""
        missing = "；".join(text.of(locale) for text in wanted)
        return texts.SO_FAR.format(missing=missing, known=known).of(locale)
    extra = await _balance(ctx, employee, leave)
    if leave.stated_days is not None and _plainly_other(leave):
        extra += texts.FORM_STATED.format(stated=number(leave.stated_days)).of(locale)
    return texts.FORM.format(
        kind=_NAMES[leave.kind or ""], when=the_days(leave), reason=leave.reason, extra=extra
    ).of(locale)


def _ask(missing: Missing) -> Text:
    match missing:
        case Missing.KIND:
            return texts.ASK_KIND.format(kinds=_OFFERED)
        case Missing.DATE:
            return texts.ASK_DATE
        case Missing.HALF:
            return texts.ASK_HALF


def _plainly_other(leave: Leave) -> bool:
    """Whether the days between the dates can't be the number that was said, whatever counts as a day."""
    if leave.start is None or leave.end is None or leave.stated_days is None:
        return False
    calendar_days = Decimal((leave.end - leave.start).days + 1)
    calendar_days -= Decimal("0.5") * ((leave.start_half == "pm") + (leave.end_half == "am"))
    return leave.stated_days > calendar_days


async def _balance(ctx: Context, employee: Employee, leave: Leave) -> str:
    """A line with what is left of this kind; nothing where no plugin tells, or one can't just now."""
    try:
        async with savepoint():
            balances = await acting_as(ctx, employee).hooks.collect_balances(employee_id=employee.id)
    except RenshiError:
        return ""
    shown = [b for b in balances if b.code == leave.kind]
    if not shown:
        return ""
    unit = "天" if shown[0].unit == "day" else "小时"
    total = sum((b.remaining for b in shown), Decimal(0))
    return texts.FORM_BALANCE.format(balance=f"{number(total)} {unit}").of(ctx.locale)


async def _submitted(ctx: Context, request: RequestView) -> str:
    if request.state is RequestState.APPROVED:
        after = texts.TOOK_EFFECT
    else:
        waiting: tuple[UUID, ...] = next(
            (s.approver_ids for s in request.steps if s.state not in {"approved", "done", "skipped"}), ()
        )
        people = await ctx.people.by_ids(waiting[:3])
        names = "、".join(person.name for person in people.values())
        after = texts.WAITS_FOR.format(names=names) if names else texts.WAITS
    return texts.SUBMITTED.format(
        number=request.number, summary=request.summary, next=after.of(ctx.locale)
    ).of(ctx.locale)


def _why(error: RenshiError, locale: str) -> str:
    fields = getattr(error, "fields", {})
    details = [text.of(locale) if isinstance(text, Text) else text for text in fields.values()]
    return "；".join(dict.fromkeys([error.text.of(locale), *details]))
