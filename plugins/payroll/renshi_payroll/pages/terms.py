"""Console pages of pay terms and one-off items."""

from __future__ import annotations

from renshi_payroll.adjustments.schemas import ITEM_NAMES
from renshi_payroll.pages.simulations import PROFILES
from renshi_payroll.parameters import load_parameters
from renshi_payroll.permissions import (
    TERM_MANAGE,
    TERM_READ,
)
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Column,
    Field,
    Markdown,
    Option,
    Table,
)

_ITEMS = tuple(Option(value=component, label=title) for component, title in ITEM_NAMES.items())
_CITIES = tuple(
    Option(value=place.id, label=Text(place.title_zh, place.title_en))
    for place in load_parameters().jurisdictions.values()
    if place.id != "cn"
)
TERMS = Page(
    path="/terms",
    title=Text("薪资标准", "Pay terms"),
    permission=TERM_READ,
    body=(
        Table(
            api="/terms",
            filters=(
                Field(name="q", label=Text("姓名或工号", "Name or number")),
                Field(
                    name="missing",
                    label=Text("薪资标准", "Terms"),
                    kind="choice",
                    options=(
                        Option(value="true", label=Text("未录入", "Missing")),
                        Option(value="false", label=Text("已录入", "Recorded")),
                    ),
                ),
            ),
            columns=(
                Column(name="employee_number", label=Text("工号", "Number"), sortable=True),
                Column(name="employee_name", label=Text("姓名", "Name"), sortable=True),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="monthly_wage", label=Text("月工资", "Monthly wage"), kind="money"),
                Column(name="valid_from", label=Text("生效日期", "From"), kind="date"),
                Column(name="jurisdiction", label=Text("参保城市", "City"), options=_CITIES),
                Column(name="profile", label=Text("参保类型", "Profile"), options=PROFILES, hidden=True),
                Column(name="social_base", label=Text("社保申报基数", "Insurance base"), kind="money"),
                Column(name="housing_base", label=Text("公积金申报基数", "Housing base"), kind="money"),
                Column(name="resident", label=Text("居民个人", "Tax resident"), kind="boolean"),
            ),
            actions=(
                Action(
                    label=Text("录入薪资标准", "Record terms"),
                    api="/terms",
                    level="primary",
                    permission=TERM_MANAGE,
                    fields=(
                        Field(
                            name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True
                        ),
                        Field(name="valid_from", label=Text("生效日期", "From"), kind="date", required=True),
                        Field(
                            name="monthly_wage",
                            label=Text("月工资（元）", "Monthly wage"),
                            kind="money",
                            required=True,
                        ),
                        Field(
                            name="jurisdiction",
                            label=Text("参保城市", "City"),
                            kind="choice",
                            options_api="/jurisdictions",
                        ),
                        Field(
                            name="profile",
                            label=Text("参保类型", "Insurance profile"),
                            kind="choice",
                            default="standard",
                            options=PROFILES,
                        ),
                        Field(name="social_base", label=Text("社保申报基数", "Insurance base"), kind="money"),
                        Field(
                            name="housing_base", label=Text("公积金申报基数", "Housing base"), kind="money"
                        ),
                        Field(
                            name="housing_percent",
                            label=Text("公积金比例（%）", "Housing fund %"),
                            kind="number",
                        ),
                        Field(
                            name="resident",
                            label=Text("居民个人", "Tax resident"),
                            kind="boolean",
                            default=True,
                        ),
                        Field(
                            name="late",
                            label=Text("追溯到已关账月份", "Reaches back to closed months"),
                            kind="boolean",
                            default=False,
                            help=Text("差额由补发批次补发", "a retro run pays the difference"),
                        ),
                        Field(name="reason", label=Text("原因", "Reason"), required=True),
                    ),
                ),
            ),
        ),
    ),
)

ADJUSTMENTS = Page(
    path="/adjustments",
    title=Text("一次性项目", "One-off items"),
    permission=TERM_MANAGE,
    body=(
        Markdown(
            text=Text(
                "这里录入月度工资中的一次性项目。奖金、离职结算、补发等专项批次的项目，以及按表格批量录入，请在批次页的“一次性项目”中进行。",
                "One-off items of the regular monthly run. Items of a bonus, final-pay or retro run, and sheets of many"
                " items, are entered on the run's own page under Items.",
            )
        ),
        Table(
            api="/adjustments",
            filters=(
                Field(name="period", label=Text("月份", "Month"), kind="month"),
                Field(name="q", label=Text("姓名或工号", "Name or number")),
            ),
            columns=(
                Column(name="period", label=Text("月份", "Month"), sortable=True),
                Column(name="employee_name", label=Text("员工", "Employee")),
                Column(
                    name="component",
                    label=Text("项目", "Item"),
                    options=_ITEMS,
                ),
                Column(name="amount", label=Text("金额（元）", "Amount"), kind="money"),
                Column(name="note", label=Text("说明", "Note")),
                Column(name="cancelled", label=Text("已取消", "Cancelled"), kind="boolean"),
            ),
            actions=(
                Action(
                    label=Text("新增", "Add"),
                    api="/adjustments",
                    level="primary",
                    fields=(
                        Field(
                            name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True
                        ),
                        Field(name="period", label=Text("月份", "Month"), kind="month", required=True),
                        Field(
                            name="component",
                            label=Text("项目", "Item"),
                            kind="choice",
                            required=True,
                            options=_ITEMS,
                        ),
                        Field(name="amount", label=Text("金额（元）", "Amount"), kind="money", required=True),
                        Field(name="note", label=Text("说明", "Note"), required=True),
                    ),
                ),
            ),
            row_actions=(
                Action(
                    label=Text("取消", "Cancel"),
                    api="/adjustments/${id}/cancel",
                    level="danger",
                    visible_when="!cancelled",
                    confirm=Text("确认取消该项目？", "Cancel this item?"),
                ),
            ),
        ),
    ),
)
