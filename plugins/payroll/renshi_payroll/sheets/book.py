"""Reading a workbook somebody filled in: its lines by heading, numbers as they were typed. Pure.

What is wrong with the file as a whole raises ``Invalid``; what is wrong with a cell stays with that cell.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from renshi_payroll.engine.fen import to_fen
from renshi_sdk import Invalid, Text

MOST_UNPACKED = 100_000_000
MOST_YUAN = Decimal(10_000_000)
#: Cell errors named in a message; all of them are in its details.
NAMED = 5


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with a cell: its line in the sheet (2 is the first below the headings), its column, and why."""

    line: int
    column: str
    number: str
    text: Text


@dataclass(frozen=True, slots=True)
class Book:
    """The headings of the first sheet and its lines that hold anything, by their place in the sheet."""

    headings: tuple[str, ...]
    lines: tuple[tuple[int, Sequence[Any]], ...]

    def named(self) -> list[tuple[int, Mapping[str, Any]]]:
        """Lines as cells by heading; a heading that is empty names nothing."""
        return [
            (line, {head: cell for head, cell in zip(self.headings, cells, strict=False) if head})
            for line, cells in self.lines
        ]


def read_book(content: bytes, needed: Sequence[str], *, code: str, most: int = 5_000) -> Book:
    """The first sheet. ``Invalid`` where it is no workbook, lacks a needed column, or holds more than ``most`` lines.

    A star that marks a required column in the headings, before or behind, is no part of the name.
    """
    rows = _cells(content, code, most)
    if not rows:
        raise bad(Text("表格是空的", "the sheet is empty"), code)
    headings = tuple(text_of(cell).strip("*").strip() for cell in rows[0][1])
    lacking = [name for name in needed if name not in headings]
    if lacking:
        raise bad(
            Text(
                f"缺少列：{'、'.join(lacking)}。请使用下载的模板",
                f"columns are missing: {', '.join(lacking)}",
            ),
            code,
        )
    return Book(headings, tuple(rows[1:]))


def refuse(errors: Sequence[CellError], *, code: str, locale: str) -> None:
    """``Invalid`` that names the first cells and carries all of them; nothing where there are none."""
    if not errors:
        return
    shown = errors[:NAMED]
    zh = "；".join(f"第 {one.line} 行“{one.column}”：{one.text.zh}" for one in shown)
    en = "; ".join(f"line {one.line}, {one.column}: {one.text.en}" for one in shown)
    more = len(errors) - len(shown)
    text = Text(
        f"{len(errors)} 处有误，未导入任何数据。{zh}" + (f"；另有 {more} 处" if more else ""),
        f"{len(errors)} cells are wrong; nothing was imported. {en}" + (f"; and {more} more" if more else ""),
    )
    raise Invalid(
        text,
        code=code,
        fields={"file_id": text},
        rows=[
            {"line": one.line, "column": one.column, "number": one.number, "text": one.text.of(locale)}
            for one in errors[:200]
        ],
    )


def blank(value: Any) -> bool:
    """Whether nothing stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: Any) -> str:
    """A cell's text; a number typed into a cell is a float there, and a staff number has no ``.0``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def fen_of(value: Any, most: Decimal = MOST_YUAN) -> int:
    """An amount in fen. ``ValueError`` or ``ArithmeticError`` where it is none with two decimals from 0 to ``most``."""
    if isinstance(value, bool):
        raise ValueError("no amount")
    # A sheet keeps numbers as doubles; their shortest decimal form is what was typed.
    text = (
        (repr(value) if isinstance(value, float) else str(value)).replace(",", "").replace("，", "").strip()
    )
    amount = Decimal(text.removeprefix("¥").removeprefix("￥"))
    if not amount.is_finite() or not 0 <= amount <= most:
        raise ValueError("out of range")
    return to_fen(amount)


def _cells(content: bytes, code: str, most: int) -> list[tuple[int, Sequence[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
                raise bad(Text("文件解压后过大", "the file is too large when unpacked"), code)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises anything for a file that isn't one
        raise bad(Text("不是有效的 xlsx 文件", "this is no xlsx file"), code) from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size that a file claims is not to be believed
        found: list[tuple[int, Sequence[Any]]] = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(not blank(cell) for cell in cells):
                found.append((number, cells))
            if len(found) > most + 1:
                raise bad(Text(f"一次最多 {most} 行", f"at most {most} lines at a time"), code)
        return found
    finally:
        book.close()


def bad(text: Text, code: str) -> Invalid:
    """A file that can't be taken as a whole."""
    return Invalid(text, code=code, fields={"file_id": text})
