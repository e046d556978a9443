"""Departments along time, and cost centres."""

from __future__ import annotations

from renshi_core.organization.pages.parts import (
    CODE,
    COST_CENTRE,
    FROM_TODAY,
    HEAD,
    MANAGE,
    NAME,
    PARENT,
    READ,
    REASON,
    day_field,
)
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Column,
    Detail,
    Field,
    Option,
    Tab,
    Table,
    Tabs,
)
from renshi_sdk.text import Text

_HISTORY = Table(
    api="/api/departments/${id}/history",
    columns=(
        Column(name="since", label=Text("自", "From"), kind="date", width=110),
        Column(name="last_day", label=Text("至", "To"), kind="date", width=110),
        Column(name="name", label=Text("名称", "Name")),
        Column(name="parent_name", label=Text("上级部门", "Parent")),
        Column(name="head_name", label=Text("负责人", "Head"), width=110),
        Column(name="cost_centre_title", label=Text("成本中心", "Cost centre"), width=130),
        Column(name="said", label=Text("原因", "Reason")),
    ),
    row_actions=(
        Action(
            label=Text("更正", "Correct"),
            api="/api/departments/${department_id}/records/${id}/correct",
            fields=(
                REASON,
                Field(name="valid_from", label=Text("生效日期", "Valid from"), kind="date"),
                NAME,
                HEAD,
                COST_CENTRE,
            ),
            level="link",
            permission=MANAGE,
        ),
    ),
    export=False,
)

_PLANNED = Table(
    api="/api/organization/planned",
    columns=(
        Column(name="on", label=Text("生效日期", "On"), kind="date", width=120),
        Column(name="name", label=Text("部门", "Department")),
        Column(
            name="kind",
            label=Text("变更", "Change"),
            width=100,
            options=(
                Option(value="begins", label=Text("成立", "Founded"), colour="success"),
                Option(value="changes", label=Text("变更", "Changes"), colour="info"),
                Option(value="ends", label=Text("停用", "Ends"), colour="danger"),
            ),
        ),
        Column(name="said", label=Text("内容", "What")),
        Column(name="reason", label=Text("原因", "Reason")),
    ),
    row_actions=(
        Action(
            label=Text("取消变更", "Call off"),
            api="/api/departments/${department_id}/records/${id}/cancel",
            fields=(REASON,),
            level="link",
            visible_when="kind != 'begins'",
            permission=MANAGE,
            done=Text("已取消，维持原状", "Called off; it stays as it is"),
        ),
    ),
    empty=Text("没有待生效的部门变更", "No change is planned"),
)

_TREE = Table(
    api="/api/departments/tree",
    filters=(Field(name="as_of", label=Text("查看日期", "As of"), kind="date"),),
    columns=(
        Column(name="name", label=Text("部门", "Department")),
        Column(name="code", label=Text("编码", "Code"), width=110),
        Column(name="head_name", label=Text("负责人", "Head"), width=100),
        Column(name="cost_centre_title", label=Text("成本中心", "Cost centre"), width=130),
        Column(name="headcount", label=Text("本部门人数", "People"), kind="integer", width=100),
        Column(name="headcount_total", label=Text("含下级人数", "With subs"), kind="integer", width=100),
        Column(name="next_change_on", label=Text("待生效", "Changes on"), kind="date", width=110),
    ),
    actions=(
        Action(
            label=Text("新建部门", "New department"),
            api="/api/departments",
            fields=(
                CODE,
                NAME,
                PARENT,
                HEAD,
                COST_CENTRE,
                day_field("成立日期；留空表示一直存在", "founded on; empty: there all along"),
            ),
            level="primary",
            permission=MANAGE,
            done=Text("已新建", "Created"),
        ),
    ),
    row_actions=(
        Action(
            label=Text("变更", "Change"),
            api="/api/departments/${id}",
            method="patch",
            fields=(CODE, NAME, HEAD, COST_CENTRE, FROM_TODAY),
            level="link",
            permission=MANAGE,
        ),
        Action(
            label=Text("移动", "Move"),
            api="/api/departments/${id}/move",
            fields=(PARENT, FROM_TODAY),
            level="link",
            permission=MANAGE,
        ),
        Action(label=Text("历史", "History"), link="/console/core/departments/${id}", level="link"),
        Action(
            label=Text("停用", "Remove"),
            api="/api/departments/${id}",
            method="delete",
            confirm=Text(
                "只能停用没有员工和下级的部门，历史记录保留。确定停用？",
                "Only an empty department can go; history keeps it. Remove it?",
            ),
            level="link",
            permission=MANAGE,
        ),
    ),
    empty=Text("还没有部门，请先新建一个", "No department yet; create the first one"),
)

_COST_CENTRES = Table(
    api="/api/cost-centres",
    columns=(
        Column(name="code", label=Text("编码", "Code"), width=140),
        Column(name="title", label=Text("名称", "Title")),
    ),
    actions=(
        Action(
            label=Text("新建成本中心", "New cost centre"),
            api="/api/cost-centres",
            fields=(CODE, Field(name="title", label=Text("名称", "Title"), required=True)),
            level="primary",
            permission=MANAGE,
        ),
    ),
    row_actions=(
        Action(
            label=Text("编辑", "Edit"),
            api="/api/cost-centres/${id}",
            method="patch",
            fields=(CODE, Field(name="title", label=Text("名称", "Title"), required=True)),
            level="link",
            permission=MANAGE,
        ),
        Action(
            label=Text("停用", "Remove"),
            api="/api/cost-centres/${id}",
            method="delete",
            confirm=Text("确定停用此成本中心？", "Remove this cost centre?"),
            level="link",
            permission=MANAGE,
        ),
    ),
    empty=Text("还没有成本中心", "No cost centre yet"),
)


PAGES = (
    Page(
        path="/departments",
        title=Text("部门", "Departments"),
        permission=READ,
        body=(
            Tabs(
                tabs=(
                    Tab(title=Text("部门树", "Tree"), body=(_TREE,)),
                    Tab(title=Text("待生效变更", "Planned"), body=(_PLANNED,)),
                    Tab(title=Text("成本中心", "Cost centres"), body=(_COST_CENTRES,)),
                )
            ),
        ),
    ),
    Page(
        path="/departments/:id",
        title=Text("部门历史", "Department's history"),
        permission=READ,
        body=(
            Detail(
                api="/api/departments/${id}",
                columns=(
                    Column(name="name", label=Text("名称", "Name")),
                    Column(name="code", label=Text("编码", "Code")),
                ),
            ),
            _HISTORY,
        ),
    ),
)
