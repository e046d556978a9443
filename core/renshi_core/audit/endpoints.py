"""The audit chain over HTTP."""

from __future__ import annotations

from typing import Any

from renshi_core.audit import sentences, service
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.services import Clause
from renshi_sdk.web import get, page_of


@get("/audit", permission="core.audit.read")
async def list_audit(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The chain of this company, newest first; reading it is audited as well."""
    found = await service.page(
        listing_query, Clause("a.company_id = {} OR a.company_id IS NULL", (ctx.company_id,))
    )
    await ctx.audit.record(
        "core.audit.read", subject="audit", detail={"filters": dict(listing_query.filters)}
    )
    for item in found.items:
        item["what"] = sentences.sentence(item["action"], ctx.locale)
        item["facts"] = sentences.facts(item["detail"], ctx.locale)
    return page_of(found)


@get("/audit/verify", permission="core.audit.read")
async def verify_audit(ctx: Context) -> dict[str, Any]:
    """Recompute every link of the tenant's chain."""
    finding = await service.verify(ctx.tenant_id)
    return {
        "ok": finding.ok,
        "rows": finding.rows,
        "broken_seq": finding.broken_seq,
        "finding": finding.describe(),
        "message": finding.said.of(ctx.locale),
    }


HANDLERS = (list_audit, verify_audit)
