"""Rows of ``wechat_account``."""

# Names of columns and conditions in the statements are literals of this module; values are arguments.

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch_row, listing

ACCOUNTS = ListSpec(
    select="SELECT id, name, appid, state, aes_key_sealed IS NOT NULL AS safe_mode, trouble, paused_until, "
    "template_id, created_at FROM wechat_account",
    fields={
        "name": ListField("name", sortable=True),
        "appid": ListField("appid"),
        "state": ListField("state"),
        "created_at": ListField("created_at", "datetime", sortable=True),
    },
    key="id",
    default_sort="name",
    search="name ILIKE {} OR appid ILIKE {}",
)


async def accounts(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(ACCOUNTS, query, Clause("company_id = {}", (company_id,)))


async def insert(values: dict[str, Any]) -> None:
    names = list(values)
    places = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    await execute(f"INSERT INTO wechat_account ({', '.join(names)}) VALUES ({places})", *_stored(values))


async def update(account_id: UUID, values: dict[str, Any]) -> None:
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(values, start=2))
    await execute(f"UPDATE wechat_account SET {sets} WHERE id = $1", account_id, *_stored(values))


async def by_id(company_id: UUID, account_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM wechat_account WHERE id = $1 AND company_id = $2", account_id, company_id
    )
    return None if row is None else dict(row) | {"template_fields": json.loads(row["template_fields"])}


async def appid_taken(company_id: UUID, appid: str) -> bool:
    found = await fetch_row(
        "SELECT 1 FROM wechat_account WHERE company_id = $1 AND appid = $2", company_id, appid
    )
    return found is not None


async def pause(account_id: UUID, until: datetime, trouble: str) -> None:
    await execute(
        "UPDATE wechat_account SET paused_until = $2, trouble = $3 WHERE id = $1", account_id, until, trouble
    )


async def turn_off(account_id: UUID, api: str, until: datetime, trouble: str) -> None:
    """Keep one API of the account quiet until then. ``api`` is "custom" or "template"."""
    column = {"custom": "custom_off_until", "template": "template_off_until"}[api]
    await execute(
        f"UPDATE wechat_account SET {column} = $2, trouble = $3 WHERE id = $1", account_id, until, trouble
    )


async def note_trouble(account_id: UUID, trouble: str) -> None:
    await execute("UPDATE wechat_account SET trouble = $2 WHERE id = $1", account_id, trouble)


async def all_clear(account_id: UUID) -> None:
    await execute(
        "UPDATE wechat_account SET paused_until = NULL, trouble = NULL, custom_off_until = NULL, "
        "template_off_until = NULL WHERE id = $1",
        account_id,
    )


def _stored(values: dict[str, Any]) -> list[Any]:
    return [json.dumps(v) if isinstance(v, dict) else v for v in values.values()]


async def active_name(company_id: UUID) -> str | None:
    """The name of the company's account that is in use, the oldest where there are several."""
    row = await fetch_row(
        "SELECT name FROM wechat_account WHERE company_id = $1 AND state = 'active' ORDER BY created_at, id LIMIT 1",
        company_id,
    )
    return str(row["name"]) if row else None
