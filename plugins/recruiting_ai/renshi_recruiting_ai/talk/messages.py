"""Messages to candidates: written, logged, shown on their own page, and sent where there is a way."""

from __future__ import annotations

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
from renshi_recruiting_ai.talk import delivery, letters
from renshi_recruiting_ai.talk.delivery import SEND_JOB
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.db import execute, fetch, fetch_row

HIDDEN_LINK = {"zh-CN": "（链接仅发送给候选人）", "en-US": "(the link is sent to the candidate alone)"}
LINKED = frozenset({"invitation", "reminder", "reactivate"})
"""Letters that bring a fresh link to the candidate's page."""
AGAIN = frozenset({"failed", "bounced", "unsure", "not_sent"})


async def about(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """To whom a letter about an application goes. Raises ``NotFound``, also for somebody who was erased."""
    row = await fetch_row(
        "SELECT a.candidate_id, a.locale, c.name, c.email, c.do_not_contact, c.erased_at, r.title FROM"
        " recruiting_ai_application a"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id WHERE a.company_id = $1 AND a.id = $2",
        ctx.company_id,
        application_id,
    )
    if row is None or row["erased_at"] is not None:
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    return dict(row)


async def _filled(ctx: Context, row: dict[str, Any], note: str, words: dict[str, str]) -> dict[str, str]:
    settings = await ctx.settings(RecruitingSettings)
    return {
        "name": row["name"],
        "company": (await ctx.organization.company()).name,
        "job": row["title"],
        "contact": settings.contact,
        "note": note,
    } | words


async def write(
    ctx: Context,
    application_id: UUID,
    key: str,
    *,
    locale: str | None = None,
    subject: str | None = None,
    body: str | None = None,
    note: str = "",
    words: dict[str, str] | None = None,
    link: str | None = None,
    calendar: str | None = None,
    again_of: UUID | None = None,
    finished: bool = False,
) -> dict[str, Any]:
    """Write to a candidate, in the language they applied in unless another is asked for.

    `link` and `calendar` leave with the letter and are kept sealed until then, never in the log. What is `finished` has
    no places left to fill in.

    Raises:
        NotFound: no such application or letter.
    """
    row = await about(ctx, application_id)
    language = locale or row["locale"]
    text = await letters.letter(ctx.company_id, key, language)
    filled = await _filled(ctx, row, note, words or {})
    shown = filled | {"link": HIDDEN_LINK[language]}
    subject, body = subject or text["subject"], body or text["body"]

    def put(words: str, values: dict[str, str]) -> str:
        return words if finished else letters.fill(words, values)

    problem = await delivery.problem(ctx, row)
    state = "not_sent" if problem else "queued"
    message_id = await insert(
        "recruiting_ai_message",
        company_id=ctx.company_id,
        candidate_id=row["candidate_id"],
        application_id=application_id,
        template=key,
        channel="page",
        sent_to=None if problem else row["email"],
        subject=put(subject, shown).strip(),
        body=put(body, shown),
        state=state,
        problem=problem.zh if problem else None,
        problem_en=problem.en if problem else None,
        author_name=ctx.actor.name,
        locale=language,
        again_of=again_of,
    )
    if problem is None:
        whole = {
            "subject": put(subject, filled | {"link": link or ""}).strip(),
            "body": put(body, filled | {"link": link or ""}),
            "calendar": calendar,
            "company": filled["company"],
            "link": link,
        }
        await execute(
            "UPDATE recruiting_ai_message SET attachment = $2 WHERE id = $1",
            message_id,
            ctx.secrets.seal(json.dumps(whole, ensure_ascii=False), label=delivery.label(message_id)),
        )
        await ctx.jobs.enqueue(SEND_JOB, {"message_id": str(message_id)}, key=str(message_id))
    await ctx.audit.record(
        "recruiting_ai.message.write",
        subject="recruiting_ai_message",
        subject_id=message_id,
        detail={"template": key, "application_id": str(application_id)},
    )
    english = ctx.locale.startswith("en")
    return {
        "id": message_id,
        "state": state,
        "problem": (problem.en if english else problem.zh) if problem else None,
    }


async def preview(
    ctx: Context,
    application_id: UUID,
    key: str,
    *,
    locale: str | None = None,
    subject: str | None = None,
    body: str | None = None,
    note: str = "",
) -> dict[str, Any]:
    """A letter as it would be sent, and by which ways; nothing is kept or sent."""
    row = await about(ctx, application_id)
    language = locale or row["locale"]
    text = await letters.letter(ctx.company_id, key, language)
    filled = await _filled(ctx, row, note, {"link": HIDDEN_LINK[language]})
    problem = await delivery.problem(ctx, row)
    english = ctx.locale.startswith("en")
    return {
        "subject": letters.fill(subject or text["subject"], filled).strip(),
        "body": letters.fill(body or text["body"], filled),
        "ways": [] if problem else await delivery.ways(ctx, delivery.outsider(row)),
        "problem": (problem.en if english else problem.zh) if problem else None,
    }


async def invite(
    ctx: Context,
    application_id: UUID,
    *,
    key: str = "invitation",
    locale: str | None = None,
    again_of: UUID | None = None,
) -> dict[str, Any]:
    """Send a fresh link. The old link goes on working where nothing can be sent."""
    from renshi_recruiting_ai.candidates import service as applications

    settings = await ctx.settings(RecruitingSettings)
    row = await applications.get(ctx, application_id)
    problem = await delivery.problem(ctx, await about(ctx, application_id))
    if problem is not None or not settings.careers_address:
        until = shown_time(ctx, row["token_expires_at"])
        return await write(ctx, application_id, key, locale=locale, words={"until": until}, again_of=again_of)
    token = await applications.new_link(ctx, application_id)
    row = await applications.get(ctx, application_id)
    return await write(
        ctx,
        application_id,
        key,
        locale=locale,
        link=f"{settings.careers_address}/{invitations.page_of('me', token)}",
        words={"until": shown_time(ctx, row["token_expires_at"])},
        again_of=again_of,
    )


async def again(ctx: Context, message_id: UUID) -> dict[str, Any]:
    """Send a letter once more that did not arrive, as a new one; what a person decided to do stays in the log.

    Raises:
        NotFound: no such letter. Conflict: it arrived or is under way, or its words name something that has changed.
    """
    row = await fetch_row(
        "SELECT id, application_id, template, state, subject, body, locale FROM recruiting_ai_message"
        " WHERE company_id = $1 AND id = $2 FOR UPDATE",
        ctx.company_id,
        message_id,
    )
    if row is None or row["application_id"] is None:
        raise NotFound(Text("没有这条消息", "there is no such message"))
    if row["state"] not in AGAIN:
        raise Conflict(
            Text("该消息已发送或正在发送", "this message was sent, or is under way"),
            code="recruiting_ai.message_sent",
        )
    if row["template"] in LINKED:
        return await invite(
            ctx, row["application_id"], key=row["template"], locale=row["locale"], again_of=row["id"]
        )
    if row["template"] in ("offer", "round"):
        raise Conflict(
            Text(
                "录用通知请在“录用”页重新发送，面试安排请在轮次页重新通知",
                "send an offer again on the page Offers, and an appointment on its round's page",
            ),
            code="recruiting_ai.message_elsewhere",
        )
    return await write(
        ctx,
        row["application_id"],
        row["template"],
        locale=row["locale"],
        subject=row["subject"],
        body=row["body"],
        again_of=row["id"],
        finished=True,
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


async def of_candidate(candidate_ids: Sequence[UUID], *, english: bool = False) -> list[dict[str, Any]]:
    """The log of what was written to a person, newest first."""
    rows = await fetch(
        "SELECT m.id, m.template, m.channel, m.sent_to, m.subject, m.body, m.state, m.problem,"
        " m.problem_en, m.author_name, m.sent_at, m.not_before, m.locale,"
        " EXISTS (SELECT FROM recruiting_ai_message n WHERE n.again_of = m.id) AS sent_again,"
        " m.created_at, m.application_id FROM recruiting_ai_message m WHERE m.candidate_id = ANY($1)"
        " ORDER BY m.created_at DESC, m.id DESC LIMIT 200",
        list(candidate_ids),
    )
    found = []
    for row in rows:
        item = dict(row)
        item["may_again"] = item["state"] in AGAIN and not item["sent_again"]
        item["problem"] = item.pop("problem_en") or item["problem"] if english else item["problem"]
        item.pop("problem_en", None)
        found.append(item)
    return found


async def shown_to_candidate(application_id: UUID) -> list[dict[str, Any]]:
    """What the candidate's own page shows of it."""
    rows = await fetch(
        "SELECT subject, body, created_at FROM recruiting_ai_message WHERE application_id = $1"
        " ORDER BY created_at DESC, id DESC LIMIT 50",
        application_id,
    )
    return [dict(row) for row in rows]
