"""Requests and flows over HTTP."""

from typing import Any
from uuid import UUID

from renshi_core.platform import Platform
from renshi_core.requests import kinds, service, views
from renshi_core.requests.schemas import ActionBody, FlowBody, SubmitBody
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestAction, RequestView
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, get, page_of, post, put


def _platform(ctx: Context) -> Platform:
    return ctx.services.platform  # type: ignore[attr-defined,no-any-return]


@get("/requests", permission=views.READ)
async def list_requests(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """All requests of the company in the caller's scope, newest first."""
    return page_of(await views.page(ctx, _platform(ctx), listing_query, "all"))


@get("/requests/mine", permission=AUTHENTICATED)
async def my_requests(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The caller's own requests, and those the caller sent for others."""
    return page_of(await views.page(ctx, _platform(ctx), listing_query, "mine"))


@get("/requests/waiting", permission=AUTHENTICATED)
async def waiting_requests(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Requests that wait for the caller."""
    return page_of(await views.page(ctx, _platform(ctx), listing_query, "waiting"))


@get("/requests/kinds", permission=AUTHENTICATED)
async def list_kinds(ctx: Context) -> dict[str, Any]:
    """What the caller may ask for here, with the JSON Schema of each form."""
    found = await kinds.offered(ctx, _platform(ctx))
    return {"items": found, "total": len(found), "next_cursor": None}


@post("/requests", permission=AUTHENTICATED)
async def submit_request(ctx: Context, data: SubmitBody) -> RequestView:
    """Ask for something."""
    return await service.submit(ctx, _platform(ctx), data.kind, data.form, employee_id=data.employee_id)


@get("/requests/{request_id:uuid}", permission=AUTHENTICATED)
async def get_request(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """One request with its steps, its history, and what the caller may do with it (``can``)."""
    platform = _platform(ctx)
    return await views.sheet(ctx, platform, await service.get(ctx, platform, request_id))


@get("/requests/{request_id:uuid}/{action:str}", permission=AUTHENTICATED)
async def get_part(ctx: Context, request_id: UUID, action: str) -> dict[str, Any]:
    """A part of a request as a list: ``fields`` (the form, labelled), ``steps`` or ``history``."""
    if action not in ("fields", "steps", "history"):
        raise NotFound(Text("没有这个部分", "there is no such part"))
    platform = _platform(ctx)
    whole = await views.sheet(ctx, platform, await service.get(ctx, platform, request_id))
    return {"items": whole[action], "total": len(whole[action]), "next_cursor": None}


@post("/requests/{request_id:uuid}/{action:str}", permission=AUTHENTICATED, status_code=200)
async def act_on_request(ctx: Context, request_id: UUID, action: str, data: ActionBody) -> RequestView:
    """Approve, reject, return, withdraw, resubmit, delegate or remind."""
    try:
        wanted = RequestAction(action)
    except ValueError:
        known = ", ".join(RequestAction)
        raise NotFound(
            Text(f"没有操作“{action}”，可用：{known}", f"there is no action {action!r}; one of {known}")
        ) from None
    return await service.act(
        ctx,
        _platform(ctx),
        request_id,
        wanted,
        comment=data.comment,
        to=data.to,
        form=data.form,
        version=data.version,
    )


@get("/flows", permission="core.flow.manage")
async def list_flows(ctx: Context) -> dict[str, Any]:
    """The flow of every kind that is on for the company."""
    platform = _platform(ctx)
    enabled = await platform.activation.enabled_set(ctx.company_id)
    items = [
        await kinds.shown_flow(owned.record, ctx.company_id, ctx.locale)
        for owned in platform.registry.request_kinds.values()
        if owned.plugin in enabled
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/flows/{kind:str}", permission="core.flow.manage")
async def get_flow(ctx: Context, kind: str) -> dict[str, Any]:
    """The flow of one kind, the company's own or the default."""
    owned = await kinds.kind_of(ctx, _platform(ctx), kind, ctx.company_id)
    return await kinds.shown_flow(owned.record, ctx.company_id, ctx.locale)


@put("/flows/{kind:str}", permission="core.flow.manage")
async def put_flow(ctx: Context, kind: str, data: FlowBody) -> dict[str, Any]:
    """Give a kind a flow of the company's own. Requests that are running finish on theirs."""
    owned = await kinds.kind_of(ctx, _platform(ctx), kind, ctx.company_id)
    wanted = kinds.parsed(data.flow_text) if data.flow_text else data.flow
    await kinds.set_flow(ctx, owned.record, wanted, data.version)
    return await kinds.shown_flow(owned.record, ctx.company_id, ctx.locale)


HANDLERS = (
    list_requests,
    my_requests,
    waiting_requests,
    list_kinds,
    submit_request,
    get_request,
    get_part,
    act_on_request,
    list_flows,
    get_flow,
    put_flow,
)
