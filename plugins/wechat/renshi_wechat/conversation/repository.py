"""Rows of ``wechat_draft`` and ``wechat_approval_code``."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row


async def lock_draft(account_id: UUID, openid: str, now: datetime) -> dict[str, Any] | None:
    """The user's open draft, kept from a second message until this one is answered."""
    row = await fetch_row(
        "SELECT * FROM wechat_draft WHERE account_id = $1 AND openid = $2 AND state = 'open' AND "
        "expires_at > $3 "
        "FOR UPDATE",
        account_id,
        openid,
        now,
    )
    return None if row is None else dict(row) | {"content": json.loads(row["content"])}


async def put_draft(
    company_id: UUID,
    account_id: UUID,
    employee_id: UUID,
    openid: str,
    content: dict[str, Any],
    expires_at: datetime,
) -> None:
    """Keep ``content`` as the user's one open draft."""
    await execute(
        "INSERT INTO wechat_draft (id, company_id, account_id, employee_id, openid, content, "
        "state, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, 'open', $7) ON CONFLICT (account_id, openid) WHERE state = 'open' "
        "DO UPDATE SET content = $6, expires_at = $7, employee_id = $4",
        new_id(),
        company_id,
        account_id,
        employee_id,
        openid,
        json.dumps(content, ensure_ascii=False),
        expires_at,
    )


async def close_draft(draft_id: UUID, state: str, request_id: UUID | None = None) -> None:
    await execute(
        "UPDATE wechat_draft SET state = $2, request_id = $3 WHERE id = $1", draft_id, state, request_id
    )


async def drop_drafts(employee_id: UUID) -> None:
    await execute("DELETE FROM wechat_draft WHERE employee_id = $1 AND state = 'open'", employee_id)


async def approval_by_code(employee_id: UUID, code: str, now: datetime) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM wechat_approval_code WHERE employee_id = $1 AND code = $2 AND expires_at > "
        "$3 FOR UPDATE",
        employee_id,
        code,
        now,
    )
    return None if row is None else dict(row)


async def codes_of(employee_id: UUID) -> dict[UUID, dict[str, Any]]:
    """The approval codes of an employee by request, expired ones too."""
    rows = await fetch("SELECT * FROM wechat_approval_code WHERE employee_id = $1", employee_id)
    return {row["request_id"]: dict(row) for row in rows}


async def put_approval(
    company_id: UUID, employee_id: UUID, request_id: UUID, version: int, code: str, expires_at: datetime
) -> None:
    """Give the request this code; raises where the code is in use for another (unique index)."""
    await execute(
        "INSERT INTO wechat_approval_code (id, company_id, employee_id, request_id, "
        "request_version, code, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (employee_id, request_id) DO UPDATE "
        "SET request_version = $5, code = $6, expires_at = $7",
        new_id(),
        company_id,
        employee_id,
        request_id,
        version,
        code,
        expires_at,
    )


async def drop_approval(approval_id: UUID) -> None:
    await execute("DELETE FROM wechat_approval_code WHERE id = $1", approval_id)


async def drop_expired(employee_id: UUID, now: datetime) -> None:
    await execute(
        "DELETE FROM wechat_approval_code WHERE employee_id = $1 AND expires_at <= $2", employee_id, now
    )
