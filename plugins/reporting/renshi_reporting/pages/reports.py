"""The builder, a report that somebody keeps, and the rows behind it."""

from __future__ import annotations

from renshi_reporting.builder.periods import PRESETS
from renshi_reporting.pages.centre import FORMATS, ROLES
from renshi_reporting.permissions import BUILD, READ, SHARE
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Chart, Column, Detail, Field, Form, Option, Section, Table

_CHARTS = tuple(
    Option(value=v, label=t)
    for v, t in (
        ("none", Text("不画图", "None")),
        ("bar", Text("柱状图", "Bars")),
        ("stacked", Text("堆叠柱状图", "Stacked bars")),
        ("line", Text("折线图", "Lines")),
        ("pie", Text("饼图", "Pie")),
    )
)
_OPERATORS = tuple(
    Option(value=v, label=t)
    for v, t in (
        ("in", Text("是其中之一", "is one of")),
        ("not_in", Text("不是", "is none of")),
        ("contains", Text("包含", "contains")),
        ("ge", Text("不小于", "at least")),
        ("le", Text("不大于", "at most")),
        ("empty", Text("未登记", "is empty")),
        ("filled", Text("已登记", "is filled")),
    )
)


def _part(name: str, zh: str, en: str, part: str, kind: str = "choices", **more: object) -> Field:
    wanted = {"visible_when": "dataset"} | more
    return Field(
        name=name,
        label=Text(zh, en),
        kind=kind,  # type: ignore[arg-type]
        options_api=f"/datasets/${{dataset}}/options/{part}",
        **wanted,  # type: ignore[arg-type]
    )


def _condition(place: str, zh: str, en: str, after: str) -> tuple[Field, ...]:
    """One condition: shown once the one before it is chosen."""
    name = f"{place}_name"
    return (
        _part(name, zh, en, "filters", "choice", visible_when=after),
        Field(
            name=f"{place}_op",
            label=Text("条件", "Condition"),
            kind="choice",
            options=_OPERATORS,
            visible_when=name,
            required=True,
        ),
        Field(
            name=f"{place}_values",
            label=Text("值", "Values"),
            visible_when=f"{name} && {place}_op && {place}_op != 'empty' && {place}_op != 'filled'",
            help=Text(
                "多个值用逗号隔开；选项填代码，日期如 2026-01-31",
                "Several with commas between; dates as 2026-01-31",
            ),
        ),
    )


_FORM = (
    Field(name="title", label=Text("名称", "Name"), required=True),
    Field(name="note", label=Text("说明", "Note")),
    Field(
        name="dataset",
        label=Text("数据集", "Dataset"),
        kind="choice",
        options_api="/datasets/options",
        required=True,
        help=Text("只列出您有权使用的数据集", "Those that you may use"),
    ),
    _part("dimensions", "维度（行）", "Group by", "dimensions"),
    _part("measures", "指标", "Measures", "measures"),
    _part("ratio_above", "比率：分子", "Ratio: this", "above", "choice"),
    _part("ratio_below", "比率：分母", "Ratio: by this", "below", "choice", visible_when="dataset && ratio_above"),
    Field(
        name="preset",
        label=Text("期间", "Period"),
        kind="choice",
        options=tuple(Option(value=v, label=t) for v, t in PRESETS.items()),
        default="this_month",
        help=Text("按日期统计的数据集取期末当天", "Datasets of one day take the last day"),
    ),
    Field(name="first", label=Text("从", "From"), kind="date", visible_when="preset == 'custom'"),
    Field(name="last", label=Text("至", "To"), kind="date", visible_when="preset == 'custom'"),
    *_condition("filter", "筛选", "Filter", "dataset"),
    *_condition("filter2", "筛选二", "Second filter", "dataset && filter_name"),
    *_condition("filter3", "筛选三", "Third filter", "dataset && filter2_name"),
    _part(
        "pivot", "透视列", "Columns", "dimensions", "choice",
        help=Text("所选维度之一，其值成为列", "One of the groups; its values become columns"),
    ),
    _part("sort", "排序", "Order", "sorts", "choice"),
    Field(name="chart", label=Text("图表", "Chart"), kind="choice", options=_CHARTS, default="none"),
)  # fmt: skip
BUILDER = Page(
    path="/new",
    title=Text("新建报表", "Build a report"),
    permission=BUILD,
    body=(
        Form(
            api="/build",
            permission=BUILD,
            submit=Text("保存并查看", "Save and open"),
            redirect="/console/reporting/saved/${id}",
            fields=_FORM,
        ),
    ),
)
EDITOR = Page(
    path="/saved/:id/edit",
    title=Text("修改报表", "Change a report"),
    permission=BUILD,
    body=(
        Form(
            api="/saved/${id}/form",
            load_api="/saved/${id}/form",
            method="put",
            permission=BUILD,
            submit=Text("保存并查看", "Save and open"),
            redirect="/console/reporting/saved/${id}",
            fields=(*_FORM, Field(name="version", label=Text("版本", "Version"), kind="hidden")),
        ),
    ),
)

