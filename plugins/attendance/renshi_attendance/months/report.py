"""The monthly attendance sheet (考勤月报)."""

from __future__ import annotations

import json
from typing import Any

from renshi_sdk import Clause, Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where

from ..leave import repository as leave
from . import repository
from .schemas import SheetParams

PERMISSION = "attendance.month.read"


async def month_sheet(ctx: Context, params: SheetParams) -> ReportResult:
    """One row per employee in the caller's scope; empty, with a note, before the month is computed."""
    month = await repository.find(ctx.company_id, params.period)
    if month is None or month.state == "open":
        return ReportResult([], Text("该月份还没有计算", "this month has not been computed"))
    types = await leave.leave_types(ctx.company_id)
    sql, args = where(
        Clause("r.month_id = {}", (month.id,)),
        ctx.access.employees(PERMISSION, "r.employee_id"),
    )
    rows = await fetch(
        "SELECT e.number, e.name, e.department_name, r.* FROM attendance_month_row r"
        f" JOIN renshi_employee e ON e.id = r.employee_id WHERE {sql} ORDER BY e.number",
        *args,
    )
    state = "已锁定" if month.state == "locked" else "未锁定，数据可能变化"
    return ReportResult(
        [_line(row, types) for row in rows],
        Text(f"{params.period} {state}", f"{params.period}: {month.state}"),
    )


def _line(row: Any, types: dict[str, leave.CompanyLeaveType]) -> dict[str, Any]:
    taken = json.loads(row["leave"])
    words = "，".join(
        f"{types[code].name_zh if code in types else code} {part['days'].rstrip('0').rstrip('.')} 天"
        for code, part in taken.items()
    )
    return {
        "number": row["number"],
        "name": row["name"],
        "department": row["department_name"],
        "due_days": row["due_days"],
        "worked_days": row["worked_days"],
        "leave": words,
        "absent_days": row["absent_days"],
        "late": row["late_count"],
        "early": row["early_count"],
        "missing": row["missing_punches"],
        "overtime_workday": row["overtime_workday"],
        "overtime_rest_day": row["overtime_rest_day"],
        "overtime_statutory": row["overtime_statutory"],
    }


REPORT = Report(
    name="attendance.month_sheet",
    title=Text("考勤月报", "Monthly attendance sheet"),
    definition=Text(
        "出勤天数＝应出勤时间减去请假、旷工、迟到、早退和缺卡时间，按每日工作时间折算；"
        "加班按批准时间、分钟计，分延时、休息日、法定节假日。",
        "Days worked are due time less leave, absence, lateness and missing punches, in days of the "
        "working pattern; "
        "overtime is approved time in minutes, by kind of day.",
    ),
    columns=(
        ReportColumn("number", Text("工号", "Number")),
        ReportColumn("name", Text("姓名", "Name")),
        ReportColumn("department", Text("部门", "Department")),
        ReportColumn("due_days", Text("应出勤天数", "Days due"), "integer"),
        ReportColumn("worked_days", Text("出勤天数", "Days worked"), "number"),
        ReportColumn("leave", Text("请假", "Leave")),
        ReportColumn("absent_days", Text("旷工天数", "Days absent"), "number"),
        ReportColumn("late", Text("迟到次数", "Late"), "integer"),
        ReportColumn("early", Text("早退次数", "Early"), "integer"),
        ReportColumn("missing", Text("缺卡次数", "Missing punches"), "integer"),
        ReportColumn("overtime_workday", Text("延时加班（分钟）", "Overtime workday (min)"), "integer"),
        ReportColumn("overtime_rest_day", Text("休息日加班（分钟）", "Overtime rest day (min)"), "integer"),
        ReportColumn(
            "overtime_statutory", Text("法定节假日加班（分钟）", "Overtime statutory (min)"), "integer"
        ),
    ),
    query=month_sheet,
    permission=PERMISSION,
    params=SheetParams,
)
