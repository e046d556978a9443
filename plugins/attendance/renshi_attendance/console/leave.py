"""Pages of leave, balances and leave types."""

from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Field, Markdown, Option, Tab, Table, Tabs
from renshi_sdk.web import AUTHENTICATED

from ..balances.schemas import AccrualEnd, AccrualIn, AdjustIn
from ..leave.schemas import CancelIn, LeaveTypeIn, ShortenIn
from .words import (
    DEPARTMENT,
    ENTRY_KINDS,
    LEAVE_COLUMNS,
    LEAVE_NAME,
    LEAVE_OPTIONS,
    LEAVE_STATES,
    NAME,
    NUMBER,
    SOURCES,
    page,
)

MY_LEAVE = page(
    "/my",
    Text("我的假期与考勤", "My leave and attendance"),
    AUTHENTICATED,
    Table(
        api="/balances/mine",
        title=Text("假期余额", "Balances"),
        columns=(
            Column(name="name", label=Text("假期", "Leave"), width=120),
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
LEAVE = page(
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
                level="link",
                visible_when="state == 'approved'",
                permission="attendance.leave.manage",
                done=Text("已销假，余额已退回", "Cancelled; the balance is back"),
            ),
            Action(
                label=Text("缩短", "Shorten"),
                api="/leave/${id}/shorten",
                schema=ShortenIn,
                level="link",
                visible_when="state == 'approved' && first_day != last_day",
                permission="attendance.leave.manage",
                done=Text("已缩短，未休部分已退回", "Shortened; the rest is back"),
            ),
        ),
        empty=Text("没有请假记录", "No leave"),
    ),
)
BALANCES = page(
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
                            Column(name="days", label=Text("账面（天）", "Ledger (days)"), kind="number"),
                            Column(
                                name="pending_days",
                                label=Text("审批中（天）", "Pending (days)"),
                                kind="number",
                            ),
                            Column(
                                name="remaining_days",
                                label=Text("可用（天）", "Available (days)"),
                                kind="number",
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
UNITS = (
    Option(value="day", label=Text("天", "Day")),
    Option(value="half_day", label=Text("半天", "Half day")),
    Option(value="hour", label=Text("小时", "Hour")),
)
COUNTINGS = (
    Option(value="working", label=Text("只计工作日", "Working days")),
    Option(value="sandwich", label=Text("连续计算", "With off days in between")),
    Option(value="calendar", label=Text("日历天", "Calendar days")),
    Option(
        value="calendar_except_statutory", label=Text("日历天，除法定节假日", "Calendar, without statutory")
    ),
)
TYPES = page(
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
            Column(name="name", label=Text("名称", "Name"), width=120),
            Column(name="unit", label=Text("最小单位", "Unit"), options=UNITS),
            Column(name="counting", label=Text("计算方式", "Counting"), options=COUNTINGS),
            Column(
                name="documents_after_days",
                label=Text("附证明（超过天数）", "Papers beyond (days)"),
                kind="integer",
            ),
            Column(name="notice_days", label=Text("提前申请（天）", "Notice (days)"), kind="integer"),
            Column(name="paid_fraction", label=Text("工资比例", "Paid part"), kind="number"),
            Column(name="days_limit", label=Text("本公司天数", "Days here"), kind="integer"),
            Column(name="source", label=Text("依据", "Source"), width=280),
            Column(name="active", label=Text("启用", "Active"), kind="boolean"),
        ),
        actions=(
            Action(
                label=Text("新建假期类型", "New leave type"),
                api="/leave-types",
                schema=LeaveTypeIn,
                level="primary",
            ),
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
                label=Text("证明与提前期", "Papers, notice"),
                api="/leave-types/${id}",
                method="patch",
                fields=(
                    Field(
                        name="documents_after_days",
                        label=Text("超过几天须附证明", "Papers beyond (days)"),
                        kind="integer",
                    ),
                    Field(name="notice_days", label=Text("须提前几天申请", "Days of notice"), kind="integer"),
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
    Table(
        api="/accruals",
        title=Text("公司发放规则", "Company accrual"),
        columns=(
            Column(name="note", label=Text("规则", "Policy")),
            Column(name="leave_code", label=Text("假期", "Leave"), options=LEAVE_OPTIONS),
            Column(
                name="every",
                label=Text("周期", "Granted"),
                options=(
                    Option(value="year", label=Text("每年", "Yearly")),
                    Option(value="month", label=Text("每月", "Monthly")),
                ),
            ),
            Column(name="days", label=Text("天数", "Days"), kind="number"),
            Column(name="valid_months", label=Text("期末后可用月数", "Valid (months)"), kind="integer"),
            Column(name="prorate", label=Text("折算", "Prorated"), kind="boolean"),
            Column(name="valid_from", label=Text("生效", "From"), kind="date"),
            Column(name="valid_to", label=Text("截止", "Until"), kind="date"),
        ),
        actions=(
            Action(
                label=Text("新建发放规则", "New policy"), api="/accruals", schema=AccrualIn, level="primary"
            ),
        ),
        row_actions=(
            Action(
                label=Text("停用", "End"),
                api="/accruals/${id}/end",
                schema=AccrualEnd,
                visible_when="!valid_to",
            ),
        ),
        empty=Text(
            "法定年休假按工龄自动发放；公司另给的假期在这里设置",
            "Statutory annual leave is granted by itself; set what the company gives beyond it here",
        ),
    ),
)
