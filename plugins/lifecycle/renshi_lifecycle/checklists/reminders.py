"""Every morning: who is reminded of a task, and who is told that one is late. Each is said once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from renshi_lifecycle.checklists import dates, repository
from renshi_lifecycle.checklists.dates import Step
from renshi_lifecycle.permissions import CHECKLIST_MANAGE, IT_WORK
from renshi_lifecycle.settings import LifecycleSettings
from renshi_sdk import Context, Text
from renshi_sdk.contributions import JobRun

NAMED = 5
"""Tasks that a notice names; the rest is a number."""


async def morning(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Remind and escalate: one notice a person and kind, whatever the number of tasks."""
    settings, today = await ctx.settings(LifecycleSettings), ctx.today()
    rows = await repository.to_speak_of(ctx.company_id, today, settings.remind_days, settings.escalate_days)
    steps: dict[Step, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        steps[
            dates.step(
                row["due_on"],
                today,
                remind_days=settings.remind_days,
                escalate_days=settings.escalate_days,
                reminded_on=row["reminded_on"],
                escalated_on=row["escalated_on"],
            )
        ].append(row)
    hr = await ctx.access.holders(CHECKLIST_MANAGE)
    it = await ctx.access.holders(IT_WORK) or hr
    remind: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in steps[Step.REMIND]:
        for person in [row["assignee_id"]] if row["assignee_id"] else it if row["owner"] == "it" else hr:
            remind[person].append(row)
    owners = await ctx.people.by_ids({r["assignee_id"] for r in steps[Step.ESCALATE] if r["assignee_id"]})
    escalate: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in steps[Step.ESCALATE]:
        owner = owners.get(row["assignee_id"])
        told = dict.fromkeys([*([owner.manager_id] if owner and owner.manager_id else []), *hr])
        for person in told:
            escalate[person].append(row)
    await _say(ctx, remind, "remind", "您有入转离任务将到期", "Tasks of yours are due")
    await _say(ctx, escalate, "escalate", "有入转离任务逾期未办", "Tasks are late")
    await repository.said("reminded_on", [r["id"] for r in steps[Step.REMIND]], today)
    await repository.said("escalated_on", [r["id"] for r in steps[Step.ESCALATE]], today)
    return {"reminded": len(steps[Step.REMIND]), "escalated": len(steps[Step.ESCALATE])}


async def _say(ctx: Context, told: dict[UUID, list[dict[str, Any]]], kind: str, zh: str, en: str) -> None:
    for person, rows in told.items():
        more = len(rows) - NAMED
        lines_zh = [f"{r['employee_name']}：{r['title']}（{r['due_on']}）" for r in rows[:NAMED]]
        lines_en = [f"{r['employee_name']}: {r['title_en']} ({r['due_on']})" for r in rows[:NAMED]]
        if more > 0:
            lines_zh.append(f"另有 {more} 项")
            lines_en.append(f"and {more} more")
        await ctx.notices.send(
            person,
            kind="lifecycle.task",
            title=Text(zh, en),
            body=Text("\n".join(lines_zh), "\n".join(lines_en)),
            link="/console/lifecycle/tasks" if kind == "remind" else "/console/lifecycle/checklists",
            key=f"lifecycle.task.{kind}:{ctx.today()}:{person}",
        )
