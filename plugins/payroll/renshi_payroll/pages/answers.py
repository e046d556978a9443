"""Console pages of disputes, of files, and of trying out what would be paid."""

from __future__ import annotations

from renshi_payroll.pages.accounts import ACCOUNTS_TAB
from renshi_payroll.permissions import (
    DISPUTE_ANSWER,
    OUTPUT_READ,
    REVENUE_MANAGE,
    SLIP_READ,
    TEMPLATE_MANAGE,
)
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Markdown, Option, Tab, Table, Tabs, Timeline

DISPUTE_STATES = (
    Option(value="open", label=Text("待答复", "Open"), colour="danger"),
    Option(value="answered", label=Text("已答复", "Answered"), colour="success"),
    Option(value="closed", label=Text("已结束", "Closed")),
)
ANSWERS = (
    *DISPUTE_STATES,
    Option(value="waiting", label=Text("未确认", "Waiting"), colour="warning"),
    Option(value="confirmed", label=Text("已确认", "Confirmed"), colour="success"),
)
SIDES = (
    Option(value="employee", label=Text("员工", "Employee"), colour="info"),
    Option(value="payroll", label=Text("薪酬", "Payroll"), colour="success"),
)
OUTPUT_KINDS = (
    Option(value="bank", label=Text("银行代发文件", "Bank file")),
    Option(value="tax", label=Text("个税申报表", "Tax declaration")),
    Option(value="social", label=Text("社保公积金清单", "Insurance lists")),
    Option(value="cost", label=Text("人力成本表", "Labour cost")),
    Option(value="journal", label=Text("工资凭证", "Journal entries")),
    Option(value="slips", label=Text("工资条 PDF", "Slips as PDF")),
)
OUTPUT_STATES = (
    Option(value="making", label=Text("生成中", "Being made"), colour="info"),
    Option(value="ready", label=Text("可下载", "Ready"), colour="success"),
    Option(value="failed", label=Text("未生成", "Failed"), colour="danger"),
)
MESSAGE = Field(name="body", label=Text("内容", "Message"), kind="textarea", required=True)

DISPUTES = Page(
    path="/disputes",
    title=Text("工资条异议", "Disputes of pay slips"),
    permission=DISPUTE_ANSWER,
    body=(
        Table(
            api="/disputes",
            empty=Text("没有异议", "No disputes"),
            filters=(
                Field(name="state", label=Text("状态", "State"), kind="choice", options=DISPUTE_STATES),
                Field(name="q", label=Text("姓名或工号", "Name or number")),
            ),
            columns=(
                Column(
                    name="employee_name",
                    label=Text("员工", "Employee"),
                    kind="person",
                    note="department_name",
                    link="/console/payroll/disputes/${id}",
                ),
                Column(name="period", label=Text("月份", "Month"), sortable=True),
                Column(name="last_message", label=Text("最近留言", "Last message")),
                Column(name="state", label=Text("状态", "State"), options=DISPUTE_STATES, sortable=True),
                Column(name="last_at", label=Text("更新时间", "Changed"), kind="datetime", sortable=True),
            ),
        ),
    ),
)

DISPUTE = Page(
    path="/disputes/:id",
    title=Text("工资条异议", "Dispute"),
    permission=DISPUTE_ANSWER,
    body=(
        Detail(
            api="/disputes/${id}",
            columns=(
                Column(name="employee_name", label=Text("员工", "Employee")),
                Column(
                    name="period",
                    label=Text("工资条", "Pay slip"),
                    link="/console/payroll/slips/${slip_id}",
                ),
                Column(name="state", label=Text("状态", "State"), options=DISPUTE_STATES),
            ),
            actions=(
                Action(
                    label=Text("答复", "Answer"),
                    api="/disputes/${id}/answer",
                    level="primary",
                    visible_when="state != 'closed'",
                    fields=(MESSAGE,),
                ),
                Action(
                    label=Text("结束", "Close"),
                    api="/disputes/${id}/close",
                    visible_when="state == 'answered'",
                    confirm=Text("确认结束该异议？", "Close this dispute?"),
                ),
            ),
        ),
        Timeline(api="/disputes/${id}/thread", kinds=SIDES),
    ),
)

OUTPUT_COLUMNS = (
    Column(name="kind", label=Text("文件", "File"), options=OUTPUT_KINDS),
    Column(name="file_name", label=Text("文件名", "Name")),
    Column(name="state", label=Text("状态", "State"), options=OUTPUT_STATES),
    Column(name="rows", label=Text("行数", "Rows"), kind="integer"),
    Column(name="total", label=Text("控制总额", "Control total"), kind="money"),
    Column(name="note", label=Text("说明", "Note"), width=260),
    Column(name="issue", label=Text("第几次", "Issue"), kind="integer"),
    Column(name="reason", label=Text("重新生成原因", "Reason"), hidden=True),
    Column(name="sha256", label=Text("哈希（SHA-256）", "Hash"), hidden=True),
    Column(name="made_by_name", label=Text("生成人", "Made by")),
    Column(name="made_at", label=Text("生成时间", "Made at"), kind="datetime", sortable=True),
    Column(name="takers", label=Text("下载记录", "Taken by")),
)
TAKE = Action(
    label=Text("下载", "Download"),
    api="/outputs/${id}/take",
    download=True,
    level="link",
    visible_when="state == 'ready'",
)

