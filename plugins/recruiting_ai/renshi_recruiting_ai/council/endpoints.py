"""API of the report for a works council."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.council import service
from renshi_recruiting_ai.review.endpoints import pdf
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context
from renshi_sdk.web import Schema, get, post


class Period(Schema):
    """Both days are in; left out, the last twelve months."""

    first: date | None = None
    last: date | None = None


@get("/council-report", permission=permissions.FAIRNESS_READ)
async def read_report(ctx: Context, first: date | None = None, last: date | None = None) -> dict[str, Any]:
    """What is analysed, weights, versions, decisions, overrides and appeals of a period, in sections."""
    days = service.period(ctx, first, last)
    await _seen(ctx, *days)
    items = []
    # A cell of a table is one paragraph.
    mark = "; " if ctx.locale.startswith("en") else "；"
    for section in await service.sections(ctx, *days):
        lines = [" · ".join(row) for row in section.rows]
        items.append({"topic": section.title, "words": f"{section.words}{mark.join(lines)}"})
    return as_list(items)


@post("/council-report/document", permission=permissions.FAIRNESS_READ, status_code=200)
async def report_file(ctx: Context, data: Period) -> Response[bytes]:
    """The report as a PDF."""
    days = service.period(ctx, data.first, data.last)
    await _seen(ctx, *days)
    name = "AI-in-recruiting.pdf" if ctx.locale.startswith("en") else "招聘AI使用情况报告.pdf"
    return pdf(name, await service.document(ctx, *days))


async def _seen(ctx: Context, first: date, last: date) -> None:
    await ctx.audit.record(
        "recruiting_ai.council_report.read",
        subject="recruiting_ai_decision",
        detail={"first": first.isoformat(), "last": last.isoformat()},
    )


HANDLERS = (read_report, report_file)
