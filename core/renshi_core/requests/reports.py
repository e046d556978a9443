"""Reports over requests: how long decisions take, and the list for a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from renshi_core.jobs.above import platform_of
from renshi_core.requests.views import READ, in_sight
from renshi_sdk.context import Context
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

MOST_ROWS = 20_000
WHOLE = Text("整份申请", "Whole request")
STATES = {
    "pending": Text("审批中", "Pending"),
    "returned": Text("已退回", "Sent back"),
    "approved": Text("已通过", "Approved"),
    "rejected": Text("未通过", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
    "cancelled": Text("已撤销", "Cancelled"),
}


class Wanted(BaseModel):
    """Which requests: of a kind, in a state, submitted from one day to another (both included)."""

    kind: str | None = Field(None, max_length=80, title="申请类型", json_schema_extra={"title_en": "Kind"})
    state: str | None = Field(None, max_length=20, title="状态", json_schema_extra={"title_en": "State"})
    first: date | None = Field(None, title="提交日期从", json_schema_extra={"title_en": "Submitted from"})
    last: date | None = Field(None, title="至", json_schema_extra={"title_en": "to"})


def _clauses(ctx: Context, wanted: Wanted) -> list[Clause]:
    clauses = [in_sight(ctx)]
    if wanted.kind:
        clauses.append(Clause("r.kind = {}", (wanted.kind,)))
    if wanted.state:
        clauses.append(Clause("r.state = {}", (wanted.state,)))
    zone = "(r.submitted_at AT TIME ZONE {})::date"
    if wanted.first:
        clauses.append(Clause(f"{zone} >= {{}}", (ctx.time_zone, wanted.first)))
    if wanted.last:
        clauses.append(Clause(f"{zone} <= {{}}", (ctx.time_zone, wanted.last)))
    return clauses


def _kind_title(ctx: Context, name: str) -> str:
    owned = platform_of(ctx).registry.request_kinds.get(name)
    return owned.record.title.of(ctx.locale) if owned else name


async def times(ctx: Context, wanted: Wanted) -> ReportResult:
    """Hours from opening a gate to its decision by kind and step, and from submission to the end."""
    condition, args = where(*_clauses(ctx, wanted))
    rows = await fetch(
        "SELECT r.kind, s.title AS step, count(*)::int AS count,"
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.closed_at - s.opened_at)) AS median,"
        " percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM s.closed_at - s.opened_at)) AS ninety,"
        " count(*) FILTER (WHERE s.due_at IS NOT NULL AND s.closed_at > s.due_at)::int AS late"
        " FROM core_request r JOIN core_request_step s ON s.request_id = r.id AND s.opened_at IS NOT NULL"
        "  AND s.state IN ('approved', 'rejected', 'returned') AND s.closed_at IS NOT NULL"
        f" WHERE {condition} GROUP BY r.kind, s.title"
        " UNION ALL SELECT r.kind, NULL, count(*)::int,"
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.decided_at - r.submitted_at)),"
        " percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM r.decided_at - r.submitted_at)), 0"
        f" FROM core_request r WHERE {condition} AND r.decided_at IS NOT NULL"
        "  AND r.state IN ('approved', 'rejected', 'cancelled') GROUP BY r.kind"
        " ORDER BY 1, 2 NULLS LAST",
        *args,
    )
    found: list[dict[str, Any]] = [
        {
            "kind": _kind_title(ctx, row["kind"]),
            "step": row["step"] or WHOLE.of(ctx.locale),
            "count": row["count"],
            "median_hours": round(row["median"] / 3600, 2),
            "ninety_hours": round(row["ninety"] / 3600, 2),
            "late": row["late"],
        }
        for row in rows
    ]
    return ReportResult(found)


async def listed(ctx: Context, wanted: Wanted) -> ReportResult:
    """The requests themselves, newest first."""
    condition, args = where(*_clauses(ctx, wanted))
    rows = await fetch(
        "SELECT r.number, r.kind, e.number AS staff_number, e.name, r.state, r.summary_zh, r.summary_en,"
        " r.submitted_at AT TIME ZONE $1 AS submitted, r.decided_at AT TIME ZONE $1 AS decided, s.title AS step"
        " FROM core_request r JOIN core_employee e ON e.id = r.employee_id"
        " LEFT JOIN core_request_step s ON s.request_id = r.id AND s.state = 'waiting'"
        f" WHERE {_shifted(condition, len(args))} ORDER BY r.submitted_at DESC, r.id DESC LIMIT {MOST_ROWS + 1}",
        ctx.time_zone,
        *args,
    )
    english = ctx.locale.lower().startswith("en")
    found: list[dict[str, Any]] = [
        {
            "number": row["number"],
            "kind": _kind_title(ctx, row["kind"]),
            "staff_number": row["staff_number"],
            "name": row["name"],
            "state": STATES[row["state"]].of(ctx.locale),
            "summary": row["summary_en"] if english else row["summary_zh"],
            "submitted": f"{row['submitted']:%Y-%m-%d %H:%M}",
            "decided": f"{row['decided']:%Y-%m-%d %H:%M}" if row["decided"] else "",
            "step": row["step"] or "",
        }
        for row in rows[:MOST_ROWS]
    ]
    note = (
        Text(f"只列出最新的 {MOST_ROWS} 份，请缩小日期范围", f"the newest {MOST_ROWS} only; narrow the dates")
        if len(rows) > MOST_ROWS
        else None
    )
    return ReportResult(found, note)


def _shifted(condition: str, count: int) -> str:
    for place in range(count, 0, -1):
        condition = condition.replace(f"${place}", f"${place + 1}")
    return condition


def _column(name: str, zh: str, en: str, kind: Any = "text") -> ReportColumn:
    return ReportColumn(name, Text(zh, en), kind)


REPORTS = (
    Report(
        name="core.request_times",
        title=Text("审批时长", "Time to decision"),
        definition=Text(
            "每个环节从开始等待到作出决定的小时数（自然时间）；“整份申请”为从提交到办结。"
            "只统计已作出决定的环节，不含撤回。超时为晚于环节期限才决定的次数。",
            "Hours from the opening of a step to its decision, around the clock; the whole request counts from"
            " submission to its end. Only decided steps count, withdrawals don't. Late: decided after the step's"
            " time limit.",
        ),
        columns=(
            _column("kind", "申请类型", "Kind"),
            _column("step", "环节", "Step"),
            _column("count", "次数", "Count", "integer"),
            _column("median_hours", "中位数（小时）", "Median (hours)", "number"),
            _column("ninety_hours", "90 分位（小时）", "90th percentile (hours)", "number"),
            _column("late", "超时次数", "Late", "integer"),
        ),
        query=times,
        params=Wanted,
        permission=READ,
        chart="bar",
        chart_x="step",
        chart_y=("median_hours",),
    ),
    Report(
        name="core.request_list",
        title=Text("申请明细", "List of requests"),
        definition=Text(
            "本公司在您数据范围内的申请，按提交时间倒序。",
            "Requests of the company in your scope, newest first.",
        ),
        columns=(
            _column("number", "单号", "Number"),
            _column("kind", "申请类型", "Kind"),
            _column("staff_number", "工号", "Staff number"),
            _column("name", "申请人", "Employee"),
            _column("state", "状态", "State"),
            _column("summary", "内容", "Summary"),
            _column("step", "当前环节", "Step"),
            _column("submitted", "提交时间", "Submitted"),
            _column("decided", "办结时间", "Decided"),
        ),
        query=listed,
        params=Wanted,
        permission=READ,
    ),
)
