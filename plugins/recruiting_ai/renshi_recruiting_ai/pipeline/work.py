"""What is to be done next about an application, and its tags."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.pipeline.schemas import NextAction
from renshi_recruiting_ai.rows import tag_list
from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.db import execute


async def plan_next(ctx: Context, application_id: UUID, form: NextAction) -> dict[str, Any]:
    """Keep the next action; the one who is to do it is told."""
    try:
        due = date.fromisoformat(form.next_action_on) if form.next_action_on else None
    except ValueError as error:
        raise Invalid(
            Text("日期有误", "this is no date"), fields={"next_action_on": Text("日期有误", "no date")}
        ) from error
    if form.owner_id is not None:
        await ctx.people.get(form.owner_id)
    tag = await execute(
        "UPDATE recruiting_ai_application SET next_action = $3, next_action_on = $4, owner_id = $5"
        " WHERE company_id = $1 AND id = $2",
        ctx.company_id,
        application_id,
        form.next_action,
        due,
        form.owner_id,
    )
    if tag != "UPDATE 1":
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    await ctx.audit.record(
        "recruiting_ai.application.plan",
        subject="recruiting_ai_application",
        subject_id=application_id,
        detail={"next_action": form.next_action, "on": form.next_action_on},
    )
    if form.owner_id is not None and form.next_action and form.owner_id != ctx.actor.employee_id:
        by = f"（{form.next_action_on} 前）" if form.next_action_on else ""
        await ctx.notices.send(
            form.owner_id,
            kind="recruiting_ai.next_action",
            title=Text("招聘待办", "Something to do in recruiting"),
            body=Text(f"{form.next_action}{by}", f"{form.next_action} {form.next_action_on or ''}".strip()),
            link=f"/console/recruiting_ai/candidates/{application_id}",
        )
    return {"next_action": form.next_action, "next_action_on": due, "owner_id": form.owner_id}


async def set_tags(ctx: Context, application_id: UUID, tags: list[str] | str) -> dict[str, Any]:
    """Replace the tags."""
    wanted = tag_list(tags)
    tag = await execute(
        "UPDATE recruiting_ai_application SET tags = $3 WHERE company_id = $1 AND id = $2",
        ctx.company_id,
        application_id,
        wanted,
    )
    if tag != "UPDATE 1":
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    await ctx.audit.record(
        "recruiting_ai.application.tag",
        subject="recruiting_ai_application",
        subject_id=application_id,
        detail={"tags": wanted},
    )
    return {"tags": wanted}
