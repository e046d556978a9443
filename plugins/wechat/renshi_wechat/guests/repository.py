"""Rows of ``wechat_guest``, and what was exchanged with a guest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row


async def by_openid(account_id: UUID, openid: str) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM wechat_guest WHERE account_id = $1 AND openid = $2", account_id, openid
    )
    return dict(row) if row else None


async def of_outsider(company_id: UUID, outsider: str) -> list[dict[str, Any]]:
    """Where somebody can be reached, the newest first."""
    rows = await fetch(
        "SELECT * FROM wechat_guest WHERE company_id = $1 AND outsider = $2 AND status = 'active'"
        " ORDER BY created_at DESC, id",
        company_id,
        outsider,
    )
    return [dict(row) for row in rows]


async def bind(company_id: UUID, account_id: UUID, openid: str, outsider: str) -> UUID:
    """A WeChat user stands for one person outside, and the other way round: the newest code counts."""
    await execute(
        "DELETE FROM wechat_guest WHERE account_id = $1 AND (openid = $2 OR outsider = $3)",
        account_id,
        openid,
        outsider,
    )
    guest_id = new_id()
    await execute(
        "INSERT INTO wechat_guest (id, company_id, account_id, openid, outsider, status)"
        " VALUES ($1, $2, $3, $4, $5, 'active')",
        guest_id,
        company_id,
        account_id,
        openid,
        outsider,
    )
    return guest_id


async def set_status(account_id: UUID, openid: str, status: str) -> None:
    await execute(
        "UPDATE wechat_guest SET status = $3 WHERE account_id = $1 AND openid = $2",
        account_id,
        openid,
        status,
    )


async def end(guest_id: UUID) -> None:
    await execute("DELETE FROM wechat_guest WHERE id = $1", guest_id)


async def told(company_id: UUID, outsider: str) -> dict[str, Any]:
    """What is kept of somebody outside, in JSON types."""
    rows = await fetch(
        "SELECT openid, status, created_at FROM wechat_guest WHERE company_id = $1 AND outsider = $2"
        " ORDER BY created_at",
        company_id,
        outsider,
    )
    return (
        {"wechat_guest": [dict(row) | {"created_at": str(row["created_at"])} for row in rows]} if rows else {}
    )


async def forget(company_id: UUID, outsider: str) -> int:
    """Remove somebody with what they wrote and were sent; returns how many rows went."""
    mine = "(SELECT account_id, openid FROM wechat_guest WHERE company_id = $1 AND outsider = $2)"
    gone = 0
    for statement in (
        f"DELETE FROM wechat_inbound WHERE (account_id, openid) IN {mine}",
        f"DELETE FROM wechat_window WHERE (account_id, openid) IN {mine}",
        f"DELETE FROM wechat_outbound WHERE (account_id, openid) IN {mine}",
        "DELETE FROM wechat_guest WHERE company_id = $1 AND outsider = $2",
    ):
        gone += int((await execute(statement, company_id, outsider)).split()[-1])
    return gone
