"""Keeping courses."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from renshi_sdk import Clause, Conflict, Context, Invalid, Text
from renshi_sdk.db import Listing, ListQuery
from renshi_training.courses import repository
from renshi_training.courses.schemas import CourseChange, CourseIn, QuestionIn, QuestionsIn


async def list_courses(ctx: Context, query: ListQuery) -> Listing:
    """Courses of the company."""
    return await repository.page(query, Clause("c.company_id = {}", (ctx.company_id,)))


async def create(ctx: Context, course: CourseIn) -> dict[str, Any]:
    """Keep a new course, unpublished.

    Raises:
        Conflict: its code is taken. Invalid: the position isn't one of the company.
    """
    await _check_position(ctx, course.position_id)
    course_id = await repository.add(ctx.company_id, course)
    if course_id is None:
        raise Conflict(
            Text(f"课程编号“{course.code}”已存在", f"there is a course {course.code!r} already"),
            code="training.course_code_taken",
        )
    await ctx.audit.record(
        "training.course.create",
        subject="training_course",
        subject_id=course_id,
        detail={"code": course.code},
    )
    return await detail(ctx, course_id)


async def detail(ctx: Context, course_id: UUID) -> dict[str, Any]:
    """A course with its exam, for those who keep it."""
    course = await repository.get(ctx.company_id, course_id)
    exam = await repository.questions(course_id)
    return {
        **{k: v for k, v in course.items() if k not in ("tenant_id", "company_id")},
        "questions": [
            {k: q[k] for k in ("seq", "kind", "text", "options", "answer", "explanation", "points")}
            for q in exam
        ],
    }


async def change(ctx: Context, course_id: UUID, changes: CourseChange) -> dict[str, Any]:
    """Change a course.

    Raises:
        Conflict: published without an exam.
    """
    course = await repository.get(ctx.company_id, course_id, lock=True)
    wanted = changes.model_dump(exclude_none=True)
    if wanted.get("published") and not await repository.questions(course_id):
        raise Conflict(
            Text("请先录入考题再发布课程", "write the exam before publishing the course"),
            code="training.course_without_exam",
        )
    different = {k: v for k, v in wanted.items() if course[k] != v}
    if different:
        await repository.change(course_id, different)
        await ctx.audit.record(
            "training.course.change",
            subject="training_course",
            subject_id=course_id,
            detail={k: v for k, v in different.items() if k != "body"},
        )
    return await detail(ctx, course_id)


async def set_questions(ctx: Context, course_id: UUID, exam: QuestionsIn) -> dict[str, Any]:
    """Put a new exam in place of the old one; past attempts keep their score."""
    await repository.get(ctx.company_id, course_id, lock=True)
    await repository.replace_questions(course_id, exam.questions)
    await ctx.audit.record(
        "training.exam.replace",
        subject="training_course",
        subject_id=course_id,
        detail={"questions": len(exam.questions)},
    )
    return await detail(ctx, course_id)


async def seed(ctx: Context) -> None:
    """Give a company its first course, once."""
    raw = yaml.safe_load(
        files("renshi_training").joinpath("data/first_course.yaml").read_text(encoding="utf-8")
    )
    exam = [QuestionIn.model_validate(q) for q in raw.pop("questions")]
    course_id = await repository.add(ctx.company_id, CourseIn.model_validate(raw), published=True)
    if course_id is not None:
        await repository.replace_questions(course_id, exam)


async def _check_position(ctx: Context, position_id: UUID | None) -> None:
    # A foreign key is checked past the tenant wall, so it would accept anybody's position.
    if position_id is not None and position_id not in {p.id for p in await ctx.organization.positions()}:
        raise Invalid(
            Text("请检查填写的内容", "check what you have filled in"),
            fields={"position_id": Text("没有这个岗位", "there is no such position")},
        )
