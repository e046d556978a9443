"""Console page of the tax year."""

from __future__ import annotations

from renshi_payroll.permissions import FACT_MANAGE, SLIP_READ
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Option, Tab, Table, Tabs

_AMOUNTS = (
    Column(name="income", label=Text("累计收入", "Income"), kind="money", sortable=True),
    Column(name="exempt", label=Text("其中免税", "Of it exempt"), kind="money", hidden=True),
    Column(name="special", label=Text("个人社保公积金", "Insurance shares"), kind="money"),
    Column(name="tax", label=Text("已预扣个税", "Tax withheld"), kind="money", sortable=True),
    Column(name="separate_income", label=Text("单独计税收入", "Taxed apart"), kind="money"),
    Column(name="separate_tax", label=Text("单独计税税额", "Separate tax"), kind="money"),
)
_KINDS = (
    Option(value="run", label=Text("工资批次", "Pay run")),
    Option(value="opening", label=Text("期初", "Opening"), colour="info"),
)
_OPENING = Action(
    label=Text("录入期初", "Record an opening"),
    api="/openings",
    permission=FACT_MANAGE,
    fields=(
        Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
        Field(name="tax_year", label=Text("纳税年度", "Tax year"), kind="integer", required=True),
        Field(name="through_month", label=Text("截至月份", "Up to month"), kind="integer", required=True),
        Field(
            name="months_withheld", label=Text("已预扣月数", "Months withheld"), kind="integer", required=True
        ),
        Field(name="income", label=Text("累计收入", "Income"), kind="money", required=True),
        Field(name="exempt", label=Text("其中免税", "Of it exempt"), kind="money", default=0),
        Field(name="special", label=Text("累计社保公积金", "Insurance shares"), kind="money", required=True),
        Field(name="tax", label=Text("累计已预扣个税", "Tax withheld"), kind="money", required=True),
        Field(name="resident", label=Text("居民个人", "Resident"), kind="boolean", default=True),
        Field(
            name="bonus_used",
            label=Text("已用年终奖单独计税", "Separate bonus used"),
            kind="boolean",
            default=False,
        ),
        Field(name="reference", label=Text("依据", "Reference"), required=True),
    ),
)
LEDGER = Page(
    path="/ledger",
    title=Text("个税年度台账", "Tax year ledger"),
    permission=SLIP_READ,
    body=(
        Tabs(
            tabs=(
                Tab(
                    title=Text("员工", "Employees"),
                    body=(
                        Table(
                            api="/ledger",
                            empty=Text(
                                "还没有数据。关账后自动写入；中途上线请录入期初。",
                                "Nothing yet. Closed runs write it; record openings when taking over within a year.",
                            ),
                            filters=(
                                Field(name="tax_year", label=Text("纳税年度", "Tax year"), kind="integer"),
                                Field(name="q", label=Text("姓名或工号", "Name or number")),
                            ),
                            columns=(
                                Column(name="employee_number", label=Text("工号", "Number"), sortable=True),
                                Column(name="employee_name", label=Text("姓名", "Name"), sortable=True),
                                Column(name="department_name", label=Text("部门", "Department"), hidden=True),
                                Column(name="tax_year", label=Text("年度", "Year"), sortable=True, width=70),
                                Column(
                                    name="through_month", label=Text("至月份", "To month"), kind="integer"
                                ),
                                *_AMOUNTS,
                                Column(
                                    name="bonus_used",
                                    label=Text("已用年终奖", "Bonus used"),
                                    kind="boolean",
                                ),
                            ),
                            actions=(_OPENING,),
                            expand=(
                                Table(
                                    api="/ledger/${employee_id}?tax_year=${tax_year}",
                                    export=False,
                                    columns=(
                                        Column(
                                            name="pay_month",
                                            label=Text("发放月", "Month"),
                                            kind="integer",
                                            width=80,
                                        ),
                                        Column(
                                            name="kind", label=Text("来源", "From"), options=_KINDS, width=100
                                        ),
                                        Column(name="income", label=Text("收入", "Income"), kind="money"),
                                        Column(
                                            name="special", label=Text("社保公积金", "Shares"), kind="money"
                                        ),
                                        Column(name="tax", label=Text("个税", "Tax"), kind="money"),
                                        Column(
                                            name="separate_tax",
                                            label=Text("单独计税", "Separate tax"),
                                            kind="money",
                                        ),
                                        Column(
                                            name="cum_income",
                                            label=Text("累计收入", "Cumulative"),
                                            kind="money",
                                        ),
                                        Column(
                                            name="cum_tax",
                                            label=Text("累计个税", "Cumulative tax"),
                                            kind="money",
                                        ),
                                        Column(name="reference", label=Text("依据", "Reference")),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("公司", "Company"),
                    body=(
                        Table(
                            api="/ledger/company",
                            export=False,
                            columns=(
                                Column(name="tax_year", label=Text("年度", "Year")),
                                Column(name="people", label=Text("人数", "People"), kind="integer"),
                                *(Column(name=one.name, label=one.label, kind="money") for one in _AMOUNTS),
                            ),
                        ),
                    ),
                ),
            )
        ),
    ),
)
