"""Every morning: close what is over, and tell people what comes due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_contracts import law
from renshi_contracts.permissions import MANAGE
from renshi_contracts.register import repository as contracts
from renshi_contracts.settings import ContractSettings
from renshi_contracts.warnings import repository
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Job, JobRun, Schedule

PAGE = "/console/contracts/contracts"


async def morning(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Close contracts that are over, remind managers once per step, and HR with one notice of each kind a day."""
    settings = await ctx.settings(ContractSettings)
    today = ctx.today()
    closed = await contracts.close_over(ctx.company_id, today)
    keepers = await ctx.access.holders(MANAGE)
    steps = sorted(settings.remind_days)
    ending = (
        await repository.ending(ctx.company_id, today, today + timedelta(days=steps[-1])) if steps else []
    )
    fresh = 0
    for row in ending:
        left = (row["ends_on"] - today).days
        step = next(days for days in steps if left <= days)
        fresh += left == step
        if row["manager_id"] is not None:
            await _tell_manager(ctx, row["manager_id"], row, left, step)
    if fresh:
        await _tell(
            ctx,
            keepers,
            "contracts.ending",
            Text(f"{fresh} 份劳动合同临近到期", f"{fresh} labour contracts come to an end"),
            f"ending:{today}",
        )
    due = [
        row
        for row in await repository.unsigned(ctx.company_id, today)
        if (law.written_duty(row["hired_on"]).due_by - today).days <= settings.sign_reminder_days
    ]
    if due:
        await _tell(
            ctx,
            keepers,
            "contracts.unsigned",
            Text(f"{len(due)} 名员工未在期限内签订劳动合同", f"{len(due)} employees lack a labour contract"),
            f"unsigned:{today}",
        )
    return {"closed": closed, "ending": len(ending), "unsigned": len(due)}


async def _tell_manager(ctx: Context, manager_id: UUID, row: dict[str, Any], left: int, step: int) -> None:
    await ctx.notices.send(
        manager_id,
        kind="contracts.ending_of_report",
        title=Text(
            f"{row['name']}的劳动合同将于 {row['ends_on']} 到期",
            f"{row['name']}: contract ends {row['ends_on']}",
        ),
        body=Text(
            f"还有 {left} 天，请与人事确认是否续签。",
            f"{left} days are left; agree with HR whether to renew it.",
        ),
        key=f"contracts.ending:{row['id']}:{step}",
    )


async def _tell(ctx: Context, people: list[UUID], kind: str, title: Text, key: str) -> None:
    for employee_id in people:
        await ctx.notices.send(
            employee_id,
            kind=kind,
            title=title,
            body=Text("请在“劳动合同 · 预警”中查看并办理。", "See the warnings of the contracts page."),
            link=PAGE,
            key=f"contracts.{key}:{ctx.company_id}",
        )


JOBS = (Job(name="contracts.morning", title=Text("合同到期与未签检查", "Check contracts"), handler=morning),)
SCHEDULES = (Schedule(job="contracts.morning", cron="30 8 * * *"),)
