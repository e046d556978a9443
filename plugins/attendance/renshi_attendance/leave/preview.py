"""What a leave would cost, day by day, before it is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Context, Text

from ..balances import repository as ledger
from ..engine.balance import Use, available, missing, settle
from ..engine.errors import LeaveOverlap
from ..engine.leave import check_overlap
from ..engine.reasons import Reason, say
from ..planning.plans import PersonPlan, plan_of
from ..reference import leave_catalogue
from ..workplace import Workplace, workplace
from . import repository
from .schemas import LeaveForm
from .service import Plan, papers_missing, plan

SOON = timedelta(days=60)


async def preview(ctx: Context, employee_id: UUID, form: LeaveForm) -> dict[str, Any]:
    """What a leave would use and leave over, every day with its reason, and what stands in its way.

    Changes nothing; refuses only what can not be worked out at all.
    """
    place = await workplace(ctx)
    person = await ctx.people.get(employee_id)
    asked = await plan(ctx, place, person, form)
    made = await plan_of(ctx, place, person, form.start_on, form.end_on)
    zh = ctx.locale.startswith("zh")
    answer: dict[str, Any] = {
        "leave_code": asked.type.code,
        "minutes": asked.minutes,
        "days": asked.amount_days,
        "by_day": [
            {"day": d.day, "minutes": d.minutes, "reason": say([d.reason], zh=zh)[0]} for d in asked.days
        ],
        "not_counted": _not_counted(asked, made, form, zh=zh),
        "balance_minutes": None,
        "balance_after_minutes": None,
        "enough": True,
    }
    warnings: list[Text] = []
    first, last = asked.days[0].day, asked.days[-1].day
    around = await repository.windows(employee_id, first - timedelta(days=1), last + timedelta(days=1))
    try:
        check_overlap(asked.days, around)
    except LeaveOverlap as error:
        warnings.append(Text(error.zh, error.en))
    if papers_missing(asked, form):
        most = asked.type.documents_after_days
        warnings.append(Text(f"超过 {most} 天须上传证明材料", f"more than {most} days need papers"))
    if first < ctx.today():
        warnings.append(
            Text(
                "补请已过去的日期，已锁定的月份将记为补差",
                "days in the past: a locked month gets an adjustment",
            )
        )
    if rule := _provisional(place, asked, person, first):
        warnings.append(Text(f"当地规定尚待核对：{rule}", f"the local rule is not verified yet: {rule}"))
    if asked.type.needs_balance:
        key = (employee_id, asked.type.code)
        book = (await ledger.books([employee_id], [asked.type.code]))[key]
        uses = [*book.uses, *book.pending]
        wanted = [Use(asked.minutes, last)]
        before = available(book.lots, uses, last)
        answer["balance_minutes"] = before
        answer["enough"] = missing(book.lots, uses, wanted) == 0
        answer["balance_after_minutes"] = before - asked.minutes
        rest = settle(book.lots, [*uses, *wanted]).left
        warnings += [
            Text(
                f"另有 {rest[lot.key]} 分钟将于 {lot.expires_on:%Y-%m-%d} 到期",
                f"{rest[lot.key]} more minutes run out on {lot.expires_on}",
            )
            for lot in book.lots
            if lot.expires_on is not None and last <= lot.expires_on <= last + SOON and rest[lot.key] > 0
        ]
        if not answer["enough"]:
            warnings.append(Text("余额不足", "the balance is too low"))
    return answer | {"warnings": [one.zh if zh else one.en for one in warnings]}


def _not_counted(asked: Plan, made: PersonPlan, form: LeaveForm, *, zh: bool) -> list[dict[str, Any]]:
    """Days inside the span that use nothing up, and why."""
    counted = {one.day for one in asked.days}
    rows: list[dict[str, Any]] = []
    for i in range((form.end_on - form.start_on).days + 1):
        day = form.start_on + timedelta(days=i)
        if day not in counted:
            kind = made.on(day).calendar
            why = Reason("not_counted", (kind.name or "休息日",))
            rows.append({"day": day, "reason": say([why], zh=zh)[0]})
    return rows


def _provisional(place: Workplace, asked: Plan, person: Any, on: date) -> str | None:
    kind = leave_catalogue().types.get(asked.type.code)
    if kind is None or asked.type.days_limit is not None or not kind.grants:
        return None
    grant = kind.granted(place.province(person), on)
    return grant.source if grant.status == "provisional" else None
