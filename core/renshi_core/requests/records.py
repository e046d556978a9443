"""What the room of requests contributes: rights, pages, and the clock for overdue gates."""

from __future__ import annotations

from renshi_core.requests.personal_data import PERSONAL_DATA
from renshi_core.requests.reports import REPORTS
from renshi_core.requests.timeouts import JOBS, SCHEDULES
from renshi_sdk.contributions import DataScope, MenuEntry, Page, Permission, SuggestedRole
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Tab, Table, Tabs
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

__all__ = ["JOBS", "MENU", "PAGES", "PERMISSIONS", "PERSONAL_DATA", "REPORTS", "SCHEDULES"]

_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.TENANT)
READ = "core.request.read"

PERMISSIONS = (
    Permission(
        READ,
        Text("查看所辖员工的申请", "See requests of people in one's scope"),
        (_ADMIN, _HR, (SuggestedRole.MANAGER, DataScope.REPORTS)),
    ),
    Permission(
        "core.request.manage", Text("改派审批人", "Hand a waiting request to somebody else"), (_ADMIN, _HR)
    ),
    Permission("core.flow.manage", Text("设置审批流程", "Set approval flows"), (_ADMIN, _HR)),
)

STATES = (
    Option(value="pending", label=Text("审批中", "Pending"), colour="info"),
    Option(value="returned", label=Text("已退回", "Sent back"), colour="warning"),
    Option(value="approved", label=Text("已通过", "Approved"), colour="success"),
    Option(value="rejected", label=Text("未通过", "Rejected"), colour="danger"),
    Option(value="withdrawn", label=Text("已撤回", "Withdrawn")),
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
    Option(value="reject", label=Text("拒绝", "Refused"), colour="danger"),
    Option(value="return", label=Text("退回", "Sent back"), colour="warning"),
    Option(value="delegate", label=Text("转交", "Handed on")),
    Option(value="remind", label=Text("催办", "Reminded")),
    Option(value="withdraw", label=Text("撤回", "Withdrawn")),
    Option(value="timeout_remind", label=Text("超时提醒", "Reminded: overdue")),
    Option(value="timeout_escalate", label=Text("超时升级", "Escalated: overdue")),
    Option(value="timeout_reject", label=Text("超时拒绝", "Refused: overdue")),
)

_COMMENT = Field(name="comment", label=Text("意见", "Comment"), kind="textarea")


def _button(action: str, zh: str, en: str, *fields: Field, level: str = "default") -> Action:
    return Action(
        label=Text(zh, en),
        api=f"/api/requests/${{id}}/{action}",
        fields=fields,
        level=level,  # type: ignore[arg-type]
        visible_when=f"can_{action}",
    )


def _table(api: str, empty: Text, *, scope: bool = False) -> Table:
    return Table(
        api=api,
        columns=(
            Column(
                name="number",
                label=Text("单号", "Number"),
                link="/console/core/requests/${id}",
                sortable=True,
                width=160,
            ),
            Column(name="kind_title", label=Text("类型", "Kind"), width=120),
            Column(name="employee_name", label=Text("申请人", "Employee"), width=100),
            Column(name="summary", label=Text("内容", "Summary")),
            Column(name="state", label=Text("状态", "State"), options=STATES, width=90),
            Column(name="step", label=Text("当前环节", "Step"), width=130),
            Column(name="waiting_for", label=Text("等待", "Waiting for"), width=130),
            Column(
                name="submitted_at",
                label=Text("提交时间", "Submitted"),
                kind="datetime",
                sortable=True,
                width=150,
            ),
        ),
        filters=(
            *((Field(name="q", label=Text("搜索", "Search")),) if scope else ()),
            Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
        ),
        empty=empty,
    )


