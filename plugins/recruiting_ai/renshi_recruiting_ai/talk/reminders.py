"""Reminding candidates of an interview that is not finished, once, before their link ends."""

from __future__ import annotations

from datetime import timedelta

from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.talk import delivery, messages
from renshi_sdk import Context
from renshi_sdk.db import fetch

BEFORE = timedelta(days=3)


async def remind(ctx: Context) -> int:
    """Write to whoever was invited, has not finished, and whose link ends within three days. Returns how many.

    Only where a letter can be sent: a reminder that stands on the page alone reminds nobody. The letter brings a fresh
    link, since the old one is kept nowhere.
    """
    settings = await ctx.settings(RecruitingSettings)
    if not settings.careers_address:
        return 0
    rows = await fetch(
        "SELECT a.id, a.candidate_id, c.email, c.do_not_contact FROM recruiting_ai_application a"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " WHERE a.company_id = $1 AND a.stage IN ('applied', 'interviewing')"
        " AND a.token_expires_at BETWEEN $2 AND $3 AND NOT c.do_not_contact"
        " AND c.erased_at IS NULL"
        " AND EXISTS (SELECT FROM recruiting_ai_message m WHERE m.application_id = a.id"
        "   AND m.template IN ('invitation', 'reactivate'))"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_message m WHERE m.application_id = a.id"
        "   AND m.template = 'reminder')"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_interview i WHERE i.application_id = a.id AND i.state <>"
        "   'in_progress') ORDER BY a.id LIMIT 500",
        ctx.company_id,
        ctx.now(),
        ctx.now() + BEFORE,
    )
    reminded = 0
    for row in rows:
        if await delivery.problem(ctx, dict(row)) is None:
            await messages.invite(ctx, row["id"], key="reminder")
            reminded += 1
    return reminded
