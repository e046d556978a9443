"""What approvers and owners of requests are told."""

from __future__ import annotations

from uuid import UUID

from renshi_core.requests.repository import Request
from renshi_sdk.context import Context
from renshi_sdk.text import Text

_OUTCOMES = {
    "approved": Text("已通过：{summary}", "Approved: {summary}"),
    "cancelled": Text("已撤销：{summary}", "Cancelled: {summary}"),
    "rejected": Text("未通过：{summary}", "Rejected: {summary}"),
    "returned": Text(
        "被退回，请修改后重新提交：{summary}", "Sent back, please correct and resubmit: {summary}"
    ),
}


def link(request: Request) -> str:
    """The request's page in the console."""
    return f"/console/core/requests/{request.id}"


async def tell_approver(
    ctx: Context,
    request: Request,
    employee_id: UUID,
    *,
    key: str,
    reminder: bool = False,
    stands_for: UUID | None = None,
) -> None:
    """Say that a request waits; ``key`` tells occasions apart, so that each is told once."""
    away = (await ctx.people.get(stands_for)).name if stands_for else None
    title = (
        Text("催办：有申请等待您审批", "Reminder: a request waits for your approval")
        if reminder
        else Text("有申请等待您审批", "A request waits for your approval")
    )
    await ctx.notices.send(
        employee_id,
        kind="core.request.waiting",
        title=title,
        body=Text(
            f"{request.employee_name}：{request.summary_zh}（{request.number}）"
            + (f"\n您代 {away} 审批" if away else ""),
            f"{request.employee_name}: {request.summary_en} ({request.number})"
            + (f"\nYou decide for {away}" if away else ""),
        ),
        link=link(request),
        key=f"request:{request.id}:{request.round}:{employee_id}:{key}",
    )


async def tell_copied(ctx: Context, request: Request, employee_id: UUID) -> None:
    """Say that somebody got a copy."""
    await ctx.notices.send(
        employee_id,
        kind="core.request.copied",
        title=Text("抄送给您的申请", "A request was copied to you"),
        body=Text(
            f"{request.employee_name}：{request.summary_zh}（{request.number}）",
            f"{request.employee_name}: {request.summary_en} ({request.number})",
        ),
        link=link(request),
        key=f"request:{request.id}:copy:{employee_id}",
    )


async def tell_mentioned(
    ctx: Context, request: Request, employee_id: UUID, *, author: str, body: str, key: str
) -> None:
    """Say that somebody was named in a comment."""
    await ctx.notices.send(
        employee_id,
        kind="core.request.mentioned",
        title=Text(f"{author} 在评论中提到了您", f"{author} mentioned you in a comment"),
        body=Text(f"{request.number}：{body[:200]}", f"{request.number}: {body[:200]}"),
        link=link(request),
        key=f"request:{request.id}:mention:{key}:{employee_id}",
    )


async def tell_owners(ctx: Context, request: Request, outcome: str, comment: str | None) -> None:
    """Say how a request ended (or that it came back) to the person it is about and to the sender."""
    summary = _OUTCOMES[outcome]
    note = comment.strip() if comment else ""
    body = Text(
        summary.zh.format(summary=request.summary_zh) + (f"\n意见：{note}" if note else ""),
        summary.en.format(summary=request.summary_en) + (f"\nComment: {note}" if note else ""),
    )
    for employee_id in dict.fromkeys((request.employee_id, request.submitter_id)):
        if employee_id is not None:
            await ctx.notices.send(
                employee_id,
                kind=f"core.request.{outcome}",
                title=Text(f"申请 {request.number}", f"Request {request.number}"),
                body=body,
                link=link(request),
                key=f"request:{request.id}:{request.round}:{employee_id}:{outcome}",
            )
