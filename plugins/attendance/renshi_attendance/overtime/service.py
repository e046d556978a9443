"""Overtime: worked out by kind when it is asked for, counted when it is approved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Conflict, Context, Invalid, Text
from renshi_sdk.contracts import Employee, PayPeriod, RequestView

from .. import locks
from ..balances import repository as ledger
from ..engine.annual import add_months
from ..engine.overtime import DAY_LIMIT, MONTH_LIMIT, Compensation, OvertimeResult, credit
from ..engine.reasons import say
from ..engine.regimes import NAMES, Regime
from ..months.late import facts_changed
from ..planning.plans import plan_of
from ..refusals import refusals
from ..settings import AttendanceSettings
from ..workplace import Workplace, workplace
from . import repository
from .schemas import OvertimeForm

OVERRIDE = "attendance.overtime.override"


async def submit(ctx: Context, request: RequestView, form: OvertimeForm) -> None:
    """Check overtime and note it.

    Raises ``Invalid`` where nothing of it is overtime or time off is asked for what must be paid (劳动法
    art. 44), ``Conflict`` where it overlaps other overtime, lies outside the employment, or passes the
    legal limit and the company refuses that.
    """
    await locks.person(request.employee_id)
    place = await workplace(ctx)
    span = form.span()
    person = await ctx.people.get(request.employee_id)
    day, size, regime = await work_out(ctx, place, person, form)
    if regime is Regime.IRREGULAR and not size.statutory:
        raise Conflict(
            Text(
                "不定时工作制没有延时和休息日加班（劳部发〔1994〕489号第十三条）",
                "without fixed hours there is neither extended nor rest-day overtime",
            ),
            code="attendance.overtime_irregular",
        )
    if not size.minutes:
        raise Invalid(
            Text("所选时间都在正常工作时间内", "all of it is ordinary working time"),
            code="attendance.overtime_empty",
        )
    if form.compensation is Compensation.TIME_OFF and size.minutes != size.rest_day:
        raise Invalid(
            Text(
                "只有休息日加班可以调休，工作日和法定节假日加班须支付加班费（劳动法第四十四条）",
                "only rest-day overtime can be given back as time; the rest has to be paid",
            ),
            code="attendance.overtime_must_be_paid",
        )
    if form.day < person.hired_on or (person.left_on and form.day > person.left_on):
        raise Conflict(
            Text("加班日期不在在职期间内", "the day lies outside the employment"),
            code="attendance.overtime_outside_employment",
        )
    if await repository.overlapping(request.employee_id, span):
        raise Conflict(
            Text("与已有加班时间重叠", "it overlaps other overtime"), code="attendance.overtime_overlap"
        )
    await _within_limits(ctx, place, request, form, size)
    await repository.insert(
        ctx.company_id, request.employee_id, request.id, day, span, form.compensation.value, size
    )


async def work_out(
    ctx: Context, place: Workplace, person: Employee, form: OvertimeForm
) -> tuple[date, OvertimeResult, Regime]:
    """The working day overtime belongs to, what of it counts by kind, and the regime of the person."""
    span = form.span()
    with refusals():
        plan = await plan_of(ctx, place, person, form.day - timedelta(days=1), form.day + timedelta(days=1))
        day = plan.working_day(span.start)
        size = credit(day, [span], calendar=place.calendar, pattern=plan.pattern_on(day))
        ground = plan.on(day).ground
    return day, ground.overtime.applied(size), ground.regime or NAMES.get(person.work_regime, Regime.STANDARD)


async def preview(ctx: Context, employee_id: UUID, form: OvertimeForm) -> dict[str, Any]:
    """What overtime would count as, and how much of the month's limit it takes; changes nothing."""
    place = await workplace(ctx)
    person = await ctx.people.get(employee_id)
    day, size, regime = await work_out(ctx, place, person, form)
    whole, extended, over = await over_limit(employee_id, form.day, size)
    return {
        "day": day,
        "regime": regime.value,
        "workday_minutes": size.workday,
        "rest_day_minutes": size.rest_day,
        "statutory_minutes": size.statutory,
        "reasons": say(size.reasons, zh=ctx.locale.startswith("zh")),
        "may_be_time_off": bool(size.rest_day) and size.minutes == size.rest_day,
        "month_minutes": whole,
        "month_limit_minutes": MONTH_LIMIT,
        "day_minutes": extended,
        "over_limit": over,
    }


async def over_limit(employee_id: UUID, day: date, size: OvertimeResult) -> tuple[int, int, bool]:
    """(minutes of the month with this, extended minutes of the day with this, whether a limit is passed)."""
    month = PayPeriod(day.year, day.month)
    month_so_far, _ = await repository.minutes_between(employee_id, month.first_day, month.last_day)
    day_so_far, _ = await repository.minutes_between(employee_id, day, day)
    whole, extended = month_so_far + size.minutes, day_so_far + size.workday
    return whole, extended, bool(size.workday and extended > DAY_LIMIT) or whole > MONTH_LIMIT


async def _within_limits(
    ctx: Context, place: Workplace, request: RequestView, form: OvertimeForm, size: OvertimeResult
) -> None:
    whole, extended, over = await over_limit(request.employee_id, form.day, size)
    if not over:
        return
    others = ctx.actor.employee_id != request.employee_id
    if place.settings.overtime_over_limit == "refuse" and not (others and ctx.access.allows(OVERRIDE)):
        raise Conflict(
            Text(
                "超过法定加班上限：每日 3 小时、每月 36 小时（劳动法第四十一条）",
                "beyond the legal limit of 3 hours a day and 36 hours a month (Labour Law art. 41)",
            ),
            code="attendance.overtime_over_limit",
            month_minutes=whole,
            day_minutes=extended,
        )
    # Who lets somebody work beyond the law's limit is on record, whatever the company's rule.
    await ctx.audit.record(
        "attendance.overtime.over_limit",
        subject="request",
        subject_id=request.id,
        employee_id=request.employee_id,
        detail={"day": form.day.isoformat(), "month_minutes": whole, "day_minutes": extended},
    )


async def approve(ctx: Context, request: RequestView, form: OvertimeForm) -> None:
    """Count the overtime; time off is granted at once where punches need not confirm it."""
    await locks.person(request.employee_id)
    found = await repository.by_request(request.id, "pending")
    if found is None or not await repository.move(found.id, "pending", "approved"):
        raise Conflict(
            Text("该加班没有登记，请重新提交", "nothing was noted for this request; submit it again"),
            code="attendance.overtime_not_noted",
        )
    settings = await ctx.settings(AttendanceSettings)
    if found.compensation == Compensation.TIME_OFF and not settings.overtime_needs_punch:
        await ledger.append(
            [
                ledger.Entry(
                    company_id=ctx.company_id,
                    employee_id=found.employee_id,
                    leave_code="compensatory",
                    kind="grant",
                    minutes=found.rest_day_minutes,
                    effective_on=found.day,
                    expires_on=add_months(found.day, settings.compensatory_valid_months),
                    key=f"overtime:{found.id}",
                    note=f"{found.day:%Y-%m-%d} 休息日加班 {request.number}",
                    request_id=request.id,
                )
            ]
        )
    await facts_changed(
        ctx,
        {found.employee_id: [found.day]},
        cause=f"overtime:{found.id}",
        note=f"加班 {request.number}",
    )


async def release(ctx: Context, request: RequestView, form: OvertimeForm) -> None:
    """Forget overtime that was not approved."""
    await locks.person(request.employee_id)
    found = await repository.by_request(request.id, "pending")
    if found is not None:
        await repository.move(found.id, "pending", "released")
