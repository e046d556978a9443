"""The middleware around every handler: caller, company, plugin, permission, and one unit of work.

The unit commits inside the wrapped ``send``, before the answer's status leaves, so that nobody is told of a change
that isn't kept. An answer of 400 or more undoes it.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from renshi_core import logs
from renshi_core.access.grants import Grants
from renshi_core.audit import reads
from renshi_core.context import make_context
from renshi_core.db import system_unit, unit_of_work
from renshi_core.identity import step_up
from renshi_core.identity.principal import Principal, identify
from renshi_core.identity.tokens import Token
from renshi_core.plugins.records import CORE
from renshi_core.web import body
from renshi_core.web.idempotency import Repeated, Replay, remember
from renshi_core.web.operators import is_operator
from renshi_core.web.problems import answer, locale_of
from renshi_core.web.throttle import PublicThrottle
from renshi_sdk.context import Actor, Context
from renshi_sdk.db import fetch_row
from renshi_sdk.errors import Forbidden, NotFound, Unauthenticated
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

if TYPE_CHECKING:
    from renshi_core.platform import Platform

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SESSION_COOKIE = "renshi_session"
CSRF_COOKIE = "renshi_csrf"
CODE_SECONDS = 30.0


Enter = Callable[[], Awaitable[tuple[Context, bool]]]
"""Makes the context in the open unit, and says whether the route's plugin is on."""


class _Undo(Exception):
    """Leaves a unit of work without keeping it."""


