"""Proofs, sign-ins and sessions, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from renshi_core.identity import directory, login_history, sessions, step_up
from renshi_core.identity.caller import AnyRequest, only_json, own_session, user_of
from renshi_core.platform import Platform
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, STEP_UP, Schema, delete, get, page_of, post, put

USERS, USERS_MANAGE = "core.user.read", "core.user.manage"
READ, MANAGE = "core.privacy.read", "core.privacy.manage"


class Proof(Schema):
    """A one-time code, or the password where the account has no codes."""

    code: Annotated[str, StringConstraints(max_length=10)] | None = None
    password: Annotated[str, StringConstraints(strip_whitespace=False, max_length=512)] | None = None


class StepUp(Schema):
    """For how many minutes a proof holds; ``null``: none is asked for."""

    minutes: int | None = Field(default=None, ge=1, le=240)


@get("/session/proof", permission=AUTHENTICATED, tags=["Session"])
async def show_proof(request: AnyRequest, ctx: Context) -> dict[str, Any]:
    """Whether a proof is asked for here, and until when the present one holds."""
    return await step_up.state(ctx, own_session(request))


@post("/session/proof", permission=AUTHENTICATED, status_code=200, tags=["Session"])
async def prove_again(request: AnyRequest, ctx: Context, platform: Platform, data: Proof) -> dict[str, Any]:
    """Prove again who one is. Five wrong proofs end the session."""
    only_json(request)
    return await step_up.prove(platform, ctx, own_session(request), password=data.password, code=data.code)


@get("/privacy/step-up", permission=READ, tags=["Session"])
async def show_step_up(ctx: Context) -> dict[str, Any]:
    """Whether the company asks for a proof before sensitive data is shown in full."""
    return {"minutes": await step_up.minutes(ctx.company_id)}


@put("/privacy/step-up", permission=MANAGE, opt=STEP_UP, tags=["Session"])
async def choose_step_up(ctx: Context, data: StepUp) -> dict[str, Any]:
    """Ask for a proof before sensitive data is shown in full, or stop asking (which takes one)."""
    await step_up.choose(ctx, data.minutes)
    return {"minutes": data.minutes}


@get("/sign-ins", permission=AUTHENTICATED, tags=["Session"])
async def own_sign_ins(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """One's own sign-ins, those that were refused too."""
    return page_of(await login_history.of_user(ctx, user_of(ctx), listing_query))


@get("/users/{user_id:uuid}/sign-ins", permission=USERS, tags=["Accounts"])
async def sign_ins_of(ctx: Context, user_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Sign-ins of an account."""
    await directory.sheet(ctx, user_id)
    found = await login_history.of_user(ctx, user_id, listing_query)
    await ctx.audit.record("core.user.sign_ins", subject="user", subject_id=user_id)
    return page_of(found)


@get("/users/{user_id:uuid}/sessions", permission=USERS, tags=["Accounts"])
async def sessions_of(ctx: Context, user_id: UUID) -> dict[str, Any]:
    """Open sessions of an account."""
    await directory.sheet(ctx, user_id)
    items = [item | {"user_id": user_id} for item in await sessions.sessions_of(ctx, user_id)]
    await ctx.audit.record("core.user.sessions", subject="user", subject_id=user_id)
    return {"items": items, "total": len(items), "next_cursor": None}


@delete("/users/{user_id:uuid}/sessions/{session_id:uuid}", permission=USERS_MANAGE, tags=["Accounts"])
async def end_session_of(ctx: Context, user_id: UUID, session_id: UUID) -> None:
    """Sign an account out of one of its sessions."""
    await directory.may_manage(ctx, user_id)
    await sessions.end_session(ctx, session_id, owner=user_id)


HANDLERS = (
    show_proof,
    prove_again,
    show_step_up,
    choose_step_up,
    own_sign_ins,
    sign_ins_of,
    sessions_of,
    end_session_of,
)
