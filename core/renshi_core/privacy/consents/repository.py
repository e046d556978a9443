"""Purposes as a company publishes them, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row

_LATEST = (
    "SELECT DISTINCT ON (c.employee_id, c.purpose_id) c.employee_id, c.purpose_id, c.text_id, c.given, c.channel,"
    " c.at, c.by_name, c.note FROM core_consent c"
)
ANSWERS = ListSpec(
    # One line for each person employed; the newest answer counts.
    select="SELECT e.id, e.name, e.number, e.department_name, a.given, a.version, a.channel, a.at, a.by_name,"
    " CASE WHEN a.at IS NULL THEN 'open' WHEN NOT a.given AND a.gave_before THEN 'withdrawn'"
    " WHEN NOT a.given THEN 'refused' WHEN a.text_id <> p.text_id THEN 'outdated' ELSE 'given' END AS state"
    " FROM renshi_employee e JOIN core_consent_purpose p ON p.company_id = e.company_id AND e.status <> 'left'"
    " LEFT JOIN LATERAL (SELECT c.given, c.text_id, c.channel, c.at, c.by_name, t.version,"
    " EXISTS (SELECT FROM core_consent b WHERE b.employee_id = e.id AND b.purpose_id = p.id AND b.given"
    " AND b.at < c.at) AS gave_before"
    " FROM core_consent c JOIN core_consent_text t ON t.id = c.text_id"
    " WHERE c.employee_id = e.id AND c.purpose_id = p.id ORDER BY c.at DESC, c.id DESC LIMIT 1) a ON true",
    fields={
        "name": ListField("e.name_pinyin", sortable=True),
        "number": ListField("e.number", sortable=True),
        "given": ListField("a.given", "boolean", nullable=True),
        "at": ListField("a.at", "datetime", sortable=True, nullable=True),
    },
    key="e.id",
    default_sort="name",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


async def purposes(company_id: UUID) -> dict[str, dict[str, Any]]:
    """Published purposes of a company by name, with the words that count now."""
    rows = await fetch(
        "SELECT p.id, p.name, p.title_zh, p.title_en, p.separate, p.needed, p.text_id, p.retired_at, t.version,"
        " t.text_zh, t.text_en, t.digest, t.published_at, t.published_by FROM core_consent_purpose p"
        " JOIN core_consent_text t ON t.id = p.text_id WHERE p.company_id = $1",
        company_id,
    )
    return {r["name"]: dict(r) for r in rows}


async def one(company_id: UUID, name: str, *, lock: bool = False) -> dict[str, Any] | None:
    """A published purpose with the words that count now."""
    row = await fetch_row(
        "SELECT p.id, p.name, p.title_zh, p.title_en, p.separate, p.needed, p.text_id, p.retired_at, t.version,"
        " t.text_zh, t.text_en, t.digest, t.published_at, t.published_by FROM core_consent_purpose p"
        " JOIN core_consent_text t ON t.id = p.text_id WHERE p.company_id = $1 AND p.name = $2"
        + (" FOR UPDATE OF p" if lock else ""),
        company_id,
        name,
    )
    return dict(row) if row else None


async def insert_purpose(values: dict[str, Any], text: dict[str, Any]) -> None:
    """Write a purpose with its first words."""
    columns = {**values, "text_id": text["id"]}
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    await execute(
        f"INSERT INTO core_consent_purpose ({', '.join(columns)}) VALUES ({places})", *columns.values()
    )
    await _insert_text(values["id"], text)


async def _insert_text(purpose_id: UUID, text: dict[str, Any]) -> None:
    columns = {**text, "purpose_id": purpose_id}
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    await execute(
        f"INSERT INTO core_consent_text ({', '.join(columns)}) VALUES ({places})", *columns.values()
    )


async def new_text(purpose_id: UUID, text: dict[str, Any], title: tuple[str, str]) -> None:
    """Other words from now on."""
    await _insert_text(purpose_id, text)
    await execute(
        "UPDATE core_consent_purpose SET text_id = $2, title_zh = $3, title_en = $4, retired_at = NULL WHERE id = $1",
        purpose_id,
        text["id"],
        *title,
    )


async def retire(purpose_id: UUID, now: datetime) -> None:
    """Ask for it no more."""
    await execute("UPDATE core_consent_purpose SET retired_at = $2 WHERE id = $1", purpose_id, now)


async def answer(values: dict[str, Any]) -> UUID:
    """Write an answer; none is ever changed."""
    made = new_id()
    columns = {"id": made, **values}
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    await execute(f"INSERT INTO core_consent ({', '.join(columns)}) VALUES ({places})", *columns.values())
    return made


async def latest(employee_ids: Sequence[UUID], purpose_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The newest answer of each person to each purpose."""
    rows = await fetch(
        f"{_LATEST} WHERE c.employee_id = ANY($1) AND c.purpose_id = ANY($2)"
        " ORDER BY c.employee_id, c.purpose_id, c.at DESC, c.id DESC",
        list(employee_ids),
        list(purpose_ids),
    )
    return [dict(r) for r in rows]


async def counts(company_id: UUID) -> dict[UUID, dict[str, int]]:
    """How many employed people gave each purpose's words of now, refused or took back, and how many there are."""
    rows = await fetch(
        f"WITH latest AS ({_LATEST} JOIN core_consent_purpose p ON p.id = c.purpose_id WHERE p.company_id = $1"
        " ORDER BY c.employee_id, c.purpose_id, c.at DESC, c.id DESC)"
        " SELECT p.id, count(e.id) AS people,"
        " count(e.id) FILTER (WHERE l.given AND l.text_id = p.text_id) AS given,"
        " count(e.id) FILTER (WHERE NOT l.given) AS refused"
        " FROM core_consent_purpose p JOIN renshi_employee e ON e.company_id = p.company_id AND e.status <> 'left'"
        " LEFT JOIN latest l ON l.employee_id = e.id AND l.purpose_id = p.id WHERE p.company_id = $1 GROUP BY p.id",
        company_id,
    )
    return {r["id"]: {"people": r["people"], "given": r["given"], "refused": r["refused"]} for r in rows}
