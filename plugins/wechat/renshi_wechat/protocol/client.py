"""The WeChat HTTP API of one account.

wechatpy's client is synchronous; :class:`WeChatApi` keeps it in worker threads behind a limiter, so
call it from jobs and never from the callback's request path.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import requests
from anyio.lowlevel import RunVar
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException
from wechatpy.session import SessionStorage

from renshi_wechat.protocol.behaviour import ErrorClass, behaviour_of
from renshi_wechat.protocol.errors import ApiError, BadConfiguration
from renshi_wechat.protocol.reply import safe_text
from renshi_wechat.protocol.tokens import Token, TokenKeeper
from renshi_wechat.protocol.transport import (
    OFFICIAL_ORIGIN,
    READ_SECONDS,
    check_base_url,
    left_the_machine,
    open_session,
)

T = TypeVar("T")
PARALLEL_CALLS = 8
_RID = re.compile(r"\s*rid:\s*([0-9a-zA-Z-]+)\s*$")
_limiter: RunVar[anyio.CapacityLimiter] = RunVar("wechat_api_limiter")


def _shared_limiter() -> anyio.CapacityLimiter:
    try:
        return _limiter.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(PARALLEL_CALLS)
        _limiter.set(limiter)
        return limiter


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """Where and as whom to call: ``base_url`` is an origin such as ``https://api.weixin.qq.com``."""

    appid: str
    secret: str = field(repr=False)
    base_url: str = OFFICIAL_ORIGIN
    read_seconds: float = READ_SECONDS


class _KeeperStorage(SessionStorage):  # type: ignore[misc]
    """Gives wechatpy the keeper's token and remembers which one this thread was given."""

    def __init__(self, keeper: TokenKeeper) -> None:
        self._keeper = keeper
        self._used = threading.local()

    def get(self, key: str, default: Any = None) -> str:
        self._used.token = self._keeper.current()
        return str(self._used.token)

    @property
    def used(self) -> str:
        return str(getattr(self._used, "token", ""))


class WeChatApi:
    """The calls that the plugin makes. Every one raises :class:`ApiError` and nothing else."""

    def __init__(self, point: AccessPoint) -> None:
        if not point.appid or not point.secret:
            raise BadConfiguration("缺少 AppID 或 AppSecret")
        self._point = point
        self._http = open_session(check_base_url(point.base_url), read_seconds=point.read_seconds)
        self._keeper = TokenKeeper(self._fetch_token)
        self._storage = _KeeperStorage(self._keeper)
        # auto_retry recurses without end on a token that stays refused (wechatpy issue 629).
        self._client = WeChatClient(point.appid, point.secret, session=self._storage, auto_retry=False)
        self._client._http = self._http

    async def send_text(self, openid: str, text: str) -> None:
        """Custom message (客服消息). Not idempotent: see :attr:`ApiError.maybe_sent`."""
        await self._call(lambda: self._client.message.send_text(openid, safe_text(text)))

    async def send_template(
        self,
        openid: str,
        template_id: str,
        values: dict[str, str],
        *,
        client_msg_id: str,
        url: str | None = None,
    ) -> str:
        """Template message (模板消息); returns the platform's msgid.

        ``client_msg_id`` makes a repeat within ten minutes harmless.
        """
        body: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "client_msg_id": client_msg_id,
            "data": {name: {"value": value} for name, value in values.items()},
        }
        if url:
            body["url"] = url
        result = await self._call(lambda: self._client.post("message/template/send", data=body))
        return str(result.get("msgid", ""))

    async def user_info(self, openid: str) -> dict[str, Any]:
        """``subscribe``, ``unionid`` and what else the platform still tells about a follower."""
        return dict(await self._call(lambda: self._client.user.get(openid)))

    async def check_credentials(self) -> None:
        """Fetch a token now; raises :class:`ApiError` with the reason when that is not possible."""
        await self._threaded(self._keeper.current)

    async def _call(self, call: Callable[[], Any]) -> dict[str, Any]:
        return await self._threaded(partial(self._with_token, call))

    async def _threaded(self, call: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(call, limiter=_shared_limiter())

    def _with_token(self, call: Callable[[], Any]) -> dict[str, Any]:
        try:
            return self._translated(call)
        except ApiError as error:
            if error.behaviour.kind is not ErrorClass.TOKEN:
                raise
        self._keeper.replace(self._storage.used)
        return self._translated(call)

    def _translated(self, call: Callable[[], Any]) -> dict[str, Any]:
        try:
            result = call()
        except WeChatClientException as error:
            if error.errcode is None:
                raise ApiError(None, "HTTP error", behaviour_of(None), maybe_sent=True) from None
            raise _api_error(int(error.errcode), str(error.errmsg), at="api") from None
        except requests.RequestException as error:
            raise _no_answer(error, maybe_sent=left_the_machine(error)) from None
        if not isinstance(result, dict):
            raise ApiError(None, "answer is not JSON", behaviour_of(None), maybe_sent=True)
        return result

    def _fetch_token(self, force: bool) -> Token:
        body: dict[str, str | bool] = {
            "grant_type": "client_credential",
            "appid": self._point.appid,
            "secret": self._point.secret,
            "force_refresh": force,
        }
        try:
            response = self._http.post(
                f"{OFFICIAL_ORIGIN}/cgi-bin/stable_token", data=json.dumps(body).encode()
            )
            response.raise_for_status()
            answer = response.json()
        except requests.RequestException as error:
            raise _no_answer(error, maybe_sent=False) from None
        if not isinstance(answer, dict) or not answer.get("access_token"):
            code = answer.get("errcode") if isinstance(answer, dict) else None
            message = str(answer.get("errmsg", "")) if isinstance(answer, dict) else ""
            raise _api_error(code if isinstance(code, int) else None, message, at="token")
        return Token(str(answer["access_token"]), float(answer.get("expires_in", 0)))


def _api_error(code: int | None, message: str, *, at: str) -> ApiError:
    found = _RID.search(message)
    return ApiError(
        code,
        _RID.sub("", message),
        behaviour_of(code, at=at),
        request_id=found.group(1) if found else None,
    )


def _no_answer(error: requests.RequestException, *, maybe_sent: bool) -> ApiError:
    # The text of a requests error holds the URL, and the URL holds the access token.
    return ApiError(None, type(error).__name__, behaviour_of(None), maybe_sent=maybe_sent)
