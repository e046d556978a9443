"""Candidates, their applications and their appeals."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.board import LETTER, REASON
from renshi_recruiting_ai.console.choices import DECIDE, DECISIONS, STAGES
from renshi_recruiting_ai.console.file import FILE
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Table

OUTCOMES = (
    Option(value="upheld", label=Text("申诉成立", "Upheld"), colour="success"),
    Option(value="partly", label=Text("部分成立", "Upheld in part"), colour="warning"),
    Option(value="dismissed", label=Text("维持原结论", "Not upheld")),
    Option(value="arranged", label=Text("已安排人工面试", "A person takes over"), colour="info"),
)
CANDIDATES = Page(
    path="/candidates",
    title=Text("候选人", "Candidates"),
    permission=may.CANDIDATE_READ,
    body=(
        Table(
            api="/applications",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    sortable=True,
                    link="/console/recruiting_ai/candidates/${id}",
                    width=90,
                ),
                Column(name="requisition_title", label=Text("应聘岗位", "Job"), width=130),
                Column(
                    name="stage", label=Text("状态", "State"), kind="choice", options=STAGES, sortable=True
                ),
                Column(name="stage_title", label=Text("阶段", "Stage"), width=110),
                Column(name="overdue", label=Text("超时", "Late"), kind="boolean", hidden=True),
                Column(name="next_action", label=Text("下一步", "Next"), hidden=True),
                Column(name="owner", label=Text("负责人", "Owner"), hidden=True),
                Column(
                    name="fit", label=Text("简历匹配", "Résumé"), kind="number", sortable=True, decimals=0
                ),
                Column(
                    name="match_percent",
                    label=Text("岗位匹配（±15）", "Match (±15)"),
                    kind="integer",
                    sortable=True,
                ),
                Column(name="needs_person", label=Text("需人工查看", "Look at it"), kind="boolean"),
                Column(name="appeal_open", label=Text("有申诉", "Appeal"), kind="boolean"),
                Column(name="channel_title", label=Text("渠道", "Channel"), width=90),
                Column(name="phone", label=Text("手机号", "Phone")),
                Column(
                    name="created_at", label=Text("投递时间", "Applied at"), kind="datetime", sortable=True
                ),
            ),
            filters=(
                Field(name="q", label=Text("姓名、手机号、邮箱", "Name, phone, mail")),
                Field(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
                Field(
                    name="requisition_id",
                    label=Text("岗位", "Job"),
                    kind="choice",
                    options_api="/requisitions/options",
                ),
                Field(
                    name="channel",
                    label=Text("渠道", "Channel"),
                    kind="choice",
                    options_api="/channels/options?by_key=true",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("面试报告", "Report"),
                    link="/console/recruiting_ai/interviews/${interview_id}",
                    visible_when="interview_id",
                    level="link",
                ),
            ),
            empty=Text("还没有候选人。", "No candidates yet."),
        ),
    ),
)

CANDIDATE = Page(
    path="/candidates/:id",
    title=Text("应聘详情", "Application"),
    permission=may.CANDIDATE_READ,
    body=(
        Detail(
            api="/applications/${id}",
            columns=(
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="requisition_title", label=Text("应聘岗位", "Job")),
                Column(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
                Column(name="phone", label=Text("手机号", "Phone")),
                Column(name="email", label=Text("邮箱", "Mail")),
                Column(name="channel_title", label=Text("渠道", "Channel")),
                Column(name="facts_told", label=Text("岗位条件（本人填写）", "Conditions (own words)")),
                Column(name="resume", label=Text("工作经历", "Work history"), kind="textarea"),
                Column(name="agreed", label=Text("同意记录", "Consents"), kind="tags"),
            ),
            actions=(
                Action(
                    label=Text("作出决定", "Decide"),
                    api="/applications/${id}/decisions",
                    fields=DECIDE,
                    level="primary",
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("发起录用", "Ask for an offer"),
                    link="/console/core/requests/new/recruiting_ai.offer",
                    visible_when="stage == 'offer'",
                    permission=may.OFFER_CREATE,
                    level="primary",
                ),
                Action(
                    label=Text("下载面试邀请", "Download the invitation"),
                    api="/applications/${id}/invitation",
                    confirm=Text(
                        "将生成新链接，旧链接失效。", "This makes a new link; the old one stops working."
                    ),
                    download=True,
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("移动阶段", "Move"),
                    api="/applications/${id}/move",
                    fields=(
                        Field(
                            name="stage_id",
                            label=Text("移到", "To"),
                            kind="choice",
                            required=True,
                            options_api="/applications/${id}/stages",
                        ),
                        REASON,
                        LETTER,
                    ),
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("下一步", "Next action"),
                    api="/applications/${id}/next-action",
                    fields=(
                        Field(name="next_action", label=Text("要做什么", "What")),
                        Field(name="next_action_on", label=Text("截止日", "Until"), kind="date"),
                        Field(name="owner_id", label=Text("负责人", "By"), kind="employee"),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
        ),
        FILE,
        Table(
            title=Text("决定记录", "Decisions"),
            api="/applications/${id}/decisions",
            columns=(
                Column(name="decision", label=Text("决定", "Decision"), kind="choice", options=DECISIONS),
                Column(name="reason", label=Text("理由", "Reason")),
                Column(name="decided_by_name", label=Text("决定人", "By")),
                Column(name="decided_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="match_percent", label=Text("所依据的匹配", "Match seen"), kind="integer"),
            ),
        ),
    ),
)

APPEALS = Page(
    path="/appeals",
    title=Text("申诉与人工面试", "Appeals"),
    permission=may.CANDIDATE_READ,
    body=(
        Table(
            api="/appeals",
            columns=(
                Column(
                    name="name",
                    label=Text("候选人", "Candidate"),
                    link="/console/recruiting_ai/candidates/${application_id}",
                ),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(
                    name="kind",
                    label=Text("类型", "Kind"),
                    kind="choice",
                    options=(
                        Option(value="human", label=Text("要求人工", "Wants a person"), colour="info"),
                        Option(value="appeal", label=Text("申诉", "Appeal"), colour="warning"),
                    ),
                ),
                Column(name="words", label=Text("内容", "Words")),
                Column(
                    name="state",
                    label=Text("状态", "State"),
                    kind="choice",
                    options=(
                        Option(value="open", label=Text("待答复", "Open"), colour="warning"),
                        Option(value="answered", label=Text("已答复", "Answered"), colour="success"),
                    ),
                ),
                Column(name="due_on", label=Text("答复期限", "Due"), kind="date", sortable=True),
                Column(name="overdue", label=Text("超期", "Late"), kind="boolean"),
                Column(name="outcome", label=Text("结果", "Outcome"), kind="choice", options=OUTCOMES),
                Column(name="answer", label=Text("答复", "Answer")),
                Column(
                    name="same_person",
                    label=Text("由原决定人答复", "Answered by who decided"),
                    kind="boolean",
                    hidden=True,
                ),
            ),
            row_actions=(
                Action(
                    label=Text("答复", "Answer"),
                    api="/appeals/${id}/answer",
                    fields=(
                        Field(
                            name="outcome",
                            label=Text("结果", "Outcome"),
                            kind="choice",
                            required=True,
                            options=OUTCOMES,
                        ),
                        Field(name="answer", label=Text("答复", "Answer"), kind="textarea", required=True),
                    ),
                    visible_when="state == 'open'",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
        ),
    ),
)
