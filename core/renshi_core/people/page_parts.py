"""Fields and buttons that the pages of employees share."""

from __future__ import annotations

from dataclasses import replace

from renshi_core.people.employment_types import TYPES
from renshi_core.people.fields.checks import DOCUMENT_TYPES
from renshi_sdk.pages import Action, Field, Option
from renshi_sdk.text import Text

READ, CREATE, CHANGE, END = (
    "core.employee.read",
    "core.employee.create",
    "core.employee.change",
    "core.employee.end",
)

STATUS = (
    Option(value="pending", label=Text("待入职", "To start"), colour="info"),
    Option(value="probation", label=Text("试用期", "On probation"), colour="warning"),
    Option(value="active", label=Text("正式", "Regular"), colour="success"),
    Option(value="left", label=Text("已离职", "Left")),
)
REGIMES = (
    Option(value="standard", label=Text("标准工时", "Standard")),
    Option(value="comprehensive", label=Text("综合计算工时", "Comprehensive")),
    Option(value="flexible", label=Text("不定时工时", "Flexible")),
    Option(value="shift", label=Text("轮班", "Shifts")),
)

DEPARTMENT = Field(name="department_id", label=Text("部门", "Department"), kind="department")
POSITION = Field(name="position_id", label=Text("岗位", "Position"), kind="position")
MANAGER = Field(name="manager_id", label=Text("直属上级", "Manager"), kind="employee")
GRADE = Field(name="grade", label=Text("职级", "Grade"))
CITY = Field(name="city", label=Text("工作城市", "City"))
REGIME = Field(name="work_regime", label=Text("工时制", "Work regime"), kind="choice", options=REGIMES)
COST_CENTRE = Field(
    name="cost_centre_id",
    label=Text("成本中心", "Cost centre"),
    kind="choice",
    options_api="/api/cost-centres/options",
)
EMPLOYMENT = Field(
    name="employment_type",
    label=Text("用工形式", "Kind of employment"),
    kind="choice",
    options=tuple(Option(value=kind.code, label=kind.title) for kind in TYPES.values()),
)
WORKPLACE = Field(name="workplace", label=Text("工作地点", "Workplace"))
REASON = Field(name="reason", label=Text("原因", "Reason"), required=True)


def day(name: str, zh: str, en: str) -> Field:
    """A required date."""
    return Field(name=name, label=Text(zh, en), kind="date", required=True)


HIRE = (
    Field(name="name", label=Text("姓名", "Name"), required=True),
    day("starts_on", "入职日期", "First day"),
    Field(name="department_id", label=Text("部门", "Department"), kind="department", required=True),
    POSITION,
    MANAGER,
    GRADE,
    CITY,
    Field(
        name="work_regime",
        label=Text("工时制", "Work regime"),
        kind="choice",
        options=REGIMES,
        default="standard",
    ),
    replace(EMPLOYMENT, default="full_time"),
    COST_CENTRE,
    WORKPLACE,
    Field(
        name="document_type",
        label=Text("证件类型", "Kind of document"),
        kind="choice",
        options=tuple(Option(value=code, label=title) for code, title in DOCUMENT_TYPES.items()),
        default="resident_id",
    ),
    Field(
        name="identity_number",
        label=Text("证件号码", "Document number"),
        help=Text(
            "加密保存；曾在本集团任职的人会沿用原档案",
            "kept sealed; somebody who worked here before keeps their file",
        ),
    ),
    Field(name="phone", label=Text("手机", "Phone")),
    Field(name="email", label=Text("邮箱", "E-mail")),
    Field(name="first_work_on", label=Text("参加工作时间", "First day of work in life"), kind="date"),
    Field(
        name="contract_term_months",
        label=Text("合同期限（月）", "Contract term (months)"),
        kind="integer",
        help=Text("无固定期限填 0", "0 for a contract without a fixed end"),
    ),
    Field(
        name="probation_months",
        label=Text("试用期（月）", "Probation (months)"),
        kind="integer",
        default=0,
        help=Text(
            "法定上限随合同期限而定，最长 6 个月", "the legal limit depends on the contract term, 6 at most"
        ),
    ),
    Field(
        name="number",
        label=Text("工号", "Staff number"),
        help=Text("留空则自动编号", "given out when left empty"),
    ),
)

ACTIONS = (
    Action(
        label=Text("调动", "Change job"),
        api="/api/employees/${id}/job-changes",
        fields=(
            day("effective_on", "生效日期", "Effective on"),
            DEPARTMENT,
            POSITION,
            MANAGER,
            GRADE,
            CITY,
            REGIME,
            EMPLOYMENT,
            COST_CENTRE,
            WORKPLACE,
            REASON,
        ),
        permission=CHANGE,
        visible_when="status != 'left'",
        done=Text("已登记", "Recorded"),
    ),
    Action(
        label=Text("转正", "Regularise"),
        api="/api/employees/${id}/regularise",
        fields=(day("effective_on", "转正日期", "Effective on"),),
        permission=CHANGE,
        visible_when="status == 'probation'",
    ),
    Action(
        label=Text("办理离职", "End employment"),
        api="/api/employees/${id}/end",
        fields=(day("last_day", "最后工作日", "Last day"), REASON),
        permission=END,
        level="danger",
        visible_when="status != 'left' && !left_on",
    ),
    Action(
        label=Text("撤销离职", "Take the end back"),
        api="/api/employees/${id}/revoke-end",
        fields=(REASON,),
        permission=END,
        visible_when="left_on",
    ),
    Action(
        label=Text("未报到", "Did not come"),
        api="/api/employees/${id}/call-off",
        fields=(REASON,),
        permission=END,
        visible_when="status == 'pending'",
    ),
)
