"""Leave types of a company: changed, and made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

import asyncpg

from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.db import savepoint

from . import repository
from .repository import CompanyLeaveType
from .schemas import LeaveTypeIn, LeaveTypePatch


async def make(ctx: Context, given: LeaveTypeIn) -> UUID:
    """A leave type of the company's own; ``Conflict`` for a code that is there."""
    try:
        async with savepoint():
            type_id = await repository.insert_type(
                ctx.company_id,
                given.model_dump() | {"unit": given.unit.value, "counting": given.counting.value},
            )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(
            Text(f"已有代号为 {given.code} 的假期", f"there is a leave type {given.code} already"),
            code="attendance.leave_type_exists",
        ) from error
    await ctx.audit.record(
        "attendance.leave_type.make",
        subject="leave_type",
        subject_id=type_id,
        detail=given.model_dump(mode="json"),
    )
    return type_id


async def change(ctx: Context, type_id: UUID, patch: LeaveTypePatch) -> CompanyLeaveType:
    """Change a company's leave type; leave asked for before keeps what it was worked out with."""
    changes = patch.model_dump(exclude_unset=True)
    if ("days_limit" in changes) != ("limit_source" in changes):
        raise Invalid(
            Text("天数须与依据（文号）一起填写", "record the number of days together with its source"),
            code="attendance.limit_without_source",
        )
    required = {"name_zh", "name_en", "unit", "counting", "active", "notice_days"}
    if not changes or any(changes[name] is None for name in required & changes.keys()):
        raise Invalid(Text("没有可修改的内容", "there is nothing to change"), code="attendance.empty_change")
    changed = await repository.update_type(ctx.company_id, type_id, changes)
    if changed is None:
        raise NotFound(Text("没有这种假期", "there is no such leave type"))
    await ctx.audit.record(
        "attendance.leave_type.change",
        subject="leave_type",
        subject_id=type_id,
        detail={k: str(v) for k, v in changes.items()},
    )
    return changed


def view(kind: CompanyLeaveType) -> dict[str, Any]:
    """A leave type on the wire."""
    return asdict(kind)
