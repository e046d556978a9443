"""Signing in and out, and one's own password and codes, over HTTP."""

from typing import Any
from uuid import UUID

from litestar.datastructures import Cookie
from litestar.response import Response

from renshi_core.identity import directory, invitations, second_factor, sessions, step_up, users
from renshi_core.identity.address import client_address
from renshi_core.identity.caller import AnyRequest, only_json, own_session, user_of
from renshi_core.identity.principal import SESSION_LIFE, companies_of
from renshi_core.identity.schemas import (
    AcceptInvitation,
    ChangePassword,
    ChooseCompany,
    Code,
    PasswordOnly,
    SignIn,
)
from renshi_core.identity.sign_in import sign_in
from renshi_core.platform import Platform
from renshi_sdk.context import Context
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, delete, get, post, public_post

BEFORE_CODES = {"before_codes": True}
"""What an account may do whose role needs a second factor, before it has one."""


@public_post("/session", opt={"signs_in": True}, status_code=200, tags=["Session"])
async def begin_session(request: AnyRequest, platform: Platform, data: SignIn) -> Response[dict[str, Any]]:
    """Sign in. Sets the session's cookie, and the one whose value changes must repeat in ``X-CSRF-Token``."""
    only_json(request)
    signed_in = await sign_in(
        platform,
        tenant=data.tenant,
        login=data.login,
        password=data.password,
        code=data.totp,
        address=client_address(platform, request),
        agent=request.headers.get("user-agent", ""),
    )
    secure, life = platform.settings.cookie_secure, int(SESSION_LIFE.total_seconds())
    return Response(
        {"user_id": signed_in.user_id, "csrf_token": signed_in.token.csrf},
        cookies=[
            Cookie(
                sessions.COOKIE,
                value=signed_in.token.text,
                path="/",
                httponly=True,
                samesite="lax",
                secure=secure,
            ),
            Cookie(
                sessions.CSRF_COOKIE,
                value=signed_in.token.csrf,
                path="/",
                samesite="lax",
                secure=secure,
                max_age=life * 4,
            ),
        ],
    )


@get("/session", permission=AUTHENTICATED, opt=BEFORE_CODES, tags=["Session"])
async def show_session(request: AnyRequest, ctx: Context) -> dict[str, Any]:
    """Who is signed in, where they may go, and what they may do in this company."""
    principal = request.scope["state"]["renshi_principal"]
    return await directory.session_of(ctx) | {"must_enrol": principal.must_enrol}


@delete("/session", permission=AUTHENTICATED, opt=BEFORE_CODES, tags=["Session"])
async def leave_session(request: AnyRequest, ctx: Context) -> Response[None]:
    """Sign out."""
    session_id = own_session(request)
    await sessions.end_session(ctx, session_id, owner=user_of(ctx))
    gone = [Cookie(name, value="", path="/", max_age=0) for name in (sessions.COOKIE, sessions.CSRF_COOKIE)]
    return Response(None, status_code=204, cookies=gone)


@post("/session/company", permission=AUTHENTICATED, opt=BEFORE_CODES, status_code=200, tags=["Session"])
async def choose_company(request: AnyRequest, ctx: Context, data: ChooseCompany) -> dict[str, Any]:
    """Work in another company from now on."""
    if data.company_id not in {company.id for company in await companies_of(user_of(ctx))}:
        raise NotFound(
            Text("没有这家公司，或您无权进入", "there is no such company for you"), code="company.unknown"
        )
    await sessions.choose_company(own_session(request), data.company_id)
    return {"company_id": data.company_id}


@get("/sessions", permission=AUTHENTICATED, tags=["Session"])
async def list_sessions(request: AnyRequest, ctx: Context) -> dict[str, Any]:
    """One's own open sessions."""
    here = request.scope["state"]["renshi_principal"].session_id
    items = await sessions.sessions_of(ctx, user_of(ctx))
    return {
        "items": [item | {"current": item["id"] == here} for item in items],
        "total": len(items),
        "next_cursor": None,
    }


@post("/sessions/end-others", permission=AUTHENTICATED, status_code=200, tags=["Session"])
async def end_other_sessions(request: AnyRequest, ctx: Context) -> dict[str, Any]:
    """Sign oneself out everywhere but here."""
    ended = await sessions.end_others(ctx, owner=user_of(ctx), keep=own_session(request))
    return {
        "ended": ended,
        "message": Text(f"已退出其他 {ended} 处登录", f"signed out in {ended} other places").of(ctx.locale),
    }


@delete("/sessions/{session_id:uuid}", permission=AUTHENTICATED, tags=["Session"])
async def end_session(ctx: Context, session_id: UUID) -> None:
    """End one of one's own sessions."""
    await sessions.end_session(ctx, session_id, owner=user_of(ctx))


@post("/password", permission=AUTHENTICATED, opt=BEFORE_CODES, status_code=204, tags=["Session"])
async def change_password(
    request: AnyRequest, ctx: Context, platform: Platform, data: ChangePassword
) -> None:
    """Change one's own password; every other session ends. Five wrong ones end this session too."""
    session_id = own_session(request)
    with step_up.guesses(platform, ctx, session_id):
        await users.change_password(
            ctx, user_of(ctx), current=data.current, new=data.new, keep_session=session_id
        )


@post("/totp", permission=AUTHENTICATED, opt=BEFORE_CODES, status_code=200, tags=["Session"])
async def enrol_codes(request: AnyRequest, ctx: Context) -> dict[str, str]:
    """A secret for an authenticator app; it counts once a code of it was confirmed."""
    own_session(request)
    return await second_factor.enrol(ctx, user_of(ctx))


@post("/totp/confirm", permission=AUTHENTICATED, opt=BEFORE_CODES, status_code=204, tags=["Session"])
async def confirm_codes(request: AnyRequest, ctx: Context, data: Code) -> None:
    """Switch one-time codes on."""
    own_session(request)
    await second_factor.confirm(ctx, user_of(ctx), data.code)


@post("/totp/off", permission=AUTHENTICATED, status_code=204, tags=["Session"])
async def stop_codes(request: AnyRequest, ctx: Context, platform: Platform, data: PasswordOnly) -> None:
    """Switch one's own one-time codes off. Five wrong passwords end the session."""
    with step_up.guesses(platform, ctx, own_session(request)):
        await second_factor.switch_off(ctx, user_of(ctx), data.password)


@public_post("/invitations/accept", opt={"signs_in": True}, status_code=204, tags=["Session"])
async def accept_invitation(request: AnyRequest, platform: Platform, data: AcceptInvitation) -> None:
    """Set the password that an invitation was made for; the invitation is used up."""
    only_json(request)
    await invitations.accept(
        platform, token_text=data.token, password=data.password, address=client_address(platform, request)
    )


HANDLERS = (
    begin_session,
    show_session,
    leave_session,
    choose_company,
    list_sessions,
    end_other_sessions,
    end_session,
    change_password,
    enrol_codes,
    confirm_codes,
    stop_codes,
    accept_invitation,
)
