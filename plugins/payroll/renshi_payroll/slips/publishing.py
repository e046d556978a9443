"""Telling everybody that their slip is there, once each, however often the job is tried."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from renshi_payroll.runs.repository import get_run
from renshi_sdk import Context, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import fetch

#: Notices per committed step.
BATCH = 500


class PublishParams(BaseModel):
    """Which closed run, and how many slips it has."""

    model_config = ConfigDict(extra="forbid")

    run_id: UUID
    slips: int


async def publish(ctx: Context, params: PublishParams, job: JobRun) -> dict[str, Any] | None:
    """Job ``payroll.publish``: a notice to each employee of a closed run. Amounts are not in the notice."""
    parts = -(-params.slips // BATCH)
    for part in range(parts):
        async with job.step(f"part-{part}") as step:
            if step is not None:
                await _notify(step, params.run_id, part)
        await job.progress(part + 1, parts, Text("正在通知员工", "Notifying employees"))
    return {"slips": params.slips}


async def _notify(ctx: Context, run_id: UUID, part: int) -> None:
    run = await get_run(ctx.company_id, run_id)
    rows = await fetch(
        "SELECT s.id, s.employee_id FROM payroll_slip s JOIN payroll_run r"
        " ON r.id = s.run_id AND r.version = s.version"
        " WHERE r.id = $1 AND r.state IN ('closed', 'paid', 'filed') ORDER BY s.employee_id LIMIT $2 OFFSET $3",
        run.id,
        BATCH,
        part * BATCH,
    )
    for row in rows:
        await ctx.notices.send(
            row["employee_id"],
            kind="payroll.slip_published",
            title=Text(f"{run.period} 工资条已发布", f"Your pay slip of {run.period}"),
            body=Text(
                "请登录查看明细与每一项的计算说明。", "Sign in to see each line and how it was computed."
            ),
            link=f"/console/payroll/my/{row['id']}",
            key=f"payroll.slip:{row['id']}",
        )
