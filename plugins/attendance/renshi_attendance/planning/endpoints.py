"""HTTP of planned time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import ListField, ListQuery, ListSpec, fetch, listing
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, patch, post

from ..balances.endpoints import own_employee
from ..engine.reasons import named
from ..engine.rules import clock_span
from ..months.service import parse
from ..refusals import refusals
from ..workplace import workplace
from . import service
from .plans import PersonPlan, plan_of
from .repository import OFF, pairs
from .schemas import EndIn, GroupIn, MemberIn, RuleIn, ShiftIn, SiteIn

MANAGE = "attendance.rule.manage"
SHIFTS = ListSpec(
    select="SELECT s.id, s.code, s.name, s.valid_from, s.spans, s.unpaid_breaks, s.flexible_before,"
    " s.flexible_after, s.each_segment, s.window_before, s.window_after, s.grace_late, s.grace_early"
    " FROM attendance_shift s",
    fields={"code": ListField("s.code", sortable=True), "valid_from": ListField("s.valid_from", "date")},
    key="s.id",
    default_sort="code",
    search="s.code ILIKE {} OR s.name ILIKE {}",
)
SITES = ListSpec(
    select="SELECT s.id, s.name, s.latitude, s.longitude, s.radius, s.bssids, s.active FROM attendance_site s",
    fields={"name": ListField("s.name", sortable=True)},
    key="s.id",
    default_sort="name",
)
GROUPS = ListSpec(
    select="SELECT g.id, g.name, (SELECT count(*) FROM attendance_member m WHERE m.group_id = g.id"
    " AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to >= current_date))::int AS members,"
    " (SELECT r.schedule FROM attendance_rule r WHERE r.group_id = g.id AND r.valid_from <= current_date"
    "  ORDER BY r.valid_from DESC LIMIT 1) AS schedule FROM attendance_group g",
    fields={"name": ListField("g.name", sortable=True)},
    key="g.id",
    default_sort="name",
)
RULES = ListSpec(
    select="SELECT r.id, r.group_id, r.valid_from, r.schedule, array_to_string(r.week, ' ') AS week,"
    " array_to_string(r.rotation, ' ') AS rotation, r.anchor, r.follow_calendar, r.regime, r.averaging,"
    " r.punch_required, r.outside, r.correction_limit, r.overtime_source, r.overtime_minimum,"
    " r.overtime_unit, r.overtime_rounding FROM attendance_rule r",
    fields={"valid_from": ListField("r.valid_from", "date", sortable=True)},
    key="r.id",
    default_sort="-valid_from",
)
MEMBERS = ListSpec(
    select="SELECT m.id, m.valid_from, m.valid_to, m.city, e.number, e.name, d.name AS department_name"
    " FROM attendance_member m LEFT JOIN renshi_employee e ON e.id = m.employee_id"
    " LEFT JOIN renshi_department d ON d.id = m.department_id",
    fields={"valid_from": ListField("m.valid_from", "date", sortable=True)},
    key="m.id",
    default_sort="-valid_from",
)


def hours(flat: list[int], *, zh: bool = True) -> str:
    """``09:00–12:00 13:00–18:00``."""
    return " ".join(clock_span(a, b, zh=zh) for a, b in pairs(flat))


@get("/shifts", permission=MANAGE)
async def list_shifts(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Versions of shifts."""
    page = await listing(SHIFTS, listing_query, Clause("s.company_id = {}", (ctx.company_id,)))
    zh = ctx.locale.startswith("zh")
    for item in page.items:
        item["hours"] = hours(item["spans"], zh=zh)
        item["breaks"] = hours(item["unpaid_breaks"], zh=zh)
    return page_of(page)


@get("/shifts/options", permission=MANAGE)
async def shift_options(ctx: Context) -> dict[str, Any]:
    """Shifts as choices of a form."""
    rows = await fetch(
        "SELECT DISTINCT ON (code) code, name FROM attendance_shift WHERE company_id = $1"
        " ORDER BY code, valid_from DESC",
        ctx.company_id,
    )
    return {"options": [{"value": r["code"], "label": f"{r['code']} {r['name']}"} for r in rows]}


@post("/shifts", permission=MANAGE)
async def put_shift(ctx: Context, data: ShiftIn) -> dict[str, Any]:
    """Write a version of a shift."""
    return {"id": await service.put_shift(ctx, data)}


@delete("/shifts/{shift_id:uuid}", permission=MANAGE)
async def remove_shift(ctx: Context, shift_id: UUID) -> None:
    """Remove a version that nothing uses."""
    await service.remove_shift(ctx, shift_id)


