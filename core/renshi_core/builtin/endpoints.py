"""The plugin market, reports, and people's data rights over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Response
from pydantic import ValidationError

from renshi_core.builtin import service
from renshi_core.platform import Platform
from renshi_core.privacy import service as privacy
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import STEP_UP, get, post, put


def _platform(ctx: Context) -> Platform:
    return ctx.services.platform  # type: ignore[attr-defined,no-any-return]


@get("/market", permission="core.plugin.read")
async def list_plugins(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Every plugin that is loaded or was set aside, with its state in this company."""
    items = await service.plugins(_platform(ctx), ctx)
    if listing_query.q:
        items = [i for i in items if listing_query.q.lower() in f"{i['id']} {i['title']}".lower()]
    return {"items": items, "next_cursor": None, "total": len(items)}


@get("/market/{plugin:str}", permission="core.plugin.read")
async def show_plugin(ctx: Context, plugin: str) -> dict[str, Any]:
    """One plugin, with its state in this company."""
    items = await service.plugins(_platform(ctx), ctx)
    found = next((item for item in items if item["id"] == plugin), None)
    if found is None:
        raise NotFound(Text("没有这个插件", "there is no such plugin"))
    return found


@get("/market/{plugin:str}/permissions", permission="core.plugin.read")
async def list_plugin_permissions(ctx: Context, plugin: str) -> dict[str, Any]:
    """The rights that a plugin declares, and the roles that hold them from the start."""
    items = service.plugin_permissions(_platform(ctx), ctx, plugin)
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/market/{plugin:str}/enable", permission="core.plugin.manage", status_code=200)
async def enable_plugin(ctx: Context, plugin: str) -> dict[str, Any]:
    """Switch a plugin on for the company; effective at once."""
    await _platform(ctx).activation.enable(ctx, plugin)
    return {"id": plugin, "state": "on"}


@post("/market/{plugin:str}/disable", permission="core.plugin.manage", status_code=200)
async def disable_plugin(ctx: Context, plugin: str) -> dict[str, Any]:
    """Switch a plugin off for the company; its data stays."""
    await _platform(ctx).activation.disable(ctx, plugin)
    return {"id": plugin, "state": "off"}


@post("/market/{plugin:str}/reset", permission="core.plugin.manage", status_code=200)
async def reset_plugin(ctx: Context, plugin: str) -> dict[str, Any]:
    """Put a plugin that was taken out of service back in."""
    await _platform(ctx).activation.reset(ctx, plugin)
    return {"id": plugin, "state": "on"}


@get("/market/{plugin:str}/settings", permission="core.plugin.manage")
async def read_settings(ctx: Context, plugin: str) -> dict[str, Any]:
    """A plugin's settings in this company, and the JSON Schema that draws their form."""
    return await service.plugin_settings(_platform(ctx), ctx, plugin)


@put("/market/{plugin:str}/settings", permission="core.plugin.manage")
async def write_settings(ctx: Context, plugin: str, data: dict[str, Any]) -> dict[str, Any]:
    """Keep a plugin's settings for this company."""
    saved = await _platform(ctx).activation.save_settings(ctx, plugin, data)
    return saved.model_dump(mode="json")


@get("/reports", permission="core.report.read")
async def list_reports(ctx: Context) -> dict[str, Any]:
    """Reports of the core and of plugins that are on, as far as the caller may read them."""
    items = await service.reports(_platform(ctx), ctx)
    return {"items": items, "next_cursor": None, "total": len(items)}


@get("/reports/{name:str}", permission="core.report.read")
async def run_report(ctx: Context, name: str, request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Run a report; its parameters are the query string."""
    report, result = await _run(ctx, name, request)
    return {
        "name": name,
        "title": report.title.of(ctx.locale),
        "definition": report.definition.of(ctx.locale),
        "columns": [
            {"name": c.name, "title": c.title.of(ctx.locale), "kind": c.kind} for c in report.columns
        ],
        "items": result.rows,
        "note": result.note.of(ctx.locale) if result.note else None,
        "next_cursor": None,
        "total": len(result.rows),
    }


@get("/reports/{name:str}/export", permission="core.report.read")
async def export_report(ctx: Context, name: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    """A report as a workbook. Cells that look like formulas are kept as text."""
    report, result = await _run(ctx, name, request)
    await ctx.audit.record(
        "core.report.export", subject="report", detail={"report": name, "rows": len(result.rows)}
    )
    return Response(
        service.workbook(report, result, ctx.locale),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _run(ctx: Context, name: str, request: Request[Any, Any, Any]) -> Any:
    owned = await service.report(_platform(ctx), ctx, name)
    try:
        params = owned.record.params.model_validate(
            {k: v for k, v in request.query_params.items() if v != ""}
        )
    except ValidationError as error:
        raise Invalid(
            Text("报表参数有误", "a parameter of the report is wrong"),
            fields={".".join(map(str, e["loc"])): e["msg"] for e in error.errors()},
        ) from error
    return owned.record, await service.run_report(_platform(ctx), ctx, owned, params)


@get("/people/{employee_id:uuid}/personal-data", permission="core.privacy.export", opt=STEP_UP)
async def export_person(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Everything the core and every loaded plugin keep about a person (PIPL art. 45)."""
    await ctx.access.require_for("core.privacy.export", employee_id)
    return await service.export_person(_platform(ctx), ctx, employee_id)


@post(
    "/people/{employee_id:uuid}/personal-data/erase",
    permission="core.privacy.erase",
    opt=STEP_UP,
    status_code=200,
)
async def erase_person(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Erase what no law holds, in the core and in every loaded plugin (PIPL art. 47)."""
    await ctx.access.require_for("core.privacy.erase", employee_id)
    employee = await ctx.people.get(employee_id)
    if employee.left_on is None or employee.left_on >= ctx.today():
        raise Conflict(
            Text("只能删除已离职人员的数据", "only the data of people who have left can be erased"),
            code="privacy.still_employed",
        )
    return await privacy.erase(_platform(ctx), ctx, employee_id)


HANDLERS = (
    list_plugins,
    show_plugin,
    list_plugin_permissions,
    enable_plugin,
    disable_plugin,
    reset_plugin,
    read_settings,
    write_settings,
    list_reports,
    run_report,
    export_report,
    export_person,
    erase_person,
)
