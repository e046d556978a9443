"""Reading slips. Each read is in the audit chain, the owner's own reads included."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.answers.repository import answers_of
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.permissions import SLIP_READ
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.slips import repository
from renshi_payroll.slips.printing import slip_pdf
from renshi_payroll.slips.repository import StoredSlip
from renshi_payroll.slips.views import contract_lines, figures_view, lines_view, shown_lines
from renshi_payroll.slips.why import why
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
    slip = await _for_hr(ctx, slip_id)
    await _audit_read(ctx, slip, "hr")
    return _detail(slip, ctx.locale)


async def read_pdf(ctx: Context, slip_id: UUID) -> tuple[str, bytes]:
    """A slip as PDF, for HR."""
    slip = await _for_hr(ctx, slip_id)
    await _audit_read(ctx, slip, "hr pdf")
    return _file_name(slip), await slip_pdf(ctx, slip, for_owner=False)


async def read_why(ctx: Context, slip_id: UUID, code: str) -> dict[str, Any]:
    """One line of a slip taken apart, for HR."""
    slip = await _for_hr(ctx, slip_id)
    await _audit_read(ctx, slip, "hr why")
    return why(slip, code, ctx.locale, hide_employer=False)


async def _for_hr(ctx: Context, slip_id: UUID) -> StoredSlip:
    slip = await repository.find(ctx.company_id, slip_id)
    if slip is None:
        raise _missing()
    await ctx.access.require_for(SLIP_READ, slip.employee_id)
    return slip


async def _own(ctx: Context, slip_id: UUID) -> StoredSlip:
    slip = await repository.find(ctx.company_id, slip_id)
    if slip is None or not slip.closed or slip.employee_id != _own_id(ctx):
        raise _missing()
    return slip


def _file_name(slip: StoredSlip) -> str:
    return f"工资条_{slip.employee_number}_{slip.employee_name}_{slip.period}.pdf"


async def my_slips(ctx: Context) -> list[dict[str, Any]]:
    """The signed-in employee's published slips, newest first, at most 24."""
    slips = await repository.published_of(ctx.company_id, _own_id(ctx), limit=24)
    await _audit_reads(ctx, slips, "own list")
    answers = await answers_of([slip.id for slip in slips])
    return [
        {
            "id": slip.id,
            "answer": answers.get(slip.id, "waiting"),
            "period": slip.period,
            "kind": slip.kind,
            **figures_view(slip.figures),
            "tax": to_yuan(_tax(slip)),
        }
        for slip in slips
    ]


async def my_slip(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """One published slip of the signed-in employee; anybody else's doesn't exist for them."""
    slip = await _own(ctx, slip_id)
    await _audit_read(ctx, slip, "own")
    detail = _detail(slip, ctx.locale, hide_employer=await _hides_employer(ctx))
    answer = (await answers_of([slip.id])).get(slip.id, "waiting")
    return detail | {"answer": answer}


async def my_pdf(ctx: Context, slip_id: UUID) -> tuple[str, bytes]:
    """One's own published slip as PDF."""
    slip = await _own(ctx, slip_id)
    await _audit_read(ctx, slip, "own pdf")
    return _file_name(slip), await slip_pdf(ctx, slip, for_owner=True)


async def my_why(ctx: Context, slip_id: UUID, code: str) -> dict[str, Any]:
    """One line of one's own slip taken apart."""
    slip = await _own(ctx, slip_id)
    await _audit_read(ctx, slip, "own why")
    return why(slip, code, ctx.locale, hide_employer=await _hides_employer(ctx))


async def _hides_employer(ctx: Context) -> bool:
    return not (await ctx.settings(PayrollSettings)).show_employer_items


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


def _detail(slip: StoredSlip, locale: str, *, hide_employer: bool = False) -> dict[str, Any]:
    figures = figures_view(slip.figures)
    if hide_employer:
        figures = {name: value for name, value in figures.items() if not name.startswith("employer_")}
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
        "pay_date": slip.pay_date,
        **figures,
        "tax": to_yuan(_tax(slip)),
        "lines": lines_view(shown_lines(slip.lines, hide_employer=hide_employer), locale),
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
