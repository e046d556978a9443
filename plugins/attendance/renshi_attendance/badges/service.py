"""Terminal numbers: recorded in one go, read by devices and files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context, Invalid, NotFound, Text
from renshi_sdk.db import fetch, where

from . import repository
from .schemas import BadgesIn

SHOWN = 20


async def put(ctx: Context, given: BadgesIn) -> dict[str, Any]:
    """Record numbers. Nothing is recorded where a staff number is unknown: ``Invalid`` names them."""
    pairs = given.pairs()
    sql, args = where(
        Clause("e.company_id = {}", (ctx.company_id,)),
        Clause("e.number = ANY({})", ([staff for _, staff in pairs],)),
        ctx.access.employees("attendance.punch.import", "e.id"),
    )
    rows = await fetch(f"SELECT e.id, e.number FROM renshi_employee e WHERE {sql}", *args)
    known = {row["number"]: row["id"] for row in rows}
    unknown = sorted({staff for _, staff in pairs} - known.keys())
    if unknown:
        shown = "、".join(unknown[:SHOWN]) + ("…" if len(unknown) > SHOWN else "")
        raise Invalid(
            Text(f"没有这些工号：{shown}", f"unknown staff numbers: {shown}"),
            code="attendance.badge_staff_unknown",
            fields={"lines": Text(f"没有这些工号：{shown}", f"unknown staff numbers: {shown}")},
        )
    count = await repository.put(
        ctx.company_id, {number: known[staff] for number, staff in pairs}, given.valid_from
    )
    await ctx.audit.record(
        "attendance.badge.put",
        subject="attendance_badge",
        detail={"count": count, "valid_from": given.valid_from.isoformat()},
    )
    return {"recorded": count}


async def remove(ctx: Context, badge_id: UUID) -> None:
    """Forget a number; punches taken under it stay with whom they were taken for."""
    found = await repository.remove(ctx.company_id, badge_id)
    if found is None:
        raise NotFound(Text("没有这个考勤号", "there is no such terminal number"))
    await ctx.audit.record(
        "attendance.badge.remove",
        subject="attendance_badge",
        subject_id=badge_id,
        employee_id=found[0],
        detail={"number": found[1]},
    )
