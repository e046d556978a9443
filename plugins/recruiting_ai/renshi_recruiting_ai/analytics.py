"""Figures of recruiting: conversion and time by stage, time to hire, and what a channel brings for what it costs.

Each report says beside its figures what is counted; the rows come from moves, decisions, offers and costs as they were
recorded, never from estimates.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_recruiting_ai import permissions
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch

_JOB: dict[str, Any] = {
    "title_en": "Requisition",
    "x-options-api": "/api/plugins/recruiting_ai/requisitions/options",
}


class Span(BaseModel):
    model_config = ConfigDict(extra="forbid")

    requisition_id: UUID | None = Field(default=None, title="招聘需求", json_schema_extra=_JOB)
    since: date | None = Field(default=None, title="起始日", json_schema_extra={"title_en": "From"})
    until: date | None = Field(default=None, title="截止日", json_schema_extra={"title_en": "Until"})


_IN_SPAN = (
    "a.company_id = $1 AND ($2::uuid IS NULL OR a.requisition_id = $2)"
    " AND ($3::date IS NULL OR (a.created_at AT TIME ZONE $5)::date >= $3)"
    " AND ($4::date IS NULL OR (a.created_at AT TIME ZONE $5)::date <= $4)"
)


def _args(ctx: Context, params: Span) -> tuple[object, ...]:
    return (ctx.company_id, params.requisition_id, params.since, params.until, ctx.time_zone)


async def by_stage(ctx: Context, params: Span) -> ReportResult:
    """How many ever reached each kind of stage, the share of the step before, and median days until they left it."""
    rows = await fetch(
        "WITH moved AS (SELECT m.application_id, m.kind, m.moved_at,"
        "   lead(m.moved_at) OVER (PARTITION BY m.application_id ORDER BY m.moved_at, m.id) AS left_at"
        "   FROM recruiting_ai_move m JOIN recruiting_ai_application a ON a.id = m.application_id"
        f"   WHERE {_IN_SPAN}),"
        " kinds(kind, place) AS (VALUES ('new', 1), ('screen', 2), ('ai_interview', 3), ('interview', 4), ('offer', 5),"
        "   ('hired', 6), ('rejected', 7), ('withdrawn', 8))"
        " SELECT k.kind, k.place, count(DISTINCT d.application_id) AS reached,"
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.left_at - d.moved_at) / 86400)"
        "   FILTER (WHERE d.left_at IS NOT NULL) AS days"
        " FROM kinds k LEFT JOIN moved d ON d.kind = k.kind GROUP BY k.kind, k.place ORDER BY k.place",
        *_args(ctx, params),
    )
    names = {
        "new": "新投递", "screen": "筛选", "ai_interview": "AI 面试", "interview": "人工面试", "offer": "录用",
        "hired": "已入职", "rejected": "未通过", "withdrawn": "已撤回",
    }  # fmt: skip
    first = rows[0]["reached"] if rows else 0
    return ReportResult(
        [
            {
                "stage": names[row["kind"]],
                "reached": row["reached"],
                "share": round(row["reached"] / first, 4) if first else None,
                "days": round(row["days"], 1) if row["days"] is not None else None,
            }
            for row in rows
        ],
        note=Text(
            "中位天数只统计已离开该阶段的应聘。", "Median days count applications that have left the stage."
        ),
    )


async def time_to_hire(ctx: Context, params: Span) -> ReportResult:
    """Per requisition: days from opening to the first acceptance, and from application to acceptance (median)."""
    rows = await fetch(
        "SELECT r.id, r.title, r.headcount, r.opened_at, count(a.id) AS applied,"
        " count(a.id) FILTER (WHERE a.stage = 'hired') AS hired,"
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM o.answered_at - a.created_at) / 86400)"
        "   FILTER (WHERE o.answered_at IS NOT NULL) AS days,"
        " extract(epoch FROM min(o.answered_at) - r.opened_at) / 86400 AS first_days"
        " FROM recruiting_ai_requisition r JOIN recruiting_ai_application a ON a.requisition_id = r.id"
        " LEFT JOIN recruiting_ai_offer o ON o.application_id = a.id AND o.state = 'accepted'"
        f" WHERE {_IN_SPAN} GROUP BY r.id ORDER BY r.opened_at DESC NULLS LAST, r.id LIMIT 500",
        *_args(ctx, params),
    )
    return ReportResult(
        [
            {
                "job": row["title"],
                "headcount": row["headcount"],
                "applied": row["applied"],
                "hired": row["hired"],
                "days": round(float(row["days"]), 1) if row["days"] is not None else None,
                "first_days": round(float(row["first_days"]), 1) if row["first_days"] is not None else None,
            }
            for row in rows
        ]
    )


async def channel_quality(ctx: Context, params: Span) -> ReportResult:
    """Per channel: applications, interviews, offers, hires, cost of the span, cost per hire, who is still there."""
    rows = await fetch(
        "WITH came AS (SELECT a.channel, count(*) AS applied,"
        "   count(*) FILTER (WHERE EXISTS (SELECT FROM recruiting_ai_move m WHERE m.application_id = a.id"
        "     AND m.kind IN ('ai_interview', 'interview'))) AS interviewed,"
        "   count(*) FILTER (WHERE EXISTS (SELECT FROM recruiting_ai_offer o WHERE o.application_id = a.id"
        "     AND o.state IN ('sent', 'accepted', 'declined', 'expired'))) AS offered,"
        "   count(*) FILTER (WHERE a.stage = 'hired') AS hired,"
        "   count(*) FILTER (WHERE a.stage = 'hired' AND e.status <> 'left') AS stayed"
        "   FROM recruiting_ai_application a LEFT JOIN renshi_employee e ON e.id = a.employee_id"
        f"   WHERE {_IN_SPAN} GROUP BY a.channel),"
        # A cost belongs to the span by the share of its days that lie in it.
        " paid AS (SELECT c.key, sum(x.amount * greatest(0, least(x.until_on, coalesce($4, x.until_on))"
        "   - greatest(x.from_on, coalesce($3, x.from_on)) + 1) / (x.until_on - x.from_on + 1)) AS cost"
        "   FROM recruiting_ai_channel_cost x JOIN recruiting_ai_channel c ON c.id = x.channel_id"
        "   WHERE x.company_id = $1 AND ($2::uuid IS NULL OR x.requisition_id = $2) GROUP BY c.key)"
        " SELECT coalesce(came.channel, paid.key) AS channel, k.title, applied, interviewed, offered,"
        " hired, stayed, cost"
        " FROM came FULL JOIN paid ON paid.key = came.channel"
        " LEFT JOIN recruiting_ai_channel k ON k.company_id = $1 AND k.key = coalesce(came.channel, paid.key)"
        " ORDER BY hired DESC NULLS LAST, applied DESC NULLS LAST, channel",
        *_args(ctx, params),
    )
    found = []
    for row in rows:
        hired, cost = row["hired"] or 0, row["cost"]
        found.append(
            {
                "channel": row["title"] or row["channel"],
                "applied": row["applied"] or 0,
                "interviewed": row["interviewed"] or 0,
                "offered": row["offered"] or 0,
                "hired": hired,
                "cost": round(cost, 2) if cost is not None else None,
                "per_hire": round(cost / hired, 2) if cost is not None and hired else None,
                "stayed": round(row["stayed"] / hired, 4) if hired else None,
            }
        )
    return ReportResult(
        found,
        note=Text(
            "未登记费用的渠道不显示成本；少于 20 人时比例波动很大。",
            "Without an entry there is no cost; with fewer than 20 people rates say little.",
        ),
    )


REPORTS = (
    Report(
        name="recruiting_ai.stages",
        title=Text("招聘漏斗（按阶段）", "Funnel by stage"),
        definition=Text(
            "按投递时间范围统计：曾进入各类阶段的应聘数（每份应聘计一次）、占新投递的比例、在该阶段停留的中位天数。"
            "数据来源：阶段变更记录。",
            "Applications of the span that ever entered a kind of stage (each once), their share of all,"
            " and the median "
            "of days in it. Source: the recorded moves.",
        ),
        columns=(
            ReportColumn("stage", Text("阶段", "Stage")),
            ReportColumn("reached", Text("到达", "Reached"), "integer"),
            ReportColumn("share", Text("占投递", "Share"), "percent"),
            ReportColumn("days", Text("中位天数", "Median days"), "number"),
        ),
        query=by_stage,
        permission=permissions.CANDIDATE_READ,
        params=Span,
        chart="bar",
        chart_x="stage",
        chart_y=("reached",),
    ),
    Report(
        name="recruiting_ai.time_to_hire",
        title=Text("招聘周期", "Time to hire"),
        definition=Text(
            "投递到接受录用的中位天数；需求开放到首次接受录用的天数。数据来源：应聘与录用记录。",
            "Median days from application to acceptance; days from opening to the first acceptance."
            " Source: applications "
            "and offers.",
        ),
        columns=(
            ReportColumn("job", Text("岗位", "Job")),
            ReportColumn("headcount", Text("需求人数", "Wanted"), "integer"),
            ReportColumn("applied", Text("投递", "Applied"), "integer"),
            ReportColumn("hired", Text("入职", "Hired"), "integer"),
            ReportColumn("days", Text("投递至接受（中位天）", "Days to accept"), "number"),
            ReportColumn("first_days", Text("开放至首次接受（天）", "Days to the first"), "number"),
        ),
        query=time_to_hire,
        permission=permissions.CANDIDATE_READ,
        params=Span,
    ),
    Report(
        name="recruiting_ai.channels",
        title=Text("渠道质量与成本", "Channel quality and cost"),
        definition=Text(
            "按投递渠道：投递、进入面试、发出录用、入职；成本＝登记费用按天分摊到所选期间；每入职成本＝成本÷入职；"
            "留任率＝入职者中目前在职的比例。",
            "By channel: applied, interviewed, offered, hired; cost = entries shared by days over the span; per hire = "
            "cost ÷ hired; stayed = share of those hired who are employed now.",
        ),
        columns=(
            ReportColumn("channel", Text("渠道", "Channel")),
            ReportColumn("applied", Text("投递", "Applied"), "integer"),
            ReportColumn("interviewed", Text("面试", "Interviewed"), "integer"),
            ReportColumn("offered", Text("录用", "Offered"), "integer"),
            ReportColumn("hired", Text("入职", "Hired"), "integer"),
            ReportColumn("cost", Text("成本（元）", "Cost (CNY)"), "money"),
            ReportColumn("per_hire", Text("每入职成本（元）", "Cost per hire (CNY)"), "money"),
            ReportColumn("stayed", Text("留任率", "Still there"), "percent"),
        ),
        query=channel_quality,
        permission=permissions.CANDIDATE_READ,
        params=Span,
        chart="bar",
        chart_x="channel",
        chart_y=("applied", "interviewed", "offered", "hired"),
    ),
)
