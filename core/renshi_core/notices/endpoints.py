"""The inbox and the choices about notices over HTTP; every user sees their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.jobs.above import platform_of
from renshi_core.notices import choices, rules, service, templates
from renshi_core.notices.kinds import seen
from renshi_core.notices.schemas import ChoicesBody, CompanyBody, KindChoiceBody, TemplateBody
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, post, put

MANAGE, LOG = "core.notice.manage", "core.notice.log"


def _all(items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None, **more}


@get("/notices", permission=AUTHENTICATED)
async def list_notices(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """My notices, newest first; ``read_at.null=true`` leaves the unread."""
    return page_of(await service.inbox(ctx, listing_query))


@get("/notices/unread", permission=AUTHENTICATED)
async def count_unread(ctx: Context) -> dict[str, Any]:
    """How many of my notices are unread."""
    return {"unread": await service.unread(ctx)}


@post("/notices/{notice_id:uuid}/read", permission=AUTHENTICATED, status_code=200)
async def read_notice(ctx: Context, notice_id: UUID) -> dict[str, Any]:
    """Mark one of my notices as read."""
    await service.mark_read(ctx, notice_id)
    return {"unread": await service.unread(ctx)}


@post("/notices/read", permission=AUTHENTICATED, status_code=200)
async def read_all_notices(ctx: Context) -> dict[str, Any]:
    """Mark all my notices as read."""
    await service.mark_read(ctx)
    return {"unread": 0}


@get("/notices/kinds", permission=AUTHENTICATED)
async def list_notice_kinds(ctx: Context) -> dict[str, Any]:
    """Kinds of notices: their titles, and which can't be switched off or come at any hour."""
    kinds = await seen(ctx)
    items = [
        {
            "kind": k.name,
            "title": k.title.of(ctx.locale),
            "mandatory": k.mandatory,
            "urgent": k.urgent,
        }
        for k in kinds
    ]
    return _all(items, options=[{"value": i["kind"], "label": i["title"]} for i in items])


@get("/notices/channels", permission=AUTHENTICATED)
async def list_channels(ctx: Context) -> dict[str, Any]:
    """The channels that are on here, in the order they are tried, as choices."""
    return {"options": await choices.channels(ctx, platform_of(ctx))}


@get("/notices/choices", permission=AUTHENTICATED)
async def get_choices(ctx: Context) -> dict[str, Any]:
    """My choices: quiet hours, digest, language, and which kinds I don't want over which channel."""
    return await choices.mine(ctx)


@put("/notices/choices", permission=AUTHENTICATED)
async def put_choices(ctx: Context, data: ChoicesBody) -> dict[str, Any]:
    """Keep my choices."""
    if "off" not in data.model_fields_set:
        data = data.model_copy(update={"off": await choices.off_of(ctx)})
    await choices.choose(ctx, data)
    return await choices.mine(ctx)


@get("/notices/choices/kinds", permission=AUTHENTICATED)
async def list_kind_choices(ctx: Context) -> dict[str, Any]:
    """Every kind of notice and the channels over which I want it."""
    return _all(await choices.by_kind(ctx, platform_of(ctx)))


@put("/notices/choices/kinds/{kind:str}", permission=AUTHENTICATED)
async def put_kind_choice(ctx: Context, kind: str, data: KindChoiceBody) -> dict[str, Any]:
    """Choose the channels for one kind."""
    await choices.choose_kind(ctx, platform_of(ctx), kind, data.channels)
    return {"kind": kind}


@post("/notices/test", permission=AUTHENTICATED, status_code=200)
async def send_test(ctx: Context) -> dict[str, Any]:
    """Send me a notice now."""
    await choices.test(ctx)
    return {"sent": True}


@get("/notices/rules", permission=MANAGE)
async def get_rules(ctx: Context) -> dict[str, Any]:
    """The company's rules: quiet hours, mandatory and urgent kinds, falling back."""
    return await rules.company(ctx.company_id)


@put("/notices/rules", permission=MANAGE)
async def put_rules(ctx: Context, data: CompanyBody) -> dict[str, Any]:
    """Keep the company's rules."""
    await choices.set_company(ctx, data)
    return await rules.company(ctx.company_id)


@get("/notices/templates", permission=MANAGE)
async def list_templates(ctx: Context) -> dict[str, Any]:
    """The company's own words by kind, and the placeholders they may hold."""
    places = [
        {"placeholder": f"{{{name}}}", "title": text.of(ctx.locale)}
        for name, text in templates.PLACEHOLDERS.items()
    ]
    titles = {k.name: k.title.of(ctx.locale) for k in await seen(ctx)}
    items = [
        item | {"kind_title": titles.get(item["kind"], item["kind"])} for item in await templates.listed(ctx)
    ]
    return _all(items, placeholders=places)


@put("/notices/templates/{kind:str}", permission=MANAGE)
async def put_template(ctx: Context, kind: str, data: TemplateBody) -> dict[str, Any]:
    """Set the company's words for a kind."""
    await templates.keep(ctx, kind, data.model_dump())
    return {"kind": kind}


@delete("/notices/templates/{kind:str}", permission=MANAGE)
async def delete_template(ctx: Context, kind: str) -> None:
    """Back to the words as they come."""
    await templates.drop(ctx, kind)


@get("/notices/log", permission=LOG)
async def list_deliveries_of_notices(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """How notices of the company fared: which channel took each, which were tried, what waits and why."""
    return page_of(await choices.log(ctx, listing_query))


HANDLERS = (
    list_notices,
    count_unread,
    read_notice,
    read_all_notices,
    list_notice_kinds,
    list_channels,
    get_choices,
    put_choices,
    list_kind_choices,
    put_kind_choice,
    send_test,
    get_rules,
    put_rules,
    list_templates,
    put_template,
    delete_template,
    list_deliveries_of_notices,
)
