"""Writing rows by column name, and reading jsonb back."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute


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
