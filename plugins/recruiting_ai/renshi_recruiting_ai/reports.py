"""The hiring funnel."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_recruiting_ai import analytics, permissions
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch


class FunnelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    requisition_id: UUID | None = Field(
        default=None,
        title="招聘需求",
        json_schema_extra={
            "title_en": "Requisition",
            "x-options-api": "/api/plugins/recruiting_ai/requisitions/options",
        },
    )
    since: date | None = Field(
        default=None, title="投递起始日", json_schema_extra={"title_en": "Applied from"}
    )
    until: date | None = Field(
        default=None, title="投递截止日", json_schema_extra={"title_en": "Applied until"}
    )


async def funnel(ctx: Context, params: FunnelParams) -> ReportResult:
    """Applications by channel: how many reached each stage, counting a person once per application."""
    rows = await fetch(
        "SELECT a.channel, count(*) AS applied,"
        " count(*) FILTER (WHERE EXISTS (SELECT FROM recruiting_ai_interview i WHERE i.application_id = a.id"
        "   AND i.completed_at IS NOT NULL)) AS interviewed,"
        " count(*) FILTER (WHERE EXISTS (SELECT FROM recruiting_ai_decision d WHERE d.application_id = a.id"
        "   AND d.decision = 'advance')) AS advanced,"
        " count(*) FILTER (WHERE EXISTS (SELECT FROM recruiting_ai_offer o WHERE o.application_id = a.id"
        "   AND o.state IN ('sent', 'accepted', 'declined', 'expired'))) AS offered,"
        " count(*) FILTER (WHERE a.stage = 'hired') AS hired"
        " FROM recruiting_ai_application a WHERE a.company_id = $1"
        " AND ($2::uuid IS NULL OR a.requisition_id = $2)"
        " AND ($3::date IS NULL OR (a.created_at AT TIME ZONE $5)::date >= $3)"
        " AND ($4::date IS NULL OR (a.created_at AT TIME ZONE $5)::date <= $4)"
        " GROUP BY a.channel ORDER BY applied DESC, a.channel",
        ctx.company_id,
        params.requisition_id,
        params.since,
        params.until,
        ctx.time_zone,
    )
    return ReportResult(
        [dict(row) | {"hire_rate": round(row["hired"] / row["applied"], 4)} for row in rows],
        note=Text(
            "少于 20 人的渠道，比例波动很大，不宜比较。", "With fewer than 20 people a rate says little."
        ),
    )


REPORTS = (
    *analytics.REPORTS,
    Report(
        name="recruiting_ai.funnel",
        title=Text("招聘漏斗（按渠道）", "Hiring funnel by channel"),
        definition=Text(
            "按投递渠道统计各应聘到达过的环节：投递、完成面试、由人推进、发出录用、入职；录用率＝入职÷投递。",
            "Per channel, applications that ever reached a step: applied, interview completed, advanced by a person, "
            "offer sent, hired; hire rate = hired ÷ applied.",
        ),
        columns=(
            ReportColumn("channel", Text("渠道", "Channel")),
            ReportColumn("applied", Text("投递", "Applied"), "integer"),
            ReportColumn("interviewed", Text("完成面试", "Interviewed"), "integer"),
            ReportColumn("advanced", Text("推进", "Advanced"), "integer"),
            ReportColumn("offered", Text("发出录用", "Offered"), "integer"),
            ReportColumn("hired", Text("入职", "Hired"), "integer"),
            ReportColumn("hire_rate", Text("录用率", "Hire rate"), "percent"),
        ),
        query=funnel,
        permission=permissions.CANDIDATE_READ,
        params=FunnelParams,
        chart="bar",
        chart_x="channel",
        chart_y=("applied", "interviewed", "offered", "hired"),
    ),
)
