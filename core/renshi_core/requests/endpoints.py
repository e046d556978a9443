"""Requests over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Response

from renshi_core.platform import Platform
from renshi_core.requests import bulk, drawn, kinds, printing, service, views
from renshi_core.requests import endpoints_flows as flows
from renshi_core.requests import endpoints_people as people
from renshi_core.requests.schemas import ActionBody, BulkBody, SubmitBody
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestAction, RequestView
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, get, page_of, post


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


@get("/requests/copied", permission=AUTHENTICATED)
async def copied_requests(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Requests that were copied to the caller."""
    return page_of(await views.page(ctx, _platform(ctx), listing_query, "copied"))


@get("/requests/decided", permission=AUTHENTICATED)
async def decided_requests(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Requests that the caller decided about."""
    return page_of(await views.page(ctx, _platform(ctx), listing_query, "decided"))


@post("/requests/bulk", permission=AUTHENTICATED, status_code=200)
async def decide_in_bulk(ctx: Context, data: BulkBody) -> dict[str, Any]:
    """Approve or reject up to a hundred requests that wait for the caller; each line says how it went."""
    lines = await bulk.decide(ctx, _platform(ctx), RequestAction(data.action), data.ids, data.comment)
    done = sum(1 for line in lines if line["ok"])
    failed = [line["message"] for line in lines if not line["ok"]]
    said = Text(
        f"已处理 {done} 份"
        + (f"，{len(failed)} 份未处理：{'；'.join(dict.fromkeys(failed))}" if failed else ""),
        f"{done} done" + (f", {len(failed)} not: {'; '.join(dict.fromkeys(failed))}" if failed else ""),
    )
    return {"items": lines, "done": done, "failed": len(failed), "message": said.of(ctx.locale)}


@get("/requests/kinds", permission=AUTHENTICATED)
async def list_kinds(ctx: Context) -> dict[str, Any]:
    """What the caller may ask for here, with the JSON Schema of each form."""
    found = await kinds.offered(ctx, _platform(ctx))
    return {"items": found, "total": len(found), "next_cursor": None}


@get("/requests/kind-options", permission=AUTHENTICATED)
async def list_kind_options(ctx: Context) -> dict[str, Any]:
    """Kinds of requests that are on here, as choices of a filter."""
    platform = _platform(ctx)
    enabled = await platform.activation.enabled_set(ctx.company_id)
    return {
        "options": [
            {"value": owned.record.name, "label": owned.record.title.of(ctx.locale)}
            for owned in platform.registry.request_kinds.values()
            if owned.plugin in enabled
        ]
    }


@get("/requests/{request_id:uuid}/earlier", permission=AUTHENTICATED)
async def list_earlier_steps(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """The steps a request can be sent back to, as choices."""
    request = await service.get(ctx, _platform(ctx), request_id)
    path = await drawn.path_of(ctx, request)
    now = next((s["index"] for s in path if s["state"] == "waiting"), 0)
    earlier = [s for s in path if s["index"] < now and s["state"] == "approved"]
    return {"options": [{"value": s["index"], "label": s["title"]} for s in earlier]}


@get("/requests/{request_id:uuid}/path", permission=AUTHENTICATED)
async def get_request_path(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """The way of a request as steps to draw: who decides or decided at each, and when."""
    request = await service.get(ctx, _platform(ctx), request_id)
    return drawn.as_steps(await drawn.path_of(ctx, request), request)


@post("/requests", permission=AUTHENTICATED)
async def submit_request(ctx: Context, data: SubmitBody) -> RequestView:
    """Ask for something."""
    return await service.submit(
        ctx,
        _platform(ctx),
        data.kind,
        data.form,
        employee_id=data.employee_id,
        choices=data.choices,
    )


@get("/requests/{request_id:uuid}", permission=AUTHENTICATED)
async def get_request(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """One request with its steps, its history, and what the caller may do with it (``can``)."""
    platform = _platform(ctx)
    return await views.sheet(ctx, platform, await service.get(ctx, platform, request_id))


@get("/requests/{request_id:uuid}/{action:str}", permission=AUTHENTICATED)
async def get_part(ctx: Context, request_id: UUID, action: str) -> dict[str, Any]:
    """A part of a request as a list: ``fields`` (the form, labelled), ``steps``, ``history`` or ``copies``."""
    if action not in ("fields", "steps", "history", "copies"):
        raise NotFound(Text("没有这个部分", "there is no such part"))
    platform = _platform(ctx)
    whole = await views.sheet(ctx, platform, await service.get(ctx, platform, request_id))
    return {"items": whole[action], "total": len(whole[action]), "next_cursor": None}


@get("/requests/{request_id:uuid}/print", permission=AUTHENTICATED)
async def print_request(ctx: Context, request_id: UUID) -> Response[str]:
    """The request as a page for paper (A4): number, form, gates, decisions, names and times."""
    platform = _platform(ctx)
    request = await service.get(ctx, platform, request_id)
    return Response(
        await printing.sheet_of_paper(ctx, platform, request),
        media_type="text/html; charset=utf-8",
        headers=printing.HEADERS,
    )


@post("/requests/{request_id:uuid}/{action:str}", permission=AUTHENTICATED, status_code=200)
async def act_on_request(ctx: Context, request_id: UUID, action: str, data: ActionBody) -> RequestView:
    """Approve, reject, return, withdraw, resubmit, delegate, remind, add a signer, copy or cancel."""
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
        step=data.step,
        where=data.where,
        choices=data.choices,
    )


HANDLERS = (
    list_requests,
    my_requests,
    waiting_requests,
    copied_requests,
    decided_requests,
    list_kinds,
    list_kind_options,
    list_earlier_steps,
    get_request_path,
    submit_request,
    decide_in_bulk,
    get_request,
    get_part,
    print_request,
    act_on_request,
    *people.HANDLERS,
    *flows.HANDLERS,
)
