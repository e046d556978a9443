"""Reading a sheet that somebody sent: xlsx or CSV, within limits, as rows of cells."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from openpyxl import load_workbook

from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

MOST_BYTES: Final = 20 * 2**20
MOST_UNPACKED: Final = 300 * 2**20
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 600
Row = tuple[int, list[Any]]


def read(name: str, content: bytes) -> tuple[list[str], list[Row]]:
    """The head and the rows with their numbers in the sheet; empty rows are left out.

    Raises:
        Invalid: no sheet, too large, packed to burst, or no head.
    """
    if len(content) > MOST_BYTES:
        raise _bad(Text("文件超过 20 MB", "the file is larger than 20 MB"))
    head, found = _table(_workbook(content) if content[:2] == b"PK" else _csv(content))
    if not any(head):
        raise _bad(Text("第一行应为列名", "the first row has to name the columns"))
    return head, found


def _table(rows: Iterator[tuple[int, Sequence[Any]]]) -> tuple[list[str], list[Row]]:
    head: list[str] = []
    found: list[Row] = []
    for number, cells in rows:
        if not head:
            head = [str(c).strip() if c is not None else "" for c in cells[:MOST_COLUMNS]]
            while head and not head[-1]:
                head.pop()
            continue
        values = [_cell(c) for c in cells[: len(head)]]
        if any(v not in (None, "") for v in values):
            found.append((number, values))
        if len(found) > MOST_ROWS:
            raise _bad(Text(f"一次最多导入 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows at a time"))
    return head, found


def further(content: bytes, titles: Container[str]) -> dict[str, tuple[list[str], list[Row]]]:
    """Heads and rows of the further sheets of a workbook that have one of ``titles``; a CSV has none.

    Raises:
        Invalid: as :func:`read`.
    """
    if content[:2] != b"PK":
        return {}
    found = {}
    for title in _titles(content)[1:]:
        if title.strip() in titles:
            found[title] = _table(_workbook(content, title))
    return found


def _titles(content: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def _workbook(content: bytes, title: str | None = None) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
                raise _bad(Text("文件解压后过大", "the file is too large when unpacked"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises anything for a file that isn't one
        raise _bad(Text("不是有效的 xlsx 文件", "this is no xlsx file")) from error
    try:
        sheet = book.worksheets[0] if title is None else book[title]
        # The size that a file claims is not to be believed.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MOST_ROWS + 10:
                raise _bad(Text(f"一次最多导入 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows at a time"))
            yield number, cells
    finally:
        book.close()


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _bad(Text("不是 xlsx，也不是 CSV 文本", "this is neither xlsx nor CSV"))
    if "\x00" in text:
        raise _bad(Text("不是 xlsx，也不是 CSV 文本", "this is neither xlsx nor CSV"))
    try:
        yield from enumerate(csv.reader(io.StringIO(text)), start=1)
    except csv.Error as error:
        raise _bad(Text("CSV 格式有误", "the CSV can't be read")) from error


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, bool) or value is None:
        return value
    # A quote in front keeps a sheet from reading a text as a formula; it is no part of the value.
    text = str(value).strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _bad(message: Text) -> Invalid:
    return Invalid(message, code="people.import_file", fields={"file_id": message})
