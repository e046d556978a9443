"""The sheet of a batch: a template with everybody's present pay, and reading what came back. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from renshi_payroll.engine.fen import InexactMoney, to_fen
from renshi_payroll.exports.made import Sheet, workbook
from renshi_sdk import Invalid, Text

MOST_ROWS = 5_000
MOST_UNPACKED = 100_000_000
MOST_YUAN = Decimal(10_000_000)
NUMBER, NAME, NOW, NEW = "工号", "姓名", "现月工资", "调整后月工资"
SOCIAL, HOUSING, REASON = "社保申报基数", "公积金申报基数", "调薪原因"
HEADINGS = (NUMBER, NAME, "部门", NOW, NEW, SOCIAL, HOUSING, REASON)
NEEDED = (NUMBER, NEW)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet as it was typed; ``amounts`` in fen, ``wrong`` what can't be read of it."""

    line: int
    number: str
    amounts: Mapping[str, int]
    reason: str
    wrong: Text | None = None


def template(rows: Sequence[Sequence[Any]]) -> bytes:
    """The workbook to fill in: number, name, department and present pay of everybody; the other columns are empty.

    A second sheet explains the columns.
    """
    explained = [
        (NUMBER, "必填，不要修改"),
        (NEW, "必填才会调整；留空的行不处理"),
        (SOCIAL, "选填；不填则沿用现有基数"),
        (HOUSING, "选填；不填则沿用现有基数"),
        (REASON, "选填；不填则用本批次的原因"),
    ]
    return workbook(
        [
            Sheet(
                "调薪", HEADINGS, [[*row, "", "", "", ""] for row in rows], (14, 14, 18, 14, 16, 16, 18, 24)
            ),
            Sheet("填写说明", ("列", "说明"), explained, (18, 44)),
        ]
    )


def read(content: bytes) -> list[Line]:
    """The lines that adjust something, by their place in the sheet (2 is the first below the headings).

    ``Invalid`` where it is no workbook, lacks a column, or holds too many lines. What is wrong with one line stays with
    that line.
    """
    rows = _cells(content)
    if not rows:
        raise _bad(Text("表格是空的", "the sheet is empty"))
    head = [str(cell or "").strip().rstrip("*") for cell in rows[0][1]]
    lacking = [name for name in NEEDED if name not in head]
    if lacking:
        raise _bad(
            Text(
                f"缺少列：{'、'.join(lacking)}。请使用下载的模板",
                f"columns are missing: {', '.join(lacking)}",
            )
        )
    places = {name: head.index(name) for name in HEADINGS if name in head}
    lines = [_line(number, cells, places) for number, cells in rows[1:]]
    found = [line for line in lines if line is not None]
    if not found:
        raise _bad(Text(f"没有填写“{NEW}”的行", "no line has a new wage"))
    return found


def _line(number: int, cells: Sequence[Any], places: Mapping[str, int]) -> Line | None:
    def cell(name: str) -> Any:
        place = places.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    who = _text(cell(NUMBER))
    if _blank(cell(NEW)) and _blank(cell(SOCIAL)) and _blank(cell(HOUSING)):
        return None
    amounts: dict[str, int] = {}
    wrong: Text | None = None
    if _blank(cell(NEW)):
        wrong = Text(f"没有填写“{NEW}”", "the new wage is missing")
    for name in (NEW, SOCIAL, HOUSING):
        value = cell(name)
        if _blank(value) or wrong is not None:
            continue
        try:
            amounts[name] = _fen(value)
        except (InexactMoney, ValueError, ArithmeticError):
            wrong = Text(
                f"“{name}”的“{value}”不是两位小数以内的金额",
                f"{name}: {value!r} is no amount with two decimals",
            )
    if not who:
        wrong = Text(f"没有填写“{NUMBER}”", "the employee's number is missing")
    return Line(number, who, amounts, _text(cell(REASON))[:200], wrong)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a number typed into a cell is a float there
    return "" if value is None else str(value).strip()


def _fen(value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError("no amount")
    # A sheet keeps numbers as doubles; their shortest decimal form is what was typed.
    text = (
        (repr(value) if isinstance(value, float) else str(value)).replace(",", "").replace("，", "").strip()
    )
    amount = Decimal(text.removeprefix("¥").removeprefix("￥"))
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN:
        raise ValueError("out of range")
    return to_fen(amount)


def _cells(content: bytes) -> list[tuple[int, Sequence[Any]]]:
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
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size that a file claims is not to be believed
        found: list[tuple[int, Sequence[Any]]] = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(not _blank(cell) for cell in cells):
                found.append((number, cells))
            if len(found) > MOST_ROWS + 1:
                raise _bad(Text(f"一次最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} lines at a time"))
        return found
    finally:
        book.close()


def _bad(text: Text) -> Invalid:
    return Invalid(text, code="payroll.raise.sheet", fields={"file_id": text})
