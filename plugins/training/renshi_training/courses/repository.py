"""Queries about courses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, NotFound, Text, new_id
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    connection,
    execute,
    fetch,
    fetch_row,
    listing,
)
from renshi_training.courses.schemas import CourseIn, QuestionIn

COURSES = ListSpec(
    select="SELECT c.id, c.code, c.title, c.minutes, c.pass_mark, c.due_days, c.for_new_hires, c.published,"
    " (SELECT count(*) FROM training_question q WHERE q.course_id = c.id) AS questions,"
    " (SELECT count(*) FROM training_enrolment e WHERE e.course_id = c.id AND e.state <> 'cancelled') AS enrolled,"
    " (SELECT count(*) FROM training_enrolment e WHERE e.course_id = c.id AND e.state = 'passed') AS passed"
    " FROM training_course c",
    fields={
        "code": ListField("c.code", sortable=True),
        "title": ListField("c.title", sortable=True),
        "published": ListField("c.published", "boolean"),
        "for_new_hires": ListField("c.for_new_hires", "boolean"),
    },
    key="c.id",
    default_sort="code",
    search="c.title ILIKE {} OR c.code ILIKE {}",
)


async def page(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of courses."""
    return await listing(COURSES, query, *conditions)


async def get(company_id: UUID, course_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A course of a company."""
    row = await fetch_row(
        f"SELECT * FROM training_course WHERE id = $1 AND company_id = $2{' FOR UPDATE' if lock else ''}",
        course_id,
        company_id,
    )
    if row is None:
        raise NotFound(Text("课程不存在", "there is no such course"))
    return dict(row)


async def add(company_id: UUID, course: CourseIn, *, published: bool = False) -> UUID | None:
    """Keep a course; ``None`` where its code is taken."""
    row = await fetch_row(
        "INSERT INTO training_course (id, company_id, code, title, body, minutes, pass_mark, max_attempts, due_days,"
        " for_new_hires, position_id, published) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)"
        " ON CONFLICT (tenant_id, company_id, code) DO NOTHING RETURNING id",
        new_id(),
        company_id,
        course.code,
        course.title,
        course.body,
        course.minutes,
        course.pass_mark,
        course.max_attempts,
        course.due_days,
        course.for_new_hires,
        course.position_id,
        published,
    )
    return row["id"] if row else None


async def change(course_id: UUID, changes: dict[str, Any]) -> None:
    """Write changed columns; the names come from the schema, never from a caller's text."""
    columns = ", ".join(f"{name} = ${index}" for index, name in enumerate(changes, start=2))
    await execute(f"UPDATE training_course SET {columns} WHERE id = $1", course_id, *changes.values())


async def replace_questions(course_id: UUID, questions: Sequence[QuestionIn]) -> None:
    """Put a new exam in place of the old one."""
    await execute("DELETE FROM training_question WHERE course_id = $1", course_id)
    await connection().executemany(
        "INSERT INTO training_question (id, course_id, seq, kind, text, options, answer, explanation, points)"
        " VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        [
            (
                new_id(),
                course_id,
                seq,
                q.kind,
                q.text,
                json.dumps(q.options, ensure_ascii=False),
                json.dumps(sorted(q.answer)),
                q.explanation,
                q.points,
            )
            for seq, q in enumerate(questions, start=1)
        ],
    )


async def questions(course_id: UUID) -> list[dict[str, Any]]:
    """The exam of a course, with its answers."""
    rows = await fetch("SELECT * FROM training_question WHERE course_id = $1 ORDER BY seq", course_id)
    return [dict(r) | {"options": json.loads(r["options"]), "answer": json.loads(r["answer"])} for r in rows]


async def for_new_hire(company_id: UUID, position_id: UUID | None) -> list[dict[str, Any]]:
    """Published courses that a new hire in a position has to take."""
    rows = await fetch(
        "SELECT id, title, due_days FROM training_course WHERE company_id = $1 AND published AND for_new_hires"
        " AND (position_id IS NULL OR position_id = $2) ORDER BY code",
        company_id,
        position_id,
    )
    return [dict(r) for r in rows]