@get("/sites", permission=MANAGE)
async def list_sites(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Places where a punch counts."""
    page = await listing(SITES, listing_query, Clause("s.company_id = {}", (ctx.company_id,)))
    for item in page.items:
        item["bssids"] = "\n".join(item["bssids"])
    return page_of(page)


@get("/sites/options", permission=MANAGE)
async def site_options(ctx: Context) -> dict[str, Any]:
    """Active sites as choices of a form."""
    rows = await fetch(
        "SELECT id, name FROM attendance_site WHERE company_id = $1 AND active ORDER BY name", ctx.company_id
    )
    return {"options": [{"value": str(r["id"]), "label": r["name"]} for r in rows]}


@post("/sites", permission=MANAGE)
async def put_site(ctx: Context, data: SiteIn) -> dict[str, Any]:
    """Write a site."""
    return {"id": await service.put_site(ctx, data)}


@patch("/sites/{site_id:uuid}", permission=MANAGE)
async def change_site(ctx: Context, site_id: UUID, data: SiteIn) -> dict[str, Any]:
    """Change a site."""
    await service.change_site(ctx, site_id, data)
    return {"id": site_id}


@get("/groups", permission=MANAGE)
async def list_groups(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Groups, with how many memberships run today and what plans their days."""
    return page_of(await listing(GROUPS, listing_query, Clause("g.company_id = {}", (ctx.company_id,))))


@post("/groups", permission=MANAGE)
async def put_group(ctx: Context, data: GroupIn) -> dict[str, Any]:
    """Open a group."""
    return {"id": await service.put_group(ctx, data)}


@get("/groups/{group_id:uuid}", permission=MANAGE)
async def get_group(ctx: Context, group_id: UUID) -> dict[str, Any]:
    """A group."""
    return {"id": group_id, "name": await service.group_name(ctx, group_id)}


@get("/groups/{group_id:uuid}/rules", permission=MANAGE)
async def list_rules(ctx: Context, group_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Versions of a group's rules, newest first."""
    await service.group_name(ctx, group_id)
    return page_of(await listing(RULES, listing_query, Clause("r.group_id = {}", (group_id,))))


@post("/groups/{group_id:uuid}/rules", permission=MANAGE)
async def put_rule(ctx: Context, group_id: UUID, data: RuleIn) -> dict[str, Any]:
    """Write a version of a group's rules."""
    return {"id": await service.put_rule(ctx, group_id, data)}


@get("/groups/{group_id:uuid}/members", permission=MANAGE)
async def list_members(ctx: Context, group_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Who belongs to a group; people outside the caller's scope are left out."""
    await service.group_name(ctx, group_id)
    scope = ctx.access.employees(MANAGE, "m.employee_id")
    seen = Clause(f"m.employee_id IS NULL OR ({scope.sql})", scope.args)
    return page_of(await listing(MEMBERS, listing_query, Clause("m.group_id = {}", (group_id,)), seen))


@post("/groups/{group_id:uuid}/members", permission=MANAGE)
async def put_member(ctx: Context, group_id: UUID, data: MemberIn) -> dict[str, Any]:
    """Let a person, a department or a city follow a group's rules."""
    return {"id": await service.put_member(ctx, group_id, data)}


@post("/members/{member_id:uuid}/end", permission=MANAGE, status_code=200)
async def end_member(ctx: Context, member_id: UUID, data: EndIn) -> dict[str, Any]:
    """Let a membership end with a day."""
    await service.end_member(ctx, member_id, data.last_day)
    return {"id": member_id}


@get("/plan/mine/{period:str}", permission=AUTHENTICATED)
async def my_plan(ctx: Context, period: str) -> dict[str, Any]:
    """The signed-in employee's planned days of a month."""
    return await _plan(ctx, own_employee(ctx), period)


@get("/employees/{employee_id:uuid}/plan/{period:str}", permission="attendance.month.read")
async def plan_of_employee(ctx: Context, employee_id: UUID, period: str) -> dict[str, Any]:
    """An employee's planned days of a month."""
    await ctx.access.require_for("attendance.month.read", employee_id)
    return await _plan(ctx, employee_id, period)


async def _plan(ctx: Context, employee_id: UUID, text: str) -> dict[str, Any]:
    period: PayPeriod = parse(text)
    place = await workplace(ctx)
    person = await ctx.people.get(employee_id)
    with refusals():
        plan = await plan_of(ctx, place, person, period.first_day, period.last_day)
    return {"items": _view(plan, period.first_day, zh=ctx.locale.startswith("zh"))}


def _view(plan: PersonPlan, first: date, *, zh: bool) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for i, one in enumerate(plan.span()):
        due = one.pattern.works_on(one.calendar)
        items.append(
            {
                "day": first + timedelta(days=i),
                "kind": one.calendar.kind.value,
                "name": one.calendar.name if zh or not one.calendar.name else named(one.calendar.name),
                "due": due,
                "shift": one.pattern.code if due else OFF if one.pattern.planned else None,
                "hours": hours([edge for span in one.pattern.segments for edge in span], zh=zh)
                if due
                else "",
                "rule": one.ground.label if zh else named(one.ground.label),
            }
        )
    return items


HANDLERS = (
    list_shifts, shift_options, put_shift, remove_shift, list_sites, site_options, put_site, change_site,
    list_groups, put_group, get_group, list_rules, put_rule, list_members, put_member, end_member, my_plan,
    plan_of_employee,
)  # fmt: skip
