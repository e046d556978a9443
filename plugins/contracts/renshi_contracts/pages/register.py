"""The register: list, one contract, import, and one's own."""

from renshi_contracts.pages.parts import CONTRACT_COLUMNS, NEW_CONTRACT, SIGN
from renshi_contracts.permissions import MANAGE, READ
from renshi_contracts.words import END_REASON_OPTIONS, KIND_OPTIONS, STATE_OPTIONS, TERM_OPTIONS
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Column, Detail, Field, Form, Section, Table
from renshi_sdk.web import AUTHENTICATED

REGISTER = Table(
    api="/contracts",
    columns=CONTRACT_COLUMNS,
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
            fields=NEW_CONTRACT,
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
    row_actions=(SIGN,),
    empty=Text("还没有合同，可逐份新增或用模板批量导入", "No contract yet: add one, or import a workbook"),
)

DETAIL = Page(
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
                SIGN,
                Action(
                    label=Text("修改", "Change"),
                    api="/contracts/${id}",
                    method="patch",
                    fields=NEW_CONTRACT[2:9],
                    visible_when="state == 'draft'",
                    permission=MANAGE,
                ),
                Action(
                    label=Text("办理变更", "Amend"),
                    api="/contracts/${id}/amend",
                    visible_when="state == 'signed'",
                    permission=MANAGE,
                    fields=(
                        Field(name="starts_on", label=Text("变更生效日", "From"), kind="date", required=True),
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
)

IMPORT = Page(
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
)

MINE = Page(
    path="/mine",
    title=Text("我的合同", "My contracts"),
    permission=AUTHENTICATED,
    body=(
        Table(
            api="/mine",
            columns=tuple(c for c in CONTRACT_COLUMNS if c.name not in ("employee_name", "employee_number")),
            empty=Text("没有已签订的合同", "You have no signed contract"),
            export=False,
        ),
    ),
)