PAGES = (
    Page(
        path="/requests",
        title=Text("申请与审批", "Requests"),
        permission=AUTHENTICATED,
        body=(
            Tabs(
                tabs=(
                    Tab(
                        title=Text("待我审批", "Waiting for me"),
                        body=(
                            _table(
                                "/api/requests/waiting", Text("没有等待您审批的申请", "Nothing waits for you")
                            ),
                        ),
                    ),
                    Tab(
                        title=Text("我的申请", "Mine"),
                        body=(
                            _table(
                                "/api/requests/mine",
                                Text("您还没有提交过申请", "You haven't asked for anything yet"),
                            ),
                        ),
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
                            ),
                        ),
                    ),
                )
            ),
        ),
    ),
    Page(
        path="/requests/all",
        title=Text("全部申请", "All requests"),
        permission=READ,
        body=(_table("/api/requests", Text("还没有申请", "No request yet"), scope=True),),
    ),
    Page(
        path="/requests/:id",
        title=Text("申请详情", "Request"),
        permission=AUTHENTICATED,
        body=(
            Detail(
                api="/api/requests/${id}",
                columns=(
                    Column(name="number", label=Text("单号", "Number")),
                    Column(name="kind_title", label=Text("类型", "Kind")),
                    Column(name="employee_name", label=Text("申请人", "Employee")),
                    Column(name="state", label=Text("状态", "State"), options=STATES),
                    Column(name="summary", label=Text("内容", "Summary")),
                    Column(name="submitted_at", label=Text("提交时间", "Submitted"), kind="datetime"),
                    Column(name="decided_at", label=Text("办结时间", "Decided"), kind="datetime"),
                ),
                actions=(
                    _button("approve", "同意", "Approve", _COMMENT, level="primary"),
                    _button("reject", "拒绝", "Reject", _COMMENT, level="danger"),
                    _button("return", "退回修改", "Send back", _COMMENT),
                    _button(
                        "delegate",
                        "转交",
                        "Hand on",
                        Field(name="to", label=Text("转交给", "To"), kind="employee", required=True),
                        _COMMENT,
                    ),
                    _button("remind", "催办", "Remind"),
                    _button("resubmit", "重新提交", "Submit again", _COMMENT),
                    _button("withdraw", "撤回", "Withdraw", _COMMENT),
                ),
            ),
            Table(
                api="/api/requests/${id}/fields",
                title=Text("申请内容", "Form"),
                columns=(
                    Column(name="label", label=Text("项目", "Field"), width=200),
                    Column(name="value", label=Text("内容", "Value")),
                ),
            ),
            Table(
                api="/api/requests/${id}/steps",
                title=Text("审批环节", "Steps"),
                columns=(
                    Column(name="title", label=Text("环节", "Step")),
                    Column(name="state", label=Text("状态", "State"), options=STEP_STATES),
                    Column(name="approvers", label=Text("审批人", "Approvers")),
                    Column(name="due_at", label=Text("期限", "Due"), kind="datetime"),
                ),
            ),
            Table(
                api="/api/requests/${id}/history",
                title=Text("处理记录", "History"),
                columns=(
                    Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
                    Column(name="actor_name", label=Text("处理人", "Who"), width=120),
                    Column(name="action", label=Text("操作", "Action"), options=ACTIONS, width=110),
                    Column(name="step", label=Text("环节", "Step"), width=140),
                    Column(name="comment", label=Text("意见", "Comment")),
                ),
            ),
        ),
    ),
    Page(
        path="/flows",
        title=Text("审批流程", "Approval flows"),
        permission="core.flow.manage",
        body=(
            Table(
                api="/api/flows",
                columns=(
                    Column(name="title", label=Text("申请类型", "Kind"), width=160),
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
                    Action(
                        label=Text("编辑", "Edit"),
                        api="/api/flows/${kind}",
                        method="put",
                        fields=(
                            Field(
                                name="flow_text",
                                label=Text("流程（JSON）", "Flow (JSON)"),
                                kind="json",
                                required=True,
                                help=Text(
                                    "进行中的申请仍按原流程办完",
                                    "requests that are running finish on their old flow",
                                ),
                            ),
                        ),
                        level="link",
                    ),
                ),
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
