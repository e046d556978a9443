"""HTTP of months."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_sdk import Clause, Context, NotFound, Text
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, listing
from renshi_sdk.web import AUTHENTICATED, get, page_of, post

from ..balances.endpoints import own_employee
from ..engine.reasons import read, say
from ..leave import repository as leave_types
from ..refusals import refusals
from ..workplace import workplace
from . import confirm, exceptions, mine, reopen, repository, service, workbook
from . import day as one_day
from .compute import compute
from .confirmed import standing
from .people import employed
from .schemas import AcceptIn, AnswerIn, DisputeIn, FixLeaveIn, FixPunchIn, LockIn, ReopenIn
from .views import day_view, figure_words

READ = "attendance.month.read"
MONTHS = ListSpec(
    select="SELECT m.id, m.period, m.state, m.stale, m.employees, m.exceptions, m.computed_at, m.locked_at,"
    " m.locked_by FROM attendance_month m",
    fields={
        "period": ListField("m.period", sortable=True),
        "state": ListField("m.state"),
    },
    key="m.id",
    default_sort="-period",
)
ROWS = ListSpec(
    select="SELECT r.employee_id, e.number, e.name, e.department_name, r.due_days, r.worked_days, "
    "r.absent_days,"
    " r.late_count, r.late_minutes, r.early_count, r.early_minutes, r.missing_punches, r.leave_minutes,"
    " r.overtime_workday, r.overtime_rest_day, r.overtime_statutory, r.time_off_minutes, r.leave, r.warnings"
    " FROM attendance_month_row r JOIN renshi_employee e ON e.id = r.employee_id",
    fields={
        "employee_id": ListField("r.employee_id", "uuid"),
        "number": ListField("e.number", sortable=True),
        "absent_days": ListField("r.absent_days", "number", sortable=True),
        "late_count": ListField("r.late_count", "integer", sortable=True),
        "missing_punches": ListField("r.missing_punches", "integer", sortable=True),
    },
    key="r.employee_id",
    default_sort="number",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
EXCEPTIONS = ListSpec(
    select="SELECT x.id, x.employee_id, e.number, e.name, e.department_name, x.day, x.status, "
    "x.minutes, x.reason, x.reasons, a.note AS accepted, a.by_name AS accepted_by"
    " FROM attendance_exception x JOIN renshi_employee e ON e.id = x.employee_id"
    " LEFT JOIN attendance_acceptance a ON a.company_id = x.company_id AND a.employee_id = x.employee_id"
    " AND a.day = x.day AND a.status = x.status",
    fields={
        "employee_id": ListField("x.employee_id", "uuid"),
        "status": ListField("x.status"),
        "day": ListField("x.day", "date", sortable=True),
    },
    key="x.id",
    default_sort="day",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
ADJUSTMENTS = ListSpec(
    select="SELECT a.id, a.employee_id, e.number, e.name, a.source_period, a.into_period, a.figures, a.note,"
    " a.created_at FROM attendance_adjustment a JOIN renshi_employee e ON e.id = a.employee_id",
    fields={
        "employee_id": ListField("a.employee_id", "uuid"),
        "source_period": ListField("a.source_period", sortable=True),
        "into_period": ListField("a.into_period", sortable=True),
        "created_at": ListField("a.created_at", "datetime", sortable=True),
    },
    key="a.id",
    default_sort="-created_at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


def _open(page: Listing, *columns: str) -> dict[str, Any]:
    """A list whose jsonb columns are objects on the wire, not text."""
    for item in page.items:
        for column in columns:
            item[column] = json.loads(item[column])
    return page_of(page)


@get("/months", permission=READ)
async def list_months(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Months that somebody computed, newest first."""
    return page_of(await listing(MONTHS, listing_query, Clause("m.company_id = {}", (ctx.company_id,))))