_API = "/saved/${id}"
_ANSWER = f"{_API}/table"
SAVED = Page(
    path="/saved/:id",
    title=Text("报表", "Report"),
    permission=READ,
    body=(
        Detail(
            api=_API,
            title=Text("${title}", "${title}"),
            columns=(
                Column(name="note", label=Text("说明", "Note")),
                Column(name="owner", label=Text("创建人", "Owner")),
                Column(
                    name="shared",
                    label=Text("共享", "Shared"),
                    options=(
                        Option(value="private", label=Text("仅自己", "Private")),
                        Option(value="roles", label=Text("指定角色", "Roles"), colour="info"),
                        Option(value="company", label=Text("全公司", "Company"), colour="success"),
                    ),
                ),
            ),
            actions=(
                Action(
                    label=Text("导出", "Export"),
                    api="/exports?subject=saved:${id}",
                    level="primary",
                    icon="download",
                    fields=(
                        Field(
                            name="format",
                            label=Text("格式", "Format"),
                            kind="choice",
                            options=FORMATS,
                            default="xlsx",
                            required=True,
                        ),
                    ),
                    redirect="/console/reporting/files",
                ),
                Action(
                    label=Text("修改", "Change"),
                    link="/console/reporting/saved/${id}/edit",
                    permission=BUILD,
                    visible_when="own",
                    icon="pen",
                ),
                Action(
                    label=Text("复制", "Copy"),
                    api=f"{_API}/copy",
                    permission=BUILD,
                    redirect="/console/reporting/saved/${id}",
                ),
                Action(
                    label=Text("共享", "Share"),
                    api=f"{_API}/share",
                    method="put",
                    permission=SHARE,
                    visible_when="own",
                    fields=(
                        Field(
                            name="shared",
                            label=Text("范围", "With"),
                            kind="choice",
                            required=True,
                            options=(
                                Option(value="private", label=Text("仅自己", "Nobody")),
                                Option(value="roles", label=Text("指定角色", "Roles")),
                                Option(value="company", label=Text("全公司", "The company")),
                            ),
                            help=Text(
                                "每位读者只看到自己权限内的数据",
                                "Each reader gets what their own rights show",
                            ),
                        ),
                        Field(
                            name="roles",
                            label=Text("角色", "Roles"),
                            kind="choices",
                            options=ROLES,
                            required=True,
                            visible_when="shared == 'roles'",
                        ),
                    ),
                ),
                Action(
                    label=Text("删除", "Remove"),
                    api=_API,
                    method="delete",
                    permission=BUILD,
                    visible_when="own",
                    level="danger",
                    confirm=Text("确定删除此报表？", "Remove this report?"),
                    redirect="/console/reporting/centre",
                ),
            ),
        ),
        Section(
            api=_ANSWER,
            body=(
                Callout(text=Text("${problem}", "${problem}"), level="danger", visible_when="problem"),
                Callout(
                    text=Text(
                        "${hidden} 组不足五人（或与其相邻），为保护个人信息不显示数值",
                        "${hidden} groups are too small, or would tell one that is; their figures aren't shown",
                    ),
                    level="warning",
                    visible_when="hidden > 0",
                ),
                Callout(
                    text=Text(
                        "结果过多，仅显示前一部分；请加筛选或导出",
                        "There is more than is shown; filter it, or export",
                    ),
                    level="warning",
                    visible_when="truncated",
                ),
                Callout(
                    text=Text("${period}　${definition}", "${period}  ${definition}"),
                    visible_when="definition",
                ),
                Section(
                    visible_when="chart == 'series'",
                    body=(Chart(api="${points}", kind="series", x="x"),),
                ),
                Section(
                    visible_when="chart == 'pie'",
                    body=(Chart(api="${points}", kind="pie", x="x", y=("y0",)),),
                ),
                Section(
                    visible_when="!problem",
                    body=(
                        Table(
                            api=_ANSWER,
                            columns=(),
                            export=False,
                            empty=Text("没有符合条件的数据", "Nothing fits the conditions"),
                        ),
                    ),
                ),
            ),
        ),
        Section(
            title=Text("历史版本", "Versions"),
            collapsible=True,
            collapsed=True,
            body=(
                Table(
                    api=f"{_API}/versions",
                    columns=(
                        Column(name="version", label=Text("版本", "Version"), kind="integer", width=80),
                        Column(name="title", label=Text("名称", "Name")),
                        Column(name="changed_by", label=Text("修改人", "By")),
                        Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
                    ),
                    row_actions=(
                        Action(
                            label=Text("恢复", "Restore"),
                            api="/saved/${report_id}/restore?version=${version}",
                            permission=BUILD,
                            visible_when="restorable",
                            confirm=Text(
                                "恢复为此版本？当前设置会保留为历史版本。",
                                "Make it this version again? What it is now stays among the versions.",
                            ),
                            level="link",
                        ),
                    ),
                    export=False,
                ),
            ),
        ),
    ),
)
ROWS = Page(
    path="/saved/:id/rows",
    title=Text("报表明细", "Rows behind a report"),
    permission=READ,
    body=(
        Detail(
            api=_API,
            title=Text("${title}", "${title}"),
            columns=(Column(name="note", label=Text("说明", "Note")),),
            actions=(
                Action(label=Text("返回报表", "Back to the report"), link="/console/reporting/saved/${id}"),
            ),
        ),
        Table(
            api=f"{_API}/rows",
            columns=(),
            filters=(
                Field(name="line", label=Text("分组", "Group"), kind="choice", options_api=f"{_API}/lines"),
            ),
            export=False,
            empty=Text("没有明细", "No rows"),
        ),
    ),
)
