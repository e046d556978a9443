"""Console page of parameters and declarations."""

from __future__ import annotations

from renshi_payroll.facts import keys
from renshi_payroll.permissions import FACT_MANAGE
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Markdown, Option, Tab, Table, Tabs

STANDINGS = (
    Option(value="unresolved", label=Text("须录入", "To be recorded"), colour="danger"),
    Option(value="provisional", label=Text("待核对原文", "Provisional"), colour="warning"),
    Option(value="recorded", label=Text("本单位录入", "Recorded here"), colour="info"),
    Option(value="verified", label=Text("已核实", "Verified"), colour="success"),
)
_VALUE = (
    Field(
        name="value",
        label=Text("数值", "Value"),
        kind="number",
        required=True,
        help=Text("费率按百分数填写，如 0.5；金额按元", "rates in percent, e.g. 0.5; amounts in yuan"),
    ),
    Field(name="valid_from", label=Text("生效日期", "From"), kind="date", required=True),
    Field(name="reference", label=Text("依据（文号或通知）", "Reference"), required=True),
)
_BROWSER = Table(
    api="/parameters",
    export=False,
    filters=(
        Field(
            name="jurisdiction",
            label=Text("城市", "City"),
            kind="choice",
            options_api="/jurisdictions",
            help=Text("本公司所在城市", "the company's"),
        ),
        Field(name="period", label=Text("月份", "Month"), kind="month"),
        Field(name="q", label=Text("参数名称", "Parameter")),
    ),
    columns=(
        Column(name="label", label=Text("参数", "Parameter"), width=260),
        Column(name="value", label=Text("数值", "Value"), kind="number", width=120),
        Column(name="unit", label=Text("单位", "Unit"), width=60),
        Column(name="status", label=Text("状态", "Standing"), options=STANDINGS, width=110),
        Column(name="effective_from", label=Text("起", "From"), kind="date"),
        Column(name="effective_to", label=Text("止", "To"), kind="date"),
        Column(name="source", label=Text("来源", "Source"), width=220),
        Column(name="note", label=Text("说明", "Note"), hidden=True),
        Column(name="key", label=Text("代码", "Key"), hidden=True),
    ),
    row_actions=(
        Action(
            label=Text("录入本单位数值", "Record our value"),
            api="/facts/parameters",
            level="link",
            permission=FACT_MANAGE,
            confirm=Text("${label}（${unit}）", "${label} (${unit})"),
            done=Text("已录入", "Recorded"),
            fields=(Field(name="key", label=Text("代码", "Key"), kind="hidden"), *_VALUE),
        ),
    ),
    expand=(
        Table(
            title=Text("历次数值", "Through time"),
            api="/parameters/history?key=${key}",
            export=False,
            columns=(
                Column(name="effective_from", label=Text("起", "From"), kind="date"),
                Column(name="effective_to", label=Text("止", "To"), kind="date"),
                Column(name="value", label=Text("数值", "Value"), kind="number"),
                Column(name="status", label=Text("状态", "Standing"), options=STANDINGS),
                Column(name="source", label=Text("来源或依据", "Source or reference")),
                Column(name="recorded_at", label=Text("录入时间", "Recorded"), kind="datetime"),
            ),
        ),
    ),
)


def _amounts(key: str, items: dict[str, Text]) -> tuple[Field, ...]:
    return tuple(
        Field(name=name, label=label, kind="money", visible_when=f"key == '{key}'")
        for name, label in items.items()
    )


_DECLARE = Action(
    label=Text("录入员工申报", "Record a declaration"),
    api="/facts/declarations",
    size="lg",
    fields=(
        Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
        Field(
            name="key",
            label=Text("事项", "What"),
            kind="choice",
            required=True,
            options=tuple(Option(value=key, label=label) for key, label in keys.EMPLOYEE_KEYS.items()),
        ),
        *_amounts(keys.ADDITIONAL, keys.ADDITIONAL_ITEMS),
        *_amounts(keys.OTHER, keys.OTHER_ITEMS),
        Field(
            name="amount",
            label=Text("金额（元）", "Amount"),
            kind="money",
            visible_when=f"key == '{keys.RELIEF}' || key == '{keys.SEVERANCE_AVERAGE}'",
        ),
        Field(
            name="applies",
            label=Text("是否适用", "Applies"),
            kind="boolean",
            default=True,
            visible_when=f"key == '{keys.FIRST_WAGE}' || key == '{keys.FULL_YEAR}'",
        ),
        Field(
            name="month",
            label=Text("起算月份", "Counts from month"),
            kind="integer",
            visible_when=f"key == '{keys.BASIC_FROM}'",
        ),
        Field(
            name="valid_from",
            label=Text("所属月份（任一日）", "Month (any day of it)"),
            kind="date",
            required=True,
        ),
        Field(name="reference", label=Text("依据", "Reference"), required=True),
    ),
)
_SHEET = Action(
    label=Text("导入专项附加扣除", "Import deductions"),
    api="/facts/deductions/sheet",
    done=Text("已导入", "Imported"),
    confirm=Text(
        "上传模板或扣缴端导出的文件，金额为本年累计数。有一处错误则全部不导入，并逐格说明原因。",
        "The template or the client's export, with the year's cumulative amounts. One wrong cell stops all of it.",
    ),
    fields=(
        Field(name="period", label=Text("所属月份", "Month"), kind="month", required=True),
        Field(
            name="file_id",
            label=Text("文件", "File"),
            kind="file",
            accept=".xlsx",
            max_mb=10,
            required=True,
        ),
        Field(name="reference", label=Text("依据", "Reference"), required=True),
        Field(
            name="allow_lower",
            label=Text("允许累计数减少", "Amounts may go down"),
            kind="boolean",
            default=False,
            help=Text("员工更正申报时勾选", "for a corrected declaration"),
        ),
    ),
)
_TEMPLATE = Action(
    label=Text("下载模板", "Template"), api="/facts/deduction-template", method="get", download=True
)
_RECORDED = Table(
    api="/facts",
    empty=Text("还没有录入", "Nothing recorded yet"),
    filters=(Field(name="q", label=Text("代码或姓名", "Key or name")),),
    columns=(
        Column(name="label", label=Text("参数或事项", "What")),
        Column(name="employee_name", label=Text("员工", "Employee")),
        Column(name="value", label=Text("数值", "Value")),
        Column(name="valid_from", label=Text("生效日期", "From"), kind="date", sortable=True),
        Column(name="reference", label=Text("依据", "Reference")),
        Column(name="recorded_at", label=Text("录入时间", "Recorded"), kind="datetime"),
        Column(name="key", label=Text("代码", "Key"), hidden=True, sortable=True),
    ),
    actions=(_DECLARE, _SHEET, _TEMPLATE),
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
        Tabs(
            tabs=(
                Tab(title=Text("城市参数", "Parameters of cities"), body=(_BROWSER,)),
                Tab(title=Text("已录入的参数与申报", "Recorded"), body=(_RECORDED,)),
            )
        ),
    ),
)
