"""What people say about a request and what they attach to it; both are seen by whoever sees the request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.requests import messages, service
from renshi_core.requests.repository import Request
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

MOST_ATTACHMENTS = 20


async def comments(request_id: UUID) -> list[dict[str, Any]]:
    """The thread, oldest first, with the names of those who were mentioned."""
    rows = await fetch(
        "SELECT c.id, c.at, c.author, c.employee_id, c.body, c.mentions, (SELECT string_agg(e.name, '、' ORDER BY"
        " e.name) FROM core_employee e WHERE e.id = ANY(c.mentions)) AS mentioned FROM core_request_comment c"
        " WHERE c.request_id = $1 ORDER BY c.at, c.id",
        request_id,
    )
    return [dict(row) for row in rows]


async def comment(
    ctx: Context, platform: Platform, request_id: UUID, body: str, mentions: Sequence[UUID]
) -> UUID:
    """Say something about a request and tell those who are mentioned.

    Raises:
        NotFound: no such request for the caller. Invalid: somebody mentioned has no part in it, who would have
            to be given a copy first.
    """
    request = await service.get(ctx, platform, request_id)
    text = body.strip()
    if not text:
        message = Text("请填写评论", "say something")
        raise Invalid(message, code="request.comment", fields={"body": message})
    wanted = [i for i in dict.fromkeys(mentions) if i != ctx.actor.employee_id]
    strangers = set(wanted) - await participants(request)
    if strangers:
        message = Text(
            "只能提及参与此申请的人；请先抄送给对方", "only people with a part in it; give them a copy first"
        )
        raise Invalid(message, code="request.mention", fields={"mentions": message})
    made = new_id()
    await execute(
        "INSERT INTO core_request_comment (id, request_id, employee_id, author, at, body, mentions)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        made,
        request.id,
        ctx.actor.employee_id,
        ctx.actor.name,
        ctx.now(),
        text,
        wanted,
    )
    for employee_id in wanted:
        await messages.tell_mentioned(
            ctx, request, employee_id, author=ctx.actor.name, body=text, key=str(made)
        )
    await _audit(ctx, request, "comment", {})
    return made


async def participants(request: Request) -> set[UUID]:
    """Everybody who has a part: the person it is about, the sender, approvers, copies, and who commented."""
    rows = await fetch(
        "SELECT employee_id FROM core_request_approver WHERE request_id = $1 AND state <> 'upcoming'"
        " UNION SELECT employee_id FROM core_request_copy WHERE request_id = $1"
        " UNION SELECT employee_id FROM core_request_comment WHERE request_id = $1 AND employee_id IS NOT NULL",
        request.id,
    )
    own = {i for i in (request.employee_id, request.submitter_id) if i is not None}
    return own | {row["employee_id"] for row in rows}


async def attachments(request_id: UUID) -> list[dict[str, Any]]:
    """The files that go with a request, oldest first."""
    rows = await fetch(
        "SELECT file_id AS id, name, media_type, size, author, employee_id, at FROM core_request_attachment"
        " WHERE request_id = $1 ORDER BY at, id",
        request_id,
    )
    return [dict(row) | {"download": f"/api/requests/{request_id}/attachments/{row['id']}"} for row in rows]


async def attach(ctx: Context, platform: Platform, request_id: UUID, file_id: UUID) -> dict[str, Any]:
    """Let a file that the caller put in go with a request.

    Raises:
        NotFound: no such request, or no such file of the caller's. Conflict: it is attached already, or there
            are too many.
    """
    request = await service.get(ctx, platform, request_id)
    mine = await fetch_row(
        "SELECT id FROM core_file WHERE id = $1 AND (created_by = $2 OR ($3::uuid IS NOT NULL AND employee_id = $3))",
        file_id,
        ctx.actor.id,
        ctx.actor.employee_id,
    )
    if mine is None:
        raise NotFound(Text("没有这个文件", "there is no such file"), code="file.not_found")
    there = await attachments(request_id)
    if any(one["id"] == file_id for one in there):
        raise Conflict(Text("已添加该附件", "it is attached already"), code="request.attached")
    if len(there) >= MOST_ATTACHMENTS:
        raise Conflict(
            Text(f"最多 {MOST_ATTACHMENTS} 个附件", f"{MOST_ATTACHMENTS} files at most"),
            code="request.attachments",
        )
    stored, _ = await ctx.files.get(file_id)
    await execute(
        "INSERT INTO core_request_attachment"
        " (id, request_id, file_id, employee_id, author, name, media_type, size, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new_id(),
        request.id,
        file_id,
        ctx.actor.employee_id,
        ctx.actor.name,
        stored.name,
        stored.media_type,
        stored.size,
        ctx.now(),
    )
    await _audit(ctx, request, "attach", {"file_id": str(file_id), "name": stored.name})
    return {"id": file_id, "name": stored.name, "size": stored.size}


async def attachment(
    ctx: Context, platform: Platform, request_id: UUID, file_id: UUID
) -> tuple[StoredFile, bytes]:
    """The content of an attachment, for whoever may see the request; the read is audited."""
    request = await service.get(ctx, platform, request_id)
    if file_id not in {one["id"] for one in await attachments(request_id)}:
        raise NotFound(Text("没有这个附件", "there is no such attachment"), code="request.attachment")
    await _audit(ctx, request, "download", {"file_id": str(file_id)})
    return await ctx.files.get(file_id)


async def detach(ctx: Context, platform: Platform, request_id: UUID, file_id: UUID) -> None:
    """Take one's own attachment off an open request; the file itself stays until its time is over."""
    request = await service.get(ctx, platform, request_id)
    found = next((one for one in await attachments(request_id) if one["id"] == file_id), None)
    if found is None:
        raise NotFound(Text("没有这个附件", "there is no such attachment"), code="request.attachment")
    if found["employee_id"] is None or found["employee_id"] != ctx.actor.employee_id:
        raise Forbidden(
            Text("只能移除自己添加的附件", "only one's own can be taken off"), code="request.not_own"
        )
    if not request.state.open:
        raise Conflict(
            Text("申请已办结，附件须保留", "the request is decided; its files stay"), code="request.closed"
        )
    await execute(
        "DELETE FROM core_request_attachment WHERE request_id = $1 AND file_id = $2", request_id, file_id
    )
    await _audit(ctx, request, "detach", {"file_id": str(file_id)})


async def _audit(ctx: Context, request: Request, what: str, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"core.request.{what}",
        subject="request",
        subject_id=request.id,
        employee_id=request.employee_id,
        detail={"number": request.number, **detail},
    )
