"""HTTP of punches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context, NotFound, Text
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.web import AUTHENTICATED, get, page_of, post

from ..balances.endpoints import own_employee
from . import imports, service
from .schemas import DevicePunches, ImportIn, PunchIn

IMPORT = "attendance.punch.import"

PUNCHES = ListSpec(
    select="SELECT p.id, p.employee_id, e.number, e.name, e.department_name, p.at, p.source, "
    "p.device, p.inside, p.site, p.reason, p.accuracy, p.device_at"
    " FROM attendance_punch p JOIN renshi_employee e ON e.id = p.employee_id",
    fields={
        "employee_id": ListField("p.employee_id", "uuid"),
        "at": ListField("p.at", "datetime", sortable=True),
        "source": ListField("p.source"),
        "number": ListField("e.number"),
    },
    key="p.id",
    default_sort="-at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


@post("/punches", permission=AUTHENTICATED)
async def punch(ctx: Context, data: PunchIn) -> dict[str, Any]:
    """Punch now."""
    return await service.punch(ctx, own_employee(ctx), data)


@get("/punches/mine", permission=AUTHENTICATED)
async def my_punches(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The signed-in employee's punches, newest first."""
    own = Clause("p.employee_id = {}", (own_employee(ctx),))
    return page_of(await listing(PUNCHES, listing_query, own, Clause("p.company_id = {}", (ctx.company_id,))))


@get("/punches", permission="attendance.punch.read")
async def list_punches(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Punches of the employees in scope, newest first."""
    scope = ctx.access.employees("attendance.punch.read", "p.employee_id")
    return page_of(
        await listing(PUNCHES, listing_query, Clause("p.company_id = {}", (ctx.company_id,)), scope)
    )


@post("/punches/device", permission=IMPORT, status_code=200)
async def take_device_punches(ctx: Context, data: DevicePunches) -> dict[str, Any]:
    """Take punches of a device; sending the same ones again changes nothing."""
    return await service.take_device(ctx, data)


@post("/punches/imports", permission=IMPORT)
async def preview_import(ctx: Context, data: ImportIn) -> dict[str, Any]:
    """Look at a file of punches: what is new, what is known, what cannot be read."""
    return await imports.get(ctx, await imports.preview(ctx, data))


@get("/punches/imports", permission=IMPORT)
async def list_imports(ctx: Context) -> dict[str, Any]:
    """The newest fifty imports."""
    return {"items": await imports.recent(ctx)}


@get("/punches/imports/{import_id:uuid}", permission=IMPORT)
async def get_import(ctx: Context, import_id: UUID) -> dict[str, Any]:
    """One import."""
    return await imports.get(ctx, import_id)


@get("/punches/imports/{import_id:uuid}/problems", permission=IMPORT)
async def import_problems(ctx: Context, import_id: UUID) -> dict[str, Any]:
    """Rows that were left out, with the reason."""
    found = await imports.get(ctx, import_id)
    return {
        "items": [
            {
                "line": one["line"],
                "text": one["text"],
                "reason": one["zh"] if ctx.locale.startswith("zh") else one["en"],
            }
            for one in found["problems"]
        ],
        "total": len(found["problems"]),
    }


@post("/punches/imports/{import_id:uuid}/apply", permission=IMPORT, status_code=202)
async def apply_import(ctx: Context, import_id: UUID) -> dict[str, Any]:
    """Take a file that was looked at."""
    return {"job_id": await imports.start(ctx, import_id)}


@get("/punches/imports/{import_id:uuid}/job", permission=IMPORT)
async def import_job(ctx: Context, import_id: UUID) -> dict[str, Any]:
    """Progress of taking a file."""
    found = await imports.get(ctx, import_id)
    if found["job_id"] is None:
        raise NotFound(Text("还没有开始导入", "it has not begun"))
    return asdict(await ctx.jobs.state(found["job_id"]))


HANDLERS = (
    punch, my_punches, list_punches, take_device_punches, preview_import, list_imports, get_import,
    import_problems, apply_import, import_job,
)  # fmt: skip
