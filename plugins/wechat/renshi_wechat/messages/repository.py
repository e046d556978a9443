"""Rows of ``wechat_inbound``, ``wechat_outbound`` and ``wechat_window``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from renshi_sdk import Clause, new_id
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch_row, fetch_value, listing

# 客服消息: after a message 5 in 48 hours, after a click, scan or subscription 3 in a minute.
WINDOWS = {"message": (5, timedelta(hours=48)), "tap": (3, timedelta(minutes=1))}

OUTBOUND = ListSpec(
    select="SELECT o.id, o.created_at, o.purpose, o.topic, o.api, o.state, o.errcode, o.detail, "
    "o.finished_at, "
    "e.number, e.name AS employee_name FROM wechat_outbound o "
    "LEFT JOIN renshi_employee e ON e.id = o.employee_id",
    fields={
        "created_at": ListField("o.created_at", "datetime", sortable=True),
        "purpose": ListField("o.purpose"),
        "state": ListField("o.state"),
        "api": ListField("o.api"),
        "topic": ListField("o.topic"),
        "errcode": ListField("o.errcode", "integer"),
    },
    key="o.id",
    default_sort="-created_at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
INBOUND = ListSpec(
    select="SELECT i.id, i.created_at, i.kind, i.event, i.outcome, e.number, e.name AS employee_name "
    "FROM wechat_inbound i LEFT JOIN wechat_binding b ON b.account_id = i.account_id AND b.openid = i.openid "
    "AND b.status <> 'ended' LEFT JOIN renshi_employee e ON e.id = b.employee_id",
    fields={
        "created_at": ListField("i.created_at", "datetime", sortable=True),
        "kind": ListField("i.kind"),
        "event": ListField("i.event"),
        "outcome": ListField("i.outcome"),
    },
    key="i.id",
    default_sort="-created_at",
)


async def outbound(company_id: UUID, query: ListQuery, scope: Clause) -> Listing:
    return await listing(OUTBOUND, query, Clause("o.company_id = {}", (company_id,)), scope)


async def inbound(company_id: UUID, query: ListQuery, scope: Clause) -> Listing:
    return await listing(INBOUND, query, Clause("i.company_id = {}", (company_id,)), scope)


async def record_push(
    company_id: UUID, account_id: UUID, *, openid: str, key: str, kind: str, event: str, at: datetime
) -> UUID | None:
    """The id of a push that came for the first time, ``None`` for a repeat.

    A repeat that comes while the first is still being answered waits here until that one commits.
    """
    push_id = new_id()
    row = await fetch_row(
        "INSERT INTO wechat_inbound (id, company_id, account_id, openid, dedupe_key, kind, event, "
        "created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (account_id, dedupe_key) DO NOTHING "
        "RETURNING id",
        push_id,
        company_id,
        account_id,
        openid,
        key,
        kind[:40],
        event[:60],
        at,
    )
    return None if row is None else push_id


async def earlier_push(account_id: UUID, key: str) -> dict[str, Any] | None:
    return _dict(
        await fetch_row(
            "SELECT * FROM wechat_inbound WHERE account_id = $1 AND dedupe_key = $2", account_id, key
        )
    )


async def push(push_id: UUID) -> dict[str, Any] | None:
    return _dict(await fetch_row("SELECT * FROM wechat_inbound WHERE id = $1", push_id))


async def finish_push(
    push_id: UUID, outcome: str, *, reply: bytes | None = None, content: bytes | None = None
) -> None:
    await execute(
        "UPDATE wechat_inbound SET outcome = $2, reply_sealed = $3, content_sealed = $4 WHERE id = $1",
        push_id,
        outcome,
        reply,
        content,
    )


async def open_window(account_id: UUID, openid: str, kind: Literal["message", "tap"], now: datetime) -> None:
    remaining, life = WINDOWS[kind]
    await execute(
        "INSERT INTO wechat_window (id, account_id, openid, kind, closes_at, remaining) "
        "VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (account_id, openid, kind) DO UPDATE SET closes_at = $5, remaining = $6",
        new_id(),
        account_id,
        openid,
        kind,
        now + life,
        remaining,
    )


async def take_window(account_id: UUID, openid: str, now: datetime) -> bool:
    """Use one message of the window that closes first; ``False`` where none is open."""
    tag = await execute(
        "UPDATE wechat_window SET remaining = remaining - 1 WHERE id = (SELECT id FROM wechat_window "
        "WHERE account_id = $1 AND openid = $2 AND closes_at > $3 AND remaining > 0 "
        "ORDER BY closes_at LIMIT 1 FOR UPDATE)",
        account_id,
        openid,
        now,
    )
    return tag == "UPDATE 1"


async def window_open(account_id: UUID, openid: str, now: datetime) -> bool:
    """Whether a custom message could be sent now."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM wechat_window WHERE account_id = $1 AND openid = $2 AND closes_at > $3"
            " AND remaining > 0)",
            account_id,
            openid,
            now,
        )
    )


