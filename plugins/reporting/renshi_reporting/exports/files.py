"""A report as a workbook, as CSV, or as a PDF.

fpdf2 (LGPL-3.0, used as a library) makes the PDF, because it embeds the letters it uses from an OpenType collection
such as Noto CJK: 300 lines of Chinese take 0.35 s and 14 kB, and open everywhere. reportlab reads no PostScript
outlines, and its built-in Chinese font isn't embedded: readers without a language pack (poppler) show nothing.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from renshi_reporting.saved.content import Content, words
from renshi_sdk.errors import NeedsAttention
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
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"))
FONT_FILES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
)


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
    path, number = chinese_font()
    pdf = _Paper(orientation="landscape" if len(content.columns) > 6 else "portrait", foot=foot)
    pdf.add_font("cjk", fname=path, collection_font_number=number)
    pdf.set_font("cjk", size=15)
    pdf.set_auto_page_break(True, margin=16)
    pdf.add_page()
    pdf.multi_cell(0, 9, content.title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("cjk", size=8)
    pdf.set_text_color(90)
    for text in (content.note or "", *content.definition.split("\n")):
        if text:
            pdf.multi_cell(0, 4.6, text, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.set_text_color(20)
    pdf.set_font("cjk", size=9)
    lines = _lines(content, locale)
    aligned = tuple("RIGHT" if kind in NUMBERS else "LEFT" for _, _, kind in content.columns)
    with pdf.table(
        col_widths=tuple(14 if kind in NUMBERS else 26 for _, _, kind in content.columns),
        text_align=aligned,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(fill_color=(238, 242, 250), emphasis=""),
        line_height=6,
        padding=(0.6, 1.4),
    ) as table:
        head = table.row()
        for _, title, _ in content.columns:
            head.cell(title)
        for row in lines[:MOST_PDF_ROWS]:
            line = table.row()
            for name, _, kind in content.columns:
                line.cell(words(kind, row.get(name)))
    if len(lines) > MOST_PDF_ROWS:
        more = Text(
            f"仅列前 {MOST_PDF_ROWS} 行，全部请导出 Excel",
            f"the first {MOST_PDF_ROWS} rows; a workbook has all",
        )
        pdf.multi_cell(0, 6, more.of(locale), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


class _Paper(FPDF):
    def __init__(self, *, orientation: Any, foot: str) -> None:
        super().__init__(orientation=orientation, format="A4")
        self._foot = foot

    def footer(self) -> None:
        """Who made it and when, and the page."""
        self.set_y(-11)
        self.set_font("cjk", size=7)
        self.set_text_color(120)
        self.cell(0, 5, self._foot)
        self.set_x(self.l_margin)
        self.cell(0, 5, str(self.page_no()), align="R")
        self.set_text_color(20)


@cache
def chinese_font() -> tuple[str, int]:
    """The file of a Chinese font, and the number of simplified Chinese in it.

    Raises:
        NeedsAttention: the server has none.
    """
    for folder in FONT_FOLDERS:
        for name in FONT_FILES:
            for path in sorted(Path(folder).rglob(name)):
                return str(path), _number(path)
    raise NeedsAttention(
        Text(
            "服务器上没有中文字体，无法生成 PDF：请安装 fonts-noto-cjk，或改用 Excel",
            "the server has no Chinese font for a PDF: install fonts-noto-cjk, or choose a workbook",
        ),
        code="reporting.font",
    )


def _number(path: Path) -> int:
    if path.suffix != ".ttc":
        return 0
    names = [str(font["name"].getDebugName(1)) for font in TTCollection(str(path), lazy=True).fonts]
    return next((i for i, name in enumerate(names) if name.endswith("CJK SC")), 0)
