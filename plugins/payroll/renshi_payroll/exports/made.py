"""A file in memory, and sheets written so that no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote

from litestar.response import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
#: What a spreadsheet takes for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made. ``total`` is its control total in fen, ``note`` what a reader should know."""

    name: str
    media_type: str
    content: bytes
    rows: int
    total: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a title, a row of headings, and rows of text, whole numbers and amounts."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def guarded(text: str) -> str:
    """Text that a spreadsheet won't run: what would begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as xlsx. Text is written as text, so ``=1+1`` stays what it is; amounts have two decimals."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        for index, width in enumerate(sheet.widths):
            page.column_dimensions[chr(ord("A") + index)].width = width
        head = []
        for heading in sheet.headings:
            cell = WriteOnlyCell(page, heading)
            cell.font = Font(bold=True)
            head.append(cell)
        page.append(head)
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(page: Any, value: Any) -> Any:
    if isinstance(value, str):
        if not value.startswith(FORMULA_STARTS):
            return value
        cell = WriteOnlyCell(page, value)
        cell.data_type = "s"
        return cell
    if isinstance(value, Decimal):
        # openpyxl writes a Decimal digit by digit; its stubs know float alone.
        cell = WriteOnlyCell(page, cast("Any", value))
        cell.number_format = "0.00"
        return cell
    return value


def separated(sheet: Sheet) -> bytes:
    """A sheet as CSV in UTF-8 with a mark, as Chinese spreadsheets open it, guarded against formulas."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([guarded(str(heading)) for heading in sheet.headings])
    for row in sheet.rows:
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def attached(content: bytes, name: str) -> Response[bytes]:
    """A workbook as a download that nobody keeps."""
    return Response(
        content,
        media_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
