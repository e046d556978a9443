"""The page of one day of one person."""

from renshi_sdk import Text
from renshi_sdk.pages import Column, Detail, Option, Table

from .words import DAY_STATES, page

ROW_KINDS = (
    Option(value="punch", label=Text("打卡", "Punch")),
    Option(value="leave", label=Text("请假", "Leave"), colour="info"),
    Option(value="trip", label=Text("出差", "Trip"), colour="info"),
    Option(value="outside", label=Text("外勤", "Work outside"), colour="info"),
    Option(value="overtime", label=Text("加班", "Overtime"), colour="warning"),
)
DAY_PAGE = page(
    "/people/:employee_id/days/:day",
    Text("考勤日", "A day"),
    "attendance.month.read",
    Detail(
        api="/employees/${employee_id}/days/${day}",
        columns=(
            Column(name="number", label=Text("工号", "Number")),
            Column(name="name", label=Text("姓名", "Name")),
            Column(name="day", label=Text("日期", "Day"), kind="date"),
            Column(name="status", label=Text("结果", "Result"), options=DAY_STATES),
            Column(name="hours", label=Text("班次时间", "Working hours")),
            Column(name="first", label=Text("首次打卡", "First punch")),
            Column(name="last", label=Text("末次打卡", "Last punch")),
            Column(name="due_minutes", label=Text("应出勤（分）", "Due (min)"), kind="integer"),
            Column(name="worked_minutes", label=Text("出勤（分）", "Worked (min)"), kind="integer"),
            Column(name="late_minutes", label=Text("迟到（分）", "Late (min)"), kind="integer"),
            Column(name="early_minutes", label=Text("早退（分）", "Early (min)"), kind="integer"),
            Column(name="absent_minutes", label=Text("旷工（分）", "Absent (min)"), kind="integer"),
            Column(name="why", label=Text("理由", "Reasons")),
            Column(name="rule", label=Text("适用规则", "Rule")),
            Column(name="calendar_source", label=Text("日历依据", "Calendar")),
        ),
    ),
    Table(
        api="/employees/${employee_id}/days/${day}/rows",
        title=Text("依据的记录", "Rows it rests on"),
        columns=(
            Column(name="kind", label=Text("类型", "Kind"), options=ROW_KINDS, width=100),
            Column(name="what", label=Text("内容", "What")),
            Column(name="note", label=Text("说明", "Note")),
            Column(name="row", label=Text("记录编号", "Row")),
        ),
        empty=Text("没有打卡、请假、出差或加班记录", "No punch, leave, trip or overtime"),
    ),
)
