"""API of identity checks: the candidate's photo, what was found, what a person decided. Reads are audited."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.careers import service as careers
from renshi_recruiting_ai.careers.endpoints import MANY, Link
from renshi_recruiting_ai.identity import repository, service
from renshi_recruiting_ai.identity.schemas import CompareWish, IdentityDecision
from renshi_recruiting_ai.identity.words import REASONS
from renshi_recruiting_ai.review import service as review
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context
from renshi_sdk.web import get, post, public_post


@public_post(
    "/me/identity-photo", status_code=200, opt=MANY, request_max_body_size=service.MAX_PHOTO + 64 * 1024
)
async def send_photo(
    ctx: Context, link: Link, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> dict[str, Any]:
    """A photo of my ID to compare with my video, once. It is deleted with the comparison."""
    application = await applications.of_token(ctx, link)
    careers.require_running(application)
    return await service.give_photo(ctx, application, await data.read())


@get("/interviews/{interview_id:uuid}/identity", permission=permissions.CANDIDATE_READ)
async def read_identity(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Checks of an interview, newest first: how alike, against which threshold, and what a person decided."""
    await review.interview_of(ctx, interview_id)
    await ctx.audit.record(
        "recruiting_ai.identity.read", subject="recruiting_ai_interview", subject_id=interview_id
    )
    english = ctx.locale.startswith("en")
    items = await repository.of_interview(interview_id)
    for item in items:
        words = REASONS.get(item["reason"] or "")
        item["reason_shown"] = None if words is None else words.en if english else words.zh
    return as_list(items)


@post("/interviews/{interview_id:uuid}/identity", permission=permissions.CANDIDATE_DECIDE, status_code=202)
async def compare(ctx: Context, interview_id: UUID, data: CompareWish) -> dict[str, Any]:
    """Compare the video with a photo that the recruiter has; the candidate has to have agreed."""
    return await service.give_file(ctx, interview_id, data.file_id)


@post(
    "/interviews/{interview_id:uuid}/identity/decision",
    permission=permissions.CANDIDATE_DECIDE,
    status_code=200,
)
async def decide(ctx: Context, interview_id: UUID, data: IdentityDecision) -> dict[str, Any]:
    """Record what a person found, with the reason."""
    await service.decide(ctx, interview_id, data)
    return {"decision": data.decision}


HANDLERS = (read_identity, compare, decide)
PUBLIC = (send_photo,)
