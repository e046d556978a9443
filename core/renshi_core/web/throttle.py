"""A limit on what people without an account may send, by address and company."""

from __future__ import annotations

import ipaddress
import time
from typing import TYPE_CHECKING, Any

from litestar import Request
from redis.exceptions import RedisError

from renshi_sdk.errors import TooMany
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

WINDOW = 60
DEFAULT_LIMIT = 600


def client_address(platform: Platform, request: Request[Any, Any, Any]) -> str:
    """The caller's address: the socket's peer, or what a *trusted* proxy says stands behind it."""
    peer = request.client.host if request.client else "unknown"
    if not _trusted(platform, peer):
        return peer
    for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        address = hop.strip()
        if address and not _trusted(platform, address):
            return address if _is_address(address) else peer
    return peer


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _trusted(platform: Platform, address: str) -> bool:
    if not _is_address(address):
        return False
    found = ipaddress.ip_address(address)
    return any(
        found in ipaddress.ip_network(proxy, strict=False) for proxy in platform.settings.trusted_proxies
    )


class PublicThrottle:
    """Counts in Redis, where several processes see the same number; without Redis it lets everything pass."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def count(self, request: Request[Any, Any, Any], opt: dict[str, Any]) -> None:
        """Count a request.

        Raises:
            TooMany: more than ``opt["rate_limit"]`` (600) in this minute.
        """
        redis = self._platform.redis
        if redis is None:
            return
        limit = int(opt.get("rate_limit", DEFAULT_LIMIT))
        window = int(time.time()) // WINDOW
        place = f"{client_address(self._platform, request)}:{request.path_params.get('company_code', '')}"
        key = f"renshi:public:{window}:{opt.get('plugin', 'core')}:{place}"
        try:
            async with redis.pipeline(transaction=False) as pipe:
                count, _ = await pipe.incr(key).expire(key, WINDOW * 2).execute()
        except RedisError:
            return
        if count > limit:
            raise TooMany(
                Text("操作过于频繁，请稍后再试", "too many requests; try again in a minute"),
                retry_after=WINDOW,
            )
