"""What recruiting is set up with: pipelines, letters, channels."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.pipeline.schemas import KIND_LABELS, PipelineForm
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Column,
    Field,
    Form,
    Markdown,
    Option,
    Table,
)

KINDS = tuple(Option(value=key, label=Text(*labels)) for key, labels in KIND_LABELS.items())

CHANNEL_KINDS = (
    Option(value="careers", label=Text("招聘官网", "Careers page")),
    Option(value="job_board", label=Text("招聘网站", "Job board")),
    Option(value="referral", label=Text("内推", "Referral")),
    Option(value="agency", label=Text("猎头", "Agency")),
    Option(value="campus", label=Text("校园", "Campus")),
    Option(value="social", label=Text("社交媒体", "Social media")),
    Option(value="other", label=Text("其他", "Other")),
)

PIPELINES = Page(
    path="/pipelines",
    title=Text("招聘流程", "Pipelines"),
    permission=may.CANDIDATE_READ,
    body=(
        Table(
            api="/pipelines",
            columns=(
                Column(
                    name="name", label=Text("名称", "Name"), link="/console/recruiting_ai/pipelines/${id}"
                ),
                Column(name="family", label=Text("岗位族", "Job family")),
                Column(name="is_default", label=Text("默认", "Default"), kind="boolean"),
                Column(name="stages", label=Text("阶段数", "Stages"), kind="integer"),
                Column(name="requisitions", label=Text("在用需求", "Requisitions"), kind="integer"),
            ),
            actions=(
                Action(
                    label=Text("新建流程", "New pipeline"),
                    api="/pipelines",
                    schema=PipelineForm,
                    permission=may.SETTINGS_EDIT,
                    level="primary",
                    size="lg",
                ),
            ),
        ),
    ),
)

PIPELINE = Page(
    path="/pipelines/:id",
    title=Text("招聘流程", "Pipeline"),
    permission=may.CANDIDATE_READ,
    body=(
        Table(
            api="/pipelines/${id}/stages",
            columns=(
                Column(name="position", label=Text("顺序", "No."), kind="integer", width=70),
                Column(name="title", label=Text("阶段", "Stage")),
                Column(name="title_en", label=Text("英文名称", "English")),
                Column(name="kind", label=Text("类型", "Kind"), kind="choice", options=KINDS),
                Column(name="sla_days", label=Text("时限（天）", "Days"), kind="integer"),
                Column(name="auto_invite", label=Text("自动邀请", "Invites"), kind="boolean"),
            ),
            export=False,
        ),
        Form(
            api="/pipelines/${id}",
            method="put",
            load_api="/pipelines/${id}/form",
            title=Text("修改流程", "Change it"),
            schema=PipelineForm,
            permission=may.SETTINGS_EDIT,
        ),
    ),
)

LETTERS = Page(
    path="/letters",
    title=Text("候选人消息模板", "Letters to candidates"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(
            text=Text(
                "可用占位符：{name} 姓名、{company} 公司、{job} 岗位、{link} 链接、{until} 有效期、"
                "{time} 时间、{place} 地点、{round} 轮次、{minutes} 时长、{note} 补充说明、{contact} 联系方式。"
                "消息同时显示在候选人页面。",
                "Words in braces are filled in: {name}, {company}, {job}, {link}, {until}, {time}, {place}, {round}, "
                "{minutes}, {note}, {contact}. Each letter is shown on the candidate's page as well.",
            )
        ),
        Table(
            api="/letters",
            columns=(
                Column(name="title", label=Text("模板", "Letter")),
                Column(name="locale", label=Text("语言", "Language")),
                Column(name="subject", label=Text("主题", "Subject")),
                Column(name="own", label=Text("已自定义", "Own text"), kind="boolean"),
                Column(name="changed_by_name", label=Text("修改人", "Changed by")),
            ),
            row_actions=(
                Action(
                    label=Text("修改", "Edit"),
                    api="/letters/${key}/${locale}",
                    method="put",
                    fields=(
                        Field(name="subject", label=Text("主题", "Subject"), required=True),
                        Field(name="body", label=Text("正文", "Text"), kind="textarea", required=True),
                    ),
                    permission=may.SETTINGS_EDIT,
                    size="lg",
                ),
                Action(
                    label=Text("恢复默认", "Restore"),
                    api="/letters/${key}/${locale}",
                    method="delete",
                    visible_when="own",
                    permission=may.SETTINGS_EDIT,
                ),
            ),
        ),
    ),
)

CHANNELS = Page(
    path="/channels",
    title=Text("渠道与费用", "Channels and costs"),
    permission=may.REQUISITION_READ,
    body=(
        Table(
            title=Text("渠道", "Channels"),
            api="/channels",
            columns=(
                Column(name="title", label=Text("名称", "Name"), sortable=True),
                Column(name="key", label=Text("代号（链接参数 channel=）", "Key (channel= in a link)")),
                Column(name="kind", label=Text("类型", "Kind"), kind="choice", options=CHANNEL_KINDS),
                Column(name="applications", label=Text("投递", "Applied"), kind="integer"),
                Column(name="cost", label=Text("累计费用", "Cost so far"), kind="money"),
                Column(name="open", label=Text("在用", "Open"), kind="boolean"),
            ),
            actions=(
                Action(
                    label=Text("新增渠道", "New channel"),
                    api="/channels",
                    fields=(
                        Field(name="title", label=Text("名称", "Name"), required=True),
                        Field(
                            name="key", label=Text("代号", "Key"), required=True, pattern="^[a-z0-9_-]{1,40}$"
                        ),
                        Field(
                            name="kind",
                            label=Text("类型", "Kind"),
                            kind="choice",
                            required=True,
                            options=CHANNEL_KINDS,
                        ),
                    ),
                    permission=may.REQUISITION_MANAGE,
                    level="primary",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("修改", "Edit"),
                    api="/channels/${id}",
                    method="put",
                    fields=(
                        Field(name="title", label=Text("名称", "Name"), required=True),
                        Field(
                            name="kind",
                            label=Text("类型", "Kind"),
                            kind="choice",
                            required=True,
                            options=CHANNEL_KINDS,
                        ),
                        Field(name="closed", label=Text("停用", "Closed"), kind="boolean"),
                    ),
                    permission=may.REQUISITION_MANAGE,
                ),
            ),
        ),
        Table(
            title=Text("费用", "Costs"),
            api="/channel-costs",
            columns=(
                Column(name="channel", label=Text("渠道", "Channel")),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="from_on", label=Text("起", "From"), kind="date", sortable=True),
                Column(name="until_on", label=Text("止", "Until"), kind="date"),
                Column(name="amount", label=Text("金额", "Amount"), kind="money", sortable=True),
                Column(name="note", label=Text("说明", "Note")),
            ),
            actions=(
                Action(
                    label=Text("登记费用", "Enter a cost"),
                    api="/channel-costs",
                    fields=(
                        Field(
                            name="channel_id",
                            label=Text("渠道", "Channel"),
                            kind="choice",
                            required=True,
                            options_api="/channels/options",
                        ),
                        Field(
                            name="requisition_id",
                            label=Text("岗位（可不选）", "Job (optional)"),
                            kind="choice",
                            options_api="/requisitions/options",
                        ),
                        Field(name="from_on", label=Text("起", "From"), kind="date", required=True),
                        Field(name="until_on", label=Text("止", "Until"), kind="date", required=True),
                        Field(name="amount", label=Text("金额", "Amount"), kind="money", required=True),
                        Field(name="note", label=Text("说明", "Note")),
                    ),
                    permission=may.REQUISITION_MANAGE,
                    level="primary",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("删除", "Remove"),
                    api="/channel-costs/${id}",
                    method="delete",
                    confirm=Text("确定删除这笔费用？", "Remove this entry?"),
                    permission=may.REQUISITION_MANAGE,
                    level="danger",
                ),
            ),
            empty=Text("还没有登记费用。", "No cost has been entered."),
        ),
    ),
)
