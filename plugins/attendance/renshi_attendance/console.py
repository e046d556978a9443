"""Console pages, as data over the plugin's own API."""

from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Block, Column, Field, Form, Markdown, Option, Progress, Tab, Table, Tabs
from renshi_sdk.web import AUTHENTICATED

from .balances.schemas import AdjustIn
from .leave.schemas import LEAVE_LABELS, CancelIn

NUMBER = Column(name="number", label=Text("工号", "Number"), sortable=True)
NAME = Column(name="name", label=Text("姓名", "Name"))
DEPARTMENT = Column(name="department_name", label=Text("部门", "Department"))
LEAVE_NAME = Column(name="leave_name", label=Text("假期", "Leave"))
LEAVE_STATES = (
    Option(value="pending", label=Text("审批中", "Pending"), colour="info"),
    Option(value="approved", label=Text("已批准", "Approved"), colour="success"),
    Option(value="released", label=Text("未生效", "Not taken"), colour="default"),
    Option(value="cancelled", label=Text("已销假", "Cancelled"), colour="warning"),
)
LEAVE_OPTIONS = tuple(Option(value=c.value, label=Text(zh, en)) for c, (zh, en) in LEAVE_LABELS.items())
DAY_STATES = (
    Option(value="absent", label=Text("旷工", "Absent"), colour="danger"),
    Option(value="missing_punch", label=Text("缺卡", "Missing punch"), colour="warning"),
    Option(value="late", label=Text("迟到", "Late"), colour="warning"),
    Option(value="early", label=Text("早退", "Early"), colour="warning"),
    Option(value="late_and_early", label=Text("迟到早退", "Late and early"), colour="warning"),
    Option(value="present", label=Text("出勤", "Present"), colour="success"),
    Option(value="leave", label=Text("请假", "Leave"), colour="info"),
    Option(value="rest_day", label=Text("休息日", "Rest day")),
    Option(value="holiday", label=Text("放假", "Holiday")),
    Option(value="statutory_holiday", label=Text("法定节假日", "Statutory holiday")),
    Option(value="pending", label=Text("未结束", "Not over yet")),
)
MONTH_STATES = (
    Option(value="open", label=Text("未汇总", "Open")),
    Option(value="computed", label=Text("已汇总", "Computed"), colour="info"),
    Option(value="locked", label=Text("已锁定", "Locked"), colour="success"),
)
SOURCES = (
    Option(value="app", label=Text("手机", "Phone")),
    Option(value="device", label=Text("考勤机", "Device")),
    Option(value="import", label=Text("导入", "Import")),
    Option(value="correction", label=Text("补卡", "Correction"), colour="warning"),
)
ENTRY_KINDS = (
    Option(value="grant", label=Text("发放", "Grant"), colour="success"),
    Option(value="take", label=Text("使用", "Take"), colour="info"),
    Option(value="cancel", label=Text("销假退回", "Cancel")),
    Option(value="expire", label=Text("过期", "Expire"), colour="warning"),
    Option(value="adjust", label=Text("调整", "Adjust")),
)
LEAVE_COLUMNS = (
    LEAVE_NAME,
    Column(name="first_day", label=Text("开始", "From"), kind="date", sortable=True),
    Column(name="last_day", label=Text("结束", "To"), kind="date", sortable=True),
    Column(name="days", label=Text("天数", "Days"), kind="number"),
    Column(name="state", label=Text("状态", "State"), options=LEAVE_STATES),
)


def _page(path: str, title: Text, permission: str, *body: Block) -> Page:
    return Page(path=path, title=title, body=body, permission=permission)


