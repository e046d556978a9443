"""A page's table as a file, read through the API as the caller.

What is written is what the caller could page through: the list's own handler checks rights, scope and filters. Each
page of the list is a request of its own, in a unit of work of its own.
"""

from __future__ import annotations

import asyncio
import contextvars
import csv
import io
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import httpx
from litestar import Request
from litestar.response import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from renshi_core.console.pen import Pen, names_in
from renshi_sdk.context import Context
from renshi_sdk.contributions import Page
from renshi_sdk.errors import Forbidden, Invalid, NotFound
from renshi_sdk.pages import Column, Table
from renshi_sdk.text import Text

MOST_ROWS = 50_000
PAGE = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = {"money": "#,##0.00", "integer": "#,##0", "percent": "0.0%", "progress": "0%"}
NUMBERS = {"integer", "number", "money", "percent", "progress", "bytes", "duration"}
ASKED = {"path", "table", "format"}
PASSED_ON = ("cookie", "authorization", "x-renshi-company", "accept-language", "host", "user-agent")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def table_file(
    request: Request[Any, Any, Any],
    ctx: Context,
    pen: Pen,
    table: Table,
    params: dict[str, str],
    page: Page,
    file_format: Literal["xlsx", "csv"],
) -> Response[bytes]:
    """The file as an answer; the export is audited."""
    if names_in(table.api) - params.keys():
        raise NotFound(Text("此列表不能导出", "this list can't be exported"))
    address = re.sub(
        r"\$\{\s*([a-z_]+)\s*\}", lambda found: quote(params[found[1]], safe=""), pen.api(table.api)
    )
    asked = [(k, v) for k, v in request.query_params.multi_items() if k not in ASKED and v != ""]
    # A fresh context: the pages are read outside of this request's unit of work.
    rows = await asyncio.create_task(_rows(request, address, asked), context=contextvars.Context())
    columns = [c for c in table.columns if c.kind not in ("password", "image", "hidden")]
    title = pen.say(table.title or page.title)
    await ctx.audit.record(
        "core.list.export",
        subject="list",
        detail={"page": page.path, "api": urlsplit(address).path, "filters": dict(asked), "rows": len(rows)},
    )
    make = _workbook if file_format == "xlsx" else _csv
    name = f"{title}_{ctx.today():%Y%m%d}.{file_format}"
    return Response(
        make(pen, title, columns, rows),
        media_type=XLSX if file_format == "xlsx" else "text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename=\"export.{file_format}\"; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _rows(
    request: Request[Any, Any, Any], address: str, asked: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    transport = httpx.ASGITransport(app=request.app)  # type: ignore[arg-type]
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    async with httpx.AsyncClient(transport=transport, base_url="http://inside", headers=headers) as client:
        while True:
            own = [(k, v) for k, v in httpx.QueryParams(urlsplit(address).query).multi_items()]
            query = [*own, *asked, ("limit", str(PAGE)), *([("cursor", cursor)] if cursor else [])]
            answer = await client.get(urlsplit(address).path, params=query)
            if answer.status_code != 200:
                _refuse(answer)
            body = answer.json()
            found += body["items"]
            cursor = body.get("next_cursor")
            if len(found) > MOST_ROWS:
                raise Invalid(
                    Text(
                        f"超过 {MOST_ROWS} 行，请先缩小筛选范围再导出",
                        f"more than {MOST_ROWS} rows; narrow the filters first",
                    ),
                    code="export.too_large",
                )
            if not cursor:
                return found


def _refuse(answer: httpx.Response) -> None:
    problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    said = Text(problem.get("detail", "列表无法读取"), problem.get("detail", "the list can't be read"))
    if answer.status_code == 403:
        raise Forbidden(said)
    if answer.status_code == 404:
        raise NotFound(said)
    raise Invalid(said)


def _workbook(pen: Pen, title: str, columns: list[Column], rows: list[dict[str, Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "list")
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns):
        letter = chr(65 + index) if index < 26 else f"{chr(64 + index // 26)}{chr(65 + index % 26)}"
        sheet.column_dimensions[letter].width = 14 if column.kind in NUMBERS or column.kind == "date" else 20
    head = []
    for column in columns:
        cell = WriteOnlyCell(sheet, value=pen.say(column.label))
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for row in rows:
        line = []
        for column in columns:
            value = _value(pen, column, row)
            if column.kind in FORMATS and not isinstance(value, str):
                cell = WriteOnlyCell(sheet, value=value)
                cell.number_format = FORMATS[column.kind]
                line.append(cell)
            else:
                line.append(_safe(value))
        sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(pen: Pen, title: str, columns: list[Column], rows: list[dict[str, Any]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([pen.say(c.label) for c in columns])
    for row in rows:
        writer.writerow([_safe(_value(pen, c, row)) for c in columns])
    # The mark tells Excel that it is UTF-8.
    return buffer.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _value(pen: Pen, column: Column, row: dict[str, Any]) -> Any:
    raw = row.get(column.name)
    if raw is None or raw == "":
        return None
    labels = {o.value: pen.say(o.label) for o in column.options}
    if isinstance(raw, list):
        return "，".join(str(labels.get(str(each), _word(each))) for each in raw)
    word = str(raw).lower() if isinstance(raw, bool) else str(raw)
    if word in labels:
        return labels[word]
    if isinstance(raw, bool):
        return pen.word("是", "Yes") if raw else pen.word("否", "No")
    if column.kind in NUMBERS:
        try:
            return Decimal(str(raw))
        except InvalidOperation:
            return str(raw)
    if column.kind in ("datetime", "ago"):
        try:
            return datetime.fromisoformat(str(raw)).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return str(raw)
    return _word(raw)


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("label") or value)
    return str(value)
