"""A limit on what people without an account may send, by address and company."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from litestar import Request
from redis.exceptions import RedisError

from renshi_core.identity.address import client_address
from renshi_sdk.errors import TooMany
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

WINDOW = 60
DEFAULT_LIMIT = 600
MOST_KEPT = 50_000


class PublicThrottle:
    """Counts in Redis, where several processes see the same number; while Redis is away, each for itself."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._window = 0
        self._here: dict[str, int] = {}

    async def count(self, request: Request[Any, Any, Any], opt: dict[str, Any]) -> None:
        """Count a request.

        Raises:
            TooMany: more than ``opt["rate_limit"]`` (600) in this minute.
        """
        limit = int(opt.get("rate_limit", DEFAULT_LIMIT))
        window = int(time.time()) // WINDOW
        place = f"{client_address(self._platform, request)}:{request.path_params.get('company_code', '')}"
        key = f"renshi:public:{window}:{opt.get('plugin', 'core')}:{place}"
        if await self._count(key, window) > limit:
            raise TooMany(
                Text("操作过于频繁，请稍后再试", "too many requests; try again in a minute"),
                retry_after=WINDOW,
            )

    async def _count(self, key: str, window: int) -> int:
        redis = self._platform.redis
        if redis is not None:
            try:
                async with redis.pipeline(transaction=False) as pipe:
                    pipe.incr(key)
                    pipe.expire(key, WINDOW * 2)
                    count, _ = await pipe.execute()
                return int(count)
            except (RedisError, OSError):
                pass
        if window != self._window or len(self._here) >= MOST_KEPT:
            self._window, self._here = window, {}
        self._here[key] = self._here.get(key, 0) + 1
        return self._here[key]
