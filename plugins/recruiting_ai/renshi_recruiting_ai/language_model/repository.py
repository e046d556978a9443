"""Queries of decisions about a model and of what it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

SENT = ("asked", "answered", "refused", "timeout", "limited", "failed", "broken", "unreachable", "denied")
"""Outcomes of questions that may have left the company: they count towards the day's limit."""


async def current(company_id: UUID) -> dict[str, Any] | None:
    """The decision that holds."""
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_model WHERE company_id = $1 ORDER BY decided_at DESC, id DESC LIMIT 1",
        company_id,
    )
    return dict(row) if row else None


async def decisions(company_id: UUID) -> list[dict[str, Any]]:
    """All decisions without keys, newest first."""
    rows = await fetch(
        "SELECT m.id, m.enabled, m.address, m.model, m.weight, m.samples, m.recipient, m.cross_border, m.country,"
        " m.purpose, m.decided_by_name, m.decided_at, a.title AS assessment FROM recruiting_ai_model m"
        " LEFT JOIN recruiting_ai_assessment a ON a.id = m.assessment_id WHERE m.company_id = $1"
        " ORDER BY m.decided_at DESC, m.id DESC LIMIT 100",
        company_id,
    )
    return [dict(row) for row in rows]


async def assessment(company_id: UUID, assessment_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, title, conclusion, review_on FROM recruiting_ai_assessment WHERE company_id = $1 AND id = $2",
        company_id,
        assessment_id,
    )
    return dict(row) if row else None


async def assessments_that_allow(company_id: UUID, today: date) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, title, review_on FROM recruiting_ai_assessment WHERE company_id = $1 AND conclusion <> 'stop'"
        " AND review_on > $2 ORDER BY decided_at DESC, id DESC LIMIT 100",
        company_id,
        today,
    )
    return [dict(row) for row in rows]


async def forget_keys(company_id: UUID, but: UUID) -> None:
    """Keys of earlier decisions are of no more use."""
    await execute(
        "UPDATE recruiting_ai_model SET key_sealed = NULL WHERE company_id = $1 AND id <> $2"
        " AND key_sealed IS NOT NULL",
        company_id,
        but,
    )


async def lock(company_id: UUID) -> None:
    """One reservation of a company at a time, so that a limit is one."""
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_model:{company_id}")


async def used_since(company_id: UUID, since: datetime) -> int:
    return int(
        await fetch_value(
            "SELECT coalesce(sum(greatest(tries, 1)), 0) FROM recruiting_ai_model_call"
            " WHERE company_id = $1 AND asked_at >= $2 AND outcome = ANY($3)",
            company_id,
            since,
            list(SENT),
        )
    )


async def newest_outcomes(company_id: UUID, model_id: UUID, many: int) -> list[dict[str, Any]]:
    """The newest questions under a decision that were answered or failed."""
    rows = await fetch(
        "SELECT outcome, asked_at FROM recruiting_ai_model_call WHERE company_id = $1 AND model_id = $2"
        " AND outcome = ANY($3) ORDER BY asked_at DESC, id DESC LIMIT $4",
        company_id,
        model_id,
        [name for name in SENT if name != "asked"] + ["blocked"],
        many,
    )
    return [dict(row) for row in rows]


async def replies(company_id: UUID, digests: Sequence[str]) -> dict[tuple[str, int], dict[str, Any]]:
    """The first reply to each question and sample, whoever's interview it was asked for."""
    rows = await fetch(
        "SELECT DISTINCT ON (prompt_digest, sample) prompt_digest, sample, reply, reply_digest, model_id, interview_id"
        " FROM recruiting_ai_model_call WHERE company_id = $1 AND prompt_digest = ANY($2) AND reply IS NOT NULL"
        " AND outcome IN ('answered', 'cached') ORDER BY prompt_digest, sample, asked_at, id",
        company_id,
        list(digests),
    )
    return {(row["prompt_digest"], row["sample"]): dict(row) for row in rows}


async def held(interview_id: UUID, digests: Sequence[str]) -> set[tuple[str, int]]:
    """Questions of which this interview has a reply of its own."""
    rows = await fetch(
        "SELECT prompt_digest, sample FROM recruiting_ai_model_call WHERE interview_id = $1"
        " AND prompt_digest = ANY($2) AND reply IS NOT NULL",
        interview_id,
        list(digests),
    )
    return {(row["prompt_digest"], row["sample"]) for row in rows}


async def failures(interview_id: UUID, digests: Sequence[str]) -> dict[str, str]:
    """What became last of each question of an interview that has no reply."""
    rows = await fetch(
        "SELECT DISTINCT ON (prompt_digest) prompt_digest, outcome FROM recruiting_ai_model_call"
        " WHERE interview_id = $1 AND prompt_digest = ANY($2) AND reply IS NULL"
        " ORDER BY prompt_digest, asked_at DESC, id DESC",
        interview_id,
        list(digests),
    )
    return {row["prompt_digest"]: row["outcome"] for row in rows}


async def became(call_id: UUID, **values: Any) -> None:
    """What a question became."""
    places = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 2))
    await execute(f"UPDATE recruiting_ai_model_call SET {places} WHERE id = $1", call_id, *values.values())


async def calls(company_id: UUID) -> list[dict[str, Any]]:
    """The newest questions; no reply and nobody's name."""
    rows = await fetch(
        "SELECT c.id, c.outcome, c.status, c.milliseconds, c.tries, c.asked_at, c.question_key, c.sample,"
        " c.interview_id IS NULL AS test, m.model, c.prompt_digest, c.reply_digest FROM recruiting_ai_model_call c"
        " JOIN recruiting_ai_model m ON m.id = c.model_id WHERE c.company_id = $1"
        " ORDER BY c.asked_at DESC, c.id DESC LIMIT 100",
        company_id,
    )
    return [dict(row) for row in rows]


async def known_words(interview_id: UUID) -> tuple[str, ...]:
    """What names the candidate: never sent, wherever an answer says it."""
    row = await fetch_row(
        "SELECT c.name, c.phone, c.email, c.school FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id WHERE i.id = $1",
        interview_id,
    )
    return tuple(word for word in (dict(row).values() if row else ()) if word)


async def forget(interview_ids: Sequence[UUID]) -> int:
    """Take the replies about these interviews out; that something was asked, when and how it went, stays."""
    tag = await execute(
        "UPDATE recruiting_ai_model_call SET interview_id = NULL, question_key = NULL, reply = NULL,"
        " reply_digest = NULL, prompt_digest = '' WHERE interview_id = ANY($1)",
        list(interview_ids),
    )
    return int(tag.split()[-1])
