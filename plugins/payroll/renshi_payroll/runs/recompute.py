"""A closed run assembled anew from its recorded-at cut: the same facts, the same digest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.ledger.repository import year_states_before
from renshi_payroll.runs import repository
from renshi_payroll.runs.calculation import digests_over, people_of
from renshi_payroll.runs.compute import compute_many
from renshi_payroll.runs.context import formulas_of, load_people, month_of
from renshi_payroll.settings import PayrollSettings
from renshi_sdk import Conflict, Context, Text

#: People per round.
PART = 2_500


async def recompute_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Assemble every slip again from what was known at the run's cut and compare the digest, without writing.

    Terms, facts, adjustments, components and job records are read as they were known then, the year as it stood before
    the run. What other plugins hand in (leave, overtime) is read live: a month they have locked gives the same.
    """
    run = await repository.get_run(ctx.company_id, run_id)
    if run.known_at is None or run.digest is None:
        raise Conflict(Text("该批次尚未核算", "the run was never calculated"), code="payroll.run.state")
    formulas = None if run.items_only else await formulas_of(ctx.company_id, run.period, run.known_at)
    month = month_of(
        run.period,
        run.pay_date,
        run.settings or PayrollSettings(),
        run.rule_sets,
        formulas,
        items_only=run.items_only,
    )
    everyone = await people_of(ctx, run)
    found: list[tuple[UUID, str, str]] = []
    for start in range(0, len(everyone), PART):
        part = everyone[start : start + PART]
        people = await load_people(
            ctx,
            part,
            run.period,
            run.pay_date,
            run.known_at,
            formulas=formulas,
            run_id=None if run.kind == "monthly" else run.id,
            items_only=run.items_only,
            years=await year_states_before(
                ctx.company_id, [one.id for one in part], run.pay_date.year, run.pay_date.month, run.id
            ),
        )
        batch, _ = compute_many(people, month, {})
        found += zip(
            (person.id for person in batch.employees), batch.input_digests, batch.digests, strict=True
        )
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
