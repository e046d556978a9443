"""Recording revenue and accounts."""

from __future__ import annotations

import json
from typing import Any

from renshi_payroll.engine.fen import to_fen
from renshi_payroll.exports.journal import AccountMap, account_map
from renshi_payroll.records.schemas import RevenueIn
from renshi_sdk import Context, new_id
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch_value, listing
from renshi_sdk.services import Clause

REVENUES = ListSpec(
    select=(
        "SELECT v.id, v.period, (v.amount / 100.0)::numeric(18,2) AS amount, v.reference, v.recorded_at,"
        " v.id = (SELECT x.id FROM payroll_revenue x WHERE x.company_id = v.company_id AND x.period = v.period"
        " ORDER BY x.recorded_at DESC, x.id DESC LIMIT 1) AS counts FROM payroll_revenue v"
    ),
    fields={
        "period": ListField("v.period", sortable=True),
        "recorded_at": ListField("v.recorded_at", "datetime", sortable=True),
    },
    key="v.id",
    default_sort="-period",
)


async def list_revenue(ctx: Context, query: ListQuery) -> Listing:
    """Recorded revenue; of two rows of a month the later one counts."""
    return await listing(REVENUES, query, Clause("v.company_id = {}", (ctx.company_id,)))


async def record_revenue(ctx: Context, data: RevenueIn) -> dict[str, Any]:
    """Record a month's revenue."""
    revenue_id = new_id()
    await execute(
        "INSERT INTO payroll_revenue (id, company_id, period, amount, reference, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        revenue_id,
        ctx.company_id,
        data.period,
        to_fen(data.amount),
        data.reference,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.revenue.record",
        subject="payroll_revenue",
        subject_id=revenue_id,
        detail={"period": data.period, "reference": data.reference},
    )
    return {"id": revenue_id}


async def read_accounts(ctx: Context) -> dict[str, Any]:
    """The company's accounts, or the shipped example."""
    found, example = await account_map(ctx.company_id)
    return {"document": found.model_dump(mode="json"), "example": example}


async def save_accounts(ctx: Context, document: AccountMap) -> dict[str, Any]:
    """Keep the accounts as the next version."""
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"payroll.accounts.{ctx.company_id}"
    )
    version = await fetch_value(
        "SELECT coalesce(max(version), 0) + 1 FROM payroll_account_map WHERE company_id = $1", ctx.company_id
    )
    await execute(
        "INSERT INTO payroll_account_map (id, company_id, version, document, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        new_id(),
        ctx.company_id,
        version,
        json.dumps(document.model_dump(mode="json"), ensure_ascii=False),
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.accounts.save", subject="payroll_account_map", detail={"version": version}
    )
    return {"version": version}
