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
                pipe.incr(key)
                pipe.expire(key, WINDOW * 2)
                count, _ = await pipe.execute()
        except RedisError:
            return
        if count > limit:
            raise TooMany(
                Text("操作过于频繁，请稍后再试", "too many requests; try again in a minute"),
                retry_after=WINDOW,
            )
