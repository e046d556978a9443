"""What waits to be done: warnings and renewals."""

from renshi_contracts.pages.parts import NEW_CONTRACT
from renshi_contracts.permissions import MANAGE
from renshi_contracts.words import TERM_OPTIONS
from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Field, Option, Table

WARNING_KINDS = (
    Option(value="unsigned", label=Text("未签合同", "No contract"), colour="danger"),
    Option(value="expired", label=Text("到期未续", "Ran out"), colour="danger"),
    Option(value="ending", label=Text("即将到期", "Ends soon"), colour="warning"),
)
RENEWAL_STATES = (
    Option(value="open", label=Text("待处理", "Open"), colour="warning"),
    Option(value="requested", label=Text("审批中", "In approval"), colour="info"),
    Option(value="renewed", label=Text("续签", "Renewed"), colour="success"),
    Option(value="not_renewed", label=Text("不续签", "Not renewed")),
)
WARNINGS = Table(
    api="/warnings",
    columns=(
        Column(
            name="employee_name",
            label=Text("员工", "Employee"),
            kind="person",
            note="department_name",
            width=160,
        ),
        Column(name="employee_number", label=Text("工号", "No."), width=90),
        Column(name="kind", label=Text("预警", "Warning"), options=WARNING_KINDS, width=100),
        Column(
            name="since", label=Text("起算日/到期日", "From / until"), kind="date", sortable=True, width=120
        ),
        Column(name="text", label=Text("说明", "What it means")),
    ),
    filters=(
        Field(name="q", label=Text("姓名/工号", "Name or number")),
        Field(name="kind", label=Text("预警", "Warning"), kind="choice", options=WARNING_KINDS),
        Field(name="department_id", label=Text("部门", "Department"), kind="department"),
    ),
    row_actions=(
        Action(
            label=Text("准备合同", "Prepare a contract"),
            api="/contracts",
            fields=NEW_CONTRACT,
            size="lg",
            permission=MANAGE,
            visible_when="kind != 'ending'",
        ),
    ),
    empty=Text("没有待处理的合同事项", "Nothing waits to be done"),
)
RENEWALS = Table(
    api="/renewals",
    columns=(
        Column(
            name="employee_name",
            label=Text("员工", "Employee"),
            kind="person",
            note="department_name",
            width=160,
        ),
        Column(
            name="contract_number",
            label=Text("合同编号", "Contract"),
            link="/console/contracts/contracts/${contract_id}",
            width=140,
        ),
        Column(name="ends_on", label=Text("到期日", "Ends"), kind="date", sortable=True, width=110),
        Column(
            name="fixed_terms",
            label=Text("已连续固定期限次数", "Fixed terms so far"),
            kind="integer",
            width=110,
        ),
        Column(name="state", label=Text("状态", "State"), options=RENEWAL_STATES, width=90),
        Column(name="advice", label=Text("法律提示", "What the law says")),
    ),
    filters=(
        Field(name="q", label=Text("姓名/工号", "Name or number")),
        Field(name="state", label=Text("状态", "State"), kind="choice", options=RENEWAL_STATES),
        Field(name="ends_on.le", label=Text("到期不晚于", "Ends by"), kind="date"),
    ),
    actions=(
        Action(
            label=Text("发起续签评估", "Open renewals"),
            api="/renewals/open",
            level="primary",
            permission=MANAGE,
            fields=(
                Field(name="until", label=Text("到期不晚于", "All that end by"), kind="date", required=True),
            ),
            done=Text("已生成待处理的续签", "Renewals are open"),
        ),
    ),
    row_actions=(
        Action(
            label=Text("提交意见", "Decide"),
            api="/renewals/submit",
            permission=MANAGE,
            visible_when="state == 'open'",
            size="lg",
            fields=(
                Field(
                    name="contract_ids",
                    label=Text("合同", "Contract"),
                    kind="hidden",
                    default="${[contract_id]}",
                ),
                Field(
                    name="decision",
                    label=Text("处理意见", "Decision"),
                    kind="choice",
                    required=True,
                    options=(
                        Option(value="renew", label=Text("续签", "Renew")),
                        Option(value="not_renew", label=Text("到期终止", "Let it end")),
                    ),
                ),
                Field(
                    name="wish",
                    label=Text("员工意愿", "The employee wants"),
                    kind="choice",
                    default="unknown",
                    options=(
                        Option(value="unknown", label=Text("未征询", "Not asked")),
                        Option(value="fixed", label=Text("固定期限", "A fixed term")),
                        Option(value="open", label=Text("无固定期限", "An open-ended contract")),
                        Option(value="leave", label=Text("不续签", "To leave")),
                    ),
                ),
                Field(
                    name="term",
                    label=Text("续签期限类型", "Term"),
                    kind="choice",
                    options=TERM_OPTIONS[:2],
                    visible_when="decision == 'renew'",
                ),
                Field(
                    name="months",
                    label=Text("续签月数", "Months"),
                    kind="integer",
                    visible_when="term == 'fixed'",
                ),
                Field(name="reason", label=Text("理由", "Reason"), kind="textarea", required=True),
            ),
        ),
    ),
    empty=Text("没有续签事项，点“发起续签评估”生成", "No renewal is open; use “Open renewals”"),
)
