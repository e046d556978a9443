"""Notes with mentions, and tasks, about a candidate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import ids_of, insert
from renshi_recruiting_ai.talk.schemas import NewNote, NewTask
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.db import execute, fetch, fetch_row


async def application(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """The application with the rows that stand for the same person."""
    row = await fetch_row(
        "SELECT a.id, a.candidate_id, c.name, r.title AS requisition_title, coalesce(c.merged_into,"
        " c.id) AS person_id"
        " FROM recruiting_ai_application a JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " WHERE a.company_id = $1 AND a.id = $2",
        ctx.company_id,
        application_id,
    )
    if row is None:
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    same = await fetch(
        "SELECT id FROM recruiting_ai_candidate WHERE id = $1 OR merged_into = $1 ORDER BY id",
        row["person_id"],
    )
    return dict(row) | {"people": [item["id"] for item in same]}


async def note(ctx: Context, application_id: UUID, form: NewNote) -> dict[str, Any]:
    """Write a note; those who are mentioned are told.

    Raises:
        NotFound: no such application, or a mentioned employee is unknown.
    """
    row = await application(ctx, application_id)
    mentioned = ids_of(form.mentions)
    known = await ctx.people.by_ids(mentioned) if mentioned else {}
    if len(known) != len(mentioned):
        raise NotFound(Text("没有这名员工", "there is no such employee"))
    note_id = await insert(
        "recruiting_ai_note",
        company_id=ctx.company_id,
        candidate_id=row["candidate_id"],
        application_id=application_id,
        words=form.words,
        mentions=mentioned,
        author_id=ctx.actor.id,
        author_name=ctx.actor.name,
    )
    await ctx.audit.record("recruiting_ai.note.write", subject="recruiting_ai_note", subject_id=note_id)
    for employee_id in mentioned:
        await ctx.notices.send(
            employee_id,
            kind="recruiting_ai.mention",
            title=Text(f"{ctx.actor.name} 在招聘备注中提到了您", f"{ctx.actor.name} mentioned you"),
            body=Text(
                f"{row['requisition_title']} · {row['name']}", f"{row['requisition_title']} · {row['name']}"
            ),
            link=f"/console/recruiting_ai/candidates/{application_id}",
            key=f"recruiting_ai.mention:{note_id}:{employee_id}",
        )
    return {"id": note_id, "mentioned": [person.name for person in known.values()]}


async def notes(ctx: Context, application_id: UUID) -> list[dict[str, Any]]:
    """Notes about the person, of all their applications, newest first."""
    row = await application(ctx, application_id)
    found = await fetch(
        "SELECT n.id, n.words, n.author_name, n.created_at, n.application_id,"
        " (SELECT string_agg(e.name, '、' ORDER BY e.name) FROM renshi_employee e WHERE e.id ="
        " ANY(n.mentions)) AS mentioned"
        " FROM recruiting_ai_note n WHERE n.candidate_id = ANY($1) ORDER BY n.created_at DESC, n.id DESC"
        " LIMIT 200",
        row["people"],
    )
    return [dict(item) for item in found]


async def task(ctx: Context, application_id: UUID, form: NewTask) -> dict[str, Any]:
    """Promise to do something; whoever is to do it is told."""
    row = await application(ctx, application_id)
    if form.assignee_id is not None:
        await ctx.people.get(form.assignee_id)
    task_id = await insert(
        "recruiting_ai_task",
        company_id=ctx.company_id,
        candidate_id=row["candidate_id"],
        application_id=application_id,
        title=form.title,
        due_on=form.due_on,
        assignee_id=form.assignee_id,
        author_name=ctx.actor.name,
    )
    await ctx.audit.record("recruiting_ai.task.create", subject="recruiting_ai_task", subject_id=task_id)
    if form.assignee_id is not None and form.assignee_id != ctx.actor.employee_id:
        await ctx.notices.send(
            form.assignee_id,
            kind="recruiting_ai.task",
            title=Text("招聘任务", "A task in recruiting"),
            body=Text(f"{row['name']}：{form.title}", f"{row['name']}: {form.title}"),
            link=f"/console/recruiting_ai/candidates/{application_id}",
            key=f"recruiting_ai.task:{task_id}",
        )
    return {"id": task_id}


async def done(ctx: Context, task_id: UUID) -> dict[str, Any]:
    """Mark a task as done.

    Raises:
        NotFound: no such task. Conflict: it is done already.
    """
    row = await fetch_row(
        "SELECT done_at FROM recruiting_ai_task WHERE company_id = $1 AND id = $2 FOR UPDATE",
        ctx.company_id,
        task_id,
    )
    if row is None:
        raise NotFound(Text("没有这个任务", "there is no such task"))
    if row["done_at"] is not None:
        raise Conflict(Text("任务已完成", "the task is done already"))
    await execute(
        "UPDATE recruiting_ai_task SET done_at = $2, done_by_name = $3 WHERE id = $1",
        task_id,
        ctx.now(),
        ctx.actor.name,
    )
    await ctx.audit.record("recruiting_ai.task.done", subject="recruiting_ai_task", subject_id=task_id)
    return {"done_at": ctx.now()}


async def tasks(ctx: Context, application_id: UUID) -> list[dict[str, Any]]:
    """Tasks about the person, open ones first."""
    row = await application(ctx, application_id)
    found = await fetch(
        "SELECT t.id, t.title, t.due_on, t.done_at, t.done_by_name, t.author_name, e.name AS assignee,"
        " t.done_at IS NOT NULL AS done, coalesce(t.done_at IS NULL AND t.due_on < $2, false) AS overdue"
        " FROM recruiting_ai_task t"
        " LEFT JOIN renshi_employee e ON e.id = t.assignee_id WHERE t.candidate_id = ANY($1)"
        " ORDER BY t.done_at IS NOT NULL, t.due_on NULLS LAST, t.id LIMIT 200",
        row["people"],
        ctx.today(),
    )
    return [dict(item) for item in found]


_HAPPENED = {
    "apply": Text("投递：{title}", "Applied: {title}"),
    "move": Text("{title}", "{title}"),
    "note": Text("备注", "Note"),
    "message": Text("消息：{title}", "Message: {title}"),
    "interview": Text("完成 AI 面试", "Finished the AI interview"),
    "scorecard": Text("评分表：{title}", "Scorecard: {title}"),
    "offer": Text("录用第 {title} 版", "Offer, version {title}"),
}
_DECIDED = {
    "advance": Text("决定：进入录用", "Decided: advance"),
    "hold": Text("决定：继续考察", "Decided: hold"),
    "reject": Text("决定：不通过", "Decided: reject"),
}
_ACTORS = {"candidate": Text("候选人本人", "The candidate"), "system": Text("系统", "The system")}


async def timeline(ctx: Context, application_id: UUID) -> list[dict[str, Any]]:
    """Everything that happened in an application, newest first, in the reader's language."""
    await application(ctx, application_id)
    rows = await fetch(
        """
        SELECT * FROM (
          SELECT a.created_at AS "on", 'apply' AS kind, coalesce(ch.title, a.channel) AS title, NULL AS detail,
              NULL AS actor FROM recruiting_ai_application a
            LEFT JOIN recruiting_ai_channel ch ON ch.company_id = a.company_id AND ch.key = a.channel WHERE a.id = $1
          UNION ALL SELECT moved_at, 'move', coalesce(from_stage || ' → ', '') || to_stage, reason, moved_by_name
            FROM recruiting_ai_move WHERE application_id = $1
          UNION ALL SELECT decided_at, 'decision', decision, reason, decided_by_name
            FROM recruiting_ai_decision WHERE application_id = $1
          UNION ALL SELECT created_at, 'note', '', words, author_name
            FROM recruiting_ai_note WHERE application_id = $1
          UNION ALL SELECT created_at, 'message', subject, coalesce(CASE WHEN $2 THEN problem_en END, problem, body),
              author_name FROM recruiting_ai_message WHERE application_id = $1
          UNION ALL SELECT completed_at, 'interview', '', NULL, NULL
            FROM recruiting_ai_interview WHERE application_id = $1 AND completed_at IS NOT NULL
          UNION ALL SELECT s.submitted_at, 'scorecard', r.title, s.words, s.author_name
            FROM recruiting_ai_scorecard s JOIN recruiting_ai_round r ON r.id = s.round_id
            WHERE r.application_id = $1 AND r.state = 'closed'
          UNION ALL SELECT o.created_at, 'offer', o.version::text, o.declined_because, NULL
            FROM recruiting_ai_offer o WHERE o.application_id = $1
        ) happened ORDER BY "on" DESC, kind LIMIT 300
        """,
        application_id,
        ctx.locale.startswith("en"),
    )
    found = []
    for row in rows:
        item = dict(row)
        said = _DECIDED[item["title"]] if item["kind"] == "decision" else _HAPPENED[item["kind"]]
        item["title"] = said.of(ctx.locale).replace("{title}", item["title"])
        item["actor"] = _ACTORS[item["actor"]].of(ctx.locale) if item["actor"] in _ACTORS else item["actor"]
        found.append(item)
    return found
