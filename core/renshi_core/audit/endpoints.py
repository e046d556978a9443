"""The audit chain over HTTP."""

from __future__ import annotations

from typing import Any

from litestar.response import Response

from renshi_core.audit import anchors, sentences, service
from renshi_core.jobs import actors
from renshi_core.jobs.above import platform_of
from renshi_core.secrets.keyring import key_ring
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Forbidden, Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text
from renshi_sdk.web import get, page_of

MOST_EXPORTED = 100_000


@get("/audit", permission="core.audit.read")
async def list_audit(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The chain of this company, newest first; reading it is audited as well."""
    found = await service.page(
        listing_query, Clause("a.company_id = {} OR a.company_id IS NULL", (ctx.company_id,))
    )
    await ctx.audit.record(
        "core.audit.read", subject="audit", detail={"filters": dict(listing_query.filters)}
    )
    platform = platform_of(ctx)
    for item in found.items:
        item["actor"] = actors.said(platform, item["actor_name"], ctx.locale)
        item["what"] = sentences.sentence(item["action"], ctx.locale)
        item["facts"] = sentences.facts(item["detail"], ctx.locale)
    return page_of(found)


@get("/audit/verify", permission="core.audit.read")
async def verify_audit(ctx: Context) -> dict[str, Any]:
    """Recompute every link of the tenant's chain."""
    platform = platform_of(ctx)
    finding = await anchors.verify_with(
        key_ring(platform.secret_key), ctx.tenant_id, anchors.folder_of(platform)
    )
    return {
        "ok": finding.ok,
        "rows": finding.rows,
        "broken_seq": finding.broken_seq,
        "finding": finding.describe(),
        "message": finding.said.of(ctx.locale),
    }


@get("/audit/export", permission="core.audit.read")
async def export_audit(ctx: Context, first: int, last: int) -> Response[bytes]:
    """Rows ``first`` to ``last`` of the tenant's chain with a signed head, one JSON object a line.

    Anybody can recompute it: ``renshi audit check FILE``. Raises ``Forbidden`` for who reads one company alone,
    ``Invalid`` for a range that isn't one.
    """
    # The chain holds rows of every company; who may found one stands above all of them.
    if ctx.access.employees("core.company.create").sql != "TRUE":
        raise Forbidden(
            Text(
                "审计链为全集团共用，仅集团管理员可导出",
                "the chain is the whole group's: only its administrators export it",
            )
        )
    if not 1 <= first <= last or last - first >= MOST_EXPORTED:
        message = Text(
            f"起止序号有误，一次最多 {MOST_EXPORTED} 条", f"not a range, or more than {MOST_EXPORTED} rows"
        )
        raise Invalid(message, fields={"last": message})
    ring = key_ring(platform_of(ctx).secret_key)
    text = await anchors.export(ring, ctx.tenant_id, first, last, ctx.now())
    await ctx.audit.record("core.audit.export", subject="audit", detail={"first": first, "last": last})
    return Response(
        text.encode(),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="audit-{first}-{last}.jsonl"'},
    )


HANDLERS = (list_audit, verify_audit, export_audit)
