"""Consents over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_core.jobs.above import platform_of
from renshi_core.people.sections.endpoints import own
from renshi_core.privacy.consents import repository, service
from renshi_core.privacy.retention.endpoints import MANAGE, READ
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery, listing
from renshi_sdk.services import Clause
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, post, put

Words = Annotated[str, Field(min_length=10, max_length=10_000)]
Title = Annotated[str, Field(min_length=2, max_length=60)]


class PurposeBody(BaseModel):
    """What people are asked, in both languages."""

    model_config = ConfigDict(extra="forbid")
    title_zh: Title
    title_en: Title
    text_zh: Words
    text_en: Words


class NewPurposeBody(PurposeBody):
    """A purpose that the company thought of itself."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    separate: bool = True
    needed: bool = False


class AnswerBody(BaseModel):
    """An answer to the words of ``version``."""

    model_config = ConfigDict(extra="forbid")
    given: bool
    version: Annotated[int, Field(ge=1, le=100_000)]


class PaperBody(AnswerBody):
    """An answer that somebody gave on paper or by word of mouth, as HR keeps it."""

    channel: Literal["paper", "spoken"] = "paper"
    note: Annotated[str, Field(min_length=2, max_length=300)]


@get("/privacy/purposes", permission=READ)
async def list_purposes(ctx: Context) -> dict[str, Any]:
    """What people are or could be asked, and how many answered how."""
    items = await service.listed(platform_of(ctx), ctx)
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/privacy/purposes", permission=MANAGE)
async def add_purpose(ctx: Context, data: NewPurposeBody) -> dict[str, Any]:
    """Ask people for something that no plugin asks for."""
    name = f"{service.OWN}{data.code}"
    version = await service.publish(
        platform_of(ctx),
        ctx,
        name,
        title=Text(data.title_zh, data.title_en),
        text=Text(data.text_zh, data.text_en),
        separate=data.separate,
        needed=data.needed,
    )
    return {"name": name, "version": version}


@put("/privacy/purposes/{purpose:str}", permission=MANAGE)
async def publish_purpose(ctx: Context, purpose: str, data: PurposeBody) -> dict[str, Any]:
    """Publish a purpose, or other words of it: then everybody is asked anew."""
    version = await service.publish(
        platform_of(ctx),
        ctx,
        purpose,
        title=Text(data.title_zh, data.title_en),
        text=Text(data.text_zh, data.text_en),
    )
    return {"name": purpose, "version": version}


@delete("/privacy/purposes/{purpose:str}", permission=MANAGE)
async def retire_purpose(ctx: Context, purpose: str) -> None:
    """Ask for it no more."""
    await service.retire(ctx, purpose)


@get("/privacy/purposes/{purpose:str}/people", permission=READ)
async def list_answers(ctx: Context, purpose: str, listing_query: ListQuery) -> dict[str, Any]:
    """Who answered how, of the people in the caller's reach."""
    found = await listing(
        repository.ANSWERS,
        listing_query,
        Clause("p.company_id = {} AND p.name = {}", (ctx.company_id, purpose)),
        ctx.access.employees(READ, "e.id"),
    )
    return page_of(found)


@get("/privacy/mine/consents", permission=AUTHENTICATED)
async def own_consents(ctx: Context) -> dict[str, Any]:
    """What one is asked, and what one answered."""
    items = await service.of_person(ctx, own(ctx))
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/privacy/mine/consents/{purpose:str}", permission=AUTHENTICATED, status_code=200)
async def answer_consent(ctx: Context, purpose: str, data: AnswerBody) -> dict[str, Any]:
    """Give a consent, refuse it, or take it back. Nothing else of the employment hangs on the answer."""
    channel = "console" if ctx.actor.kind == "user" else "api"
    await service.answer(ctx, own(ctx), purpose, given=data.given, version=data.version, channel=channel)
    return {"name": purpose, "given": data.given}


@post("/people/{employee_id:uuid}/consents/{purpose:str}", permission=MANAGE, status_code=200)
async def record_consent(ctx: Context, employee_id: UUID, purpose: str, data: PaperBody) -> dict[str, Any]:
    """Keep an answer that somebody gave on paper."""
    await ctx.access.require_for(MANAGE, employee_id)
    await service.answer(
        ctx,
        employee_id,
        purpose,
        given=data.given,
        version=data.version,
        channel=data.channel,
        note=data.note,
    )
    return {"name": purpose, "given": data.given}


HANDLERS = (
    list_purposes,
    add_purpose,
    publish_purpose,
    retire_purpose,
    list_answers,
    own_consents,
    answer_consent,
    record_consent,
)
