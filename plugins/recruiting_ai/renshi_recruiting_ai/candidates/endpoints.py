"""API of the pipeline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response

from renshi_recruiting_ai import invitations, notices, permissions
from renshi_recruiting_ai.candidates import repository, service
from renshi_recruiting_ai.candidates.schemas import AppealAnswer, NewDecision
from renshi_recruiting_ai.pipeline.kinds import is_overdue
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.review import repository as reviews
from renshi_recruiting_ai.rows import from_json
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/applications", permission=permissions.CANDIDATE_READ)
async def list_applications(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The pipeline: who applied for what, stage, match and whether a person should look."""
    found = await repository.applications(ctx.company_id, listing_query)
    owed = await reviews.cards_missing(ctx.company_id, ctx.actor.employee_id)
    for row in found.items:
        row["overdue"] = is_overdue(row, ctx.now(), ctx.today())
        if row["id"] in owed:
            # The program's number comes after one's own scorecard.
            row["match_percent"] = None
    return page_of(found)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@get("/applications/{application_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_application(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """One application with what the candidate agreed to. The read is audited."""
    row = await service.get(ctx, application_id)
    await ctx.audit.record(
        "recruiting_ai.application.read", subject="recruiting_ai_application", subject_id=application_id
    )
    hidden = {"token_hash", "tenant_id"}
    facts = from_json(row["facts"])
    asked = {item.fact: item.label for item in (await profiles.load(ctx, row["profile_id"])).requirements}
    consents = list((await repository.consents(application_id)).values())
    told = {item["purpose"]: notices.notices()[item["purpose"]] for item in consents}
    english = ctx.locale.startswith("en")
    return {key: value for key, value in row.items() if key not in hidden} | {
        "facts": facts,
        "facts_told": "；".join(f"{asked.get(name, name)}：{_shown(value)}" for name, value in facts.items())
        or None,
        "consents": consents,
        "agreed": [
            ("✓ " if item["granted"] else "✗ ")
            + (told[item["purpose"]].title_en if english else told[item["purpose"]].title)
            for item in consents
        ],
    }


@post("/applications/{application_id:uuid}/link", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def new_link(ctx: Context, application_id: UUID) -> dict[str, str]:
    """A new link for the candidate; the old one stops working. The secret is shown this once."""
    token = await service.new_link(ctx, application_id)
    return {"token": token, "page": invitations.page_of("me", token)}


@post(
    "/applications/{application_id:uuid}/invitation", permission=permissions.CANDIDATE_DECIDE, status_code=200
)
async def invite(ctx: Context, application_id: UUID) -> Response[bytes]:
    """A new link in a text file, ready to be sent; the old link stops working."""
    settings = await invitations.require_address(ctx)
    token = await service.new_link(ctx, application_id)
    row = await service.get(ctx, application_id)
    return await invitations.letter(
        ctx,
        settings,
        "me",
        name=row["name"],
        job=row["requisition_title"],
        token=token,
        until=row["token_expires_at"],
    )


@post("/applications/{application_id:uuid}/decisions", permission=permissions.CANDIDATE_DECIDE)
async def decide(ctx: Context, application_id: UUID, data: NewDecision) -> dict[str, Any]:
    """Advance, hold or reject, with the reason of the person who decides."""
    return await service.decide(ctx, application_id, data)


@get("/applications/{application_id:uuid}/decisions", permission=permissions.CANDIDATE_READ)
async def list_decisions(ctx: Context, application_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """What was decided, by whom, on which score."""
    await service.get(ctx, application_id)
    return page_of(await repository.decisions(ctx.company_id, application_id, listing_query))


@get("/appeals", permission=permissions.CANDIDATE_READ)
async def list_appeals(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Candidates who ask for a person or appeal."""
    found = await repository.appeals(ctx.company_id, listing_query)
    for row in found.items:
        row["overdue"] = bool(row["state"] == "open" and row["due_on"] and row["due_on"] < ctx.today())
    return page_of(found)


@post("/appeals/{appeal_id:uuid}/answer", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def answer_appeal(ctx: Context, appeal_id: UUID, data: AppealAnswer) -> dict[str, str]:
    """Answer a candidate."""
    await service.answer_appeal(ctx, appeal_id, data)
    return {"state": "answered"}


HANDLERS = (
    list_applications,
    read_application,
    new_link,
    invite,
    decide,
    list_decisions,
    list_appeals,
    answer_appeal,
)
