"""Brakes on guessing passwords, kept in the database so that all web processes count together.

An attempt is counted before it is looked at, so that attempts in parallel can't slip through, and taken back
when it succeeds. The three counts: one address at one account (guessing), one account from anywhere (spread
guessing), one address at any account (spraying; a whole office may share it, so it gives way last).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from renshi_core.db import system_unit
from renshi_sdk.db import execute, fetch
from renshi_sdk.errors import TooMany
from renshi_sdk.text import Text

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Brake:
    """A count and the most it may reach in a window."""

    key: bytes
    most: int


def brakes(purpose: str, *, account: str, address: str) -> tuple[Brake, ...]:
    """The three counts of an attempt at ``account`` from ``address``."""

    def key(*parts: str) -> bytes:
        return hashlib.sha256("\x1f".join((purpose, *parts)).encode("utf-8", "replace")).digest()

    return (
        Brake(key("both", account, address), 10),
        Brake(key("account", account), 30),
        Brake(key("address", address), 100),
    )


async def attempt(counts: Sequence[Brake], now: datetime) -> None:
    """Count an attempt, in a unit of its own. Raises ``TooMany`` with the seconds to wait."""
    async with system_unit():
        rows = await fetch(
            "INSERT INTO core_throttle AS t (key, failures, since)"
            # Sorted, so that two attempts lock the rows in one order.
            " SELECT key, 1, $2 FROM unnest($1::bytea[]) AS key ORDER BY key"
            " ON CONFLICT (key) DO UPDATE SET"
            "  failures = CASE WHEN t.since <= $2 - $3::interval THEN 1 ELSE t.failures + 1 END,"
            "  since = CASE WHEN t.since <= $2 - $3::interval THEN $2 ELSE t.since END"
            " RETURNING key, failures, since",
            [count.key for count in counts],
            now,
            WINDOW,
        )
    found = {bytes(row["key"]): row for row in rows}
    waits = [
        found[count.key]["since"] + WINDOW - now
        for count in counts
        if found[count.key]["failures"] > count.most
    ]
    if waits:
        seconds = max(1, int(max(waits).total_seconds()))
        minutes = -(-seconds // 60)
        raise TooMany(
            Text(
                f"尝试次数过多，请在 {minutes} 分钟后再试",
                f"too many attempts; try again in {minutes} minutes",
            ),
            retry_after=seconds,
        )


async def succeeded(counts: Sequence[Brake]) -> None:
    """Forget an account's failures and take this attempt back from its address."""
    async with system_unit():
        await execute("DELETE FROM core_throttle WHERE key = ANY($1)", [c.key for c in counts[:2]])
        await execute(
            "UPDATE core_throttle SET failures = failures - 1 WHERE key = ANY($1) AND failures > 0",
            [c.key for c in counts[2:]],
        )


async def tidy(now: datetime) -> int:
    """Drop counts of windows long past."""
    async with system_unit():
        tag = await execute("DELETE FROM core_throttle WHERE since < $1", now - 4 * WINDOW)
    return int(tag.split()[-1])
