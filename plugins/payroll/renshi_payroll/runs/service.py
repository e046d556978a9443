"""The life of a pay run: draft, calculated, checked, approved, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.adjustments.repository import entered_since, members_by_items
from renshi_payroll.components.repository import in_force
from renshi_payroll.engine.refusals import UnresolvedParameters
from renshi_payroll.errors import needs_attention
from renshi_payroll.facts.service import missing_facts
from renshi_payroll.outputs.repository import paid_by_file
from renshi_payroll.parameters import load_parameters
from renshi_payroll.periods import payment_date
from renshi_payroll.runs import repository
from renshi_payroll.runs.assembly import NO_RULES, NO_RULES_KEY, RuleSet
from renshi_payroll.runs.calculation import SHARD, CalculateParams
from renshi_payroll.runs.context import load_rule_sets
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.runs.shards import everyone_of
from renshi_payroll.runs.snapshot import canonical, rule_set_json
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.terms.repository import id_bounds
from renshi_sdk import Conflict, Context, Forbidden, Invalid, NeedsAttention, NotFound, Text, new_id
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import execute, fetch

STATES: dict[str, Text] = {
    "draft": Text("草稿", "Draft"),
    "calculating": Text("核算中", "Calculating"),
    "calculated": Text("已核算", "Calculated"),
    "checked": Text("已复核", "Checked"),
    "approved": Text("已审批", "Approved"),
    "closed": Text("已关账", "Closed"),
    "paid": Text("已发放", "Paid"),
    "filed": Text("已申报", "Filed"),
    "discarded": Text("已作废", "Discarded"),
}
KINDS: dict[str, Text] = {
    "monthly": Text("月度工资", "Monthly"),
    "off_cycle": Text("专项发放", "Off-cycle"),
    "bonus": Text("奖金", "Bonus"),
    "final": Text("离职结算", "Final pay"),
    "severance": Text("经济补偿", "Severance"),
    "retro": Text("补发补扣", "Retro"),
}


def wrong_state(run: RunRow, wanted: str) -> Conflict:
    """Said where a run can't do what was asked in its state."""
    now = STATES[run.state]
    return Conflict(
        Text(f"批次当前为“{now.zh}”，不能{wanted}", f"the run is {now.en.lower()}"),
        code="payroll.run.state",
        state=run.state,
    )


async def create_run(
    ctx: Context,
    period: PayPeriod,
    *,
    kind: str = "monthly",
    title: str = "",
    pay_date: date | None = None,
    members: Sequence[UUID] = (),
) -> UUID:
    """A run of ``period``. The regular run is made once: asking twice gives the same one.

    ``Conflict`` where a run of the same tax year paid later is final, since its tax built on this one; ``Invalid`` for
    a final-pay run without members.
    """
    settings = await ctx.settings(PayrollSettings)
    usual = payment_date(period, day=settings.pay_day, following_month=settings.pay_in_following_month)
    if kind == "monthly":
        existing = await repository.find_run(ctx.company_id, period)
        if existing is not None:
            return existing
        pay_date = usual
    pay_date = pay_date or usual
    if (kind == "final") != bool(members):
        raise Invalid(
            Text("离职结算批次须指定员工，其他批次不指定", "a final-pay run names its members, others don't"),
            code="payroll.run.members",
            fields={"members": Text("请核对", "check this")},
        )
    later = await repository.later_closed_run(ctx.company_id, pay_date)
    if later is not None:
        raise Conflict(
            Text(
                f"{later} 已关账，不能再为之前的日期发薪，请在之后的月份补发",
                f"{later} is closed; pay the difference in a later month",
            ),
            code="payroll.run.later_closed",
        )
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        f"payroll.run.{ctx.company_id}.{period}.{kind}",
    )
    await _require_free(ctx, period, members)
    run_id = new_id()
    created = await fetch(
        "INSERT INTO payroll_run (id, company_id, period, kind, sequence, title, state, pay_date, created_by)"
        " SELECT $1, $2, $3, $4::text, coalesce(max(sequence), 0) + 1, $5, 'draft', $6, $7 FROM payroll_run"
        " WHERE company_id = $2 AND period = $3 AND kind = $4"
        " HAVING $4 <> 'monthly' OR count(*) = 0 RETURNING sequence",
        run_id,
        ctx.company_id,
        str(period),
        kind,
        title,
        pay_date,
        ctx.actor.id,
    )
    if not created:
        found = await repository.find_run(ctx.company_id, period)
        if found is None:
            raise RuntimeError(f"run of {period} neither created nor found")
        return found
    for employee_id in members:
        await execute(
            "INSERT INTO payroll_run_member (id, run_id, employee_id) VALUES ($1, $2, $3)",
            new_id(),
            run_id,
            employee_id,
        )
    await ctx.audit.record(
        "payroll.run.create",
        subject="payroll_run",
        subject_id=run_id,
        detail={"period": str(period), "kind": kind, "sequence": created[0]["sequence"]},
    )
    return run_id


