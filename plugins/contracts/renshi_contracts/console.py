"""Console pages."""

from renshi_contracts.permissions import MANAGE, READ
from renshi_contracts.words import END_REASON_OPTIONS, KIND_OPTIONS, STATE_OPTIONS, TERM_OPTIONS
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Callout, Column, Detail, Field, Form, Option, Section, Tab, Table, Tabs
from renshi_sdk.web import AUTHENTICATED

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
_SIGNED_ON = Field(name="signed_on", label=Text("签订日期", "Signed on"), kind="date", required=True)
_FILE = Field(
    name="file_id", label=Text("合同扫描件", "Scan"), kind="file", accept=".pdf,.jpg,.png", max_mb=20
)
_NEW = (
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
    _FILE,
    Field(name="note", label=Text("备注", "Note"), kind="textarea"),
)
_COLUMNS = (
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
_SIGN = Action(
    label=Text("登记签订", "Record signatures"),
    api="/contracts/${id}/sign",
    fields=(_SIGNED_ON, _FILE),
    visible_when="state == 'draft'",
    permission=MANAGE,
    done=Text("已签订", "Signed"),
)
_REGISTER = Table(
    api="/contracts",
    columns=_COLUMNS,
    filters=(
        Field(name="q", label=Text("姓名/工号/编号", "Name or number")),
        Field(name="kind", label=Text("类型", "Kind"), kind="choice", options=KIND_OPTIONS),
        Field(name="state", label=Text("状态", "State"), kind="choice", options=STATE_OPTIONS),
        Field(name="department_id", label=Text("部门", "Department"), kind="department"),
        Field(name="ends_on.le", label=Text("到期不晚于", "Ends by"), kind="date"),
    ),
    actions=(
        Action(
            label=Text("新增合同", "New contract"),
            api="/contracts",
            level="primary",
            permission=MANAGE,
            fields=_NEW,
            size="lg",
        ),
        Action(
            label=Text("下载导入模板", "Template"),
            api="/imports/template",
            method="get",
            download=True,
            permission=MANAGE,
        ),
        Action(label=Text("批量导入", "Import"), link="/console/contracts/import", permission=MANAGE),
    ),
    row_actions=(_SIGN,),
    empty=Text("还没有合同，可逐份新增或用模板批量导入", "No contract yet: add one, or import a workbook"),
)
_WARNINGS = Table(
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
            fields=_NEW,
            size="lg",
            permission=MANAGE,
            visible_when="kind != 'ending'",
        ),
    ),
    empty=Text("没有待处理的合同事项", "Nothing waits to be done"),
)
_RENEWALS = Table(
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

PAGES = (
    Page(
        path="/contracts",
        title=Text("劳动合同", "Labour contracts"),
        permission=MANAGE,
        body=(
            Tabs(
                tabs=(
                    Tab(title=Text("合同台账", "Register"), body=(_REGISTER,)),
                    Tab(title=Text("预警", "Warnings"), body=(_WARNINGS,), permission=MANAGE),
                    Tab(title=Text("续签", "Renewals"), body=(_RENEWALS,), permission=MANAGE),
                )
            ),
        ),
    ),
    Page(
        path="/contracts/:id",
        title=Text("合同详情", "Contract"),
        permission=READ,
        body=(
            Detail(
                api="/contracts/${id}",
                title=Text("合同", "Contract"),
                columns=(
                    Column(name="number", label=Text("合同编号", "Number")),
                    Column(
                        name="employee_name",
                        label=Text("员工", "Employee"),
                        link="/console/core/employees/${employee_id}",
                    ),
                    Column(name="department_name", label=Text("部门", "Department")),
                    Column(name="kind", label=Text("类型", "Kind"), options=KIND_OPTIONS),
                    Column(name="term", label=Text("期限类型", "Term"), options=TERM_OPTIONS),
                    Column(name="state", label=Text("状态", "State"), options=STATE_OPTIONS),
                    Column(name="starts_on", label=Text("起始日期", "First day"), kind="date"),
                    Column(name="ends_on", label=Text("终止日期", "Last day"), kind="date"),
                    Column(name="signed_on", label=Text("签订日期", "Signed on"), kind="date"),
                    Column(
                        name="probation_months",
                        label=Text("试用期（月）", "Probation, months"),
                        kind="integer",
                    ),
                    Column(name="probation_ends_on", label=Text("试用期至", "Probation until"), kind="date"),
                    Column(name="workplace", label=Text("工作地点", "Place of work")),
                    Column(name="work", label=Text("工作内容", "Work")),
                    Column(name="ended_on", label=Text("终止于", "Ended on"), kind="date"),
                    Column(name="end_reason", label=Text("终止原因", "Reason"), options=END_REASON_OPTIONS),
                    Column(name="note", label=Text("备注", "Note")),
                ),
                actions=(
                    _SIGN,
                    Action(
                        label=Text("修改", "Change"),
                        api="/contracts/${id}",
                        method="patch",
                        fields=_NEW[2:9],
                        visible_when="state == 'draft'",
                        permission=MANAGE,
                    ),
                    Action(
                        label=Text("办理变更", "Amend"),
                        api="/contracts/${id}/amend",
                        visible_when="state == 'signed'",
                        permission=MANAGE,
                        fields=(
                            Field(
                                name="starts_on", label=Text("变更生效日", "From"), kind="date", required=True
                            ),
                            Field(name="workplace", label=Text("工作地点", "Place of work")),
                            Field(name="work", label=Text("工作内容", "Work")),
                            Field(
                                name="note",
                                label=Text("变更内容", "What changes"),
                                kind="textarea",
                                required=True,
                            ),
                        ),
                    ),
                    Action(
                        label=Text("终止", "End"),
                        api="/contracts/${id}/end",
                        visible_when="state == 'signed'",
                        permission=MANAGE,
                        level="danger",
                        fields=(
                            Field(
                                name="ended_on",
                                label=Text("终止日期", "Last day"),
                                kind="date",
                                required=True,
                            ),
                            Field(
                                name="reason",
                                label=Text("终止原因", "Reason"),
                                kind="choice",
                                required=True,
                                options=tuple(o for o in END_REASON_OPTIONS if o.value != "replaced"),
                            ),
                            Field(name="note", label=Text("备注", "Note"), kind="textarea"),
                        ),
                    ),
                    Action(
                        label=Text("作废", "Void"),
                        api="/contracts/${id}/cancel",
                        visible_when="state == 'draft'",
                        permission=MANAGE,
                        confirm=Text("作废后不能恢复，确定？", "It can't be taken back. Void it?"),
                    ),
                ),
            ),
        ),
    ),
    Page(
        path="/import",
        title=Text("导入劳动合同", "Import contracts"),
        permission=MANAGE,
        body=(
            Callout(
                text=Text(
                    "先下载模板填写。系统会先检查全部行，有任何问题都不会写入；同一文件重复导入不会产生重复合同。",
                    "Fill in the template. All rows are checked first and nothing is written while one is wrong; the"
                    " same file twice adds nothing.",
                )
            ),
            Section(
                body=(
                    Form(
                        api="/imports",
                        fields=(
                            Field(
                                name="file_id",
                                label=Text("工作簿", "Workbook"),
                                kind="file",
                                accept=".xlsx",
                                required=True,
                            ),
                            Field(
                                name="write",
                                label=Text("检查无误后写入", "Write when all is well"),
                                kind="boolean",
                            ),
                        ),
                        submit=Text("检查 / 导入", "Check or import"),
                    ),
                )
            ),
        ),
    ),
    Page(
        path="/mine",
        title=Text("我的合同", "My contracts"),
        permission=AUTHENTICATED,
        body=(
            Table(
                api="/mine",
                columns=tuple(c for c in _COLUMNS if c.name not in ("employee_name", "employee_number")),
                empty=Text("没有已签订的合同", "You have no signed contract"),
                export=False,
            ),
        ),
    ),
)
MENU = (
    MenuEntry(
        title=Text("劳动合同", "Contracts"),
        page="/contracts",
        permission=MANAGE,
        section="people",
        icon="file-contract",
        order=40,
    ),
    MenuEntry(
        title=Text("我的合同", "My contracts"),
        page="/mine",
        permission=AUTHENTICATED,
        section="people",
        icon="file",
        order=95,
    ),
)
