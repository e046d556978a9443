"""The console's shell, its menu, and its pages as JSON."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.response import Response

from renshi_core.console.controls import control
from renshi_core.console.render import match, render_page
from renshi_core.console.schema_forms import model_controls, schema_controls
from renshi_core.platform import Platform
from renshi_core.plugins.records import CORE
from renshi_sdk.context import Context
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.pages import Field, Form
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, get, public_get

STATIC = Path(__file__).parent / "static"
SECTIONS: dict[str, tuple[Text, str]] = {
    "people": (Text("组织与员工", "People"), "users"),
    "time": (Text("考勤与排班", "Time"), "clock-o"),
    "pay": (Text("薪酬", "Pay"), "cny"),
    "talent": (Text("招聘与培训", "Talent"), "graduation-cap"),
    "channels": (Text("渠道", "Channels"), "comments"),
    "insight": (Text("报表与分析", "Insight"), "bar-chart"),
    "settings": (Text("设置", "Settings"), "cog"),
}
CACHE_FOREVER = "public, max-age=31536000, immutable"


def _platform(ctx: Context) -> Platform:
    return ctx.services.platform  # type: ignore[attr-defined,no-any-return]


async def menu_of(ctx: Context) -> list[dict[str, Any]]:
    """The menu of a reader: entries of plugins that are on, as far as they may open the page."""
    platform = _platform(ctx)
    enabled = await platform.activation.enabled_set(ctx.company_id)
    sections: list[dict[str, Any]] = []
    for key, (title, icon) in SECTIONS.items():
        entries = [
            (owned.plugin, owned.record)
            for owned in platform.registry.menu
            if owned.record.section == key
            and owned.plugin in enabled
            and _offered(ctx, owned.plugin, owned.record)
        ]
        if entries:
            sections.append(
                {
                    "key": key,
                    "title": title.of(ctx.locale),
                    "icon": icon,
                    "entries": [
                        {
                            "title": entry.title.of(ctx.locale),
                            "path": f"/console/{plugin}{entry.page}",
                            "icon": entry.icon,
                        }
                        for plugin, entry in sorted(entries, key=lambda e: (e[1].order, e[0]))
                    ],
                }
            )
    return sections


def _offered(ctx: Context, plugin: str, entry: MenuEntry) -> bool:
    # A plugin's page for everybody is about the reader's own things; an account without an employee has none.
    if entry.permission == AUTHENTICATED and plugin != CORE and ctx.actor.employee_id is None:
        return False
    return _may_open(ctx, entry)


def _may_open(ctx: Context, entry: MenuEntry | Page) -> bool:
    return entry.permission == AUTHENTICATED or ctx.access.allows(entry.permission)


@get("/console/menu", permission=AUTHENTICATED)
async def menu(ctx: Context) -> dict[str, Any]:
    """The menu for the caller in this company."""
    return {"sections": await menu_of(ctx)}


@get("/console/page", permission=AUTHENTICATED)
async def page(ctx: Context, path: str) -> dict[str, Any]:
    """A page's drawing for ``path`` (``/console/payroll/runs``), with the parameters found in it.

    Raises:
        NotFound: no such page, or its plugin is off. Forbidden: the caller may not open it.
    """
    parts = path.split("/", 3)
    if len(parts) < 4 or parts[1] != "console":
        raise NotFound(Text("页面不存在", "there is no such page"))
    plugin, rest = parts[2], "/" + parts[3].split("?")[0]
    platform = _platform(ctx)
    if not await platform.activation.is_enabled(ctx.company_id, plugin):
        raise NotFound(Text("页面不存在，或相应插件未启用", "there is no such page, or its plugin is off"))
    if plugin == CORE and (made := await _made_page(ctx, rest)):
        return made
    for owned in platform.registry.pages:
        found = match(owned.record.path, rest) if owned.plugin == plugin else None
        if found is None:
            continue
        if not _may_open(ctx, owned.record):
            raise Forbidden(Text("您没有查看此页面的权限", "you may not open this page"))
        drawn = render_page(plugin, owned.record, locale=ctx.locale, allows=ctx.access.allows)
        return {"schema": drawn, "params": found}
    raise NotFound(Text("页面不存在", "there is no such page"))


async def _made_page(ctx: Context, path: str) -> dict[str, Any] | None:
    """Pages made from records alone: a request's form, a plugin's settings, a report."""
    platform = _platform(ctx)
    if found := match("/requests/new/:kind", path):
        kind = platform.registry.request_kinds.get(found["kind"])
        if kind is None or not await platform.activation.is_enabled(ctx.company_id, kind.plugin):
            raise NotFound(Text("没有这种申请", "there is no such kind of request"))
        controls = model_controls(kind.record.form, ctx.locale)
        others = kind.record.submit_for_others
        if others and ctx.access.allows(others):
            who = Field(
                name="employee_id",
                label=Text("申请人", "Employee"),
                kind="employee",
                help=Text("不选则为本人申请", "leave empty to ask for yourself"),
            )
            controls.insert(0, control(who, ctx.locale, str))
        return {
            "schema": {
                "type": "page",
                "title": kind.record.title.of(ctx.locale),
                "className": "renshi-page",
                "body": {
                    "type": "form",
                    "mode": "horizontal",
                    "title": "",
                    "className": "renshi-form",
                    "api": {
                        "method": "post",
                        "url": "/api/requests",
                        "data": {
                            "kind": found["kind"],
                            "employee_id": "${employee_id || undefined}",
                            "form": {
                                c["name"]: f"${{{c['name']}}}" for c in controls if c["name"] != "employee_id"
                            },
                        },
                    },
                    "body": controls,
                    "submitText": Text("提交申请", "Submit").of(ctx.locale),
                    "messages": {"saveSuccess": Text("已提交", "Submitted").of(ctx.locale)},
                    "redirect": "/console/core/requests",
                },
            },
            "params": found,
        }
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
        return {"schema": await _report_page(ctx, found["name"]), "params": found}
    return None


async def _report_page(ctx: Context, name: str) -> dict[str, Any]:
    owned = _platform(ctx).registry.reports.get(name)
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


@lru_cache(maxsize=64)
def _static(name: str) -> tuple[bytes, bytes, str] | None:
    """A static file, plain and compressed, read once."""
    file = (STATIC / name).resolve()
    if not file.is_relative_to(STATIC) or not file.is_file():
        return None
    content = file.read_bytes()
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return content, gzip.compress(content, 6), media


@lru_cache(maxsize=1)
def asset_version() -> str:
    """Changes with the shell and the library, so that browsers may keep the files for good."""
    digest = sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.relative_to(STATIC)}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


@public_get("/console-assets/{version:str}/{name:path}", opt={"bare": True}, include_in_schema=False)
async def asset(request: Request[Any, Any, Any], version: str, name: str) -> Response[bytes]:
    """A file of the console, compressed where the browser takes it."""
    found = _static(str(name).lstrip("/"))
    if found is None:
        raise NotFound(Text("文件不存在", "there is no such file"))
    plain, packed, media = found
    headers = {
        "Cache-Control": CACHE_FOREVER if version == asset_version() else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=media, headers=headers | {"Content-Encoding": "gzip"})
    return Response(plain, media_type=media, headers=headers)


@public_get(["/", "/console", "/console/{rest:path}"], opt={"bare": True}, include_in_schema=False)
async def shell(rest: str = "") -> Response[str]:
    """The shell; it asks the API who is signed in and what to draw."""
    html = (STATIC / "shell.html").read_text(encoding="utf-8").replace("{{version}}", asset_version())
    return Response(html, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


HANDLERS = (menu, page)
CONSOLE_HANDLERS = (asset, shell)
