"""One-off items of a run by a sheet: the template, and its lines with what is wrong in each cell. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from renshi_payroll.adjustments.schemas import ITEM_NAMES
from renshi_payroll.exports.made import Sheet, workbook
from renshi_payroll.sheets.book import CellError, blank, fen_of, read_book, text_of
from renshi_sdk import Text

NUMBER, NAME, ITEM, AMOUNT, NOTE = "工号", "姓名", "项目", "金额", "说明"
HEADINGS = (NUMBER, NAME, ITEM, AMOUNT, NOTE)
CODE = "payroll.adjustment.sheet"
MOST_ROWS = 20_000
_MOST_YUAN = Decimal(100_000_000)
_BY_NAME = {title.zh: component for component, title in ITEM_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was typed; ``amount`` in fen."""

    line: int
    number: str
    component: str
    amount: int
    note: str


def template() -> bytes:
    """The workbook to fill in; a second sheet explains the columns and names the items."""
    explained = [
        (NUMBER, "必填"),
        (NAME, "选填，仅供核对"),
        (ITEM, "必填，可选：" + "、".join(title.zh for title in ITEM_NAMES.values())),
        (AMOUNT, "必填，大于 0，单位元；扣款也填正数"),
        (NOTE, "必填，会显示在工资条上"),
    ]
    return workbook(
        [
            Sheet("项目", HEADINGS, (), (14, 14, 20, 14, 40)),
            Sheet("填写说明", ("列", "说明"), explained, (14, 90)),
        ]
    )


def read(content: bytes) -> tuple[list[Line], list[CellError]]:
    """The lines and the cells that are wrong. ``Invalid`` where the file itself can't be taken."""
    book = read_book(content, (NUMBER, ITEM, AMOUNT, NOTE), code=CODE, most=MOST_ROWS)
    lines: list[Line] = []
    errors: list[CellError] = []
    for place, cells in book.named():
        number = text_of(cells.get(NUMBER))
        wrong = _wrong(place, number, cells)
        errors += wrong
        if not wrong:
            lines.append(
                Line(
                    place,
                    number,
                    _component(cells),
                    fen_of(cells[AMOUNT], _MOST_YUAN),
                    text_of(cells[NOTE])[:200],
                )
            )
    return lines, errors


def _component(cells: Mapping[str, Any]) -> str:
    given = text_of(cells.get(ITEM))
    return given if given in ITEM_NAMES else _BY_NAME.get(given, "")


def _wrong(place: int, number: str, cells: Mapping[str, Any]) -> list[CellError]:
    errors = [
        CellError(place, column, number, Text("必填", "required"))
        for column in (NUMBER, ITEM, AMOUNT, NOTE)
        if blank(cells.get(column))
    ]
    if not blank(cells.get(ITEM)) and not _component(cells):
        errors.append(
            CellError(
                place,
                ITEM,
                number,
                Text(f"没有项目“{text_of(cells[ITEM])}”", f"no item {text_of(cells[ITEM])!r}"),
            )
        )
    if not blank(cells.get(AMOUNT)):
        try:
            positive = fen_of(cells[AMOUNT], _MOST_YUAN) > 0
        except (ValueError, ArithmeticError):
            positive = False
        if not positive:
            errors.append(
                CellError(
                    place,
                    AMOUNT,
                    number,
                    Text(
                        f"“{cells[AMOUNT]}”不是大于 0、两位小数以内的金额",
                        f"{cells[AMOUNT]!r} is no amount above 0 with two decimals",
                    ),
                )
            )
    return errors
