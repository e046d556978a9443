"""Files of punches: encodings, layouts, and rows that cannot be read."""

from datetime import datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook
from renshi_attendance.punches.parse import FileUnreadable, parse

TABLE = "工号,姓名,打卡时间,状态\nEM001,王芳,2026-03-02 08:55:01,上班\nEM001,王芳,2026/3/2 18:05,下班\n"
ROWS = [("EM001", "2026-03-02 08:55:01"), ("EM001", "2026-03-02 18:05:00")]


def found(content: bytes) -> list[tuple[str, str]]:
    return [(row.number, str(row.at)) for row in parse(content).rows]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_same_table_in_every_encoding(encoding: str, name: str) -> None:
    read = parse(TABLE.encode(encoding))
    assert (read.encoding, found(TABLE.encode(encoding)), read.problems) == (name, ROWS, ())


def test_the_log_of_a_terminal_has_no_heading() -> None:
    log = b"     12\t2026-03-02 08:55:01\t1\t0\t1\t0\r\n     12\t2026-03-02 18:05:00\t1\t1\t1\t0\r\n"
    assert found(log) == [("12", "2026-03-02 08:55:01"), ("12", "2026-03-02 18:05:00")]


def test_rows_of_number_time_state_without_a_heading() -> None:
    assert found("EM001,2026-03-02 08:55,上班\n".encode("gbk")) == [("EM001", "2026-03-02 08:55:00")]


def test_date_and_time_in_two_columns_below_a_title() -> None:
    text = "考勤明细表,,\n部门：生产部,,\n考勤号码,日期,时间\nEM001,2026年3月2日,08:55\n"
    assert found(text.encode()) == [("EM001", "2026-03-02 08:55:00")]


def test_a_workbook_with_real_dates_and_numbers() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["编号", "日期", "时间"])
    sheet.append([12, datetime(2026, 3, 2), time(8, 55)])
    sheet.append([12.0, "2026-03-02", "18:05:30"])
    sheet.append(["'0012", datetime(2026, 3, 2, 9), None])
    buffer = BytesIO()
    book.save(buffer)
    read = parse(buffer.getvalue())
    assert [(r.number, str(r.at)) for r in read.rows] == [
        ("12", "2026-03-02 08:55:00"),
        ("12", "2026-03-02 18:05:30"),
    ]
    assert [(p.line, p.zh[:6]) for p in read.problems] == [(4, "时间“202")]


def test_a_terminal_log_in_gbk_with_names_repeats_and_wrong_dates() -> None:
    log = (
        "   0012\t2026-03-02 08:55:01\t1\t0\t1\t0\t王芳\r\n"
        "   0012\t2026-03-02 08:55:01\t1\t0\t1\t0\t王芳\r\n"
        "   0012\t2026-02-29 08:55:01\t1\t0\t1\t0\t王芳\r\n"
        "   0012\t2026-03-02 24:00:00\t1\t0\t1\t0\t王芳\r\n"
        "\r\n"
        "  99999\t2026-03-02 18:05:00\t1\t1\t1\t0\t李四\r\n"
    ).encode("gbk")
    read = parse(log)
    assert read.encoding == "gb18030"
    assert [(r.line, r.number, str(r.at)) for r in read.rows] == [
        (1, "0012", "2026-03-02 08:55:01"),
        (2, "0012", "2026-03-02 08:55:01"),
        (6, "99999", "2026-03-02 18:05:00"),
    ]
    assert [p.line for p in read.problems] == [3, 4]


def test_each_bad_row_is_named_with_its_line() -> None:
    text = (
        TABLE
        + ",无号,2026-03-02 09:00,\nEM002,李,2026-02-30 09:00,\nEM003,张,昨天,\nEM004,赵,1970-01-01 00:00,\n"
    )
    problems = [(p.line, p.zh) for p in parse(text.encode()).problems]
    assert problems == [
        (4, "没有工号"),
        (5, "时间“2026-02-30 09:00”无法识别，应如 2026-03-02 08:55"),
        (6, "时间“昨天”无法识别，应如 2026-03-02 08:55"),
        (7, "年份 1970 不合理，请检查设备时钟"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "空的"),
        (b"hello world", "没有分隔列"),
        ("甲,乙\n丙,丁\n".encode(), "找不到“工号”"),
        (b"PK\x03\x04 broken", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 of 1997", "另存为 xlsx"),
        (b"\x81\xff,\xff\xff", "编码"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(FileUnreadable, match=message):
        parse(content)
