"""Console pages of pay adjustments of many people."""

from __future__ import annotations

from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises.service import STATES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Block,
    Callout,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Markdown,
    Option,
    Section,
    Tab,
    Table,
    Tabs,
    Trial,
)

_COLOURS = {"submitted": "warning", "approved": "success", "draft": "info"}
_STATES = tuple(
    Option(value=value, label=label, colour=_COLOURS.get(value, "default"))  # type: ignore[arg-type]
    for value, label in STATES.items()
)
_SEVERITY = (
    Option(value="ok", label=Text("可调整", "Fine"), colour="success"),
    Option(value="warning", label=Text("请核对", "Look"), colour="warning"),
    Option(value="error", label=Text("有误", "Wrong"), colour="danger"),
)
_SHEET = Field(
    name="file_id",
    label=Text("填好的表格", "The sheet"),
    kind="file",
    accept=".xlsx",
    max_mb=10,
    required=True,
)
_DAY = Field(name="effective_on", label=Text("生效日期", "Effective on"), kind="date", required=True)
_BATCHES: tuple[Block, ...] = (
    Markdown(
        text=Text(
            "下载模板，填写“调整后月工资”，再上传。系统逐行检查并算出影响，整批只走一次审批，批准后同时生效。",
            "Download the template, fill in the new wages and upload it. Every line is checked and its effect"
            " shown; the batch is approved once, and all of it counts together.",
        )
    ),
    Table(
        api="/raises",
        empty=Text("还没有调薪批次", "No batch yet"),
        filters=(Field(name="state", label=Text("状态", "State"), kind="choice", options=_STATES),),
        columns=(
            Column(name="title", label=Text("名称", "Title"), link="/console/payroll/raises/${id}"),
            Column(name="effective_on", label=Text("生效日期", "From"), kind="date", sortable=True),
            Column(name="state", label=Text("状态", "State"), options=_STATES),
            Column(name="people", label=Text("人数", "People"), kind="integer"),
            Column(name="monthly", label=Text("月工资合计增加", "More a month"), kind="money"),
            Column(name="errors", label=Text("有误", "Wrong"), kind="integer"),
            Column(name="recorded_at", label=Text("创建时间", "Made"), kind="datetime", sortable=True),
        ),
        actions=(
            Action(
                label=Text("上传调薪表", "Upload a sheet"),
                api="/raises",
                level="primary",
                redirect="/console/payroll/raises/${id}",
                fields=(
                    Field(name="title", label=Text("名称", "Title"), required=True),
                    _DAY,
                    Field(name="reason", label=Text("调薪原因", "Reason"), required=True),
                    _SHEET,
                ),
            ),
            Action(label=Text("下载模板", "Template"), api="/raise-template", method="get", download=True),
        ),
    ),
)
_SUBMIT = Action(
    label=Text("提交审批", "Ask for approval"),
    api="/raise",
    level="primary",
    confirm=Text(
        "提交“调薪”申请，由审批人逐级审批；生效日之前可撤销。",
        "Asks for the change; it can be undone before its day.",
    ),
    done=Text("已提交审批", "Submitted"),
    fields=tuple(
        Field(name=name, label=Text(name, name), kind="hidden")
        for name in ("employee_id", "effective_on", "monthly_wage", "reason", "reaches_back")
    ),
)
_ONE = Trial(
    api="/raise/preview",
    permission=TERM_MANAGE,
    submit=Text("测算影响", "Show the effect"),
    fields=(
        Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
        _DAY,
        Field(
            name="monthly_wage", label=Text("调整后月工资", "New monthly wage"), kind="money", required=True
        ),
        Field(name="reason", label=Text("调薪原因", "Reason"), required=True),
    ),
    body=(
        Figures(
            api="",
            figures=(
                Figure(name="total_old_wage", label=Text("现月工资", "Now"), kind="money"),
                Figure(name="total_net", label=Text("当月实发增加", "Net, a month"), kind="money"),
                Figure(name="total_cost", label=Text("当月单位成本增加", "Cost, a month"), kind="money"),
                Figure(
                    name="total_year_cost", label=Text("至年末单位成本", "Cost to December"), kind="money"
                ),
                Figure(
                    name="total_retro_gross", label=Text("需补发（已关账月份）", "Back pay"), kind="money"
                ),
            ),
        ),
        Callout(text=Text("${warning}", "${warning}"), level="warning", visible_when="warning"),
        Callout(text=Text("${note}", "${note}")),
        Section(
            visible_when="back_pay && back_pay.length",
            body=(
                Table(
                    title=Text("已关账月份的差额", "Differences of closed months"),
                    api="${back_pay}",
                    columns=(
                        Column(name="period", label=Text("月份", "Month"), width=110),
                        Column(name="label", label=Text("项目", "Item")),
                        Column(name="was", label=Text("原金额", "Was"), kind="money"),
                        Column(name="now", label=Text("应为", "Is to be"), kind="money"),
                        Column(name="posted", label=Text("已补", "Posted"), kind="money"),
                        Column(name="amount", label=Text("差额", "Difference"), kind="money"),
                    ),
                ),
            ),
        ),
        Detail(
            api="",
            columns=(
                Column(name="effective_on", label=Text("生效日期", "From"), kind="date"),
                Column(name="monthly_wage", label=Text("调整后月工资", "New monthly wage"), kind="money"),
                Column(name="reaches_back", label=Text("追溯到已关账月份", "Reaches back"), kind="boolean"),
                Column(name="reason", label=Text("原因", "Reason")),
            ),
            actions=(_SUBMIT,),
        ),
    ),
)
RAISES = Page(
    path="/raises",
    title=Text("调薪", "Pay adjustments"),
    permission=TERM_MANAGE,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("批量调薪", "Many people"), body=_BATCHES),
                Tab(title=Text("单人调薪", "One person"), body=(_ONE,)),
            )
        ),
    ),
)
_ROWS = Table(
    api="/raises/${id}/rows",
    filters=(
        Field(name="severity", label=Text("状态", "State"), kind="choice", options=_SEVERITY),
        Field(name="q", label=Text("姓名或工号", "Name or number")),
    ),
    columns=(
        Column(name="line", label=Text("行", "Line"), kind="integer", sortable=True, width=60),
        Column(name="severity", label=Text("状态", "State"), options=_SEVERITY, sortable=True, width=90),
        Column(name="employee_number", label=Text("工号", "Number"), width=110),
        Column(name="employee_name", label=Text("姓名", "Name")),
        Column(name="old_wage", label=Text("现月工资", "Now"), kind="money"),
        Column(name="new_wage", label=Text("调整后", "Then"), kind="money", sortable=True),
        Column(name="difference", label=Text("增加", "More"), kind="money"),
        Column(name="percent", label=Text("幅度", "Percent"), kind="percent"),
        Column(name="social_base", label=Text("社保基数", "Insurance base"), kind="money", hidden=True),
        Column(name="housing_base", label=Text("公积金基数", "Housing base"), kind="money", hidden=True),
        Column(name="reason", label=Text("原因", "Reason"), hidden=True),
        Column(name="text", label=Text("检查结果", "What is found")),
    ),
)
_EFFECT = Section(
    api="/raises/${id}/effect",
    body=(
        Figures(
            api="",
            figures=(
                Figure(name="people", label=Text("人数", "People")),
                Figure(name="total_gross", label=Text("当月应发增加", "Gross, a month"), kind="money"),
                Figure(name="total_cost", label=Text("当月单位成本增加", "Cost, a month"), kind="money"),
                Figure(
                    name="total_year_cost", label=Text("至年末单位成本", "Cost to December"), kind="money"
                ),
                Figure(
                    name="total_retro_gross", label=Text("需补发（已关账月份）", "Back pay"), kind="money"
                ),
            ),
        ),
        Callout(text=Text("${note}", "${note}")),
        Table(
            api="${items}",
            columns=(
                Column(name="employee_number", label=Text("工号", "Number"), width=110),
                Column(name="employee_name", label=Text("姓名", "Name")),
                Column(name="old_wage", label=Text("现月工资", "Now"), kind="money"),
                Column(name="new_wage", label=Text("调整后", "Then"), kind="money"),
                Column(name="net", label=Text("当月实发增加", "Net, a month"), kind="money"),
                Column(name="cost", label=Text("当月成本增加", "Cost, a month"), kind="money"),
                Column(name="year_cost", label=Text("至年末成本", "To December"), kind="money"),
                Column(name="retro_gross", label=Text("补发工资", "Back pay"), kind="money"),
                Column(name="problem", label=Text("不能计算的原因", "Why it can't be told")),
            ),
        ),
    ),
)
RAISE = Page(
    path="/raises/:id",
    title=Text("调薪批次", "Pay adjustment"),
    permission=TERM_MANAGE,
    body=(
        Detail(
            api="/raises/${id}",
            columns=(
                Column(name="title", label=Text("名称", "Title")),
                Column(name="effective_on", label=Text("生效日期", "From"), kind="date"),
                Column(name="state", label=Text("状态", "State"), options=_STATES),
                Column(name="people", label=Text("可调整人数", "People"), kind="integer"),
                Column(name="errors", label=Text("有误的行", "Wrong lines"), kind="integer"),
                Column(name="monthly", label=Text("月工资合计增加", "More a month"), kind="money"),
                Column(name="reason", label=Text("原因", "Reason")),
            ),
            actions=(
                Action(
                    label=Text("提交审批", "Ask for approval"),
                    api="/raises/${id}/submit",
                    level="primary",
                    visible_when="state == 'draft' && !errors && people",
                    confirm=Text(
                        "整批提交一次审批，批准后同时生效。", "The batch is one request; it counts together."
                    ),
                    done=Text("已提交审批", "Submitted"),
                ),
                Action(
                    label=Text("重新上传表格", "Another sheet"),
                    api="/raises/${id}/sheet",
                    visible_when="state == 'draft'",
                    fields=(_SHEET, _DAY),
                ),
                Action(
                    label=Text("作废", "Discard"),
                    api="/raises/${id}/discard",
                    level="danger",
                    visible_when="state == 'draft'",
                    confirm=Text("确认作废该批次？", "Discard this batch?"),
                ),
                Action(
                    label=Text("查看审批单（撤回或撤销）", "The request (withdraw or undo)"),
                    link="/console/core/requests/${request_id}",
                    visible_when="request_id",
                ),
            ),
        ),
        Tabs(
            tabs=(
                Tab(title=Text("逐行检查", "Lines"), body=(_ROWS,)),
                Tab(title=Text("影响测算", "Effect"), body=(_EFFECT,)),
            )
        ),
    ),
)
