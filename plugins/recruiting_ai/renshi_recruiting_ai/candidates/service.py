"""Applying, deciding, objecting. Stages move here alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import notices, permissions
from renshi_recruiting_ai.candidates import repository
from renshi_recruiting_ai.candidates.schemas import AppealAnswer, ConsentGiven, NewApplication, NewDecision
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.pipeline import moves
from renshi_recruiting_ai.pool import identity
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.requisitions import repository as requisitions
from renshi_recruiting_ai.rows import as_json, from_json, insert, new_token, token_hash
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.events import CandidateApplied

CLOSED_STAGES = frozenset({"hired", "withdrawn"})


async def apply(ctx: Context, public_code: str, form: NewApplication) -> str:
    """Take an application; returns the secret of the candidate's link.

    Raises:
        NotFound: no such open job. Invalid: a required notice was not agreed to, or a fact does not fit.
        Conflict: the same person has applied for this job already.
    """
    settings = await ctx.settings(RecruitingSettings)
    job = await requisitions.open_by_code(ctx.company_id, public_code) if settings.careers_open else None
    if job is None:
        raise NotFound(Text("该职位不存在或已关闭", "there is no such open job"))
    profile = await profiles.load(ctx, job["profile_id"])
    facts = _checked_facts(profile, form.facts)
    _check_consents(form.consents)
    # Two posts of one form at the same moment must not make two candidates.
    await execute(
        "SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_apply:{ctx.company_id}:{form.phone}"
    )
    token, hashed = (form.key, token_hash(form.key)) if form.key else new_token()
    if form.key and await repository.application_of_token(ctx.company_id, hashed):
        return token
    candidate_id = await _candidate(ctx, form)
    if await _applied_before(job["id"], candidate_id):
        raise Conflict(
            Text(
                "您已应聘该职位，请使用之前的链接",
                "you have applied for this job already; use your earlier link",
            ),
            code="recruiting_ai.applied_already",
        )
    application_id = await insert(
        "recruiting_ai_application",
        company_id=ctx.company_id,
        requisition_id=job["id"],
        candidate_id=candidate_id,
        channel=form.channel,
        campaign=form.campaign,
        locale=form.locale,
        stage="applied",
        stage_at=ctx.now(),
        facts=as_json(facts),
        resume=form.resume,
        token_hash=hashed,
        token_expires_at=ctx.now() + timedelta(days=settings.link_days),
    )
    await moves.enter(ctx, application_id, "applied")
    for given in form.consents:
        await record_consent(ctx, application_id, given)
    await ctx.events.publish(
        CandidateApplied(
            company_id=ctx.company_id,
            candidate_id=candidate_id,
            application_id=application_id,
            requisition_id=job["id"],
            channel=form.channel,
        )
    )
    await _audit(ctx, "recruiting_ai.application.create", application_id, {"channel": form.channel})
    return token


def _checked_facts(profile: JobProfile, given: dict[str, float | str]) -> dict[str, float | str]:
    """Only facts the profile's requirements ask for, each of the right kind."""
    rules = {item.fact: item for item in profile.requirements}
    wrong: dict[str, Text | str] = {}
    for name, value in given.items():
        rule = rules.get(name)
        if rule is None:
            wrong[f"facts.{name}"] = Text("岗位未要求此项", "the job does not ask for this")
        elif rule.at_least is not None and not isinstance(value, float):
            wrong[f"facts.{name}"] = Text("应为数字", "must be a number")
        elif rule.at_least is None and (not isinstance(value, str) or len(value) > 80 or "\x00" in value):
            wrong[f"facts.{name}"] = Text("应为简短文字", "must be a short text")
    if wrong:
        raise Invalid(Text("岗位条件填写有误", "the job's conditions are not filled in right"), fields=wrong)
    return given


def _check_consents(given: list[ConsentGiven]) -> None:
    agreed: dict[str, ConsentGiven] = {item.purpose: item for item in given}
    for notice in notices.notices().values():
        item = agreed.get(notice.purpose)
        if item is not None and item.granted and item.digest != notice.digest:
            raise Conflict(
                Text(
                    "告知内容已更新，请刷新页面后重新阅读", "the notice has changed; reload and read it again"
                ),
                code="recruiting_ai.notice_changed",
            )
        if notice.required and (item is None or not item.granted):
            raise Invalid(
                Text(f"需要先同意《{notice.title}》", f"please agree to “{notice.title_en}” first"),
                code="recruiting_ai.consent_needed",
            )


async def _candidate(ctx: Context, form: NewApplication) -> UUID:
    """The known candidate with this phone and name; else a new one, marked where phone or mail are known."""
    known = await repository.same_person(ctx.company_id, form.phone, form.email)
    for row in known:
        if row["phone"] == form.phone and row["name"] == form.name:
            return UUID(str(row["id"]))
    return await insert(
        "recruiting_ai_candidate",
        company_id=ctx.company_id,
        name=form.name,
        phone=form.phone,
        email=form.email,
        duplicate_of=known[0]["id"] if known else None,
        source=form.channel,
        **identity.keys(ctx, name=form.name, phone=form.phone, email=form.email),
    )


