"""The console page of one request."""

from __future__ import annotations

from renshi_sdk.pages import Action, Column, Detail, Field, Option, Path, Tab, Table, Tabs
from renshi_sdk.text import Text

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
COMMENT = Field(name="comment", label=Text("意见", "Comment"), kind="textarea")
_VERSION = Field(name="version", label=Text("版本", "Version"), kind="hidden", default="${version}")


def _button(action: str, zh: str, en: str, *fields: Field, level: str = "default") -> Action:
    return Action(
        label=Text(zh, en),
        api=f"/api/requests/${{id}}/{action}",
        fields=(*fields, _VERSION),
        level=level,  # type: ignore[arg-type]
        visible_when=f"can_{action}",
    )


DETAIL = (
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
            _button("approve", "同意", "Approve", COMMENT, level="primary"),
            _button("reject", "拒绝", "Reject", COMMENT, level="danger"),
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
                COMMENT,
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
                COMMENT,
            ),
            _button(
                "delegate",
                "转交",
                "Hand on",
                Field(name="to", label=Text("转交给", "To"), kind="employee", required=True),
                COMMENT,
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
            _button("withdraw", "撤回", "Withdraw", COMMENT),
            _button("cancel", "撤销", "Cancel", COMMENT, level="danger"),
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
