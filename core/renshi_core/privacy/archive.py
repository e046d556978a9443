"""A person's data as a ZIP: JSON for machines, a workbook for the person, and the files themselves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from renshi_sdk.text import Text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def packed(
    data: Mapping[str, Mapping[str, Any]],
    titles: Mapping[str, Text],
    files: Sequence[tuple[str, bytes]],
    *,
    made_at: datetime,
    summary: bytes | None = None,
) -> bytes:
    """The ZIP: ``data.json``, ``概要.xlsx``, ``files/``, and ``说明.pdf`` where there is a ``summary``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"made_at": made_at.isoformat(), "data": data}
        archive.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        if summary is not None:
            archive.writestr("说明.pdf", summary)
        archive.writestr("概要.xlsx", _workbook(data, titles, made_at))
        for name, content in files:
            archive.writestr(f"files/{name}", content)
    return buffer.getvalue()


def _workbook(data: Mapping[str, Mapping[str, Any]], titles: Mapping[str, Text], made_at: datetime) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    cover = book.create_sheet("目录")
    cover.append(["个人信息副本", f"生成时间 {made_at:%Y-%m-%d %H:%M}"])
    cover.append(["依据《个人信息保护法》第四十五条提供"])
    cover.append([])
    cover.append(["来源", "内容", "条数", "工作表"])
    number = 0
    for plugin, tables in data.items():
        for table, rows in tables.items():
            if not isinstance(rows, list) or not rows:
                continue
            number += 1
            name = f"{number}"
            cover.append([titles[plugin].zh, table, len(rows), name])
            _sheet(book, name, rows)
    for cell in (*cover[1], *cover[4]):
        cell.font = Font(bold=True)
    for column, width in zip("ABCD", (28, 34, 10, 10), strict=True):
        cover.column_dimensions[column].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(book: Any, name: str, rows: Sequence[Any]) -> None:
    sheet = book.create_sheet(name)
    columns = list(dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in row))
    sheet.append(columns)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(
            [_cell(row.get(column)) for column in columns] if isinstance(row, Mapping) else [_cell(row)]
        )
    sheet.freeze_panes = "A2"


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(c for c in text if c >= " " or c in "\t\n")[:32_000]
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
