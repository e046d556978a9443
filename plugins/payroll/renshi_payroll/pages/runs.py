"""Console pages of runs."""

from __future__ import annotations

from renshi_payroll.pages.answers import RUN_ANSWER_TAB, RUN_OUTPUT_TAB
from renshi_payroll.pages.run_guide import CHECKLIST, MISSING, NEXT
from renshi_payroll.pages.run_items import RUN_ITEM_TAB
from renshi_payroll.permissions import (
    RUN_APPROVE,
    RUN_CLOSE,
    RUN_MANAGE,
    RUN_READ,
    SLIP_READ,
)
from renshi_payroll.runs.service import KINDS, STATES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Column,
    Detail,
    Field,
    Option,
    Progress,
    Stage,
    Steps,
    Tab,
    Table,
    Tabs,
)

_COLOURS = {"calculating": "info", "calculated": "info", "checked": "warning", "approved": "success"}
_STATE_OPTIONS = tuple(
    Option(value=value, label=label, colour=_COLOURS.get(value, "default"))  # type: ignore[arg-type]
    for value, label in STATES.items()
)
_SEVERITY = (
    Option(value="error", label=Text("错误", "Error"), colour="danger"),
    Option(value="warning", label=Text("提醒", "Warning"), colour="warning"),
)
_KIND_OPTIONS = tuple(Option(value=value, label=label) for value, label in KINDS.items())
RUNS = Page(
    path="/runs",
    title=Text("工资批次", "Pay runs"),
    permission=RUN_READ,
    body=(
        Table(
            api="/runs",
            empty=Text(
                "还没有工资批次。点击“新建”选择月份。", "No pay run yet. Press New and choose a month."
            ),
            columns=(
                Column(
                    name="period",
                    label=Text("月份", "Month"),
                    link="/console/payroll/runs/${id}",
                    sortable=True,
                ),
                Column(name="kind", label=Text("类型", "Kind"), options=_KIND_OPTIONS),
                Column(name="title", label=Text("名称", "Title"), hidden=True),
                Column(name="state", label=Text("状态", "State"), options=_STATE_OPTIONS),
                Column(name="version", label=Text("版本", "Version"), kind="integer", hidden=True),
                Column(name="employees", label=Text("人数", "People"), kind="integer"),
                Column(name="gross", label=Text("应发", "Gross"), kind="money"),
                Column(name="tax", label=Text("个税", "Tax"), kind="money"),
                Column(name="net", label=Text("实发", "Net"), kind="money"),
                Column(name="employer_cost", label=Text("单位社保公积金", "Employer shares"), kind="money"),
                Column(name="errors", label=Text("错误", "Errors"), kind="integer"),
                Column(name="pay_date", label=Text("发薪日", "Pay date"), kind="date", sortable=True),
            ),
            actions=(
                Action(
                    label=Text("新建", "New"),
                    api="/runs",
                    level="primary",
                    permission=RUN_MANAGE,
                    fields=(
                        Field(name="period", label=Text("工资月份", "Month"), kind="month", required=True),
                        Field(
                            name="kind",
                            label=Text("类型", "Kind"),
                            kind="choice",
                            default="monthly",
                            options=_KIND_OPTIONS,
                        ),
                        Field(
                            name="title",
                            label=Text("名称", "Title"),
                            visible_when="kind && kind != 'monthly'",
                        ),
                        Field(
                            name="pay_date",
                            label=Text("发放日期", "Paid on"),
                            kind="date",
                            visible_when="kind && kind != 'monthly'",
                            help=Text("不填为当月发薪日", "empty: the month's pay day"),
                        ),
                        Field(
                            name="members",
                            label=Text("离职人员", "Leavers"),
                            kind="choices",
                            options_api="/leavers",
                            help=Text("已在人事登记最后工作日的人员", "with a last day on record"),
                            visible_when="kind == 'final'",
                        ),
                    ),
                    redirect="/console/payroll/runs/${id}",
                ),
            ),
        ),
    ),
)

