"""Console pages of employees."""

from __future__ import annotations

from renshi_core.people import file_pages, more_pages
from renshi_core.people.export_pages import EXPORT_BUTTON, EXPORT_PAGE
from renshi_core.people.org_pages import POSTS_TAB
from renshi_core.people.page_parts import (
    ACTIONS,
    CHANGE,
    CITY,
    COST_CENTRE,
    CREATE,
    DEPARTMENT,
    EMPLOYMENT,
    GRADE,
    HIRE,
    MANAGER,
    POSITION,
    READ,
    REASON,
    REGIME,
    REGIMES,
    STATUS,
    WORKPLACE,
)
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Detail, Field, Tab, Table, Tabs
from renshi_sdk.text import Text

_LIST = Page(
    path="/employees",
    title=Text("员工", "Employees"),
    permission=READ,
    body=(
        Table(
            api="/api/employees",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    sortable=True,
                    link="/console/core/employees/${id}",
                    width=120,
                ),
                Column(name="number", label=Text("工号", "Number"), sortable=True, width=110),
                Column(name="status", label=Text("状态", "Status"), options=STATUS, width=90),
                Column(name="department_name", label=Text("部门", "Department"), width=140),
                Column(name="position_title", label=Text("岗位", "Position"), width=130),
                Column(name="manager_name", label=Text("直属上级", "Manager"), width=110),
                Column(name="picked", label=Text("所选字段", "Picked field"), hidden=True),
                Column(name="grade", label=Text("职级", "Grade"), width=80),
                Column(name="city", label=Text("城市", "City"), width=90),
                Column(
                    name="hired_on", label=Text("入职日期", "Hired on"), kind="date", sortable=True, width=120
                ),
            ),
            filters=(
                Field(
                    name="q",
                    label=Text("搜索", "Search"),
                    help=Text("姓名、拼音、首字母或工号", "name, pinyin, initials or number"),
                ),
                Field(name="department_tree", label=Text("部门（含下级）", "Department"), kind="department"),
                Field(
                    name="post_department_id",
                    label=Text("部门（含兼岗、借调）", "Department with second posts"),
                    kind="department",
                ),
                Field(name="status", label=Text("状态", "Status"), kind="choice", options=STATUS),
                Field(
                    name="where",
                    label=Text("更多字段", "Other field"),
                    kind="choice",
                    options_api="/api/employee-fields/options",
                ),
                Field(name="is", label=Text("等于", "is")),
            ),
            actions=(
                Action(
                    label=Text("办理入职", "Hire"),
                    api="/api/employees",
                    fields=HIRE,
                    level="primary",
                    permission=CREATE,
                    done=Text("已入职", "Hired"),
                ),
                EXPORT_BUTTON,
            ),
            row_actions=ACTIONS[:1],
            empty=Text("还没有员工，请先办理入职", "Nobody yet; hire the first person"),
        ),
    ),
)

_FACTS = Detail(
    api="/api/employees/${id}",
    columns=(
        Column(name="name", label=Text("姓名", "Name")),
        Column(name="number", label=Text("工号", "Number")),
        Column(name="status", label=Text("状态", "Status"), options=STATUS),
        Column(name="company_name", label=Text("公司", "Company")),
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(name="manager_name", label=Text("直属上级", "Manager")),
        Column(name="grade", label=Text("职级", "Grade")),
        Column(name="city", label=Text("工作城市", "City")),
        Column(name="work_regime", label=Text("工时制", "Work regime"), options=REGIMES),
        Column(name="hired_on", label=Text("入职日期", "Hired on"), kind="date"),
        Column(name="probation_until", label=Text("试用期至", "Probation until"), kind="date"),
        Column(name="regularised_on", label=Text("转正日期", "Regular since"), kind="date"),
        Column(name="left_on", label=Text("最后工作日", "Last day"), kind="date"),
    ),
    actions=(
        *ACTIONS,
        Action(
            label=Text("更改姓名", "Change name"),
            api="/api/employees/${id}",
            method="patch",
            fields=(Field(name="name", label=Text("姓名", "Name"), required=True),),
            permission=CHANGE,
        ),
    ),
)

_HISTORY = Table(
    api="/api/employees/${id}/history",
    columns=(
        Column(name="valid_from", label=Text("生效日期", "From"), kind="date", width=110),
        Column(name="last_day", label=Text("截止日期", "To"), kind="date", width=110),
        Column(name="company_name", label=Text("公司", "Company")),
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(name="manager_name", label=Text("直属上级", "Manager")),
        Column(name="grade", label=Text("职级", "Grade"), width=80),
        Column(name="reason", label=Text("原因", "Reason")),
        Column(name="recorded_at", label=Text("登记时间", "Recorded at"), kind="datetime", width=150),
    ),
    row_actions=(
        Action(
            label=Text("更正", "Correct"),
            api="/api/employees/${employee_id}/records/${id}/correct",
            fields=(
                DEPARTMENT,
                POSITION,
                MANAGER,
                GRADE,
                CITY,
                REGIME,
                EMPLOYMENT,
                COST_CENTRE,
                WORKPLACE,
                REASON,
            ),
            level="link",
            permission=CHANGE,
            done=Text(
                "已更正，原记录可按当时所知查询", "Corrected; the old record stays readable as known then"
            ),
        ),
    ),
)

_EVERYTHING = Table(
    api="/api/employees/${id}/history?everything=true",
    columns=(
        *(c for c in _HISTORY.columns if c.name != "company_name"),
        Column(name="superseded_at", label=Text("更正时间", "Given up at"), kind="datetime", width=150),
    ),
)

_TIMELINE = Table(
    api="/api/employees/${id}/timeline",
    columns=(
        Column(name="on", label=Text("时间", "When"), kind="datetime", width=160),
        Column(name="title", label=Text("事项", "What"), width=180),
        Column(name="detail", label=Text("说明", "Detail")),
    ),
)

_FILE = Page(
    path="/employees/:id",
    title=Text("员工档案", "Employee file"),
    permission=READ,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("基本信息", "Facts"), body=(_FACTS,)),
                file_pages.personal_tab(own=False),
                *(file_pages.section_tab(name, own=False) for name in file_pages.ROWS),
                Tab(title=Text("任职历史", "Job history"), body=(_HISTORY,)),
                POSTS_TAB,
                Tab(title=Text("时间线", "Timeline"), body=(_TIMELINE,)),
                Tab(title=Text("变更记录", "Changes"), body=(file_pages.CHANGES,)),
                Tab(title=Text("全部登记", "Everything recorded"), body=(_EVERYTHING,)),
            )
        ),
    ),
)

PAGES = (_LIST, _FILE, EXPORT_PAGE, *more_pages.PAGES)
MENU = (
    MenuEntry(
        title=Text("员工", "Employees"),
        page="/employees",
        permission=READ,
        section="people",
        icon="users",
        order=10,
    ),
    *more_pages.MENU,
)
