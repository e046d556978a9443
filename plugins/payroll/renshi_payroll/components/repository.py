"""Queries on component sets and look-up tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_sdk.db import fetch, fetch_row, fetch_value


@dataclass(frozen=True, slots=True)
class SetInForce:
    """The version that slips of a day use, with the tables of that day."""

    version_id: UUID
    set_id: UUID
    zh: str
    version: int
    document: dict[str, Any]
    tables: dict[str, dict[str, Any]]


async def in_force(company_id: UUID, day: date, known_at: datetime) -> SetInForce | None:
    """The version in force on ``day`` as known at ``known_at``; ``None`` where the built-in pricing is alone."""
    row = await fetch_row(
        "SELECT u.version_id, v.set_id, v.version, v.document, s.zh FROM payroll_component_use u"
        " LEFT JOIN payroll_component_version v ON v.id = u.version_id"
        " LEFT JOIN payroll_component_set s ON s.id = v.set_id"
        " WHERE u.company_id = $1 AND u.valid_from <= $2 AND u.recorded_at <= $3"
        " ORDER BY u.valid_from DESC, u.recorded_at DESC, u.id DESC LIMIT 1",
        company_id,
        day,
        known_at,
    )
    if row is None or row["version_id"] is None:
        return None
    return SetInForce(
        version_id=row["version_id"],
        set_id=row["set_id"],
        zh=row["zh"],
        version=row["version"],
        document=json.loads(row["document"]),
        tables=await tables_on(company_id, day, known_at),
    )


async def tables_on(company_id: UUID, day: date, known_at: datetime) -> dict[str, dict[str, Any]]:
    """The company's look-up tables in force on ``day``."""
    rows = await fetch(
        "SELECT DISTINCT ON (name) name, document FROM payroll_lookup_table"
        " WHERE company_id = $1 AND valid_from <= $2 AND recorded_at <= $3"
        " ORDER BY name, valid_from DESC, recorded_at DESC, id DESC",
        company_id,
        day,
        known_at,
    )
    return {row["name"]: json.loads(row["document"]) for row in rows}


async def sets(company_id: UUID) -> list[dict[str, Any]]:
    """All sets with their newest version."""
    rows = await fetch(
        "SELECT s.id, s.zh, s.en, s.cloned_from, s.created_at, max(v.version) AS version,"
        " max(v.recorded_at) AS recorded_at FROM payroll_component_set s"
        " JOIN payroll_component_version v ON v.set_id = s.id WHERE s.company_id = $1"
        " GROUP BY s.id, s.zh, s.en, s.cloned_from, s.created_at ORDER BY s.created_at LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]


async def find_set(company_id: UUID, set_id: UUID) -> dict[str, Any] | None:
    """A set of the company."""
    row = await fetch_row(
        "SELECT id, zh, en, cloned_from, created_at FROM payroll_component_set WHERE id = $1 AND company_id = $2",
        set_id,
        company_id,
    )
    return None if row is None else dict(row)


async def set_named(company_id: UUID, zh: str) -> bool:
    """Whether a set of this name exists."""
    found = await fetch_value(
        "SELECT 1 FROM payroll_component_set WHERE company_id = $1 AND zh = $2", company_id, zh
    )
    return found is not None


async def versions(set_id: UUID) -> list[dict[str, Any]]:
    """All versions of a set, newest first, without their documents."""
    rows = await fetch(
        "SELECT id, version, note, recorded_at, recorded_by,"
        " jsonb_array_length(document->'components') AS components"
        " FROM payroll_component_version WHERE set_id = $1 ORDER BY version DESC LIMIT 200",
        set_id,
    )
    return [dict(row) for row in rows]


async def find_version(set_id: UUID, version: int | None) -> dict[str, Any] | None:
    """A version with its document; the newest where ``version`` is ``None``."""
    row = await fetch_row(
        "SELECT id, version, note, document, recorded_at FROM payroll_component_version"
        " WHERE set_id = $1 AND ($2::integer IS NULL OR version = $2) ORDER BY version DESC LIMIT 1",
        set_id,
        version,
    )
    return None if row is None else dict(row) | {"document": json.loads(row["document"])}


async def uses(company_id: UUID) -> list[dict[str, Any]]:
    """What was put in force when, newest first."""
    rows = await fetch(
        "SELECT u.id, u.valid_from, u.recorded_at, s.zh AS set_zh, s.id AS set_id, v.version"
        " FROM payroll_component_use u LEFT JOIN payroll_component_version v ON v.id = u.version_id"
        " LEFT JOIN payroll_component_set s ON s.id = v.set_id WHERE u.company_id = $1"
        " ORDER BY u.valid_from DESC, u.recorded_at DESC, u.id DESC LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]


async def lookup_tables(company_id: UUID) -> list[dict[str, Any]]:
    """Every recorded table, newest first."""
    rows = await fetch(
        "SELECT id, name, valid_from, document, reference, recorded_at FROM payroll_lookup_table"
        " WHERE company_id = $1 ORDER BY name, valid_from DESC, recorded_at DESC LIMIT 500",
        company_id,
    )
    return [dict(row) | {"document": json.loads(row["document"])} for row in rows]