@get("/months/{period:str}", permission=READ)
async def get_month(ctx: Context, period: str) -> dict[str, Any]:
    """Where a month stands; one that nobody touched is open."""
    service.parse(period)
    month = await repository.find(ctx.company_id, period)
    seen = service.view(month, period)
    if month is None:
        return seen | {"stage": "open", "open_exceptions": 0}
    counted = await standing(month.id)
    return (
        seen
        | counted
        | {
            "stage": "sent" if month.sent_at and month.state == "computed" else month.state,
            "open_exceptions": await exceptions.open_count(month.id),
            "sent_at": month.sent_at,
            "paid_at": month.paid_at,
            "reopened": len(await reopen.reopenings(ctx, period)),
            "confirm_due": month.confirm_due,
        }
    )


@post("/months/{period:str}/compute", permission="attendance.month.close", status_code=202)
async def compute_month(ctx: Context, period: str) -> dict[str, Any]:
    """Start computing a month; watch it at ``/months/{period}/job``."""
    return {"job_id": await service.start(ctx, period)}


@get("/months/{period:str}/job", permission=READ)
async def month_job(ctx: Context, period: str) -> dict[str, Any]:
    """Progress of the month's last computation."""
    month = await repository.find(ctx.company_id, str(service.parse(period)))
    if month is None or month.job_id is None:
        raise NotFound(Text("该月份还没有计算", "this month has not been computed"))
    state = await ctx.jobs.state(month.job_id)
    return {
        "id": state.id,
        "state": state.state,
        "done": state.done,
        "total": state.total,
        "message": state.message,
        "result": state.result,
        "error": state.error,
    }


@post("/months/{period:str}/lock", permission="attendance.month.close", status_code=200)
async def lock_month(ctx: Context, period: str, data: LockIn) -> dict[str, Any]:
    """Lock a computed month for good."""
    done = await service.lock(
        ctx, period, accept_exceptions=data.accept_exceptions, accept_disputes=data.accept_disputes
    )
    return service.view(done, period)


@post("/months/{period:str}/reopen", permission="attendance.month.reopen", status_code=200)
async def reopen_month(ctx: Context, period: str, data: ReopenIn) -> dict[str, Any]:
    """Open a locked month again that nobody was paid from, for a reason that is kept."""
    return service.view(await reopen.reopen(ctx, str(service.parse(period)), data.reason), period)


@get("/months/{period:str}/reopenings", permission=READ)
async def month_reopenings(ctx: Context, period: str) -> dict[str, Any]:
    """Every time a month was opened again, and why."""
    return {"items": await reopen.reopenings(ctx, str(service.parse(period)))}


@get("/months/{period:str}/rows", permission=READ)
async def month_rows(ctx: Context, period: str, listing_query: ListQuery) -> dict[str, Any]:
    """One row per employee in scope."""
    service.parse(period)
    page = await listing(
        ROWS,
        listing_query,
        Clause("r.company_id = {}", (ctx.company_id,)),
        Clause("r.period = {}", (period,)),
        ctx.access.employees(READ, "r.employee_id"),
    )
    opened = _open(page, "leave", "warnings")
    zh = ctx.locale.startswith("zh")
    for item in opened["items"]:
        item["warnings"] = say([read(one) for one in item["warnings"]], zh=zh)
    return opened


@get("/months/{period:str}/exceptions", permission=READ)
async def month_exceptions(ctx: Context, period: str, listing_query: ListQuery) -> dict[str, Any]:
    """Days somebody should look at: absent, missing punch, late, early."""
    service.parse(period)
    page = await listing(
        EXCEPTIONS,
        listing_query,
        Clause(
            "x.month_id = (SELECT id FROM attendance_month WHERE company_id = {} AND period = {})",
            (ctx.company_id, period),
        ),
        ctx.access.employees(READ, "x.employee_id"),
    )
    zh = ctx.locale.startswith("zh")
    for item in page.items:
        item |= exceptions.fix_of(item["status"], zh=zh) | exceptions.said(item, zh=zh)
    return page_of(page)


