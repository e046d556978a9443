"""Metrics, the health of plugins and the API's description are not for everybody; limits hold without Redis."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from redis.exceptions import ConnectionError as RedisGone

from renshi_core.settings import SettingsError, load_settings
from renshi_core.testing.harness import CoreHarness
from renshi_core.web import throttle

OUTSIDE = "203.0.113.9"
CLOSED = ("/metrics", "/health/plugins", "/schema/openapi.json", "/schema")
TOKEN = "t" * 24


def caller(renshi: CoreHarness, address: str, **headers: str) -> AsyncClient:
    """A client at an address."""
    return AsyncClient(
        transport=ASGITransport(app=renshi.app, client=(address, 4711)),  # type: ignore[arg-type]
        base_url="http://testserver",
        headers=headers,
    )


@pytest.mark.parametrize("path", CLOSED)
async def test_a_stranger_from_outside_is_told_nothing_about_the_machine(
    renshi: CoreHarness, path: str
) -> None:
    async with caller(renshi, OUTSIDE) as stranger:
        answer = await stranger.get(path)
    assert answer.status_code == 401
    assert "plugin" not in answer.text
    async with caller(renshi, "127.0.0.1", **{"X-Forwarded-For": OUTSIDE}) as behind:
        assert (await behind.get(path)).status_code == 401, "a proxy on this machine is not the caller"
    async with caller(renshi, "127.0.0.1") as here:
        assert (await here.get(path)).status_code == 200


async def test_the_liveness_check_stays_open(renshi: CoreHarness) -> None:
    async with caller(renshi, OUTSIDE) as balancer:
        assert (await balancer.get("/health")).json() == {"status": "ok", "database": "ok", "redis": "ok"}


async def test_who_is_signed_in_reads_the_description_and_no_metrics(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    token = await tenant.token("employee", None)
    async with caller(renshi, OUTSIDE, Authorization=f"Bearer {token}") as signed_in:
        assert (await signed_in.get("/schema/openapi.json")).json()["info"]["title"] == "Renshi API"
        assert (await signed_in.get("/metrics")).status_code == 401
        assert (await signed_in.get("/health/plugins")).status_code == 401
    async with caller(renshi, OUTSIDE, Authorization=f"Bearer {token[:-4]}xxxx") as forged:
        assert (await forged.get("/schema/openapi.json")).status_code == 401


async def test_a_token_lets_a_collector_in(renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(
        var_dir=renshi.platform.settings.var_dir, environment="test", metrics_token=TOKEN
    )
    monkeypatch.setattr(renshi.platform, "settings", settings)
    async with caller(renshi, OUTSIDE, Authorization=f"Bearer {TOKEN}") as collector:
        assert (await collector.get("/metrics")).status_code == 200
    async with caller(renshi, OUTSIDE, Authorization=f"Bearer {TOKEN}x") as guesser:
        assert (await guesser.get("/metrics")).status_code == 401


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(SettingsError, match="at least 16 characters"):
        load_settings(metrics_token="short")


class Away:
    """A Redis that doesn't answer."""

    def pipeline(self, **_: Any) -> Any:
        raise RedisGone


@pytest.mark.parametrize("redis", [None, Away()], ids=["none", "away"])
async def test_without_redis_the_limit_still_holds(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch, redis: Any
) -> None:
    monkeypatch.setattr(renshi.platform, "redis", redis)
    monkeypatch.setattr(throttle.time, "time", lambda: 1_800_000_000.0)
    counting = throttle.PublicThrottle(renshi.platform)
    request = _Request(OUTSIDE)
    for _ in range(3):
        await counting.count(request, {"rate_limit": 3})
    with pytest.raises(throttle.TooMany):
        await counting.count(request, {"rate_limit": 3})
    await counting.count(_Request("203.0.113.10"), {"rate_limit": 3})
    monkeypatch.setattr(throttle.time, "time", lambda: 1_800_000_060.0)
    await counting.count(request, {"rate_limit": 3})


class _Request:
    """What the throttle looks at."""

    def __init__(self, host: str) -> None:
        self.client = type("Client", (), {"host": host})
        self.headers: dict[str, str] = {}
        self.path_params = {"company_code": "x"}
