"""The file of an application: match, résumés, rounds, notes, tasks, messages, and what happened."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.board import MUSTS, READ_STATES
from renshi_recruiting_ai.console.rounds import ROUND_STATES
from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Tab, Table, Tabs, Timeline, Trial

HOW = (
    Option(value="told", label=Text("经历中体现", "Told"), colour="success"),
    Option(value="listed", label=Text("仅列出", "Listed"), colour="info"),
    Option(value="missing", label=Text("未提到", "Missing")),
)
SENT = (
    Option(value="queued", label=Text("待发送", "Waiting"), colour="info"),
    Option(value="sending", label=Text("发送中", "Under way"), colour="info"),
    Option(value="sent", label=Text("已发送", "Sent"), colour="success"),
    Option(value="failed", label=Text("发送失败", "Failed"), colour="danger"),
    Option(value="bounced", label=Text("退信", "Bounced"), colour="danger"),
    Option(value="unsure", label=Text("结果不明", "Not known"), colour="warning"),
    Option(value="not_sent", label=Text("仅页面显示", "On the page only"), colour="warning"),
)
WAYS = (
    Option(value="mail", label=Text("邮件", "Mail")),
    Option(value="wechat", label=Text("微信", "WeChat")),
    Option(value="server", label=Text("邮件（系统）", "Mail (operator's)")),
    Option(value="page", label=Text("候选人页面", "Their page")),
)
_LETTER_FIELDS = (
    Field(
        name="template",
        label=Text("模板", "Letter"),
        kind="choice",
        required=True,
        options_api="/letters/options",
    ),
    Field(
        name="locale",
        label=Text("语言（不选则按候选人应聘时的语言）", "Language (empty: the one they applied in)"),
        kind="choice",
        options=(
            Option(value="zh-CN", label=Text("中文", "Chinese")),
            Option(value="en-US", label=Text("英文", "English")),
        ),
    ),
    Field(name="note", label=Text("补充说明", "Note"), kind="textarea"),
)
_MATCH = Tab(
    title=Text("简历匹配", "Match"),
    body=(
        Table(
            title=Text("硬性条件", "Must-haves"),
            api="/applications/${id}/match/musts",
            columns=(
                Column(name="label", label=Text("条件", "Must-have")),
                Column(name="state", label=Text("结果", "Result"), kind="choice", options=MUSTS),
                Column(name="value", label=Text("读出的值", "Value")),
                Column(name="words", label=Text("原文", "Words")),
                Column(name="page", label=Text("页", "Page"), kind="integer", width=60),
            ),
            export=False,
            empty=Text(
                "没有匹配结果：未上传简历、未同意 AI 评分，或岗位画像没有筛选规则。", "Nothing was matched."
            ),
        ),
        Table(
            title=Text("技能", "Skills"),
            api="/applications/${id}/match/skills",
            columns=(
                Column(name="label", label=Text("技能", "Skill")),
                Column(name="weight", label=Text("权重", "Weight"), kind="integer"),
                Column(name="how", label=Text("体现", "How"), kind="choice", options=HOW),
                Column(name="term", label=Text("命中词", "Word")),
                Column(name="words", label=Text("原文", "Words")),
            ),
            export=False,
        ),
        Table(
            title=Text("排序模型的依据（SHAP）", "What the ranker went by (SHAP)"),
            api="/applications/${id}/match/shares",
            columns=(
                Column(name="feature", label=Text("特征", "Feature")),
                Column(
                    name="share",
                    label=Text("贡献（对数几率）", "Share (log-odds)"),
                    kind="number",
                    decimals=3,
                ),
            ),
            export=False,
            empty=Text(
                "当前按透明公式排序，没有使用模型。", "The transparent formula orders; no model is used."
            ),
        ),
    ),
)
_RESUMES = Tab(
    title=Text("简历", "Résumés"),
    body=(
        Table(
            api="/resumes?application_id=${id}",
            columns=(
                Column(
                    name="file_name", label=Text("文件", "File"), link="/console/recruiting_ai/resumes/${id}"
                ),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),
                Column(name="problem", label=Text("原因", "Reason")),
                Column(name="flagged", label=Text("异常文字", "Flags"), kind="integer"),
                Column(name="read_at", label=Text("读取时间", "Read at"), kind="datetime"),
            ),
            export=False,
        ),
    ),
)
_ROUNDS = Tab(
    title=Text("面试轮次", "Rounds"),
    body=(
        Table(
            api="/applications/${id}/rounds",
            columns=(
                Column(name="title", label=Text("轮次", "Round"), link="/console/recruiting_ai/rounds/${id}"),
                Column(name="starts_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="panel_names", label=Text("评委", "Panel")),
                Column(name="cards", label=Text("已交评分", "Cards"), kind="integer"),
                Column(name="means", label=Text("平均分", "Means")),
                Column(name="disagree", label=Text("分歧", "Apart"), kind="boolean"),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=ROUND_STATES),
            ),
            actions=(
                Action(
                    label=Text("安排面试", "Plan a round"),
                    api="/applications/${id}/rounds",
                    fields=(
                        Field(name="title", label=Text("轮次名称", "Name"), required=True),
                        Field(name="panel", label=Text("评委", "Panel"), kind="employees", required=True),
                        Field(name="starts_at", label=Text("时间", "At"), kind="datetime"),
                        Field(
                            name="minutes", label=Text("时长（分钟）", "Minutes"), kind="integer", default=60
                        ),
                        Field(name="place", label=Text("地点", "Place")),
                        Field(name="link", label=Text("会议链接（https）", "Meeting link (https)")),
                        Field(
                            name="invite",
                            label=Text("通知候选人（含日程）", "Invite the candidate"),
                            kind="boolean",
                        ),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                    level="primary",
                ),
            ),
            export=False,
        ),
    ),
)
_NOTES = Tab(
    title=Text("备注与任务", "Notes and tasks"),
    body=(
        Table(
            title=Text("备注", "Notes"),
            api="/applications/${id}/notes",
            columns=(
                Column(name="words", label=Text("内容", "Words")),
                Column(name="mentioned", label=Text("提到", "Mentions")),
                Column(name="author_name", label=Text("作者", "By")),
                Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("写备注", "Write a note"),
                    api="/applications/${id}/notes",
                    fields=(
                        Field(name="words", label=Text("内容", "Words"), kind="textarea", required=True),
                        Field(name="mentions", label=Text("提到同事（@）", "Mention (@)"), kind="employees"),
                    ),
                    level="primary",
                ),
            ),
            export=False,
        ),
        Table(
            title=Text("任务", "Tasks"),
            api="/applications/${id}/tasks",
            columns=(
                Column(name="title", label=Text("任务", "Task")),
                Column(name="assignee", label=Text("负责人", "By")),
                Column(name="due_on", label=Text("截止日", "Due"), kind="date"),
                Column(name="overdue", label=Text("超时", "Late"), kind="boolean"),
                Column(name="done", label=Text("已完成", "Done"), kind="boolean"),
            ),
            actions=(
                Action(
                    label=Text("加任务", "Add a task"),
                    api="/applications/${id}/tasks",
                    fields=(
                        Field(name="title", label=Text("任务", "Task"), required=True),
                        Field(name="assignee_id", label=Text("负责人", "By"), kind="employee"),
                        Field(name="due_on", label=Text("截止日", "Due"), kind="date"),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            row_actions=(
                Action(
                    label=Text("完成", "Done"),
                    api="/tasks/${id}/done",
                    visible_when="!done",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            export=False,
        ),
    ),
)
_MESSAGES = Tab(
    title=Text("消息", "Messages"),
    body=(
        Table(
            api="/applications/${id}/messages",
            columns=(
                Column(name="subject", label=Text("主题", "Subject")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=SENT),
                Column(name="channel", label=Text("方式", "By"), kind="choice", options=WAYS),
                Column(name="problem", label=Text("说明", "Why")),
                Column(name="body", label=Text("内容", "Text"), hidden=True),
                Column(name="sent_to", label=Text("收件地址", "To"), hidden=True),
                Column(name="not_before", label=Text("不早于", "Not before"), kind="datetime", hidden=True),
                Column(name="author_name", label=Text("发送人", "By")),
                Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("写消息", "Write"),
                    api="/applications/${id}/messages",
                    fields=_LETTER_FIELDS,
                    permission=may.CANDIDATE_DECIDE,
                    level="primary",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("重新发送", "Send again"),
                    api="/messages/${id}/again",
                    confirm=Text(
                        "将作为新消息重新发送；含链接的会生成新链接。",
                        "It is sent as a new message; a link in it is made anew.",
                    ),
                    visible_when="may_again",
                    permission=may.CANDIDATE_DECIDE,
                    level="link",
                ),
            ),
            empty=Text("还没有给候选人写过消息。", "Nothing has been written to them yet."),
            export=False,
        ),
        Trial(
            title=Text("发送前预览", "Preview"),
            api="/applications/${id}/messages/preview",
            fields=_LETTER_FIELDS,
            submit=Text("预览", "Preview"),
            permission=may.CANDIDATE_DECIDE,
            body=(
                Detail(
                    api="",
                    columns=(
                        Column(name="subject", label=Text("主题", "Subject")),
                        Column(name="ways", label=Text("发送方式", "Sent by"), kind="tags"),
                        Column(name="problem", label=Text("不能发送的原因", "Why it can't be sent")),
                        Column(name="body", label=Text("正文", "Text"), kind="textarea"),
                    ),
                ),
            ),
        ),
    ),
)
FILE = Tabs(
    tabs=(
        Tab(title=Text("时间线", "Timeline"), body=(Timeline(api="/applications/${id}/timeline"),)),
        _MATCH,
        _RESUMES,
        _ROUNDS,
        _NOTES,
        _MESSAGES,
    )
)
