"""Messages to candidates: written, logged, sent by mail where there is a server, and shown on their own page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_recruiting_ai import invitations
from renshi_recruiting_ai.pipeline import repository as pipelines
from renshi_recruiting_ai.pipeline.schemas import MoveForm
from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.talk import letters, mail
from renshi_recruiting_ai.talk.schemas import SendParams
from renshi_sdk import Context, NeedsAttention, NotFound, Temporary, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute, fetch, fetch_row

SEND_JOB = "recruiting_ai.send_message"
HIDDEN_LINK = "（链接仅发送给候选人）"
NO_SERVER = "未配置邮件服务器，内容只显示在候选人页面"
NO_ADDRESS = "候选人没有留下邮箱，内容只显示在候选人页面"
ASKED_NOT_TO = "候选人要求不再联系，未发送"


async def write(
    ctx: Context,
    application_id: UUID,
    key: str,
    *,
    locale: str = "zh-CN",
    subject: str | None = None,
    body: str | None = None,
    note: str = "",
    words: dict[str, str] | None = None,
    link: str | None = None,
    calendar: str | None = None,
) -> dict[str, Any]:
    """Write to a candidate. `link` and `calendar` leave with the mail and are kept sealed until then, never in the log.

    Raises:
        NotFound: no such application or letter.
    """
    row = await fetch_row(
        "SELECT a.candidate_id, c.name, c.email, c.do_not_contact, c.erased_at, r.title FROM"
        " recruiting_ai_application a"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id WHERE a.company_id = $1 AND a.id = $2",
        ctx.company_id,
        application_id,
    )
    if row is None or row["erased_at"] is not None:
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    text = await letters.letter(ctx.company_id, key, locale)
    settings = await ctx.settings(RecruitingSettings)
    filled = {
        "name": row["name"],
        "company": (await ctx.organization.company()).name,
        "job": row["title"],
        "contact": settings.contact,
        "note": note,
    } | (words or {})
    shown = filled | {"link": HIDDEN_LINK}
    problem = _problem(dict(row))
    message_id = await insert(
        "recruiting_ai_message",
        company_id=ctx.company_id,
        candidate_id=row["candidate_id"],
        application_id=application_id,
        template=key,
        channel="page" if problem else "mail",
        sent_to=None if problem else row["email"],
        subject=letters.fill(subject or text["subject"], shown).strip(),
        body=letters.fill(body or text["body"], shown),
        state="not_sent" if problem else "queued",
        problem=problem,
        author_name=ctx.actor.name,
    )
    if problem is None:
        whole = {
            "subject": letters.fill(subject or text["subject"], filled | {"link": link or ""}).strip(),
            "body": letters.fill(body or text["body"], filled | {"link": link or ""}),
            "calendar": calendar,
            "company": filled["company"],
        }
        await execute(
            "UPDATE recruiting_ai_message SET attachment = $2 WHERE id = $1",
            message_id,
            ctx.secrets.seal(json.dumps(whole, ensure_ascii=False), label=_label(message_id)),
        )
        await ctx.jobs.enqueue(SEND_JOB, {"message_id": str(message_id)}, key=str(message_id))
    await ctx.audit.record(
        "recruiting_ai.message.write",
        subject="recruiting_ai_message",
        subject_id=message_id,
        detail={"template": key, "application_id": str(application_id)},
    )
    return {"id": message_id, "state": "not_sent" if problem else "queued", "problem": problem}


def _problem(row: dict[str, Any]) -> str | None:
    if row["do_not_contact"]:
        return ASKED_NOT_TO
    if not row["email"]:
        return NO_ADDRESS
    return NO_SERVER if mail.server() is None else None


def _label(message_id: UUID) -> str:
    return f"recruiting_ai_message.attachment:{message_id}"


async def send(ctx: Context, params: SendParams, run: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.send_message: hand one letter to the mail server and say how it went in the log."""
    message_id = UUID(params.message_id)
    row = await fetch_row(
        "SELECT id, sent_to, state, attachment FROM recruiting_ai_message WHERE company_id = $1 AND id ="
        " $2 FOR UPDATE",
        ctx.company_id,
        message_id,
    )
    if row is None or row["state"] != "queued" or row["attachment"] is None:
        return {"skipped": "nothing to send"}
    server = mail.server()
    if server is None:
        await _end(message_id, "not_sent", NO_SERVER, None)
        return {"state": "not_sent"}
    whole = json.loads(ctx.secrets.open(row["attachment"], label=_label(message_id)))
    letter = mail.compose(
        server,
        company=whole["company"],
        address=row["sent_to"],
        subject=whole["subject"],
        body=whole["body"],
        key=str(message_id),
        calendar=whole["calendar"],
    )
    try:
        await asyncio.to_thread(mail.send, server, letter)
    except NeedsAttention as error:
        await _end(message_id, "failed", error.text.zh, None)
        return {"state": "failed"}
    except Temporary as error:
        if run.attempt < 4:
            raise
        await _end(message_id, "failed", error.text.zh, None)
        return {"state": "failed"}
    await _end(message_id, "sent", None, ctx.now())
    return {"state": "sent"}


