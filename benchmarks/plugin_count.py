"""0 to 50 more plugins loaded: what they cost at the start, and what they cost a request."""

from __future__ import annotations

import statistics
import time
import types
from typing import Any

from benchmarks.stage import Client, served, stage, timed
from renshi_core.builtin import core_plugin
from renshi_core.plugins.loader import Loader
from renshi_sdk import Manifest, Text, hookimpl
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole
from renshi_sdk.web import Routes, get

COUNTS = (0, 10, 25, 50)


def _plugin(number: int) -> types.ModuleType:
    name = f"bench_{number:02d}"
    module = types.ModuleType(name)
    module.MANIFEST = Manifest(  # type: ignore[attr-defined]
        id=name, title=Text("测量", "Bench"), version="1", summary=Text("测量", "Bench")
    )
    permission = f"{name}.thing.read"

    @get("/thing", permission=permission, operation_id=f"{name}_thing")
    async def thing() -> dict[str, int]:
        return {"number": number}

    async def collect_balances(ctx: Any, employee_id: Any) -> list[Any]:
        return []

    module.renshi_permissions = hookimpl(  # type: ignore[attr-defined]
        lambda: [Permission(permission, Text("查看", "Read"), ((SuggestedRole.HR, DataScope.COMPANY),))]
    )
    module.renshi_routes = hookimpl(lambda: [Routes(handlers=(thing,))])  # type: ignore[attr-defined]
    module.collect_balances = hookimpl(collect_balances)  # type: ignore[attr-defined]
    return module


async def run() -> dict[str, Any]:
    """Measure start and request for each number of plugins."""
    figures: dict[str, Any] = {}
    base = 0.0
    for count in COUNTS:
        modules = [_plugin(n) for n in range(count)]
        began = time.perf_counter()
        loader = Loader(strict=True)
        loader.load([core_plugin()], modules)
        loading = time.perf_counter() - began
        async with stage(extra_plugins=[_plugin(n) for n in range(count)]) as harness:
            tenant = await harness.new_tenant(enable=[f"bench_{n:02d}" for n in range(count)])
            token = await tenant.token("hr", None)
            async with served(harness.app) as address:
                client = Client(address, token)

                async def request(client: Client = client) -> None:
                    status, body = await client.get("/api/employees?limit=1")
                    assert status == 200, body

                request_ms = statistics.median(await timed(request, repeat=200))
        base = base or request_ms
        figures[f"{count} more"] = {"load_s": loading, "request_ms": request_ms, "ratio": request_ms / base}
    return figures
