"""Shifts, groups, rules and sites: checked when they are saved, in force from a day, never inside a locked month."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import savepoint

from .. import locks
from ..engine.rules import Schedule
from ..months import repository as months
from ..refusals import refusals
from . import repository
from .repository import OFF
from .schemas import GroupIn, MemberIn, RuleIn, ShiftIn, SiteIn


async def open_from(ctx: Context, day: date) -> None:
    """Refuse a change that reaches into a locked month; mark what was computed since as stale."""
    period = str(PayPeriod(day.year, day.month))
    await locks.month_shared(ctx.company_id, period)
    if locked := await months.locked_periods(ctx.company_id, period):
        raise Conflict(
            Text(
                f"{locked[-1]} 考勤已锁定，请从以后的月份起生效",
                f"attendance is locked up to {locked[-1]}; let it begin in a later month",
            ),
            code="attendance.month_locked",
        )
    await months.mark_stale_from(ctx.company_id, period)


async def put_shift(ctx: Context, given: ShiftIn) -> UUID:
    """Write a version of a shift. ``Invalid`` for one that cannot be worked, ``Conflict`` for a version twice."""
    values: dict[str, Any] = given.model_dump(
        include={
            "code", "name", "valid_from", "flexible_before", "flexible_after", "each_segment",
            "window_before", "window_after", "grace_late", "grace_early",
        }
    )  # fmt: skip
    values |= {
        "company_id": ctx.company_id,
        "spans": given.spans(),
        "unpaid_breaks": given.unpaid_breaks(),
        "half_split": None,
    }
    if given.code == OFF:
        raise Invalid(
            Text(f"“{OFF}”表示休息，不能用作班次代号", f"{OFF!r} means a day off and is no code"),
            code="attendance.shift_code",
        )
    with refusals():
        repository.pattern(values)
    await open_from(ctx, given.valid_from)
    shift_id = await _insert(
        "attendance_shift",
        values,
        Text(
            f"班次「{given.code}」自 {given.valid_from:%Y-%m-%d} 的版本已存在",
            f"shift {given.code} has a version from {given.valid_from} already",
        ),
    )
    await ctx.audit.record(
        "attendance.shift.put",
        subject="attendance_shift",
        subject_id=shift_id,
        detail=given.model_dump(mode="json"),
    )
    return shift_id


async def remove_shift(ctx: Context, shift_id: UUID) -> None:
    """Remove a version that nothing needs any more."""
    gone = await repository.delete_shift(ctx.company_id, shift_id)
    if gone is None:
        raise NotFound(Text("没有这个班次", "there is no such shift"))
    code, valid_from = gone
    await open_from(ctx, valid_from)
    if await _still_named(ctx, code):
        raise Conflict(
            Text(f"班次「{code}」还在考勤规则中使用", f"rules still name shift {code}"),
            code="attendance.shift_used",
        )
    await ctx.audit.record(
        "attendance.shift.remove", subject="attendance_shift", subject_id=shift_id, detail={"code": code}
    )


async def _still_named(ctx: Context, code: str) -> bool:
    if code in (await repository.shifts(ctx.company_id)).versions:
        return False
    return await repository.shift_used(ctx.company_id, code)


async def put_site(ctx: Context, given: SiteIn) -> UUID:
    """Write a site."""
    site_id = await _insert(
        "attendance_site",
        given.model_dump() | {"company_id": ctx.company_id},
        Text(f"已有地点「{given.name}」", f"there is a site {given.name} already"),
    )
    await ctx.audit.record(
        "attendance.site.put",
        subject="attendance_site",
        subject_id=site_id,
        detail=given.model_dump(mode="json"),
    )
    return site_id


async def change_site(ctx: Context, site_id: UUID, given: SiteIn) -> None:
    """Change a site; punches that were taken keep what was said of them."""
    if not await repository.update_site(ctx.company_id, site_id, given.model_dump()):
        raise NotFound(Text("没有这个打卡地点", "there is no such site"))
    await ctx.audit.record(
        "attendance.site.change",
        subject="attendance_site",
        subject_id=site_id,
        detail=given.model_dump(mode="json"),
    )


async def put_group(ctx: Context, given: GroupIn) -> UUID:
    """Open a group."""
    group_id = await _insert(
        "attendance_group",
        {"company_id": ctx.company_id, "name": given.name},
        Text(f"已有考勤组「{given.name}」", f"there is a group {given.name} already"),
    )
    await ctx.audit.record(
        "attendance.group.put", subject="attendance_group", subject_id=group_id, detail={"name": given.name}
    )
    return group_id


async def group_name(ctx: Context, group_id: UUID) -> str:
    """The name of a group; raises ``NotFound``."""
    name = await repository.group_name(ctx.company_id, group_id)
    if name is None:
        raise NotFound(Text("没有这个考勤组", "there is no such group"))
    return name


async def put_rule(ctx: Context, group_id: UUID, given: RuleIn) -> UUID:
    """Write a version of a group's rules.

    Raises ``Invalid`` where a shift has no version on the first day, the week or cycle is empty or a site is
    not the company's, ``Conflict`` for a version twice or one that reaches into a locked month.
    """
    name = await group_name(ctx, group_id)
    week, cycle = given.week(), given.cycle()
    values = {
        "company_id": ctx.company_id,
        "group_id": group_id,
        "valid_from": given.valid_from,
        "schedule": given.schedule.value,
        "week": week,
        "rotation": cycle,
        "anchor": given.anchor if given.schedule is Schedule.ROTATION else None,
        "follow_calendar": given.follow_calendar,
        "regime": given.regime.value if given.regime else None,
        "averaging": given.averaging.value if given.averaging else None,
        "punch_required": given.punch_required,
        "outside": given.outside.value,
        "site_ids": given.site_ids,
        "max_accuracy": given.max_accuracy,
        "correction_limit": given.correction_limit,
        "overtime_source": given.overtime_source.value,
        "overtime_minimum": given.overtime_minimum,
        "overtime_unit": given.overtime_unit,
        "overtime_rounding": given.overtime_rounding.value,
    }
    with refusals():
        repository.rule(values | {"group_name": name, "id": group_id})
    named = {code for code in (*week, *cycle) if code != OFF}
    known = await repository.known_shifts(ctx.company_id, sorted(named), given.valid_from)
    if named - known:
        missing = "、".join(sorted(named - known))
        raise Invalid(
            Text(
                f"班次 {missing} 在 {given.valid_from:%Y-%m-%d} 没有生效的版本，请先建立班次",
                f"no version of {missing} is in force on {given.valid_from}; write the shift first",
            ),
            code="attendance.shift_unknown",
        )
    if await repository.known_sites(ctx.company_id, given.site_ids) != len(set(given.site_ids)):
        raise Invalid(Text("打卡地点不存在", "a site does not exist"), code="attendance.site_unknown")
    await open_from(ctx, given.valid_from)
    rule_id = await _insert(
        "attendance_rule",
        values,
        Text(
            f"该组自 {given.valid_from:%Y-%m-%d} 的规则已存在",
            f"the group has rules from {given.valid_from} already",
        ),
    )
    await ctx.audit.record(
        "attendance.rule.put",
        subject="attendance_rule",
        subject_id=rule_id,
        detail=given.model_dump(mode="json"),
    )
    return rule_id


async def put_member(ctx: Context, group_id: UUID, given: MemberIn) -> UUID:
    """Let a person, a department or a city follow a group's rules from a day on."""
    await group_name(ctx, group_id)
    if given.employee_id is not None:
        await ctx.access.require_for("attendance.rule.manage", given.employee_id)
    if given.department_id is not None:
        unit = await ctx.organization.department(given.department_id)
        if unit.company_id != ctx.company_id:
            raise NotFound(Text("没有这个部门", "there is no such department"))
    await open_from(ctx, given.valid_from)
    member_id = await repository.insert(
        "attendance_member", given.model_dump() | {"company_id": ctx.company_id, "group_id": group_id}
    )
    await ctx.audit.record(
        "attendance.member.put",
        subject="attendance_group",
        subject_id=group_id,
        employee_id=given.employee_id,
        detail=given.model_dump(mode="json"),
    )
    return member_id


async def end_member(ctx: Context, member_id: UUID, last: date) -> None:
    """Let a membership end with a day."""
    await open_from(ctx, last)
    ended = await repository.end_member(ctx.company_id, member_id, last)
    if ended is None:
        raise NotFound(Text("没有这条记录，或已在该日之前结束", "there is no such membership on that day"))
    await ctx.audit.record(
        "attendance.member.end",
        subject="attendance_group",
        subject_id=ended.group_id,
        employee_id=ended.employee_id,
        detail={"last_day": last.isoformat()},
    )


async def _insert(table: str, values: dict[str, Any], twice: Text) -> UUID:
    try:
        async with savepoint():
            return await repository.insert(table, values)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(twice, code=f"{table.replace('_', '.', 1)}_exists") from error
