"""Copies (抄送): who is told about a request and may read it without deciding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renshi_core.requests import messages
from renshi_core.requests.repository import Request
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import fetch


async def tell(ctx: Context, request: Request, people: Iterable[UUID], *, reason: str) -> list[UUID]:
    """Give people a copy and tell them, each once; the person it is about and the sender have it anyway."""
    wanted = [i for i in dict.fromkeys(people) if i not in (request.employee_id, request.submitter_id)]
    if not wanted:
        return []
    rows = await fetch(
        "INSERT INTO core_request_copy (id, request_id, employee_id, reason)"
        " SELECT w.id, $1, w.employee_id, $4 FROM unnest($2::uuid[], $3::uuid[]) AS w(id, employee_id)"
        " ON CONFLICT (request_id, employee_id) DO NOTHING RETURNING employee_id",
        request.id,
        [new_id() for _ in wanted],
        wanted,
        reason,
    )
    fresh = [row["employee_id"] for row in rows]
    for employee_id in fresh:
        await messages.tell_copied(ctx, request, employee_id)
    return fresh


async def of_request(request_id: UUID) -> list[dict[str, Any]]:
    """Who has a copy, in the order they got it."""
    rows = await fetch(
        "SELECT c.employee_id, e.name, c.reason, c.created_at AS at FROM core_request_copy c"
        " JOIN core_employee e ON e.id = c.employee_id WHERE c.request_id = $1 ORDER BY c.created_at, c.id",
        request_id,
    )
    return [dict(row) for row in rows]
