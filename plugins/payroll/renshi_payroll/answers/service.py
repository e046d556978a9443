"""Confirming a slip, disputing it, and answering. Nothing here changes money: a mistake is corrected in a later run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.answers import repository
from renshi_payroll.answers.repository import DisputeRow
from renshi_payroll.permissions import DISPUTE_ANSWER, SLIP_READ
from renshi_sdk import Conflict, Context, Forbidden, NotFound, Text, new_id
from renshi_sdk.db import Listing, ListQuery, execute, fetch, listing
from renshi_sdk.services import Clause


def _own_id(ctx: Context) -> UUID:
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("当前账号未关联员工", "this account belongs to no employee"), code="payroll.no_employee"
        )
    return ctx.actor.employee_id


async def _own_slip(ctx: Context, slip_id: UUID) -> Any:
    slip = await repository.slip_of(ctx.company_id, slip_id)
    if slip is None or slip["employee_id"] != _own_id(ctx):
        raise NotFound(Text("没有该工资条", "no such pay slip"))
    return slip


async def confirm(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """The owner says yes; a second time answers the same. ``Conflict`` while a dispute of it is open."""
    slip = await _own_slip(ctx, slip_id)
    before = await repository.confirmation_of(slip_id)
    if before is not None:
        return {"confirmed_at": before}
    if await repository.open_dispute_of(slip_id) is not None:
        raise Conflict(
            Text("该工资条有未结束的异议，请先结束异议再确认", "close the open dispute first"),
            code="payroll.slip.disputed",
        )
    now = ctx.now()
    await execute(
        "INSERT INTO payroll_slip_confirmation (id, company_id, run_id, slip_id, employee_id, digest, confirmed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, slip_id) DO NOTHING",
        new_id(),
        ctx.company_id,
        slip["run_id"],
        slip_id,
        slip["employee_id"],
        slip["digest"],
        now,
    )
    await _audit(ctx, "payroll.slip.confirm", slip_id, slip["employee_id"], {"period": slip["period"]})
    return {"confirmed_at": now}


async def dispute(ctx: Context, slip_id: UUID, *, component: str, body: str) -> dict[str, Any]:
    """The owner asks about their slip. One open dispute a slip: a second question is a message in it."""
    slip = await _own_slip(ctx, slip_id)
    if await repository.open_dispute_of(slip_id) is not None:
        raise Conflict(
            Text(
                "该工资条已有未结束的异议，请在其中补充留言",
                "a dispute of this slip is open; write a message there",
            ),
            code="payroll.dispute.open",
        )
    dispute_id, now = new_id(), ctx.now()
    await execute(
        "INSERT INTO payroll_dispute (id, company_id, run_id, slip_id, employee_id, component, state, opened_at,"
        " last_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $7)",
        dispute_id,
        ctx.company_id,
        slip["run_id"],
        slip_id,
        slip["employee_id"],
        component,
        now,
    )
    await _write(ctx, dispute_id, slip["employee_id"], "employee", body)
    await _audit(ctx, "payroll.dispute.open", dispute_id, slip["employee_id"], {"period": slip["period"]})
    for holder in await ctx.access.holders(DISPUTE_ANSWER):
        await ctx.notices.send(
            holder,
            kind="payroll.dispute_opened",
            title=Text("有新的工资条异议", "A pay slip is disputed"),
            body=Text(
                f"{slip['employee_name']} 对 {slip['period']} 工资条提出异议，请答复。",
                f"{slip['employee_name']} asks about the pay slip of {slip['period']}.",
            ),
            link=f"/console/payroll/disputes/{dispute_id}",
            key=f"payroll.dispute:{dispute_id}",
        )
    return {"id": dispute_id, "state": "open"}


async def reply_as_owner(ctx: Context, dispute_id: UUID, body: str) -> dict[str, Any]:
    """The owner writes again; an answered dispute is open once more."""
    found = await _own_dispute(ctx, dispute_id)
    _require_not_closed(found)
    await _write(ctx, dispute_id, found.employee_id, "employee", body)
    await repository.set_state(dispute_id, "open", ctx.now())
    return {"id": dispute_id, "state": "open"}


async def answer(ctx: Context, dispute_id: UUID, body: str) -> dict[str, Any]:
    """Payroll answers; the owner is told."""
    found = await _in_scope(ctx, dispute_id)
    _require_not_closed(found)
    if found.employee_id == ctx.actor.employee_id:
        raise Forbidden(
            Text("不能答复自己的异议", "nobody answers their own dispute"), code="payroll.dispute.own"
        )
    await _write(ctx, dispute_id, found.employee_id, "payroll", body)
    await repository.set_state(dispute_id, "answered", ctx.now())
    await _audit(ctx, "payroll.dispute.answer", dispute_id, found.employee_id, {})
    await ctx.notices.send(
        found.employee_id,
        kind="payroll.dispute_answered",
        title=Text("工资条异议已答复", "Your question about a pay slip is answered"),
        body=Text(
            "请查看答复；如无疑问，请确认工资条。",
            "Please read the answer, and confirm the slip if it is right.",
        ),
        link=f"/console/payroll/my/{found.slip_id}",
    )
    return {"id": dispute_id, "state": "answered"}


async def close_as_owner(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """The owner has no further question."""
    return await _close(ctx, await _own_dispute(ctx, dispute_id))


async def close(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """Payroll closes a dispute that it has answered; one without an answer stays open."""
    found = await _in_scope(ctx, dispute_id)
    if found.state == "open":
        raise Conflict(
            Text("请先答复再结束异议", "answer the dispute before it is closed"),
            code="payroll.dispute.unanswered",
        )
    return await _close(ctx, found)


async def _close(ctx: Context, found: DisputeRow) -> dict[str, Any]:
    _require_not_closed(found)
    await repository.set_state(found.id, "closed", ctx.now(), ctx.actor.id)
    await _audit(ctx, "payroll.dispute.close", found.id, found.employee_id, {})
    return {"id": found.id, "state": "closed"}


async def read_dispute(ctx: Context, dispute_id: UUID, *, own: bool) -> dict[str, Any]:
    """A dispute with its thread."""
    found = await (_own_dispute(ctx, dispute_id) if own else _in_scope(ctx, dispute_id))
    rows = await fetch(f"{repository.DISPUTES.select} WHERE d.id = $1", dispute_id)
    await _audit(
        ctx, "payroll.dispute.read", dispute_id, found.employee_id, {"way": "own" if own else "payroll"}
    )
    return dict(rows[0]) | {"messages": await repository.messages_of(dispute_id)}


async def thread(ctx: Context, dispute_id: UUID, *, own: bool) -> dict[str, Any]:
    """The messages as a timeline of the console, newest first."""
    found = await read_dispute(ctx, dispute_id, own=own)
    return {
        "items": [
            {
                "id": message["id"],
                "on": message["written_at"],
                "title": message["author"],
                "detail": message["body"],
                "kind": message["side"],
            }
            for message in reversed(found["messages"])
        ]
    }


async def list_disputes(ctx: Context, query: ListQuery) -> Listing:
    """Disputes of the employees in the actor's scope."""
    return await listing(
        repository.DISPUTES,
        query,
        Clause("d.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(DISPUTE_ANSWER, "d.employee_id"),
    )


async def my_disputes(ctx: Context, slip_id: UUID, query: ListQuery) -> Listing:
    """The owner's disputes of one slip."""
    slip = await _own_slip(ctx, slip_id)
    return await listing(repository.DISPUTES, query, Clause("d.slip_id = {}", (slip["id"],)))


async def list_answers(ctx: Context, run_id: UUID, query: ListQuery) -> Listing:
    """Who confirmed, disputed, or hasn't answered yet. No amounts."""
    return await listing(
        repository.CONFIRMATIONS,
        query,
        Clause("s.company_id = {}", (ctx.company_id,)),
        Clause("s.run_id = {} AND r.state IN ('closed', 'paid', 'filed')", (run_id,)),
        ctx.access.employees(SLIP_READ, "s.employee_id"),
    )


async def _own_dispute(ctx: Context, dispute_id: UUID) -> DisputeRow:
    found = await repository.get_dispute(ctx.company_id, dispute_id, lock=True)
    if found.employee_id != _own_id(ctx):
        raise NotFound(Text("没有该异议", "no such dispute"))
    return found


async def _in_scope(ctx: Context, dispute_id: UUID) -> DisputeRow:
    found = await repository.get_dispute(ctx.company_id, dispute_id, lock=True)
    await ctx.access.require_for(DISPUTE_ANSWER, found.employee_id)
    return found


def _require_not_closed(found: DisputeRow) -> None:
    if found.state == "closed":
        raise Conflict(Text("该异议已结束", "the dispute is closed"), code="payroll.dispute.closed")


async def _write(ctx: Context, dispute_id: UUID, employee_id: UUID, side: str, body: str) -> None:
    await execute(
        "INSERT INTO payroll_dispute_message (id, dispute_id, employee_id, side, author, author_id, body, written_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new_id(),
        dispute_id,
        employee_id,
        side,
        ctx.actor.name,
        ctx.actor.id,
        body,
        ctx.now(),
    )


async def _audit(
    ctx: Context, action: str, subject_id: UUID, employee_id: UUID, detail: dict[str, Any]
) -> None:
    await ctx.audit.record(
        action, subject="payroll_slip", subject_id=subject_id, employee_id=employee_id, detail=detail
    )
