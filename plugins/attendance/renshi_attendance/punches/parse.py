"""Files of punches as people export them: CSV in several encodings, Excel, and the log of a ZKTeco terminal.

No database and no clock here; a row that cannot be read becomes a problem with its number, never a guess.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from zipfile import BadZipFile

from openpyxl import load_workbook

MOST_ROWS = 200_000
NUMBER = (
    "工号", "人员编号", "考勤号码", "考勤号", "登记号码", "登记号", "用户编号", "员工编号", "编号",
    "userid", "user id", "ac-no.", "acno", "no.", "pin", "number", "employee number", "staff number",
)  # fmt: skip
WHEN = (
    "打卡时间", "考勤时间", "刷卡时间", "日期时间", "签到时间", "时间戳",
    "datetime", "date/time", "checktime", "time",
)  # fmt: skip
DAY = ("日期", "打卡日期", "考勤日期", "date")
CLOCK = ("时间", "打卡时刻", "clock")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TWO = re.compile(r"\s+")
STAMP = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$"
)
DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")


class FileUnreadable(ValueError):
    """The file as a whole cannot be read; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Row:
    """One punch of a file: line number from 1, staff number, wall-clock time."""

    line: int
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that was left out, and why."""

    line: int
    text: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file read: its encoding (``xlsx`` for a workbook), punches and problems."""

    encoding: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def parse(content: bytes) -> Parsed:
    """Read a file. Raises :class:`FileUnreadable` where nothing in it can be understood."""
    if not content.strip():
        raise FileUnreadable("文件是空的", "the file is empty")
    if content[:4] == b"PK\x03\x04":
        encoding, lines = "xlsx", _workbook(content)
    elif content[:8] == OLD_WORKBOOK:
        raise FileUnreadable(
            "这是旧版 Excel（xls）文件，请在 Excel 中另存为 xlsx 或 CSV",
            "this is an old workbook (xls); save it as xlsx or CSV",
        )
    else:
        encoding, text = decode(content)
        lines = _lines(text)
    numbered = [(i, cells) for i, cells in enumerate(lines, 1) if any(_text(c) for c in cells)]
    if not numbered:
        raise FileUnreadable("文件是空的", "the file is empty")
    if len(numbered) > MOST_ROWS:
        raise FileUnreadable(
            f"文件超过 {MOST_ROWS} 行，请拆分", f"more than {MOST_ROWS} rows; split the file"
        )
    columns = _columns(numbered)
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in numbered[columns.skip :]:
        found = _row(line, cells, columns)
        if isinstance(found, Row):
            rows.append(found)
        else:
            problems.append(found)
    return Parsed(encoding, tuple(rows), tuple(problems))


def decode(content: bytes) -> tuple[str, str]:
    """Text and its encoding: byte-order marks first, then UTF-8, then GB18030 (which holds GBK and GB2312)."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return name, content.decode(name, errors="replace")
    for name in ("utf-8", "gb18030"):
        try:
            return name, content.decode(name)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(
        "无法识别文件编码，请另存为 UTF-8 或 GBK", "the encoding is unknown; save the file as UTF-8 or GBK"
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int
    when: int | None
    day: int | None
    clock: int | None
    skip: int


def _columns(numbered: Sequence[tuple[int, Sequence[object]]]) -> _Columns:
    """Where things stand: by a heading in the first ten rows, else ``number, time, …`` as a terminal writes."""
    for skip, (_, cells) in enumerate(numbered[:10], 1):
        heads = [_text(c).lower() for c in cells]
        number = _place(heads, NUMBER)
        if number is None:
            continue
        when, day, clock = _place(heads, WHEN), _place(heads, DAY), _place(heads, CLOCK)
        if day is not None and (clock is not None or when is not None):
            return _Columns(number, None, day, clock if clock is not None else when, skip)
        if when is not None or clock is not None:
            return _Columns(number, when if when is not None else clock, None, None, skip)
    cells = numbered[0][1]
    if len(cells) >= 2 and _stamp(cells[1]) is not None:
        return _Columns(0, 1, None, None, 0)
    raise FileUnreadable(
        "找不到“工号”和“时间”列，请在首行写明列名", "no columns for staff number and time were found"
    )


def _place(heads: Sequence[str], names: Iterable[str]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _row(line: int, cells: Sequence[object], columns: _Columns) -> Row | Problem:
    def cell(place: int | None) -> object:
        return cells[place] if place is not None and place < len(cells) else None

    text = ",".join(_text(c) for c in cells)[:120]
    number = _number(cell(columns.number))
    if not number:
        return Problem(line, text, "没有工号", "no staff number")
    if columns.when is not None:
        given, at = cell(columns.when), _stamp(cell(columns.when))
    else:
        given = f"{_text(cell(columns.day))} {_text(cell(columns.clock))}".strip()
        at = _joined(cell(columns.day), cell(columns.clock))
    if at is None:
        shown = _text(given)
        return Problem(
            line,
            text,
            f"时间“{shown}”无法识别，应如 2026-03-02 08:55",
            f"{shown!r} is no time like 2026-03-02 08:55",
        )
    if not 2000 <= at.year <= 2100:
        return Problem(
            line, text, f"年份 {at.year} 不合理，请检查设备时钟", f"the year {at.year} cannot be right"
        )
    return Row(line, number, at)


def _number(value: object) -> str:
    # A spreadsheet turns a number of digits into a number; 12.0 is staff number 12.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _text(value).lstrip("'")


def _text(value: object) -> str:
    if value is None:
        return ""
    return TWO.sub(" ", str(value)).strip()


def _stamp(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    found = STAMP.match(_text(value))
    if found is None:
        return None
    return _made(*(int(part or 0) for part in found.groups()))


def _made(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 the wall clock of a terminal
    except ValueError:
        return None


def _joined(day: object, clock: object) -> datetime | None:
    if isinstance(day, datetime):
        on: date | None = day.date()
    elif isinstance(day, date):
        on = day
    else:
        found = DATE.match(_text(day))
        try:
            on = date(*(int(p) for p in found.groups())) if found else None
        except ValueError:
            on = None
    if on is None:
        return None
    if isinstance(clock, datetime):
        clock = clock.time()
    if isinstance(clock, time):
        return datetime.combine(on, clock.replace(tzinfo=None))
    if isinstance(clock, timedelta):
        return datetime.combine(on, time()) + clock
    found = TIME.match(_text(clock))
    if found is None:
        return None
    return _made(on.year, on.month, on.day, *(int(part or 0) for part in found.groups()))


def _lines(text: str) -> Iterator[Sequence[object]]:
    head = text[:4000]
    separator = max("\t,;|", key=head.count)
    if not head.count(separator):
        raise FileUnreadable(
            "文件没有分隔列，请用逗号或制表符分隔", "no columns: separate them by commas or tabs"
        )
    yield from csv.reader(StringIO(text), delimiter=separator)


def _workbook(content: bytes) -> Iterator[Sequence[object]]:
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, OSError, ValueError) as error:
        raise FileUnreadable("不是有效的 Excel（xlsx）文件", "not a workbook (xlsx)") from error
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is None:
        raise FileUnreadable("工作簿里没有工作表", "the workbook has no sheet")
    yield from sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 10)
