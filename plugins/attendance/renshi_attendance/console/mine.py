"""What everybody sees of their own attendance: punching, the days of a month, months to confirm."""

from renshi_sdk import Text
from renshi_sdk.pages import Action, Callout, Column, Detail, Field, Figure, Figures, Option, Section, Table
from renshi_sdk.web import AUTHENTICATED

from ..months.schemas import DisputeIn
from .words import CONFIRM_STATES, DAY_KINDS, DAY_STATES, SHIFT, SOURCES, page

ME = page(
    "/me",
    Text("我的考勤", "My attendance"),
    AUTHENTICATED,
    Callout(
        text=Text("您有考勤月待确认，请在下方核对", "A month waits for your confirmation below"),
        level="warning",
        api="/me/today",
        visible_when="waiting > 0",
    ),
    Detail(
        api="/me/today",
        title=Text("今天", "Today"),
        columns=(
            Column(name="day", label=Text("日期", "Day"), kind="date"),
            Column(name="shift_hours", label=Text("班次时间", "Working hours")),
            Column(name="status", label=Text("状态", "State"), options=DAY_STATES),
            Column(name="first", label=Text("首次打卡", "First punch")),
            Column(name="last", label=Text("末次打卡", "Last punch")),
            Column(name="rule", label=Text("适用规则", "Rule")),
        ),
        actions=(
            Action(
                label=Text("打卡", "Punch"),
                api="/punches",
                level="primary",
                icon="clock",
                done=Text("打卡成功", "Punched"),
            ),
            Action(
                label=Text("补卡", "Add a punch"), link="/console/core/requests/new/attendance.missing_punch"
            ),
            Action(label=Text("请假", "Leave"), link="/console/core/requests/new/attendance.leave"),
            Action(label=Text("加班", "Overtime"), link="/console/core/requests/new/attendance.overtime"),
            Action(label=Text("出差与外勤", "Trip"), link="/console/core/requests/new/attendance.trip"),
        ),
    ),
    Table(
        api="/confirmations/mine",
        title=Text("考勤确认", "Months to confirm"),
        export=False,
        columns=(
            Column(name="period", label=Text("月份", "Month")),
            Column(name="state", label=Text("状态", "State"), options=CONFIRM_STATES),
            Column(name="due_on", label=Text("截止", "Until"), kind="date"),
            Column(name="due_days", label=Text("应出勤", "Days due"), kind="integer"),
            Column(name="worked_days", label=Text("实出勤", "Worked"), kind="number"),
            Column(name="late_count", label=Text("迟到", "Late"), kind="integer"),
            Column(name="early_count", label=Text("早退", "Early"), kind="integer"),
            Column(name="missing_punches", label=Text("缺卡", "Missing"), kind="integer"),
            Column(name="absent_days", label=Text("旷工", "Absent"), kind="number"),
            Column(name="answer", label=Text("人事答复", "HR's answer")),
        ),
        row_actions=(
            Action(
                label=Text("确认", "Confirm"),
                api="/confirmations/${id}/confirm",
                level="primary",
                visible_when="state == 'sent' || state == 'disputed'",
                done=Text("已确认", "Confirmed"),
            ),
            Action(
                label=Text("有异议", "Dispute"),
                api="/confirmations/${id}/dispute",
                schema=DisputeIn,
                visible_when="!locked && state != 'disputed'",
                done=Text("已提交，人事会答复您", "Sent; HR will answer"),
            ),
        ),
        empty=Text("没有需要确认的月份", "Nothing to confirm"),
    ),
    Section(
        title=Text("每日明细", "Day by day"),
        body=(
            Table(
                api="/days/mine",
                columns=(
                    Column(name="day", label=Text("日期", "Day"), kind="date"),
                    Column(name="kind", label=Text("日类型", "Kind"), options=DAY_KINDS),
                    SHIFT,
                    Column(name="status", label=Text("结果", "Result"), options=DAY_STATES),
                    Column(name="first", label=Text("上班卡", "First")),
                    Column(name="last", label=Text("下班卡", "Last")),
                    Column(name="worked_hours", label=Text("出勤（时）", "Worked (h)"), kind="number"),
                    Column(name="why", label=Text("说明", "Reason")),
                ),
                filters=(Field(name="period", label=Text("月份", "Month"), kind="month"),),
            ),
        ),
    ),
    Section(
        title=Text("打卡记录", "Punches"),
        collapsible=True,
        collapsed=True,
        body=(
            Table(
                api="/punches/mine",
                columns=(
                    Column(name="at", label=Text("时间", "Time"), kind="datetime", sortable=True),
                    Column(name="source", label=Text("来源", "Source"), options=SOURCES),
                    Column(name="site", label=Text("地点", "Site")),
                ),
            ),
        ),
    ),
)
NOW_STATES = (
    Option(value="in", label=Text("在岗", "In"), colour="success"),
    Option(value="late", label=Text("迟到", "Late"), colour="warning"),
    Option(value="not_in", label=Text("未到", "Not in"), colour="danger"),
    Option(value="not_yet", label=Text("未到上班时间", "Not yet due")),
    Option(value="leave", label=Text("请假", "On leave"), colour="info"),
    Option(value="trip", label=Text("出差外勤", "Away on duty"), colour="info"),
    Option(value="off", label=Text("休息", "Off")),
    Option(value="unplanned", label=Text("未排班", "Not planned"), colour="warning"),
    Option(value="missing_punch", label=Text("缺卡", "Missing punch"), colour="warning"),
    Option(value="absent", label=Text("旷工", "Absent"), colour="danger"),
    Option(value="early", label=Text("早退", "Early"), colour="warning"),
)
TEAM = page(
    "/team",
    Text("今日团队", "Team today"),
    "attendance.month.read",
    Figures(
        api="/today?limit=0",
        figures=(
            Figure(name="people", label=Text("在册", "People")),
            Figure(name="in", label=Text("在岗", "In")),
            Figure(name="late", label=Text("迟到", "Late")),
            Figure(name="not_in", label=Text("未到", "Not in")),
            Figure(name="leave", label=Text("请假", "On leave")),
            Figure(name="trip", label=Text("出差外勤", "Away on duty")),
        ),
    ),
    Table(
        api="/today",
        poll_seconds=60,
        columns=(
            Column(name="number", label=Text("工号", "Number")),
            Column(name="name", label=Text("姓名", "Name")),
            Column(name="department_name", label=Text("部门", "Department")),
            Column(name="state", label=Text("状态", "State"), options=NOW_STATES),
            Column(name="first", label=Text("首次打卡", "First punch")),
            Column(name="last", label=Text("末次打卡", "Last punch")),
            Column(name="leave", label=Text("假期", "Leave")),
        ),
        filters=(
            Field(name="standing", label=Text("状态", "State"), kind="choice", options=NOW_STATES),
            Field(name="department_id", label=Text("部门", "Department"), kind="department"),
        ),
        empty=Text("没有符合条件的人", "Nobody"),
    ),
)
