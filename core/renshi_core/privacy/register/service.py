"""Which plugin processes which data of whom, what for, and how long: gathered from what plugins declare."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from renshi_core.plugins.records import CORE
from renshi_core.privacy.register import assessments
from renshi_core.privacy.retention import service as retention
from renshi_sdk.context import Context
from renshi_sdk.documents import Paper
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

COLUMNS: tuple[tuple[str, Text, int], ...] = (
    ("title", Text("处理活动", "Processing"), 18),
    ("people", Text("涉及人员", "Whose data"), 16),
    ("purpose", Text("处理目的", "What for"), 34),
    ("basis", Text("法律依据", "Lawful ground"), 34),
    ("categories", Text("个人信息种类", "Categories"), 40),
    ("sensitive", Text("其中敏感", "Of these sensitive"), 26),
    ("recipients", Text("接收方", "Recipients"), 24),
    ("kept", Text("保存期限", "Kept for"), 30),
    ("sealed", Text("加密字段", "Sealed fields"), 12),
    ("assessment", Text("影响评估", "Assessment"), 14),
)
STATES = {
    "missing": Text("需评估", "needed"),
    "overdue": Text("需复评", "review due"),
    "stopped": Text("评估结论为停止", "to be stopped"),
    "done": Text("已评估", "done"),
    "not_needed": Text("无需评估", "not needed"),
}
UNSAID = Text("插件未说明", "the plugin doesn't say")
NOBODY, NONE = Text("无", "nobody"), Text("无", "none")


async def register(platform: Platform, ctx: Context) -> list[dict[str, Any]]:
    """A line for the core and for each plugin that is on for the company."""
    enabled = await platform.activation.enabled_set(ctx.company_id)
    judged = await assessments.newest(ctx.company_id)
    rules = {item["name"]: item for item in await retention.listed(platform, ctx)}
    found = []
    for owned in platform.registry.personal_data:
        if owned.plugin != CORE and owned.plugin not in enabled:
            continue
        said = owned.record.processing
        sensitive = [c for c in said.categories if c.sensitive] if said else []
        needed = bool(sensitive) or (said is not None and (said.automated or said.recipients is not None))
        state = assessments.state(judged.get(owned.plugin), needed, ctx.today())
        found.append(
            {
                "id": owned.plugin,
                "plugin": owned.plugin,
                "title": owned.record.title.of(ctx.locale),
                "people": (said.people if said else UNSAID).of(ctx.locale),
                "purpose": (said.purpose if said else UNSAID).of(ctx.locale),
                "basis": (said.basis if said else UNSAID).of(ctx.locale),
                "categories": _joined(ctx, [c.label for c in said.categories])
                if said
                else UNSAID.of(ctx.locale),
                "sensitive": _joined(ctx, [c.label for c in sensitive]) or NONE.of(ctx.locale),
                "recipients": ((said.recipients if said else None) or NOBODY).of(ctx.locale),
                "automated": said.automated if said else None,
                "kept": _kept(ctx, [i for i in rules.values() if i["plugin"] == owned.plugin]),
                "tables": len(owned.record.tables),
                "sealed": len(owned.record.sealed),
                "assessment_state": state,
                "assessment": STATES[state].of(ctx.locale),
                "assessment_id": judged[owned.plugin]["id"] if owned.plugin in judged else None,
            }
        )
    return found


def _joined(ctx: Context, texts: list[Text]) -> str:
    return ("; " if ctx.locale.startswith("en") else "；").join(t.of(ctx.locale) for t in texts)


def _kept(ctx: Context, items: list[dict[str, Any]]) -> str:
    colon, comma = (": ", "; ") if ctx.locale.startswith("en") else ("：", "；")
    stays = Text("长期保留", "stays").of(ctx.locale)
    until = Text("劳动关系存续及法定期限内", "while employed, and as long as the law asks").of(ctx.locale)
    return comma.join(f"{i['title']}{colon}{i['keep_shown'] or stays}" for i in items) or until


async def workbook(platform: Platform, ctx: Context) -> bytes:
    """The register as xlsx."""
    rows = await register(platform, ctx)
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(Text("处理活动记录", "Register").of(ctx.locale))
    sheet.append([title.of(ctx.locale) for _, title, _ in COLUMNS])
    for row in rows:
        sheet.append([row[name] for name, _, _ in COLUMNS])
    for number, (_, _, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[sheet.cell(row=1, column=number).column_letter].width = width
        sheet.cell(row=1, column=number).font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def paper(platform: Platform, ctx: Context) -> bytes:
    """The register as PDF, one section a processing."""
    rows = await register(platform, ctx)
    company = await replace(ctx, plugin=None).organization.company()
    made = Paper(
        Text("个人信息处理活动记录", "Register of processing").of(ctx.locale),
        footer=f"{company.name} · {ctx.today()}",
    )
    made.add(
        "soft",
        Text(
            f"{company.name}，{ctx.today()}。依据《个人信息保护法》第五十一条、第五十五条、第五十六条整理。",
            f"{company.name}, {ctx.today()}. After PIPL arts. 51, 55 and 56.",
        ).of(ctx.locale),
    )
    for row in rows:
        made.add("head", row["title"])
        made.table(
            [Text("项目", "Item").of(ctx.locale), Text("内容", "Content").of(ctx.locale)],
            [[title.of(ctx.locale), str(row[name])] for name, title, _ in COLUMNS[1:]],
            shares=[1, 5],
        )
    return await asyncio.to_thread(made.bytes)
