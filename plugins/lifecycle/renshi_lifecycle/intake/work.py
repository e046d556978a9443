"""What happens by itself: a form for each hire, deletion on its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_lifecycle.intake import repository, review
from renshi_lifecycle.permissions import INTAKE
from renshi_lifecycle.rows import update
from renshi_sdk import Context, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.events import EmployeeHireCancelled, EmployeeHired, EmployeeLeft

AFTER_LEAVING = 7
"""Days that an unfinished form outlives an employment that ended before it."""


async def hired(ctx: Context, event: EmployeeHired) -> None:
    """Open a form for somebody whose first day lies ahead, and tell HR to send the link."""
    if event.hired_on < ctx.today():
        return
    employee = await ctx.people.get(event.employee_id)
    intake_id = await review.create(ctx, employee)
    for person in await ctx.access.holders(INTAKE):
        await ctx.notices.send(
            person,
            kind="lifecycle.intake",
            title=Text(f"请向{employee.name}发送入职登记链接", f"Send {employee.name} the form's link"),
            body=Text(
                f"{employee.name}将于 {event.hired_on} 入职，登记表已生成。",
                f"{employee.name} starts on {event.hired_on}; the form is ready.",
            ),
            link=f"/console/lifecycle/intakes/{intake_id}",
            key=f"lifecycle.hired:{event.spell_id}:{person}",
        )


async def hire_cancelled(ctx: Context, event: EmployeeHireCancelled) -> None:
    """Who was hired doesn't come: the link ends at once, and what was stated goes soon."""
    intake = await repository.of_spell(event.spell_id)
    if intake is not None and intake["state"] != "accepted":
        await repository.revoke_keys(intake["id"], ctx.now())
        day = min(ctx.today() + timedelta(days=AFTER_LEAVING), intake["purge_on"])
        await update("lifecycle_intake", intake["id"], state="closed", link_state="revoked", purge_on=day)


async def left(ctx: Context, event: EmployeeLeft) -> None:
    """The employment ends: what wasn't taken over goes soon."""
    intake = await repository.of_spell(event.spell_id)
    if intake is not None and intake["state"] != "accepted":
        day = max(event.last_day, ctx.today()) + timedelta(days=AFTER_LEAVING)
        await update("lifecycle_intake", intake["id"], purge_on=min(day, intake["purge_on"]))


async def purge(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Delete what was stated in forms whose day has come; files that went into an employee's file stay there."""
    ids = await repository.overdue(ctx.company_id, ctx.today())
    files = await repository.wipe(ids)
    for file_id in files:
        await ctx.files.delete(file_id)
    if ids:
        await ctx.audit.record(
            "lifecycle.intake.purge",
            subject="lifecycle_intake",
            detail={"forms": len(ids), "files": len(files)},
        )
    return {"forms": len(ids), "files": len(files)}
