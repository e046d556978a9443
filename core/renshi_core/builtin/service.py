"""What the plugin market shows, how reports run, and what a person's data is."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.styles import Font
from pydantic import BaseModel

from renshi_core.plugins.records import CORE, Owned
from renshi_sdk.context import Context
from renshi_sdk.contributions import Report, ReportResult
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

REPORT_LIMIT = timedelta(seconds=60)
FORMATS = {
    "money": "#,##0.00",
    "number": "#,##0.##",
    "integer": "#,##0",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


async def plugins(platform: Platform, ctx: Context) -> list[dict[str, Any]]:
    """Loaded plugins in their order, then those that were set aside."""
    states = await platform.activation.states(ctx.company_id)
    company = await ctx.organization.company()
    recommended = set(platform.activation.recommended(company.industry))
    blocked = platform.watchdog.by_plugin()
    titles = {p.id: p.manifest.title.of(ctx.locale) for p in platform.registry.in_order()}
    items = []
    for loaded in platform.registry.in_order():
        if loaded.id == CORE:
            continue
        state = states.get(loaded.id)
        if state is not None and state.broken_at is not None and state.enabled:
            shown, detail = "out_of_service", state.broken_reason
        else:
            shown = "on" if state is not None and state.enabled else "off"
            detail = None
        if blocked[loaded.id]:
            note = Text(
                f"曾 {blocked[loaded.id]} 次阻塞服务进程",
                f"blocked the process {blocked[loaded.id]} times lately",
            )
            detail = f"{detail}；{note.of(ctx.locale)}" if detail else note.of(ctx.locale)
        items.append(
            {
                "id": loaded.id,
                "title": loaded.manifest.title.of(ctx.locale),
                "summary": loaded.manifest.summary.of(ctx.locale),
                "version": loaded.manifest.version,
                "state": shown,
                "requires": list(loaded.manifest.requires),
                "needs": [titles.get(other, other) for other in loaded.manifest.requires],
                "needed_by": [
                    titles[p.id]
                    for p in platform.registry.in_order()
                    if loaded.id in p.manifest.requires and (s := states.get(p.id)) is not None and s.enabled
                ],
                "recommended": loaded.id in recommended,
                "has_settings": loaded.settings is not None,
                "permissions": len(loaded.permissions),
                "pages": len(loaded.pages),
                "detail": detail,
                "broken_at": state.broken_at if state is not None and shown == "out_of_service" else None,
            }
        )
    for aside in platform.registry.quarantined.values():
        items.append(
            {
                "id": aside.plugin,
                "title": aside.plugin,
                "summary": aside.distribution,
                "version": "",
                "state": "set_aside",
                "requires": [],
                "needs": [],
                "needed_by": [],
                "recommended": False,
                "has_settings": False,
                "permissions": 0,
                "pages": 0,
                "broken_at": None,
                "detail": f"{aside.phase}: {aside.reason}",
            }
        )
    return items


def plugin_permissions(platform: Platform, ctx: Context, plugin: str) -> list[dict[str, Any]]:
    """The rights that a plugin declares, and the roles that hold them from the start. Raises ``NotFound``."""
    loaded = platform.registry.plugins.get(plugin)
    if loaded is None or plugin == CORE:
        raise NotFound(Text("没有这个插件", "there is no such plugin"))
    return [
        {
            "id": p.name,
            "title": p.title.of(ctx.locale),
            "sensitive": p.sensitive,
            "roles": [role.value for role, _ in p.granted_to],
        }
        for p in loaded.permissions
    ]


async def plugin_settings(platform: Platform, ctx: Context, plugin: str) -> dict[str, Any]:
    """Current settings with the schema of their form."""
    loaded = platform.registry.plugins.get(plugin)
    if loaded is None or loaded.settings is None:
        raise NotFound(Text("此插件没有设置", "this plugin has no settings"))
    model = loaded.settings.model
    current: BaseModel = await platform.activation.settings(ctx, plugin, model)
    return {"plugin": plugin, "values": current.model_dump(mode="json"), "schema": model.model_json_schema()}


async def reports(platform: Platform, ctx: Context) -> list[dict[str, Any]]:
    """Reports the caller may run here."""
    enabled = await platform.activation.enabled_set(ctx.company_id)
    return [
        {
            "name": owned.record.name,
            "title": owned.record.title.of(ctx.locale),
            "definition": owned.record.definition.of(ctx.locale),
            "plugin": owned.plugin,
        }
        for owned in platform.registry.reports.values()
        if owned.plugin in enabled and ctx.access.allows(owned.record.permission)
    ]


async def report(platform: Platform, ctx: Context, name: str) -> Owned[Report]:
    """A report by name.

    Raises:
        NotFound: unknown, or its plugin is off. Forbidden: the caller lacks its permission.
    """
    owned = platform.registry.reports.get(name)
    if owned is None or not await platform.activation.is_enabled(ctx.company_id, owned.plugin):
        raise NotFound(Text("没有这张报表", "there is no such report"))
    ctx.access.require(owned.record.permission)
    return owned


async def run_report(
    platform: Platform, ctx: Context, owned: Owned[Report], params: BaseModel
) -> ReportResult:
    """Run a report as its plugin."""
    inside = replace(ctx, plugin=owned.plugin)
    return await platform.guarded(
        inside, _query(owned.record, inside, params), what=owned.record.name, timeout=REPORT_LIMIT
    )


async def _query(record: Report, ctx: Context, params: BaseModel) -> ReportResult:
    return await record.query(ctx, params)


def workbook(record: Report, result: ReportResult, locale: str) -> bytes:
    """The report as xlsx, with its definition on a second sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(record.title.of(locale)[:31])
    sheet.append([c.title.of(locale) for c in record.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in result.rows:
        sheet.append([_cell(row.get(c.name)) for c in record.columns])
    for index, column in enumerate(record.columns, start=1):
        letter = sheet.cell(row=1, column=index).column_letter
        sheet.column_dimensions[letter].width = 24 if column.kind == "text" else 14
        if column.kind in FORMATS:
            for line in range(2, len(result.rows) + 2):
                sheet.cell(row=line, column=index).number_format = FORMATS[column.kind]
    sheet.freeze_panes = "A2"
    about = book.create_sheet("口径" if not locale.startswith("en") else "Definition")
    about.append([record.definition.of(locale)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    if isinstance(value, UUID):
        return str(value)
    return value


async def export_person(platform: Platform, ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """A person's data by plugin, also from plugins that are off now: their tables are still there."""
    data = {
        owned.plugin: await owned.record.export(replace(ctx, plugin=owned.plugin), employee_id)
        for owned in platform.registry.personal_data
    }
    await ctx.audit.record(
        "core.privacy.export", subject="employee", subject_id=employee_id, employee_id=employee_id, detail={}
    )
    return {"employee_id": str(employee_id), "exported_at": ctx.now().isoformat(), "data": data}
