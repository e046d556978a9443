"""Console page of parameters and declarations."""

from __future__ import annotations

from renshi_payroll.facts.keys import EMPLOYEE_KEYS
from renshi_payroll.permissions import (
    FACT_MANAGE,
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

FACTS = Page(
    path="/facts",
    title=Text("参数与申报", "Parameters and declarations"),
    permission=FACT_MANAGE,
    body=(
        Markdown(
            text=Text(
                "没有确认数值的参数（如 2026 年失业保险费率）必须由本单位录入并注明依据，系统不会猜测。",
                "A parameter without a settled value (such as the 2026 unemployment rate) has to be recorded with"
                " its reference; nothing is guessed.",
            )
        ),
        Table(
            api="/facts",
            filters=(Field(name="q", label=Text("参数或姓名", "Key or name")),),
            columns=(
                Column(name="key", label=Text("参数", "Key"), sortable=True),
                Column(name="employee_name", label=Text("员工", "Employee")),
                Column(name="value", label=Text("数值", "Value")),
                Column(name="valid_from", label=Text("生效日期", "From"), kind="date", sortable=True),
                Column(name="reference", label=Text("依据", "Reference")),
                Column(name="recorded_at", label=Text("录入时间", "Recorded"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("录入参数", "Record a parameter"),
                    api="/facts/parameters",
                    level="primary",
                    fields=(
                        Field(
                            name="key",
                            label=Text("参数", "Key"),
                            required=True,
                            help=Text(
                                "如 shanghai.unemployment.employee_rate",
                                "e.g. shanghai.unemployment.employee_rate",
                            ),
                        ),
                        Field(
                            name="value",
                            label=Text("数值", "Value"),
                            kind="number",
                            required=True,
                            help=Text("费率按百分数填写，如 0.5", "rates in percent, e.g. 0.5"),
                        ),
                        Field(name="valid_from", label=Text("生效日期", "From"), kind="date", required=True),
                        Field(name="reference", label=Text("依据（文号或通知）", "Reference"), required=True),
                    ),
                ),
                Action(
                    label=Text("录入员工选择", "Record an election"),
                    api="/facts/employees",
                    fields=(
                        Field(
                            name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True
                        ),
                        Field(
                            name="key",
                            label=Text("事项", "What"),
                            kind="choice",
                            required=True,
                            options=tuple(
                                Option(value=key, label=label) for key, label in EMPLOYEE_KEYS.items()
                            ),
                        ),
                        Field(name="value", label=Text("数值", "Value"), kind="json", required=True),
                        Field(name="valid_from", label=Text("所属月份", "Month"), kind="date", required=True),
                        Field(name="reference", label=Text("依据", "Reference"), required=True),
                    ),
                ),
            ),
        ),
    ),
)
