"""Entering and cancelling one-off items of an open month."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.adjustments.repository import ADJUSTMENTS
from renshi_payroll.adjustments.schemas import AdjustmentIn
from renshi_payroll.engine.fen import to_fen
from renshi_payroll.permissions import TERM_MANAGE
from renshi_sdk import Conflict, Context, NotFound, Text, new_id
from renshi_sdk.db import Listing, ListQuery, execute, fetch_row, fetch_value, listing
from renshi_sdk.services import Clause


async def require_open(ctx: Context, period: str, run_id: UUID | None) -> None:
    """``Conflict`` once the month's regular run, or the run of its own, is approved; ``NotFound`` for no such run."""
    if run_id is not None:
        own = await fetch_row(
            "SELECT period, kind FROM payroll_run WHERE id = $1 AND company_id = $2", run_id, ctx.company_id
        )
        if own is None or own["period"] != period or own["kind"] == "monthly":
            raise NotFound(Text("没有该专项批次", "no such run of its own"))
    closed = await fetch_value(
        "SELECT 1 FROM payroll_run WHERE company_id = $1 AND period = $2"
        " AND (CASE WHEN $3::uuid IS NULL THEN kind = 'monthly' ELSE id = $3 END)"
        " AND state IN ('approved', 'closed', 'paid', 'filed', 'discarded')",
        ctx.company_id,
        period,
        run_id,
    )
    if closed:
        raise Conflict(
            Text(
                f"{period} 的工资已审批或关账，请录入之后的月份",
                f"{period} is approved or closed; use a later month",
            ),
            code="payroll.adjustment.month_closed",
        )


async def add(ctx: Context, data: AdjustmentIn) -> dict[str, Any]:
    """Enter an item. ``Conflict`` once the month is approved."""
    await ctx.access.require_for(TERM_MANAGE, data.employee_id)
    await require_open(ctx, data.period, data.run_id)
    adjustment_id = new_id()
    await execute(
        "INSERT INTO payroll_adjustment (id, company_id, employee_id, period, component, amount, note, recorded_at,"
        " recorded_by, run_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        adjustment_id,
        ctx.company_id,
        data.employee_id,
        data.period,
        data.component,
        to_fen(data.amount),
        data.note,
        ctx.now(),
        ctx.actor.id,
        data.run_id,
    )
    await ctx.audit.record(
        "payroll.adjustment.add",
        subject="payroll_adjustment",
        subject_id=adjustment_id,
        employee_id=data.employee_id,
        detail={"period": data.period, "component": data.component},
    )
    return {"id": adjustment_id}


async def cancel(ctx: Context, adjustment_id: UUID) -> dict[str, Any]:
    """Cancel an item of an open month."""
    row = await fetch_row(
        "SELECT employee_id, period, run_id FROM payroll_adjustment"
        " WHERE id = $1 AND company_id = $2 AND NOT cancelled",
        adjustment_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有该项目", "no such item"))
    await ctx.access.require_for(TERM_MANAGE, row["employee_id"])
    await require_open(ctx, row["period"], row["run_id"])
    await execute("UPDATE payroll_adjustment SET cancelled = true WHERE id = $1", adjustment_id)
    await ctx.audit.record(
        "payroll.adjustment.cancel",
        subject="payroll_adjustment",
        subject_id=adjustment_id,
        employee_id=row["employee_id"],
    )
    return {"id": adjustment_id}


async def list_adjustments(ctx: Context, query: ListQuery) -> Listing:
    """Items of the company's employees in the actor's scope."""
    result = await listing(
        ADJUSTMENTS,
        query,
        Clause("a.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(TERM_MANAGE, "a.employee_id"),
    )
    await ctx.audit.record(
        "payroll.adjustment.list", subject="payroll_adjustment", detail={"rows": len(result.items)}
    )
    return result
