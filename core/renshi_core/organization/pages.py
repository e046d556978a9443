"""Console pages of the organisation along time: departments, cost centres, headcount, reorganisations, posts."""

from __future__ import annotations

from typing import Literal

from renshi_core.organization.reorganisation import Steps as ReorganisationSteps
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Grid,
    Option,
    Section,
    Tab,
    Table,
    Tabs,
    Wizard,
    WizardStep,
)
from renshi_sdk.text import Text

READ, MANAGE = "core.organization.read", "core.organization.manage"
PLAN, APPROVE = "core.headcount.manage", "core.headcount.approve"
REORGANISE = "core.reorganisation.manage"

_NAME = Field(name="name", label=Text("名称", "Name"), required=True)
_CODE = Field(
    name="code",
    label=Text("编码", "Code"),
    required=True,
    help=Text("字母、数字、- _ .，公司内唯一", "letters, digits, - _ . ; unique in the company"),
)
_HEAD = Field(name="head_id", label=Text("负责人", "Head"), kind="employee")
_PARENT = Field(name="parent_id", label=Text("上级部门", "Parent department"), kind="department")
_COST_CENTRE = Field(
    name="cost_centre_id",
    label=Text("成本中心", "Cost centre"),
    kind="choice",
    options_api="/api/cost-centres/options",
)
_REASON = Field(name="reason", label=Text("原因", "Reason"), required=True)


def _day(zh: str, en: str) -> Field:
    return Field(name="effective_on", label=Text("生效日期", "Effective on"), kind="date", help=Text(zh, en))


