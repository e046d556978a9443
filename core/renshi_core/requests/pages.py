"""Console pages of requests, substitutes and flows."""

from __future__ import annotations

from renshi_core.requests.pages_detail import COMMENT, DETAIL, STATES
from renshi_core.requests.views import READ
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Field, Option, Tab, Table, Tabs
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

_YES_NO = (
    Option(value="true", label=Text("已超时", "Overdue"), colour="danger"),
    Option(value="false", label=Text("未超时", "In time")),
)


def _bulk(action: str, zh: str, en: str, level: str) -> Action:
    return Action(
        label=Text(zh, en),
        api="/api/requests/bulk",
        fields=(
            Field(name="ids", label=Text("所选", "Selected"), kind="hidden", default="${ids}"),
            Field(name="action", label=Text("操作", "Action"), kind="hidden", default=action),
            COMMENT,
        ),
        level=level,  # type: ignore[arg-type]
    )


def _table(api: str, empty: Text, *, scope: bool = False, bulk: tuple[Action, ...] = ()) -> Table:
    return Table(
        api=api,
        columns=(
            Column(
                name="number",
                label=Text("单号", "Number"),
                link="/console/core/requests/${id}",
                sortable=True,
                width=150,
            ),
            Column(name="kind_title", label=Text("类型", "Kind"), width=110),
            Column(name="employee_name", label=Text("申请人", "Employee"), width=90),
            Column(name="summary", label=Text("内容", "Summary")),
            Column(name="state", label=Text("状态", "State"), options=STATES, width=90),
            Column(name="step", label=Text("当前环节", "Step"), width=110),
            Column(name="waiting_for", label=Text("等待", "Waiting for"), width=110),
            Column(name="overdue", label=Text("时限", "Time limit"), options=_YES_NO, width=80, hidden=True),
            Column(
                name="submitted_at",
                label=Text("提交时间", "Submitted"),
                kind="datetime",
                sortable=True,
                width=150,
            ),
        ),
        filters=(
            *((Field(name="q", label=Text("姓名/单号/内容", "Name, number, content")),) if scope else ()),
            Field(
                name="kind",
                label=Text("类型", "Kind"),
                kind="choice",
                options_api="/api/requests/kind-options",
            ),
            Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
            *(
                (
                    Field(name="employee_id", label=Text("申请人", "Employee"), kind="employee"),
                    Field(name="submitted_at.ge", label=Text("提交从", "From"), kind="datetime"),
                    Field(name="submitted_at.le", label=Text("至", "to"), kind="datetime"),
                    Field(name="overdue", label=Text("时限", "Time limit"), kind="choice", options=_YES_NO),
                )
                if scope
                else ()
            ),
        ),
        bulk_actions=bulk,
        empty=empty,
    )


_MINE = Tabs(
    tabs=(
        Tab(
            title=Text("待我审批", "Waiting for me"),
            body=(
                _table(
                    "/api/requests/waiting",
                    Text("没有等待您审批的申请", "Nothing waits for you"),
                    bulk=(
                        _bulk("approve", "批量同意", "Approve", "primary"),
                        _bulk("reject", "批量拒绝", "Reject", "danger"),
                    ),
                ),
            ),
        ),
        Tab(
            title=Text("我的申请", "Mine"),
            body=(
                _table(
                    "/api/requests/mine", Text("您还没有提交过申请", "You haven't asked for anything yet")
                ),
            ),
        ),
        Tab(
            title=Text("我已审批", "Decided by me"),
            body=(
                _table("/api/requests/decided", Text("您还没有审批过", "You haven't decided anything yet")),
            ),
        ),
        Tab(
            title=Text("抄送我的", "Copied to me"),
            body=(_table("/api/requests/copied", Text("没有抄送给您的申请", "Nothing was copied to you")),),
        ),
        Tab(
            title=Text("发起申请", "New request"),
            body=(
                Table(
                    api="/api/requests/kinds",
                    columns=(
                        Column(
                            name="title",
                            label=Text("申请类型", "Kind"),
                            link="/console/core/requests/new/${name}",
                        ),
                    ),
                    empty=Text("目前没有可提交的申请", "There is nothing to ask for at present"),
                    export=False,
                ),
            ),
        ),
    )
)

