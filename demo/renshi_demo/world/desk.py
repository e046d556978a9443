"""Where the history is written: units of work, contexts that act as somebody, and the API served in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar

from renshi_core.context import make_context
from renshi_core.db import unit_of_work
from renshi_core.identity import service as identity
from renshi_core.jobs import run_until_idle
from renshi_core.platform import Platform
from renshi_sdk.clock import CHINA, FrozenClock
from renshi_sdk.context import Actor, Context

_KEYS_LIVE = timedelta(minutes=30)
"""API keys of the set-up end this long after the present; they are kept nowhere."""


class HistoryRefused(Exception):
    """The platform refused a part of the history; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the group as the platform knows them."""

    employee_id: UUID
    user_id: UUID
    name: str
    company: str

    @property
    def actor(self) -> Actor:
        return Actor(kind="user", name=self.name, id=self.user_id, employee_id=self.employee_id)


@dataclass(slots=True)
class Desk:
    """The open platform under a clock that stands where the history is, at most at ``now``.

    ``companies`` maps codes to ids.
    """

    platform: Platform
    app: Litestar
    clock: FrozenClock
    tenant_id: UUID
    now: datetime
    companies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Known] = field(default_factory=dict)
    """By staff number."""
    by_employee: dict[UUID, Known] = field(default_factory=dict)
    cast: dict[str, str] = field(default_factory=dict)
    """Login → staff number."""
    _keys: dict[tuple[str, str], str] = field(default_factory=dict)
    _clients: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)
    _outside: httpx.AsyncClient | None = None

    def at(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Move the clock; it never goes back, as the audit chain tells time in order, nor beyond the present."""
        moment = min(datetime.combine(day, time(hour, minute), CHINA), self.now)
        if moment > self.clock.now():
            self.clock.move_to(moment)

    def tick(self, seconds: float = 20) -> None:
        """Let a little time pass, so that no two requests are made at the same moment."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))

    @asynccontextmanager
    async def context(
        self, company: str, *, actor: Actor | None = None, plugin: str | None = None
    ) -> AsyncIterator[Context]:
        """A context with every right in a unit of work of its own."""
        async with unit_of_work(self.tenant_id):
            yield make_context(
                self.platform,
                tenant_id=self.tenant_id,
                company_id=self.companies[company],
                actor=actor,
                plugin=plugin,
            )

    def know(self, number: str, known: Known) -> None:
        """Remember somebody."""
        self.people[number] = known
        self.by_employee[known.employee_id] = known

    def player(self, login: str) -> Known:
        """The holder of one of the demonstration's accounts."""
        return self.people[self.cast[login]]

    async def call(
        self, number: str, company: str, method: str, path: str, body: Any = None, **query: str
    ) -> Any:
        """Call the API as somebody and return the answer's JSON.

        Raises:
            HistoryRefused: the answer is an error.
        """
        client = await self._client(number, company)
        answer = await client.request(method, path, json=body, params=query)
        if answer.status_code >= 400:
            raise HistoryRefused(
                f"{self.clock.now().astimezone(CHINA):%Y-%m-%d %H:%M} {method} {path}"
                f" as {self.people[number].name}: {answer.status_code} {answer.text[:400]}"
            )
        return answer.json() if answer.content else None

    async def upload(
        self, number: str, company: str, name: str, content: bytes, *, path: str = "/api/files"
    ) -> Any:
        """Send a file as somebody; returns the answer's JSON."""
        client = await self._client(number, company)
        answer = await client.post(path, files={"data": (name, content)})
        if answer.status_code >= 400:
            raise HistoryRefused(f"POST {path} {name}: {answer.status_code} {answer.text[:400]}")
        return answer.json()

    async def public(self, method: str, path: str, body: Any = None, *, link: str | None = None) -> Any:
        """Call the API as somebody from outside, who holds at most the ``link`` of a candidate.

        Raises:
            HistoryRefused: the answer is an error.
        """
        if self._outside is None:
            self._outside = self._http({})
        headers = {"X-Candidate-Link": link} if link else {}
        answer = await self._outside.request(method, path, json=body, headers=headers)
        if answer.status_code >= 400:
            raise HistoryRefused(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        return answer.json() if answer.content else None

    async def settle(self) -> None:
        """Run events and jobs until nothing is due."""
        idle = await run_until_idle(self.platform)
        if idle.failures:
            raise HistoryRefused("；".join(idle.failures[:3]))

    async def close(self) -> None:
        """Close what was opened for calls."""
        for client in (*self._clients.values(), *((self._outside,) if self._outside else ())):
            await client.aclose()

    async def _client(self, number: str, company: str) -> httpx.AsyncClient:
        place = (number, company)
        if place not in self._clients:
            async with self.context(company) as ctx:
                token = await identity.create_api_key(
                    ctx,
                    user_id=self.people[number].user_id,
                    name="演示数据",
                    expires_at=self.now + _KEYS_LIVE,
                )
            self._clients[place] = self._http(
                {"Authorization": f"Bearer {token}", "X-Renshi-Company": str(self.companies[company])}
            )
        return self._clients[place]

    def _http(self, headers: dict[str, str]) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers)
