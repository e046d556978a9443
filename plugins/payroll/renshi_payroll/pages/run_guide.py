"""Parts of a run's page that lead through it: what to do next, facts to record, points to check."""

from __future__ import annotations

from renshi_payroll.permissions import FACT_MANAGE
from renshi_sdk import Text
from renshi_sdk.pages import Action, Callout, Column, Field, Option, Section, Tab, Table

NEXT = Callout(api="/runs/${id}/guide", text=Text("${text}", "${text}"))
_STANDING = (
    Option(value="ok", label=Text("正常", "Fine"), colour="success"),
    Option(value="warning", label=Text("请确认", "Look"), colour="warning"),
    Option(value="error", label=Text("须处理", "To do"), colour="danger"),
)
_RECORD = Action(
    label=Text("录入", "Record"),
    api="/facts/parameters",
    permission=FACT_MANAGE,
    level="link",
    done=Text("已录入", "Recorded"),
    confirm=Text("${label}（${unit}）", "${label} (${unit})"),
    fields=(
        Field(name="key", label=Text("代码", "Key"), kind="hidden"),
        Field(
            name="value",
            label=Text("数值", "Value"),
            kind="number",
            required=True,
            help=Text("费率按百分数填写，如 0.5；金额按元", "rates in percent, amounts in yuan"),
        ),
        Field(name="valid_from", label=Text("生效日期", "From"), kind="date", required=True),
        Field(name="reference", label=Text("依据（文号或通知）", "Reference"), required=True),
    ),
)
MISSING = Section(
    api="/runs/${id}/guide",
    visible_when="missing > 0",
    body=(
        Table(
            title=Text("须先录入的参数", "To be recorded first"),
            api="/runs/${id}/missing",
            export=False,
            columns=(
                Column(name="label", label=Text("参数", "Parameter")),
                Column(name="unit", label=Text("单位", "Unit"), width=70),
                Column(name="valid_from", label=Text("所属日期", "On"), kind="date"),
                Column(name="note", label=Text("说明", "Note")),
            ),
            row_actions=(_RECORD,),
        ),
    ),
)
CHECKLIST = Tab(
    title=Text("核对清单", "Checklist"),
    body=(
        Table(
            api="/runs/${id}/checklist",
            export=False,
            empty=Text("核算完成后可查看", "Shown once the run is calculated"),
            columns=(
                Column(name="state", label=Text("状态", "State"), options=_STANDING, width=90),
                Column(name="title", label=Text("检查项", "Point"), width=220),
                Column(name="result", label=Text("结果", "Result")),
                Column(name="advice", label=Text("处理方法", "What to do")),
            ),
        ),
    ),
)
