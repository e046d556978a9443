"""What the plugin adds to the home page: the month's exceptions, and one's own balances and next shift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from renshi_sdk import Clause, Conflict, Context, Text
from renshi_sdk.contributions import HomeCard, HomeFigure
from renshi_sdk.db import fetch_row, where
from renshi_sdk.web import AUTHENTICATED

from .balances import service as balances
from .planning.endpoints import hours
from .planning.plans import plan_of
from .refusals import refusals
from .workplace import workplace

READ = "attendance.month.read"
MONTHS, MINE = "/console/attendance/months", "/console/attendance/me"
AHEAD = 7
"""Days looked at for the next shift."""
MOST_BALANCES = 3
_STATES = {
    "open": Text("进行中", "Open"),
    "computed": Text("已汇总", "Computed"),
    "locked": Text("已锁定", "Locked"),
}


async def month(ctx: Context) -> Sequence[HomeFigure]:
    """The newest month, and the days of it that somebody in the reader's reach should look at."""
    scope, args = where(ctx.access.employees(READ, "x.employee_id"), Clause("TRUE"), start=2)
    row = await fetch_row(
        "SELECT m.period, m.state, (SELECT count(*) FROM attendance_exception x WHERE x.month_id = m.id"
        f" AND {scope}) AS exceptions FROM attendance_month m WHERE m.company_id = $1"
        " ORDER BY m.period DESC LIMIT 1",
        ctx.company_id,
        *args,
    )
    if row is None:
        return ()
    link = f"{MONTHS}/{row['period']}"
    return (
        HomeFigure(
            label=Text(f"{row['period']} 考勤", f"Attendance of {row['period']}"),
            value=_STATES[row["state"]].of(ctx.locale),
            kind="text",
            link=link,
        ),
        HomeFigure(
            label=Text("异常", "Exceptions"),
            value=row["exceptions"],
            link=link,
            colour="warning" if row["exceptions"] else "default",
        ),
    )


async def own(ctx: Context) -> Sequence[HomeFigure]:
    """What the reader has left of their leave, and when they work next."""
    me = ctx.actor.employee_id
    if me is None:
        return ()
    figures = [
        HomeFigure(
            label=Text(
                f"{b['name_zh']}（{'小时' if b['unit'] == 'hour' else '天'}）",
                f"{b['name_en']} ({'hours' if b['unit'] == 'hour' else 'days'})",
            ),
            value=b["remaining"],
            kind="number",
            link=MINE,
        )
        for b in await balances.balances_of(ctx, me)
        if b["remaining"] > 0
    ][:MOST_BALANCES]
    if (shift := await _next_shift(ctx)) is not None:
        figures.insert(0, shift)
    return figures


async def _next_shift(ctx: Context) -> HomeFigure | None:
    me = ctx.actor.employee_id
    if me is None:
        return None
    today = ctx.today()
    person = await ctx.people.get(me)
    try:
        with refusals():
            plan = await plan_of(ctx, await workplace(ctx), person, today, today + timedelta(days=AHEAD))
    except Conflict:
        # A year whose calendar isn't published yet: the plan's own page says so.
        return None
    for ahead, day in enumerate(plan.span()):
        if not day.pattern.works_on(day.calendar):
            continue
        on = today + timedelta(days=ahead)
        when = Text("今天", "Today") if ahead == 0 else Text(f"{on.month} 月 {on.day} 日", on.isoformat())
        segments = day.pattern.segments
        times = hours([segments[0][0], segments[-1][1]], zh=ctx.locale.startswith("zh"))
        return HomeFigure(
            label=Text(f"{when.zh}上班", f"At work: {when.en}"), value=times, kind="text", link=MINE
        )
    return None


HOME_CARDS = (
    HomeCard(
        name="attendance.own",
        title=Text("我的考勤与假期", "My time"),
        permission=AUTHENTICATED,
        load=own,
        icon="calendar-day",
        link=MINE,
        order=10,
    ),
    HomeCard(
        name="attendance.month",
        title=Text("考勤月结", "Attendance"),
        permission=READ,
        load=month,
        icon="clock",
        link=MONTHS,
        order=25,
    ),
)
