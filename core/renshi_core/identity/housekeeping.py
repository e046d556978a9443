"""Throwing away what has run out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_core.db import after_commit
from renshi_core.identity import throttle
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun, Schedule
from renshi_sdk.db import execute
from renshi_sdk.text import Text

ANSWERS_KEPT = timedelta(hours=24)
INVITATIONS_KEPT = timedelta(days=30)


async def tidy(ctx: Context, _: object, run: JobRun) -> dict[str, Any]:
    """Drop sessions that ran out, old invitations, and answers kept for repeated requests."""
    now = ctx.now()

    async def gone(sql: str, *arguments: object) -> int:
        return int((await execute(sql, *arguments)).split()[-1])

    async def counts() -> None:
        await throttle.tidy(now)

    # The brakes' counts stand outside every tenant, and so outside this unit.
    after_commit(counts)
    return {
        "sessions": await gone("DELETE FROM core_session WHERE expires_at <= $1", now),
        "invitations": await gone(
            "DELETE FROM core_invitation WHERE expires_at <= $1", now - INVITATIONS_KEPT
        ),
        "answers": await gone("DELETE FROM core_idempotency WHERE created_at <= $1", now - ANSWERS_KEPT),
    }


JOBS = (
    Job(
        name="core.tidy_accounts",
        title=Text("清理过期会话与记录", "Tidy sessions and records that ran out"),
        handler=tidy,
    ),
)
SCHEDULES = (Schedule(job="core.tidy_accounts", cron="17 3 * * *"),)
