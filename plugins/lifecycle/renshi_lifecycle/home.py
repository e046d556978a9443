"""What the plugin adds to the home page: tasks that wait, forms to look through, people who leave."""

from __future__ import annotations

from collections.abc import Sequence

from renshi_lifecycle.permissions import CASE, CHECKLIST_MANAGE, INTAKE, IT_WORK
from renshi_sdk import Context, Text
from renshi_sdk.contributions import HomeCard, HomeFigure
from renshi_sdk.db import fetch_row, fetch_value, where
from renshi_sdk.web import AUTHENTICATED

TASKS, INTAKES, LEAVING = (
    "/console/lifecycle/tasks",
    "/console/lifecycle/intakes",
    "/console/lifecycle/leaving",
)


async def tasks(ctx: Context) -> Sequence[HomeFigure]:
    """Open tasks of checklists that wait for the reader, as the page of tasks lists them."""
    parts = ["t.assignee_id = $2"]
    if ctx.access.allows(CHECKLIST_MANAGE):
        parts.append("(t.assignee_id IS NULL AND t.owner <> 'it')")
    if ctx.access.allows(IT_WORK):
        parts.append("(t.assignee_id IS NULL AND t.owner = 'it')")
    row = await fetch_row(
        "SELECT count(*) AS waiting, count(*) FILTER (WHERE t.due_on < $3) AS late FROM lifecycle_task t"
        f" JOIN lifecycle_checklist c ON c.id = t.checklist_id WHERE c.company_id = $1 AND c.state = 'open'"
        f" AND t.state = 'open' AND ({' OR '.join(parts)})",
        ctx.company_id,
        ctx.actor.employee_id,
        ctx.today(),
    )
    if row is None or not row["waiting"]:
        return ()
    figures = [HomeFigure(label=Text("待办事项", "To do"), value=row["waiting"], link=TASKS)]
    if row["late"]:
        figures.append(
            HomeFigure(label=Text("已逾期", "Late"), value=row["late"], link=TASKS, colour="danger")
        )
    return figures


async def arrivals(ctx: Context) -> Sequence[HomeFigure]:
    """Forms of people who are about to begin that HR should look through."""
    scope, args = where(ctx.access.employees(INTAKE, "i.employee_id"), start=2)
    found = await fetch_value(
        "SELECT count(*) FROM lifecycle_intake i WHERE i.company_id = $1 AND i.state = 'submitted'"
        f" AND {scope}",
        ctx.company_id,
        *args,
    )
    if not found:
        return ()
    return (
        HomeFigure(
            label=Text("入职资料待审核", "Forms to look through"), value=found, link=INTAKES, colour="warning"
        ),
    )


async def departures(ctx: Context) -> Sequence[HomeFigure]:
    """People who are leaving."""
    scope, args = where(ctx.access.employees(CASE, "c.employee_id"), start=2)
    found = await fetch_value(
        f"SELECT count(*) FROM lifecycle_case c WHERE c.company_id = $1 AND c.state = 'open' AND {scope}",
        ctx.company_id,
        *args,
    )
    return (HomeFigure(label=Text("离职办理中", "Leaving"), value=found, link=LEAVING),) if found else ()


HOME_CARDS = (
    HomeCard(
        name="lifecycle.tasks",
        title=Text("入离职事项", "Tasks"),
        permission=AUTHENTICATED,
        load=tasks,
        icon="list-check",
        link=TASKS,
        order=11,
    ),
    HomeCard(
        name="lifecycle.arrivals",
        title=Text("入职办理", "Arrivals"),
        permission=INTAKE,
        load=arrivals,
        icon="user-plus",
        link=INTAKES,
        order=21,
    ),
    HomeCard(
        name="lifecycle.departures",
        title=Text("离职办理", "Departures"),
        permission=CASE,
        load=departures,
        icon="user-minus",
        link=LEAVING,
        order=22,
    ),
)
