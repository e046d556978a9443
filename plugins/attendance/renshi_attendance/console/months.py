"""Pages of punches and months."""

from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Field, Form, Progress, Tab, Table, Tabs

from .words import DAY_STATES, DEPARTMENT, MONTH_STATES, NAME, NUMBER, SOURCES, page

PUNCHES = page(
    "/punches",
    Text("打卡记录", "Punches"),
    "attendance.punch.read",
    Table(
        api="/punches",
        columns=(
            NUMBER,
            NAME,
            DEPARTMENT,
            Column(name="at", label=Text("时间", "Time"), kind="datetime", sortable=True),
            Column(name="source", label=Text("来源", "Source"), options=SOURCES),
            Column(name="device", label=Text("设备", "Device")),
        ),
        filters=(
            Field(name="at.ge", label=Text("不早于", "From"), kind="datetime"),
            Field(name="source", label=Text("来源", "Source"), kind="choice", options=SOURCES),
        ),
        empty=Text("没有打卡记录", "No punches"),
    ),
)
MONTHS = page(
    "/months",
    Text("考勤月结", "Months"),
    "attendance.month.read",
    Table(
        api="/months",
        columns=(
            Column(
                name="period",
                label=Text("月份", "Month"),
                sortable=True,
                link="/console/attendance/months/${period}",
            ),
            Column(name="state", label=Text("状态", "State"), options=MONTH_STATES),
            Column(name="stale", label=Text("有新变动", "Changed since"), kind="boolean"),
            Column(name="employees", label=Text("人数", "Employees"), kind="integer"),
            Column(name="exceptions", label=Text("异常", "Exceptions"), kind="integer"),
            Column(name="computed_at", label=Text("汇总时间", "Computed"), kind="datetime"),
            Column(name="locked_at", label=Text("锁定时间", "Locked"), kind="datetime"),
        ),
        actions=(
            Action(
                label=Text("汇总考勤", "Compute a month"),
                api="/months/${period}/compute",
                fields=(Field(name="period", label=Text("月份", "Month"), kind="month", required=True),),
                level="primary",
                permission="attendance.month.close",
                done=Text("已开始汇总", "Computing"),
            ),
        ),
        empty=Text("还没有汇总任何月份，点击“汇总考勤”开始", "Nothing computed yet; start with Compute"),
    ),
)
MONTH = page(
    "/months/:period",
    Text("考勤月", "Month"),
    "attendance.month.read",
    Progress(api="/months/${period}/job", title=Text("汇总进度", "Progress")),
    Form(
        api="/months/${period}/lock",
        title=Text("锁定", "Lock"),
        fields=(
            Field(
                name="accept_exceptions",
                label=Text("异常已核对，确认锁定", "Exceptions are looked at; lock anyway"),
                kind="boolean",
                help=Text(
                    "锁定后不能撤销；之后的变动会记为以后月份的调整",
                    "A lock can't be undone; later changes become adjustments of later months",
                ),
            ),
        ),
        submit=Text("锁定考勤月", "Lock the month"),
        done=Text("已锁定", "Locked"),
    ),
    Tabs(
        tabs=(
            Tab(
                title=Text("异常", "Exceptions"),
                body=(
                    Table(
                        api="/months/${period}/exceptions",
                        columns=(
                            NUMBER,
                            NAME,
                            DEPARTMENT,
                            Column(name="day", label=Text("日期", "Day"), kind="date", sortable=True),
                            Column(name="status", label=Text("异常", "Exception"), options=DAY_STATES),
                            Column(name="minutes", label=Text("分钟", "Minutes"), kind="integer"),
                            Column(name="reason", label=Text("原因", "Reason")),
                        ),
                        filters=(
                            Field(
                                name="status",
                                label=Text("异常", "Exception"),
                                kind="choice",
                                options=DAY_STATES[:5],
                            ),
                        ),
                        empty=Text("没有异常", "No exceptions"),
                    ),
                ),
            ),
            Tab(
                title=Text("汇总", "Summary"),
                body=(
                    Table(
                        api="/months/${period}/rows",
                        columns=(
                            NUMBER,
                            NAME,
                            DEPARTMENT,
                            Column(name="due_days", label=Text("应出勤", "Days due"), kind="integer"),
                            Column(name="worked_days", label=Text("出勤", "Days worked"), kind="number"),
                            Column(
                                name="leave_minutes",
                                label=Text("请假（分钟）", "Leave (min)"),
                                kind="integer",
                            ),
                            Column(
                                name="absent_days", label=Text("旷工", "Absent"), kind="number", sortable=True
                            ),
                            Column(
                                name="late_count", label=Text("迟到", "Late"), kind="integer", sortable=True
                            ),
                            Column(name="early_count", label=Text("早退", "Early"), kind="integer"),
                            Column(
                                name="missing_punches",
                                label=Text("缺卡", "Missing"),
                                kind="integer",
                                sortable=True,
                            ),
                            Column(
                                name="overtime_workday",
                                label=Text("延时加班", "Overtime workday"),
                                kind="integer",
                            ),
                            Column(
                                name="overtime_rest_day",
                                label=Text("休息日加班", "Overtime rest day"),
                                kind="integer",
                            ),
                            Column(
                                name="overtime_statutory",
                                label=Text("节假日加班", "Overtime statutory"),
                                kind="integer",
                            ),
                        ),
                    ),
                ),
            ),
            Tab(
                title=Text("补差", "Adjustments"),
                body=(
                    Table(
                        api="/adjustments?source_period=${period}",
                        columns=(
                            NUMBER,
                            NAME,
                            Column(name="into_period", label=Text("计入月份", "Paid in"), sortable=True),
                            Column(name="figures", label=Text("差异", "Difference"), kind="json"),
                            Column(name="note", label=Text("原因", "Reason")),
                            Column(
                                name="created_at", label=Text("时间", "At"), kind="datetime", sortable=True
                            ),
                        ),
                        empty=Text("锁定后没有变动", "Nothing changed after the lock"),
                    ),
                ),
            ),
        )
    ),
)
