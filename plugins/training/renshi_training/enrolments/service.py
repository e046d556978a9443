"""Enrolling, learning, examining."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Conflict, Context, Forbidden, NotFound, Text
from renshi_sdk.contracts import TimelineEntry
from renshi_sdk.contributions import Erasure, JobRun, ReportResult
from renshi_sdk.db import Listing, ListQuery
from renshi_sdk.events import CourseCompleted, EmployeeHired, EmployeeLeft
from renshi_training.courses import repository as courses
from renshi_training.enrolments import repository
from renshi_training.enrolments.grading import mark
from renshi_training.enrolments.schemas import AnswersIn, EnrolIn

REMIND_DAYS = 2
STATES = {
    "assigned": "未开始",
    "started": "学习中",
    "passed": "已通过",
    "failed": "未通过",
    "cancelled": "已取消",
}


async def list_enrolments(ctx: Context, query: ListQuery) -> Listing:
    """Enrolments of employees the caller may see."""
    return await repository.page(
        query,
        Clause("n.company_id = {}", (ctx.company_id,)),
        ctx.access.employees("training.enrolment.read", "n.employee_id"),
    )


async def mine(ctx: Context, query: ListQuery) -> Listing:
    """The caller's own enrolments."""
    return await repository.page(query, Clause("n.employee_id = {}", (_me(ctx),)))


async def enrol(ctx: Context, wish: EnrolIn) -> dict[str, int]:
    """Enrol employees in a published course and tell them.

    Raises:
        Conflict: the course isn't published. NotFound: somebody is outside the caller's scope.
    """
    course = await courses.get(ctx.company_id, wish.course_id)
    if not course["published"]:
        raise Conflict(
            Text("课程尚未发布", "the course is not published"), code="training.course_unpublished"
        )
    for employee_id in wish.employee_ids:
        await ctx.access.require_for("training.enrolment.manage", employee_id)
    due_on = ctx.today() + timedelta(days=course["due_days"])
    added = await repository.enrol(
        ctx.company_id, wish.course_id, wish.employee_ids, f"assigned:{ctx.today()}", due_on
    )
    for employee_id in added:
        await _tell(ctx, employee_id, course["title"], due_on.isoformat())
    await ctx.audit.record(
        "training.enrolment.create",
        subject="training_course",
        subject_id=wish.course_id,
        detail={"employees": len(added)},
    )
    return {"enrolled": len(added), "already": len(wish.employee_ids) - len(added)}


async def enrol_new_hire(ctx: Context, event: EmployeeHired) -> None:
    """Enrol a new hire in what the company and the position ask for; due from the first day on."""
    for course in await courses.for_new_hire(event.company_id, event.position_id):
        due_on = event.hired_on + timedelta(days=course["due_days"])
        added = await repository.enrol(
            event.company_id, course["id"], [event.employee_id], f"hired:{event.spell_id}", due_on
        )
        for employee_id in added:
            await _tell(ctx, employee_id, course["title"], due_on.isoformat())


async def drop_leaver(ctx: Context, event: EmployeeLeft) -> None:
    """Cancel what a leaver hasn't finished."""
    await repository.cancel_open_of(event.employee_id)


async def open_course(ctx: Context, enrolment_id: UUID) -> dict[str, Any]:
    """The caller's course: what to read, and the questions without their answers."""
    enrolment = await repository.get(enrolment_id)
    _require_owner(ctx, enrolment)
    await repository.start(enrolment_id)
    exam = await courses.questions(enrolment["course_id"])
    return {
        "id": enrolment_id,
        "title": enrolment["title"],
        "body": enrolment["body"],
        "minutes": enrolment["minutes"],
        "pass_mark": enrolment["pass_mark"],
        "due_on": enrolment["due_on"],
        "state": "started" if enrolment["state"] == "assigned" else enrolment["state"],
        "attempts": enrolment["attempts"],
        "max_attempts": enrolment["max_attempts"],
        "score": enrolment["score"],
        "questions": [{k: q[k] for k in ("seq", "kind", "text", "options", "points")} for q in exam],
    }


