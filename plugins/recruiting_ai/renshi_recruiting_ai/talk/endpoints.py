"""API of notes, tasks, messages and the timeline of an application."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.rows import as_list
from renshi_recruiting_ai.talk import letters, messages, service
from renshi_recruiting_ai.talk.schemas import LetterText, NewMessage, NewNote, NewTask
from renshi_sdk import Context
from renshi_sdk.web import delete, get, post, put


@get("/applications/{application_id:uuid}/notes", permission=permissions.CANDIDATE_READ)
async def list_notes(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Notes about the person, newest first."""
    return as_list(await service.notes(ctx, application_id))


@post("/applications/{application_id:uuid}/notes", permission=permissions.CANDIDATE_READ)
async def write_note(ctx: Context, application_id: UUID, data: NewNote) -> dict[str, Any]:
    """Write a note; mentioned colleagues are told."""
    return await service.note(ctx, application_id, data)


@get("/applications/{application_id:uuid}/tasks", permission=permissions.CANDIDATE_READ)
async def list_tasks(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Tasks about the person, open ones first."""
    return as_list(await service.tasks(ctx, application_id))


@post("/applications/{application_id:uuid}/tasks", permission=permissions.CANDIDATE_DECIDE)
async def new_task(ctx: Context, application_id: UUID, data: NewTask) -> dict[str, Any]:
    """Add a task."""
    return await service.task(ctx, application_id, data)


@post("/tasks/{task_id:uuid}/done", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def task_done(ctx: Context, task_id: UUID) -> dict[str, Any]:
    """Mark a task as done."""
    return await service.done(ctx, task_id)


@get("/applications/{application_id:uuid}/messages", permission=permissions.CANDIDATE_READ)
async def list_messages(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """What was written to the person, and how it went."""
    row = await service.application(ctx, application_id)
    return as_list(await messages.of_candidate(row["people"], english=ctx.locale.startswith("en")))


@post("/applications/{application_id:uuid}/messages", permission=permissions.CANDIDATE_DECIDE)
async def write_message(ctx: Context, application_id: UUID, data: NewMessage) -> dict[str, Any]:
    """Write to the candidate: by mail where that is possible, and on their own page."""
    await service.application(ctx, application_id)
    if data.template in messages.LINKED and data.body is None:
        return await messages.invite(ctx, application_id, key=data.template, locale=data.locale)
    return await messages.write(
        ctx,
        application_id,
        data.template,
        locale=data.locale,
        subject=data.subject,
        body=data.body,
        note=data.note,
    )


@post(
    "/applications/{application_id:uuid}/messages/preview",
    permission=permissions.CANDIDATE_DECIDE,
    status_code=200,
)
async def preview_message(ctx: Context, application_id: UUID, data: NewMessage) -> dict[str, Any]:
    """The letter as it would be sent, and by which ways. Nothing is sent."""
    return await messages.preview(
        ctx,
        application_id,
        data.template,
        locale=data.locale,
        subject=data.subject,
        body=data.body,
        note=data.note,
    )


@post("/messages/{letter_id:uuid}/again", permission=permissions.CANDIDATE_DECIDE)
async def message_again(ctx: Context, letter_id: UUID) -> dict[str, Any]:
    """Send a letter once more that did not arrive, or of which nobody knows."""
    return await messages.again(ctx, letter_id)


@get("/applications/{application_id:uuid}/timeline", permission=permissions.CANDIDATE_READ)
async def read_timeline(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Everything that happened, newest first."""
    return as_list(await service.timeline(ctx, application_id))


@get("/letters", permission=permissions.CANDIDATE_READ)
async def list_letters(ctx: Context) -> dict[str, Any]:
    """The letters to candidates in both languages, as they would be sent now."""
    return as_list(await letters.letters(ctx.company_id))


@get("/letters/options", permission=permissions.CANDIDATE_READ)
async def letter_options(ctx: Context) -> dict[str, Any]:
    """Choices for a form."""
    locale = "en-US" if ctx.locale.startswith("en") else "zh-CN"
    return {
        "options": [
            {"value": key, "label": item["title"][locale]} for key, item in letters.starters().items()
        ]
    }


@put("/letters/{letter:str}/{locale:str}", permission=permissions.SETTINGS_EDIT)
async def save_letter(ctx: Context, letter: str, locale: str, data: LetterText) -> dict[str, Any]:
    """Keep the company's own text of a letter."""
    return await letters.save(ctx, letter, locale, data.subject, data.body)


@delete("/letters/{letter:str}/{locale:str}", permission=permissions.SETTINGS_EDIT, status_code=200)
async def restore_letter(ctx: Context, letter: str, locale: str) -> dict[str, Any]:
    """Go back to the text that comes with the plugin."""
    return await letters.restore(ctx, letter, locale)


HANDLERS = (
    list_notes,
    write_note,
    list_tasks,
    new_task,
    task_done,
    list_messages,
    write_message,
    preview_message,
    message_again,
    read_timeline,
    list_letters,
    letter_options,
    save_letter,
    restore_letter,
)
