"""A report as a workbook, as CSV, or as a PDF."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from renshi_reporting.saved.content import Content, words
from renshi_sdk.documents import Paper
from renshi_sdk.text import Text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = {"money": "#,##0.00", "integer": "#,##0", "percent": "0.0%", "number": "#,##0.0"}
NUMBERS = tuple(FORMATS)
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
MOST_PDF_ROWS = 5_000


def written(content: Content, file_format: str, *, locale: str, foot: str) -> bytes:
    """The file. Raises ``NeedsAttention`` for a PDF on a server without a Chinese font."""
    if file_format == "xlsx":
        return _workbook(content, locale)
    return _csv(content) if file_format == "csv" else _pdf(content, locale, foot)


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value if isinstance(value, int | float | Decimal | None) else str(value)


def _lines(content: Content, locale: str) -> list[dict[str, Any]]:
    if not content.totals or not content.columns:
        return content.rows
    word = Text("合计", "Total").of(locale)
    return [*content.rows, {content.columns[0][0]: word} | content.totals]


def _workbook(content: Content, locale: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", content.title)[:31] or "report")
    sheet.freeze_panes = "A2"
    heads = []
    for _, title, _ in content.columns:
        cell = WriteOnlyCell(sheet, value=_cell(title))
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in _lines(content, locale):
        line = []
        for name, _, kind in content.columns:
            cell = WriteOnlyCell(sheet, value=_cell(row.get(name)))
            if kind in FORMATS:
                cell.number_format = FORMATS[kind]
            line.append(cell)
        sheet.append(line)
    about = book.create_sheet(Text("口径", "Definition").of(locale))
    for text in (*content.definition.split("\n"), content.note or ""):
        about.append([_cell(text)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(content: Content) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_cell(title) for _, title, _ in content.columns])
    for row in content.rows:
        writer.writerow([_cell(row.get(name)) for name, _, _ in content.columns])
    # The mark tells Excel that it is UTF-8.
    return buffer.getvalue().encode("utf-8-sig")


def _pdf(content: Content, locale: str, foot: str) -> bytes:
    paper = Paper(content.title, foot, wide=len(content.columns) > 6)
    for text in (content.note or "", *content.definition.split("\n")):
        if text:
            paper.add("soft", text)
    lines = _lines(content, locale)
    numeric = [kind in NUMBERS for _, _, kind in content.columns]
    paper.table(
        [title for _, title, _ in content.columns],
        [[words(kind, row.get(name)) for name, _, kind in content.columns] for row in lines[:MOST_PDF_ROWS]],
        shares=[14 if number else 26 for number in numeric],
        align=["right" if number else "left" for number in numeric],
    )
    if len(lines) > MOST_PDF_ROWS:
        more = Text(
            f"仅列前 {MOST_PDF_ROWS} 行，全部请导出 Excel",
            f"the first {MOST_PDF_ROWS} rows; a workbook has all",
        )
        paper.add("soft", more.of(locale))
    return paper.bytes()
