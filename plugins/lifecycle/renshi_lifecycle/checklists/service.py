"""Starting checklists, finishing tasks."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_lifecycle.checklists import dates, repository
from renshi_lifecycle.checklists.schemas import DoneIn, StartIn
from renshi_lifecycle.permissions import CHECKLIST_MANAGE, CHECKLIST_READ, IT_WORK
from renshi_lifecycle.rows import insert_many, update
from renshi_sdk import Clause, Conflict, Context, Forbidden, Invalid, Text, new_id
from renshi_sdk.contracts import Employee
from renshi_sdk.db import Listing, ListQuery, execute, fetch_value


async def start(ctx: Context, employee: Employee, occasion: str, anchor: date, source: str) -> UUID | None:
    """Make the checklist of an occasion from the template that fits; ``None`` where there is none.

    The same ``source`` makes it once.
    """
    known = await repository.by_source(ctx.company_id, source)
    if known is not None:
        return UUID(str(known["id"]))
    template = await repository.fitting(
        ctx.company_id, occasion, employee.position_id, employee.department_id, employee.employment_type
    )
    if template is None:
        return None
    checklist_id: UUID = await fetch_value(
        "INSERT INTO lifecycle_checklist (id, company_id, employee_id, occasion, title, title_en, anchor_on, source)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        new_id(),
        ctx.company_id,
        employee.id,
        occasion,
        template["title"],
        template["title_en"],
        anchor,
        source,
    )
    await insert_many(
        "lifecycle_task",
        [
            {
                "company_id": ctx.company_id,
                "employee_id": employee.id,
                "checklist_id": checklist_id,
                "key": task["key"],
                "place": place,
                "title": task["title"],
                "title_en": task["title_en"],
                "note": task.get("note"),
                "assignee_id": assignee(task["owner"], employee, None),
                "owner": task["owner"],
                "due_on": dates.due_on(anchor, task["due"]),
                "proof": task["proof"],
                "needs": task.get("needs") or [],
                "state": "waiting" if task.get("needs") else "open",
            }
            for place, task in enumerate(template["tasks"])
        ],
    )
    await _note(ctx, "start", checklist_id, employee.id, {"occasion": occasion, "template": template["code"]})
    return checklist_id


def assignee(owner: str, employee: Employee, mentor_id: UUID | None) -> UUID | None:
    """Who does a task: a person, or ``None`` for anybody of HR or IT (and HR where nobody is the manager)."""
    match owner:
        case "employee":
            return employee.id
        case "manager":
            return employee.manager_id
        case "mentor":
            return mentor_id or employee.manager_id
        case _:
            return None


async def start_by_hand(ctx: Context, data: StartIn) -> UUID:
    """Begin a checklist by HR. Raises ``NotFound``; ``Conflict`` where no template fits."""
    await ctx.access.require_for(CHECKLIST_MANAGE, data.employee_id)
    employee = await ctx.people.get(data.employee_id)
    made = await start(
        ctx, employee, data.occasion, data.anchor_on, f"hand:{data.occasion}:{employee.id}:{data.anchor_on}"
    )
    if made is None:
        raise Conflict(
            Text("没有适用的启用模板，请先维护模板", "no active template fits; make one first"),
            code="lifecycle.no_template",
        )
    return made


async def cancel(ctx: Context, checklist_id: UUID) -> None:
    """Call a checklist off; what is done stays on record."""
    checklist = await repository.checklist(ctx.company_id, checklist_id, lock=True)
    if checklist["state"] != "open":
        raise Conflict(Text("清单已结束", "this checklist is over"), code="lifecycle.checklist_over")
    await execute(
        "UPDATE lifecycle_task SET state = 'cancelled' WHERE checklist_id = $1 AND state IN ('waiting', 'open')",
        checklist_id,
    )
    await update("lifecycle_checklist", checklist_id, state="cancelled", closed_at=ctx.now())
    await _note(ctx, "cancel", checklist_id, checklist["employee_id"])


async def name_mentor(ctx: Context, checklist_id: UUID, mentor_id: UUID) -> None:
    """Say who looks after somebody; their open tasks are the mentor's from now on."""
    checklist = await repository.checklist(ctx.company_id, checklist_id, lock=True)
    await ctx.access.require_for(CHECKLIST_MANAGE, checklist["employee_id"])
    mentor = await ctx.people.get(mentor_id)
    if mentor.id == checklist["employee_id"]:
        message = Text("导师不能是本人", "nobody is their own mentor")
        raise Invalid(message, fields={"mentor_id": message})
    await update("lifecycle_checklist", checklist_id, mentor_id=mentor.id)
    await execute(
        "UPDATE lifecycle_task SET assignee_id = $2, reminded_on = NULL WHERE checklist_id = $1 AND owner = 'mentor'"
        " AND state IN ('waiting', 'open')",
        checklist_id,
        mentor.id,
    )
    await _note(ctx, "mentor", checklist_id, checklist["employee_id"])


