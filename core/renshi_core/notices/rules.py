"""People's choices and companies' rules about notices, as rows and as what counts for one notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any
from uuid import UUID

from renshi_core.notices.kinds import DIGEST, KNOWN
from renshi_core.notices.timing import Rules
from renshi_sdk import new_id
from renshi_sdk.db import connection, execute, fetch, fetch_row


async def rules_of(employee_id: UUID, company_id: UUID, kind: str, *, urgent: bool) -> Rules:
    """What counts for a notice of this kind to this person, in one query."""
    row = await fetch_row(
        "SELECT p.quiet_from, p.quiet_until, coalesce(p.quiet_own, false) AS own, p.digest, p.digest_hour,"
        " p.digest_weekday, p.locale, c.quiet_from AS company_from, c.quiet_until AS company_until,"
        " c.fallback_minutes, $3 = ANY(coalesce(c.mandatory_kinds, '{}')) AS mandatory,"
        " $3 = ANY(coalesce(c.urgent_kinds, '{}')) AS urgent,"
        " (SELECT array_agg(o.channel) FROM core_notice_off o WHERE o.employee_id = $1 AND o.kind IN ($3, '*')) AS off"
        " FROM (SELECT) AS one LEFT JOIN core_notice_person p ON p.employee_id = $1"
        " LEFT JOIN core_notice_company c ON c.company_id = $2",
        employee_id,
        company_id,
        kind,
    )
    if row is None:
        raise RuntimeError("the rules of notices answered nothing")
    known = KNOWN.get(kind)
    start, end = (
        (row["quiet_from"], row["quiet_until"]) if row["own"] else (row["company_from"], row["company_until"])
    )
    return Rules(
        quiet=(start, end) if start is not None and end is not None else None,
        digest="off" if kind == DIGEST else (row["digest"] or "off"),
        digest_hour=row["digest_hour"] if row["digest_hour"] is not None else 9,
        digest_weekday=row["digest_weekday"] or 1,
        locale=row["locale"] or "zh-CN",
        urgent=urgent or row["urgent"] or bool(known and known.urgent),
        mandatory=row["mandatory"] or bool(known and known.mandatory),
        off=frozenset(row["off"] or ()),
        fallback_minutes=row["fallback_minutes"],
    )


async def person(employee_id: UUID) -> dict[str, Any]:
    """A person's choices; where they made none, the company's way and no digest."""
    row = await fetch_row(
        "SELECT quiet_own, quiet_from, quiet_until, digest, digest_hour, digest_weekday, locale"
        " FROM core_notice_person WHERE employee_id = $1",
        employee_id,
    )
    chosen: dict[str, Any] = (
        dict(row)
        if row
        else {
            "quiet_own": False,
            "quiet_from": None,
            "quiet_until": None,
            "digest": "off",
            "digest_hour": 9,
            "digest_weekday": 1,
            "locale": None,
        }
    )
    off = await fetch("SELECT kind, channel FROM core_notice_off WHERE employee_id = $1", employee_id)
    return chosen | {"off": [dict(r) for r in off]}


async def keep_person(employee_id: UUID, values: dict[str, Any], off: Iterable[tuple[str, str]]) -> None:
    """Replace a person's choices."""
    await execute(
        "INSERT INTO core_notice_person (id, employee_id, quiet_own, quiet_from, quiet_until, digest, digest_hour,"
        " digest_weekday, locale) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (employee_id) DO UPDATE"
        " SET quiet_own = excluded.quiet_own, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,"
        " digest = excluded.digest, digest_hour = excluded.digest_hour, digest_weekday = excluded.digest_weekday,"
        " locale = excluded.locale",
        new_id(),
        employee_id,
        values["quiet_own"],
        values["quiet_from"],
        values["quiet_until"],
        values["digest"],
        values["digest_hour"],
        values["digest_weekday"],
        values["locale"],
    )
    await execute("DELETE FROM core_notice_off WHERE employee_id = $1", employee_id)
    await connection().executemany(
        "INSERT INTO core_notice_off (id, employee_id, kind, channel) VALUES ($1, $2, $3, $4)",
        [(new_id(), employee_id, kind, channel) for kind, channel in sorted(set(off))],
    )


async def company(company_id: UUID) -> dict[str, Any]:
    """A company's rules."""
    row = await fetch_row(
        "SELECT quiet_from, quiet_until, mandatory_kinds, urgent_kinds, fallback_minutes FROM core_notice_company"
        " WHERE company_id = $1",
        company_id,
    )
    empty: dict[str, Any] = {
        "quiet_from": None,
        "quiet_until": None,
        "mandatory_kinds": [],
        "urgent_kinds": [],
        "fallback_minutes": None,
    }
    return dict(row) if row else empty


async def keep_company(
    company_id: UUID,
    *,
    quiet_from: time | None,
    quiet_until: time | None,
    mandatory_kinds: list[str],
    urgent_kinds: list[str],
    fallback_minutes: int | None,
) -> None:
    """Replace a company's rules."""
    await execute(
        "INSERT INTO core_notice_company"
        " (id, company_id, quiet_from, quiet_until, mandatory_kinds, urgent_kinds, fallback_minutes)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (company_id) DO UPDATE"
        " SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,"
        " mandatory_kinds = excluded.mandatory_kinds, urgent_kinds = excluded.urgent_kinds,"
        " fallback_minutes = excluded.fallback_minutes",
        new_id(),
        company_id,
        quiet_from,
        quiet_until,
        mandatory_kinds,
        urgent_kinds,
        fallback_minutes,
    )
