"""Requisitions: asked for, approved, open, closed."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.pipeline import service as pipelines
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.requisitions import headcount, repository
from renshi_recruiting_ai.requisitions.schemas import RequisitionForm
from renshi_recruiting_ai.rows import insert
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.contracts import RequestView
from renshi_sdk.db import execute


async def submitted(ctx: Context, request: RequestView, form: RequisitionForm) -> None:
    """Keep the wish as a pending requisition; a corrected request brings its own row up to date.

    Raises:
        Invalid: it goes beyond the headcount plan and doesn't say why.
    """
    ctx.access.require(permissions.REQUISITION_CREATE)
    department = await ctx.organization.department(form.department_id)
    if department.company_id != ctx.company_id:
        raise NotFound(Text("没有这个部门", "there is no such department"))
    if form.position_id is not None:
        positions = {item.id for item in await ctx.organization.positions()}
        if form.position_id not in positions:
            raise NotFound(Text("没有这个岗位", "there is no such position"))
    await profiles.get(ctx, form.profile_id)
    known = await repository.by_request(ctx.company_id, request.id)
    standing = await headcount.standing(
        ctx, form.department_id, form.position_id, but=known["id"] if known else None
    )
    note = standing.note.zh
    if over := standing.over(form.headcount):
        if not form.beyond_plan:
            raise Invalid(
                Text(f"超出编制 {over} 人，请填写超编说明", f"{over} beyond the headcount plan; say why"),
                code="recruiting_ai.beyond_plan",
                fields={"beyond_plan": standing.note},
            )
        note = f"{note}；超编 {over} 人：{form.beyond_plan}"
    values: dict[str, Any] = {
        "title": form.title,
        "department_id": form.department_id,
        "position_id": form.position_id,
        "profile_id": form.profile_id,
        "headcount": form.headcount,
        "city": form.city,
        "salary_min": form.salary_min,
        "salary_max": form.salary_max,
        "description": form.description,
        "reason": form.reason,
        "state": "pending",
        "family": form.family,
        "hours": form.hours,
        "pipeline_id": await pipelines.for_family(ctx, form.family),
        "headcount_planned": standing.planned,
        "headcount_filled": standing.filled,
        "headcount_note": note,
    }
    if known is None:
        await insert(
            "recruiting_ai_requisition",
            company_id=ctx.company_id,
            request_id=request.id,
            requested_by=request.employee_id,
            public_code=secrets.token_hex(5),
            **values,
        )
        return
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 2))
    await execute(
        f"UPDATE recruiting_ai_requisition SET {sets} WHERE id = $1",
        known["id"],
        *values.values(),
    )


async def approved(ctx: Context, request: RequestView, form: RequisitionForm) -> None:
    """Open the requisition: from now on the careers page shows it."""
    row = await _of_request(ctx, request)
    await repository.set_state(row["id"], "open", opened_at=ctx.now())
    await _audit(ctx, "open", row["id"])


async def rejected(ctx: Context, request: RequestView, form: RequisitionForm) -> None:
    row = await _of_request(ctx, request)
    await repository.set_state(row["id"], "rejected")
    await _audit(ctx, "reject", row["id"])


async def withdrawn(ctx: Context, request: RequestView, form: RequisitionForm) -> None:
    row = await _of_request(ctx, request)
    await repository.set_state(row["id"], "withdrawn")
    await _audit(ctx, "withdraw", row["id"])


def describe(form: RequisitionForm) -> Text:
    return Text(f"招聘 {form.title} {form.headcount} 人", f"Hire {form.headcount} × {form.title}")


async def get(ctx: Context, requisition_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = await repository.by_id(ctx.company_id, requisition_id, lock=lock)
    if row is None:
        raise NotFound(Text("没有这个招聘需求", "there is no such requisition"))
    return row


async def close(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Take an open requisition off the careers page; running applications go on."""
    row = await get(ctx, requisition_id, lock=True)
    if row["state"] != "open":
        raise Conflict(Text("只有招聘中的需求可以关闭", "only an open requisition can be closed"))
    await repository.set_state(requisition_id, "closed", closed_at=ctx.now())
    await _audit(ctx, "close", requisition_id)
    return await get(ctx, requisition_id)


async def _of_request(ctx: Context, request: RequestView) -> dict[str, Any]:
    row = await repository.by_request(ctx.company_id, request.id)
    if row is None:
        raise NotFound(Text("没有这个招聘需求", "there is no such requisition"))
    return row


async def _audit(ctx: Context, verb: str, requisition_id: UUID) -> None:
    await ctx.audit.record(
        f"recruiting_ai.requisition.{verb}", subject="recruiting_ai_requisition", subject_id=requisition_id
    )