async def _applied_before(requisition_id: UUID, candidate_id: UUID) -> bool:
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM recruiting_ai_application a JOIN recruiting_ai_candidate c"
            " ON c.id = a.candidate_id, (SELECT coalesce(merged_into, id) AS kept FROM recruiting_ai_candidate"
            " WHERE id = $2) one WHERE a.requisition_id = $1 AND (c.id = one.kept OR c.merged_into = one.kept))",
            requisition_id,
            candidate_id,
        )
    )


async def record_consent(
    ctx: Context, application_id: UUID, given: ConsentGiven, *, notice: notices.Notice | None = None
) -> None:
    """Add what somebody agreed or no longer agrees to; `notice` where its text is a company's own."""
    notice = notice or notices.notices()[given.purpose]
    await insert(
        "recruiting_ai_consent",
        company_id=ctx.company_id,
        application_id=application_id,
        purpose=given.purpose,
        granted=given.granted,
        notice_version=notice.version,
        notice_digest=notice.digest,
        given_at=ctx.now(),
    )


async def of_token(ctx: Context, token: str) -> dict[str, Any]:
    """The application of a candidate's link, locked; NotFound for a link that is unknown or over."""
    application_id = await repository.application_of_token(ctx.company_id, token_hash(token))
    row = await repository.application(ctx.company_id, application_id, lock=True) if application_id else None
    if row is None or row["token_expires_at"] <= ctx.now() or row["erased_at"] is not None:
        raise NotFound(
            Text(
                "链接无效或已过期，请联系招聘人员",
                "this link is not valid or is over; please ask the recruiter",
            )
        )
    return row


async def get(ctx: Context, application_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = await repository.application(ctx.company_id, application_id, lock=lock)
    if row is None:
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    return row | {"facts": from_json(row["facts"])}


async def new_link(ctx: Context, application_id: UUID) -> str:
    """A fresh secret for the candidate's link; the old one stops working."""
    settings = await ctx.settings(RecruitingSettings)
    row = await get(ctx, application_id, lock=True)
    if row["stage"] in CLOSED_STAGES or row["erased_at"] is not None:
        raise Conflict(Text("该应聘已结束", "this application is over"))
    token, hashed = new_token()
    await execute(
        "UPDATE recruiting_ai_application SET token_hash = $2, token_expires_at = $3 WHERE id = $1",
        application_id,
        hashed,
        ctx.now() + timedelta(days=settings.link_days),
    )
    await _audit(ctx, "recruiting_ai.application.link", application_id, {})
    return token


async def move(ctx: Context, application_id: UUID, stage: str, *, reason: str | None = None) -> None:
    """Put an application into a stage; its column of the board and the history follow."""
    await moves.enter(ctx, application_id, stage, reason=reason)


async def decide(ctx: Context, application_id: UUID, form: NewDecision) -> dict[str, Any]:
    """Record what a person decided. There is no other way into the stages 'offer' and 'rejected'.

    Raises:
        Forbidden: the actor is no person. Conflict: the application is over.
    """
    actor_id = moves.require_person(ctx)
    row = await get(ctx, application_id, lock=True)
    if row["stage"] in CLOSED_STAGES:
        raise Conflict(Text("该应聘已结束", "this application is over"))
    if form.score_id is not None and not await _is_score_of(form.score_id, row["interview_id"]):
        raise NotFound(Text("没有这份评分", "there is no such score"))
    decision_id = await insert(
        "recruiting_ai_decision",
        company_id=ctx.company_id,
        application_id=application_id,
        decision=form.decision,
        reason=form.reason,
        decided_by=actor_id,
        decided_by_name=ctx.actor.name,
        decided_at=ctx.now(),
        score_id=form.score_id,
        basis=as_json(found) if (found := await _basis(ctx, application_id)) else None,
    )
    await move(
        ctx,
        application_id,
        {"advance": "offer", "hold": "review", "reject": "rejected"}[form.decision],
        reason=form.reason,
    )
    await _audit(ctx, "recruiting_ai.decision.create", application_id, {"decision": form.decision})
    return {"id": decision_id, "decision": form.decision, "stage": (await get(ctx, application_id))["stage"]}


async def _basis(ctx: Context, application_id: UUID) -> dict[str, Any] | None:
    from renshi_recruiting_ai.rounds import service as rounds

    return await rounds.basis(application_id, ctx.company_id)


async def _is_score_of(score_id: UUID, interview_id: UUID | None) -> bool:
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM recruiting_ai_score WHERE id = $1 AND interview_id = $2)",
            score_id,
            interview_id,
        )
    )


