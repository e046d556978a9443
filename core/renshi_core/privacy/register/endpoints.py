"""The register and assessments, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from litestar.response import Response
from pydantic import BaseModel, ConfigDict, Field

from renshi_core.jobs.above import platform_of
from renshi_core.privacy.register import assessments, service
from renshi_core.privacy.retention.endpoints import MANAGE, READ
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery, listing
from renshi_sdk.services import Clause
from renshi_sdk.text import Text
from renshi_sdk.web import get, page_of, post

Words = Annotated[str, Field(min_length=5, max_length=5_000)]


class AssessmentBody(BaseModel):
    """Impact assessment (个人信息保护法 art. 56): lawful and needed, what it does to people, whether measures fit."""

    model_config = ConfigDict(extra="forbid")
    subject: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    title: Annotated[str, Field(min_length=2, max_length=100)]
    cases: Annotated[
        list[Literal["sensitive", "automated", "handed_on", "abroad", "other"]],
        Field(min_length=1, max_length=5),
    ]
    purpose: Words
    necessity: Words
    impact: Words
    measures: Words
    risk: Literal["low", "medium", "high"]
    conclusion: Literal["proceed", "with_measures", "stop"]
    review_on: date


def _attachment(name: str, content: bytes, media_type: str) -> Response[bytes]:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
        },
    )


@get("/privacy/register", permission=READ)
async def processing_register(ctx: Context) -> dict[str, Any]:
    """What the platform and the plugins that are on process personal data for."""
    items = await service.register(platform_of(ctx), ctx)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/privacy/register/export", permission=READ)
async def export_register(ctx: Context, layout: Literal["xlsx", "pdf"] = "xlsx") -> Response[bytes]:
    """The register as a workbook or a document."""
    platform = platform_of(ctx)
    name = Text("个人信息处理活动记录", "processing-register").of(ctx.locale)
    await ctx.audit.record("core.register.export", subject="register", detail={"kind": layout})
    if layout == "pdf":
        return _attachment(f"{name}-{ctx.today()}.pdf", await service.paper(platform, ctx), "application/pdf")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attachment(f"{name}-{ctx.today()}.xlsx", await service.workbook(platform, ctx), sheet)


@get("/privacy/subjects", permission=READ)
async def assessment_subjects(ctx: Context) -> dict[str, Any]:
    """What an assessment can be about: the company as a whole, the platform, each plugin."""
    registry = platform_of(ctx).registry
    items = [{"value": assessments.COMPANY, "label": Text("公司整体", "The company").of(ctx.locale)}]
    items += [{"value": p.id, "label": p.manifest.title.of(ctx.locale)} for p in registry.in_order()]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/privacy/assessments", permission=READ)
async def list_assessments(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Assessments, newest first."""
    found = await listing(assessments.LISTED, listing_query, Clause("a.company_id = {}", (ctx.company_id,)))
    plugins = platform_of(ctx).registry.plugins
    for item in found.items:
        loaded = plugins.get(item["subject"])
        item["about"] = (
            loaded.manifest.title.of(ctx.locale) if loaded else Text("公司整体", "The company").of(ctx.locale)
        )
        item["overdue"] = bool(item["newest"] and item["review_on"] < ctx.today())
        item["cases_shown"] = "、".join(assessments.CASES[c].of(ctx.locale) for c in item["cases"])
    return page_of(found)


@get("/privacy/assessments/{assessment_id:uuid}", permission=READ)
async def get_assessment(ctx: Context, assessment_id: UUID) -> dict[str, Any]:
    """One assessment in full."""
    found = await assessments.one(ctx, assessment_id)
    return found | {"cases_shown": "、".join(assessments.CASES[c].of(ctx.locale) for c in found["cases"])}


@post("/privacy/assessments", permission=MANAGE)
async def add_assessment(ctx: Context, data: AssessmentBody) -> dict[str, Any]:
    """Keep an assessment. It is never changed; another one follows it."""
    return await assessments.assess(platform_of(ctx), ctx, data.model_dump())


HANDLERS = (
    processing_register,
    export_register,
    assessment_subjects,
    list_assessments,
    get_assessment,
    add_assessment,
)
