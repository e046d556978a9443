"""The end of a pay run: closed, paid, filed, or discarded; and the proof that nothing has changed since."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from renshi_payroll.ledger.repository import write_entries
from renshi_payroll.runs import repository
from renshi_payroll.runs.calculation import run_digests
from renshi_payroll.runs.compute import recompute_digest
from renshi_payroll.runs.context import tables_on
from renshi_payroll.runs.service import STATES, audit_run, require_fresh, require_order, wrong_state
from renshi_payroll.runs.snapshot import slip_from_inputs
from renshi_payroll.slips.publishing import PublishParams
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.db import execute, fetch
from renshi_sdk.events import PayRunClosed


async def close_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Close an approved run for good: ledger, event and slips to their owners in one transaction.

    ``Conflict`` where the stored slips no longer have the digest that was approved.
    """
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != "approved":
        raise wrong_state(run, "关账")
    await require_order(ctx, run)
    await require_fresh(ctx, run)
    _, result = await run_digests(run, run.version)
    if result != run.digest:
        raise Conflict(
            Text(
                "工资数据与审批时不一致，请重新核算",
                "the slips differ from what was approved; calculate again",
            ),
            code="payroll.run.digest",
        )
    entries = await write_entries(run.id, run.version, run.pay_date)
    await execute("DELETE FROM payroll_slip WHERE run_id = $1 AND version <> $2", run.id, run.version)
    await repository.update_run(run.id, state="closed", closed_by=ctx.actor.id, closed_at=ctx.now())
    await ctx.events.publish(
        PayRunClosed(
            company_id=ctx.company_id, run_id=run.id, period=str(run.period), slips=entries, digest=result
        )
    )
    await ctx.jobs.enqueue("payroll.publish", PublishParams(run_id=run.id, slips=entries), key=str(run.id))
    await audit_run(ctx, run, "close", digest=result, slips=entries)
    return {"state": "closed", "slips": entries, "digest": result}


async def discard_run(ctx: Context, run_id: UUID, reason: str) -> dict[str, Any]:
    """Give up a run of its own that was never approved: its slips go, its items are cancelled.

    The regular run of a month stays; it is calculated again instead.
    """
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if (
        run.kind == "monthly"
        or run.request_id is not None
        or run.state not in ("draft", "calculated", "checked")
    ):
        raise wrong_state(run, "作废")
    for version in (run.version, run.version + 1):
        await repository.clear_version(run.id, version)
    await execute("DELETE FROM payroll_run_member WHERE run_id = $1", run.id)
    await execute("UPDATE payroll_adjustment SET cancelled = true WHERE run_id = $1", run.id)
    await repository.update_run(run.id, state="discarded")
    await audit_run(ctx, run, "discard", reason=reason)
    return {"state": "discarded"}


async def mark_paid(ctx: Context, run_id: UUID, reference: str) -> dict[str, Any]:
    """Record that a closed run was paid out, with the bank's or the batch's reference."""
    return await _mark(ctx, run_id, "closed", "paid", reference)


async def mark_filed(ctx: Context, run_id: UUID, reference: str) -> dict[str, Any]:
    """Record that a paid run was declared to the tax office, with the declaration's reference."""
    return await _mark(ctx, run_id, "paid", "filed", reference)


async def _mark(ctx: Context, run_id: UUID, state: str, then: str, reference: str) -> dict[str, Any]:
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != state:
        raise wrong_state(run, STATES[then].zh)
    column = "payment_reference" if then == "paid" else "filing_reference"
    await repository.update_run(
        run.id, **{"state": then, f"{then}_by": ctx.actor.id, f"{then}_at": ctx.now(), column: reference}
    )
    await audit_run(ctx, run, then, reference=reference)
    return {"state": then}


async def verify_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Compute every slip again from its stored inputs and compare the digests."""
    run = await repository.get_run(ctx.company_id, run_id)
    tables, _ = tables_on(run.pay_date)
    rows = await fetch(
        "SELECT employee_id, rule_set, inputs, digest FROM payroll_slip WHERE run_id = $1 AND version = $2",
        run.id,
        run.version,
    )
    differing = []
    for row in rows:
        stored = json.loads(row["inputs"])
        rule_set = run.rule_sets[row["rule_set"]]
        slip = slip_from_inputs(stored, rule_set.rules)
        if recompute_digest(slip, tables) != row["digest"]:
            differing.append(str(row["employee_id"]))
    _, result = await run_digests(run, run.version)
    await audit_run(ctx, run, "verify", differing=len(differing))
    return {
        "slips": len(rows),
        "differing": differing,
        "digest": result,
        "matches": not differing and result == run.digest,
    }
