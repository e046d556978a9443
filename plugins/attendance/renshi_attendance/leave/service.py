"""Leave: what it costs, whether it may be taken, and what each decision does to the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.contracts import Employee, RequestView

from .. import locks
from ..balances import repository as ledger
from ..engine.annual import add_months
from ..engine.balance import Use, available, missing
from ..engine.leave import LeaveDay, charge, check_overlap, leave_minutes
from ..engine.leave_types import Counting
from ..engine.month import in_days
from ..months.late import facts_changed
from ..planning.plans import plan_of
from ..reference import leave_catalogue
from ..refusals import refusals
from ..workplace import Workplace, workplace
from . import repository
from .repository import CompanyLeaveType, LeaveRow
from .schemas import LeaveForm


@dataclass(frozen=True, slots=True)
class Plan:
    """A leave worked out: its type, its days and its size."""

    type: CompanyLeaveType
    days: tuple[LeaveDay, ...]

    @property
    def minutes(self) -> int:
        return leave_minutes(self.days)

    @property
    def amount_days(self) -> Decimal:
        by_length: dict[int, int] = {}
        for day in self.days:
            by_length[day.daily_minutes] = by_length.get(day.daily_minutes, 0) + day.minutes
        return in_days(by_length)


async def plan(ctx: Context, place: Workplace, employee: Employee, form: LeaveForm) -> Plan:
    """Work a leave out without looking at balances or other leave.

    Raises ``Invalid`` for a span that cannot be, ``Conflict`` outside the employment or too long ago,
    ``NeedsAttention`` beyond the known calendar or where the local rule is not recorded.
    """
    kind = (await repository.leave_types(ctx.company_id)).get(form.leave_code)
    if kind is None or not kind.active:
        raise Invalid(
            Text("公司没有启用这种假期", "the company does not have this leave"),
            code="attendance.leave_type_unknown",
            fields={"leave_code": Text("请选择其他假期类型", "choose another type")},
        )
    if form.start_on < employee.hired_on or (employee.left_on and form.end_on > employee.left_on):
        raise Conflict(
            Text("请假日期不在在职期间内", "the leave lies outside the employment"),
            code="attendance.leave_outside_employment",
        )
    _in_time(ctx, kind, form)
    oldest = ctx.today() - timedelta(days=place.settings.leave_backdate_days)
    if form.start_on < oldest:
        raise Conflict(
            Text(
                f"只能补请 {oldest:%Y-%m-%d} 及以后的假", f"leave before {oldest} can no longer be asked for"
            ),
            code="attendance.leave_too_late",
        )
    with refusals():
        days = charge(
            form.span(),
            unit=kind.unit,
            counting=kind.counting,
            calendar=place.calendar,
            pattern_on=(await plan_of(ctx, place, employee, form.start_on, form.end_on)).pattern_on,
        )
        result = Plan(kind, days)
        await _within_limit(place, employee, result, form)
    return result


def _in_time(ctx: Context, kind: CompanyLeaveType, form: LeaveForm) -> None:
    earliest = ctx.today() + timedelta(days=kind.notice_days)
    if kind.notice_days and form.start_on < earliest:
        raise Conflict(
            Text(
                f"{kind.name_zh}须提前 {kind.notice_days} 天申请，最早从 {earliest:%Y-%m-%d} 开始",
                f"{kind.name_en} needs {kind.notice_days} days of notice; the earliest day is {earliest}",
            ),
            code="attendance.leave_notice",
        )


def papers_missing(asked: Plan, form: LeaveForm) -> bool:
    """Whether the leave is longer than it may be without papers."""
    most = asked.type.documents_after_days
    return most is not None and asked.amount_days > most and not form.documents


async def _within_limit(place: Workplace, employee: Employee, asked: Plan, form: LeaveForm) -> None:
    """A leave of law is as long as the place says, with what adds to it; parts of one occasion count together."""
    kind = asked.type
    on = asked.days[0].day
    limit, source = kind.days_limit, kind.limit_source
    statutory = leave_catalogue().types.get(kind.code)
    if limit is None:
        if statutory is None or not statutory.grants or statutory.balance:
            return
        grant = statutory.granted(place.province(employee), on)
        limit, source = grant.days_with(kind.name_zh, form.additions), grant.source
    before = Decimal(0)
    if statutory is not None and statutory.once_in_months:
        apart = statutory.once_in_months
        before = await repository.days_between(
            employee.id, kind.code, add_months(on, -apart), add_months(asked.days[-1].day, apart)
        )
    if asked.amount_days + before > limit:
        size = f"{asked.amount_days.normalize():f}"
        had = f"{before.normalize():f}"
        raise Conflict(
            Text(
                f"{kind.name_zh}最多 {limit} 天（{source}），本次为 {size} 天"
                + (f"，已请 {had} 天" if before else ""),
                f"{kind.name_en} is at most {limit} days; this is {size}"
                + (f" after {had}" if before else ""),
            ),
            code="attendance.leave_over_limit",
        )


async def submit(ctx: Context, request: RequestView, form: LeaveForm) -> None:
    """Reserve a leave: alone for this person, so that no two requests can use the same minutes."""
    await locks.person(request.employee_id)
    place = await workplace(ctx)
    asked = await plan(ctx, place, await ctx.people.get(request.employee_id), form)
    first, last = asked.days[0].day, asked.days[-1].day
    around = await repository.windows(
        request.employee_id, first - timedelta(days=1), last + timedelta(days=1)
    )
    with refusals():
        check_overlap(asked.days, around)
    if papers_missing(asked, form):
        raise Invalid(
            Text(
                f"{asked.type.name_zh}超过 {asked.type.documents_after_days} 天须上传证明材料",
                f"{asked.type.name_en} of more than {asked.type.documents_after_days} days needs papers",
            ),
            code="attendance.documents_required",
            fields={"documents": Text("请上传证明材料", "add the papers")},
        )
    for file_id in form.documents:
        # A list of ids has no foreign key that would refuse a stranger's.
        await ctx.files.get(file_id)
    if asked.type.needs_balance:
        await _require_balance(request.employee_id, asked, last)
    await repository.insert(
        ctx.company_id,
        request.employee_id,
        request.id,
        asked.type.code,
        asked.days,
        asked.amount_days,
        documents=form.documents,
    )


async def _require_balance(employee_id: UUID, asked: Plan, last: date) -> None:
    code = asked.type.code
    book = (await ledger.books([employee_id], [code]))[(employee_id, code)]
    uses = [*book.uses, *book.pending]
    lacking = missing(book.lots, uses, [Use(asked.minutes, last)])
    if lacking:
        left = max(0, available(book.lots, uses, last))
        raise Conflict(
            Text(
                f"{asked.type.name_zh}余额不足：可用 {left} 分钟，本次需要 {asked.minutes} 分钟",
                f"not enough {asked.type.name_en.lower()}: {left} minutes left, {asked.minutes} asked for",
            ),
            code="attendance.balance_too_low",
            available_minutes=left,
            wanted_minutes=asked.minutes,
        )


async def approve(ctx: Context, request: RequestView, form: LeaveForm) -> None:
    """Make the reserved leave real: the ledger's entry, and the month it belongs to, in this transaction."""
    await locks.person(request.employee_id)
    leave = await repository.by_request(request.id, "pending")
    if leave is None or not await repository.move(leave.id, "pending", "approved"):
        raise Conflict(
            Text("该请假没有预留记录，请重新提交", "nothing was reserved for this request; submit it again"),
            code="attendance.leave_not_reserved",
        )
    kind = (await repository.leave_types(ctx.company_id))[leave.leave_code]
    if kind.needs_balance:
        await ledger.append(
            [
                ledger.Entry(
                    company_id=leave.company_id,
                    employee_id=leave.employee_id,
                    leave_code=leave.leave_code,
                    kind="take",
                    minutes=-leave.minutes,
                    effective_on=leave.last_day,
                    key=f"leave:{leave.id}:take",
                    note=request.number,
                    leave_id=leave.id,
                    request_id=request.id,
                )
            ]
        )
    await _tell_months(ctx, leave, f"leave:{leave.id}:approved", f"{kind.name_zh} {request.number}")


