"""Leaving over HTTP."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_lifecycle.leaving import interviews, links, own, service
from renshi_lifecycle.leaving.schemas import ExitAnswers, InterviewIn, RehireIn
from renshi_lifecycle.permissions import CASE, INTERVIEW_READ
from renshi_sdk import Context
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, post


@get("/leaving", permission=CASE)
async def list_cases(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Cases in the caller's reach."""
    return page_of(await service.page(ctx, listing_query))


@get("/leaving/{case_id:uuid}", permission=CASE)
async def read_case(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """One case."""
    return await service.detail(ctx, case_id)


@get("/leaving/{case_id:uuid}/settlement", permission=CASE)
async def read_settlement(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """The settlement sheet. Audited."""
    return await service.settlement(ctx, case_id)


@post("/leaving/{case_id:uuid}/settlement", permission=CASE, status_code=200)
async def confirm_settlement(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """Confirm the sheet as it stands."""
    return await service.settle(ctx, case_id)


@post("/leaving/{case_id:uuid}/certificate", permission=CASE, status_code=200)
async def issue_certificate(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """Issue the leaving certificate."""
    return await service.certify(ctx, case_id)


@get("/leaving/{case_id:uuid}/certificate", permission=CASE)
async def read_certificate(ctx: Context, case_id: UUID) -> Response[bytes]:
    """The leaving certificate as a PDF. Audited."""
    return _pdf(*await service.certificate_file(ctx, case_id))


def _pdf(stored: StoredFile, content: bytes) -> Response[bytes]:
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}",
            "Cache-Control": "private, no-store",
        },
    )


@post("/leaving/{case_id:uuid}/rehire", permission=CASE, status_code=200)
async def note_rehire(ctx: Context, case_id: UUID, data: RehireIn) -> dict[str, Any]:
    """Keep whether the company would hire again, and why."""
    return await service.note_rehire(ctx, case_id, data)


@get("/leaving/{case_id:uuid}/interview", permission=INTERVIEW_READ)
async def read_interview(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """What somebody said on leaving. Audited."""
    return await interviews.interview(ctx, case_id)


@post("/leaving/mine/interview", permission=AUTHENTICATED)
async def answer_interview(ctx: Context, data: InterviewIn) -> dict[str, Any]:
    """One's own exit interview, once."""
    return await interviews.answer(ctx, data)


@post("/leaving/mine/interview/form", permission=AUTHENTICATED)
async def answer_form(ctx: Context, data: ExitAnswers) -> dict[str, Any]:
    """The same as the form sends it."""
    return await interviews.answer(ctx, data.interview())


@get("/leaving/mine", permission=AUTHENTICATED)
async def my_leaving(ctx: Context) -> dict[str, Any]:
    """Where one's own leaving stands."""
    return await own.shown(ctx)


@get("/leaving/mine/tasks", permission=AUTHENTICATED)
async def my_tasks(ctx: Context) -> dict[str, Any]:
    """Tasks of one's own hand-over."""
    items = await own.tasks(ctx)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/leaving/mine/certificate", permission=AUTHENTICATED)
async def my_certificate(ctx: Context) -> Response[bytes]:
    """One's own leaving certificate as a PDF. Audited."""
    return _pdf(*await own.certificate(ctx))


@post("/leaving/{case_id:uuid}/interview-link", permission=CASE, status_code=200)
async def make_interview_link(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """A link to the exit interview for who leaves; it is sent to them too."""
    return await links.make(ctx, case_id)


@get("/leaving/analytics", permission=INTERVIEW_READ)
async def read_analytics(ctx: Context, group: Literal["reason", "item"] | None = None) -> dict[str, Any]:
    """Main reasons and mean ratings, of groups that are large enough."""
    return await interviews.analytics(ctx, group)


HANDLERS = (
    list_cases,
    read_case,
    read_settlement,
    confirm_settlement,
    issue_certificate,
    read_certificate,
    note_rehire,
    read_interview,
    answer_interview,
    answer_form,
    my_leaving,
    my_tasks,
    my_certificate,
    make_interview_link,
    read_analytics,
)
