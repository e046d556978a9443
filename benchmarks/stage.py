"""A platform to measure: real servers, real HTTP on loopback, and a company of many employees."""

from __future__ import annotations

import asyncio
import socket
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import asyncpg
import uvicorn

from renshi_core.app import build_app
from renshi_core.builtin import core_plugin
from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.people.pinyin import search_text
from renshi_core.platform import Platform
from renshi_core.settings import load_settings
from renshi_core.testing.harness import CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk import new_id
from renshi_sdk.clock import FrozenClock

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
RECORD = [
    "id", "employee_id", "spell_id", "valid_from", "company_id", "department_id", "work_regime", "recorded_at",
    "reason", "recorded_by",
]  # fmt: skip
CURRENT = [
    "id", "spell_id", "company_id", "number", "name", "name_pinyin", "search_text", "status", "hired_on",
    "department_id", "work_regime", "as_of",
]  # fmt: skip
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"


@asynccontextmanager
async def stage(*, extra_plugins: Iterable[ModuleType] = ()) -> AsyncIterator[CoreHarness]:
    """A migrated, open platform with every installed plugin."""
    clock = FrozenClock(NOW)
    with temporary_var() as var:
        settings = load_settings(var_dir=var, environment="development", log_level="error")
        with EmbeddedServers(settings) as endpoints:
            platform = Platform.build(
                settings,
                owner_url=endpoints.database_owner_url,
                redis_url=endpoints.redis_url,
                builtin=[core_plugin()],
                extra_plugins=extra_plugins,
                clock=clock,
            )
            await platform.migrate()
            await platform.open(watch=False)
            try:
                yield CoreHarness(platform, build_app(platform), clock)
            finally:
                await platform.close()


async def many_employees(tenant: CoreTestTenant, count: int) -> None:
    """Write ``count`` active employees with COPY, the way a migration would, and let PostgreSQL look at them."""
    department = tenant.departments["PROD"]
    people, spells, records, current = [], [], [], []
    for n in range(count):
        employee, spell = new_id(), new_id()
        name = SURNAMES[n % 20] + GIVEN[n // 20 % 20] + GIVEN[n // 400 % 20]
        number, pinyin = f"B{n:07d}", f"py{n * 7919 % count:07d}"
        search = search_text(name, number)
        hired = date(2016, 1, 1) + timedelta(days=n % 3600)
        people.append((employee, number, name, pinyin, search))
        spells.append((spell, employee, tenant.company_id, hired))
        records.append(
            (
                new_id(),
                employee,
                spell,
                hired,
                tenant.company_id,
                department,
                "standard",
                NOW,
                "hired",
                "bench",
            )
        )
        current.append(
            (
                employee,
                spell,
                tenant.company_id,
                number,
                name,
                pinyin,
                search,
                "active",
                hired,
                department,
                "standard",
                NOW.date(),
            )
        )
    owner = await asyncpg.connect(tenant.harness.platform.database.owner_url)
    try:
        for table, columns, rows in (
            ("core_employee", ["id", "number", "name", "name_pinyin", "search_text"], people),
            ("core_spell", ["id", "employee_id", "company_id", "hired_on"], spells),
            ("core_job_record", RECORD, records),
            ("core_employee_current", CURRENT, current),
        ):
            await owner.copy_records_to_table(
                table, columns=["tenant_id", *columns], records=[(tenant.id, *row) for row in rows]
            )
        await owner.execute("VACUUM ANALYZE")
    finally:
        await owner.close()


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """``app`` on a free port of loopback, in this process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing to wait for)
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def timed(work: Callable[[], Awaitable[Any]], *, repeat: int, warm: int = 20) -> list[float]:
    """Milliseconds of each of ``repeat`` runs, after ``warm`` that don't count."""
    for _ in range(warm):
        await work()
    taken = []
    for _ in range(repeat):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def alternating(
    first: Callable[[], Awaitable[Any]], second: Callable[[], Awaitable[Any]], *, repeat: int
) -> Any:
    """Both in turns, so that a busy moment of the machine hits both; returns two lists of milliseconds."""
    await timed(first, repeat=0)
    await timed(second, repeat=0)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(repeat):
        ours += await timed(first, repeat=1, warm=0)
        theirs += await timed(second, repeat=1, warm=0)
    return ours, theirs


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


class Client:
    """A keep-alive HTTP client of a few lines: a full one would cost more than what is measured."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self._host, _, self._port = address.removeprefix("http://").partition(":")
        self._auth = f"Authorization: Bearer {token}\r\n" if token else ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, int(self._port))
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n{self._auth}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        return int(head[9:12]), await reader.readexactly(length)
