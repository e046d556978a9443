"""Attendance to build reports from: computed months, their days, overtime and leave, each as somebody decided it.

Departments are those of today, as in the finished reports: attendance keeps none of its own.
"""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure

from .console.words import DAY_STATES, LEAVE_STATES, MONTH_STATES
from .team.reports import PERMISSION

LEAVE_READ = "attendance.leave.read"
REGIMES = {
    "standard": Text("标准工时", "Standard"),
    "comprehensive": Text("综合计算工时", "Comprehensive"),
    "irregular": Text("不定时", "Irregular"),
}
WEEKDAYS = {
    str(n): Text(f"周{zh}", en)
    for n, (zh, en) in enumerate(
        zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True), 1
    )
}
# Months whose first day lies between the month of the period's first day and its last day.
_MONTHS = "r.period BETWEEN to_char({first}, 'YYYY-MM') AND to_char({last}, 'YYYY-MM')"
_PERSON = "e.number, e.name, e.department_id, e.department_name"
_WHO = (
    Dimension(
        name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
        definition=Text("员工现在的部门", "The person's department today"),
    ),
    Dimension(name="number", title=Text("工号", "Staff number"), sql="t.number"),
    Dimension(name="name", title=Text("姓名", "Name"), sql="t.name"),
)  # fmt: skip
_MONTH = Dimension(name="month", title=Text("月份", "Month"), sql="t.month", kind="date")
_PEOPLE = Measure(
    name="people", title=Text("人数", "People"), sql="t.employee_id", functions=("distinct",),
    definition=Text("一人计一次", "Each person once"),
)  # fmt: skip


def _hours(name: str, zh: str, en: str, minutes: str, definition: Text | None = None) -> Measure:
    return Measure(
        name=name,
        title=Text(zh, en),
        sql=f"({minutes})::numeric / 60",
        kind="number",
        functions=("sum", "avg", "max"),
        definition=definition,
    )


MONTHS = Dataset(
    name="attendance.months",
    title=Text("考勤月", "Attendance by month"),
    definition=Text(
        "已汇总或已锁定的考勤月，每人每月一行；期间跨到的月份整月计入。出勤率 = 出勤小时 ÷ 应出勤小时。",
        "Computed and locked months, a row for each person and month; a month that the period touches counts in full."
        " Attendance rate = hours worked ÷ hours due.",
    ),
    permission=PERMISSION,
    period="range",
    time="month",
    person="employee_id",
    source=f"""
SELECT r.*, m.state AS month_state, to_date(r.period || '-01', 'YYYY-MM-DD') AS month, {_PERSON}
FROM attendance_month_row r JOIN attendance_month m ON m.id = r.month_id
  JOIN renshi_employee e ON e.id = r.employee_id
WHERE r.company_id = {{company}} AND m.state <> 'open' AND {_MONTHS}""",
    dimensions=(
        _MONTH,
        Dimension(
            name="state", title=Text("月份状态", "State"), sql="t.month_state", kind="choice",
            choices={o.value: o.label for o in MONTH_STATES if o.value != "open"},
        ),
        Dimension(
            name="regime", title=Text("工时制", "Work regime"), sql="t.regime", kind="choice", choices=REGIMES
        ),
        *_WHO,
    ),
    measures=(
        _PEOPLE,
        Measure(name="due_days", title=Text("应出勤天数", "Days due"), sql="t.due_days", functions=("sum", "avg")),
        Measure(
            name="worked_days", title=Text("出勤天数", "Days worked"), sql="t.worked_days", kind="number",
            functions=("sum", "avg"),
            definition=Text("出勤时间按每日工作时间折算", "Time worked in days of the working pattern"),
        ),
        _hours("due_hours", "应出勤小时", "Hours due", "t.due_minutes"),
        _hours(
            "worked_hours", "出勤小时", "Hours worked", "t.worked_minutes",
            Text("不含请假、旷工、迟到、早退和缺卡", "Without leave, absence, lateness and missing punches"),
        ),
        _hours("leave_hours", "请假小时", "Hours of leave", "t.leave_minutes"),
        Measure(
            name="absent_days", title=Text("旷工天数", "Days absent"), sql="t.absent_days", kind="number",
            functions=("sum", "avg", "max"),
        ),
        Measure(name="late", title=Text("迟到次数", "Late"), sql="t.late_count", functions=("sum", "avg", "max")),
        Measure(
            name="early", title=Text("早退次数", "Left early"), sql="t.early_count", functions=("sum", "avg", "max")
        ),
        Measure(
            name="missing", title=Text("缺卡次数", "Missing punches"), sql="t.missing_punches",
            functions=("sum", "avg", "max"),
        ),
        Measure(name="trip_days", title=Text("出差外勤天数", "Days on trips"), sql="t.trip_days"),
        _hours("overtime_workday", "延时加班小时", "Overtime on workdays (h)", "t.overtime_workday"),
        _hours("overtime_rest_day", "休息日加班小时", "Overtime on rest days (h)", "t.overtime_rest_day"),
        _hours("overtime_statutory", "法定节假日加班小时", "Overtime on holidays (h)", "t.overtime_statutory"),
        _hours(
            "overtime", "加班小时合计", "Overtime (h)",
            "t.overtime_workday + t.overtime_rest_day + t.overtime_statutory",
            Text("计薪加班，不含调休", "Paid overtime, without time off"),
        ),
    ),
    rows=("number", "name", "department", "month", "regime", "state"),
)  # fmt: skip

