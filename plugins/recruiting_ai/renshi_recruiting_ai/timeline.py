"""Interview and offer in the file of those who were hired."""

from __future__ import annotations

from uuid import UUID

from renshi_recruiting_ai.engine.report import ScoreReport
from renshi_recruiting_ai.engine.scoring import CALIBRATION
from renshi_recruiting_ai.rows import from_json
from renshi_sdk import Context, Text
from renshi_sdk.contracts import TimelineEntry
from renshi_sdk.db import fetch


async def timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    """Interview and offer in the employee's file."""
    entries: list[TimelineEntry] = []
    rows = await fetch(
        "SELECT DISTINCT ON (i.id) i.id, i.completed_at, r.title, s.report FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " LEFT JOIN recruiting_ai_score s ON s.interview_id = i.id"
        " WHERE a.employee_id = $1 AND i.completed_at IS NOT NULL ORDER BY i.id, s.version DESC",
        employee_id,
    )
    for row in rows:
        detail = None
        if row["report"] is not None:
            report = ScoreReport.model_validate(from_json(row["report"]))
            said = "、".join(
                f"{item.label} {item.score}" for item in report.dimensions if item.score is not None
            )
            percent = f"{report.match.percent} %" if report.match.percent is not None else "数据不足"
            stands = "未校准" if report.calibration == CALIBRATION else "已校准"
            detail = Text(
                f"岗位匹配 {percent}（{stands}，仅供参考）；{said}",
                f"Match {percent} ({report.calibration}); {said}",
            )
        entries.append(
            TimelineEntry(
                on=row["completed_at"],
                title=Text(f"面试：{row['title']}", f"Interview: {row['title']}"),
                detail=detail,
                link=f"/console/recruiting_ai/interviews/{row['id']}",
            )
        )
    for row in await fetch(
        "SELECT o.id, o.answered_at, o.report_file_id, r.title FROM recruiting_ai_offer o"
        " JOIN recruiting_ai_application a ON a.id = o.application_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " WHERE o.employee_id = $1 AND o.state = 'accepted' ORDER BY o.answered_at",
        employee_id,
    ):
        entries.append(
            TimelineEntry(
                on=row["answered_at"],
                title=Text(f"接受录用：{row['title']}", f"Accepted the offer: {row['title']}"),
                link=f"/api/plugins/recruiting_ai/offers/{row['id']}/report"
                if row["report_file_id"]
                else None,
            )
        )
    return entries
