"""``/health``, ``/health/plugins`` and ``/metrics``."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from renshi_core.db import system_unit
from renshi_core.jobs import measure
from renshi_core.platform import Platform
from renshi_core.plugins.records import CORE
from renshi_core.web.operators import require_operator
from renshi_sdk.contributions import HealthCheck, HealthResult
from renshi_sdk.db import fetch_value
from renshi_sdk.text import Text
from renshi_sdk.web import public_get

CHECK_SECONDS = 1.0
WORST = {"ok": 0, "degraded": 1, "down": 2}


@public_get("/health", opt={"bare": True}, tags=["Operations"])
async def health(platform: Platform) -> Response[dict[str, Any]]:
    """Whether this process can serve: 200, or 503 with what is missing. Redis away is only a delay."""
    parts: dict[str, str] = {}
    try:
        async with asyncio.timeout(CHECK_SECONDS), system_unit():
            await fetch_value("SELECT 1")
        parts["database"] = "ok"
    except Exception as error:  # whatever is wrong, the answer is that it is down
        parts["database"] = f"down: {type(error).__name__}"
    parts["redis"] = await _redis(platform)
    up = parts["database"] == "ok"
    return Response({"status": "ok" if up else "down", **parts}, status_code=200 if up else 503)


async def _redis(platform: Platform) -> str:
    if platform.redis is None:
        return "none; public limits are counted by each process for itself"
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await platform.redis.ping()
    except (RedisError, OSError, TimeoutError) as error:
        return f"degraded: {type(error).__name__}; work is found by the sweeper, public limits are counted by process"
    return "ok"


@public_get("/health/plugins", opt={"bare": True}, tags=["Operations"])
async def plugin_health(request: Request[Any, Any, Any], platform: Platform) -> dict[str, Any]:
    """Each plugin: loaded with its checks, or set aside with its phase. For the operators alone."""
    require_operator(platform, request)
    blocked = platform.watchdog.by_plugin()
    plugins: dict[str, Any] = {
        loaded.id: {"state": "ok", "checks": {}, "blocked_the_process": blocked[loaded.id]}
        for loaded in platform.registry.in_order()
        if loaded.id != CORE
    }
    for owned in platform.registry.health:
        result = await _check(owned.record)
        entry = plugins.setdefault(owned.plugin, {"state": "ok", "checks": {}, "blocked_the_process": 0})
        entry["checks"][owned.record.name] = {
            "state": result.state,
            "detail": result.detail.zh,
            "detail_en": result.detail.en,
        }
        entry["state"] = max(entry["state"], result.state, key=WORST.__getitem__)
    for aside in platform.registry.quarantined.values():
        plugins[aside.plugin] = {"state": "set_aside", "phase": aside.phase}
    return {"plugins": plugins}


async def _check(record: HealthCheck) -> HealthResult:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await record.check()
    except Exception as error:  # a check that fails is an answer
        return HealthResult(
            "down", Text(f"检查失败：{type(error).__name__}", f"the check failed: {type(error).__name__}")
        )


@public_get("/metrics", opt={"bare": True}, include_in_schema=False)
async def metrics(request: Request[Any, Any, Any], platform: Platform) -> Response[bytes]:
    """Prometheus metrics of this process, and the depth and age of the queues. For the operators alone."""
    if not platform.settings.metrics:
        return Response(b"", status_code=404, media_type=CONTENT_TYPE_LATEST)
    require_operator(platform, request)
    await measure(platform)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


HEALTH_HANDLERS = (health, plugin_health, metrics)
