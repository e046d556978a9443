"""Console page of what-ifs: pay, bonus methods, leaving."""

from __future__ import annotations

from renshi_payroll.pages.single_incomes import SINGLE_INCOME
from renshi_payroll.permissions import SIMULATE, TERM_READ
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Block,
    Callout,
    Chart,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Option,
    Section,
    Tab,
    Table,
    Tabs,
    Trial,
)

PROFILES = (
    Option(value="standard", label=Text("五险一金", "Insurance and housing fund")),
    Option(value="without_housing_fund", label=Text("仅社保", "Without housing fund")),
    Option(value="local_hukou", label=Text("深户（深圳）", "Shenzhen hukou")),
    Option(value="injury_only", label=Text("仅工伤", "Work injury only")),
    Option(value="none", label=Text("不参保", "None")),
)
SEVERITY = (
    Option(value="error", label=Text("错误", "Error"), colour="danger"),
    Option(value="warning", label=Text("提醒", "Warning"), colour="warning"),
)
_LABEL = Column(name="label", label=Text("项目", "Item"))
_BEFORE = Column(name="before", label=Text("现在", "Now"), kind="money", width=130)
_AFTER = Column(name="after", label=Text("试算后", "Then"), kind="money", width=130)
_DIFFERENCE = Column(name="difference", label=Text("差额", "Difference"), kind="money", width=130)
_PERSON = Column(name="employee_name", label=Text("员工", "Employee"))


def _money(name: str, zh: str, en: str, help_: Text | None = None) -> Field:
    return Field(name=name, label=Text(zh, en), kind="money", help=help_)