async def _require_free(ctx: Context, period: PayPeriod, members: Sequence[UUID]) -> None:
    """Members of a final-pay run are employees of the company whom no other run pays the month's wage."""
    if not members:
        return
    known = await ctx.people.by_ids(members, as_of=period.last_day)
    known |= await ctx.people.by_ids([one for one in members if one not in known])
    if any(one not in known or known[one].company_id != ctx.company_id for one in members):
        raise NotFound(Text("有员工不属于本公司", "somebody is not in this company"))
    taken = await fetch(
        "SELECT s.employee_id FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " WHERE r.company_id = $1 AND r.period = $2 AND r.kind = 'monthly' AND s.employee_id = ANY($3)"
        " AND r.state IN ('approved', 'closed', 'paid', 'filed')"
        " UNION SELECT m.employee_id FROM payroll_run_member m JOIN payroll_run r ON r.id = m.run_id"
        " WHERE r.company_id = $1 AND r.period = $2 AND r.kind = 'final' AND m.employee_id = ANY($3)",
        ctx.company_id,
        str(period),
        list(members),
    )
    if taken:
        raise Conflict(
            Text("有员工当月工资已在其他批次核算", "somebody is paid this month by another run"),
            code="payroll.run.member_taken",
            employees=[str(row["employee_id"]) for row in taken],
        )