DAYS = Dataset(
    name="attendance.days",
    title=Text("考勤日", "Attendance by day"),
    definition=Text(
        "已汇总或已锁定考勤月中，期间内每人每天的考勤结果，一天一行。",
        "How each day in the period was judged in computed and locked months, a row for each person and day.",
    ),
    permission=PERMISSION,
    period="range",
    time="day",
    person="employee_id",
    source=f"""
SELECT r.employee_id, (d ->> 'day')::date AS day, d ->> 'status' AS status,
  coalesce(d ->> 'shift', 'standard') AS shift,
  coalesce((d ->> 'late')::int, 0) AS late, coalesce((d ->> 'early')::int, 0) AS early,
  coalesce((d ->> 'absent')::int, 0) AS absent, {_PERSON}
FROM attendance_month_row r JOIN attendance_month m ON m.id = r.month_id
  JOIN renshi_employee e ON e.id = r.employee_id CROSS JOIN LATERAL jsonb_array_elements(r.days) AS d
WHERE r.company_id = {{company}} AND m.state <> 'open' AND {_MONTHS}
  AND (d ->> 'day')::date BETWEEN {{first}} AND {{last}}""",
    dimensions=(
        Dimension(name="day", title=Text("日期", "Day"), sql="t.day", kind="date"),
        Dimension(
            name="status", title=Text("考勤结果", "Result"), sql="t.status", kind="choice",
            choices={o.value: o.label for o in DAY_STATES},
        ),
        Dimension(
            name="weekday", title=Text("星期", "Weekday"), sql="extract(isodow FROM t.day)::int::text", kind="choice",
            choices=WEEKDAYS,
        ),
        Dimension(
            name="shift", title=Text("班次", "Shift"), sql="t.shift", kind="choice",
            choices={"standard": Text("公司班", "Company hours")},
        ),
        *_WHO,
    ),
    measures=(
        Measure(name="days", title=Text("人天", "Person-days"), sql="1"),
        _PEOPLE,
        Measure(name="late_minutes", title=Text("迟到分钟", "Minutes late"), sql="t.late", functions=("sum", "max")),
        Measure(
            name="early_minutes", title=Text("早退分钟", "Minutes early"), sql="t.early", functions=("sum", "max")
        ),
        _hours("absent_hours", "旷工小时", "Hours absent", "t.absent"),
        Measure(
            name="exceptions", title=Text("异常人天", "Days with an exception"),
            sql="(t.status IN ('late', 'early', 'late_and_early', 'missing_punch', 'absent', 'unplanned'))::int",
            definition=Text("迟到、早退、缺卡、旷工、未排班", "Late, early, missing punch, absent, not planned"),
        ),
    ),
    rows=("number", "name", "department", "day", "status", "shift"),
)  # fmt: skip