async def finish(ctx: Context, task_id: UUID, data: DoneIn) -> dict[str, Any]:
    """A task is done by whoever it is given to.

    Raises:
        NotFound: it isn't the actor's. Conflict: it waits for others, or is over. Invalid: its proof is missing.
    """
    task = await _mine(ctx, task_id)
    if task["state"] == "waiting":
        raise Conflict(
            Text("前置任务尚未完成", "tasks before it aren't done yet"), code="lifecycle.task_waits"
        )
    if task["state"] != "open":
        raise Conflict(Text("任务已结束", "this task is over"), code="lifecycle.task_over")
    text = (data.text or "").strip() or None
    if task["proof"] == "text" and text is None:
        message = Text("请填写完成情况", "say how it was done")
        raise Invalid(message, code="lifecycle.proof", fields={"text": message})
    if task["proof"] == "file":
        if data.file_id is None:
            message = Text("请上传附件", "attach a file")
            raise Invalid(message, code="lifecycle.proof", fields={"file_id": message})
        await ctx.files.get(data.file_id)
    await _close(ctx, task, "done", text=text, file_id=data.file_id if task["proof"] == "file" else None)
    return await _after(ctx, task)


async def tick(ctx: Context, source: str, key: str) -> None:
    """A task is done because what it asks for happened elsewhere. Nothing where there is none, or it is over."""
    checklist = await repository.by_source(ctx.company_id, source)
    if checklist is None or checklist["state"] != "open":
        return
    for row in await repository.of_checklist(checklist["id"]):
        if row["key"] == key and row["state"] in ("open", "waiting"):
            task = await repository.task(ctx.company_id, row["id"])
            await _close(ctx, task, "done", text=None, file_id=None)
            await _after(ctx, task)


async def skip(ctx: Context, task_id: UUID, reason: str) -> dict[str, Any]:
    """HR says that a task isn't needed."""
    task = await repository.task(ctx.company_id, task_id)
    await ctx.access.require_for(CHECKLIST_MANAGE, task["employee_id"])
    if task["state"] not in ("open", "waiting"):
        raise Conflict(Text("任务已结束", "this task is over"), code="lifecycle.task_over")
    await _close(ctx, task, "skipped", text=reason, file_id=None)
    return await _after(ctx, task)


async def _mine(ctx: Context, task_id: UUID) -> dict[str, Any]:
    task = await repository.task(ctx.company_id, task_id)
    me = ctx.actor.employee_id
    if me is not None and task["assignee_id"] == me:
        return task
    if task["owner"] == "it" and ctx.access.allows(IT_WORK):
        return task
    if ctx.access.allows(CHECKLIST_MANAGE):
        await ctx.access.require_for(CHECKLIST_MANAGE, task["employee_id"])
        return task
    raise Forbidden(Text("这项任务不由您办理", "this task isn't yours"), code="lifecycle.not_yours")


