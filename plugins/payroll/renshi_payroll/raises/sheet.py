"""The sheet of a batch: a template with everybody's present pay, and reading what came back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from renshi_payroll.engine.fen import InexactMoney
from renshi_payroll.exports.made import Sheet, workbook
from renshi_payroll.sheets.book import bad, blank, fen_of, read_book, text_of
from renshi_sdk import Text

MOST_ROWS = 5_000
CODE = "payroll.raise.sheet"
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
        (NEW, "只调整缴费基数时可留空，月工资不变；三项都留空的行不处理"),
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
    """The lines that adjust a wage or a base, by their place in the sheet (2 is the first below the headings).

    ``Invalid`` where it is no workbook, lacks a column, or holds too many lines. What is wrong with one line stays with
    that line.
    """
    book = read_book(content, NEEDED, code=CODE, most=MOST_ROWS)
    places = {name: book.headings.index(name) for name in HEADINGS if name in book.headings}
    lines = [_line(number, cells, places) for number, cells in book.lines]
    found = [line for line in lines if line is not None]
    if not found:
        raise bad(Text(f"没有填写“{NEW}”的行", "no line has a new wage"), CODE)
    return found


def _line(number: int, cells: Sequence[Any], places: Mapping[str, int]) -> Line | None:
    def cell(name: str) -> Any:
        place = places.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    who = text_of(cell(NUMBER))
    if blank(cell(NEW)) and blank(cell(SOCIAL)) and blank(cell(HOUSING)):
        return None
    amounts: dict[str, int] = {}
    wrong: Text | None = None
    for name in (NEW, SOCIAL, HOUSING):
        value = cell(name)
        if blank(value) or wrong is not None:
            continue
        try:
            amounts[name] = fen_of(value)
        except (InexactMoney, ValueError, ArithmeticError):
            wrong = Text(
                f"“{name}”的“{value}”不是两位小数以内的金额",
                f"{name}: {value!r} is no amount with two decimals",
            )
    if not who:
        wrong = Text(f"没有填写“{NUMBER}”", "the employee's number is missing")
    return Line(number, who, amounts, text_of(cell(REASON))[:200], wrong)
