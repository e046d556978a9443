"""Pages made from records alone: the home page, a request's form, a plugin's settings, a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renshi_core.console.render import match, render_page
from renshi_core.console.request_pages import request_page
from renshi_core.console.schema_forms import schema_controls
from renshi_core.plugins.records import CORE
from renshi_sdk.context import Context
from renshi_sdk.contributions import Page
from renshi_sdk.errors import NotFound
from renshi_sdk.pages import Form
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform


async def made_page(ctx: Context, platform: Platform, path: str) -> dict[str, Any] | None:
    """A page of the core's own for ``path``, or ``None``."""
    if path == "/home":
        return {"schema": _home(ctx), "params": {}}
    if (drawn := await request_page(ctx, platform, path)) is not None:
        return drawn
    if found := match("/plugins/:plugin/settings", path):
        ctx.access.require("core.plugin.manage")
        loaded = platform.registry.plugins.get(found["plugin"])
        if loaded is None or loaded.settings is None:
            raise NotFound(Text("此插件没有设置", "this plugin has no settings"))
        form = Form(
            api=f"/api/market/{loaded.id}/settings",
            method="put",
            schema=loaded.settings.model,
            title=loaded.manifest.title,
            submit=Text("保存", "Save"),
        )
        record = Page(
            path=path, title=Text("插件设置", "Settings"), body=(form,), permission="core.plugin.manage"
        )
        drawn = render_page(CORE, record, locale=ctx.locale, allows=ctx.access.allows)
        drawn["body"][0]["initApi"] = {
            "method": "get",
            "url": f"/api/market/{loaded.id}/settings",
            "responseData": {"&": "${values}"},
        }
        return {"schema": drawn, "params": found}
    if found := match("/reports/:name", path):
        return {"schema": await _report_page(ctx, platform, found["name"]), "params": found}
    return None


async def _report_page(ctx: Context, platform: Platform, name: str) -> dict[str, Any]:
    owned = platform.registry.reports.get(name)
    if owned is None or not await ctx.plugins.enabled(owned.plugin):
        raise NotFound(Text("没有这张报表", "there is no such report"))
    ctx.access.require(owned.record.permission)
    report = owned.record
    say = ctx.locale
    controls = [c | {"size": "sm"} for c in schema_controls(report.params.model_json_schema(), say)]
    columns: list[dict[str, Any]] = []
    for column in report.columns:
        shown: dict[str, Any] = {"name": column.name, "label": column.title.of(say)}
        if column.kind == "money":
            shown |= {"type": "tpl", "tpl": f"${{{column.name} | money}}", "align": "right"}
        elif column.kind == "percent":
            shown |= {"type": "tpl", "tpl": f"${{{column.name} | percent}}", "align": "right"}
        elif column.kind in ("integer", "number"):
            shown |= {"align": "right"}
        columns.append(shown)
    body: list[dict[str, Any]] = [{"type": "alert", "level": "info", "body": report.definition.of(say)}]
    if report.chart and report.chart_x:
        series: list[dict[str, Any]] = (
            [
                {
                    "type": "pie",
                    "radius": "60%",
                    "encode": {"itemName": report.chart_x, "value": report.chart_y[0]},
                }
            ]
            if report.chart == "pie"
            else [{"type": report.chart, "encode": {"x": report.chart_x, "y": y}} for y in report.chart_y]
        )
        config: dict[str, Any] = {
            "tooltip": {},
            "dataset": {"source": "${items}"},
            "series": series,
            "grid": {"left": 60, "right": 24, "top": 24, "bottom": 40},
        }
        if report.chart != "pie":
            config |= {"xAxis": {"type": "category"}, "yAxis": {"type": "value"}}
        body.append({"type": "chart", "config": config, "height": 300, "api": f"/api/reports/{name}"})
    body.append(
        {
            "type": "crud",
            "name": "report",
            "api": f"/api/reports/{name}",
            "loadDataOnce": True,
            "syncLocation": False,
            "columnsTogglable": False,
            "columns": columns,
            "className": "renshi-table",
            "placeholder": Text("暂无数据", "Nothing here yet").of(say),
            "headerToolbar": [
                {
                    "type": "button",
                    "label": Text("导出 Excel", "Export to Excel").of(say),
                    "actionType": "download",
                    "api": {"method": "get", "url": f"/api/reports/{name}/export", "responseType": "blob"},
                }
            ],
            **(
                {
                    "filter": {
                        "title": "",
                        "mode": "inline",
                        "wrapWithPanel": False,
                        "className": "renshi-filter",
                        "body": [
                            *controls,
                            {"type": "submit", "label": Text("查询", "Run").of(say), "level": "primary"},
                        ],
                    }
                }
                if controls
                else {}
            ),
        }
    )
    return {"type": "page", "title": report.title.of(say), "className": "renshi-page", "body": body}


def _home(ctx: Context) -> dict[str, Any]:
    body = {"type": "service", "api": "/api/home", "name": "home", "body": {"type": "renshi-home"}}
    return {
        "type": "page",
        "title": Text("首页", "Home").of(ctx.locale),
        "className": "renshi-page",
        "body": body,
    }