_FROM_TODAY = _day(
    "留空为今天；可填将来日期，到日自动生效", "empty: today. A day to come takes effect by itself"
)
EMPLOYMENT_TYPES = (
    Option(value="full_time", label=Text("全职", "Full time")),
    Option(value="part_time", label=Text("兼职（非全日制）", "Part time")),
    Option(value="intern", label=Text("实习", "Intern")),
    Option(value="dispatched", label=Text("劳务派遣", "Dispatched")),
    Option(value="retiree", label=Text("退休返聘", "Re-hired retiree")),
)
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
                _REASON,
                Field(name="valid_from", label=Text("生效日期", "Valid from"), kind="date"),
                _NAME,
                _HEAD,
                _COST_CENTRE,
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
            fields=(_REASON,),
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
                _CODE,
                _NAME,
                _PARENT,
                _HEAD,
                _COST_CENTRE,
                _day("成立日期；留空表示一直存在", "founded on; empty: there all along"),
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
            fields=(_CODE, _NAME, _HEAD, _COST_CENTRE, _FROM_TODAY),
            level="link",
            permission=MANAGE,
        ),
        Action(
            label=Text("移动", "Move"),
            api="/api/departments/${id}/move",
            fields=(_PARENT, _FROM_TODAY),
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
            fields=(_CODE, Field(name="title", label=Text("名称", "Title"), required=True)),
            level="primary",
            permission=MANAGE,
        ),
    ),
    row_actions=(
        Action(
            label=Text("编辑", "Edit"),
            api="/api/cost-centres/${id}",
            method="patch",
            fields=(_CODE, Field(name="title", label=Text("名称", "Title"), required=True)),
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
_FLAGS = (
    Option(value="over", label=Text("超编", "Over"), colour="danger"),
    Option(value="under", label=Text("缺编", "Under"), colour="warning"),
    Option(value="met", label=Text("满编", "Met"), colour="success"),
    Option(value="unplanned", label=Text("无编制", "No plan")),
)
_RULES = (
    Option(value="off", label=Text("不控制", "Off")),
    Option(value="warn", label=Text("超编提醒", "Note it")),
    Option(value="refuse", label=Text("超编禁止", "Refuse")),
)
_STATES = (
    Option(value="draft", label=Text("草稿", "Draft")),
    Option(value="submitted", label=Text("待审批", "Submitted"), colour="info"),
    Option(value="approved", label=Text("已生效", "Approved"), colour="success"),
    Option(value="rejected", label=Text("已退回", "Sent back"), colour="danger"),
    Option(value="replaced", label=Text("已被替代", "Replaced")),
)


def _number(name: str, zh: str, en: str, kind: Literal["integer", "number"] = "integer") -> Column:
    return Column(name=name, label=Text(zh, en), kind=kind, width=80)


_COMPARED = Table(
    api="/api/headcount",
    filters=(
        Field(name="as_of", label=Text("日期", "Day"), kind="date"),
        Field(name="flag", label=Text("状态", "State"), kind="choice", options=_FLAGS),
    ),
    columns=(
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(
            name="employment_type", label=Text("用工形式", "Employment"), options=EMPLOYMENT_TYPES, width=120
        ),
        _number("planned", "编制", "Places"),
        _number("actual", "在岗", "People"),
        _number("posts", "兼岗", "Posts", "number"),
        _number("pending_in", "待入", "To come"),
        _number("pending_out", "待出", "To go"),
        _number("forecast", "预计", "Forecast", "number"),
        _number("gap", "差额", "Gap", "number"),
        Column(name="flag", label=Text("状态", "State"), options=_FLAGS, width=90),
    ),
    actions=(
        Action(
            label=Text("控制方式", "Rule"),
            api="/api/headcount/rule",
            method="put",
            fields=(
                Field(
                    name="rule",
                    label=Text("入职或调动超编时", "Where there is no place"),
                    kind="choice",
                    options=_RULES,
                    required=True,
                ),
            ),
            permission=PLAN,
        ),
    ),
    empty=Text("没有编制，也没有在岗人员", "Neither places nor people"),
)
_PERIOD = (
    Field(name="title", label=Text("名称", "Title"), required=True),
    Field(name="period_from", label=Text("开始", "From"), kind="date", required=True),
    Field(name="period_to", label=Text("结束", "To"), kind="date", required=True),
)
_PLANS = Table(
    api="/api/headcount/plans",
    columns=(
        Column(name="title", label=Text("方案", "Plan"), link="/console/core/headcount/${id}"),
        Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
        Column(name="period_from", label=Text("自", "From"), kind="date", width=110),
        Column(name="period_to", label=Text("至", "To"), kind="date", width=110),
        _number("planned", "编制", "Places"),
        Column(name="state", label=Text("状态", "State"), options=_STATES, width=100),
        Column(name="submitted_by", label=Text("提交人", "Submitted by"), width=110),
        Column(name="decided_by", label=Text("审批人", "Decided by"), width=110),
    ),
    actions=(
        Action(
            label=Text("新建方案", "New plan"),
            api="/api/headcount/plans",
            fields=_PERIOD,
            level="primary",
            permission=PLAN,
        ),
    ),
    row_actions=(
        Action(
            label=Text("复制为新版本", "New version"),
            api="/api/headcount/plans",
            fields=(
                *_PERIOD,
                Field(name="copy_of", label=Text("复制自", "Copy of"), kind="hidden", default="${id}"),
            ),
            level="link",
            permission=PLAN,
        ),
    ),
    empty=Text("还没有编制方案，请新建一个", "No plan yet; create the first one"),
)
_KINDS = (
    Option(value="founded", label=Text("新设部门", "Founded"), colour="success"),
    Option(value="closed", label=Text("撤销部门", "Closed"), colour="danger"),
    Option(value="renamed", label=Text("更名", "Renamed"), colour="info"),
    Option(value="moved", label=Text("上级变更", "Moved"), colour="info"),
    Option(value="people", label=Text("人员划转", "People"), colour="warning"),
    Option(value="planned", label=Text("待生效变动", "Planned changes")),
    Option(value="posts", label=Text("兼岗与借调", "Second posts")),
    Option(value="positions", label=Text("岗位归属", "Positions")),
    Option(value="lines", label=Text("编制行", "Plan lines")),
    Option(value="grants", label=Text("角色数据范围", "Scopes of roles")),
    Option(value="approvers", label=Text("待办审批人", "Waiting approvals")),
)
_REORGANISATION_STATES = (
    Option(value="draft", label=Text("草稿", "Draft")),
    Option(value="applied", label=Text("已执行", "Applied"), colour="success"),
    Option(value="undone", label=Text("已撤销", "Undone")),
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
    Page(
        path="/headcount",
        title=Text("编制", "Headcount plan"),
        permission=READ,
        body=(
            Figures(
                api="/api/headcount",
                figures=(
                    Figure(name="planned_total", label=Text("编制", "Places")),
                    Figure(name="actual_total", label=Text("在岗", "People")),
                    Figure(name="posts_total", label=Text("兼岗折算", "Second posts"), kind="number"),
                ),
            ),
            Tabs(
                tabs=(
                    Tab(title=Text("编制与在岗", "Places and people"), body=(_COMPARED,)),
                    Tab(title=Text("编制方案", "Plans"), body=(_PLANS,)),
                    Tab(
                        title=Text("集团汇总", "Group"),
                        permission=APPROVE,
                        body=(
                            Table(
                                api="/api/headcount/group",
                                columns=(
                                    Column(name="name", label=Text("公司", "Company")),
                                    _number("planned", "编制", "Places"),
                                    _number("actual", "在岗", "People"),
                                    _number("posts", "兼岗", "Posts", "number"),
                                    _number("gap", "差额", "Gap", "number"),
                                ),
                            ),
                        ),
                    ),
                )
            ),
        ),
    ),
    Page(
        path="/headcount/:id",
        title=Text("编制方案", "Headcount plan"),
        permission=READ,
        body=(
            Detail(
                api="/api/headcount/plans/${id}",
                columns=(
                    Column(name="title", label=Text("方案", "Plan")),
                    Column(name="version", label=Text("版本", "Version"), kind="integer"),
                    Column(name="state", label=Text("状态", "State"), options=_STATES),
                    Column(name="period_from", label=Text("自", "From"), kind="date"),
                    Column(name="period_to", label=Text("至", "To"), kind="date"),
                    Column(name="comment", label=Text("审批意见", "Comment")),
                ),
                actions=(
                    Action(
                        label=Text("提交审批", "Submit"),
                        api="/api/headcount/plans/${id}/submit",
                        level="primary",
                        visible_when="state == 'draft'",
                        permission=PLAN,
                        done=Text("已提交", "Submitted"),
                    ),
                    Action(
                        label=Text("批准", "Approve"),
                        api="/api/headcount/plans/${id}/approve",
                        fields=(Field(name="comment", label=Text("意见", "Comment")),),
                        level="primary",
                        visible_when="state == 'submitted'",
                        permission=APPROVE,
                    ),
                    Action(
                        label=Text("退回", "Send back"),
                        api="/api/headcount/plans/${id}/reject",
                        fields=(Field(name="comment", label=Text("意见", "Comment"), required=True),),
                        level="danger",
                        visible_when="state == 'submitted'",
                        permission=APPROVE,
                    ),
                ),
            ),
            Callout(
                text=Text(
                    "每行为一个部门（可细到岗位和用工形式）的编制人数；岗位留空表示该部门全部岗位。只有草稿可以修改。",
                    "A row counts the places of a department, down to position and kind of employment; no position"
                    " means all of them. Only a draft can change.",
                ),
            ),
            Grid(
                api="/api/headcount/plans/${id}/grid",
                save_api="/api/headcount/plans/${id}/grid",
                columns=(),
                inputs=(
                    Field(
                        name="department_id",
                        label=Text("部门", "Department"),
                        kind="department",
                        required=True,
                    ),
                    Field(name="position_id", label=Text("岗位", "Position"), kind="position"),
                    Field(
                        name="employment_type",
                        label=Text("用工形式", "Employment"),
                        kind="choice",
                        options=EMPLOYMENT_TYPES,
                    ),
                    Field(name="planned", label=Text("编制人数", "Places"), kind="integer", required=True),
                ),
                permission=PLAN,
                add=True,
                remove=True,
                empty=Text("还没有编制行，请增加一行", "No line yet; add one"),
            ),
        ),
    ),
    Page(
        path="/reorganisations",
        title=Text("组织重组", "Reorganisations"),
        permission=REORGANISE,
        body=(
            Table(
                api="/api/reorganisations",
                columns=(
                    Column(
                        name="title", label=Text("重组", "Title"), link="/console/core/reorganisations/${id}"
                    ),
                    Column(
                        name="effective_on", label=Text("生效日期", "Effective on"), kind="date", width=120
                    ),
                    Column(
                        name="state", label=Text("状态", "State"), options=_REORGANISATION_STATES, width=100
                    ),
                    Column(name="changed_by", label=Text("拟定人", "Drawn up by"), width=120),
                    Column(name="applied_by", label=Text("执行人", "Applied by"), width=120),
                ),
                actions=(
                    Action(
                        label=Text("新建重组", "New"),
                        link="/console/core/reorganisations/new",
                        level="primary",
                    ),
                ),
                empty=Text(
                    "还没有重组。合并、拆分、划转、更名、撤销可在一次操作中完成，执行前可预览全部影响",
                    "None yet. Merge, split, move, rename and abolish as one operation, with a preview of all effects",
                ),
            ),
        ),
    ),
    Page(
        path="/reorganisations/new",
        title=Text("新建重组", "New reorganisation"),
        permission=REORGANISE,
        body=(
            Wizard(
                api="/api/reorganisations",
                steps=(
                    WizardStep(
                        title=Text("名称与日期", "Title and day"),
                        fields=(
                            Field(name="title", label=Text("名称", "Title"), required=True),
                            Field(
                                name="effective_on",
                                label=Text("生效日期", "Effective on"),
                                kind="date",
                                required=True,
                                help=Text(
                                    "可为将来日期，到日自动生效", "a day to come takes effect by itself"
                                ),
                            ),
                        ),
                    ),
                    WizardStep(
                        title=Text("调整内容", "Steps"),
                        schema=ReorganisationSteps,
                        text=Text(
                            "按顺序执行；保存后先预览，不会立即生效。",
                            "Worked off in order. Saved as a draft with a preview; nothing happens yet.",
                        ),
                    ),
                ),
                submit=Text("保存并预览", "Save and preview"),
                redirect="/console/core/reorganisations/${id}",
            ),
        ),
    ),
    Page(
        path="/reorganisations/:id",
        title=Text("重组预览", "Reorganisation"),
        permission=REORGANISE,
        body=(
            Detail(
                api="/api/reorganisations/${id}",
                columns=(
                    Column(name="title", label=Text("重组", "Title")),
                    Column(name="effective_on", label=Text("生效日期", "Effective on"), kind="date"),
                    Column(name="state", label=Text("状态", "State"), options=_REORGANISATION_STATES),
                    Column(name="applied_by", label=Text("执行人", "Applied by")),
                    Column(name="applied_at", label=Text("执行时间", "Applied at"), kind="datetime"),
                ),
                actions=(
                    Action(
                        label=Text("执行", "Apply"),
                        api="/api/reorganisations/${id}/apply",
                        level="primary",
                        visible_when="state == 'draft' && !(blockers && blockers.length)",
                        confirm=Text(
                            "将按预览执行全部调整，确定？", "Everything in the preview will happen. Apply?"
                        ),
                        done=Text("已执行", "Applied"),
                    ),
                    Action(
                        label=Text("撤销重组", "Undo"),
                        api="/api/reorganisations/${id}/undo",
                        fields=(_REASON,),
                        level="danger",
                        visible_when="state == 'applied'",
                    ),
                ),
            ),
            Callout(
                api="/api/reorganisations/${id}",
                level="danger",
                visible_when="blockers && blockers.length",
                text=Text("不能执行：${blockers}", "It can't be applied: ${blockers}"),
            ),
            Section(
                title=Text("影响", "Effects"),
                body=(
                    Table(
                        api="/api/reorganisations/${id}/effects",
                        columns=(
                            Column(name="kind", label=Text("影响", "Effect"), options=_KINDS, width=130),
                            Column(name="name", label=Text("部门", "Department")),
                            Column(name="from", label=Text("原", "From")),
                            Column(name="to", label=Text("新", "To")),
                            Column(name="count", label=Text("数量", "Count"), kind="integer", width=90),
                        ),
                        empty=Text("没有任何影响", "No effect at all"),
                    ),
                ),
            ),
        ),
    ),
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

MENU = tuple(
    MenuEntry(title=title, page=page, permission=permission, section="people", icon=icon, order=order)
    for title, page, permission, icon, order in (
        (Text("部门", "Departments"), "/departments", READ, "sitemap", 20),
        (Text("编制", "Headcount plan"), "/headcount", READ, "users-cog", 32),
        (Text("兼岗与借调", "Second posts"), "/posts", "core.employee.read", "user-tag", 34),
        (Text("组织重组", "Reorganisations"), "/reorganisations", REORGANISE, "project-diagram", 36),
    )
)
