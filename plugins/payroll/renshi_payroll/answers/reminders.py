"""Reminding whoever hasn't answered about their slip: by hand once a day, by the clock once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_payroll.runs.repository import get_run
from renshi_payroll.settings import PayrollSettings
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import fetch

#: Reminders of one run that a person sends at once.
MOST_REMINDED = 5000
#: The clock may have stood still so many days; longer ago nobody is reminded any more.
LATE_DAYS = 7
#: Reminders per committed step.
PART = 500
_UNANSWERED = (
    "SELECT s.id, s.employee_id, s.period FROM payroll_slip s"
    " JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
    " WHERE r.id = $1 AND r.company_id = $2 AND r.state IN ('closed', 'paid', 'filed')"
    " AND NOT EXISTS (SELECT FROM payroll_slip_confirmation c WHERE c.slip_id = s.id)"
    " AND NOT EXISTS (SELECT FROM payroll_dispute d WHERE d.slip_id = s.id) ORDER BY s.employee_id"
)


async def remind(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Remind whoever hasn't answered; once a day each, whoever presses the button."""
    await get_run(ctx.company_id, run_id)
    rows = await fetch(f"{_UNANSWERED} LIMIT $3", run_id, ctx.company_id, MOST_REMINDED + 1)
    if len(rows) > MOST_REMINDED:
        raise Invalid(
            Text(
                f"未确认人数超过 {MOST_REMINDED} 人，请按部门分批发布后提醒",
                f"more than {MOST_REMINDED} people haven't answered",
            ),
            code="payroll.slip.too_many",
        )
    await _send(ctx, rows, str(ctx.today()))
    await ctx.audit.record(
        "payroll.slip.remind", subject="payroll_run", subject_id=run_id, detail={"people": len(rows)}
    )
    return {"reminded": len(rows)}


async def remind_due(ctx: Context, params: None, job: JobRun) -> dict[str, Any] | None:
    """Job ``payroll.remind``: once for each slip that nobody has confirmed so many days after it was published.

    The days are the setting ``remind_after_days``; 0 is never.
    """
    async with job.step("runs") as step:
        due = [] if step is None else await _due(step)
    reminded = 0
    for run_id in due:
        part = 0
        while True:
            async with job.step(f"{run_id}-{part}") as step:
                rows = [] if step is None else await _part(step, run_id, part)
                if step is not None and rows:
                    await _send(step, rows, "due")
                    reminded += len(rows)
            if len(rows) < PART:
                break
            part += 1
    return {"runs": len(due), "reminded": reminded}


async def _due(ctx: Context) -> list[UUID]:
    days = (await ctx.settings(PayrollSettings)).remind_after_days
    if not days:
        return []
    latest = ctx.now() - timedelta(days=days)
    rows = await fetch(
        "SELECT id FROM payroll_run WHERE company_id = $1 AND state IN ('closed', 'paid', 'filed')"
        " AND closed_at <= $2 AND closed_at > $3 ORDER BY closed_at",
        ctx.company_id,
        latest,
        latest - timedelta(days=LATE_DAYS),
    )
    return [row["id"] for row in rows]


async def _part(ctx: Context, run_id: UUID, part: int) -> Sequence[Any]:
    return await fetch(f"{_UNANSWERED} LIMIT $3 OFFSET $4", run_id, ctx.company_id, PART, part * PART)


async def _send(ctx: Context, rows: Sequence[Any], when: str) -> None:
    for row in rows:
        await ctx.notices.send(
            row["employee_id"],
            kind="payroll.slip_reminder",
            title=Text(f"请确认 {row['period']} 工资条", f"Please confirm your pay slip of {row['period']}"),
            body=Text("核对无误请确认，有疑问请提出异议。", "Confirm it if it is right, or ask about it."),
            link=f"/console/payroll/my/{row['id']}",
            key=f"payroll.remind:{row['id']}:{when}",
        )
