"""API of the language model: the decision that holds, trying it out, what was asked, what it said of an interview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.language_model import opinions, repository, service
from renshi_recruiting_ai.language_model.schemas import ModelWish, Nothing
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.review import blind
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.web import get, post


@get("/language-model", permission=permissions.SETTINGS_EDIT)
async def read_model(ctx: Context) -> dict[str, Any]:
    """The decision that holds, without its key, and how much was asked today."""
    return await service.shown(ctx)


@post("/language-model", permission=permissions.SETTINGS_EDIT, status_code=200)
async def set_model(ctx: Context, data: ModelWish) -> dict[str, Any]:
    """Decide about the model. Turning it on needs an impact assessment; earlier decisions are kept."""
    return await service.decide(ctx, data)


@get("/language-model/decisions", permission=permissions.SETTINGS_EDIT)
async def list_decisions(ctx: Context) -> dict[str, Any]:
    """Every decision, newest first."""
    return as_list(await repository.decisions(ctx.company_id))


@get("/language-model/assessments", permission=permissions.SETTINGS_EDIT)
async def list_assessments(ctx: Context) -> dict[str, Any]:
    """Impact assessments that allow it, as choices."""
    rows = await repository.assessments_that_allow(ctx.company_id, ctx.today())
    return {
        "options": [
            {"value": str(row["id"]), "label": f"{row['title']}（{row['review_on']}）"} for row in rows
        ]
    }


@post("/language-model/test", permission=permissions.SETTINGS_EDIT, status_code=202)
async def test_model(ctx: Context, data: Nothing) -> dict[str, Any]:
    """Ask the model about a made-up answer, in the background; the outcome stands in the list of calls."""
    row = await repository.current(ctx.company_id)
    if row is None:
        raise Conflict(Text("请先填写大模型地址", "name a model first"))
    job = await ctx.jobs.enqueue(service.TEST_JOB, {"asked_by": ctx.actor.name}, key=str(ctx.company_id))
    return {"job_id": job}


@get("/language-model/calls", permission=permissions.SETTINGS_EDIT)
async def list_calls(ctx: Context) -> dict[str, Any]:
    """The newest questions and what became of them: digests and times, no words."""
    return as_list(await repository.calls(ctx.company_id))


@get("/interviews/{interview_id:uuid}/opinions", permission=permissions.CANDIDATE_READ)
async def read_opinions(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """What the model said of each answer in the newest score, beside the rules. Audited."""
    interview = await interviews.by_id(ctx.company_id, interview_id)
    if interview is None:
        raise NotFound(Text("没有这场面试", "there is no such interview"))
    await blind.require_sight(ctx, interview)
    await ctx.audit.record(
        "recruiting_ai.opinion.read", subject="recruiting_ai_interview", subject_id=interview_id
    )
    found = await scoring.report_of(interview_id)
    if found is None or found[1].added is None:
        return as_list([])
    profile = await profiles.load(ctx, interview["profile_id"])
    names = {question.key: question.text for question in profile.questions}
    return as_list(opinions.rows(found[1].added.opinions, names, english=ctx.locale.startswith("en")))


HANDLERS = (read_model, set_model, list_decisions, list_assessments, test_model, list_calls, read_opinions)
