"""Rows of ``wechat_binding`` and ``wechat_binding_code``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, new_id
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    execute,
    fetch,
    fetch_row,
    fetch_value,
    listing,
)

BINDINGS = ListSpec(
    select="SELECT b.id, b.employee_id, e.number, e.name AS employee_name, e.department_name, "
    "a.name AS account_name, "
    "b.status, b.created_at, b.ended_at, b.ended_reason FROM wechat_binding b "
    "JOIN wechat_account a ON a.id = b.account_id LEFT JOIN renshi_employee e ON e.id = b.employee_id",
    fields={
        "number": ListField("e.number", sortable=True, nullable=True),
        "employee_name": ListField("e.name", sortable=True, nullable=True),
        "status": ListField("b.status"),
        "created_at": ListField("b.created_at", "datetime", sortable=True),
    },
    key="b.id",
    default_sort="-created_at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


async def bindings(company_id: UUID, query: ListQuery, scope: Clause) -> Listing:
    return await listing(BINDINGS, query, Clause("b.company_id = {}", (company_id,)), scope)


async def by_id(company_id: UUID, binding_id: UUID) -> dict[str, Any] | None:
    return _dict(
        await fetch_row(
            "SELECT * FROM wechat_binding WHERE id = $1 AND company_id = $2", binding_id, company_id
        )
    )


async def live_by_openid(account_id: UUID, openid: str) -> dict[str, Any] | None:
    return _dict(
        await fetch_row(
            "SELECT * FROM wechat_binding WHERE account_id = $1 AND openid = $2 AND status <> 'ended'",
            account_id,
            openid,
        )
    )


async def live_of_employee(company_id: UUID, employee_id: UUID) -> list[dict[str, Any]]:
    """Bindings that aren't ended, those that can be reached first, the newest first."""
    rows = await fetch(
        "SELECT * FROM wechat_binding WHERE company_id = $1 AND employee_id = $2 AND status <> 'ended' "
        "ORDER BY (status <> 'active'), created_at DESC",
        company_id,
        employee_id,
    )
    return [dict(row) for row in rows]


async def insert(company_id: UUID, account_id: UUID, employee_id: UUID, openid: str) -> UUID:
    binding_id = new_id()
    await execute(
        "INSERT INTO wechat_binding (id, company_id, account_id, employee_id, openid, status) "
        "VALUES ($1, $2, $3, $4, $5, 'active')",
        binding_id,
        company_id,
        account_id,
        employee_id,
        openid,
    )
    return binding_id


async def end(binding_id: UUID, now: datetime, reason: str) -> None:
    await execute(
        "UPDATE wechat_binding SET status = 'ended', ended_at = $2, ended_reason = $3 WHERE id = $1",
        binding_id,
        now,
        reason,
    )


async def set_status(account_id: UUID, openid: str, status: str) -> None:
    await execute(
        "UPDATE wechat_binding SET status = $3 WHERE account_id = $1 AND openid = $2 AND status <> 'ended'",
        account_id,
        openid,
        status,
    )


async def set_unionid(binding_id: UUID, unionid: str | None) -> None:
    await execute("UPDATE wechat_binding SET unionid = $2 WHERE id = $1", binding_id, unionid)


async def put_code(
    company_id: UUID, employee_id: UUID, code_index: bytes, expires_at: datetime, attempts: int
) -> None:
    """The one code of an employee; an earlier one stops working."""
    await execute(
        "INSERT INTO wechat_binding_code (id, company_id, employee_id, code_index, expires_at, "
        "attempts_left) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (employee_id) DO UPDATE SET code_index = $4, "
        "expires_at = $5, "
        "attempts_left = $6, used_at = NULL",
        new_id(),
        company_id,
        employee_id,
        code_index,
        expires_at,
        attempts,
    )


async def lock_code(employee_id: UUID) -> dict[str, Any] | None:
    return _dict(
        await fetch_row("SELECT * FROM wechat_binding_code WHERE employee_id = $1 FOR UPDATE", employee_id)
    )


async def spend_attempt(code_id: UUID) -> None:
    await execute("UPDATE wechat_binding_code SET attempts_left = attempts_left - 1 WHERE id = $1", code_id)


async def use_code(code_id: UUID, now: datetime) -> None:
    await execute("UPDATE wechat_binding_code SET used_at = $2 WHERE id = $1", code_id, now)


async def drop_code(employee_id: UUID) -> None:
    await execute("DELETE FROM wechat_binding_code WHERE employee_id = $1", employee_id)


async def failures_since(account_id: UUID, openid: str, since: datetime) -> int:
    """How often this WeChat user named a wrong number or code lately."""
    return int(
        await fetch_value(
            "SELECT count(*) FROM wechat_inbound WHERE account_id = $1 AND openid = $2 AND created_at >= $3 "
            "AND outcome = 'bind_refused'",
            account_id,
            openid,
            since,
        )
    )


def _dict(row: Any) -> dict[str, Any] | None:
    return None if row is None else dict(row)