async def _close(
    ctx: Context, task: dict[str, Any], state: str, *, text: str | None, file_id: UUID | None
) -> None:
    await update(
        "lifecycle_task",
        task["id"],
        state=state,
        proof_text=text,
        proof_file_id=file_id,
        done_at=ctx.now(),
        done_by=ctx.actor.name,
    )
    await ctx.audit.record(
        f"lifecycle.task.{state}",
        subject="lifecycle_task",
        subject_id=task["id"],
        employee_id=task["employee_id"],
        detail={"key": task["key"]},
    )


async def _after(ctx: Context, task: dict[str, Any]) -> dict[str, Any]:
    listed = await repository.of_checklist(task["checklist_id"])
    over = {t["key"] for t in listed if t["state"] in ("done", "skipped")}
    free = dates.unblocked({t["key"]: tuple(t["needs"]) for t in listed}, over)
    await execute(
        "UPDATE lifecycle_task SET state = 'open' WHERE checklist_id = $1 AND state = 'waiting' AND key = ANY($2)",
        task["checklist_id"],
        sorted(free),
    )
    done = len(over) == len(listed)
    if done:
        await update("lifecycle_checklist", task["checklist_id"], state="done", closed_at=ctx.now())
        await _note(ctx, "done", task["checklist_id"], task["employee_id"])
    return {"done": len(over), "total": len(listed), "finished": done}


async def list_checklists(ctx: Context, query: ListQuery) -> Listing:
    """Checklists in the caller's reach."""
    found = await repository.checklists(
        query,
        Clause("c.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(CHECKLIST_READ, "c.employee_id"),
    )
    _speak(ctx, found.items)
    return found


async def list_tasks(ctx: Context, checklist_id: UUID, query: ListQuery) -> Listing:
    """Tasks of a checklist in the caller's reach."""
    await get(ctx, checklist_id)
    found = await repository.tasks(query, Clause("t.checklist_id = {}", (checklist_id,)))
    _speak(ctx, found.items)
    return found


async def mine(ctx: Context, query: ListQuery) -> Listing:
    """Tasks that wait for the caller: their own, and those of HR or IT where they belong to it."""
    me = ctx.actor.employee_id
    parts = ["t.assignee_id = {}"]
    if ctx.access.allows(CHECKLIST_MANAGE):
        parts.append("(t.assignee_id IS NULL AND t.owner <> 'it')")
    if ctx.access.allows(IT_WORK):
        parts.append("(t.assignee_id IS NULL AND t.owner = 'it')")
    found = await repository.tasks(
        query,
        Clause("t.company_id = {}", (ctx.company_id,)),
        Clause(" OR ".join(parts), (me,)),
        Clause("t.state = 'open'"),
    )
    _speak(ctx, found.items)
    return found


async def get(ctx: Context, checklist_id: UUID) -> dict[str, Any]:
    """A checklist in the caller's reach. Raises ``NotFound``."""
    found = await repository.checklist(ctx.company_id, checklist_id)
    await ctx.access.require_for(CHECKLIST_READ, found["employee_id"])
    employee = await ctx.people.get(found["employee_id"])
    mentor = await ctx.people.get(found["mentor_id"]) if found["mentor_id"] else None
    _speak(ctx, [found])
    return {n: v for n, v in found.items() if n != "tenant_id"} | {
        "employee_name": employee.name,
        "department_name": employee.department_name,
        "mentor_name": mentor.name if mentor else None,
    }


def _speak(ctx: Context, items: list[dict[str, Any]]) -> None:
    today = ctx.today()
    for item in items:
        if ctx.locale.startswith("en"):
            item["title"] = item["title_en"]
        if "next_due" in item:
            item["late"] = item["next_due"] is not None and item["next_due"] < today
        if "due_on" in item:
            item["late"] = item["state"] in ("open", "waiting") and item["due_on"] < today


async def _note(
    ctx: Context, verb: str, checklist_id: UUID, employee_id: UUID, detail: dict[str, Any] | None = None
) -> None:
    await ctx.audit.record(
        f"lifecycle.checklist.{verb}",
        subject="lifecycle_checklist",
        subject_id=checklist_id,
        employee_id=employee_id,
        detail=detail,
    )
