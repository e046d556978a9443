"""The month as a workbook: the monthly sheet (月报) and the daily sheet (日报), as HR files them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from renshi_sdk import Clause, Context, NotFound, Text
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import fetch, where

from ..engine.reasons import joined, read
from ..leave import repository as leave_types
from . import repository
from .service import parse

MARKS = {
    "present": "√", "late": "迟", "early": "早", "late_and_early": "迟早", "missing_punch": "缺", "absent": "旷",
    "leave": "假", "trip": "差", "rest_day": "休", "holiday": "放", "statutory_holiday": "节",
    "unplanned": "未排", "pending": "",
}  # fmt: skip
WORDS = {
    "present": "出勤", "late": "迟到", "early": "早退", "late_and_early": "迟到早退", "missing_punch": "缺卡",
    "absent": "旷工", "leave": "请假", "trip": "出差/外勤", "rest_day": "休息日", "holiday": "放假",
    "statutory_holiday": "法定节假日", "unplanned": "未排班", "pending": "未结束",
}  # fmt: skip
LEGEND = "√出勤  迟 迟到  早 早退  缺 缺卡  旷 旷工  假 请假  差 出差外勤  休 休息日  放 放假  节 法定节假日"
THIN = Side(style="thin", color="BFBFBF")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="E8EEF7")
ODD = {"旷": "F8CBAD", "缺": "FFE699", "迟": "FFF2CC", "早": "FFF2CC", "迟早": "FFF2CC", "未排": "FFE699"}
FILLS = {mark: PatternFill("solid", fgColor=colour) for mark, colour in ODD.items()}
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WEEKDAYS = "一二三四五六日"


async def build(ctx: Context, period: str) -> tuple[str, bytes]:
    """File name and bytes of a computed month, for the people in the caller's scope."""
    span = parse(period)
    month = await repository.find(ctx.company_id, period)
    if month is None or month.state == "open":
        raise NotFound(Text("该月份还没有计算", "this month has not been computed"))
    sql, args = where(
        Clause("r.month_id = {}", (month.id,)), ctx.access.employees("attendance.month.read", "r.employee_id")
    )
    rows = await fetch(
        "SELECT e.number, e.name, e.department_name, r.* FROM attendance_month_row r"
        f" JOIN renshi_employee e ON e.id = r.employee_id WHERE {sql} ORDER BY e.department_name, e.number",
        *args,
    )
    types = await leave_types.leave_types(ctx.company_id)
    company = await ctx.organization.company()
    title = f"{company.name} {span.year}年{span.month}月考勤月报"
    state = "已锁定" if month.state == "locked" else "未锁定，数据可能变化"
    book = Workbook(write_only=True)
    _monthly(book, f"{title}（{state}）", span, rows, types)
    _daily(book, f"{company.name} {span.year}年{span.month}月考勤日报（{state}）", rows)
    buffer = BytesIO()
    book.save(buffer)
    await ctx.audit.record(
        "attendance.month.export",
        subject="attendance_month",
        subject_id=month.id,
        detail={"period": period, "people": len(rows)},
    )
    return f"考勤_{company.name}_{period}.xlsx", buffer.getvalue()


def _monthly(book: Any, title: str, span: PayPeriod, rows: Iterable[Any], types: Any) -> None:
    sheet = book.create_sheet("月报")
    days = [span.first_day + timedelta(days=i) for i in range(span.last_day.day)]
    used = list(dict.fromkeys(code for row in rows for code in json.loads(row["leave"])))
    names = [types[code].name_zh if code in types else code for code in used]
    heads = [
        "序号", "工号", "姓名", "部门", *(f"{day.day}\n{WEEKDAYS[day.weekday()]}" for day in days),
        "应出勤\n（天）", "实出勤\n（天）", "应出勤\n（时）", "实出勤\n（时）", "迟到\n（次）", "迟到\n（分）",
        "早退\n（次）", "早退\n（分）", "缺卡\n（次）", "旷工\n（天）", "出差\n（天）",
        *(f"{name}\n（天）" for name in names),
        "延时加班\n（时）", "休息日加班\n（时）", "节假日加班\n（时）", "转调休\n（时）", "员工签字",
    ]  # fmt: skip
    widths = [6, 11, 10, 16, *([4.2] * len(days)), *([8.5] * (11 + len(names))), 10, 10, 10, 9, 12]
    _begin(sheet, widths, title, heads, freeze="E4", note=LEGEND)
    for n, row in enumerate(rows, 1):
        marks = {one["day"]: MARKS[one["status"]] for one in json.loads(row["days"])}
        leave = json.loads(row["leave"])
        values = [
            n, row["number"], row["name"], row["department_name"],
            *(marks.get(day.isoformat(), "") for day in days),
            row["due_days"], _days(row["worked_days"]), _hours(row["due_minutes"]), _hours(row["worked_minutes"]),
            row["late_count"], row["late_minutes"], row["early_count"], row["early_minutes"],
            row["missing_punches"], _days(row["absent_days"]), row["trip_days"],
            *(_days(leave[code]["days"]) if code in leave else 0 for code in used),
            _hours(row["overtime_workday"]), _hours(row["overtime_rest_day"]),
            _hours(row["overtime_statutory"]), _hours(row["time_off_minutes"]), "",
        ]  # fmt: skip
        sheet.append([_cell(sheet, value) for value in values])


def _daily(book: Any, title: str, rows: Iterable[Any]) -> None:
    sheet = book.create_sheet("日报")
    heads = ["日期", "星期", "工号", "姓名", "部门", "班次", "上班打卡", "下班打卡", "结果", "迟到（分）", "早退（分）",
             "旷工（分）", "说明"]  # fmt: skip
    _begin(sheet, [12, 6, 11, 10, 16, 8, 17, 17, 11, 10, 10, 10, 60], title, heads, freeze="A4", note="")
    for row in rows:
        for one in json.loads(row["days"]):
            why = joined([read(reason) for reason in one.get("reasons", [])], zh=True)
            day = date.fromisoformat(one["day"])
            values = [
                day, WEEKDAYS[day.weekday()], row["number"], row["name"], row["department_name"],
                one.get("shift", "标准"), one.get("first", ""), one.get("last", ""), WORDS[one["status"]],
                one.get("late", 0), one.get("early", 0), one.get("absent", 0), why,
            ]  # fmt: skip
            # A frame around a third of a million cells costs more than it tells.
            sheet.append(values)


def _begin(sheet: Any, widths: list[float], title: str, heads: list[str], *, freeze: str, note: str) -> None:
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = freeze
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:3"
    top = WriteOnlyCell(sheet, value=title)
    top.font = Font(bold=True, size=14)
    sheet.append([top])
    sheet.append([note])
    cells = []
    for head in heads:
        cell = WriteOnlyCell(sheet, value=head)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), HEAD, BOX, CENTRE
        cells.append(cell)
    sheet.append(cells)


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.border, cell.alignment = BOX, CENTRE
    if isinstance(value, str) and value in FILLS:
        cell.fill = FILLS[value]
    return cell


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _days(value: Any) -> float:
    return round(float(value), 3)