async def release(ctx: Context, request: RequestView, form: LeaveForm) -> None:
    """Give a reservation back; nothing happens where there is none."""
    await locks.person(request.employee_id)
    leave = await repository.by_request(request.id, "pending")
    if leave is not None:
        await repository.move(leave.id, "pending", "released")


async def cancel(ctx: Context, leave_id: UUID, reason: str) -> LeaveRow:
    """Cancel an approved leave (销假): the minutes come back; a locked month gets an adjustment."""
    found = await repository.by_id(ctx.company_id, leave_id)
    if found is None:
        raise NotFound(Text("没有这条请假", "there is no such leave"))
    await ctx.access.require_for("attendance.leave.manage", found.employee_id)
    await locks.person(found.employee_id)
    if not await repository.move(leave_id, "approved", "cancelled"):
        raise Conflict(
            Text("只有已批准的请假可以销假", "only an approved leave can be cancelled"),
            code="attendance.leave_not_approved",
        )
    kind = (await repository.leave_types(ctx.company_id))[found.leave_code]
    if kind.needs_balance:
        await ledger.append(
            [
                ledger.Entry(
                    company_id=found.company_id,
                    employee_id=found.employee_id,
                    leave_code=found.leave_code,
                    kind="cancel",
                    minutes=found.minutes,
                    effective_on=found.last_day,
                    key=f"leave:{leave_id}:cancel",
                    note=reason,
                    leave_id=leave_id,
                    request_id=found.request_id,
                )
            ]
        )
    await _tell_months(ctx, found, f"leave:{leave_id}:cancelled", f"{kind.name_zh}销假：{reason}")
    await ctx.audit.record(
        "attendance.leave.cancel",
        subject="leave",
        subject_id=leave_id,
        employee_id=found.employee_id,
        detail={"reason": reason, "minutes": found.minutes, "leave_code": found.leave_code},
    )
    return found


