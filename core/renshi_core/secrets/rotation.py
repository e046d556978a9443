"""Sealing everything anew with the newest key, batch by batch, while people work.

A row that is done carries the newest version in its first byte, so a run that was killed goes on where it stopped,
and running it twice does nothing. A value that changes meanwhile was sealed with the newest key by whoever changed
it: the old value is compared before it is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.db import unit_of_work
from renshi_core.secrets.keyring import KeyRing, SealBroken, key_ring
from renshi_core.secrets.registry import keep_index_key
from renshi_sdk.contributions import SealedColumn
from renshi_sdk.db import execute, fetch, fetch_value

if TYPE_CHECKING:
    from renshi_core.platform import Platform

BATCH = 500
_IN_BRACES = re.compile(r"\{(\w+)\}")
OWN = (SealedColumn("core_idempotency", "body", "core_idempotency.body:{id}"),)
"""Sealed columns that are nobody's personal data."""
Told = Callable[[str, int], Awaitable[None]]


@dataclass(slots=True)
class Resealed:
    """What a rotation did in one tenant."""

    values: dict[str, int] = field(default_factory=dict)
    """Values sealed anew by ``table.column``."""
    broken: list[str] = field(default_factory=list)
    """Values that didn't open: ``table.column id``. They stay as they are and keep their key needed."""


def columns_of(platform: Platform) -> tuple[SealedColumn, ...]:
    """Every sealed column that the core and the loaded plugins declare."""
    declared = [c for owned in platform.registry.personal_data for c in owned.record.sealed]
    return (*OWN, *declared)


async def reseal_tenant(
    platform: Platform, tenant_id: UUID, *, told: Told | None = None, batch: int = BATCH
) -> Resealed:
    """Seal all values of a tenant anew; each batch is a transaction of its own. No unit may be open."""
    ring = key_ring(platform.secret_key)
    found = Resealed()
    async with unit_of_work(tenant_id):
        platform.index_keys[tenant_id] = await keep_index_key(ring, tenant_id, platform.index_keys)
    for column in columns_of(platform):
        name = f"{column.table}.{column.column}"
        last: UUID | None = None
        while True:
            async with unit_of_work(tenant_id):
                done, last, broken = await _batch(ring, tenant_id, column, last, batch)
            found.broken += broken
            if done:
                found.values[name] = found.values.get(name, 0) + done
            if told is not None:
                await told(name, done)
            if last is None:
                break
    return found


async def _batch(
    ring: KeyRing, tenant_id: UUID, column: SealedColumn, after: UUID | None, size: int
) -> tuple[int, UUID | None, list[str]]:
    named = sorted({"id", *_IN_BRACES.findall(column.label)})
    rows = await fetch(
        f"SELECT {', '.join(named)}, {column.column} AS sealed FROM {column.table}"
        f" WHERE {column.column} IS NOT NULL AND get_byte({column.column}, 0) <> $1"
        " AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        ring.current,
        after,
        size,
    )
    keys = ring.of(tenant_id)
    changed: list[tuple[UUID, bytes, bytes]] = []
    broken: list[str] = []
    for row in rows:
        label = label_of(column, row)
        try:
            plain = keys.open(bytes(row["sealed"]), label=label)
        except SealBroken:
            broken.append(f"{column.table}.{column.column} {row['id']}")
            continue
        changed.append((row["id"], bytes(row["sealed"]), keys.seal(plain, label=label)))
    if changed:
        await execute(
            f"UPDATE {column.table} t SET {column.column} = n.fresh"
            " FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS n(id, old, fresh)"
            f" WHERE t.id = n.id AND t.{column.column} = n.old",
            *([one[i] for one in changed] for i in range(3)),
        )
    return len(changed), rows[-1]["id"] if len(rows) == size else None, broken


def label_of(column: SealedColumn, row: Mapping[str, Any]) -> str:
    """The label of a row's value."""
    return _IN_BRACES.sub(lambda found: str(row[found[1]]), column.label)


async def waiting(ring: KeyRing, columns: Sequence[SealedColumn]) -> dict[int, int]:
    """How many values of the open unit's tenant each older version still seals."""
    found: dict[int, int] = {}
    for column in columns:
        for row in await fetch(
            f"SELECT get_byte({column.column}, 0) AS version, count(*) AS n FROM {column.table}"
            f" WHERE {column.column} IS NOT NULL AND get_byte({column.column}, 0) <> $1 GROUP BY 1",
            ring.current,
        ):
            found[row["version"]] = found.get(row["version"], 0) + row["n"]
    return found


async def index_key_kept() -> bool:
    """Whether the open unit's tenant has an index key that outlives the oldest master key."""
    return bool(await fetch_value("SELECT EXISTS (SELECT FROM core_tenant_key WHERE purpose = 'index')"))
