"""The board of a requisition, its ranking, stacks of résumés, and settings of stages, letters and channels."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.pipeline.schemas import KIND_LABELS, PipelineForm
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Board,
    Column,
    Detail,
    Field,
    Form,
    Markdown,
    Option,
    Progress,
    Tab,
    Table,
    Tabs,
)

FORMULA = Text(
    "排序只是阅读顺序：匹配＝技能覆盖、经验年限与工作内容相似度按比例相加，硬性条件不符或待核实会降低分数，"
    "不是录用概率。姓名、性别、年龄、籍贯、婚育、民族、照片、住址、院校不参与计算。没有任何自动淘汰。",
    "The order is an order to read in: skills, years and likeness by their shares, less where a"
    " must-have is not met or "
    "unknown. It is no probability. Name, sex, age, origin, family, ethnicity, photo, address and school"
    " have no part in "
    "it, and nobody is rejected by it.",
)
KINDS = tuple(Option(value=key, label=Text(*labels)) for key, labels in KIND_LABELS.items())
MUSTS = (
    Option(value="met", label=Text("符合", "Met"), colour="success"),
    Option(value="unknown", label=Text("待核实", "To check"), colour="warning"),
    Option(value="not_met", label=Text("不符", "Not met"), colour="danger"),
)
READ_STATES = (
    Option(value="waiting", label=Text("待读取", "Waiting"), colour="info"),
    Option(value="read", label=Text("已读取", "Read"), colour="success"),
    Option(value="refused", label=Text("未读取", "Refused"), colour="danger"),
    Option(value="not_analysed", label=Text("未分析", "Not analysed"), colour="warning"),
)
BATCH_STATES = (
    Option(value="open", label=Text("待上传", "Open")),
    Option(value="running", label=Text("读取中", "Reading"), colour="info"),
    Option(value="done", label=Text("已完成", "Done"), colour="success"),
)
CHANNEL_KINDS = (
    Option(value="careers", label=Text("招聘官网", "Careers page")),
    Option(value="job_board", label=Text("招聘网站", "Job board")),
    Option(value="referral", label=Text("内推", "Referral")),
    Option(value="agency", label=Text("猎头", "Agency")),
    Option(value="campus", label=Text("校园", "Campus")),
    Option(value="social", label=Text("社交媒体", "Social media")),
    Option(value="other", label=Text("其他", "Other")),
)
REASON = Field(
    name="reason",
    label=Text("理由（录用、未通过时必填）", "Reason (needed for offer and rejection)"),
    kind="textarea",
)
LETTER = Field(
    name="message",
    label=Text("同时发送消息", "Send a letter too"),
    kind="choice",
    options_api="/letters/options",
)
BULK = (
    Field(
        name="stage_id",
        label=Text("移到", "To"),
        kind="choice",
        required=True,
        options_api="/requisitions/${id}/stages",
    ),
    REASON,
    LETTER,
)
_MATCH_COLUMNS = (
    Column(
        name="name",
        label=Text("姓名", "Name"),
        link="/console/recruiting_ai/candidates/${application_id}",
    ),
    Column(name="score", label=Text("简历匹配", "Match"), kind="number", sortable=True, decimals=1),
    Column(name="must_haves", label=Text("硬性条件", "Must-haves"), kind="choice", options=MUSTS),
    Column(name="told", label=Text("经历体现的技能", "Skills told")),
    Column(name="missing", label=Text("未体现", "Missing")),
    Column(name="years", label=Text("年限", "Years"), kind="number", sortable=True, decimals=1),
    Column(name="degree", label=Text("学历", "Degree")),
    Column(name="city", label=Text("意向城市", "City")),
    Column(name="stage_title", label=Text("阶段", "Stage")),
    Column(name="flagged", label=Text("异常文字", "Flags"), kind="integer"),
    Column(name="formula", label=Text("算式", "Formula"), hidden=True),
    Column(name="scorer", label=Text("排序规则", "Scorer"), hidden=True),
)

BOARD = Page(
    path="/board/:id",
    title=Text("招聘看板", "Hiring board"),
    permission=may.CANDIDATE_READ,
    body=(
        Detail(
            api="/requisitions/${id}",
            columns=(
                Column(name="title", label=Text("岗位", "Job")),
                Column(name="headcount", label=Text("需求人数", "Wanted"), kind="integer"),
                Column(name="headcount_note", label=Text("编制", "Headcount")),
            ),
            actions=(
                Action(label=Text("简历排序", "Ranking"), link="/console/recruiting_ai/ranking/${id}"),
                Action(label=Text("候选人比较", "Compare"), link="/console/recruiting_ai/compare/${id}"),
            ),
        ),
        Board(
            api="/requisitions/${id}/cards",
            group="stage_id",
            stages_api="/requisitions/${id}/columns",
            card=(
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="subtitle", label=Text("概况", "About")),
                Column(name="detail", label=Text("匹配", "Match")),
                Column(name="next_action", label=Text("下一步", "Next")),
                Column(name="waits", label=Text("停留", "Waiting")),
                Column(name="late", label=Text("提醒", "Note")),
            ),
            link="/console/recruiting_ai/candidates/${id}",
            move=Action(
                label=Text("移动", "Move"),
                api="/applications/${id}/move",
                fields=(REASON, LETTER),
                permission=may.CANDIDATE_DECIDE,
            ),
        ),
    ),
)

RANKING = Page(
    path="/ranking/:id",
    title=Text("简历排序", "Résumé ranking"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(text=FORMULA),
        Table(
            api="/requisitions/${id}/ranking",
            columns=_MATCH_COLUMNS,
            filters=(
                Field(name="q", label=Text("姓名", "Name")),
                Field(name="must_haves", label=Text("硬性条件", "Must-haves"), kind="choice", options=MUSTS),
                Field(name="city", label=Text("意向城市", "City")),
            ),
            actions=(
                Action(
                    label=Text("按最新规则重新匹配", "Match again"),
                    api="/requisitions/${id}/rematch",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            empty=Text("还没有已匹配的简历。", "No résumé has been matched yet."),
        ),
    ),
)

BATCHES = Page(
    path="/batches",
    title=Text("批量简历", "Résumé stacks"),
    permission=may.CANDIDATE_READ,
    body=(
        Table(
            api="/batches",
            columns=(
                Column(name="title", label=Text("名称", "Name"), link="/console/recruiting_ai/batches/${id}"),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=BATCH_STATES),
                Column(name="files", label=Text("份数", "Files"), kind="integer"),
                Column(name="done", label=Text("已读取", "Read"), kind="integer"),
                Column(name="refused", label=Text("未读取", "Refused"), kind="integer"),
                Column(name="not_analysed", label=Text("未分析", "Not analysed"), kind="integer"),
                Column(name="created_at", label=Text("时间", "At"), kind="datetime", sortable=True),
            ),
            actions=(
                Action(
                    label=Text("新建批次", "New stack"),
                    api="/batches",
                    fields=(
                        Field(
                            name="requisition_id",
                            label=Text("岗位", "Job"),
                            kind="choice",
                            required=True,
                            options_api="/requisitions/options",
                        ),
                        Field(name="title", label=Text("名称", "Name"), required=True),
                        Field(
                            name="channel",
                            label=Text("渠道", "Channel"),
                            kind="choice",
                            options_api="/channels/options?by_key=true",
                            default="import",
                        ),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                    level="primary",
                    redirect="/console/recruiting_ai/batches/${id}",
                ),
            ),
            empty=Text(
                "还没有批次。新建后上传 ZIP、PDF、DOCX 或图片。", "No stack yet. Make one and upload files."
            ),
        ),
    ),
)

BATCH = Page(
    path="/batches/:id",
    title=Text("批量简历", "Résumé stack"),
    permission=may.CANDIDATE_READ,
    body=(
        Progress(api="/batches/${id}/progress", title=Text("正在读取简历", "Reading résumés")),
        Form(
            api="/batches/${id}/files",
            title=Text("上传简历", "Upload"),
            fields=(
                Field(
                    name="file_ids",
                    label=Text(
                        "文件（ZIP、PDF、DOCX、图片，每个不超过 10 MB）", "Files (at most 10 MB each)"
                    ),
                    kind="files",
                    required=True,
                    accept=".zip,.pdf,.docx,.png,.jpg,.jpeg",
                    max_mb=10,
                    help=Text(
                        "更大的压缩包（至 50 MB）请用接口 POST …/batches/{id}/upload。",
                        "Larger archives (up to 50 MB): POST …/batches/{id}/upload.",
                    ),
                ),
            ),
            submit=Text("开始读取", "Read them"),
            permission=may.CANDIDATE_DECIDE,
        ),
        Table(
            api="/batches/${id}/resumes",
            columns=(
                Column(
                    name="file_name",
                    label=Text("文件", "File"),
                    sortable=True,
                    link="/console/recruiting_ai/resumes/${id}",
                ),
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),
                Column(name="problem", label=Text("原因", "Reason")),
                Column(name="pages", label=Text("页数", "Pages"), kind="integer"),
                Column(name="flagged", label=Text("异常文字", "Flags"), kind="integer"),
            ),
            filters=(Field(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),),
        ),
    ),
)

RESUME = Page(
    path="/resumes/:id",
    title=Text("简历", "Résumé"),
    permission=may.CANDIDATE_READ,
    body=(
        Detail(
            api="/resumes/${id}",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    link="/console/recruiting_ai/candidates/${application_id}",
                ),
                Column(name="file_name", label=Text("文件", "File")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),
                Column(name="parser", label=Text("读取方式", "Read by")),
                Column(name="problem", label=Text("原因", "Reason")),
                Column(name="read_at", label=Text("读取时间", "Read at"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("下载原件", "Download"), api="/resumes/${id}/file", method="get", download=True
                ),
            ),
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("读出的内容与位置", "What was read, and where"),
                    body=(
                        Table(
                            api="/resumes/${id}/values",
                            columns=(
                                Column(name="label", label=Text("项目", "Item"), width=140),
                                Column(name="value", label=Text("内容", "Value")),
                                Column(name="words", label=Text("原文", "Words")),
                                Column(name="page", label=Text("页", "Page"), kind="integer", width=60),
                                Column(name="start", label=Text("起", "From"), kind="integer", width=70),
                                Column(name="end", label=Text("止", "To"), kind="integer", width=70),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("异常文字", "Flags"),
                    body=(
                        Table(
                            api="/resumes/${id}/flags",
                            columns=(
                                Column(
                                    name="why",
                                    label=Text("类型", "Kind"),
                                    kind="choice",
                                    options=(
                                        Option(
                                            value="white", label=Text("白色文字", "White"), colour="danger"
                                        ),
                                        Option(value="tiny", label=Text("极小文字", "Tiny"), colour="danger"),
                                        Option(
                                            value="off_page",
                                            label=Text("页面之外", "Off the page"),
                                            colour="danger",
                                        ),
                                        Option(
                                            value="invisible",
                                            label=Text("隐藏文字", "Invisible"),
                                            colour="danger",
                                        ),
                                        Option(
                                            value="injection",
                                            label=Text("疑似操纵程序", "Talks to the program"),
                                            colour="danger",
                                        ),
                                    ),
                                ),
                                Column(name="page", label=Text("页", "Page"), kind="integer", width=60),
                                Column(name="words", label=Text("内容（未参与匹配）", "Words (not counted)")),
                            ),
                            empty=Text("没有隐藏或异常文字。", "Nothing hidden."),
                        ),
                    ),
                ),
            ),
        ),
    ),
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