RUN = Page(
    path="/runs/:id",
    title=Text("工资批次", "Pay run"),
    permission=RUN_READ,
    body=(
        Steps(
            api="/runs/${id}",
            field="state",
            stages=tuple(
                Stage(value=value, title=STATES[value])
                for value in ("draft", "calculated", "checked", "approved", "closed", "paid", "filed")
            ),
        ),
        NEXT,
        Progress(api="/runs/${id}/progress", title=Text("正在核算", "Calculating")),
        MISSING,
        Detail(
            api="/runs/${id}",
            columns=(
                Column(name="period", label=Text("月份", "Month")),
                Column(name="kind", label=Text("类型", "Kind"), options=_KIND_OPTIONS),
                Column(name="state", label=Text("状态", "State"), options=_STATE_OPTIONS),
                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                Column(name="employees", label=Text("人数", "People"), kind="integer"),
                Column(name="gross", label=Text("应发", "Gross"), kind="money"),
                Column(name="tax", label=Text("个税", "Tax"), kind="money"),
                Column(name="net", label=Text("实发", "Net"), kind="money"),
                Column(name="employer_cost", label=Text("单位社保公积金", "Employer shares"), kind="money"),
                Column(name="pay_date", label=Text("发薪日", "Pay date"), kind="date"),
                Column(
                    name="payment_reference",
                    label=Text("发放凭据", "Payment"),
                    visible_when="payment_reference",
                ),
                Column(
                    name="filing_reference",
                    label=Text("申报受理号", "Declaration"),
                    visible_when="filing_reference",
                ),
                Column(name="digest", label=Text("结果摘要", "Digest"), visible_when="digest"),
            ),
            actions=(
                Action(
                    label=Text("核算", "Calculate"),
                    api="/runs/${id}/calculate",
                    level="primary",
                    permission=RUN_MANAGE,
                    visible_when="can_calculate",
                    done=Text("已开始核算", "Calculation started"),
                ),
                Action(
                    label=Text("复核通过", "Mark as checked"),
                    api="/runs/${id}/check",
                    permission=RUN_MANAGE,
                    visible_when="state == 'calculated'",
                ),
                Action(
                    label=Text("提交审批", "Ask for approval"),
                    api="/runs/${id}/submit",
                    level="primary",
                    permission=RUN_MANAGE,
                    visible_when="state == 'checked' && !request_id",
                    done=Text("已提交审批", "Submitted"),
                ),
                Action(
                    label=Text("查看审批单", "See the request"),
                    link="/console/core/requests/${request_id}",
                    visible_when="request_id",
                ),
                Action(
                    label=Text("登记发放", "Record the payment"),
                    api="/runs/${id}/paid",
                    permission=RUN_CLOSE,
                    visible_when="state == 'closed'",
                    fields=(
                        Field(name="reference", label=Text("银行回单或批次号", "Reference"), required=True),
                    ),
                ),
                Action(
                    label=Text("登记申报", "Record the declaration"),
                    api="/runs/${id}/filed",
                    permission=RUN_CLOSE,
                    visible_when="state == 'paid'",
                    fields=(Field(name="reference", label=Text("申报受理号", "Reference"), required=True),),
                ),
                Action(
                    label=Text("审批通过", "Approve"),
                    api="/runs/${id}/approve",
                    level="primary",
                    permission=RUN_APPROVE,
                    visible_when="state == 'checked' && !request_id",
                    confirm=Text("确认审批通过该批次？", "Approve this run?"),
                ),
                Action(
                    label=Text("退回", "Send back"),
                    api="/runs/${id}/return",
                    permission=RUN_APPROVE,
                    visible_when="state == 'checked' || state == 'approved'",
                    fields=(
                        Field(name="reason", label=Text("原因", "Reason"), kind="textarea", required=True),
                    ),
                ),
                Action(
                    label=Text("关账并发布", "Close and publish"),
                    api="/runs/${id}/close",
                    level="danger",
                    permission=RUN_CLOSE,
                    visible_when="state == 'approved'",
                    confirm=Text(
                        "关账后不可修改，工资条将发布给员工。确认关账？",
                        "A closed run can't be changed and its slips are published. Close it?",
                    ),
                ),
                Action(
                    label=Text("作废", "Discard"),
                    api="/runs/${id}/discard",
                    level="danger",
                    permission=RUN_MANAGE,
                    visible_when="kind != 'monthly' && !request_id && can_calculate",
                    fields=(
                        Field(name="reason", label=Text("原因", "Reason"), kind="textarea", required=True),
                    ),
                ),
                Action(
                    label=Text("重算核对", "Verify"),
                    api="/runs/${id}/verify",
                    visible_when="state == 'closed' || state == 'approved' || state == 'paid' || state == 'filed'",
                    done=Text("已按留存输入重算", "Computed again from the stored inputs"),
                ),
            ),
        ),
        Tabs(
            tabs=(
                CHECKLIST,
                RUN_ITEM_TAB,
                Tab(
                    title=Text("工资条", "Slips"),
                    permission=SLIP_READ,
                    body=(
                        Table(
                            api="/runs/${id}/slips",
                            filters=(Field(name="q", label=Text("姓名或工号", "Name or number")),),
                            columns=(
                                Column(name="employee_number", label=Text("工号", "Number"), sortable=True),
                                Column(
                                    name="employee_name",
                                    label=Text("姓名", "Name"),
                                    link="/console/payroll/slips/${id}",
                                    sortable=True,
                                ),
                                Column(name="department_name", label=Text("部门", "Department")),
                                Column(name="gross", label=Text("应发", "Gross"), kind="money"),
                                Column(
                                    name="insurance", label=Text("个人社保公积金", "Shares"), kind="money"
                                ),
                                Column(name="tax", label=Text("个税", "Tax"), kind="money", sortable=True),
                                Column(name="net", label=Text("实发", "Net"), kind="money", sortable=True),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("错误与提醒", "Problems"),
                    body=(
                        Table(
                            api="/runs/${id}/problems",
                            columns=(
                                Column(name="severity", label=Text("级别", "Severity"), options=_SEVERITY),
                                Column(name="employee_name", label=Text("员工", "Employee")),
                                Column(name="text", label=Text("说明", "What it is")),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("与上一版差异", "Changes"),
                    permission=SLIP_READ,
                    body=(
                        Table(
                            api="/runs/${id}/changes",
                            columns=(
                                Column(name="employee_name", label=Text("员工", "Employee")),
                                Column(
                                    name="net_before", label=Text("上一版实发", "Net before"), kind="money"
                                ),
                                Column(name="net_after", label=Text("本版实发", "Net now"), kind="money"),
                                Column(name="difference", label=Text("差异", "Difference"), kind="money"),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("与上月对比", "Against last month"),
                    permission=SLIP_READ,
                    body=(
                        Table(
                            api="/runs/${id}/diff",
                            export=False,
                            columns=(
                                Column(name="employee_number", label=Text("工号", "Number")),
                                Column(name="employee_name", label=Text("员工", "Employee")),
                                Column(name="net_before", label=Text("上月实发", "Net before"), kind="money"),
                                Column(name="net", label=Text("本月实发", "Net now"), kind="money"),
                                Column(name="difference", label=Text("差异", "Difference"), kind="money"),
                                Column(name="reasons", label=Text("原因", "Why"), kind="tags"),
                            ),
                        ),
                    ),
                ),
                RUN_ANSWER_TAB,
                RUN_OUTPUT_TAB,
            )
        ),
    ),
)
