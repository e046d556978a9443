"""One day of one person: how it was judged, why, and every row it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import Context, NotFound, Text
from renshi_sdk.db import fetch

from ..engine.minutes import show
from ..engine.reasons import joined, named
from ..engine.rules import clock_span
from ..planning.plans import PersonPlan, plan_of
from ..refusals import refusals
from ..workplace import Workplace, workplace
from .compute import judged, read_facts
from .facts import EPOCH
from .views import day_view

WORDS = {
    "app": Text("手机", "phone"),
    "device": Text("考勤机", "device"),
    "import": Text("导入", "file"),
    "correction": Text("补卡", "correction"),
    "pending": Text("审批中", "pending"),
    "approved": Text("已批准", "approved"),
    "pay": Text("加班费", "pay"),
    "time_off": Text("调休", "time off"),
}


def _word(ctx: Context, value: str) -> str:
    return WORDS[value].of(ctx.locale)


async def detail(ctx: Context, employee_id: UUID, day: date) -> dict[str, Any]:
    """The day as the records of this moment judge it. ``NotFound`` outside the employment."""
    place = await workplace(ctx)
    person = await ctx.people.get(employee_id)
    with refusals():
        plan = await plan_of(ctx, place, person, day, day)
    facts = await read_facts(ctx, place, {person.id: plan}, day, day)
    found = [
        result
        for result, _ in judged(place, person, plan, facts, place.minute(ctx.now()))
        if result.day == day
    ]
    if not found:
        raise NotFound(Text("该日不在任职期间内", "the day lies outside the employment"))
    planned = plan.on(day)
    due = planned.pattern.works_on(planned.calendar)
    zh = ctx.locale.startswith("zh")
    return day_view(found[0], zh=zh) | {
        "number": person.number,
        "name": person.name,
        "hours": " ".join(clock_span(a, b, zh=zh) for a, b in planned.pattern.segments) if due else "",
        "rule": planned.ground.label if zh else named(planned.ground.label),
        "rule_row": planned.roster or planned.ground.key or None,
        "calendar_source": planned.calendar.source if zh else named(planned.calendar.source),
        "why": joined(found[0].reasons, zh=zh),
        "rows": await _rows(ctx, place, employee_id, plan, day),
    }


async def _rows(
    ctx: Context, place: Workplace, employee_id: UUID, plan: PersonPlan, day: date
) -> list[dict[str, Any]]:
    """Punches, leave, trips and overtime of the day, each named as evidence."""
    first, last = plan.edges[0], plan.edges[-1]
    punches = await fetch(
        "SELECT id, at, source, site, reason FROM attendance_punch WHERE company_id = $1 AND employee_id = $2"
        " AND at >= (timestamp '1970-01-01' + make_interval(mins => ($4::bigint - $6::bigint)::int)) AT TIME ZONE $3"
        " AND at < (timestamp '1970-01-01' + make_interval(mins => ($5::bigint - $6::bigint)::int)) AT TIME ZONE $3"
        " ORDER BY at",
        ctx.company_id,
        employee_id,
        place.zone.key,
        first,
        last,
        EPOCH,
    )
    rows = [
        {
            "row": f"attendance_punch:{one['id']}",
            "kind": "punch",
            "what": show(place.minute(one["at"])),
            "note": "，".join(filter(None, (_word(ctx, one["source"]), one["site"], one["reason"]))),
        }
        for one in punches
    ]
    for one in await fetch(
        "SELECT l.id, l.state, t.name_zh, t.name_en, d.minutes FROM attendance_leave_day d"
        " JOIN attendance_leave l ON l.id = d.leave_id LEFT JOIN attendance_leave_type t"
        " ON t.company_id = l.company_id AND t.code = l.leave_code"
        " WHERE d.employee_id = $1 AND d.day = $2 AND l.state IN ('pending', 'approved') ORDER BY d.window_start",
        employee_id,
        day,
    ):
        name = one["name_zh"] if ctx.locale.startswith("zh") else one["name_en"]
        rows.append(
            {
                "row": f"attendance_leave:{one['id']}",
                "kind": "leave",
                "what": f"{name} {one['minutes']} min",
                "note": _word(ctx, one["state"]),
            }
        )
    for one in await fetch(
        "SELECT id, kind, place, start_minute, end_minute, state FROM attendance_trip WHERE employee_id = $1"
        " AND state IN ('pending', 'approved') AND start_minute < $3 AND end_minute > $2 ORDER BY start_minute",
        employee_id,
        first,
        last,
    ):
        rows.append(
            {
                "row": f"attendance_trip:{one['id']}",
                "kind": one["kind"],
                "what": f"{show(one['start_minute'])} – {show(one['end_minute'])} {one['place']}",
                "note": _word(ctx, one["state"]),
            }
        )
    for one in await fetch(
        "SELECT id, start_minute, end_minute, compensation, state FROM attendance_overtime"
        " WHERE employee_id = $1 AND day = $2 AND state IN ('pending', 'approved') ORDER BY start_minute",
        employee_id,
        day,
    ):
        rows.append(
            {
                "row": f"attendance_overtime:{one['id']}",
                "kind": "overtime",
                "what": f"{show(one['start_minute'])} – {show(one['end_minute'])}",
                "note": f"{_word(ctx, one['compensation'])}，{_word(ctx, one['state'])}",
            }
        )
    return rows
