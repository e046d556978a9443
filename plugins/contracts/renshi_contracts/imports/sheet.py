"""Reading contracts from a workbook, row by row, without writing anything."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from renshi_contracts.words import KINDS, TERMS
from renshi_sdk import Invalid, Text

MOST_ROWS = 5000
MOST_BYTES = 20 * 1024 * 1024
HEADINGS = (
    "工号",
    "合同编号",
    "合同类型",
    "期限类型",
    "起始日期",
    "终止日期",
    "试用期（月）",
    "签订日期",
    "备注",
)
_KINDS = {text.zh: code for code, text in KINDS.items()}
_TERMS = {text.zh: code for code, text in TERMS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet (``row`` counts as the program shows it), read as far as it can be."""

    row: int
    values: dict[str, Any]
    problems: list[str]


def template() -> bytes:
    """An empty workbook with headings, lists to choose from and one example."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("劳动合同")
    sheet.append(HEADINGS)
    first, last, signed = date(2026, 1, 1), date(2028, 12, 31), date(2025, 12, 28)
    sheet.append(("A0001", "", "劳动合同", "固定期限", first, last, 3, signed, "示例，导入前删除"))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, names in (("C", _KINDS), ("D", _TERMS)):
        choice = DataValidation(type="list", formula1=f'"{",".join(names)}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{column}2:{column}{MOST_ROWS + 1}")
    for column, width in zip("ABCDEFGHI", (12, 18, 16, 26, 13, 13, 13, 13, 30), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> list[Line]:
    """The rows below the headings; empty ones are left out.

    Raises:
        Invalid: no workbook, other headings, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES * 10:
                raise Invalid(Text("工作簿解压后过大", "the workbook is too large when unpacked"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise Invalid(
            Text("文件不是 xlsx 工作簿，请用模板填写", "this is no xlsx workbook; fill in the template"),
            code="contracts.import.file",
        ) from error
    try:
        rows = book.worksheets[0].iter_rows(max_col=len(HEADINGS), values_only=True)
        heading = tuple(str(cell or "").strip() for cell in next(rows, ()))
        if heading != HEADINGS:
            raise Invalid(
                Text(f"表头应为：{'、'.join(HEADINGS)}", f"the headings must be: {', '.join(HEADINGS)}"),
                code="contracts.import.headings",
            )
        return list(_lines(rows))
    finally:
        book.close()


def _lines(rows: Iterator[tuple[Any, ...]]) -> Iterator[Line]:
    count = 0
    for number, cells in enumerate(rows, 2):
        if all(cell in (None, "") for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Invalid(
                Text(f"一次最多导入 {MOST_ROWS} 行", f"{MOST_ROWS} rows at most at once"),
                code="contracts.import.rows",
            )
        yield _line(number, cells)


def _line(number: int, cells: tuple[Any, ...]) -> Line:
    problems: list[str] = []
    staff, contract, kind, term, first, last, probation, signed, note = cells
    values: dict[str, Any] = {
        "employee_number": _text(staff),
        "number": _text(contract) or None,
        "note": _text(note)[:1000] or None,
        "kind": _KINDS.get(_text(kind)),
        "term": _TERMS.get(_text(term)) if _text(term) else None,
        "starts_on": _date(first, "起始日期", problems),
        "ends_on": _date(last, "终止日期", problems),
        "signed_on": _date(signed, "签订日期", problems),
        "probation_months": 0,
    }
    if not values["employee_number"]:
        problems.append("缺少工号")
    if values["kind"] is None:
        problems.append(f"合同类型“{_text(kind)}”不在可选范围：{'、'.join(_KINDS)}")
    if _text(term) and values["term"] is None:
        problems.append(f"期限类型“{_text(term)}”不在可选范围：{'、'.join(_TERMS)}")
    if values["starts_on"] is None and not any("起始日期" in p for p in problems):
        problems.append("缺少起始日期")
    if probation not in (None, ""):
        if isinstance(probation, int | float) and probation == int(probation) and 0 <= probation <= 6:
            values["probation_months"] = int(probation)
        else:
            problems.append(f"试用期应为 0 到 6 的整数月，现为“{probation}”")
    return Line(number, values, problems)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _date(cell: Any, what: str, problems: list[str]) -> date | None:
    if cell in (None, ""):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(str(cell).strip(), pattern).date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
    problems.append(f"{what}“{cell}”不是日期，应如 2026-01-01")
    return None
