"""Console pages of requests, substitutes and flows."""

from __future__ import annotations

from renshi_core.requests.views import READ
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Path, Tab, Table, Tabs
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

STATES = (
    Option(value="pending", label=Text("审批中", "Pending"), colour="info"),
    Option(value="returned", label=Text("已退回", "Sent back"), colour="warning"),
    Option(value="approved", label=Text("已通过", "Approved"), colour="success"),
    Option(value="rejected", label=Text("未通过", "Rejected"), colour="danger"),
    Option(value="withdrawn", label=Text("已撤回", "Withdrawn")),
    Option(value="cancelled", label=Text("已撤销", "Cancelled")),
)
STEP_STATES = (
    Option(value="upcoming", label=Text("未到", "Ahead")),
    Option(value="waiting", label=Text("待审批", "Waiting"), colour="info"),
    Option(value="approved", label=Text("已同意", "Agreed"), colour="success"),
    Option(value="rejected", label=Text("已拒绝", "Refused"), colour="danger"),
    Option(value="returned", label=Text("已退回", "Sent back"), colour="warning"),
    Option(value="skipped", label=Text("无需审批", "Not needed")),
    Option(value="void", label=Text("已失效", "Void")),
)
ACTIONS = (
    Option(value="submit", label=Text("提交", "Submitted")),
    Option(value="resubmit", label=Text("重新提交", "Submitted again")),
    Option(value="approve", label=Text("同意", "Agreed"), colour="success"),
    Option(value="merge", label=Text("自动合并", "Merged"), colour="success"),
    Option(value="reject", label=Text("拒绝", "Refused"), colour="danger"),
    Option(value="return", label=Text("退回", "Sent back"), colour="warning"),
    Option(value="delegate", label=Text("转交", "Handed on")),
    Option(value="substitute", label=Text("代理", "Stood in"), colour="info"),
    Option(value="add_signer", label=Text("加签", "Signer added"), colour="info"),
    Option(value="copy", label=Text("抄送", "Copied")),
    Option(value="remind", label=Text("催办", "Reminded")),
    Option(value="withdraw", label=Text("撤回", "Withdrawn")),
    Option(value="cancel", label=Text("撤销", "Cancelled"), colour="warning"),
    Option(value="timeout_remind", label=Text("超时提醒", "Reminded: overdue")),
    Option(value="timeout_escalate", label=Text("超时升级", "Escalated: overdue")),
    Option(value="timeout_reject", label=Text("超时拒绝", "Refused: overdue")),
)
_WHERE = (
    Option(value="before", label=Text("在我之前", "Before me")),
    Option(value="after", label=Text("在我之后", "After me")),
    Option(value="beside", label=Text("与我并行", "Beside me")),
)
_YES_NO = (
    Option(value="true", label=Text("已超时", "Overdue"), colour="danger"),
    Option(value="false", label=Text("未超时", "In time")),
)
_COMMENT = Field(name="comment", label=Text("意见", "Comment"), kind="textarea")
_VERSION = Field(name="version", label=Text("版本", "Version"), kind="hidden", default="${version}")


def _button(action: str, zh: str, en: str, *fields: Field, level: str = "default") -> Action:
    return Action(
        label=Text(zh, en),
        api=f"/api/requests/${{id}}/{action}",
        fields=(*fields, _VERSION),
        level=level,  # type: ignore[arg-type]
        visible_when=f"can_{action}",
    )


