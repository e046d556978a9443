"""A closed run assembled anew from its recorded-at cut: the same facts, the same digest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.runs import repository
from renshi_payroll.runs.calculation import SHARD, digests_over, parts
from renshi_payroll.runs.context import formulas_of
from renshi_payroll.runs.shards import run_month, slips_of
from renshi_payroll.terms.repository import id_bounds
from renshi_sdk import Conflict, Context, Text


async def recompute_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Assemble every slip again from what was known at the run's cut and compare the digest, without writing.

    Terms, facts, adjustments, components and job records are read as they were known then, the year as it stood before
    the run. What other plugins hand in (leave, overtime) is read live: a month they have locked gives the same.
    """
    run = await repository.get_run(ctx.company_id, run_id)
    if run.known_at is None or run.digest is None:
        raise Conflict(Text("该批次尚未核算", "the run was never calculated"), code="payroll.run.state")
    formulas = None if run.items_only else await formulas_of(ctx.company_id, run.period, run.cut)
    month = run_month(run, formulas)
    found: list[tuple[UUID, str, str]] = []
    bounds = await id_bounds(ctx.company_id, SHARD) if run.kind == "monthly" else []
    for part in parts(bounds):
        batch, _, _ = await slips_of(ctx, run, month, part, before_run=run.id)
        found += zip(batch.who.ids, batch.input_digests, batch.digests, strict=True)
    inputs, result = digests_over(run, sorted(found))
    await ctx.audit.record(
        "payroll.run.recompute", subject="payroll_run", subject_id=run.id, detail={"digest": result}
    )
    return {
        "slips": len(found),
        "digest": result,
        "inputs_match": inputs == run.input_digest,
        "matches": result == run.digest,
    }