@get("/adjustments", permission=READ)
async def list_adjustments(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Differences that late facts made to locked months."""
    page = await listing(
        ADJUSTMENTS,
        listing_query,
        Clause("a.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(READ, "a.employee_id"),
    )
    opened = _open(page, "figures")
    kinds = await leave_types.leave_types(ctx.company_id)
    names = {code: Text(kind.name_zh, kind.name_en) for code, kind in kinds.items()}
    for item in opened["items"]:
        item["difference"] = figure_words(item["figures"], names, zh=ctx.locale.startswith("zh"))
    return opened


@get("/days/mine/{period:str}", permission=AUTHENTICATED)
async def my_days(ctx: Context, period: str) -> dict[str, Any]:
    """The signed-in employee's days of a month, judged from the records of this moment."""
    return await my_days_of(ctx, own_employee(ctx), service.parse(period))


async def my_days_of(ctx: Context, employee_id: UUID, span: PayPeriod) -> dict[str, Any]:
    """The judged days of one person's month."""
    place = await workplace(ctx)
    people = await employed(ctx, span, [employee_id])
    with refusals():
        computed = await compute(ctx, place, span, people, now=ctx.now())
    zh = ctx.locale.startswith("zh")
    return {"items": [day_view(day, zh=zh) for one in computed for day in one.days]}


@get("/days/mine", permission=AUTHENTICATED)
async def my_days_list(ctx: Context, period: str | None = None) -> dict[str, Any]:
    """The signed-in employee's days of a month (this one by default) up to today, newest first."""
    span = service.parse(period or f"{ctx.today():%Y-%m}")
    found = (await my_days_of(ctx, own_employee(ctx), span))["items"]
    today = ctx.today().isoformat()
    items = [
        one
        | {
            "worked_hours": round(one["worked_minutes"] / 60, 2),
            "why": ("；" if ctx.locale.startswith("zh") else "; ").join(one["reasons"]),
            "first": one["first"][-5:] if one["first"] else None,
            "last": one["last"][-5:] if one["last"] else None,
        }
        for one in reversed(found)
        if one["day"] <= today
    ]
    return {"items": items, "total": len(items)}


@get("/me/today", permission=AUTHENTICATED)
async def me_today(ctx: Context) -> dict[str, Any]:
    """The signed-in employee's day as it stands: hours, punches, rule, and months that wait for them."""
    return await mine.today(ctx, own_employee(ctx))


@get("/employees/{employee_id:uuid}/days/{day:str}", permission=READ)
async def day_detail(ctx: Context, employee_id: UUID, day: str) -> dict[str, Any]:
    """One day of an employee: the judgement, its reasons, and every row it rests on."""
    await ctx.access.require_for(READ, employee_id)
    return await one_day.detail(ctx, employee_id, service.parse_day(day))


@get("/employees/{employee_id:uuid}/days/{day:str}/rows", permission=READ)
async def day_rows(ctx: Context, employee_id: UUID, day: str) -> dict[str, Any]:
    """The rows a day rests on, as a list."""
    await ctx.access.require_for(READ, employee_id)
    rows = (await one_day.detail(ctx, employee_id, service.parse_day(day)))["rows"]
    return {"items": rows, "total": len(rows)}


CONFIRMATIONS = ListSpec(
    select="SELECT c.id, c.employee_id, e.number, e.name, e.department_name, c.state, c.due_on, c.comment, c.answer,"
    " c.decided_at FROM attendance_confirmation c JOIN renshi_employee e ON e.id = c.employee_id",
    fields={"state": ListField("c.state"), "number": ListField("e.number", sortable=True)},
    key="c.id",
    default_sort="number",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
CLOSE = "attendance.month.close"


@post("/months/{period:str}/send", permission=CLOSE, status_code=202)
async def send_month(ctx: Context, period: str) -> dict[str, Any]:
    """Send a computed month to its people for confirmation."""
    return {"job_id": await confirm.start(ctx, period)}


@get("/months/{period:str}/confirmations", permission=READ)
async def month_confirmations(ctx: Context, period: str, listing_query: ListQuery) -> dict[str, Any]:
    """Who has confirmed, disputed or not answered."""
    service.parse(period)
    return page_of(
        await listing(
            CONFIRMATIONS,
            listing_query,
            Clause("c.company_id = {}", (ctx.company_id,)),
            Clause("c.period = {}", (period,)),
            ctx.access.employees(READ, "c.employee_id"),
        )
    )


@get("/confirmations/mine", permission=AUTHENTICATED)
async def my_confirmations(ctx: Context) -> dict[str, Any]:
    """The signed-in employee's months that were sent for confirmation."""
    return {"items": await confirm.mine(ctx, own_employee(ctx))}


@post("/confirmations/{confirmation_id:uuid}/confirm", permission=AUTHENTICATED, status_code=200)
async def confirm_month(ctx: Context, confirmation_id: UUID) -> dict[str, Any]:
    """Confirm a month of one's own."""
    return {"state": await confirm.decide(ctx, own_employee(ctx), confirmation_id, comment=None)}


@post("/confirmations/{confirmation_id:uuid}/dispute", permission=AUTHENTICATED, status_code=200)
async def dispute_month(ctx: Context, confirmation_id: UUID, data: DisputeIn) -> dict[str, Any]:
    """Say what is wrong with a month of one's own."""
    return {"state": await confirm.decide(ctx, own_employee(ctx), confirmation_id, comment=data.comment)}


@post("/confirmations/{confirmation_id:uuid}/answer", permission=CLOSE, status_code=200)
async def answer_dispute(ctx: Context, confirmation_id: UUID, data: AnswerIn) -> dict[str, Any]:
    """Answer a dispute; the person is asked again."""
    await confirm.answer(ctx, confirmation_id, data.answer)
    return {"state": "sent"}


@post("/exceptions/{exception_id:uuid}/punch", permission=CLOSE, status_code=200)
async def fix_punch(ctx: Context, exception_id: UUID, data: FixPunchIn) -> dict[str, Any]:
    """Ask for a missing punch in the person's name."""
    done = await exceptions.add_punch(ctx, exception_id, data)
    return {"request_id": done.id, "number": done.number, "state": done.state}


@post("/exceptions/{exception_id:uuid}/leave", permission=CLOSE, status_code=200)
async def fix_leave(ctx: Context, exception_id: UUID, data: FixLeaveIn) -> dict[str, Any]:
    """Ask for a day of leave in the person's name."""
    done = await exceptions.add_leave(ctx, exception_id, data)
    return {"request_id": done.id, "number": done.number, "state": done.state}


@post("/exceptions/{exception_id:uuid}/accept", permission=CLOSE, status_code=200)
async def accept_exception(ctx: Context, exception_id: UUID, data: AcceptIn) -> dict[str, Any]:
    """Say that an exception is as it should be."""
    await exceptions.accept(ctx, exception_id, data)
    return {"id": exception_id}


@get("/months/{period:str}/workbook", permission=READ)
async def month_workbook(ctx: Context, period: str) -> Response[bytes]:
    """The month as a workbook with a monthly and a daily sheet."""
    name, content = await workbook.build(ctx, period)
    return Response(
        content,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


HANDLERS = (
    list_months,
    get_month,
    compute_month,
    month_job,
    lock_month,
    reopen_month,
    month_reopenings,
    month_rows,
    month_exceptions,
    list_adjustments,
    my_days,
    my_days_list,
    me_today,
    day_detail,
    day_rows,
    send_month,
    month_confirmations,
    my_confirmations,
    confirm_month,
    dispute_month,
    answer_dispute,
    fix_punch,
    fix_leave,
    accept_exception,
    month_workbook,
)
