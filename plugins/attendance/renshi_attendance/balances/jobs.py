"""The daily round: entitlements, expiry, and months that were paid before they were over."""

from __future__ import annotations

from typing import Any

from renshi_sdk import Context
from renshi_sdk.contributions import JobRun

from ..leave import repository as leave_types
from ..months.confirm import confirm_overdue
from ..months.jobs import seal_paid_months
from ..reference import leave_catalogue
from . import accruals, expiry, service


async def daily(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Grant what anybody has come to be entitled to (on 1 January: the new year), write off what ran out."""
    today = ctx.today()
    people = await ctx.people.employed_between(today, today, company_id=ctx.company_id)
    granted = await service.refresh_annual(ctx, people)
    await leave_types.seed_types(ctx.company_id, leave_catalogue())
    granted += await accruals.run(ctx, people)
    capped = await expiry.cap_carry(ctx, today)
    written_off = await service.write_off(ctx, today)
    reminded = await expiry.remind(ctx, today)
    await confirm_overdue(ctx, today)
    await seal_paid_months(ctx)
    return {"granted": granted, "expired": written_off + capped, "reminded": reminded}
