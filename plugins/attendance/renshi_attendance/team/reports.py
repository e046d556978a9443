"""Reports over computed months: attendance and absence rates, overtime against the limit, leave by type."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import BaseModel, Field, model_validator

from renshi_sdk import Clause, Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where

from ..engine.overtime import MONTH_LIMIT
from ..leave import repository as leave_types
from ..months.schemas import Period

PERMISSION = "attendance.month.read"
RATE = Decimal("0.0001")
TENTH = Decimal("0.1")


class MonthsParams(BaseModel):
    """From which month to which."""

    first: Period = Field(title="起始月份", json_schema_extra={"title_en": "From", "x-kind": "month"})
    last: Period = Field(title="截止月份", json_schema_extra={"title_en": "To", "x-kind": "month"})

    @model_validator(mode="after")
    def _in_order(self) -> MonthsParams:
        if self.last < self.first:
            raise ValueError("截止月份早于起始月份")
        return self


def _scope(ctx: Context, params: MonthsParams) -> tuple[str, list[Any]]:
    return where(
        Clause("r.company_id = {}", (ctx.company_id,)),
        Clause("r.period BETWEEN {} AND {}", (params.first, params.last)),
        ctx.access.employees(PERMISSION, "r.employee_id"),
    )


def _rate(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(RATE, ROUND_HALF_UP) if whole else None


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(TENTH, ROUND_HALF_UP)


async def rates(ctx: Context, params: MonthsParams) -> ReportResult:
    """One row for each department and month."""
    sql, args = _scope(ctx, params)
    rows = await fetch(
        "SELECT r.period, e.department_name, count(*)::int AS people, sum(r.due_minutes)::bigint AS due,"
        " sum(r.worked_minutes)::bigint AS worked, sum(r.absent_minutes)::bigint AS absent,"
        " sum(r.leave_minutes)::bigint AS leave, sum(r.late_count)::int AS late,"
        " sum(r.missing_punches)::int AS missing FROM attendance_month_row r"
        f" JOIN renshi_employee e ON e.id = r.employee_id WHERE {sql}"
        " GROUP BY r.period, e.department_name ORDER BY r.period, e.department_name",
        *args,
    )
    return ReportResult(
        [
            {
                "period": row["period"],
                "department": row["department_name"],
                "people": row["people"],
                "due": _hours(row["due"]),
                "worked": _hours(row["worked"]),
                "attendance_rate": _rate(row["worked"], row["due"]),
                "absence_rate": _rate(row["due"] - row["worked"], row["due"]),
                "absent": _hours(row["absent"]),
                "late": row["late"],
                "missing": row["missing"],
            }
            for row in rows
        ]
    )


async def overtime(ctx: Context, params: MonthsParams) -> ReportResult:
    """One row for each department and month, with how many people are near or above 36 hours."""
    sql, args = _scope(ctx, params)
    total = "(r.overtime_workday + r.overtime_rest_day + r.overtime_statutory)"
    rows = await fetch(
        "SELECT r.period, e.department_name, count(*)::int AS people,"
        " sum(r.overtime_workday)::bigint AS workday, sum(r.overtime_rest_day)::bigint AS rest,"
        " sum(r.overtime_statutory)::bigint AS statutory,"
        f" count(*) FILTER (WHERE {total} > {MONTH_LIMIT})::int AS over,"
        f" count(*) FILTER (WHERE {total} > {MONTH_LIMIT * 5 // 6} AND {total} <= {MONTH_LIMIT})::int AS near,"
        f" max({total})::int AS most FROM attendance_month_row r"
        f" JOIN renshi_employee e ON e.id = r.employee_id WHERE {sql}"
        " GROUP BY r.period, e.department_name ORDER BY r.period, e.department_name",
        *args,
    )
    over = sum(row["over"] for row in rows)
    note = Text(
        f"{over} 人次超过每月 36 小时（劳动法第四十一条）",
        f"{over} times somebody passed 36 hours in a month",
    )
    return ReportResult(
        [
            {
                "period": row["period"],
                "department": row["department_name"],
                "workday": _hours(row["workday"]),
                "rest_day": _hours(row["rest"]),
                "statutory": _hours(row["statutory"]),
                "average": _hours((row["workday"] + row["rest"] + row["statutory"]) // row["people"]),
                "most": _hours(row["most"]),
                "near": row["near"],
                "over": row["over"],
            }
            for row in rows
        ],
        note if over else None,
    )


async def leave_use(ctx: Context, params: MonthsParams) -> ReportResult:
    """One row for each month and leave type."""
    sql, args = _scope(ctx, params)
    rows = await fetch(
        "SELECT r.period, l.key AS code, count(*)::int AS people, sum((l.value ->> 'days')::numeric) AS days"
        f" FROM attendance_month_row r, jsonb_each(r.leave) AS l WHERE {sql}"
        " GROUP BY r.period, l.key ORDER BY r.period, l.key",
        *args,
    )
    kinds = await leave_types.leave_types(ctx.company_id)
    zh = ctx.locale.startswith("zh")

    def name(code: str) -> str:
        kind = kinds.get(code)
        return code if kind is None else kind.name_zh if zh else kind.name_en

    return ReportResult(
        [
            {
                "period": row["period"],
                "leave": name(row["code"]),
                "people": row["people"],
                "days": row["days"].quantize(TENTH, ROUND_HALF_UP),
            }
            for row in rows
        ]
    )


PERIOD = ReportColumn("period", Text("月份", "Month"))
DEPARTMENT = ReportColumn("department", Text("部门", "Department"))
REPORTS = (
    Report(
        name="attendance.rates",
        title=Text("出勤率与缺勤率", "Attendance and absence rates"),
        definition=Text(
            "出勤率＝出勤时间÷应出勤时间；缺勤率＝1－出勤率（含请假、旷工、迟到、早退、缺卡）。数据取自已汇总的考勤月。",
            "Attendance rate is worked time by due time; the absence rate is the rest (leave, absence, lateness,"
            " missing punches). From computed months.",
        ),
        columns=(
            PERIOD,
            DEPARTMENT,
            ReportColumn("people", Text("人数", "People"), "integer"),
            ReportColumn("due", Text("应出勤（小时）", "Due (h)"), "number"),
            ReportColumn("worked", Text("出勤（小时）", "Worked (h)"), "number"),
            ReportColumn("attendance_rate", Text("出勤率", "Attendance rate"), "percent"),
            ReportColumn("absence_rate", Text("缺勤率", "Absence rate"), "percent"),
            ReportColumn("absent", Text("旷工（小时）", "Absent (h)"), "number"),
            ReportColumn("late", Text("迟到次数", "Late"), "integer"),
            ReportColumn("missing", Text("缺卡次数", "Missing punches"), "integer"),
        ),
        query=rates,
        permission=PERMISSION,
        params=MonthsParams,
        chart="bar",
        chart_x="department",
        chart_y=("attendance_rate", "absence_rate"),
    ),
    Report(
        name="attendance.overtime",
        title=Text("部门加班与 36 小时预警", "Overtime by department and the 36-hour limit"),
        definition=Text(
            "计薪加班（不含调休）；接近＝当月超过 30 小时未满 36 小时，超限＝超过 36 小时（劳动法第四十一条）。",
            "Paid overtime without time off; near is above 30 hours in the month, over is above 36.",
        ),
        columns=(
            PERIOD,
            DEPARTMENT,
            ReportColumn("workday", Text("延时（小时）", "Workday (h)"), "number"),
            ReportColumn("rest_day", Text("休息日（小时）", "Rest day (h)"), "number"),
            ReportColumn("statutory", Text("法定节假日（小时）", "Statutory (h)"), "number"),
            ReportColumn("average", Text("人均（小时）", "Average (h)"), "number"),
            ReportColumn("most", Text("最高（小时）", "Most (h)"), "number"),
            ReportColumn("near", Text("接近上限人数", "Near the limit"), "integer"),
            ReportColumn("over", Text("超限人数", "Over the limit"), "integer"),
        ),
        query=overtime,
        permission=PERMISSION,
        params=MonthsParams,
        chart="bar",
        chart_x="department",
        chart_y=("workday", "rest_day", "statutory"),
    ),
    Report(
        name="attendance.leave_use",
        title=Text("假期使用", "Leave use"),
        definition=Text(
            "已汇总考勤月中各类假期的人数与天数，按每日工作时间折算。",
            "People and days of each leave in computed months, in days of the working pattern.",
        ),
        columns=(
            PERIOD,
            ReportColumn("leave", Text("假期", "Leave")),
            ReportColumn("people", Text("人数", "People"), "integer"),
            ReportColumn("days", Text("天数", "Days"), "number"),
        ),
        query=leave_use,
        permission=PERMISSION,
        params=MonthsParams,
        chart="bar",
        chart_x="leave",
        chart_y=("days",),
    ),
)
