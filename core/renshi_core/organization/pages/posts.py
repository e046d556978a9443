"""Concurrent posts and secondments."""

from __future__ import annotations

from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Column,
    Option,
    Tab,
    Table,
    Tabs,
)
from renshi_sdk.text import Text

PAGES = (
    Page(
        path="/posts",
        title=Text("兼岗与借调", "Second posts"),
        permission="core.employee.read",
        body=(
            Tabs(
                tabs=tuple(
                    Tab(
                        title=title,
                        body=(
                            Table(
                                api=api,
                                columns=(
                                    Column(
                                        name="employee_name",
                                        label=Text("员工", "Employee"),
                                        link="/console/core/employees/${employee_id}",
                                        width=110,
                                    ),
                                    Column(
                                        name="kind",
                                        label=Text("类型", "Kind"),
                                        width=80,
                                        options=(
                                            Option(
                                                value="concurrent",
                                                label=Text("兼岗", "Second"),
                                                colour="info",
                                            ),
                                            Option(
                                                value="secondment",
                                                label=Text("借调", "Seconded"),
                                                colour="warning",
                                            ),
                                        ),
                                    ),
                                    Column(name="company_name", label=Text("公司", "Company")),
                                    Column(name="department_name", label=Text("部门", "Department")),
                                    Column(name="position_title", label=Text("岗位", "Position")),
                                    Column(
                                        name="share", label=Text("占比 %", "Share %"), kind="number", width=80
                                    ),
                                    Column(
                                        name="starts_on", label=Text("自", "From"), kind="date", width=110
                                    ),
                                    Column(name="last_day", label=Text("至", "To"), kind="date", width=110),
                                ),
                                empty=empty,
                            ),
                        ),
                    )
                    for title, api, empty in (
                        (
                            Text("兼岗与借入", "Here"),
                            "/api/posts",
                            Text("没有兼岗或借入的员工", "Nobody"),
                        ),
                        (
                            Text("借出员工", "Elsewhere"),
                            "/api/posts?away=true",
                            Text("没有借出的员工", "Nobody"),
                        ),
                    )
                )
            ),
        ),
    ),
)
