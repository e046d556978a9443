"""Courses over HTTP."""

from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, patch, post, put
from renshi_training.courses import service
from renshi_training.courses.schemas import CourseChange, CourseIn, QuestionsIn


@get("/courses", permission="training.course.read")
async def list_courses(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Courses of the company with how many take and passed them."""
    return page_of(await service.list_courses(ctx, listing_query))


@post("/courses", permission="training.course.manage")
async def create_course(ctx: Context, data: CourseIn) -> dict[str, Any]:
    """Keep a new course, unpublished."""
    return await service.create(ctx, data)


@get("/courses/{course_id:uuid}", permission="training.course.manage")
async def read_course(ctx: Context, course_id: UUID) -> dict[str, Any]:
    """A course with its exam and the right answers."""
    return await service.detail(ctx, course_id)


@patch("/courses/{course_id:uuid}", permission="training.course.manage")
async def change_course(ctx: Context, course_id: UUID, data: CourseChange) -> dict[str, Any]:
    """Change, publish or withdraw a course."""
    return await service.change(ctx, course_id, data)


@put("/courses/{course_id:uuid}/questions", permission="training.course.manage")
async def set_questions(ctx: Context, course_id: UUID, data: QuestionsIn) -> dict[str, Any]:
    """Put a new exam in place of the old one."""
    return await service.set_questions(ctx, course_id, data)


HANDLERS = (list_courses, create_course, read_course, change_course, set_questions)
