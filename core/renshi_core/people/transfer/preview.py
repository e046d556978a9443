"""What a check found: row by row on the page, and the rows with problems as a sheet."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from renshi_core.files import service as files
from renshi_core.jobs.above import platform_of
from renshi_core.people.fields.catalogue import load
from renshi_core.people.transfer import imports, reader
from renshi_sdk.context import Context
from renshi_sdk.db import Listing, connection, fetch
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text


async def rows(ctx: Context, import_id: UUID, *, action: str | None, number: int, size: int) -> Listing:
    """Rows of the preview: what happens with each, and what is wrong with it, by column."""
    await imports.one(ctx, import_id)
    catalogue = await load()
    found = await fetch(
        "SELECT r.row_no, r.action, r.problems, r.written_at, e.name, e.number FROM core_employee_import_row r"
        " LEFT JOIN core_employee e ON e.id = r.employee_id WHERE r.import_id = $1"
        " AND ($2::text IS NULL OR r.action = $2) ORDER BY r.row_no LIMIT $3 OFFSET $4",
        import_id,
        action,
        size,
        (number - 1) * size,
    )
    total = await connection().fetchval(
        "SELECT count(*) FROM core_employee_import_row WHERE import_id = $1 AND ($2::text IS NULL OR action = $2)",
        import_id,
        action,
    )
    items = []
    for row in found:
        problems = [
            {
                "column": catalogue.fields[p["column"]].title.of(ctx.locale),
                "problem": Text(p["zh"], p["en"]).of(ctx.locale),
            }
            for p in json.loads(row["problems"])
            if p["column"] in catalogue.fields
        ]
        said = "；".join(f"{p['column']}：{p['problem']}" for p in problems)
        items.append({**dict(row), "problems": problems, "said": said})
    return Listing(items=items, total=total)


async def error_file(ctx: Context, import_id: UUID) -> bytes:
    """The rows with problems as a sheet, as they were sent, with what is wrong beside them."""
    row = await imports.row_of(import_id)
    if row["company_id"] != ctx.company_id:
        raise imports.missing()
    if row["file_id"] is None:
        raise NotFound(Text("原文件已清理", "the sheet itself was removed"))
    wrong = {
        r["row_no"]: json.loads(r["problems"])
        for r in await fetch(
            "SELECT row_no, problems FROM core_employee_import_row WHERE import_id = $1 AND action = 'refuse'",
            import_id,
        )
    }
    stored, content = await files.get(platform_of(ctx), ctx, row["file_id"])
    head, sent = reader.read(stored.name, content)
    catalogue, (codes, _) = await load(), imports.columns_of(row)
    book = Workbook()
    page: Any = book.active
    page.append([*head, Text("问题", "Problems").of(ctx.locale)])
    for cell in page[1]:
        cell.font = Font(bold=True)
    line = 1
    # Who is on further sheets alone has no row here; what is wrong names its cell.
    here = {row_no for row_no, _ in sent}
    sent += [(row_no, []) for row_no in sorted(wrong) if row_no not in here]
    for row_no, cells in sent:
        if row_no not in wrong:
            continue
        said = "；".join(
            f"{catalogue.fields[p['column']].title.of(ctx.locale)}：{Text(p['zh'], p['en']).of(ctx.locale)}"
            for p in wrong[row_no]
            if p["column"] in catalogue.fields
        )
        line += 1
        marked = {p["column"] for p in wrong[row_no]}
        for place, value in enumerate([*cells, *[None] * (len(head) - len(cells)), said], start=1):
            cell = page.cell(line, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            if place <= len(codes) and codes[place - 1] in marked:
                cell.fill = PatternFill("solid", fgColor="F9D7D5")
    out = io.BytesIO()
    book.save(out)
    await ctx.audit.record("core.employee_import.error_file", subject="employee_import", subject_id=import_id)
    return out.getvalue()