async def _end(message_id: UUID, state: str, problem: str | None, at: datetime | None) -> None:
    await execute(
        "UPDATE recruiting_ai_message SET state = $2, problem = $3, sent_at = $4, attachment = NULL"
        " WHERE id = $1",
        message_id,
        state,
        problem,
        at,
    )


async def invite(
    ctx: Context, application_id: UUID, *, key: str = "invitation", locale: str = "zh-CN"
) -> dict[str, Any]:
    """Send a fresh link. The old link goes on working where nothing can be sent."""
    from renshi_recruiting_ai.candidates import service as applications

    settings = await ctx.settings(RecruitingSettings)
    row = await applications.get(ctx, application_id)
    if mail.server() is None or not row["email"] or row["do_not_contact"] or not settings.careers_address:
        return await write(
            ctx, application_id, key, locale=locale, words={"until": shown_time(ctx, row["token_expires_at"])}
        )
    token = await applications.new_link(ctx, application_id)
    row = await applications.get(ctx, application_id)
    return await write(
        ctx,
        application_id,
        key,
        locale=locale,
        link=f"{settings.careers_address}/{invitations.page_of('me', token)}",
        words={"until": shown_time(ctx, row["token_expires_at"])},
    )


def shown_time(ctx: Context, moment: datetime) -> str:
    """A moment as people where the company is read it."""
    return moment.astimezone(ZoneInfo(ctx.time_zone)).strftime("%Y-%m-%d %H:%M")


async def after_move(ctx: Context, application_ids: Sequence[UUID], form: MoveForm) -> list[dict[str, Any]]:
    """What goes out after a move: the letter a person chose, or the invitation where the stage says so."""
    stage = await pipelines.stage(ctx.company_id, form.stage_id)
    if form.message:
        return [await write(ctx, one, form.message, note=form.note or "") for one in application_ids]
    if stage and stage["auto_invite"] and stage["kind"] == "ai_interview":
        return [await invite(ctx, one) for one in application_ids]
    return []


async def of_candidate(candidate_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The log of what was written to a person, newest first."""
    rows = await fetch(
        "SELECT m.id, m.template, m.channel, m.sent_to, m.subject, m.body, m.state, m.problem,"
        " m.author_name, m.sent_at,"
        " m.created_at, m.application_id FROM recruiting_ai_message m WHERE m.candidate_id = ANY($1)"
        " ORDER BY m.created_at DESC, m.id DESC LIMIT 200",
        list(candidate_ids),
    )
    return [dict(row) for row in rows]


async def shown_to_candidate(application_id: UUID) -> list[dict[str, Any]]:
    """What the candidate's own page shows of it."""
    rows = await fetch(
        "SELECT subject, body, created_at FROM recruiting_ai_message WHERE application_id = $1"
        " ORDER BY created_at DESC, id DESC LIMIT 50",
        application_id,
    )
    return [dict(row) for row in rows]
