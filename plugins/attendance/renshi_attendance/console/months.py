"""Pages of punches and months."""

from renshi_sdk import Text
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Progress,
    Stage,
    Steps,
    Tab,
    Table,
    Tabs,
)

from ..months.schemas import AcceptIn, AnswerIn, FixLeaveIn, FixPunchIn, ReopenIn
from .words import (
    CONFIRM_STATES,
    DAY_STATES,
    DEPARTMENT,
    EXCEPTION_STATES,
    MONTH_STATES,
    NAME,
    NUMBER,
    SOURCES,
    page,
)

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
            Column(name="site", label=Text("地点", "Site")),
            Column(name="device", label=Text("设备", "Device")),
            Column(name="reason", label=Text("范围外原因", "Why outside")),
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
    Steps(
        api="/months/${period}",
        field="stage",
        stages=(
            Stage(value="open", title=Text("汇总", "Compute")),
            Stage(value="computed", title=Text("核对异常", "Settle exceptions")),
            Stage(value="sent", title=Text("员工确认", "Confirmation")),
            Stage(value="locked", title=Text("锁定", "Locked")),
        ),
    ),
    Callout(
        text=Text("汇总之后有新的记录，请重新汇总", "Facts changed since; compute the month again"),
        level="warning",
        api="/months/${period}",
        visible_when="stale",
    ),
    Figures(
        api="/months/${period}",
        figures=(
            Figure(name="employees", label=Text("人数", "People")),
            Figure(name="exceptions", label=Text("异常", "Exceptions")),
            Figure(name="open_exceptions", label=Text("未处理异常", "Open exceptions")),
            Figure(name="confirmed", label=Text("已确认", "Confirmed")),
            Figure(name="waiting", label=Text("待确认", "Waiting")),
            Figure(name="disputed", label=Text("有异议", "Disputed")),
        ),
    ),
    Detail(
        api="/months/${period}",
        columns=(
            Column(name="state", label=Text("状态", "State"), options=MONTH_STATES),
            Column(name="computed_at", label=Text("汇总时间", "Computed"), kind="datetime"),
            Column(name="confirm_due", label=Text("确认截止", "Confirm by"), kind="date"),
            Column(name="locked_at", label=Text("锁定时间", "Locked"), kind="datetime"),
            Column(name="locked_by", label=Text("锁定人", "Locked by")),
        ),
        actions=(
            Action(
                label=Text("汇总", "Compute"),
                api="/months/${period}/compute",
                level="primary",
                visible_when="state != 'locked'",
                permission="attendance.month.close",
                done=Text("已开始汇总", "Computing"),
            ),
            Action(
                label=Text("发给员工确认", "Send for confirmation"),
                api="/months/${period}/send",
                visible_when="state == 'computed' && !stale",
                permission="attendance.month.close",
                done=Text("已发送", "Sent"),
            ),
            Action(
                label=Text("锁定", "Lock"),
                api="/months/${period}/lock",
                level="danger",
                visible_when="state == 'computed' && !stale",
                permission="attendance.month.close",
                fields=(
                    Field(
                        name="accept_exceptions",
                        label=Text("未处理的异常已核对", "Open exceptions are looked at"),
                        kind="boolean",
                    ),
                    Field(
                        name="accept_disputes",
                        label=Text("未解决的异议仍锁定", "Lock in spite of disputes"),
                        kind="boolean",
                        help=Text(
                            "锁定后的变动会记为以后月份的补差；发薪前可凭原因重新打开",
                            "Later changes become adjustments of later months; before pay it can be opened again",
                        ),
                    ),
                ),
                done=Text("已锁定", "Locked"),
            ),
            Action(
                label=Text("重新打开", "Open again"),
                api="/months/${period}/reopen",
                level="danger",
                schema=ReopenIn,
                visible_when="state == 'locked' && !paid_at",
                permission="attendance.month.reopen",
                done=Text("已重新打开", "Open again"),
            ),
            Action(
                label=Text("导出月报和日报", "Download sheets"),
                api="/months/${period}/workbook",
                method="get",
                download=True,
                visible_when="state != 'open'",
            ),
        ),
    ),
    Progress(api="/months/${period}/job", title=Text("汇总进度", "Progress")),
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
                            Column(
                                name="day",
                                label=Text("日期", "Day"),
                                kind="date",
                                sortable=True,
                                link="/console/attendance/people/${employee_id}/days/${day}",
                            ),
                            Column(name="status", label=Text("异常", "Exception"), options=DAY_STATES),
                            Column(name="reason", label=Text("原因", "Reason"), width=220),
                            Column(
                                name="fix",
                                label=Text("处理办法", "What to do"),
                                link="${fix_link}",
                                width=180,
                            ),
                            Column(name="accepted", label=Text("已接受", "Accepted"), width=110),
                        ),
                        filters=(
                            Field(
                                name="status",
                                label=Text("异常", "Exception"),
                                kind="choice",
                                options=EXCEPTION_STATES,
                            ),
                        ),
                        row_actions=(
                            Action(
                                label=Text("代补卡", "Add punch"),
                                api="/exceptions/${id}/punch",
                                schema=FixPunchIn,
                                visible_when="status == 'missing_punch' || status == 'absent'",
                                permission="attendance.month.close",
                                done=Text("已提交补卡申请", "Asked for"),
                            ),
                            Action(
                                label=Text("代请假", "Add leave"),
                                api="/exceptions/${id}/leave",
                                schema=FixLeaveIn,
                                visible_when="status == 'absent'",
                                permission="attendance.month.close",
                                done=Text("已提交请假申请", "Asked for"),
                            ),
                            Action(
                                label=Text("接受", "Accept"),
                                api="/exceptions/${id}/accept",
                                schema=AcceptIn,
                                visible_when="!accepted",
                                permission="attendance.month.close",
                            ),
                        ),
                        empty=Text("没有异常", "No exceptions"),
                    ),
                ),
            ),
            Tab(
                title=Text("员工确认", "Confirmation"),
                body=(
                    Table(
                        api="/months/${period}/confirmations",
                        columns=(
                            NUMBER,
                            NAME,
                            DEPARTMENT,
                            Column(name="state", label=Text("状态", "State"), options=CONFIRM_STATES),
                            Column(name="due_on", label=Text("截止", "Until"), kind="date"),
                            Column(name="comment", label=Text("异议", "Dispute")),
                            Column(name="answer", label=Text("答复", "Answer")),
                            Column(name="decided_at", label=Text("时间", "At"), kind="datetime"),
                        ),
                        filters=(
                            Field(
                                name="state",
                                label=Text("状态", "State"),
                                kind="choice",
                                options=CONFIRM_STATES,
                            ),
                        ),
                        row_actions=(
                            Action(
                                label=Text("答复", "Answer"),
                                api="/confirmations/${id}/answer",
                                schema=AnswerIn,
                                visible_when="state == 'disputed'",
                                permission="attendance.month.close",
                            ),
                        ),
                        empty=Text("还没有发给员工确认", "Not sent yet"),
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
                            Column(name="difference", label=Text("差异", "Difference")),
                            Column(name="note", label=Text("原因", "Reason")),
                            Column(
                                name="created_at", label=Text("时间", "At"), kind="datetime", sortable=True
                            ),
                        ),
                        empty=Text("锁定后没有变动", "Nothing changed after the lock"),
                    ),
                ),
            ),
            Tab(
                title=Text("重新打开", "Opened again"),
                body=(
                    Table(
                        api="/months/${period}/reopenings",
                        columns=(
                            Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
                            Column(name="by_name", label=Text("操作人", "By")),
                            Column(name="reason", label=Text("原因", "Why")),
                            Column(name="locked_at", label=Text("原锁定时间", "Was locked"), kind="datetime"),
                            Column(name="locked_by", label=Text("原锁定人", "By")),
                        ),
                        empty=Text("没有重新打开过", "It was never opened again"),
                    ),
                ),
            ),
        )
    ),
)