class UnitOfWork(ASGIMiddleware):
    """Opens what a handler needs, and refuses what it may not have."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._public_codes: dict[str, tuple[float, tuple[UUID, UUID, str]]] = {}
        self._throttle = PublicThrottle(platform)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Serve one request."""
        scope = cast("HTTPScope", scope)
        opt = scope["route_handler"].opt
        # Litestar's own handlers (the API's description, answers to OPTIONS) need nothing and change nothing.
        own = getattr(scope["route_handler"].fn, "__module__", "").startswith("litestar.")
        if own and scope["method"] != "OPTIONS":
            await self._may_read_description(Request(scope))
        if own or opt.get("bare") or opt.get("signs_in") or scope["method"] == "OPTIONS":
            await next_app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope)
        permission = opt.get("permission")
        if permission is None:
            # Deny by default: a handler that declares nothing serves nobody.
            raise Forbidden(Text("此接口未声明权限", "this handler declares no permission"))
        if permission == "public":
            await self._throttle.count(request, opt)
            tenant_id, company_id, zone = await self._company_of_code(scope["path_params"]["company_code"])
            await self._serve(
                scope,
                receive,
                send,
                next_app,
                tenant_id,
                self._as_candidate(request, tenant_id, company_id, zone),
            )
            return
        token = credential(request)
        if token is None:
            raise Unauthenticated(Text("请先登录", "sign in first"), code="credentials_missing")
        await self._serve(scope, receive, send, next_app, token.tenant_id, self._as_user(request, token))

    async def _may_read_description(self, request: Request[Any, Any, Any]) -> None:
        """The API's description is for who is signed in, and for the operators.

        Raises:
            Unauthenticated: anybody else.
        """
        if is_operator(self._platform, request):
            return
        token = credential(request)
        if token is None:
            raise Unauthenticated(Text("请先登录", "sign in first"), code="credentials_missing")
        async with unit_of_work(token.tenant_id):
            await identify(self._platform, token)

    async def _serve(
        self,
        scope: HTTPScope,
        receive: Receive,
        send: Send,
        next_app: ASGIApp,
        tenant_id: UUID,
        enter: Enter,
    ) -> None:
        if scope["method"] in body.METHODS:
            receive = await body.read_whole(scope, receive)
        unit = unit_of_work(tenant_id)
        await unit.__aenter__()
        closed = failed = False

        async def close(keep: bool) -> None:
            nonlocal closed
            if closed:
                return
            closed = True
            if keep:
                await unit.__aexit__(None, None, None)
            else:
                undo = _Undo()
                try:
                    await unit.__aexit__(_Undo, undo, None)
                except _Undo:
                    return

        replay: Replay | None = None

        async def kept(work: Awaitable[None]) -> bool:
            """Whether the unit could be kept. Where not, the caller is told here: Litestar believes that its
            answer is on the way already."""
            nonlocal failed
            try:
                await work
            except Exception as error:
                failed = True
                await answer(Request(scope), error, send)
            return not failed

        async def keep_answer() -> None:
            if replay is not None:
                await remember(replay)
            await close(True)

        async def sending(message: Message) -> None:
            if failed:
                return
            if message["type"] == "http.response.start" and not closed:
                if replay is not None and message["status"] < 400:
                    replay.start(message)
                    return
                if scope["method"] == "GET" and message["status"] < 400:
                    self._note_read(scope)
                if not await kept(close(message["status"] < 400)):
                    return
            elif replay is not None and replay.started and not closed:
                if replay.add(message) and await kept(keep_answer()):
                    await send(replay.head())
                    await send(replay.whole())
                return
            await send(message)

        try:
            ctx, body_receive, replay = await self._enter(scope, receive, enter)
            with logs.context(tenant=str(tenant_id), actor=ctx.actor.name):
                await next_app(scope, body_receive, sending)
        except Repeated as repeated:
            await close(False)
            await repeated.answer(send)
        except BaseException:
            await close(False)
            raise
        finally:
            await close(False)

    def _note_read(self, scope: HTTPScope) -> None:
        """What a sensitive right opened is written down, whatever its handler does."""
        ctx = scope["state"].get("renshi_ctx")
        permission = scope["route_handler"].opt.get("permission")
        if ctx is not None and permission not in (None, AUTHENTICATED, "public"):
            path = scope.get("path_template") or scope["path"]
            reads.note(self._platform, ctx, permission=permission, path=path, params=scope["path_params"])

    async def _enter(
        self, scope: HTTPScope, receive: Receive, enter: Enter
    ) -> tuple[Context, Receive, Replay | None]:
        ctx, plugin_on = await enter()
        opt = scope["route_handler"].opt
        if not plugin_on or opt.get("plugin", CORE) not in self._platform.registry.plugins:
            raise NotFound(
                Text("接口不存在，或相应插件未启用", "there is nothing here, or its plugin is off")
            )
        permission = opt["permission"]
        if permission not in (AUTHENTICATED, "public"):
            ctx.access.require(permission)
        if opt.get("step_up"):
            principal = scope["state"].get("renshi_principal")
            await step_up.check(ctx, principal.session_id if principal else None)
        scope["state"]["renshi_ctx"] = ctx
        replay = None
        if scope["method"] == "POST" and permission != "public":
            replay, receive = await Replay.begin(scope, receive, ctx)
        return ctx, receive, replay

    def _as_candidate(
        self, request: Request[Any, Any, Any], tenant_id: UUID, company_id: UUID, zone: str
    ) -> Enter:
        async def enter() -> tuple[Context, bool]:
            plugin = _plugin(request)
            ctx = make_context(
                self._platform,
                tenant_id=tenant_id,
                company_id=company_id,
                actor=Actor(kind="candidate", name="candidate"),
                grants=Grants.none(),
                plugin=plugin,
                request_id=logs.current_request_id() or "",
                locale=locale_of(request),
                time_zone=zone,
            )
            return ctx, plugin is None or await self._platform.activation.is_enabled(company_id, plugin)

        return enter

    def _as_user(self, request: Request[Any, Any, Any], token: Token) -> Enter:
        async def enter() -> tuple[Context, bool]:
            plugin = _plugin(request)
            principal = await identify(
                self._platform, token, wish=request.headers.get("x-renshi-company"), plugin=plugin
            )
            if principal.session_id is not None and request.method not in SAFE_METHODS:
                check_csrf(request, token)
            if principal.must_enrol and not request.scope["route_handler"].opt.get("before_codes"):
                raise Forbidden(
                    Text(
                        "您的角色必须使用动态验证码，请先在“我的账号”中开启",
                        "your role needs one-time codes; switch them on under “My account” first",
                    ),
                    code="totp.enrol",
                )
            request.scope["state"]["renshi_principal"] = principal
            ctx = make_context(
                self._platform,
                tenant_id=principal.tenant_id,
                company_id=principal.company.id,
                actor=principal.actor,
                grants=principal.grants,
                plugin=plugin,
                request_id=logs.current_request_id() or "",
                locale=locale_of(request),
                time_zone=principal.company.time_zone,
            )
            return ctx, plugin is None or principal.plugin_on

        return enter

    async def _company_of_code(self, code: str) -> tuple[UUID, UUID, str]:
        """Tenant, company and time zone of a public code, remembered for half a minute."""
        found = self._public_codes.get(code)
        if found is not None and time.monotonic() - found[0] < CODE_SECONDS:
            return found[1]
        async with system_unit():
            row = await fetch_row(
                "SELECT tenant_id, id, time_zone FROM core_company WHERE public_code = $1", code
            )
        if row is None:
            raise NotFound(Text("没有这家公司", "there is no such company"))
        place = (row["tenant_id"], row["id"], row["time_zone"])
        if len(self._public_codes) > 10_000:
            self._public_codes.clear()
        self._public_codes[code] = (time.monotonic(), place)
        return place


def credential(request: Request[Any, Any, Any]) -> Token | None:
    """The bearer key or the session cookie of a request."""
    header = request.headers.get("authorization", "")
    if header:
        kind, _, text = header.partition(" ")
        return Token.read("rk", text.strip()) if kind.lower() == "bearer" else None
    return Token.read("rs", request.cookies.get(SESSION_COOKIE, ""))


def check_csrf(request: Request[Any, Any, Any], token: Token) -> None:
    """Refuse a change that comes with a cookie alone.

    Raises:
        Forbidden: the header ``X-CSRF-Token`` is missing or not this session's.
    """
    if not hmac.compare_digest(request.headers.get("x-csrf-token", "").encode(), token.csrf.encode()):
        raise Forbidden(
            Text("页面已过期，请刷新后重试", "the page is out of date; reload it and try again"), code="csrf"
        )


def _plugin(request: Request[Any, Any, Any]) -> str | None:
    owner: str | None = request.scope["route_handler"].opt.get("plugin")
    return owner


def principal_of(request: Request[Any, Any, Any]) -> Principal:
    """The signed-in caller of the request."""
    principal: Principal = request.scope["state"]["renshi_principal"]
    return principal
