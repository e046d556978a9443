"""Pages as amis JSON. What a browser gets is made here alone; plugins never write amis."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from renshi_core.console.controls import control, model_controls
from renshi_sdk import pages
from renshi_sdk.contributions import Page
from renshi_sdk.text import Text

Allows = Callable[[str], bool]
NOTHING = Text("暂无数据", "Nothing here yet")
NUMBER_KINDS = {"integer", "number", "money", "percent"}


def render_page(plugin: str, page: Page, *, locale: str, allows: Allows) -> dict[str, Any]:
    """Draw a page for one reader: their language, and only the buttons they may press."""
    draw = _Renderer(plugin, locale, allows)
    return {
        "type": "page",
        "title": page.title.of(locale),
        "body": [draw.block(block) for block in page.body],
        "className": "renshi-page",
    }


def api_path(plugin: str, path: str) -> str:
    """The full address of a path that a plugin's page names."""
    return path if path.startswith(("/api/", "/public/")) else f"/api/plugins/{plugin}{path}"


class _Renderer:
    def __init__(self, plugin: str, locale: str, allows: Allows) -> None:
        self._plugin, self._locale, self._allows = plugin, locale, allows

    def block(self, block: pages.Block) -> dict[str, Any]:
        """One block."""
        match block:
            case pages.Table():
                return self._table(block)
            case pages.Detail():
                return self._detail(block)
            case pages.Form():
                return self._form(block)
            case pages.Figures():
                return self._figures(block)
            case pages.Chart():
                return self._chart(block)
            case pages.Progress():
                return self._progress(block)
            case pages.Markdown():
                return {"type": "markdown", "value": self._say(block.text), "className": "renshi-note"}
            case pages.Tabs():
                return {
                    "type": "tabs",
                    "tabsMode": "line",
                    "tabs": [
                        {
                            "title": self._say(tab.title),
                            "mountOnEnter": True,
                            "body": [self.block(b) for b in tab.body],
                        }
                        for tab in block.tabs
                    ],
                }
            case pages.Steps():
                return self._steps(block)
        raise TypeError(f"unknown block {type(block).__name__}")

    def _say(self, text: Text | None) -> str:
        return text.of(self._locale) if text else ""

    def _api(self, path: str) -> str:
        return api_path(self._plugin, path)

    def _table(self, table: pages.Table) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "crud",
            "api": self._api(table.api),
            "syncLocation": False,
            "perPage": 20,
            "perPageAvailable": [20, 50, 100, 200],
            "columnsTogglable": False,
            "placeholder": self._say(table.empty or NOTHING),
            "columns": [self._column(c) for c in table.columns],
            "footerToolbar": ["statistics", "switch-per-page", "pagination"],
            "headerToolbar": [
                *(self._action(a) for a in table.actions if self._may(a)),
                *(("bulkActions",) if table.bulk_actions else ()),
                {"type": "reload", "align": "right"},
            ],
            "autoFillHeight": False,
            "alwaysShowPagination": False,
            "className": "renshi-table",
        }
        if table.title:
            made["title"] = self._say(table.title)
        if table.filters:
            made["filter"] = {
                "title": "",
                "mode": "inline",
                "wrapWithPanel": False,
                "className": "renshi-filter",
                "body": [
                    *(control(f, self._locale, self._api) | {"size": "sm"} for f in table.filters),
                    {"type": "submit", "label": self._say(Text("查询", "Search")), "level": "primary"},
                    {"type": "reset", "label": self._say(Text("重置", "Reset"))},
                ],
            }
        row = [self._action(a) | {"size": "sm"} for a in table.row_actions if self._may(a)]
        if row:
            made["columns"].append(
                {
                    "type": "operation",
                    "label": self._say(Text("操作", "Actions")),
                    "fixed": "right",
                    "width": min(60 + 70 * len(row), 260),
                    "buttons": row,
                }
            )
        if table.bulk_actions:
            made["bulkActions"] = [self._action(a) for a in table.bulk_actions if self._may(a)]
        if table.poll_seconds:
            made |= {"interval": table.poll_seconds * 1000, "silentPolling": True}
        return made

    def _column(self, column: pages.Column) -> dict[str, Any]:
        shown: dict[str, Any] = self._value(column)
        if column.link:
            body = f"${{{column.name}}}"
            shown = {"type": "link", "href": column.link, "body": body, "blank": False}
        made = {**shown, "name": column.name, "label": self._say(column.label)}
        if column.sortable:
            made["sortable"] = True
        if column.width:
            made["width"] = column.width
        if column.kind in NUMBER_KINDS:
            made["align"] = "right"
        return made

    def _value(self, column: pages.Column) -> dict[str, Any]:
        if column.options:
            return {
                "type": "mapping",
                "map": {
                    **{
                        o.value: f"<span class='renshi-tag renshi-tag-{o.colour}'>{self._say(o.label)}</span>"
                        for o in column.options
                    },
                    "*": f"${{{column.name}}}",
                },
                "placeholder": "—",
            }
        match column.kind:
            case "money":
                return {"type": "tpl", "tpl": f"${{{column.name} | money}}", "placeholder": "—"}
            case "boolean":
                return {
                    "type": "mapping",
                    "map": {
                        "true": self._say(Text("是", "Yes")),
                        "false": self._say(Text("否", "No")),
                        "1": self._say(Text("是", "Yes")),
                        "0": self._say(Text("否", "No")),
                        "*": "—",
                    },
                }
            case "date":
                return {"type": "date", "format": "YYYY-MM-DD", "placeholder": "—"}
            case "datetime":
                return {"type": "date", "format": "YYYY-MM-DD HH:mm", "placeholder": "—"}
            case "percent":
                return {"type": "tpl", "tpl": f"${{{column.name} | percent}}", "placeholder": "—"}
            case "json":
                return {"type": "json", "placeholder": "—"}
        return {"type": "text", "placeholder": "—"}

    def _detail(self, detail: pages.Detail) -> dict[str, Any]:
        return {
            "type": "service",
            "api": self._api(detail.api),
            "body": [
                {
                    "type": "panel",
                    "title": self._say(detail.title) or None,
                    "className": "renshi-detail",
                    "body": {
                        "type": "property",
                        "column": 3,
                        "mode": "simple",
                        "items": [
                            {"label": self._say(c.label), "content": {**self._value(c), "name": c.name}}
                            | (
                                {
                                    "content": {
                                        "type": "link",
                                        "href": c.link,
                                        "body": f"${{{c.name}}}",
                                        "blank": False,
                                    }
                                }
                                if c.link
                                else {}
                            )
                            for c in detail.columns
                        ],
                    },
                    "actions": [self._action(a) for a in detail.actions if self._may(a)],
                }
            ],
        }

    def _form(self, form: pages.Form) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "form",
            "api": {"method": form.method, "url": self._api(form.api)},
            "title": self._say(form.title),
            "mode": "horizontal",
            "submitText": self._say(form.submit),
            "body": self._inputs(form.fields, form.schema),
            "messages": {"saveSuccess": self._say(form.done or Text("已保存", "Saved"))},
            "className": "renshi-form",
        }
        if form.load_api:
            made["initApi"] = self._api(form.load_api)
        if form.redirect:
            made["redirect"] = form.redirect
        return made

    def _inputs(self, fields: tuple[pages.Field, ...], schema: Any) -> list[dict[str, Any]]:
        if schema is not None:
            return model_controls(schema, self._locale)
        return [control(f, self._locale, self._api) for f in fields]

    def _may(self, action: pages.Action) -> bool:
        return action.permission is None or self._allows(action.permission)

    def _action(self, action: pages.Action) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "button",
            "label": self._say(action.label),
            "level": "default" if action.level == "default" else action.level,
        }
        if action.visible_when:
            made["visibleOn"] = action.visible_when
        if action.link:
            return made | {"actionType": "link", "link": action.link}
        api = {"method": action.method, "url": self._api(action.api or "")}
        if action.download:
            return made | {"actionType": "download", "api": api | {"responseType": "blob"}}
        if action.fields or action.schema:
            return made | {
                "actionType": "dialog",
                "dialog": {
                    "title": self._say(action.label),
                    "size": "md",
                    "body": {
                        "type": "form",
                        "mode": "horizontal",
                        "api": api,
                        "body": self._inputs(action.fields, action.schema),
                        "messages": {"saveSuccess": self._say(action.done or Text("已完成", "Done"))},
                    },
                },
            }
        if action.confirm:
            made["confirmText"] = self._say(action.confirm)
        return made | {
            "actionType": "ajax",
            "api": api,
            "messages": {"success": self._say(action.done or Text("已完成", "Done"))},
        }

    def _figures(self, figures: pages.Figures) -> dict[str, Any]:
        cards = []
        for figure in figures.figures:
            value = f"${{{figure.name} | money}}" if figure.kind == "money" else f"${{{figure.name}}}"
            inner = (
                f"<div class='renshi-figure-value'>{value}</div>"
                f"<div class='renshi-figure-label'>{self._say(figure.label)}</div>"
            )
            if figure.link:
                inner = f"<a href='{figure.link}'>{inner}</a>"
            card: dict[str, Any] = {"type": "tpl", "tpl": inner, "className": "renshi-figure"}
            if figure.help:
                card["popOver"] = {"body": self._say(figure.help), "trigger": "hover"}
            cards.append({"body": card})
        return {
            "type": "service",
            "api": self._api(figures.api),
            "body": {"type": "flex", "justify": "start", "wrap": "wrap", "items": [c["body"] for c in cards]},
        }

    def _chart(self, chart: pages.Chart) -> dict[str, Any]:
        labels = [self._say(t) for t in chart.labels] or list(chart.y)
        if chart.kind == "pie":
            series: list[dict[str, Any]] = [
                {"type": "pie", "radius": "60%", "encode": {"itemName": chart.x, "value": chart.y[0]}}
            ]
        else:
            series = [
                {"type": chart.kind, "name": label, "encode": {"x": chart.x, "y": y}}
                for y, label in zip(chart.y, labels, strict=False)
            ]
        config: dict[str, Any] = {
            "tooltip": {"trigger": "item" if chart.kind == "pie" else "axis"},
            "legend": {"show": len(series) > 1 or chart.kind == "pie", "bottom": 0},
            "grid": {"left": 60, "right": 24, "top": 40, "bottom": 50},
            "dataset": {"source": "${items}"},
            "series": series,
        }
        if chart.kind != "pie":
            config |= {"xAxis": {"type": "category"}, "yAxis": {"type": "value"}}
        if chart.title:
            config["title"] = {"text": self._say(chart.title), "textStyle": {"fontSize": 14}}
        return {"type": "chart", "api": self._api(chart.api), "config": config, "height": 320}

    def _progress(self, progress: pages.Progress) -> dict[str, Any]:
        running = "state == 'queued' || state == 'running'"
        # A job's own id must not stand for the page's: the address of the next poll would be made with it.
        taken = {name: f"${{{name}}}" for name in ("state", "done", "total", "message", "error")}
        return {
            "type": "service",
            "api": {"method": "get", "url": self._api(progress.api), "responseData": taken},
            "interval": 1000,
            "silentPolling": True,
            "stopAutoRefreshWhen": f"!({running})",
            "body": [
                {"type": "tpl", "tpl": self._say(progress.title), "visibleOn": running},
                {
                    "type": "progress",
                    "value": "${total ? ROUND(done / total * 100, 0) : 0}",
                    "visibleOn": running,
                    "animate": True,
                },
                {"type": "alert", "level": "danger", "body": "${error}", "visibleOn": "state == 'failed'"},
            ],
        }

    def _steps(self, steps: pages.Steps) -> dict[str, Any]:
        order = {stage.value: index for index, stage in enumerate(steps.stages)}
        chain = "0"
        for value, index in reversed(order.items()):
            chain = f"{steps.field} == '{value}' ? {index} : ({chain})"
        return {
            "type": "service",
            "api": self._api(steps.api),
            "body": {
                "type": "steps",
                "value": f"${{{chain}}}",
                "steps": [{"title": self._say(stage.title)} for stage in steps.stages],
                "className": "renshi-steps",
            },
        }


def match(pattern: str, path: str) -> dict[str, str] | None:
    """Match a page's path (``/runs/:id``) and return its parameters."""
    expression = "^" + re.sub(r":([a-z_]+)", r"(?P<\1>[^/]+)", pattern) + "/?$"
    found = re.match(expression, path)
    return found.groupdict() if found else None
