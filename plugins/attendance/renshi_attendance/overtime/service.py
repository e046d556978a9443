"""Overtime: worked out by kind when it is asked for, counted when it is approved."""

from __future__ import annotations

from datetime import timedelta

from renshi_sdk import Conflict, Context, Invalid, Text
from renshi_sdk.contracts import PayPeriod, RequestView

from .. import locks
from ..balances import repository as ledger
from ..engine.annual import add_months
from ..engine.overtime import DAY_LIMIT, MONTH_LIMIT, Compensation, OvertimeResult, credit
from ..engine.regimes import NAMES, Regime
from ..months.late import facts_changed
from ..planning.plans import plan_of
from ..refusals import refusals
from ..settings import AttendanceSettings
from ..workplace import Workplace, workplace
from . import repository
from .schemas import OvertimeForm


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
    with refusals():
        plan = await plan_of(ctx, place, person, form.day - timedelta(days=1), form.day + timedelta(days=1))
        day = plan.working_day(span.start)
        size = credit(day, [span], calendar=place.calendar, pattern=plan.pattern_on(day))
        size = plan.on(day).ground.overtime.applied(size)
    regime = plan.on(day).ground.regime or NAMES.get(person.work_regime, Regime.STANDARD)
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
    if place.settings.overtime_over_limit == "refuse":
        await _within_limits(place, request, form, size)
    await repository.insert(
        ctx.company_id, request.employee_id, request.id, day, span, form.compensation.value, size
    )


async def _within_limits(
    place: Workplace, request: RequestView, form: OvertimeForm, size: OvertimeResult
) -> None:
    month = PayPeriod(form.day.year, form.day.month)
    month_so_far, _ = await repository.minutes_between(request.employee_id, month.first_day, month.last_day)
    day_so_far, _ = await repository.minutes_between(request.employee_id, form.day, form.day)
    over_day = size.workday and day_so_far + size.workday > DAY_LIMIT
    if over_day or month_so_far + size.minutes > MONTH_LIMIT:
        raise Conflict(
            Text(
                "超过法定加班上限：每日 3 小时、每月 36 小时（劳动法第四十一条）",
                "beyond the legal limit of 3 hours a day and 36 hours a month (Labour Law art. 41)",
            ),
            code="attendance.overtime_over_limit",
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
