"""What goes into the employee's file when an offer is accepted: how the decision came about, in plain words."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.rounds import repository as rounds
from renshi_sdk import Context
from renshi_sdk.db import fetch

_SAYS = {"strong_yes": "强烈推荐", "yes": "推荐", "no": "不推荐", "strong_no": "强烈不推荐"}


async def written_report(ctx: Context, offer: dict[str, Any]) -> str:
    """Interview scores with the candidate's own words, rounds by people, decisions. No protected facts, no pay."""
    zone = ZoneInfo(ctx.time_zone)
    lines = [
        f"招聘档案：{offer['name']}",
        f"应聘岗位：{offer['requisition_title']}",
        f"生成时间：{ctx.now().astimezone(zone):%Y-%m-%d %H:%M}",
        "",
    ]
    interview = await interviews.of_application(offer["application_id"])
    found = await scoring.report_of(interview["id"]) if interview is not None else None
    lines.append("一、AI 面试（未校准，仅供参考；由人作出决定）")
    if found is None:
        lines.append("  没有评分。")
    else:
        row, report = found
        percent = (
            f"{report.match.percent} %（{report.match.low}–{report.match.high}）"
            if report.match.percent
            else "数据不足"
        )
        lines += [f"  岗位匹配：{percent}", f"  评分规则：{report.scorer}，报告摘要：{row['report_digest']}"]
        for item in report.dimensions:
            lines.append(f"  {item.label}：{item.score if item.score is not None else '数据不足'}")
            lines += [
                f"    第 {evidence.quote.turn_no} 轮：“{evidence.quote.words}”（{evidence.why_zh}）"
                for evidence in item.evidence[:3]
            ]
    lines += ["", "二、人工面试"]
    for one in await rounds.of_application(ctx.company_id, offer["application_id"]):
        lines.append(f"  {one['title']}（{one['panel_names']}）")
        for card in await rounds.cards(one["id"]):
            marks = "、".join(
                f"{key} {mark['score']}" for key, mark in card["marks"].items() if mark["score"] is not None
            )
            lines.append(
                f"    {card['author_name']}：{_SAYS[card['recommendation']]}；{marks}；{card['words']}"
            )
    lines += ["", "三、决定"]
    for row in await fetch(
        "SELECT decision, reason, decided_by_name, decided_at FROM recruiting_ai_decision WHERE application_id = $1"
        " ORDER BY decided_at, id",
        offer["application_id"],
    ):
        said = {"advance": "进入录用", "hold": "继续考察", "reject": "不通过"}[row["decision"]]
        lines.append(
            f"  {row['decided_at'].astimezone(zone):%Y-%m-%d %H:%M} {row['decided_by_name']}：{said}；{row['reason']}"
        )
    return "\n".join(lines) + "\n"
