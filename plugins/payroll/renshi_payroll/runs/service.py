"""The life of a pay run: draft, calculated, checked, approved, closed."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from renshi_payroll.engine.refusals import UnresolvedParameters
from renshi_payroll.errors import needs_attention
from renshi_payroll.facts.service import missing_facts
from renshi_payroll.ledger.repository import write_entries
from renshi_payroll.parameters import load_parameters
from renshi_payroll.periods import payment_date
from renshi_payroll.runs import repository
from renshi_payroll.runs.calculation import SHARD, CalculateParams, run_digests
from renshi_payroll.runs.compute import recompute_digest
from renshi_payroll.runs.context import load_rule_sets, tables_on
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.runs.snapshot import canonical, rule_set_json, slip_from_inputs
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.slips.publishing import PublishParams
from renshi_payroll.terms.repository import people_with_terms
from renshi_sdk import Conflict, Context, Forbidden, NeedsAttention, Text, new_id
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import execute, fetch
from renshi_sdk.events import PayRunClosed

STATES: dict[str, Text] = {
    "draft": Text("草稿", "Draft"),
    "calculating": Text("核算中", "Calculating"),
    "calculated": Text("已核算", "Calculated"),
    "checked": Text("已复核", "Checked"),
    "approved": Text("已审批", "Approved"),
    "closed": Text("已关账", "Closed"),
}


def _wrong_state(run: RunRow, wanted: str) -> Conflict:
    now = STATES[run.state]
    return Conflict(
        Text(f"批次当前为“{now.zh}”，不能{wanted}", f"the run is {now.en.lower()}"),
        code="payroll.run.state",
        state=run.state,
    )


async def create_run(ctx: Context, period: PayPeriod) -> UUID:
    """The monthly run of ``period``, made where there is none: asking twice gives the same run.

    ``Conflict`` where a later month of the same tax year is closed, since its tax built on this one.
    """
    settings = await ctx.settings(PayrollSettings)
    pay_date = payment_date(period, day=settings.pay_day, following_month=settings.pay_in_following_month)
    later = await repository.later_closed_run(ctx.company_id, pay_date)
    existing = await repository.find_run(ctx.company_id, period)
    if existing is not None:
        return existing
    if later is not None:
        raise Conflict(
            Text(
                f"{later} 已关账，不能再为之前的月份发薪，请在之后的月份补发",
                f"{later} is closed; pay the difference in a later month",
            ),
            code="payroll.run.later_closed",
        )
    run_id = new_id()
    created = await fetch(
        "INSERT INTO payroll_run (id, company_id, period, kind, state, pay_date, created_by)"
        " VALUES ($1, $2, $3, 'monthly', 'draft', $4, $5)"
        " ON CONFLICT (tenant_id, company_id, period, kind) DO NOTHING RETURNING id",
        run_id,
        ctx.company_id,
        str(period),
        pay_date,
        ctx.actor.id,
    )
    if not created:
        found = await repository.find_run(ctx.company_id, period)
        if found is None:
            raise RuntimeError(f"run of {period} neither created nor found")
        return found
    await ctx.audit.record(
        "payroll.run.create", subject="payroll_run", subject_id=run_id, detail={"period": str(period)}
    )
    return run_id


async def start_calculation(ctx: Context, run_id: UUID) -> UUID:
    """Begin a calculation in the background and return the job's id; one that is under way is returned as is.

    Takes the cut of what is known now. ``NeedsAttention`` lists facts that have to be recorded first.
    """
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state == "calculating" and run.job_id is not None:
        if (await ctx.jobs.state(run.job_id)).state in ("queued", "running"):
            return run.job_id
    elif run.state not in ("draft", "calculated", "checked"):
        raise _wrong_state(run, "核算")
    await _require_order(ctx, run)
    now = ctx.now()
    rule_sets, findings = await load_rule_sets(ctx, run.period, now)
    if any(finding.error for finding in findings):
        facts = await missing_facts(ctx, run.period)
        if facts:
            raise needs_attention(UnresolvedParameters(facts))
        wrong = next(finding for finding in findings if finding.error)
        raise NeedsAttention(Text(wrong.zh, wrong.en), code=wrong.code)
    settings = await ctx.settings(PayrollSettings)
    shards = max(1, -(-await people_with_terms(ctx.company_id) // SHARD))
    attempt = run.attempt + 1
    await repository.clear_version(run.id, run.version + 1)
    await repository.write_problems(run.id, run.version + 1, ((None, finding) for finding in findings))
    job_id = await ctx.jobs.enqueue(
        "payroll.calculate",
        CalculateParams(run_id=run.id, attempt=attempt, shards=shards),
        key=f"{run.id}:{attempt}",
    )
    await repository.update_run(
        run.id,
        state="calculating",
        attempt=attempt,
        shards=shards,
        known_at=now,
        rules=canonical({key: rule_set_json(rule_set) for key, rule_set in rule_sets.items()}),
        settings=settings.model_dump_json(),
        parameters_digest=load_parameters().digest,
        job_id=job_id,
        calculated_by=ctx.actor.id,
        checked_by=None,
        checked_at=None,
        approved_by=None,
        approved_at=None,
    )
    await ctx.audit.record(
        "payroll.run.start", subject="payroll_run", subject_id=run.id, detail={"attempt": attempt}
    )
    return job_id


async def _require_order(ctx: Context, run: RunRow) -> None:
    earlier = await repository.other_open_run(ctx.company_id, run.id, run.pay_date)
    if earlier is not None:
        raise NeedsAttention(
            Text(
                f"请先关账 {earlier}：累计预扣需要之前月份的最终结果",
                f"close {earlier} first: cumulative withholding builds on it",
            ),
            code="payroll.run.earlier_open",
        )


async def check_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Mark a calculated run as checked. Refused while any employee has an error."""
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != "calculated":
        raise _wrong_state(run, "复核")
    if run.errors:
        raise NeedsAttention(
            Text(f"还有 {run.errors} 个错误未处理", f"{run.errors} errors are left"),
            code="payroll.run.has_errors",
            errors=run.errors,
        )
    await repository.update_run(run.id, state="checked", checked_by=ctx.actor.id, checked_at=ctx.now())
    await _audit(ctx, run, "check")
    return {"state": "checked"}


