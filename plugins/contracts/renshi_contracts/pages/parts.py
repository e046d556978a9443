"""Columns, inputs and buttons that several pages share."""

from renshi_contracts.permissions import MANAGE
from renshi_contracts.words import KIND_OPTIONS, STATE_OPTIONS, TERM_OPTIONS
from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Field

SIGNED_ON = Field(name="signed_on", label=Text("签订日期", "Signed on"), kind="date", required=True)
SCAN = Field(
    name="file_id", label=Text("合同扫描件", "Scan"), kind="file", accept=".pdf,.jpg,.png", max_mb=20
)
NEW_CONTRACT = (
    Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
    Field(
        name="kind",
        label=Text("合同类型", "Kind"),
        kind="choice",
        options=KIND_OPTIONS,
        default="labour",
        required=True,
    ),
    Field(
        name="term",
        label=Text("期限类型", "Term"),
        kind="choice",
        options=TERM_OPTIONS,
        visible_when="kind == 'labour'",
        default="fixed",
    ),
    Field(name="starts_on", label=Text("起始日期", "First day"), kind="date", required=True),
    Field(
        name="months",
        label=Text("期限（月）", "Months"),
        kind="integer",
        visible_when="term == 'fixed'",
        help=Text("填写月数后自动推算终止日期", "The last day follows from the months"),
    ),
    Field(name="ends_on", label=Text("终止日期", "Last day"), kind="date", visible_when="term != 'open'"),
    Field(
        name="probation_months",
        label=Text("试用期（月）", "Probation, months"),
        kind="integer",
        default=0,
        visible_when="kind == 'labour'",
        help=Text(
            "不满一年最长 1 个月，一年以上不满三年 2 个月，三年以上 6 个月",
            "At most 1 month under a year, 2 under three years, otherwise 6",
        ),
    ),
    Field(name="workplace", label=Text("工作地点", "Place of work")),
    Field(name="work", label=Text("工作内容", "Work")),
    Field(
        name="number",
        label=Text("合同编号", "Number"),
        help=Text("留空自动编号", "Given out when left empty"),
    ),
    Field(
        name="signed_on",
        label=Text("签订日期", "Signed on"),
        kind="date",
        help=Text("已签订的填写", "If it is signed"),
    ),
    SCAN,
    Field(name="note", label=Text("备注", "Note"), kind="textarea"),
)
CONTRACT_COLUMNS = (
    Column(
        name="number",
        label=Text("合同编号", "Number"),
        link="/console/contracts/contracts/${id}",
        sortable=True,
        width=140,
    ),
    Column(
        name="employee_name", label=Text("员工", "Employee"), kind="person", note="department_name", width=150
    ),
    Column(name="employee_number", label=Text("工号", "No."), width=90),
    Column(name="kind", label=Text("类型", "Kind"), options=KIND_OPTIONS, width=120),
    Column(name="term", label=Text("期限", "Term"), options=TERM_OPTIONS, width=110),
    Column(name="starts_on", label=Text("起始日期", "From"), kind="date", sortable=True, width=110),
    Column(name="ends_on", label=Text("终止日期", "Until"), kind="date", sortable=True, width=110),
    Column(name="signed_on", label=Text("签订日期", "Signed"), kind="date", sortable=True, width=110),
    Column(name="state", label=Text("状态", "State"), options=STATE_OPTIONS, width=90),
)
SIGN = Action(
    label=Text("登记签订", "Record signatures"),
    api="/contracts/${id}/sign",
    fields=(SIGNED_ON, SCAN),
    visible_when="state == 'draft'",
    permission=MANAGE,
    done=Text("已签订", "Signed"),
)
