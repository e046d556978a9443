"""The button and the page that write chosen columns of employees to a file."""

from __future__ import annotations

from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Progress
from renshi_sdk.text import Text

EXPORT = "core.employee.export"


def _filter(name: str) -> Field:
    """What the list is filtered by goes along unseen."""
    return Field(name=name, label=Text("筛选", "Filter"), kind="hidden", default=f"${{{name}}}")


EXPORT_BUTTON = Action(
    label=Text("选择字段导出", "Export columns"),
    api="/api/employee-exports",
    fields=(
        Field(
            name="fields",
            label=Text("字段", "Columns"),
            kind="choices",
            options_api="/api/employee-exports/options",
            help=Text(
                "不选则导出常用字段；导出的人员与列表当前的筛选一致，并记入审计日志",
                "the usual ones when none is chosen; people as the list is filtered; kept in the audit log",
            ),
        ),
        Field(
            name="format",
            label=Text("格式", "Format"),
            kind="choice",
            options=(
                Option(value="xlsx", label=Text("Excel", "Excel")),
                Option(value="csv", label=Text("CSV", "CSV")),
            ),
            default="xlsx",
        ),
        _filter("q"),
        _filter("status"),
        _filter("department_tree"),
        _filter("post_department_id"),
    ),
    permission=EXPORT,
    redirect="/console/core/employee-exports/${id}",
)
EXPORT_PAGE = Page(
    path="/employee-exports/:id",
    title=Text("员工导出", "Export of employees"),
    permission=EXPORT,
    body=(
        Progress(api="/api/employee-exports/${id}", title=Text("正在导出", "Exporting")),
        Detail(
            api="/api/employee-exports/${id}",
            columns=(
                Column(name="rows", label=Text("人数", "People"), kind="integer"),
                Column(name="columns", label=Text("字段", "Columns"), kind="tags"),
                Column(name="created_at", label=Text("导出时间", "When"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("下载文件", "Download"),
                    api="/api/employee-exports/${id}/file",
                    method="get",
                    download=True,
                    level="primary",
                    visible_when="written",
                ),
            ),
        ),
    ),
)