_SUBSTITUTES = Table(
    api="/api/requests/substitutes",
    columns=(
        Column(name="employee_name", label=Text("被代理人", "Away"), width=120),
        Column(name="substitute_name", label=Text("代理人", "Substitute"), width=120),
        Column(name="from_day", label=Text("从", "From"), kind="date", width=110),
        Column(name="until_day", label=Text("至", "Until"), kind="date", width=110),
        Column(name="on_leave", label=Text("休假时自动", "While on leave"), kind="boolean", width=110),
        Column(name="note", label=Text("备注", "Note")),
    ),
    actions=(
        Action(
            label=Text("设置代理", "Name a substitute"),
            api="/api/requests/substitutes",
            fields=(
                Field(
                    name="substitute_id", label=Text("代理人", "Substitute"), kind="employee", required=True
                ),
                Field(
                    name="from_day",
                    label=Text("从", "From"),
                    kind="date",
                    help=Text(
                        "不填起止日期，则在您休假期间自动代理",
                        "without days it counts whenever you are on leave",
                    ),
                ),
                Field(name="until_day", label=Text("至", "Until"), kind="date"),
                Field(
                    name="kinds",
                    label=Text("限定类型", "Only kinds"),
                    kind="choices",
                    options_api="/api/requests/kind-options",
                ),
                Field(name="note", label=Text("备注", "Note")),
            ),
            level="primary",
        ),
    ),
    row_actions=(
        Action(
            label=Text("结束", "End"),
            api="/api/requests/substitutes/${id}/end",
            confirm=Text("结束这项代理？已转交的申请仍由代理人处理", "End it? What was handed over stays"),
            level="link",
        ),
    ),
    empty=Text("没有设置代理", "Nobody stands in for anybody"),
    export=False,
)

PAGES = (
    Page(path="/requests", title=Text("申请与审批", "Requests"), permission=AUTHENTICATED, body=(_MINE,)),
    Page(
        path="/requests/all",
        title=Text("全部申请", "All requests"),
        permission=READ,
        body=(_table("/api/requests", Text("还没有申请", "No request yet"), scope=True),),
    ),
    Page(
        path="/requests/substitutes",
        title=Text("审批代理", "Substitutes"),
        permission=AUTHENTICATED,
        body=(_SUBSTITUTES,),
    ),
    Page(path="/requests/:id", title=Text("申请详情", "Request"), permission=AUTHENTICATED, body=DETAIL),
    Page(
        path="/flows",
        title=Text("审批流程", "Approval flows"),
        permission="core.flow.manage",
        body=(
            Table(
                api="/api/flows",
                columns=(
                    Column(
                        name="title",
                        label=Text("申请类型", "Kind"),
                        width=180,
                        link="/console/core/flows/${kind}",
                    ),
                    Column(name="steps", label=Text("环节", "Steps")),
                    Column(
                        name="customised",
                        label=Text("本公司自定", "Set by the company"),
                        kind="boolean",
                        width=120,
                    ),
                    Column(name="version", label=Text("版本", "Version"), kind="integer", width=80),
                ),
                row_actions=(
                    Action(label=Text("设计", "Design"), link="/console/core/flows/${kind}", level="link"),
                ),
                export=False,
            ),
        ),
    ),
)

MENU = (
    MenuEntry(
        title=Text("申请与审批", "Requests"),
        page="/requests",
        permission=AUTHENTICATED,
        section="people",
        icon="check-square-o",
        order=5,
    ),
    MenuEntry(
        title=Text("审批代理", "Substitutes"),
        page="/requests/substitutes",
        permission=AUTHENTICATED,
        section="people",
        icon="exchange",
        order=6,
    ),
    MenuEntry(
        title=Text("全部申请", "All requests"),
        page="/requests/all",
        permission=READ,
        section="people",
        icon="inbox",
        order=40,
    ),
    MenuEntry(
        title=Text("审批流程", "Approval flows"),
        page="/flows",
        permission="core.flow.manage",
        section="settings",
        icon="random",
        order=20,
    ),
)