async def approve_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Approve a checked run. Nobody approves a run they made or calculated themselves."""
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != "checked":
        raise _wrong_state(run, "审批")
    if ctx.actor.id is None or ctx.actor.id in (run.created_by, run.calculated_by):
        raise Forbidden(
            Text(
                "不能审批自己创建或核算的工资批次", "nobody approves a run they made or calculated themselves"
            ),
            code="payroll.run.own_approval",
        )
    await repository.update_run(run.id, state="approved", approved_by=ctx.actor.id, approved_at=ctx.now())
    await _audit(ctx, run, "approve")
    return {"state": "approved"}


async def return_run(ctx: Context, run_id: UUID, reason: str) -> dict[str, Any]:
    """Send a checked or approved run back, so that it can be calculated again."""
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state not in ("checked", "approved"):
        raise _wrong_state(run, "退回")
    await repository.update_run(
        run.id, state="calculated", checked_by=None, checked_at=None, approved_by=None, approved_at=None
    )
    await _audit(ctx, run, "return", reason=reason)
    return {"state": "calculated"}


async def close_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Close an approved run for good: ledger, event and slips to their owners in one transaction.

    ``Conflict`` where the stored slips no longer have the digest that was approved.
    """
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != "approved":
        raise _wrong_state(run, "关账")
    await _require_order(ctx, run)
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
    await _audit(ctx, run, "close", digest=result, slips=entries)
    return {"state": "closed", "slips": entries, "digest": result}


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
        if recompute_digest(stored, rule_set, tables, slip) != row["digest"]:
            differing.append(str(row["employee_id"]))
    _, result = await run_digests(run, run.version)
    await _audit(ctx, run, "verify", differing=len(differing))
    return {
        "slips": len(rows),
        "differing": differing,
        "digest": result,
        "matches": not differing and result == run.digest,
    }


async def _audit(ctx: Context, run: RunRow, verb: str, **detail: Any) -> None:
    await ctx.audit.record(
        f"payroll.run.{verb}",
        subject="payroll_run",
        subject_id=run.id,
        detail={"period": str(run.period), "version": run.version, "digest": run.digest} | detail,
    )
