"""The builder, and a report that somebody keeps."""

from __future__ import annotations

from renshi_reporting.builder.periods import PRESETS
from renshi_reporting.pages.centre import FORMATS
from renshi_reporting.permissions import BUILD, READ, SHARE
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Chart, Column, Detail, Field, Form, Option, Section, Table

_CHARTS = tuple(
    Option(value=v, label=t)
    for v, t in (
        ("none", Text("不画图", "None")),
        ("bar", Text("柱状图", "Bars")),
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
    return Field(
        name=name,
        label=Text(zh, en),
        kind=kind,  # type: ignore[arg-type]
        options_api=f"/datasets/${{dataset}}/options/{part}",
        visible_when="dataset",
        **more,  # type: ignore[arg-type]
    )


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
            fields=(
                Field(name="title", label=Text("名称", "Name"), required=True),
                Field(
                    name="dataset",
                    label=Text("数据集", "Dataset"),
                    kind="choice",
                    options_api="/datasets/options",
                    required=True,
                ),
                _part("dimensions", "维度（行）", "Group by", "dimensions"),
                _part("measures", "指标", "Measures", "measures", required=True),
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
                _part("filter_name", "筛选字段", "Filter", "filters", "choice"),
                Field(
                    name="filter_op",
                    label=Text("筛选条件", "Condition"),
                    kind="choice",
                    options=_OPERATORS,
                    visible_when="filter_name",
                ),
                Field(
                    name="filter_values",
                    label=Text("筛选值", "Values"),
                    visible_when="filter_name && filter_op != 'empty' && filter_op != 'filled'",
                    help=Text("多个值用逗号隔开", "Several with commas between"),
                ),
                _part(
                    "pivot", "透视列（须是所选维度）", "Columns (one of the groups)", "dimensions", "choice"
                ),
                _part("sort", "排序", "Order", "sorts", "choice"),
                Field(
                    name="chart", label=Text("图表", "Chart"), kind="choice", options=_CHARTS, default="none"
                ),
            ),
        ),
    ),
)

_API = "/saved/${id}"
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
                                Option(value="company", label=Text("全公司", "The company")),
                            ),
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
        Callout(api=f"{_API}/table", text=Text("${period}　${definition}", "${period}  ${definition}")),
        Section(
            api=_API,
            body=tuple(
                Section(
                    visible_when=f"chart == '{kind}'",
                    body=(Chart(api=f"{_API}/chart", kind=kind, x="x", y=("y",)),),
                )
                for kind in ("bar", "line", "pie")
            ),
        ),
        Table(api=f"{_API}/table", columns=(), export=False),
    ),
)