async def withdraw(ctx: Context, row: dict[str, Any]) -> None:
    """The candidate takes the application back."""
    if row["stage"] in CLOSED_STAGES:
        raise Conflict(Text("该应聘已结束", "this application is over"))
    await move(ctx, row["id"], "withdrawn")
    await _audit(ctx, "recruiting_ai.application.withdraw", row["id"], {})


async def object_to(ctx: Context, row: dict[str, Any], kind: str, words: str) -> UUID:
    """Ask for a person, or appeal; people of the company are told."""
    appeal_id = await insert(
        "recruiting_ai_appeal",
        company_id=ctx.company_id,
        application_id=row["id"],
        kind=kind,
        words=words,
        state="open",
        due_on=ctx.today() + timedelta(days=(await ctx.settings(RecruitingSettings)).appeal_days),
    )
    await _audit(ctx, f"recruiting_ai.{kind}.request", row["id"], {})
    if row["requested_by"] is not None:
        title = (
            Text("候选人要求人工面试", "A candidate asks for a person")
            if kind == "human"
            else Text("候选人提出申诉", "A candidate appeals")
        )
        await ctx.notices.send(
            row["requested_by"],
            kind=f"recruiting_ai.{kind}",
            title=title,
            body=Text(f"{row['requisition_title']}：请处理", f"{row['requisition_title']}: please answer"),
            link="/console/recruiting_ai/appeals",
            key=f"recruiting_ai.{kind}:{appeal_id}",
        )
    return appeal_id


async def answer_appeal(ctx: Context, appeal_id: UUID, form: AppealAnswer) -> None:
    """Answer a candidate; a person's words, shown on the candidate's page.

    Whether the one who answers is the one who had decided is kept: another pair of eyes is better.

    Raises:
        Forbidden: the actor is no person. NotFound: no such open appeal.
    """
    actor_id = moves.require_person(ctx)
    decided_by = await fetch_value(
        "SELECT d.decided_by FROM recruiting_ai_appeal x JOIN recruiting_ai_decision d"
        " ON d.application_id = x.application_id WHERE x.company_id = $1 AND x.id = $2"
        " ORDER BY d.decided_at DESC, d.id DESC LIMIT 1",
        ctx.company_id,
        appeal_id,
    )
    tag = await execute(
        "UPDATE recruiting_ai_appeal SET state = 'answered', answer = $3, answered_by = $4, answered_at = $5,"
        " outcome = $6, same_person = $7 WHERE company_id = $1 AND id = $2 AND state = 'open'",
        ctx.company_id,
        appeal_id,
        form.answer,
        actor_id,
        ctx.now(),
        form.outcome,
        None if decided_by is None else decided_by == actor_id,
    )
    if tag != "UPDATE 1":
        raise NotFound(Text("没有待处理的申诉", "there is no such open appeal"))
    await ctx.audit.record(
        "recruiting_ai.appeal.answer",
        subject="recruiting_ai_appeal",
        subject_id=appeal_id,
        detail={"outcome": form.outcome},
    )
    application_id = await fetch_value(
        "SELECT application_id FROM recruiting_ai_appeal WHERE id = $1", appeal_id
    )
    await _tell_answer(ctx, application_id, form.answer)


async def _tell_answer(ctx: Context, application_id: UUID, answer: str) -> None:
    """The answer as a letter, kept in the candidate's file; somebody who was erased gets none."""
    from renshi_recruiting_ai.talk import messages

    try:
        await messages.write(ctx, application_id, "appeal_answered", note=answer)
    except NotFound:
        return


async def remind_of_appeals(ctx: Context) -> int:
    """Tell those who may decide of appeals whose day is near or past, once a day. Returns how many appeals."""
    rows = await fetch(
        "SELECT x.id, x.due_on, r.title FROM recruiting_ai_appeal x"
        " JOIN recruiting_ai_application a ON a.id = x.application_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " WHERE x.company_id = $1 AND x.state = 'open' AND x.due_on <= $2 ORDER BY x.due_on, x.id LIMIT 200",
        ctx.company_id,
        ctx.today() + timedelta(days=3),
    )
    people = await ctx.access.holders(permissions.CANDIDATE_DECIDE) if rows else []
    for row in rows:
        for person in people[:20]:
            await ctx.notices.send(
                person,
                kind="recruiting_ai.appeal_due",
                title=Text("申诉即将到答复期限", "An appeal is due"),
                body=Text(
                    f"{row['title']}：请在 {row['due_on']} 前答复候选人。",
                    f"{row['title']}: please answer by {row['due_on']}.",
                ),
                link="/console/recruiting_ai/appeals",
                key=f"recruiting_ai.appeal_due:{row['id']}:{ctx.today()}:{person}",
            )
    return len(rows)


async def _audit(ctx: Context, action: str, application_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        action, subject="recruiting_ai_application", subject_id=application_id, detail=detail
    )