def _bulk(action: str, zh: str, en: str, level: str) -> Action:
    return Action(
        label=Text(zh, en),
        api="/api/requests/bulk",
        fields=(
            Field(name="ids", label=Text("所选", "Selected"), kind="hidden", default="${ids}"),
            Field(name="action", label=Text("操作", "Action"), kind="hidden", default=action),
            _COMMENT,
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

_DETAIL = (
    Detail(
        api="/api/requests/${id}",
        columns=(
            Column(name="number", label=Text("单号", "Number")),
            Column(name="kind_title", label=Text("类型", "Kind")),
            Column(name="employee_name", label=Text("申请人", "Employee")),
            Column(name="state", label=Text("状态", "State"), options=STATES),
            Column(name="submitted_at", label=Text("提交时间", "Submitted"), kind="datetime"),
            Column(name="decided_at", label=Text("办结时间", "Decided"), kind="datetime"),
            Column(name="summary", label=Text("内容", "Summary")),
        ),
        actions=(
            _button("approve", "同意", "Approve", _COMMENT, level="primary"),
            _button("reject", "拒绝", "Reject", _COMMENT, level="danger"),
            _button(
                "return",
                "退回",
                "Send back",
                Field(
                    name="step",
                    label=Text("退回至", "Back to"),
                    kind="choice",
                    options_api="/api/requests/${id}/earlier",
                    help=Text("不选则退回申请人修改", "leave empty to send it back to the requester"),
                ),
                _COMMENT,
            ),
            _button(
                "add_signer",
                "加签",
                "Add a signer",
                Field(name="to", label=Text("加签人", "Signer"), kind="employee", required=True),
                Field(
                    name="where",
                    label=Text("顺序", "Order"),
                    kind="choice",
                    options=_WHERE,
                    default="after",
                    required=True,
                ),
                _COMMENT,
            ),
            _button(
                "delegate",
                "转交",
                "Hand on",
                Field(name="to", label=Text("转交给", "To"), kind="employee", required=True),
                _COMMENT,
            ),
            _button(
                "copy",
                "抄送",
                "Copy",
                Field(name="to", label=Text("抄送给", "To"), kind="employee", required=True),
            ),
            Action(
                label=Text("修改并重新提交", "Correct and submit again"),
                link="/console/core/requests/${id}/edit",
                visible_when="can_resubmit",
                level="primary",
            ),
            _button("remind", "催办", "Remind"),
            _button("withdraw", "撤回", "Withdraw", _COMMENT),
            _button("cancel", "撤销", "Cancel", _COMMENT, level="danger"),
            Action(label=Text("打印", "Print"), link="/api/requests/${id}/print"),
        ),
    ),
    Path(api="/api/requests/${id}/path"),
    Table(
        api="/api/requests/${id}/fields",
        title=Text("申请内容", "Form"),
        columns=(
            Column(name="label", label=Text("项目", "Field"), width=200),
            Column(name="shown", label=Text("内容", "Value")),
        ),
        export=False,
    ),
    Table(
        api="/api/requests/${id}/steps",
        title=Text("审批环节", "Steps"),
        columns=(
            Column(name="title", label=Text("环节", "Step"), width=150),
            Column(name="mode_title", label=Text("方式", "Mode"), width=90),
            Column(name="state", label=Text("状态", "State"), options=STEP_STATES, width=100),
            Column(name="approvers", label=Text("审批人", "Approvers")),
            Column(name="due_at", label=Text("期限", "Due"), kind="datetime", width=150),
        ),
        export=False,
    ),
    Tabs(
        tabs=(
            Tab(
                title=Text("处理记录", "History"),
                body=(
                    Table(
                        api="/api/requests/${id}/history",
                        columns=(
                            Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
                            Column(name="actor_name", label=Text("处理人", "Who"), width=110),
                            Column(name="action", label=Text("操作", "Action"), options=ACTIONS, width=110),
                            Column(name="step", label=Text("环节", "Step"), width=130),
                            Column(name="note", label=Text("说明", "Note")),
                            Column(name="comment", label=Text("意见", "Comment")),
                        ),
                        export=False,
                    ),
                ),
            ),
            Tab(
                title=Text("评论", "Comments"),
                body=(
                    Table(
                        api="/api/requests/${id}/comments",
                        columns=(
                            Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
                            Column(name="author", label=Text("评论人", "Who"), width=110),
                            Column(name="body", label=Text("内容", "Comment")),
                            Column(name="mentioned", label=Text("提及", "Mentioned"), width=150),
                        ),
                        actions=(
                            Action(
                                label=Text("发表评论", "Comment"),
                                api="/api/requests/${id}/comments",
                                fields=(
                                    Field(
                                        name="body",
                                        label=Text("内容", "Comment"),
                                        kind="textarea",
                                        required=True,
                                    ),
                                    Field(
                                        name="mentions",
                                        label=Text("提及", "Mention"),
                                        kind="choices",
                                        options_api="/api/requests/${id}/participants",
                                    ),
                                ),
                            ),
                        ),
                        empty=Text("还没有评论", "No comments yet"),
                        export=False,
                    ),
                ),
            ),
            Tab(
                title=Text("附件", "Attachments"),
                body=(
                    Table(
                        api="/api/requests/${id}/attachments",
                        columns=(
                            Column(name="name", label=Text("文件", "File")),
                            Column(name="size", label=Text("大小", "Size"), kind="bytes", width=100),
                            Column(name="author", label=Text("添加人", "By"), width=110),
                            Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
                        ),
                        actions=(
                            Action(
                                label=Text("添加附件", "Attach"),
                                api="/api/requests/${id}/attachments",
                                fields=(
                                    Field(
                                        name="file_id",
                                        label=Text("文件", "File"),
                                        kind="file",
                                        required=True,
                                    ),
                                ),
                            ),
                        ),
                        row_actions=(
                            Action(
                                label=Text("下载", "Download"),
                                link="${download}",
                                level="link",
                            ),
                        ),
                        empty=Text("没有附件", "No attachments"),
                        export=False,
                    ),
                ),
            ),
            Tab(
                title=Text("抄送", "Copies"),
                body=(
                    Table(
                        api="/api/requests/${id}/copies",
                        columns=(
                            Column(name="name", label=Text("抄送人", "Who"), width=150),
                            Column(name="at", label=Text("时间", "When"), kind="datetime"),
                        ),
                        empty=Text("没有抄送", "No copies"),
                        export=False,
                    ),
                ),
            ),
        )
    ),
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
    Page(path="/requests/:id", title=Text("申请详情", "Request"), permission=AUTHENTICATED, body=_DETAIL),
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
