"""The organisation as a chart, on any day."""

from __future__ import annotations

from renshi_sdk.contributions import Page
from renshi_sdk.pages import Column, Field, Table, Tree
from renshi_sdk.text import Text

CHART = Page(
    path="/organization/chart",
    title=Text("组织架构图", "Organisation chart"),
    permission="core.organization.read",
    body=(
        Tree(
            api="/api/organization/chart",
            depth=2,
            columns=(
                Column(name="head_name", label=Text("负责人", "Head")),
                Column(
                    name="headcount_total", label=Text("在职（含下级）", "People, all below"), kind="integer"
                ),
                Column(name="headcount", label=Text("本部门", "Own people"), kind="integer"),
                Column(name="planned_total", label=Text("编制", "Planned"), kind="integer"),
            ),
            filters=(
                Field(
                    name="as_of",
                    label=Text("日期", "On"),
                    kind="date",
                    placeholder=Text("今天", "today"),
                ),
            ),
            panel=(
                Table(
                    api="/api/employees?department_id=${id}",
                    columns=(
                        Column(
                            name="name",
                            label=Text("姓名", "Name"),
                            kind="person",
                            note="position_title",
                            link="/console/core/employees/${id}",
                        ),
                        Column(name="number", label=Text("工号", "Number"), width=100),
                    ),
                    empty=Text("本部门没有直属员工", "Nobody belongs to this department itself"),
                ),
            ),
            empty=Text("还没有部门，请先在“部门”中新建", "No departments yet; make one under “Departments”"),
        ),
    ),
)
PAGES = (CHART,)