OUTPUTS = Page(
    path="/outputs",
    title=Text("发放与申报文件", "Payment and declaration files"),
    permission=OUTPUT_READ,
    body=(
        Tabs(
            tabs=(
                Tab(
                    title=Text("文件", "Files"),
                    body=(
                        Table(
                            api="/outputs",
                            empty=Text(
                                "还没有文件。打开一个已审批的工资批次，在“文件”页签生成。",
                                "No file yet. Open an approved pay run and make one there.",
                            ),
                            filters=(
                                Field(
                                    name="kind",
                                    label=Text("文件", "File"),
                                    kind="choice",
                                    options=OUTPUT_KINDS,
                                ),
                            ),
                            columns=(
                                Column(
                                    name="period",
                                    label=Text("月份", "Month"),
                                    link="/console/payroll/runs/${run_id}",
                                ),
                                *OUTPUT_COLUMNS,
                            ),
                            row_actions=(TAKE,),
                        ),
                    ),
                ),
                Tab(
                    title=Text("银行模板", "Bank templates"),
                    body=(
                        Markdown(
                            text=Text(
                                "代发格式由各银行规定。示例只展示常见形态，请按开户银行的要求另存为本单位模板。",
                                "Each bank has its own format. The examples show common shapes; save your own.",
                            )
                        ),
                        Table(
                            api="/bank-templates",
                            columns=(
                                Column(name="name", label=Text("名称", "Name")),
                                Column(name="shape", label=Text("形态", "Shape")),
                                Column(name="encoding", label=Text("编码", "Encoding")),
                                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                                Column(name="example", label=Text("示例", "Example"), kind="boolean"),
                            ),
                            row_actions=(
                                Action(
                                    label=Text("另存或修改", "Save as"),
                                    api="/bank-templates",
                                    permission=TEMPLATE_MANAGE,
                                    size="lg",
                                    fields=(
                                        Field(
                                            name="document",
                                            label=Text("模板", "Template"),
                                            kind="json",
                                            required=True,
                                            help=Text(
                                                "示例请改 name，并把 example 设为 false",
                                                "change the name of an example, and set example to false",
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                            export=False,
                        ),
                    ),
                ),
                ACCOUNTS_TAB,
                Tab(
                    title=Text("营业收入", "Revenue"),
                    permission=REVENUE_MANAGE,
                    body=(
                        Table(
                            api="/revenue",
                            empty=Text(
                                "还没有登记。人工成本占比按登记的营业收入计算。",
                                "Nothing recorded. The pay-cost ratio uses recorded revenue.",
                            ),
                            columns=(
                                Column(name="period", label=Text("月份", "Month"), sortable=True),
                                Column(name="amount", label=Text("营业收入", "Revenue"), kind="money"),
                                Column(name="reference", label=Text("依据", "Reference")),
                                Column(name="counts", label=Text("有效", "Counts"), kind="boolean"),
                            ),
                            actions=(
                                Action(
                                    label=Text("登记", "Record"),
                                    api="/revenue",
                                    level="primary",
                                    permission=REVENUE_MANAGE,
                                    fields=(
                                        Field(
                                            name="period",
                                            label=Text("月份", "Month"),
                                            kind="month",
                                            required=True,
                                        ),
                                        Field(
                                            name="amount",
                                            label=Text("营业收入（元）", "Revenue"),
                                            kind="money",
                                            required=True,
                                        ),
                                        Field(
                                            name="reference", label=Text("依据", "Reference"), required=True
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            )
        ),
    ),
)
RUN_OUTPUT_TAB = Tab(
    title=Text("文件", "Files"),
    permission=OUTPUT_READ,
    body=(
        Table(
            api="/runs/${id}/outputs",
            poll_seconds=5,
            empty=Text("还没有生成文件", "No file yet"),
            columns=OUTPUT_COLUMNS,
            row_actions=(TAKE,),
            actions=(
                Action(
                    label=Text("生成文件", "Make a file"),
                    api="/runs/${id}/outputs",
                    level="primary",
                    done=Text("已开始生成", "Started"),
                    fields=(
                        Field(
                            name="kind",
                            label=Text("文件", "File"),
                            kind="choice",
                            required=True,
                            options=OUTPUT_KINDS,
                        ),
                        Field(
                            name="template",
                            label=Text("银行模板", "Bank template"),
                            kind="choice",
                            options_api="/bank-templates",
                            visible_when="kind == 'bank'",
                        ),
                        Field(
                            name="reason",
                            label=Text("重新生成或特殊情况的原因", "Reason, where made again"),
                            visible_when="kind == 'bank'",
                        ),
                        Field(
                            name="allow_shared_accounts",
                            label=Text("允许多人同一账号", "Allow shared accounts"),
                            kind="boolean",
                            default=False,
                            visible_when="kind == 'bank'",
                        ),
                    ),
                ),
            ),
        ),
    ),
)
RUN_ANSWER_TAB = Tab(
    title=Text("员工确认", "Answers"),
    permission=SLIP_READ,
    body=(
        Table(
            api="/runs/${id}/answers",
            empty=Text("关账发布后可查看", "Shown once the run is closed"),
            filters=(Field(name="answer", label=Text("状态", "State"), kind="choice", options=ANSWERS),),
            columns=(
                Column(name="employee_number", label=Text("工号", "Number"), sortable=True),
                Column(name="employee_name", label=Text("姓名", "Name")),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="answer", label=Text("状态", "State"), options=ANSWERS),
                Column(name="confirmed_at", label=Text("确认时间", "Confirmed"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("提醒未确认人员", "Remind who hasn't answered"),
                    api="/runs/${id}/remind",
                    done=Text("已提醒", "Reminded"),
                ),
            ),
        ),
    ),
)