async def sit(ctx: Context, enrolment_id: UUID, given: AnswersIn) -> dict[str, Any]:
    """Mark the caller's answers; passing ends the enrolment and emits ``CourseCompleted``.

    Raises:
        Conflict: passed already, no attempt left, or cancelled.
    """
    enrolment = await repository.get(enrolment_id, lock=True)
    _require_owner(ctx, enrolment)
    if enrolment["state"] not in ("assigned", "started"):
        raise Conflict(
            Text(
                f"该课程{STATES[enrolment['state']]}，不能再次作答",
                f"the course is {enrolment['state']}; it can't be answered again",
            ),
            code="training.exam_closed",
        )
    exam = await courses.questions(enrolment["course_id"])
    result = mark(exam, given.answers)
    passed = result.score >= enrolment["pass_mark"]
    seq = enrolment["attempts"] + 1
    final = not passed and seq >= enrolment["max_attempts"]
    await repository.add_attempt(enrolment_id, seq, given.answers, result.score, passed, final)
    await ctx.audit.record(
        "training.exam.sit",
        subject="training_enrolment",
        subject_id=enrolment_id,
        detail={"attempt": seq, "score": str(result.score), "passed": passed},
        employee_id=enrolment["employee_id"],
    )
    if passed or final:
        await ctx.events.publish(
            CourseCompleted(
                company_id=enrolment["company_id"],
                employee_id=enrolment["employee_id"],
                course_id=enrolment["course_id"],
                enrolment_id=enrolment_id,
                score=result.score,
                passed=passed,
            )
        )
    by_number = {q["seq"]: q for q in exam}
    return {
        "score": result.score,
        "passed": passed,
        "attempts_left": 0 if passed else max(enrolment["max_attempts"] - seq, 0),
        "wrong": [{"seq": n, "explanation": by_number[n]["explanation"]} for n in result.wrong],
    }


async def remind(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Remind everybody whose course is due within two days, once a day."""
    due = await repository.due_soon(ctx.company_id, ctx.today(), ctx.today() + timedelta(days=REMIND_DAYS))
    for row in due:
        await ctx.notices.send(
            row["employee_id"],
            kind="training.due",
            title=Text("课程即将到期", "A course is due"),
            body=Text(
                f"《{row['title']}》应于 {row['due_on']} 前完成，请及时学习并参加考试。",
                f"{row['title']} is due on {row['due_on']}.",
            ),
            link="/console/training/mine",
            key=f"training.due:{row['id']}:{ctx.today()}",
        )
    return {"reminded": len(due)}


async def timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    """A person's courses for their file."""
    kept = await repository.of_person(employee_id)
    entries = []
    for row in kept["training_enrolment"]:
        score = f"，{row['score']} 分" if row["score"] is not None else ""
        entries.append(
            TimelineEntry(
                on=_moment(row["completed_at"] or row["created_at"]),
                title=Text(f"培训：{row['title']}", f"Training: {row['title']}"),
                detail=Text(f"{STATES[row['state']]}{score}", f"{row['state']} {row['score'] or ''}".strip()),
                link="/console/training/enrolments",
            )
        )
    return entries


async def completion(ctx: Context, params: object) -> ReportResult:
    """Completion by department."""
    rows = await repository.by_department(
        ctx.company_id, ctx.access.employees("training.enrolment.read", "n.employee_id")
    )
    return ReportResult(rows)


async def export_person(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What is kept about a person."""
    return await repository.of_person(employee_id)


async def erase_person(ctx: Context, employee_id: UUID) -> Erasure:
    """Remove it; nothing here has to be kept once the person has left."""
    return Erasure(erased=await repository.erase_person(employee_id))


async def _tell(ctx: Context, employee_id: UUID, title: str, due_on: str) -> None:
    await ctx.notices.send(
        employee_id,
        kind="training.assigned",
        title=Text("新的学习任务", "A course for you"),
        body=Text(f"请在 {due_on} 前完成《{title}》的学习和考试。", f"Please finish {title} by {due_on}."),
        link="/console/training/mine",
        key=f"training.assigned:{title}:{employee_id}:{due_on}",
    )


def _me(ctx: Context) -> UUID:
    if ctx.actor.employee_id is None:
        raise Forbidden(Text("此账号未关联员工档案", "this account belongs to no employee"))
    return ctx.actor.employee_id


def _require_owner(ctx: Context, enrolment: dict[str, Any]) -> None:
    if enrolment["employee_id"] != _me(ctx):
        raise NotFound(Text("没有这条学习任务", "there is no such enrolment"))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
