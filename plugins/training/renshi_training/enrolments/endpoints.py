"""Enrolments over HTTP."""

from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, post
from renshi_training.enrolments import service
from renshi_training.enrolments.schemas import AnswersIn, EnrolIn


@get("/enrolments", permission="training.enrolment.read")
async def list_enrolments(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Who takes which course, and how far they are."""
    return page_of(await service.list_enrolments(ctx, listing_query))


@post("/enrolments", permission="training.enrolment.manage")
async def enrol(ctx: Context, data: EnrolIn) -> dict[str, int]:
    """Enrol employees in a course."""
    return await service.enrol(ctx, data)


@get("/mine", permission=AUTHENTICATED)
async def my_enrolments(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The caller's own courses."""
    return page_of(await service.mine(ctx, listing_query))


@post("/mine/{enrolment_id:uuid}/open", permission=AUTHENTICATED, status_code=200)
async def open_course(ctx: Context, enrolment_id: UUID) -> dict[str, Any]:
    """Open the caller's course: what to read, and the questions."""
    return await service.open_course(ctx, enrolment_id)


@post("/mine/{enrolment_id:uuid}/exam", permission=AUTHENTICATED, status_code=200)
async def sit_exam(ctx: Context, enrolment_id: UUID, data: AnswersIn) -> dict[str, Any]:
    """Hand in the exam of the caller's course."""
    return await service.sit(ctx, enrolment_id, data)


HANDLERS = (list_enrolments, enrol, my_enrolments, open_course, sit_exam)
