"""Numbers given out one after the other within a tenant: staff numbers, request numbers."""

from __future__ import annotations

from renshi_sdk import new_id
from renshi_sdk.db import fetch_value


async def next_number(name: str) -> int:
    """The next number of the series ``name``, from 1.

    The row stays locked until the unit ends, so a number of a unit that rolls back is given out again.
    """
    value: int = await fetch_value(
        "INSERT INTO core_counter AS c (id, name, value) VALUES ($1, $2, 1)"
        " ON CONFLICT (tenant_id, name) DO UPDATE SET value = c.value + 1 RETURNING value",
        new_id(),
        name,
    )
    return value
