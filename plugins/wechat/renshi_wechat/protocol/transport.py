"""HTTP manners that wechatpy leaves out: a settable origin, a time-out on every request, no redirects."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from renshi_wechat.protocol.errors import BadConfiguration

OFFICIAL_ORIGIN = "https://api.weixin.qq.com"
CONNECT_SECONDS = 3.05
READ_SECONDS = 6.0


def check_base_url(url: str) -> str:
    """The origin (scheme://host[:port]) of an API base URL, or :class:`BadConfiguration`.

    Plain http is taken for loopback only: the app secret travels in these requests.
    """
    parts = urlsplit(url.rstrip("/"))
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc or not parts.hostname:
        raise BadConfiguration("接口地址只能是协议、主机与端口，例如 https://api.weixin.qq.com")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise BadConfiguration("接口地址须以 https:// 开头（仅本机地址可用 http://）")
    return f"{parts.scheme}://{parts.netloc}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Rebase(HTTPAdapter):  # type: ignore[misc, unused-ignore]
    """Sends everything meant for the official origin to ``origin``, and refuses any other host."""

    def __init__(self, origin: str, *, read_seconds: float = READ_SECONDS) -> None:
        super().__init__(pool_maxsize=8)
        self._target = urlsplit(origin)
        self._timeout = (CONNECT_SECONDS, read_seconds)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        parts = urlsplit(request.url or "")
        if f"{parts.scheme}://{parts.netloc}" != OFFICIAL_ORIGIN:
            raise requests.exceptions.InvalidURL("only the WeChat API is called through this session")
        request.url = urlunsplit(
            (self._target.scheme, self._target.netloc, parts.path, parts.query, parts.fragment)
        )
        return super().send(request, stream, timeout or self._timeout, verify, cert, proxies)


def open_session(origin: str, *, read_seconds: float = READ_SECONDS) -> requests.Session:
    session = requests.Session()
    session.max_redirects = 0
    host = urlsplit(origin).hostname or ""
    # A company may reach the internet through a proxy with a whitelisted address, named in the
    # environment; a server on this machine must never be asked for through it.
    session.trust_env = not is_loopback(host)
    adapter = Rebase(origin, read_seconds=read_seconds)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def left_the_machine(error: requests.RequestException) -> bool:
    """Whether a failed request may have reached the platform.

    Connecting failed: certainly not. Anything later (time-out while reading, reset): perhaps.
    """
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return False
    if isinstance(error, requests.exceptions.ConnectionError):
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        return type(reason).__name__ not in {
            "NewConnectionError",
            "ConnectTimeoutError",
            "NameResolutionError",
        }
    return not isinstance(error, requests.exceptions.InvalidURL)
