"""Console pages of slips, for HR and for their owners."""

from __future__ import annotations

from renshi_payroll.pages.answers import ANSWERS, DISPUTE_STATES, MESSAGE, SIDES
from renshi_payroll.permissions import (
    SLIP_READ,
)
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Block,
    Column,
    Detail,
    Figure,
    Figures,
    Option,
    Section,
    Table,
    Timeline,
)
from renshi_sdk.web import AUTHENTICATED

_KINDS = (
    Option(value="earning", label=Text("应发", "Earning"), colour="success"),
    Option(value="employee", label=Text("个人缴纳", "Employee share"), colour="warning"),
    Option(value="employer", label=Text("单位缴纳", "Employer share")),
    Option(value="tax", label=Text("个税", "Tax"), colour="warning"),
    Option(value="deduction", label=Text("税后扣款", "Deduction"), colour="warning"),
)


def _line_columns(place: str) -> tuple[Column, ...]:
    return (
        Column(
            name="label", label=Text("项目", "Item"), link=f"/console/payroll/{place}/${{id}}/why/${{code}}"
        ),
        *_LINE_COLUMNS,
    )


_LINE_COLUMNS = (
    Column(name="amount", label=Text("金额（元）", "Amount"), kind="money", width=110),
    Column(name="kind", label=Text("类别", "Kind"), options=_KINDS, width=110),
    # Wide enough that a line stays a line on a phone, where it is scrolled to.
    Column(name="explanation", label=Text("计算说明", "How it was computed"), kind="textarea", width=480),
)
_SLIP_FIGURES = (
    Figure(name="gross", label=Text("应发合计", "Gross"), kind="money"),
    Figure(name="employee_social", label=Text("个人社保", "Insurance"), kind="money"),
    Figure(name="employee_housing", label=Text("个人公积金", "Housing fund"), kind="money"),
    Figure(name="iit", label=Text("个人所得税", "Income tax"), kind="money"),
    Figure(name="net", label=Text("实发", "Net"), kind="money"),
)

SLIP = Page(
    path="/slips/:id",
    title=Text("工资条", "Pay slip"),
    permission=SLIP_READ,
    body=(
        Detail(
            api="/slips/${id}",
            columns=(
                Column(name="employee_name", label=Text("姓名", "Name")),
                Column(name="employee_number", label=Text("工号", "Number")),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="period", label=Text("月份", "Month")),
                Column(name="employer_cost", label=Text("单位社保公积金", "Employer shares"), kind="money"),
                Column(name="published", label=Text("已发布", "Published"), kind="boolean"),
            ),
            actions=(
                Action(label=Text("下载 PDF", "PDF"), api="/slips/${id}/pdf", method="get", download=True),
            ),
        ),
        Figures(api="/slips/${id}", figures=_SLIP_FIGURES),
        Table(api="/slips/${id}/lines", columns=_line_columns("slips")),
    ),
)


def _why(api: str) -> tuple[Block, ...]:
    return (
        Section(
            api=api,
            body=(
                Detail(
                    api="",
                    columns=(
                        Column(name="employee_name", label=Text("姓名", "Name")),
                        Column(name="period", label=Text("月份", "Month")),
                        Column(name="label", label=Text("项目", "Item")),
                        Column(name="amount", label=Text("金额（元）", "Amount"), kind="money"),
                    ),
                ),
                Table(
                    title=Text("怎么算出来的", "How it was computed"),
                    api="${items}",
                    columns=(
                        Column(name="steps", label=Text("计算过程", "Step by step"), kind="textarea"),
                        Column(name="amount", label=Text("金额（元）", "Amount"), kind="money", width=130),
                        Column(name="rounding", label=Text("取整", "Rounding"), width=120),
                        Column(name="status_label", label=Text("参数状态", "Standing"), width=120),
                        Column(name="instruments", label=Text("依据", "Source"), kind="textarea", width=260),
                    ),
                ),
                Table(
                    title=Text("用到的数据", "What went into it"),
                    api="${inputs}",
                    empty=Text("没有其他数据", "Nothing else"),
                    columns=(
                        Column(name="label", label=Text("数据", "Input")),
                        Column(name="value", label=Text("数值", "Value"), width=220),
                    ),
                ),
            ),
        ),
    )