OVERTIME = Dataset(
    name="attendance.overtime",
    title=Text("加班申请", "Overtime asked for"),
    definition=Text(
        "期间内的加班，按加班日期计，一次一行；未通过和已撤回的不计。小时数为申请时段扣除休息后的时间。",
        "Overtime by its day, a row each; what was refused or withdrawn isn't there. Hours are those of the span asked"
        " for, without breaks.",
    ),
    permission=PERMISSION,
    period="range",
    time="day",
    person="employee_id",
    source=f"""
SELECT o.employee_id, o.day, o.state, o.compensation, o.workday_minutes, o.rest_day_minutes, o.statutory_minutes,
  {_PERSON}
FROM attendance_overtime o JOIN renshi_employee e ON e.id = o.employee_id
WHERE o.company_id = {{company}} AND o.state IN ('pending', 'approved') AND o.day BETWEEN {{first}} AND {{last}}""",
    dimensions=(
        Dimension(name="day", title=Text("加班日期", "Day"), sql="t.day", kind="date"),
        Dimension(
            name="state", title=Text("状态", "State"), sql="t.state", kind="choice",
            choices={"pending": Text("审批中", "Pending"), "approved": Text("已批准", "Approved")},
        ),
        Dimension(
            name="compensation", title=Text("补偿方式", "Made up by"), sql="t.compensation", kind="choice",
            choices={"pay": Text("加班费", "Pay"), "time_off": Text("调休", "Time off")},
        ),
        *_WHO,
    ),
    measures=(
        Measure(name="times", title=Text("加班次数", "Times"), sql="1"),
        _PEOPLE,
        _hours("workday", "延时小时", "Workdays (h)", "t.workday_minutes"),
        _hours("rest_day", "休息日小时", "Rest days (h)", "t.rest_day_minutes"),
        _hours("statutory", "法定节假日小时", "Holidays (h)", "t.statutory_minutes"),
        _hours("hours", "加班小时", "Hours", "t.workday_minutes + t.rest_day_minutes + t.statutory_minutes"),
    ),
    rows=("number", "name", "department", "day", "compensation", "state"),
)  # fmt: skip

LEAVE = Dataset(
    name="attendance.leave",
    title=Text("请假", "Leave"),
    definition=Text(
        "期间内的请假，按请假当天计，每人每天一行；已销假和未生效的不计。天数按每日工作时间折算。",
        "Leave by the days it is on, a row for each person and day; what was cancelled or never held isn't there. Days"
        " are those of the working pattern.",
    ),
    permission=LEAVE_READ,
    period="range",
    time="day",
    person="employee_id",
    source=f"""
SELECT d.employee_id, d.day, l.state, l.leave_code, k.name_zh, k.name_en, d.leave_id, d.minutes, d.daily_minutes,
  {_PERSON}
FROM attendance_leave_day d JOIN attendance_leave l ON l.id = d.leave_id
  JOIN renshi_employee e ON e.id = d.employee_id
  LEFT JOIN attendance_leave_type k ON k.company_id = l.company_id AND k.code = l.leave_code
WHERE d.company_id = {{company}} AND l.state IN ('pending', 'approved') AND d.day BETWEEN {{first}} AND {{last}}""",
    dimensions=(
        Dimension(name="day", title=Text("日期", "Day"), sql="t.day", kind="date"),
        Dimension(
            name="leave", title=Text("假期类型", "Kind of leave"), sql="t.leave_code",
            label="coalesce(CASE WHEN {locale} LIKE 'en%' THEN t.name_en ELSE t.name_zh END, t.leave_code)",
        ),
        Dimension(
            name="state", title=Text("状态", "State"), sql="t.state", kind="choice",
            choices={o.value: o.label for o in LEAVE_STATES if o.value in ("pending", "approved")},
        ),
        *_WHO,
    ),
    measures=(
        Measure(
            name="days", title=Text("天数", "Days"), sql="t.minutes::numeric / t.daily_minutes", kind="number",
            functions=("sum", "avg"),
        ),
        _hours("hours", "小时", "Hours", "t.minutes"),
        Measure(name="leaves", title=Text("请假次数", "Leaves"), sql="t.leave_id", functions=("distinct",)),
        _PEOPLE,
    ),
    rows=("number", "name", "department", "day", "leave", "state"),
)  # fmt: skip

DATASETS = (MONTHS, DAYS, OVERTIME, LEAVE)
