"""Queries of job profiles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, fetch_row, listing

LATEST = (
    "NOT EXISTS (SELECT FROM recruiting_ai_profile n WHERE n.company_id = p.company_id AND n.key = p.key"
    " AND n.version > p.version)"
)
SPEC = ListSpec(
    select=(
        "SELECT p.id, p.key, p.version, p.title, p.digest, p.note, p.created_at,"
        " p.family, p.industry, p.screening IS NOT NULL AS screens FROM recruiting_ai_profile p"
    ),
    fields={
        "title": ListField("p.title", sortable=True),
        "key": ListField("p.key", sortable=True),
        "family": ListField("p.family"),
        "industry": ListField("p.industry"),
        "version": ListField("p.version", "integer", sortable=True),
        "created_at": ListField("p.created_at", "datetime", sortable=True),
    },
    key="p.id",
    default_sort="title",
    search="p.title ILIKE {}",
)


async def page(company_id: UUID, query: ListQuery, *, all_versions: bool = False) -> Listing:
    conditions = [Clause("p.company_id = {}", (company_id,))]
    if not all_versions:
        conditions.append(Clause(LATEST))
    return await listing(SPEC, query, *conditions)


async def by_id(company_id: UUID, profile_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, key, version, title, body, screening, family, industry, digest, note, created_at"
        " FROM recruiting_ai_profile"
        " WHERE company_id = $1 AND id = $2",
        company_id,
        profile_id,
    )
    return dict(row) if row else None


async def latest(company_id: UUID, key: str) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, key, version, title, body, screening, family, industry, digest FROM recruiting_ai_profile"
        " WHERE company_id = $1 AND key = $2 ORDER BY version DESC LIMIT 1",
        company_id,
        key,
    )
    return dict(row) if row else None


async def titles(company_id: UUID) -> dict[str, str]:
    """Titles of the newest versions, by key."""
    rows = await fetch(
        "SELECT DISTINCT ON (key) key, title FROM recruiting_ai_profile WHERE company_id = $1"
        " ORDER BY key, version DESC",
        company_id,
    )
    return {row["key"]: row["title"] for row in rows}


async def options(company_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT p.id, p.title, p.version FROM recruiting_ai_profile p"
        f" WHERE p.company_id = $1 AND {LATEST} ORDER BY p.title, p.id",
        company_id,
    )
    return [{"value": str(row["id"]), "label": f"{row['title']} v{row['version']}"} for row in rows]


async def versions(company_id: UUID, key: str) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, version, title, digest, note, created_at FROM recruiting_ai_profile"
        " WHERE company_id = $1 AND key = $2 ORDER BY version DESC",
        company_id,
        key,
    )
    return [dict(row) for row in rows]
