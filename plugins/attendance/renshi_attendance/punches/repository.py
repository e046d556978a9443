"""Rows of punches: inserted, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import fetch, fetch_row, fetch_value

if TYPE_CHECKING:
    from asyncpg import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPunch:
    """A punch to write; ``external_id`` makes it count once per source."""

    employee_id: UUID
    at: datetime
    source: Literal["app", "device", "import", "correction"]
    external_id: str
    device: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    inside: bool | None = None
    request_id: UUID | None = None
    accuracy: int | None = None
    bssid: str | None = None
    site: str | None = None
    reason: str | None = None
    device_at: datetime | None = None
    import_id: UUID | None = None


async def insert(company_id: UUID, punches: Sequence[NewPunch]) -> list[tuple[UUID, datetime]]:
    """Write punches; returns (employee, time) of those that were not there already."""
    rows = await fetch(
        "INSERT INTO attendance_punch (id, company_id, employee_id, at, source, external_id, device, "
        "latitude,"
        " longitude, inside, request_id, accuracy, bssid, site, reason, device_at, import_id)"
        " SELECT i, $2, e, a, s, x, d, la, lo, n, r, ac, bs, si, re, da, im"
        " FROM unnest($1::uuid[], $3::uuid[], $4::timestamptz[],"
        " $5::text[], $6::text[], $7::text[], $8::numeric[], $9::numeric[], $10::boolean[], $11::uuid[], $12::int[],"
        " $13::text[], $14::text[], $15::text[], $16::timestamptz[], $17::uuid[])"
        " AS t(i, e, a, s, x, d, la, lo, n, r, ac, bs, si, re, da, im)"
        " ON CONFLICT (tenant_id, company_id, source, external_id) DO NOTHING RETURNING employee_id, at",
        [new_id() for _ in punches],
        company_id,
        [p.employee_id for p in punches],
        [p.at for p in punches],
        [p.source for p in punches],
        [p.external_id for p in punches],
        [p.device for p in punches],
        [p.latitude for p in punches],
        [p.longitude for p in punches],
        [p.inside for p in punches],
        [p.request_id for p in punches],
        [p.accuracy for p in punches],
        [p.bssid for p in punches],
        [p.site for p in punches],
        [p.reason for p in punches],
        [p.device_at for p in punches],
        [p.import_id for p in punches],
    )
    return [(row["employee_id"], row["at"]) for row in rows]


async def known_keys(company_id: UUID, source: str, keys: Sequence[str]) -> set[str]:
    """Which of ``keys`` are punches of the source already."""
    rows = await fetch(
        "SELECT external_id FROM attendance_punch WHERE company_id = $1 AND source = $2 AND external_id = ANY($3)",
        company_id,
        source,
        list(keys),
    )
    return {row["external_id"] for row in rows}


async def stored(company_id: UUID, source: str, external_id: str) -> Record | None:
    """The punch that carries a key."""
    return await fetch_row(
        "SELECT at, inside, site FROM attendance_punch WHERE company_id = $1 AND source = $2 AND external_id = $3",
        company_id,
        source,
        external_id,
    )


async def corrections(employee_id: UUID, first: datetime, after: datetime) -> int:
    """How many corrections a person has in ``first <= at < after``."""
    return int(
        await fetch_value(
            "SELECT count(*) FROM attendance_punch WHERE employee_id = $1 AND source = 'correction'"
            " AND at >= $2 AND at < $3",
            employee_id,
            first,
            after,
        )
    )