async def close_windows(account_id: UUID, openid: str) -> None:
    await execute("DELETE FROM wechat_window WHERE account_id = $1 AND openid = $2", account_id, openid)


async def claim_outbound(
    company_id: UUID,
    account_id: UUID,
    *,
    employee_id: UUID | None,
    openid: str,
    purpose: Literal["notice", "reply", "letter"],
    topic: str,
    source_id: UUID,
    content: bytes | None = None,
) -> tuple[UUID, str]:
    """The one row for this message and its state; a parallel caller waits for the first to finish."""
    row_id = new_id()
    await execute(
        "INSERT INTO wechat_outbound (id, company_id, account_id, employee_id, openid, purpose, "
        "topic, source_id, "
        "api, state, content_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'none', 'pending', $9) "
        "ON CONFLICT (account_id, source_id) DO NOTHING",
        row_id,
        company_id,
        account_id,
        employee_id,
        openid,
        purpose,
        topic[:80],
        source_id,
        content,
    )
    row = await fetch_row(
        "SELECT id, state FROM wechat_outbound WHERE account_id = $1 AND source_id = $2 FOR UPDATE",
        account_id,
        source_id,
    )
    if row is None:
        raise RuntimeError("the outbound row has vanished")
    return row["id"], row["state"]


async def outbound_row(row_id: UUID) -> dict[str, Any] | None:
    return _dict(await fetch_row("SELECT * FROM wechat_outbound WHERE id = $1 FOR UPDATE", row_id))


async def finish_outbound(
    row_id: UUID,
    state: str,
    *,
    api: str,
    now: datetime,
    errcode: int | None = None,
    detail: str = "",
    msgid: str | None = None,
) -> None:
    """Write how a message fared; its content is forgotten once it needn't be sent any more."""
    await execute(
        "UPDATE wechat_outbound SET state = $2, api = $3, finished_at = $4, errcode = $5, detail "
        "= $6, msgid = $7, "
        "content_sealed = CASE WHEN $2 IN ('pending', 'sending') THEN content_sealed END WHERE id = $1",
        row_id,
        state,
        api,
        now,
        errcode,
        detail[:500],
        msgid,
    )


async def by_msgid(account_id: UUID, msgid: str) -> dict[str, Any] | None:
    return _dict(
        await fetch_row(
            "SELECT * FROM wechat_outbound WHERE account_id = $1 AND msgid = $2", account_id, msgid
        )
    )


async def tidy(company_id: UUID, now: datetime) -> dict[str, int]:
    """Forget what is no longer needed; returns rows per kind."""
    done = {
        "replies": await execute(
            "UPDATE wechat_inbound SET reply_sealed = NULL, content_sealed = NULL WHERE company_id = $1 "
            "AND created_at < $2 AND (reply_sealed IS NOT NULL OR content_sealed IS NOT NULL)",
            company_id,
            now - timedelta(days=2),
        ),
        "pushes": await execute(
            "DELETE FROM wechat_inbound WHERE company_id = $1 AND created_at < $2",
            company_id,
            now - timedelta(days=90),
        ),
        "windows": await execute(
            "DELETE FROM wechat_window WHERE closes_at < $2 AND account_id IN "
            "(SELECT id FROM wechat_account WHERE company_id = $1)",
            company_id,
            now,
        ),
        "codes": await execute(
            "DELETE FROM wechat_binding_code WHERE company_id = $1 AND expires_at < $2", company_id, now
        ),
        "approvals": await execute(
            "DELETE FROM wechat_approval_code WHERE company_id = $1 AND expires_at < $2", company_id, now
        ),
        "drafts": await execute(
            "DELETE FROM wechat_draft WHERE company_id = $1 AND expires_at < $2 AND state <> 'submitted'",
            company_id,
            now,
        ),
        "sent": await execute(
            "DELETE FROM wechat_outbound WHERE company_id = $1 AND created_at < $2",
            company_id,
            now - timedelta(days=365),
        ),
    }
    return {name: int(tag.split()[-1]) for name, tag in done.items()}


async def left_but_bound(company_id: UUID) -> list[UUID]:
    """Employees with a live binding whose employment is over."""
    rows = await fetch_value(
        "SELECT array_agg(DISTINCT b.employee_id) FROM wechat_binding b JOIN renshi_employee e "
        "ON e.id = b.employee_id WHERE b.company_id = $1 AND b.status <> 'ended' AND e.status = 'left'",
        company_id,
    )
    return list(rows or [])


def _dict(row: Any) -> dict[str, Any] | None:
    return None if row is None else dict(row)
