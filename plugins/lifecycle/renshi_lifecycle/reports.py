"""Reports."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from renshi_lifecycle.permissions import CHECKLIST_READ
from renshi_sdk import Clause, Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where


class Span(BaseModel):
    """First days that count; from ninety days ago on where left out."""

    first: date | None = Field(
        default=None, title="入职日从", json_schema_extra={"title_en": "First day from"}
    )
    last: date | None = Field(
        default=None, title="入职日至", json_schema_extra={"title_en": "First day until"}
    )


async def onboarding(ctx: Context, params: Span) -> ReportResult:
    """How far each onboarding is."""
    first = params.first or date.fromordinal(ctx.today().toordinal() - 90)
    sql, arguments = where(
        Clause(
            "c.company_id = {} AND c.occasion = 'onboarding' AND c.state <> 'cancelled'", (ctx.company_id,)
        ),
        Clause("c.anchor_on >= {}", (first,)),
        *([Clause("c.anchor_on <= {}", (params.last,))] if params.last else []),
        ctx.access.employees(CHECKLIST_READ, "c.employee_id"),
        start=2,
    )
    rows = await fetch(
        "SELECT e.name, e.department_name, c.anchor_on, count(t.id) AS tasks,"
        " count(t.id) FILTER (WHERE t.state IN ('done', 'skipped')) AS done,"
        " count(t.id) FILTER (WHERE t.state IN ('open', 'waiting') AND t.due_on < $1) AS late,"
        " count(t.id) FILTER (WHERE t.state IN ('done', 'skipped'))::numeric / greatest(count(t.id), 1) AS rate"
        " FROM lifecycle_checklist c JOIN renshi_employee e ON e.id = c.employee_id"
        " LEFT JOIN lifecycle_task t ON t.checklist_id = c.id"
        f" WHERE {sql} GROUP BY c.id, e.name, e.department_name, c.anchor_on ORDER BY c.anchor_on, e.name",
        ctx.today(),
        *arguments,
    )
    return ReportResult(rows=[dict(r) for r in rows])


REPORTS = (
    Report(
        name="lifecycle.onboarding",
        title=Text("入职办理进度", "Onboarding progress"),
        definition=Text(
            "所选入职日期内每位员工的入职清单：完成率 = 已完成和无需办理的任务 ÷ 全部任务；"
            "逾期 = 到期日早于今天且未完成。",
            "Each onboarding checklist with a first day in the span: rate = tasks done or not needed ÷ all tasks;"
            " late = due before today and not done.",
        ),
        columns=(
            ReportColumn("name", Text("员工", "Employee")),
            ReportColumn("department_name", Text("部门", "Department")),
            ReportColumn("anchor_on", Text("入职日期", "First day"), "date"),
            ReportColumn("tasks", Text("任务", "Tasks"), "integer"),
            ReportColumn("done", Text("已完成", "Done"), "integer"),
            ReportColumn("late", Text("逾期", "Late"), "integer"),
            ReportColumn("rate", Text("完成率", "Rate"), "percent"),
        ),
        query=onboarding,
        permission=CHECKLIST_READ,
        params=Span,
        chart="bar",
        chart_x="name",
        chart_y=("done", "late"),
    ),
)