MY_LEAVE = _page(
    "/my",
    Text("我的假期与考勤", "My leave and attendance"),
    AUTHENTICATED,
    Table(
        api="/balances/mine",
        title=Text("假期余额", "Balances"),
        columns=(
            Column(name="name_zh", label=Text("假期", "Leave")),
            Column(name="remaining", label=Text("可用", "Available"), kind="number"),
            Column(name="pending", label=Text("审批中", "Pending"), kind="number"),
            Column(
                name="unit",
                label=Text("单位", "Unit"),
                options=(
                    Option(value="day", label=Text("天", "days")),
                    Option(value="hour", label=Text("小时", "hours")),
                ),
            ),
            Column(name="expires_on", label=Text("最早到期", "Expires first"), kind="date"),
        ),
    ),
    Table(
        api="/leave/mine",
        title=Text("请假记录", "Leave"),
        columns=LEAVE_COLUMNS,
        empty=Text("还没有请假记录。在“申请”中提交请假。", "No leave yet. Ask for it under Requests."),
    ),
    Table(
        api="/punches/mine",
        title=Text("打卡记录", "Punches"),
        columns=(
            Column(name="at", label=Text("时间", "Time"), kind="datetime", sortable=True),
            Column(name="source", label=Text("来源", "Source"), options=SOURCES),
        ),
    ),
)
LEAVE = _page(
    "/leave",
    Text("请假管理", "Leave"),
    "attendance.leave.read",
    Table(
        api="/leave",
        columns=(NUMBER, NAME, DEPARTMENT, *LEAVE_COLUMNS),
        filters=(
            Field(name="state", label=Text("状态", "State"), kind="choice", options=LEAVE_STATES),
            Field(name="leave_code", label=Text("假期", "Leave"), kind="choice", options=LEAVE_OPTIONS),
            Field(name="first_day.ge", label=Text("开始不早于", "From"), kind="date"),
        ),
        row_actions=(
            Action(
                label=Text("销假", "Cancel"),
                api="/leave/${id}/cancel",
                schema=CancelIn,
                level="danger",
                visible_when="state == 'approved'",
                permission="attendance.leave.manage",
                done=Text("已销假，余额已退回", "Cancelled; the balance is back"),
            ),
        ),
        empty=Text("没有请假记录", "No leave"),
    ),
)
BALANCES = _page(
    "/balances",
    Text("假期余额", "Balances"),
    "attendance.leave.read",
    Tabs(
        tabs=(
            Tab(
                title=Text("余额", "Balances"),
                body=(
                    Table(
                        api="/balances",
                        columns=(
                            NUMBER,
                            NAME,
                            DEPARTMENT,
                            LEAVE_NAME,
                            Column(
                                name="minutes", label=Text("账面（分钟）", "Ledger (min)"), kind="integer"
                            ),
                            Column(
                                name="pending", label=Text("审批中（分钟）", "Pending (min)"), kind="integer"
                            ),
                            Column(
                                name="remaining",
                                label=Text("可用（分钟）", "Available (min)"),
                                kind="integer",
                                sortable=True,
                            ),
                        ),
                        filters=(
                            Field(
                                name="leave_code",
                                label=Text("假期", "Leave"),
                                kind="choice",
                                options=LEAVE_OPTIONS,
                            ),
                        ),
                        actions=(
                            Action(
                                label=Text("调整余额", "Correct a balance"),
                                api="/balances/adjust",
                                schema=AdjustIn,
                                level="primary",
                                permission="attendance.balance.adjust",
                                done=Text("余额已调整", "The balance is corrected"),
                            ),
                        ),
                        empty=Text("还没有发放假期", "Nothing granted yet"),
                    ),
                ),
            ),
            Tab(
                title=Text("流水", "Ledger"),
                body=(
                    Table(
                        api="/ledger",
                        columns=(
                            NUMBER,
                            NAME,
                            LEAVE_NAME,
                            Column(name="kind", label=Text("类型", "Kind"), options=ENTRY_KINDS),
                            Column(name="minutes", label=Text("分钟", "Minutes"), kind="integer"),
                            Column(
                                name="effective_on",
                                label=Text("生效日", "Effective"),
                                kind="date",
                                sortable=True,
                            ),
                            Column(name="expires_on", label=Text("有效期至", "Valid until"), kind="date"),
                            Column(name="note", label=Text("说明", "Note")),
                        ),
                        filters=(
                            Field(
                                name="kind", label=Text("类型", "Kind"), kind="choice", options=ENTRY_KINDS
                            ),
                        ),
                    ),
                ),
            ),
        )
    ),
)
PUNCHES = _page(
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
MONTHS = _page(
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
MONTH = _page(
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
TYPES = _page(
    "/leave-types",
    Text("假期类型", "Leave types"),
    "attendance.leave_type.manage",
    Markdown(
        text=Text(
            (
                "天数随地区变化的假期（婚假、产假、陪产假等）只收录了部分地区；其他地区请录入当地天数和文号后再使用"
                "。"
            ),
            (
                "Leave whose length depends on the place is recorded for some places only; record yours "
                "with its source."
            ),
        )
    ),
    Table(
        api="/leave-types",
        columns=(
            Column(name="name_zh", label=Text("名称", "Name")),
            Column(name="unit", label=Text("最小单位", "Unit")),
            Column(name="counting", label=Text("计算方式", "Counting")),
            Column(name="paid_fraction", label=Text("工资比例", "Paid part"), kind="number"),
            Column(name="days_limit", label=Text("本公司天数", "Days here"), kind="integer"),
            Column(name="source", label=Text("依据", "Source")),
            Column(name="active", label=Text("启用", "Active"), kind="boolean"),
        ),
        row_actions=(
            Action(
                label=Text("工资比例", "Paid part"),
                api="/leave-types/${id}",
                method="patch",
                fields=(
                    Field(
                        name="paid_fraction", label=Text("工资比例（0—1）", "Paid part (0–1)"), kind="number"
                    ),
                ),
            ),
            Action(
                label=Text("录入当地天数", "Record local days"),
                api="/leave-types/${id}",
                method="patch",
                fields=(
                    Field(name="days_limit", label=Text("天数", "Days"), kind="integer", required=True),
                    Field(name="limit_source", label=Text("依据（文号）", "Source"), required=True),
                ),
            ),
        ),
    ),
)
PAGES = (MY_LEAVE, LEAVE, BALANCES, PUNCHES, MONTHS, MONTH, TYPES)
MENU = (
    MenuEntry(
        title=Text("我的假期", "My leave"), page="/my", permission=AUTHENTICATED, section="time", order=10
    ),
    MenuEntry(
        title=Text("请假管理", "Leave"),
        page="/leave",
        permission="attendance.leave.read",
        section="time",
        order=20,
    ),
    MenuEntry(
        title=Text("假期余额", "Balances"),
        page="/balances",
        permission="attendance.leave.read",
        section="time",
        order=30,
    ),
    MenuEntry(
        title=Text("打卡记录", "Punches"),
        page="/punches",
        permission="attendance.punch.read",
        section="time",
        order=40,
    ),
    MenuEntry(
        title=Text("考勤月结", "Months"),
        page="/months",
        permission="attendance.month.read",
        section="time",
        order=50,
    ),
    MenuEntry(
        title=Text("假期类型", "Leave types"),
        page="/leave-types",
        permission="attendance.leave_type.manage",
        section="settings",
        order=60,
    ),
)
