"""Console pages of component sets: which is in force, and the editor."""

from __future__ import annotations

from renshi_payroll.permissions import SETTINGS_MANAGE
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Markdown,
    Option,
    Section,
    Tab,
    Table,
    Tabs,
    Trial,
)

TREATMENTS = (
    Option(value="wage", label=Text("计税工资", "Taxed wage"), colour="info"),
    Option(value="exempt", label=Text("免税", "Exempt"), colour="success"),
    Option(value="separate", label=Text("单独计税", "Taxed apart")),
    Option(value="after_tax", label=Text("税后扣款", "Deduction after tax"), colour="warning"),
    Option(value="base", label=Text("缴费基数", "Insurance base")),
    Option(value="helper", label=Text("中间值", "Helper")),
)
ROUNDINGS = (
    Option(value="round", label=Text("四舍五入", "Half-up")),
    Option(value="floor", label=Text("舍去", "Down")),
    Option(value="ceil", label=Text("进位", "Up")),
)
_NOTE = Field(name="note", label=Text("修改说明", "What and why"), required=True)
_VERSION = Field(name="version", label=Text("版本", "Version"), kind="hidden")


def _component(*, new: bool) -> tuple[Field, ...]:
    return (
        Field(
            name="code",
            label=Text("代码", "Code"),
            required=True,
            read_only=not new,
            pattern="^[a-z][a-z0-9_]{0,39}$",
            help=Text("小写字母开头，如 meal_allowance", "begins with a small letter, like meal_allowance"),
        ),
        Field(name="zh", label=Text("名称", "Chinese name"), required=True),
        Field(name="en", label=Text("英文名称", "English name")),
        Field(name="formula", label=Text("公式", "Formula"), kind="textarea", required=True),
        Field(
            name="treatment",
            label=Text("计税方式", "Treatment"),
            kind="choice",
            options=TREATMENTS,
            required=True,
            default="wage" if new else None,
        ),
        Field(
            name="rounding",
            label=Text("取整", "Rounding"),
            kind="choice",
            options=ROUNDINGS,
            default="round" if new else None,
        ),
        Field(
            name="unit",
            label=Text("取整单位（元）", "Unit (yuan)"),
            kind="number",
            default="0.01" if new else None,
        ),
        _NOTE,
        _VERSION,
    )