async def start_calculation(ctx: Context, run_id: UUID) -> UUID:
    """Begin a calculation in the background and return the job's id; one that is under way is returned as is.

    Takes the cut of what is known now. ``NeedsAttention`` lists facts that have to be recorded first.
    """
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state == "calculating" and run.job_id is not None:
        if (await ctx.jobs.state(run.job_id)).state in ("queued", "running"):
            return run.job_id
    elif run.state not in ("draft", "calculated", "checked"):
        raise wrong_state(run, "核算")
    await require_order(ctx, run)
    now = ctx.now()
    await _require_members(ctx, run)
    rule_sets: dict[str, RuleSet] = {NO_RULES_KEY: NO_RULES}
    findings: list[Finding] = []
    component_version: UUID | None = None
    if not run.items_only:
        rule_sets, findings = await load_rule_sets(ctx, run.period, now)
        in_use = await in_force(ctx.company_id, run.period.first_day, now)
        component_version = None if in_use is None else in_use.version_id
    if any(finding.error for finding in findings):
        facts = await missing_facts(ctx, run.period)
        if facts:
            raise needs_attention(UnresolvedParameters(facts))
        wrong = next(finding for finding in findings if finding.error)
        raise NeedsAttention(Text(wrong.zh, wrong.en), code=wrong.code)
    settings = await ctx.settings(PayrollSettings)
    bounds = await id_bounds(ctx.company_id, SHARD) if run.kind == "monthly" else []
    shards = len(bounds) + 1
    attempt = run.attempt + 1
    await repository.clear_version(run.id, run.version + 1)
    await repository.write_problems(run.id, run.version + 1, ((None, finding) for finding in findings))
    job_id = await ctx.jobs.enqueue(
        "payroll.calculate",
        CalculateParams(run_id=run.id, attempt=attempt, shards=shards, bounds=bounds),
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
        component_version_id=component_version,
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


async def _require_members(ctx: Context, run: RunRow) -> None:
    if run.items_only and not await members_by_items(run.id, ctx.now()):
        raise NeedsAttention(
            Text("该批次还没有任何项目，请先录入", "the run has no items yet; enter them first"),
            code="payroll.run.empty",
        )


async def require_order(ctx: Context, run: RunRow) -> None:
    """Runs of a tax year are settled in the order they are paid."""
    earlier = await repository.other_open_run(ctx.company_id, run.id, run.pay_date)
    if earlier is not None:
        raise NeedsAttention(
            Text(
                f"请先关账 {earlier}：累计预扣需要之前月份的最终结果",
                f"close {earlier} first: cumulative withholding builds on it",
            ),
            code="payroll.run.earlier_open",
        )


async def require_fresh(ctx: Context, run: RunRow) -> None:
    """What was calculated before another run of the tax year became final lacks its figures."""
    since = await repository.final_since(ctx.company_id, run)
    if since is not None:
        raise NeedsAttention(
            Text(
                f"核算之后 {since} 的批次已关账，累计预扣已变化，请重新核算",
                f"a run of {since} was closed after this calculation; calculate again",
            ),
            code="payroll.run.stale",
        )


async def check_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Mark a calculated run as checked. Refused while any employee has an error."""
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != "calculated":
        raise wrong_state(run, "复核")
    if run.errors:
        raise NeedsAttention(
            Text(f"还有 {run.errors} 个错误未处理", f"{run.errors} errors are left"),
            code="payroll.run.has_errors",
            errors=run.errors,
        )
    await _require_population(ctx, run)
    await _require_items(ctx, run)
    await repository.update_run(run.id, state="checked", checked_by=ctx.actor.id, checked_at=ctx.now())
    await audit_run(ctx, run, "check")
    return {"state": "checked"}


async def _require_items(ctx: Context, run: RunRow) -> None:
    """What was entered after the calculation isn't in its slips."""
    own = None if run.kind == "monthly" else run.id
    late = await entered_since(ctx.company_id, str(run.period), own, run.cut)
    if late:
        raise NeedsAttention(
            Text(
                f"核算之后又录入了 {late} 个一次性项目，请重新核算",
                f"{late} one-off items were entered after the calculation; calculate again",
            ),
            code="payroll.run.items_since",
        )


async def _require_population(ctx: Context, run: RunRow) -> None:
    """Whoever joined or was taken back since the calculation needs another one."""
    rows = await fetch(
        "SELECT employee_id FROM payroll_slip WHERE run_id = $1 AND version = $2", run.id, run.version
    )
    paid = {row["employee_id"] for row in rows}
    now = set(await everyone_of(ctx, run))
    if paid != now:
        raise NeedsAttention(
            Text(
                f"核算后人员有变动（{len(paid ^ now)} 人），请重新核算",
                f"{len(paid ^ now)} people came or went since the calculation; calculate again",
            ),
            code="payroll.run.population_changed",
            employees=[str(one) for one in sorted(paid ^ now)[:50]],
        )


async def approve_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Approve a checked run. Nobody approves a run they made or calculated themselves.

    ``Conflict`` where the run was submitted, or where the company gave the approval of runs a flow of its own: then
    its steps decide, and nobody goes past them.
    """
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state != "checked":
        raise wrong_state(run, "审批")
    if run.request_id is not None:
        raise Conflict(
            Text("该批次已提交审批，请在审批单中处理", "the run was submitted; decide its request"),
            code="payroll.run.submitted",
            request_id=str(run.request_id),
        )
    if await ctx.requests.has_own_flow("payroll.run_approval"):
        raise Conflict(
            Text(
                "本公司为工资批次设置了审批流程，请点“提交审批”，按流程审批",
                "this company has an approval flow for pay runs: submit the run (POST /runs/{id}/submit)",
            ),
            code="payroll.run.flow",
        )
    return await approve_now(ctx, run)


async def approve_now(ctx: Context, run: RunRow) -> dict[str, Any]:
    """The effect of an approval, wherever it was given. Nobody approves what they made or calculated."""
    await require_fresh(ctx, run)
    if ctx.actor.id is None or ctx.actor.id in (run.created_by, run.calculated_by):
        raise Forbidden(
            Text(
                "不能审批自己创建或核算的工资批次", "nobody approves a run they made or calculated themselves"
            ),
            code="payroll.run.own_approval",
        )
    await repository.update_run(run.id, state="approved", approved_by=ctx.actor.id, approved_at=ctx.now())
    await audit_run(ctx, run, "approve")
    return {"state": "approved"}


async def return_run(ctx: Context, run_id: UUID, reason: str) -> dict[str, Any]:
    """Send a checked or approved run back, so that it can be calculated again."""
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state not in ("checked", "approved"):
        raise wrong_state(run, "退回")
    if run.state == "checked" and run.request_id is not None:
        raise Conflict(
            Text("该批次已提交审批，请在审批单中退回", "the run was submitted; send its request back"),
            code="payroll.run.submitted",
            request_id=str(run.request_id),
        )
    if await paid_by_file(run.id):
        raise Conflict(
            Text(
                "该批次已生成银行文件，不能退回；如需更正请在补发批次处理",
                "a bank file of this run was made; correct it by a later run",
            ),
            code="payroll.run.bank_file",
        )
    await repository.update_run(
        run.id,
        state="calculated",
        checked_by=None,
        checked_at=None,
        approved_by=None,
        approved_at=None,
        request_id=None,
    )
    await audit_run(ctx, run, "return", reason=reason)
    return {"state": "calculated"}


async def audit_run(ctx: Context, run: RunRow, verb: str, **detail: Any) -> None:
    """The audit row of a step in a run's life."""
    await ctx.audit.record(
        f"payroll.run.{verb}",
        subject="payroll_run",
        subject_id=run.id,
        detail={"period": str(run.period), "version": run.version, "digest": run.digest} | detail,
    )
