"""The bank as a workbook, and a workbook read back: questions, their points, their follow-ups. Pure.

What is in a cell is text: a question that begins with '=' is no formula, neither on the way out nor in.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from pydantic import ValidationError

from renshi_recruiting_ai.bank.questions import BankQuestion, competencies
from renshi_sdk import Invalid, Text

MOST_BYTES = 20 * 1024 * 1024
"""Of all parts of a workbook, unpacked."""
MOST_ROWS = 5000
QUESTIONS, POINTS, FOLLOW_UPS = "题目", "要点", "追问"
HEADS: dict[str, tuple[str, ...]] = {
    QUESTIONS: ("编号", "行业", "岗位", "类型", "限时（秒）", "能力", "题目（中文）", "题目（英文）"),
    POINTS: ("题目编号", "要点编号", "要点（中文）", "要点（英文）", "词（中文）", "词（英文）"),
    FOLLOW_UPS: ("题目编号", "追问编号", "追问（中文）", "追问（英文）", "何时", "要点编号"),
}
_CODE = "recruiting_ai.bank_sheet"


def write(items: Iterable[BankQuestion]) -> bytes:
    """A workbook of three sheets; lists in one cell are joined by '、'."""
    book = Workbook(write_only=True)
    sheets = {name: book.create_sheet(name) for name in HEADS}
    for name, head in HEADS.items():
        sheets[name].append(list(head))

    def add(name: str, row: Sequence[Any]) -> None:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheets[name], value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheets[name].append(cells)

    for item in items:
        lists = ("、".join(item.industries), "、".join(item.positions))
        add(
            QUESTIONS,
            (item.key, *lists, item.intent.value, item.seconds, item.competency, item.zh, item.en),
        )
        for point in item.points:
            terms = ("、".join(point.terms_zh), "、".join(point.terms_en))
            add(POINTS, (item.key, point.key, point.zh, point.en, *terms))
        for one in item.follow_ups:
            add(FOLLOW_UPS, (item.key, one.key, one.zh, one.en, one.when.value, one.point or ""))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bad(zh: str, en: str, fields: dict[str, Text | str] | None = None) -> Invalid:
    return Invalid(Text(zh, en), code=_CODE, fields=fields)


def read(content: bytes) -> list[BankQuestion]:
    """The questions of a workbook, in its order.

    Raises:
        Invalid: it is no workbook, too large, or a line doesn't hold; with sheet and line of each problem.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise _bad("文件解压后过大", "the workbook is too large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Invalid:
        raise
    except Exception as error:
        raise _bad("文件不是有效的 xlsx 工作簿", "this is no xlsx workbook") from error
    lines = {name: _lines(book, name) for name in HEADS}
    wrong: dict[str, Text | str] = {}
    known = {cells[0] for _, cells in lines[QUESTIONS]}
    for name in (POINTS, FOLLOW_UPS):
        for number, cells in lines[name]:
            if cells[0] not in known:
                wrong[f"{name} {number}"] = Text("没有这道题目", "there is no such question")
    found: list[BankQuestion] = []
    for number, cells in lines[QUESTIONS]:
        try:
            found.append(_question(cells, lines[POINTS], lines[FOLLOW_UPS]))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            wrong[f"{QUESTIONS} {number}"] = f"{where}: {first['msg']}"
        except ValueError as error:
            wrong[f"{QUESTIONS} {number}"] = str(error)
    keys = [item.key for item in found]
    for key in {key for key in keys if keys.count(key) > 1}:
        wrong[f"{QUESTIONS} {key}"] = Text("编号重复", "the key is there twice")
    if wrong:
        shown = dict(list(wrong.items())[:50])
        raise _bad(f"{len(wrong)} 处需要修改", f"{len(wrong)} lines need mending", shown)
    if not found:
        raise _bad("工作簿中没有题目", "there is no question in it")
    return found


def _lines(book: Any, name: str) -> list[tuple[int, list[str]]]:
    if name not in book.sheetnames:
        raise _bad(f"缺少工作表“{name}”", f"the sheet “{name}” is missing")
    rows = book[name].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=len(HEADS[name]))
    head = tuple(str(value or "").strip() for value in next(rows, ()))
    if head != HEADS[name]:
        raise _bad(
            f"工作表“{name}”的表头应为：{'、'.join(HEADS[name])}",
            f"the sheet “{name}” must begin with: {', '.join(HEADS[name])}",
        )
    found = [
        (number, ["" if value is None else str(value).strip() for value in row])
        for number, row in enumerate(rows, 2)
        if any(value not in (None, "") for value in row)
    ]
    if len(found) > MOST_ROWS:
        raise _bad(
            f"工作表“{name}”最多 {MOST_ROWS} 行", f"the sheet “{name}” has more than {MOST_ROWS} lines"
        )
    return found


def _list(cell: str) -> list[str]:
    for mark in ("，", ",", ";", "；"):
        cell = cell.replace(mark, "、")
    return [part.strip() for part in cell.split("、") if part.strip()]


def _question(
    cells: list[str], points: list[tuple[int, list[str]]], follow_ups: list[tuple[int, list[str]]]
) -> BankQuestion:
    key, industries, positions, intent, seconds, competency, zh, en = cells
    if competency not in competencies():
        raise ValueError(f"能力“{competency}”不在题库中 / not a competency of the bank")
    names = {line[1] for _, line in points if line[0] == key}
    for _, line in follow_ups:
        if line[0] == key and line[5] and line[5] not in names:
            raise ValueError(f"追问“{line[1]}”所指的要点不存在 / a follow-up names no point")
    return BankQuestion.model_validate(
        {
            "key": key,
            "industries": _list(industries),
            "positions": _list(positions),
            "intent": intent,
            "seconds": int(float(seconds)) if seconds.replace(".", "", 1).isdigit() else 300,
            "competency": competency,
            "zh": zh,
            "en": en,
            "points": [
                {"key": p[1], "zh": p[2], "en": p[3], "terms_zh": _list(p[4]), "terms_en": _list(p[5])}
                for _, p in points
                if p[0] == key
            ],
            "follow_ups": [
                {"key": f[1], "zh": f[2], "en": f[3], "when": f[4], "point": f[5] or None}
                for _, f in follow_ups
                if f[0] == key
            ],
        }
    )
