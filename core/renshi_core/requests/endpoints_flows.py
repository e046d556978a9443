"""Flows over HTTP: the current one of each kind, its versions, a try without submitting, and the designer's form."""

from typing import Any

from renshi_core.jobs.above import platform_of
from renshi_core.requests import designer, facts, flows, kinds, preview
from renshi_core.requests.schemas import CopyBody, FlowBody, PreviewBody, RollBackBody
from renshi_sdk.context import Context
from renshi_sdk.contributions import RequestKind
from renshi_sdk.web import get, post, put

MANAGE_FLOWS = "core.flow.manage"


async def _kind(ctx: Context, name: str) -> RequestKind:
    return (await kinds.kind_of(ctx, platform_of(ctx), name, ctx.company_id)).record


@get("/flows", permission=MANAGE_FLOWS)
async def list_flows(ctx: Context) -> dict[str, Any]:
    """The flow of every kind that is on for the company."""
    platform = platform_of(ctx)
    enabled = await platform.activation.enabled_set(ctx.company_id)
    items = [
        await flows.shown_flow(owned.record, ctx.company_id, ctx.locale)
        for owned in platform.registry.request_kinds.values()
        if owned.plugin in enabled
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/flows/{kind:str}", permission=MANAGE_FLOWS)
async def get_flow(ctx: Context, kind: str) -> dict[str, Any]:
    """The flow of one kind, the company's own or the default."""
    return await flows.shown_flow(await _kind(ctx, kind), ctx.company_id, ctx.locale)


@put("/flows/{kind:str}", permission=MANAGE_FLOWS)
async def put_flow(ctx: Context, kind: str, data: FlowBody) -> dict[str, Any]:
    """Give a kind a flow of the company's own. Requests that are running finish on theirs."""
    record = await _kind(ctx, kind)
    wanted = flows.parsed(data.flow_text) if data.flow_text else data.flow
    await flows.set_flow(ctx, record, wanted, data.version, note=data.note)
    return await flows.shown_flow(record, ctx.company_id, ctx.locale)


@get("/flows/{kind:str}/versions", permission=MANAGE_FLOWS)
async def list_flow_versions(ctx: Context, kind: str) -> dict[str, Any]:
    """Every version of the company's flow, newest first: who made it, when, and what it changed."""
    items = await flows.versions(ctx, await _kind(ctx, kind))
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/flows/{kind:str}/rollback", permission=MANAGE_FLOWS, status_code=200)
async def roll_back_flow(ctx: Context, kind: str, data: RollBackBody) -> dict[str, Any]:
    """Make an old version the newest again (0: the kind's own flow)."""
    record = await _kind(ctx, kind)
    await flows.roll_back(ctx, record, data.to_version, data.expected)
    return await flows.shown_flow(record, ctx.company_id, ctx.locale)


@post("/flows/{kind:str}/retire", permission=MANAGE_FLOWS, status_code=200)
async def retire_flow(ctx: Context, kind: str) -> dict[str, Any]:
    """Give up the company's own flow: the kind's own counts for new requests. The versions stay."""
    record = await _kind(ctx, kind)
    await flows.retire(ctx, record)
    return await flows.shown_flow(record, ctx.company_id, ctx.locale)


@post("/flows/{kind:str}/copy", permission=MANAGE_FLOWS, status_code=200)
async def copy_flow(ctx: Context, kind: str, data: CopyBody) -> dict[str, Any]:
    """Take over the flow that another kind has now. Refused where a condition asks about a field this kind lacks."""
    record = await _kind(ctx, kind)
    await flows.copy_from(ctx, record, await _kind(ctx, data.from_kind), data.expected)
    return await flows.shown_flow(record, ctx.company_id, ctx.locale)


@get("/flows/kind-options", permission=MANAGE_FLOWS)
async def flow_kind_options(ctx: Context) -> dict[str, Any]:
    """Kinds whose flow may be taken over, as choices."""
    platform = platform_of(ctx)
    enabled = await platform.activation.enabled_set(ctx.company_id)
    found = [o.record for o in platform.registry.request_kinds.values() if o.plugin in enabled]
    return {"options": [{"value": kind.name, "label": kind.title.of(ctx.locale)} for kind in found]}


@get("/flows/{kind:str}/fields", permission=MANAGE_FLOWS)
async def list_flow_fields(ctx: Context, kind: str) -> dict[str, Any]:
    """What conditions of this kind's flow may ask about."""
    found = await facts.facts_of(await _kind(ctx, kind))
    items = [
        {
            "field": fact.field,
            "title": fact.title.of(ctx.locale),
            "ordered": fact.ordered,
            "choices": [{"value": v, "label": t.of(ctx.locale)} for v, t in fact.choices],
        }
        for fact in found.values()
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/flows/{kind:str}/preview", permission=MANAGE_FLOWS, status_code=200)
async def preview_flow(ctx: Context, kind: str, data: PreviewBody) -> dict[str, Any]:
    """Who would decide for this employee and this form; nothing is submitted."""
    owned = await kinds.kind_of(ctx, platform_of(ctx), kind, ctx.company_id)
    items = await preview.of(ctx, platform_of(ctx), owned, data)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/flows/{kind:str}/design", permission=MANAGE_FLOWS)
async def get_design(ctx: Context, kind: str) -> dict[str, Any]:
    """The flow in the shape of the designer's form."""
    record = await _kind(ctx, kind)
    flow, _ = await flows.flow_of(record, ctx.company_id)
    shown = await flows.shown_flow(record, ctx.company_id, ctx.locale)
    return {
        "version": shown["version"],
        "title": shown["title"],
        **designer.design_of(flow, await facts.facts_of(record)),
    }


@put("/flows/{kind:str}/design", permission=MANAGE_FLOWS)
async def put_design(ctx: Context, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """Keep what the designer's form says as the next version."""
    record = await _kind(ctx, kind)
    version = data.pop("version", None)
    wanted = await designer.flow_of(ctx, record, data)
    made = await flows.set_flow(ctx, record, wanted, version if isinstance(version, int) else None)
    return {"version": made}


HANDLERS = (
    list_flows,
    get_flow,
    put_flow,
    list_flow_versions,
    roll_back_flow,
    retire_flow,
    copy_flow,
    flow_kind_options,
    list_flow_fields,
    preview_flow,
    get_design,
    put_design,
)
