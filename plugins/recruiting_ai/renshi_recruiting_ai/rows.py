"""Writing rows by column name, and reading jsonb back."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from uuid import UUID

from renshi_sdk import Invalid, Text, new_id
from renshi_sdk.db import execute, insert_rows


async def insert(table: str, **values: Any) -> UUID:
    """Insert one row and return its id. `table` and the keys come from code, never from a caller's input."""
    row_id = new_id()
    columns = ["id", *values]
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    await execute(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",
        row_id,
        *values.values(),
    )
    return row_id


async def insert_many(table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows that have the same columns, in one statement."""
    if rows:
        columns = list(rows[0])
        await insert_rows(
            table, ["id", *columns], [[new_id(), *(row[name] for name in columns)] for row in rows]
        )


def as_json(value: Any) -> str:
    """A value for a jsonb column."""
    return json.dumps(value, ensure_ascii=False)


def from_json(value: Any) -> Any:
    """A value of a jsonb column, which the driver hands over as text."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def new_token() -> tuple[str, bytes]:
    """A secret for a link (256 bits) and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, token_hash(token)


def token_hash(token: str) -> bytes:
    """SHA-256. The secret is random, so a plain hash can't be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def ids_of(given: list[UUID] | str) -> list[UUID]:
    """Ids as a list, however a form sends them (a list, or joined by commas); each once.

    Raises:
        Invalid: one of them is no id.
    """
    parts = given.split(",") if isinstance(given, str) else given
    try:
        return list(dict.fromkeys(UUID(str(part).strip()) for part in parts if str(part).strip()))
    except ValueError as error:
        raise Invalid(Text("编号有误", "this is no id"), fields={"ids": Text("编号有误", "no id")}) from error


def tag_list(given: list[str] | str) -> list[str]:
    """Tags without blanks and doubles: at most 20 of 30 characters."""
    parts = given.replace("，", ",").split(",") if isinstance(given, str) else given
    return list(dict.fromkeys(part.strip()[:30] for part in parts if part.strip()))[:20]


def as_list(items: list[dict[str, Any]]) -> dict[str, Any]:
    """A list that is whole, as it goes over the wire."""
    return {"items": items, "total": len(items), "next_cursor": None}
