"""Columns, choices and colours that several pages share."""

from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Block, Column, Option

from ..leave.schemas import LEAVE_LABELS

NUMBER = Column(name="number", label=Text("工号", "Number"), sortable=True, width=100)
NAME = Column(name="name", label=Text("姓名", "Name"), width=90)
DEPARTMENT = Column(name="department_name", label=Text("部门", "Department"), width=110)
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
    Option(value="trip", label=Text("出差外勤", "Trip"), colour="info"),
    Option(value="unplanned", label=Text("未排班", "Not planned"), colour="warning"),
    Option(value="rule_missing", label=Text("规则缺失", "Rule missing"), colour="danger"),
    Option(value="rest_day", label=Text("休息日", "Rest day")),
    Option(value="holiday", label=Text("放假", "Holiday")),
    Option(value="statutory_holiday", label=Text("法定节假日", "Statutory holiday")),
    Option(value="pending", label=Text("未结束", "Not over yet")),
)
EXCEPTION_STATES = tuple(
    one
    for one in DAY_STATES
    if one.value
    in ("absent", "missing_punch", "late", "early", "late_and_early", "unplanned", "rule_missing")
)
DAY_KINDS = (
    Option(value="workday", label=Text("工作日", "Workday")),
    Option(value="makeup_workday", label=Text("调休上班", "Make-up day"), colour="warning"),
    Option(value="rest_day", label=Text("休息日", "Rest day")),
    Option(value="holiday_off", label=Text("放假调休", "Day off"), colour="info"),
    Option(value="statutory", label=Text("法定节假日", "Statutory"), colour="danger"),
    Option(value="company_off", label=Text("公司放假", "Company day off"), colour="info"),
)
CONFIRM_STATES = (
    Option(value="sent", label=Text("待确认", "Waiting"), colour="warning"),
    Option(value="confirmed", label=Text("已确认", "Confirmed"), colour="success"),
    Option(value="disputed", label=Text("有异议", "Disputed"), colour="danger"),
    Option(value="auto", label=Text("逾期视为确认", "By default"), colour="info"),
)
SHIFT = Column(
    name="shift",
    label=Text("班次", "Shift"),
    options=(Option(value="standard", label=Text("公司班", "Company hours")),),
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


def page(path: str, title: Text, permission: str, *body: Block) -> Page:
    return Page(path=path, title=title, body=body, permission=permission)