COMPONENTS = Page(
    path="/components",
    title=Text("薪资项目", "Pay components"),
    permission=SETTINGS_MANAGE,
    body=(
        Markdown(
            text=Text(
                "没有启用方案时按内置规则计价。启用后，方案中的项目从所选月份起生效，已关账的月份不受影响。",
                "Without a set the built-in pricing applies. A set counts from a month on; closed months stay.",
            )
        ),
        Table(
            title=Text("项目方案", "Component sets"),
            api="/component-sets",
            export=False,
            empty=Text(
                "还没有方案。可从标准方案复制一份再修改。", "No set yet. Copy the standard one and change it."
            ),
            columns=(
                Column(name="zh", label=Text("名称", "Name"), link="/console/payroll/components/${id}"),
                Column(name="version", label=Text("最新版本", "Newest version"), kind="integer"),
                Column(name="recorded_at", label=Text("修改时间", "Changed"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("复制标准方案", "Copy the standard set"),
                    api="/component-sets/standard/clone",
                    level="primary",
                    redirect="/console/payroll/components/${id}",
                    fields=(
                        Field(name="zh", label=Text("名称", "Name"), required=True),
                        Field(name="en", label=Text("英文名称", "English name")),
                    ),
                ),
                Action(
                    label=Text("恢复内置计价", "Back to the built-in pricing"),
                    api="/component-sets/built-in/use",
                    confirm=Text("从所选月份起不再使用任何方案", "No set is used from the chosen month on"),
                    fields=(
                        Field(
                            name="valid_from",
                            label=Text("起用日期（某月 1 日）", "From (a first day)"),
                            kind="date",
                            required=True,
                        ),
                    ),
                ),
            ),
            row_actions=(
                Action(
                    label=Text("启用", "Use"),
                    api="/component-sets/${id}/use",
                    level="link",
                    fields=(
                        Field(name="version", label=Text("版本", "Version"), kind="integer", required=True),
                        Field(
                            name="valid_from",
                            label=Text("起用日期（某月 1 日）", "From (a first day)"),
                            kind="date",
                            required=True,
                        ),
                    ),
                ),
                Action(
                    label=Text("复制", "Copy"),
                    api="/component-sets/${id}/clone",
                    level="link",
                    fields=(Field(name="zh", label=Text("新名称", "New name"), required=True),),
                ),
            ),
        ),
        Table(
            title=Text("启用记录", "In force"),
            api="/component-uses",
            export=False,
            empty=Text("一直使用内置计价", "The built-in pricing has always been in force"),
            columns=(
                Column(name="valid_from", label=Text("起用日期", "From"), kind="date"),
                Column(name="set_zh", label=Text("方案（空为内置计价）", "Set (none: built-in)")),
                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                Column(name="recorded_at", label=Text("登记时间", "Recorded"), kind="datetime"),
            ),
        ),
    ),
)

_PARTS = Table(
    api="/component-sets/${set_id}/components",
    columns=(
        Column(name="order", label=Text("顺序", "Order"), kind="integer", width=70),
        Column(name="label", label=Text("项目", "Component")),
        Column(name="code", label=Text("代码", "Code"), hidden=True),
        Column(name="formula", label=Text("公式", "Formula"), kind="textarea"),
        Column(name="treatment", label=Text("计税方式", "Treatment"), options=TREATMENTS, width=110),
        Column(name="reads", label=Text("用到", "Reads"), kind="tags"),
        Column(name="read_by", label=Text("被谁用到", "Read by"), kind="tags"),
        Column(name="problem", label=Text("问题", "Trouble"), hidden=True),
    ),
    actions=(
        Action(
            label=Text("增加项目", "Add a component"),
            api="/component-sets/${set_id}/components",
            level="primary",
            size="lg",
            fields=_component(new=True),
            done=Text("已存为新版本", "Saved as a new version"),
        ),
    ),
    row_actions=(
        Action(
            label=Text("修改", "Change"),
            api="/component-sets/${set_id}/components",
            level="link",
            size="lg",
            fields=_component(new=False),
            done=Text("已存为新版本", "Saved as a new version"),
        ),
        Action(
            label=Text("删除", "Remove"),
            api="/component-sets/${set_id}/components/${code}/remove",
            level="link",
            fields=(_NOTE, _VERSION),
            done=Text("已存为新版本", "Saved as a new version"),
        ),
    ),
)
_CHECK = Trial(
    api="/component-sets/${set_id}/formula",
    submit=Text("检查并试算", "Check and compute"),
    fields=(
        Field(
            name="formula",
            label=Text("公式", "Formula"),
            kind="textarea",
            required=True,
            help=Text(
                "如 if(employee.service_years >= 5, 500元, 200元)",
                "e.g. if(employee.service_years >= 5, 500元, 200元)",
            ),
        ),
        Field(
            name="code",
            label=Text("代替的项目代码", "Replaces"),
            help=Text("不填为新项目", "empty: a new component"),
        ),
        Field(name="employee_id", label=Text("为谁试算", "Computed for"), kind="employee"),
        Field(
            name="period",
            label=Text("月份", "Month"),
            kind="month",
            help=Text("不填为本月", "empty: this month"),
        ),
    ),
    body=(
        Callout(text=Text("${text}", "${text}"), level="success", visible_when="ok"),
        Callout(text=Text("${text}：${marked}", "${text}: ${marked}"), level="danger", visible_when="!ok"),
        Section(
            visible_when="items && items.length",
            body=(
                Table(
                    title=Text("试算结果", "Result"),
                    api="${items}",
                    columns=(
                        Column(name="label", label=Text("项目", "Component")),
                        Column(name="amount", label=Text("金额（元）", "Amount"), kind="money", width=130),
                        Column(name="explanation", label=Text("计算说明", "How"), kind="textarea"),
                    ),
                ),
            ),
        ),
    ),
)
_QUANTITIES = Table(
    api="/component-quantities",
    export=False,
    columns=(
        Column(name="label", label=Text("含义", "Meaning")),
        Column(name="name", label=Text("在公式中写作", "Written in formulas")),
        Column(
            name="kind",
            label=Text("类型", "Kind"),
            options=(
                Option(value="money", label=Text("金额", "Amount")),
                Option(value="number", label=Text("数字", "Number")),
                Option(value="bool", label=Text("是否", "Yes or no")),
                Option(value="text", label=Text("文字", "Text")),
            ),
        ),
    ),
)
_VERSIONS = Table(
    api="/component-sets/${set_id}/versions",
    export=False,
    columns=(
        Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
        Column(name="note", label=Text("说明", "Note")),
        Column(name="components", label=Text("项目数", "Components"), kind="integer"),
        Column(name="recorded_at", label=Text("时间", "When"), kind="datetime"),
    ),
    expand=(
        Table(
            title=Text("与上一版的差异", "Against the version before"),
            api="/component-sets/${set_id}/diff?before=${previous}&after=${version}",
            export=False,
            empty=Text("没有差异", "No difference"),
            columns=(
                Column(name="code", label=Text("项目", "Component"), width=160),
                Column(name="text", label=Text("改动", "Change"), kind="textarea"),
            ),
        ),
    ),
)
COMPONENT_SET = Page(
    path="/components/:set_id",
    title=Text("薪资项目方案", "Component set"),
    permission=SETTINGS_MANAGE,
    body=(
        Detail(
            api="/component-sets/${set_id}",
            columns=(
                Column(name="zh", label=Text("名称", "Name")),
                Column(name="version", label=Text("最新版本", "Newest version"), kind="integer"),
                Column(name="note", label=Text("最近修改", "Last change")),
            ),
        ),
        Tabs(
            tabs=(
                Tab(title=Text("项目与依赖", "Components"), body=(_PARTS,)),
                Tab(title=Text("公式检查与试算", "Check a formula"), body=(_CHECK,)),
                Tab(title=Text("可用数据", "What formulas may read"), body=(_QUANTITIES,)),
                Tab(title=Text("版本", "Versions"), body=(_VERSIONS,)),
            )
        ),
    ),
)
