"""A page's table as a file, read through the API as the caller.

What is written is what the caller could page through: the list's own handler checks rights, scope and filters. The
export has no unit of work of its own and asks the API page by page with the caller's credentials: a unit around
requests that touch the same session or key would wait for itself.
"""

from __future__ import annotations

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
from renshi_sdk.contributions import Page
from renshi_sdk.errors import Invalid, NotFound
from renshi_sdk.pages import Table
from renshi_sdk.text import Text

Asked = str | int | float | bool | None
"""What httpx takes as the value of a parameter."""
MOST_ROWS = 50_000
PAGE = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = {"money": "#,##0.00", "integer": "#,##0", "percent": "0.0%", "progress": "0%"}
NUMBERS = {"integer", "number", "money", "percent", "progress", "bytes", "duration"}
ASKED = {"path", "table", "format"}
PASSED_ON = ("cookie", "authorization", "x-renshi-company", "accept-language", "host", "user-agent")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def described(pen: Pen, table: Table, params: dict[str, str], page: Page) -> dict[str, Any]:
    """A table as its file needs it: where its rows come from, and how each value is written.

    Raises:
        NotFound: the table's address takes fields that the page's path doesn't have.
    """
    if names_in(table.api) - params.keys():
        raise NotFound(Text("此列表不能导出", "this list can't be exported"))
    api = re.sub(r"\$\{\s*([a-z_]+)\s*\}", lambda found: quote(params[found[1]], safe=""), pen.api(table.api))
    return {
        "title": pen.say(table.title or page.title),
        "api": api,
        "yes": pen.word("是", "Yes"),
        "no": pen.word("否", "No"),
        "columns": [
            {
                "name": c.name,
                "label": pen.say(c.label),
                "kind": c.kind,
                "options": {o.value: pen.say(o.label) for o in c.options},
            }
            for c in table.columns
            if c.kind not in ("password", "image", "hidden")
        ],
    }


async def table_file(request: Request[Any, Any, Any], file_format: Literal["xlsx", "csv"]) -> Response[bytes]:
    """The file as an answer, or whatever the API refuses with."""
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    transport = httpx.ASGITransport(app=request.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://inside", headers=headers) as client:
        answer = await client.get("/api/console/list", params=list(request.query_params.multi_items()))
        if answer.status_code != 200:
            return _as_it_is(answer)
        described = answer.json()
        asked = [(k, v) for k, v in request.query_params.multi_items() if k not in ASKED and v != ""]
        rows = await _rows(client, described["api"], asked)
    if isinstance(rows, httpx.Response):
        return _as_it_is(rows)
    make = _workbook if file_format == "xlsx" else _csv
    name = quote(f"{described['title']}.{file_format}")
    return Response(
        make(described, rows),
        media_type=XLSX if file_format == "xlsx" else "text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename=\"export.{file_format}\"; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


async def _rows(
    client: httpx.AsyncClient, api: str, asked: list[tuple[str, str]]
) -> list[dict[str, Any]] | httpx.Response:
    own = httpx.QueryParams(urlsplit(api).query).multi_items()
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        query: list[tuple[str, Asked]] = [
            *own,
            *asked,
            ("limit", str(PAGE)),
            *([("cursor", cursor)] if cursor else []),
        ]
        answer = await client.get(urlsplit(api).path, params=query)
        if answer.status_code != 200:
            return answer
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


def _as_it_is(answer: httpx.Response) -> Response[bytes]:
    media = answer.headers.get("content-type", "application/json")
    return Response(answer.content, status_code=answer.status_code, media_type=media)


def _workbook(described: dict[str, Any], rows: list[dict[str, Any]]) -> bytes:
    columns, title = described["columns"], described["title"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "list")
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns):
        letter = chr(65 + index) if index < 26 else f"{chr(64 + index // 26)}{chr(65 + index % 26)}"
        sheet.column_dimensions[letter].width = (
            14 if column["kind"] in NUMBERS or column["kind"] == "date" else 20
        )
    head = []
    for column in columns:
        cell = WriteOnlyCell(sheet, value=column["label"])
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for row in rows:
        line = []
        for column in columns:
            value = _value(described, column, row)
            if column["kind"] in FORMATS and not isinstance(value, str):
                cell = WriteOnlyCell(sheet, value=value)
                cell.number_format = FORMATS[column["kind"]]
                line.append(cell)
            else:
                line.append(_safe(value))
        sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(described: dict[str, Any], rows: list[dict[str, Any]]) -> bytes:
    columns = described["columns"]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([c["label"] for c in columns])
    for row in rows:
        writer.writerow([_safe(_value(described, c, row)) for c in columns])
    # The mark tells Excel that it is UTF-8.
    return buffer.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _value(described: dict[str, Any], column: dict[str, Any], row: dict[str, Any]) -> Any:
    raw = row.get(column["name"])
    if raw is None or raw == "":
        return None
    labels = column["options"]
    if isinstance(raw, list):
        return "，".join(str(labels.get(str(each), _word(each))) for each in raw)
    word = str(raw).lower() if isinstance(raw, bool) else str(raw)
    if word in labels:
        return labels[word]
    if isinstance(raw, bool):
        return described["yes"] if raw else described["no"]
    if column["kind"] in NUMBERS:
        try:
            return Decimal(str(raw))
        except InvalidOperation:
            return str(raw)
    if column["kind"] in ("datetime", "ago"):
        try:
            return datetime.fromisoformat(str(raw)).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return str(raw)
    return _word(raw)


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("label") or value)
    return str(value)
