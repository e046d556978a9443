"""Checklists over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_lifecycle.checklists import repository, service, templates
from renshi_lifecycle.checklists.schemas import DoneIn, MentorIn, SkipIn, StartIn, TemplateIn
from renshi_lifecycle.permissions import CHECKLIST_MANAGE, CHECKLIST_READ
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, post, put


@get("/templates", permission=CHECKLIST_MANAGE)
async def list_templates(ctx: Context) -> dict[str, Any]:
    """Templates of the company."""
    items = [
        {n: v for n, v in row.items() if n not in ("tenant_id", "tasks")} | {"tasks": len(row["tasks"])}
        for row in await repository.templates(ctx.company_id)
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/templates", permission=CHECKLIST_MANAGE)
async def create_template(ctx: Context, data: TemplateIn) -> dict[str, Any]:
    """A new template."""
    return {"id": await templates.add(ctx, data)}


@get("/templates/{checklist_template_id:uuid}", permission=CHECKLIST_MANAGE)
async def read_template(ctx: Context, checklist_template_id: UUID) -> dict[str, Any]:
    """A template as it can be sent back."""
    row = await repository.template(ctx.company_id, checklist_template_id)
    return {n: row[n] for n in TemplateIn.model_fields}


@put("/templates/{checklist_template_id:uuid}", permission=CHECKLIST_MANAGE)
async def change_template(ctx: Context, checklist_template_id: UUID, data: TemplateIn) -> dict[str, Any]:
    """Change a template; checklists that run keep theirs."""
    row = await templates.change(ctx, checklist_template_id, data)
    return {"id": row["id"], "version": row["version"]}


@delete("/templates/{checklist_template_id:uuid}", permission=CHECKLIST_MANAGE)
async def remove_template(ctx: Context, checklist_template_id: UUID) -> None:
    """Take a template out."""
    await templates.remove(ctx, checklist_template_id)


@get("/checklists", permission=CHECKLIST_READ)
async def list_checklists(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Checklists in the caller's reach, and how far each is."""
    return page_of(await service.list_checklists(ctx, listing_query))


@post("/checklists", permission=CHECKLIST_MANAGE)
async def start_checklist(ctx: Context, data: StartIn) -> dict[str, Any]:
    """Begin one by hand."""
    return await service.get(ctx, await service.start_by_hand(ctx, data))


@get("/checklists/{checklist_id:uuid}", permission=CHECKLIST_READ)
async def read_checklist(ctx: Context, checklist_id: UUID) -> dict[str, Any]:
    """One checklist."""
    return await service.get(ctx, checklist_id)


@get("/checklists/{checklist_id:uuid}/tasks", permission=CHECKLIST_READ)
async def list_tasks(ctx: Context, checklist_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Its tasks."""
    return page_of(await service.list_tasks(ctx, checklist_id, listing_query))


@post("/checklists/{checklist_id:uuid}/mentor", permission=CHECKLIST_MANAGE, status_code=200)
async def name_mentor(ctx: Context, checklist_id: UUID, data: MentorIn) -> dict[str, Any]:
    """Say who looks after somebody."""
    await service.name_mentor(ctx, checklist_id, data.mentor_id)
    return await service.get(ctx, checklist_id)


@post("/checklists/{checklist_id:uuid}/cancel", permission=CHECKLIST_MANAGE, status_code=200)
async def cancel_checklist(ctx: Context, checklist_id: UUID) -> dict[str, Any]:
    """Call one off."""
    await service.get(ctx, checklist_id)
    await service.cancel(ctx, checklist_id)
    return await service.get(ctx, checklist_id)


@get("/tasks/mine", permission=AUTHENTICATED)
async def my_tasks(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Open tasks that wait for the caller."""
    return page_of(await service.mine(ctx, listing_query))


@post("/tasks/{todo_id:uuid}/done", permission=AUTHENTICATED, status_code=200)
async def finish_task(ctx: Context, todo_id: UUID, data: DoneIn) -> dict[str, Any]:
    """A task is done."""
    return await service.finish(ctx, todo_id, data)


@post("/tasks/{todo_id:uuid}/skip", permission=CHECKLIST_MANAGE, status_code=200)
async def skip_task(ctx: Context, todo_id: UUID, data: SkipIn) -> dict[str, Any]:
    """A task isn't needed."""
    return await service.skip(ctx, todo_id, data.reason)


HANDLERS = (
    list_templates,
    create_template,
    read_template,
    change_template,
    remove_template,
    list_checklists,
    start_checklist,
    read_checklist,
    list_tasks,
    name_mentor,
    cancel_checklist,
    my_tasks,
    finish_task,
    skip_task,
)