async def shorten(ctx: Context, leave_id: UUID, last_day: date, reason: str) -> UUID:
    """Let an approved leave end earlier: the old one is cancelled, a shorter one takes its place; returns its id.

    The days that stay are charged as they were. Off days that would be its last ones fall away where only days
    in between count. Raises ``Conflict`` where nothing would be left or nothing would change.
    """
    found = await repository.by_id(ctx.company_id, leave_id)
    if found is None:
        raise NotFound(Text("没有这条请假", "there is no such leave"))
    await ctx.access.require_for("attendance.leave.manage", found.employee_id)
    await locks.person(found.employee_id)
    kind = (await repository.leave_types(ctx.company_id))[found.leave_code]
    kept = [day for day in await repository.leave_days(leave_id) if day.day <= last_day]
    while kept and kind.counting is Counting.SANDWICH and not kept[-1].due_minutes:
        kept.pop()
    if not kept or leave_minutes(kept) == found.minutes:
        raise Conflict(
            Text(
                "新的结束日期没有缩短请假；全部不休请销假",
                "the new last day does not shorten the leave; cancel it to give all of it back",
            ),
            code="attendance.leave_not_shortened",
        )
    if not await repository.move(leave_id, "approved", "cancelled"):
        raise Conflict(
            Text("只有已批准的请假可以缩短", "only an approved leave can be shortened"),
            code="attendance.leave_not_approved",
        )
    shorter = Plan(kind, tuple(kept))
    new = await repository.insert(
        ctx.company_id,
        found.employee_id,
        found.request_id,
        found.leave_code,
        kept,
        shorter.amount_days,
        state="approved",
        replaces=leave_id,
    )
    if kind.needs_balance:
        back = ledger.Entry(
            company_id=found.company_id,
            employee_id=found.employee_id,
            leave_code=found.leave_code,
            kind="cancel",
            minutes=found.minutes,
            effective_on=found.last_day,
            key=f"leave:{leave_id}:cancel",
            note=reason,
            leave_id=leave_id,
            request_id=found.request_id,
        )
        take = replace(
            back,
            kind="take",
            minutes=-shorter.minutes,
            effective_on=kept[-1].day,
            key=f"leave:{new}:take",
            leave_id=new,
        )
        await ledger.append([back, take])
    await _tell_months(ctx, found, f"leave:{leave_id}:shortened", f"{kind.name_zh}缩短：{reason}")
    await ctx.audit.record(
        "attendance.leave.shorten",
        subject="leave",
        subject_id=leave_id,
        employee_id=found.employee_id,
        detail={"reason": reason, "last_day": last_day.isoformat(), "minutes": shorter.minutes},
    )
    return new


async def _tell_months(ctx: Context, leave: LeaveRow, cause: str, note: str) -> None:
    days = await repository.days_of(leave.id)
    await facts_changed(ctx, {leave.employee_id: days}, cause=cause, note=note)
