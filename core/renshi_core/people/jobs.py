"""The daily job that lets planned changes come true."""

from __future__ import annotations

from typing import Any

from renshi_core.organization import dated, reorganisation_service
from renshi_core.organization import repository as organization
from renshi_core.people import current, lifecycle, posts, service
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun, Schedule
from renshi_sdk.text import Text

BATCH = 2_000


async def roll_forward(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Bring the rows of people up to date whose facts change today, or should have since the last run.

    A probation that ran out with nobody deciding ended with employment on the day after it: it can't be
    prolonged (劳动合同法 art. 19), so it is recorded and told as a regularisation.
    """
    today = ctx.today()
    if await dated.due(ctx.company_id, today):
        await organization.lock_tree(ctx.company_id)
        await dated.refresh(ctx, ctx.company_id)
    await reorganisation_service.roll_forward(ctx)
    posted = await posts.roll_forward(ctx.company_id, today)
    people = await current.due(ctx.company_id, today)
    over = await current.probation_over(people, today)
    for employee_id, day in over:
        await service.regularise(ctx, employee_id, day)
    for start in range(0, len(people), BATCH):
        await current.refresh(people[start : start + BATCH], today)
    return {"people": len(people), "regularised": len(over), "posts": posted}


JOBS = (
    Job(
        name="core.roll_forward",
        title=Text("生效已排定的人事变动", "Let planned job changes take effect"),
        handler=roll_forward,
    ),
    Job(
        name="core.probation_reminders",
        title=Text("提醒试用期将满", "Remind of probations about to end"),
        handler=lifecycle.remind,
    ),
)
# Twice, so that a night's outage is made up for before people start work.
SCHEDULES = (
    Schedule(job="core.roll_forward", cron="5 0,6 * * *"),
    Schedule(job="core.probation_reminders", cron="0 9 * * *"),
)
