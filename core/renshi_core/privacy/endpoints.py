"""People's rights over their data, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar.response import Response
from pydantic import BaseModel, ConfigDict, Field

from renshi_core.jobs.above import platform_of
from renshi_core.privacy import service
from renshi_core.privacy.consents import endpoints as consents
from renshi_core.privacy.register import endpoints as register
from renshi_core.privacy.retention import endpoints as retention
from renshi_sdk.context import Context
from renshi_sdk.errors import Forbidden
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, STEP_UP, delete, get, post


class HoldBody(BaseModel):
    """A hold on a person's data: why, and on what ground (a case number, an authority's order, a statute)."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=2, max_length=500)]
    basis: Annotated[str, Field(min_length=2, max_length=200)]
    until: date | None = None


class HoldOnBody(HoldBody):
    """A hold, and on whom."""

    employee_id: UUID


class PersonBody(BaseModel):
    """Whom it is about."""

    model_config = ConfigDict(extra="forbid")
    employee_id: UUID


def _own(ctx: Context) -> UUID:
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("您的账号没有关联员工", "your account belongs to no employee"), code="privacy.nobody"
        )
    return ctx.actor.employee_id


@post("/privacy/mine/copy", permission=AUTHENTICATED)
async def ask_for_own_copy(ctx: Context) -> dict[str, Any]:
    """Ask for a copy of everything kept about oneself (PIPL art. 45)."""
    return await service.ask_for_copy(ctx, _own(ctx))


@get("/privacy/mine", permission=AUTHENTICATED)
async def own_cases(ctx: Context) -> dict[str, Any]:
    """One's own copies and what became of them."""
    items = await service.cases(ctx, _own(ctx))
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/privacy/cases", permission=service.EXPORT)
async def list_cases(ctx: Context) -> dict[str, Any]:
    """Copies and erasures of the people whose data the caller may export."""
    items = await service.cases(ctx)
    await ctx.audit.record("core.privacy.list", subject="privacy_case", detail={"rows": len(items)})
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/privacy/cases/{privacy_case_id:uuid}/file", permission=AUTHENTICATED, opt=STEP_UP)
async def case_file(ctx: Context, privacy_case_id: UUID) -> Response[bytes]:
    """The copy as a ZIP, for the person and for who may export their data. Audited."""
    name, content = await service.copy_of(ctx, privacy_case_id)
    return Response(
        content,
        media_type="application/zip",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
        },
    )


@post("/people/{employee_id:uuid}/personal-data/copy", permission=service.EXPORT)
async def ask_for_copy(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Make a copy of everything kept about a person, in the background."""
    await ctx.access.require_for(service.EXPORT, employee_id)
    return await service.ask_for_copy(ctx, employee_id)


@get("/people/{employee_id:uuid}/personal-data/erasure", permission=service.ERASE)
async def preview_erasure(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What an erasure would remove, what would stay and why, and the holds that stand. Nothing changes."""
    await ctx.access.require_for(service.ERASE, employee_id)
    found = await service.preview(platform_of(ctx), ctx, employee_id)
    await ctx.audit.record(
        "core.privacy.preview", subject="employee", subject_id=employee_id, employee_id=employee_id
    )
    return found


@get("/people/{employee_id:uuid}/legal-holds", permission=service.ERASE)
async def list_holds(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Holds that stand on a person."""
    await ctx.access.require_for(service.ERASE, employee_id)
    items = await service.holds(ctx, employee_id)
    await ctx.audit.record(
        "core.privacy.holds", subject="employee", subject_id=employee_id, employee_id=employee_id
    )
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/people/{employee_id:uuid}/legal-holds", permission=service.ERASE)
async def add_hold(ctx: Context, employee_id: UUID, data: HoldBody) -> dict[str, Any]:
    """Let nothing of a person be erased for now."""
    await ctx.access.require_for(service.ERASE, employee_id)
    made = await service.hold(ctx, employee_id, reason=data.reason, basis=data.basis, until=data.until)
    return {"id": made}


@get("/legal-holds", permission=service.ERASE)
async def list_standing_holds(ctx: Context) -> dict[str, Any]:
    """Holds that stand on people in the caller's reach."""
    items = await service.standing(ctx)
    await ctx.audit.record("core.privacy.holds", subject="legal_hold", detail={"rows": len(items)})
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/legal-holds", permission=service.ERASE)
async def add_hold_on(ctx: Context, data: HoldOnBody) -> dict[str, Any]:
    """Let nothing of a person be erased for now."""
    await ctx.access.require_for(service.ERASE, data.employee_id)
    made = await service.hold(ctx, data.employee_id, reason=data.reason, basis=data.basis, until=data.until)
    return {"id": made}


@post("/privacy/copies", permission=service.EXPORT)
async def ask_for_copy_of(ctx: Context, data: PersonBody) -> dict[str, Any]:
    """Make a copy of everything kept about a person, in the background."""
    await ctx.access.require_for(service.EXPORT, data.employee_id)
    return await service.ask_for_copy(ctx, data.employee_id)


@delete("/legal-holds/{hold_id:uuid}", permission=service.ERASE)
async def lift_hold(ctx: Context, hold_id: UUID) -> None:
    """Lift a hold."""
    await service.lift(ctx, hold_id)


HANDLERS = (
    ask_for_own_copy,
    own_cases,
    list_cases,
    case_file,
    ask_for_copy,
    preview_erasure,
    list_holds,
    add_hold,
    list_standing_holds,
    add_hold_on,
    ask_for_copy_of,
    lift_hold,
    *retention.HANDLERS,
    *consents.HANDLERS,
    *register.HANDLERS,
)
