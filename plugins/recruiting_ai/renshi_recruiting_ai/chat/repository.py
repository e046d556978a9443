"""Queries of chats."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch_row


async def put_code(
    company_id: UUID, candidate_id: UUID, application_id: UUID, index: bytes, expires_at: datetime
) -> None:
    """The one code of a candidate; an earlier one stops working, a chat that is there goes on."""
    await execute(
        "INSERT INTO recruiting_ai_chat (id, company_id, candidate_id, application_id, code_index, code_expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (candidate_id) DO UPDATE SET code_index = $5,"
        " code_expires_at = $6, application_id = $4,"
        " draft = CASE WHEN recruiting_ai_chat.application_id = $4 THEN recruiting_ai_chat.draft ELSE '' END",
        new_id(),
        company_id,
        candidate_id,
        application_id,
        index,
        expires_at,
    )


async def spend_code(company_id: UUID, index: bytes, now: datetime) -> UUID | None:
    """The candidate of a code that is good, once."""
    row = await fetch_row(
        "UPDATE recruiting_ai_chat SET code_index = NULL, code_expires_at = NULL, bound_at = $3"
        " WHERE company_id = $1 AND code_index = $2 AND code_expires_at > $3 RETURNING candidate_id",
        company_id,
        index,
        now,
    )
    return row["candidate_id"] if row else None


async def of_candidate(company_id: UUID, candidate_id: UUID) -> dict[str, Any] | None:
    """The chat of somebody who wrote their code, locked."""
    row = await fetch_row(
        "SELECT h.id, h.application_id, h.draft, h.draft_turn, h.pending FROM recruiting_ai_chat h"
        " JOIN recruiting_ai_candidate c ON c.id = h.candidate_id"
        " WHERE h.company_id = $1 AND h.candidate_id = $2 AND h.bound_at IS NOT NULL AND c.erased_at IS NULL"
        " FOR UPDATE OF h",
        company_id,
        candidate_id,
    )
    return dict(row) if row else None


async def keep(chat_id: UUID, *, draft: str, turn: int | None, pending: str | None) -> None:
    """Keep what is being written."""
    await execute(
        "UPDATE recruiting_ai_chat SET draft = $2, draft_turn = $3, pending = $4 WHERE id = $1",
        chat_id,
        draft,
        turn,
        pending,
    )