_WHO = (
    Field(name="period", label=Text("试算月份", "Month"), kind="month", required=True),
    Field(name="employees", label=Text("员工", "People"), kind="employees"),
    Field(
        name="department_id",
        label=Text("或部门", "Or a department"),
        kind="department",
        help=Text("含下级部门", "with those below it"),
    ),
    Field(name="everybody", label=Text("或全公司", "Or everybody"), kind="boolean"),
)
_TERMS = (
    _money("monthly_wage", "调整后月工资", "New monthly wage"),
    Field(
        name="wage_percent",
        label=Text("或调整幅度（%）", "Or a raise in percent"),
        kind="number",
        help=Text("如 5 表示加薪 5%", "5 means 5 % more"),
    ),
    _money("wage_add", "或增加金额", "Or an amount more"),
    Field(
        name="effective_on",
        label=Text("生效日期", "From"),
        kind="date",
        help=Text("不填为当月 1 日", "empty: the first of the month"),
    ),
    Field(
        name="jurisdiction",
        label=Text("参保城市", "City"),
        kind="choice",
        options_api="/jurisdictions",
    ),
    Field(name="profile", label=Text("参保类型", "Insurance profile"), kind="choice", options=PROFILES),
    _money("social_base", "社保申报基数", "Insurance base"),
    _money("housing_base", "公积金申报基数", "Housing-fund base"),
    Field(name="housing_percent", label=Text("公积金比例（%）", "Housing fund %"), kind="number"),
)
_MONTH = (
    _money("bonus", "奖金（并入工资）", "Bonus with the wage"),
    _money("annual_bonus", "全年一次性奖金", "Annual bonus"),
    _money("allowance", "津贴补贴", "Allowance"),
    _money("deduction", "税后扣款", "Deduction after tax"),
    _money(
        "additional_monthly",
        "专项附加扣除（每月）",
        "Additional deductions a month",
        Text("从今年起算减除费用的月份起，每月合计", "in total a month, from the year's first counted month"),
    ),
    Field(name="unpaid_days", label=Text("事假（天）", "Unpaid days"), kind="number"),
    Field(name="sick_days", label=Text("病假（天）", "Sick days"), kind="number"),
    Field(name="overtime_hours", label=Text("平日加班（小时）", "Overtime hours"), kind="number"),
    Field(
        name="component_set",
        label=Text("薪资项目方案", "Component set"),
        kind="choice",
        options_api="/component-sets/options",
        help=Text("不选为当前方案", "empty: the one in force"),
    ),
)
_ANSWER: tuple[Block, ...] = (
    Figures(
        api="",
        figures=(
            Figure(name="people", label=Text("人数", "People")),
            Figure(name="net_difference", label=Text("实发变化（当月）", "Net, this month"), kind="money"),
            Figure(
                name="cost_difference", label=Text("单位成本变化（当月）", "Cost, this month"), kind="money"
            ),
            Figure(
                name="year_tax_difference", label=Text("个税变化（至年末）", "Tax, to December"), kind="money"
            ),
            Figure(
                name="year_cost_difference",
                label=Text("单位成本变化（至年末）", "Cost, to December"),
                kind="money",
            ),
        ),
    ),
    Section(
        visible_when="findings && findings.length",
        body=(
            Table(
                title=Text("需要注意", "Worth a look"),
                api="${findings}",
                columns=(
                    Column(name="severity", label=Text("级别", "Severity"), options=SEVERITY, width=90),
                    Column(name="employee_name", label=Text("员工", "Employee"), width=120),
                    Column(name="text", label=Text("说明", "What it is")),
                ),
            ),
        ),
    ),
    Table(
        title=Text("当月合计", "The month"),
        api="${totals}",
        columns=(_LABEL, _BEFORE, _AFTER, _DIFFERENCE),
    ),
    Table(
        title=Text("逐项差额与计算说明", "Line by line, with the reason"),
        api="${lines}",
        columns=(
            _LABEL,
            _BEFORE,
            _AFTER,
            _DIFFERENCE,
            Column(name="why", label=Text("试算后如何计算", "How it is computed then"), kind="textarea"),
        ),
    ),
    Section(
        visible_when="people > 1",
        body=(
            Table(
                title=Text("逐人差额", "Person by person"),
                api="${persons}",
                columns=(
                    Column(name="employee_number", label=Text("工号", "Number"), width=110),
                    _PERSON,
                    Column(name="net_before", label=Text("现实发", "Net now"), kind="money"),
                    Column(name="net_after", label=Text("试算实发", "Net then"), kind="money"),
                    Column(name="net_difference", label=Text("实发差额", "Net difference"), kind="money"),
                    Column(name="tax_difference", label=Text("个税差额", "Tax difference"), kind="money"),
                    Column(
                        name="cost_difference", label=Text("单位成本差额", "Cost difference"), kind="money"
                    ),
                    Column(
                        name="year_cost_difference",
                        label=Text("至年末单位成本差额", "Cost to December"),
                        kind="money",
                    ),
                ),
            ),
        ),
    ),
    Table(
        title=Text("至年末合计", "To the end of the year"),
        api="${year}",
        columns=(_LABEL, _BEFORE, _AFTER, _DIFFERENCE),
    ),
    Chart(
        title=Text("每月个税", "Tax month by month"),
        api="${months}",
        kind="bar",
        x="month",
        y=("tax_before", "tax_after"),
        labels=(Text("现在", "Now"), Text("试算后", "Then")),
    ),
    Callout(text=Text("${assumption}", "${assumption}")),
)
_PAY = Trial(
    api="/simulations",
    fields=(*_WHO, *_TERMS, *_MONTH),
    permission=SIMULATE,
    body=_ANSWER,
)
_BONUS = Trial(
    api="/simulations/bonus",
    permission=SIMULATE,
    submit=Text("比较", "Compare"),
    fields=(
        Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
        Field(name="period", label=Text("发放月份", "Paid in"), kind="month", required=True),
        Field(name="amount", label=Text("奖金金额", "Bonus"), kind="money", required=True),
    ),
    body=(
        Callout(text=Text("${advice}", "${advice}"), level="success"),
        Callout(text=Text("${pitfall_text}", "${pitfall_text}"), level="warning", visible_when="${pitfall}"),
        Callout(text=Text("${refused}", "${refused}"), level="warning", visible_when="${refused}"),
        Table(
            title=Text("全年一次性奖金计税比较", "Both methods"),
            api="${items}",
            columns=(
                Column(name="label", label=Text("方式", "Method")),
                Column(name="separate", label=Text("单独计税部分", "Taxed separately"), kind="money"),
                Column(name="combined", label=Text("并入工资部分", "With the wages"), kind="money"),
                Column(name="separate_tax", label=Text("单独计税税额", "Separate tax"), kind="money"),
                Column(name="wage_tax", label=Text("工资个税增加（至年末）", "More wage tax"), kind="money"),
                Column(name="tax", label=Text("增加个税合计", "Tax in all"), kind="money"),
                Column(name="year_net", label=Text("税后到手（至年末）", "In hand"), kind="money"),
                Column(name="best", label=Text("最省税", "Least tax"), kind="boolean", width=90),
            ),
        ),
        Callout(text=Text("${note}", "${note}")),
    ),
)
_LEAVING = Trial(
    api="/leaving/quote",
    permission=TERM_READ,
    submit=Text("测算", "Quote"),
    fields=(
        Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
        Field(name="last_day", label=Text("最后工作日", "Last day"), kind="date", required=True),
        Field(
            name="annual_leave_entitlement",
            label=Text("当年应休年假（天）", "Leave of the year"),
            kind="integer",
            help=Text("不填不计算未休年假", "empty: no leave is computed"),
        ),
        Field(name="annual_leave_taken", label=Text("已休年假（天）", "Taken"), kind="number"),
        Field(name="severance", label=Text("支付经济补偿", "With severance"), kind="boolean"),
        Field(
            name="service_from",
            label=Text("工作年限起算日", "Service counts from"),
            kind="date",
            visible_when="severance",
            help=Text(
                "不填为入职日；集团内调入的请填原单位起算日",
                "empty: the first day here; service of a group employer counts",
            ),
        ),
        Field(
            name="city_average",
            label=Text("当地上年月平均工资", "City's average wage"),
            kind="money",
            visible_when="severance",
            help=Text(
                "用于 3 倍封顶和免税额；不填不计个税",
                "for the cap and the exemption; empty: no tax is computed",
            ),
        ),
        Field(
            name="unlawful",
            label=Text("违法解除（2N）", "Unlawful dismissal (2N)"),
            kind="boolean",
            visible_when="severance",
        ),
        Field(
            name="notice_missing",
            label=Text("未提前 30 日通知（+1）", "No 30 days' notice (+1)"),
            kind="boolean",
            visible_when="severance",
        ),
        Field(
            name="average_wage",
            label=Text("前 12 个月平均工资", "Average of 12 months"),
            kind="money",
            help=Text("不填按已关账月份计算", "empty: from the closed months"),
        ),
    ),
    body=(
        Figures(
            api="",
            figures=(
                Figure(name="total", label=Text("应付合计", "Owed in all"), kind="money"),
                Figure(name="average_wage", label=Text("月平均工资", "Average wage"), kind="money"),
                Figure(name="months_averaged", label=Text("平均的月数", "Months averaged")),
            ),
        ),
        Table(
            title=Text("离职应付项目", "What is owed"),
            api="${items}",
            empty=Text("没有选择任何项目", "Nothing was asked for"),
            columns=(
                Column(name="label", label=Text("项目", "Item"), width=140),
                Column(name="amount", label=Text("金额", "Amount"), kind="money", width=130),
                Column(name="explanation", label=Text("计算说明", "How it is computed"), kind="textarea"),
            ),
        ),
        Section(
            visible_when="severance && severance.net",
            body=(
                Detail(
                    api="",
                    title=Text("经济补偿个税（财税〔2018〕164号）", "Tax on the severance"),
                    columns=(
                        Column(name="severance.exempt", label=Text("免税部分", "Exempt"), kind="money"),
                        Column(name="severance.tax", label=Text("个人所得税", "Tax"), kind="money"),
                        Column(name="severance.net", label=Text("税后", "Net"), kind="money"),
                    ),
                ),
            ),
        ),
        Callout(
            text=Text(
                "测算不会发放任何款项。请在离职结算或经济补偿批次中录入相应项目。",
                "A quote pays nothing. Enter the items into a final-pay or severance run.",
            )
        ),
    ),
)
SIMULATIONS = Page(
    path="/simulations",
    title=Text("薪酬试算", "What if"),
    permission=SIMULATE,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("薪资试算", "Pay"), body=(_PAY,)),
                Tab(title=Text("年终奖计税比较", "Bonus methods"), body=(_BONUS,)),
                Tab(title=Text("离职测算", "Leaving"), body=(_LEAVING,), permission=TERM_READ),
                Tab(title=Text("单项收入计税", "Single incomes"), body=(SINGLE_INCOME,)),
            )
        ),
    ),
)
