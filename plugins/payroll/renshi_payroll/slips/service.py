"""Reading slips. Each read is in the audit chain, the owner's own reads included."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.permissions import SLIP_READ
from renshi_payroll.slips import repository
from renshi_payroll.slips.repository import StoredSlip
from renshi_payroll.slips.views import contract_lines, figures_view, lines_view
from renshi_sdk import Context, Forbidden, NotFound, Text
from renshi_sdk.contracts import PayPeriod, PaySlipSummary
from renshi_sdk.db import Listing, ListQuery, listing
from renshi_sdk.services import Clause


def _missing() -> NotFound:
    return NotFound(Text("没有该工资条", "no such pay slip"))


async def list_slips(ctx: Context, run_id: UUID, query: ListQuery) -> Listing:
    """Slips of a run's current version, of the employees in the actor's scope."""
    result = await listing(
        repository.SLIPS,
        query,
        Clause("s.company_id = {}", (ctx.company_id,)),
        Clause("s.run_id = {}", (run_id,)),
        ctx.access.employees(SLIP_READ, "s.employee_id"),
    )
    await ctx.audit.record(
        "payroll.slip.list",
        subject="payroll_run",
        subject_id=run_id,
        detail={"slips": [str(item["id"]) for item in result.items]},
    )
    return result


async def read_slip(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """A slip with its lines and their explanation, for HR."""
    slip = await repository.find(ctx.company_id, slip_id)
    if slip is None:
        raise _missing()
    await ctx.access.require_for(SLIP_READ, slip.employee_id)
    await _audit_read(ctx, slip, "hr")
    return _detail(slip, ctx.locale)


async def my_slips(ctx: Context) -> list[dict[str, Any]]:
    """The signed-in employee's published slips, newest first, at most 24."""
    slips = await repository.published_of(ctx.company_id, _own_id(ctx), limit=24)
    await _audit_reads(ctx, slips, "own list")
    return [
        {
            "id": slip.id,
            "period": slip.period,
            "kind": slip.kind,
            **figures_view(slip.figures),
            "tax": to_yuan(_tax(slip)),
        }
        for slip in slips
    ]


async def my_slip(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """One published slip of the signed-in employee; anybody else's doesn't exist for them."""
    slip = await repository.find(ctx.company_id, slip_id)
    if slip is None or not slip.closed or slip.employee_id != _own_id(ctx):
        raise _missing()
    await _audit_read(ctx, slip, "own")
    return _detail(slip, ctx.locale)


async def summaries(ctx: Context, employee_id: UUID, period: PayPeriod | None) -> list[PaySlipSummary]:
    """Published slips for another channel (hook ``collect_pay_slips``)."""
    slips = await repository.published_of(
        ctx.company_id, employee_id, period=None if period is None else str(period)
    )
    await _audit_reads(ctx, slips, "channel")
    return [
        PaySlipSummary(
            slip_id=slip.id,
            employee_id=slip.employee_id,
            period=PayPeriod.parse(slip.period),
            gross=to_yuan(slip.figures["gross"]),
            deductions=to_yuan(
                slip.figures["employee_social"]
                + slip.figures["employee_housing"]
                + slip.figures["deductions"]
            ),
            tax=to_yuan(_tax(slip)),
            net=to_yuan(slip.figures["net"]),
            published=True,
            lines=contract_lines(slip.lines),
        )
        for slip in slips
    ]


def _tax(slip: StoredSlip) -> int:
    return slip.figures["iit"] + slip.figures["other_iit"]


def _own_id(ctx: Context) -> UUID:
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("当前账号未关联员工", "this account belongs to no employee"), code="payroll.no_employee"
        )
    return ctx.actor.employee_id


def _detail(slip: StoredSlip, locale: str) -> dict[str, Any]:
    return {
        "id": slip.id,
        "run_id": slip.run_id,
        "period": slip.period,
        "kind": slip.kind,
        "version": slip.version,
        "published": slip.closed,
        "employee_id": slip.employee_id,
        "employee_name": slip.employee_name,
        "employee_number": slip.employee_number,
        "department_name": slip.department_name,
        **figures_view(slip.figures),
        "lines": lines_view(slip.lines, locale),
        "digest": slip.digest,
    }


async def _audit_read(ctx: Context, slip: StoredSlip, way: str) -> None:
    await ctx.audit.record(
        "payroll.slip.read",
        subject="payroll_slip",
        subject_id=slip.id,
        employee_id=slip.employee_id,
        detail={"period": slip.period, "way": way},
    )


async def _audit_reads(ctx: Context, slips: list[StoredSlip], way: str) -> None:
    if slips:
        await ctx.audit.record(
            "payroll.slip.read",
            subject="payroll_slip",
            employee_id=slips[0].employee_id,
            detail={"slips": [str(slip.id) for slip in slips], "way": way},
        )