WHY = Page(
    path="/slips/:id/why/:code",
    title=Text("这一项怎么来的", "Why this line"),
    permission=SLIP_READ,
    body=_why("/slips/${id}/why?code=${code}"),
)
MY_WHY = Page(
    path="/my/:id/why/:code",
    title=Text("这一项怎么来的", "Why this line"),
    permission=AUTHENTICATED,
    body=_why("/my/slips/${id}/why?code=${code}"),
)

MY = Page(
    path="/my",
    title=Text("我的工资条", "My pay slips"),
    permission=AUTHENTICATED,
    body=(
        Table(
            api="/my/slips",
            empty=Text("还没有已发布的工资条", "No pay slip has been published yet"),
            columns=(
                Column(name="period", label=Text("月份", "Month"), link="/console/payroll/my/${id}"),
                Column(name="gross", label=Text("应发", "Gross"), kind="money"),
                Column(name="tax", label=Text("个税", "Tax"), kind="money"),
                Column(name="net", label=Text("实发", "Net"), kind="money"),
                Column(name="answer", label=Text("状态", "State"), options=ANSWERS),
            ),
        ),
    ),
)
MY_SLIP = Page(
    path="/my/:id",
    title=Text("我的工资条", "My pay slip"),
    permission=AUTHENTICATED,
    body=(
        Detail(
            api="/my/slips/${id}",
            columns=(
                Column(name="period", label=Text("月份", "Month")),
                Column(name="pay_date", label=Text("发薪日", "Paid on"), kind="date"),
                Column(name="answer", label=Text("状态", "State"), options=ANSWERS),
            ),
            actions=(
                Action(
                    label=Text("确认无误", "Confirm"),
                    api="/my/slips/${id}/confirm",
                    level="primary",
                    visible_when="answer == 'waiting' || answer == 'closed'",
                    done=Text("已确认", "Confirmed"),
                ),
                Action(
                    label=Text("有疑问", "Ask about it"),
                    api="/my/slips/${id}/disputes",
                    visible_when="answer != 'open' && answer != 'answered'",
                    fields=(MESSAGE,),
                    done=Text("已提交，薪酬专员会答复", "Sent; payroll will answer"),
                ),
                Action(label=Text("下载 PDF", "PDF"), api="/my/slips/${id}/pdf", method="get", download=True),
            ),
        ),
        Figures(api="/my/slips/${id}", figures=_SLIP_FIGURES),
        Table(api="/my/slips/${id}/lines", columns=_line_columns("my")),
        Table(
            api="/my/slips/${id}/disputes",
            title=Text("我的异议", "My questions"),
            empty=Text("没有异议", "None"),
            export=False,
            columns=(
                Column(
                    name="opened_at",
                    label=Text("提出时间", "Asked"),
                    kind="datetime",
                    link="/console/payroll/my/disputes/${id}",
                ),
                Column(name="last_message", label=Text("最近留言", "Last message")),
                Column(name="state", label=Text("状态", "State"), options=DISPUTE_STATES),
            ),
        ),
    ),
)
MY_DISPUTE = Page(
    path="/my/disputes/:id",
    title=Text("我的异议", "My question"),
    permission=AUTHENTICATED,
    body=(
        Detail(
            api="/my/disputes/${id}",
            columns=(
                Column(name="period", label=Text("月份", "Month")),
                Column(name="state", label=Text("状态", "State"), options=DISPUTE_STATES),
            ),
            actions=(
                Action(
                    label=Text("补充留言", "Write again"),
                    api="/my/disputes/${id}/messages",
                    visible_when="state != 'closed'",
                    fields=(MESSAGE,),
                ),
                Action(
                    label=Text("没有疑问了", "No further question"),
                    api="/my/disputes/${id}/close",
                    level="primary",
                    visible_when="state != 'closed'",
                ),
            ),
        ),
        Timeline(api="/my/disputes/${id}/thread", kinds=SIDES),
    ),
)
