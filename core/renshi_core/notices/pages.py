"""Console pages of notices: the inbox, one's own choices, the company's rules, words and log."""

from __future__ import annotations

from renshi_core.notices.schemas import TemplateBody
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Field, Form, Markdown, Option, Tab, Table, Tabs
from renshi_sdk.text import Text

READ, MANAGE = "core.notice.read", "core.notice.manage"
_READ = (
    Option(value="true", label=Text("已读", "Read")),
    Option(value="false", label=Text("未读", "Unread"), colour="info"),
)
_UNREAD = (
    Option(value="true", label=Text("未读", "Unread")),
    Option(value="false", label=Text("已读", "Read")),
)
_DIGEST = (
    Option(value="off", label=Text("逐条发送", "One by one")),
    Option(value="daily", label=Text("每天汇总", "Daily")),
    Option(value="weekly", label=Text("每周汇总", "Weekly")),
)
_DAYS = tuple(
    Option(value=str(place), label=Text(f"周{zh}", en))
    for place, (zh, en) in enumerate(
        (
            ("一", "Monday"),
            ("二", "Tuesday"),
            ("三", "Wednesday"),
            ("四", "Thursday"),
            ("五", "Friday"),
            ("六", "Saturday"),
            ("日", "Sunday"),
        ),
        start=1,
    )
)
_LANGUAGES = (
    Option(value="zh-CN", label=Text("中文", "Chinese")),
    Option(value="en-US", label=Text("英文", "English")),
)
_STATES = (
    Option(value="pending", label=Text("等待发送", "Waiting"), colour="info"),
    Option(value="running", label=Text("发送中", "Being sent"), colour="info"),
    Option(value="sent", label=Text("已发送", "Sent"), colour="success"),
    Option(value="digested", label=Text("已并入汇总", "In a digest"), colour="success"),
    Option(value="inbox", label=Text("仅站内", "Inbox only"), colour="warning"),
)
_HELD = (
    Option(value="quiet", label=Text("免打扰", "Quiet hours")),
    Option(value="digest", label=Text("等待汇总", "For the digest")),
)

_INBOX = Table(
    api="/api/notices",
    columns=(
        Column(name="read", label=Text("状态", "State"), options=_READ, width=70),
        Column(name="title", label=Text("标题", "Title"), width=220),
        Column(name="body", label=Text("内容", "Content")),
        Column(name="created_at", label=Text("时间", "Time"), kind="datetime", sortable=True, width=150),
    ),
    filters=(
        Field(name="read_at.null", label=Text("状态", "State"), kind="choice", options=_UNREAD),
        Field(name="kind", label=Text("类型", "Kind"), kind="choice", options_api="/api/notices/kinds"),
        Field(name="q", label=Text("搜索", "Search")),
    ),
    actions=(
        Action(label=Text("全部标为已读", "Mark all as read"), api="/api/notices/read"),
        Action(label=Text("通知设置", "Settings"), link="/console/core/inbox/settings"),
    ),
    row_actions=(
        Action(label=Text("查看", "Open"), link="${link}", visible_when="link", level="link"),
        Action(label=Text("标为已读", "Mark as read"), api="/api/notices/${id}/read", visible_when="!read"),
    ),
    empty=Text("没有通知", "There are no notices"),
    export=False,
)

_CHOICES = Form(
    api="/api/notices/choices",
    load_api="/api/notices/choices",
    method="put",
    fields=(
        Field(name="locale", label=Text("通知语言", "Language"), kind="choice", options=_LANGUAGES),
        Field(
            name="quiet_own",
            label=Text("自定免打扰时段", "Quiet hours of my own"),
            kind="boolean",
            help=Text(
                "关闭则按公司设置；紧急通知不受限制", "off: as the company has them; urgent notices pass"
            ),
        ),
        Field(name="quiet_from", label=Text("从", "From"), kind="time", visible_when="quiet_own"),
        Field(name="quiet_until", label=Text("至", "Until"), kind="time", visible_when="quiet_own"),
        Field(
            name="digest",
            label=Text("发送方式", "How"),
            kind="choice",
            options=_DIGEST,
            required=True,
            help=Text(
                "汇总后合并为一条发送；待审批等必达通知仍即时发送",
                "a digest is one message; what is mandatory comes at once all the same",
            ),
        ),
        Field(
            name="digest_hour",
            label=Text("汇总时间（点）", "At (hour)"),
            kind="integer",
            visible_when="digest != 'off'",
        ),
        Field(
            name="digest_weekday",
            label=Text("星期", "On"),
            kind="choice",
            options=_DAYS,
            visible_when="digest == 'weekly'",
        ),
    ),
    submit=Text("保存", "Save"),
)

_KINDS = Table(
    api="/api/notices/choices/kinds",
    columns=(
        Column(name="title", label=Text("通知类型", "Kind")),
        Column(name="channels_text", label=Text("接收渠道", "Channels"), width=220),
        Column(name="mandatory", label=Text("必达", "Mandatory"), kind="boolean", width=80),
        Column(name="urgent", label=Text("紧急", "Urgent"), kind="boolean", width=80),
    ),
    row_actions=(
        Action(
            label=Text("设置渠道", "Channels"),
            api="/api/notices/choices/kinds/${kind}",
            method="put",
            fields=(
                Field(
                    name="channels",
                    label=Text("接收渠道", "Channels"),
                    kind="choices",
                    options_api="/api/notices/channels",
                    help=Text("站内通知始终保留", "the inbox always has it"),
                ),
            ),
            visible_when="!mandatory",
            level="link",
        ),
    ),
    empty=Text("还没有通知类型", "No kinds yet"),
    export=False,
)

_RULES = Form(
    api="/api/notices/rules",
    load_api="/api/notices/rules",
    method="put",
    fields=(
        Field(name="quiet_from", label=Text("免打扰从", "Quiet from"), kind="time"),
        Field(name="quiet_until", label=Text("至", "until"), kind="time"),
        Field(
            name="mandatory_kinds",
            label=Text("必达类型", "Mandatory kinds"),
            kind="choices",
            options_api="/api/notices/kinds",
            help=Text("员工不能关闭", "people can't switch them off"),
        ),
        Field(
            name="urgent_kinds",
            label=Text("紧急类型", "Urgent kinds"),
            kind="choices",
            options_api="/api/notices/kinds",
            help=Text("免打扰时段也发送", "sent in quiet hours too"),
        ),
        Field(
            name="fallback_minutes",
            label=Text("未读转发（分钟）", "Unread for (minutes)"),
            kind="integer",
            help=Text("超过此时间未读，改用下一渠道再发", "then the next channel is tried; empty: never"),
        ),
    ),
    submit=Text("保存", "Save"),
)

_WORDS = Table(
    api="/api/notices/templates",
    columns=(
        Column(name="kind_title", label=Text("通知类型", "Kind"), width=180),
        Column(name="title_zh", label=Text("中文标题", "Chinese title")),
        Column(name="title_en", label=Text("英文标题", "English title")),
        Column(name="changed_by", label=Text("修改人", "By"), width=110),
        Column(name="changed_at", label=Text("时间", "When"), kind="datetime", width=150),
    ),
    row_actions=(
        Action(
            label=Text("编辑", "Edit"),
            api="/api/notices/templates/${kind}",
            method="put",
            schema=TemplateBody,
            level="link",
        ),
        Action(
            label=Text("恢复默认", "Default"),
            api="/api/notices/templates/${kind}",
            method="delete",
            confirm=Text("恢复为系统默认文字？", "Back to the words as they come?"),
            level="link",
        ),
    ),
    actions=(
        Action(
            label=Text("新增模板", "Add"),
            api="/api/notices/templates/${kind}",
            method="put",
            fields=(
                Field(
                    name="kind",
                    label=Text("通知类型", "Kind"),
                    kind="choice",
                    options_api="/api/notices/kinds",
                    required=True,
                ),
                Field(
                    name="title_zh",
                    label=Text("中文标题", "Chinese title"),
                    required=True,
                    default="{title}",
                ),
                Field(
                    name="title_en", label=Text("英文标题", "English title"), required=True, default="{title}"
                ),
                Field(
                    name="body_zh",
                    label=Text("中文内容", "Chinese content"),
                    kind="textarea",
                    required=True,
                    default="{body}",
                ),
                Field(
                    name="body_en",
                    label=Text("英文内容", "English content"),
                    kind="textarea",
                    required=True,
                    default="{body}",
                ),
            ),
            level="primary",
        ),
    ),
    empty=Text("都使用系统默认文字", "All notices come in their own words"),
    export=False,
)

_LOG = Table(
    api="/api/notices/log",
    columns=(
        Column(name="created_at", label=Text("时间", "When"), kind="datetime", sortable=True, width=150),
        Column(name="employee_name", label=Text("收件人", "To"), width=100),
        Column(name="title", label=Text("标题", "Title")),
        Column(name="state", label=Text("状态", "State"), options=_STATES, width=100),
        Column(name="channel", label=Text("渠道", "Channel"), width=90),
        Column(name="held", label=Text("等待原因", "Waits for"), options=_HELD, width=100),
        Column(name="next_at", label=Text("下次发送", "Next"), kind="datetime", width=150, hidden=True),
        Column(name="tried_text", label=Text("尝试过", "Tried")),
    ),
    filters=(
        Field(name="q", label=Text("姓名", "Name")),
        Field(name="state", label=Text("状态", "State"), kind="choice", options=_STATES),
        Field(name="kind", label=Text("类型", "Kind"), kind="choice", options_api="/api/notices/kinds"),
    ),
    empty=Text("还没有发送记录", "Nothing was sent yet"),
)

PAGES = (
    Page(path="/inbox", title=Text("通知", "Notices"), permission=READ, body=(_INBOX,)),
    Page(
        path="/inbox/settings",
        title=Text("通知设置", "My notices"),
        permission=READ,
        body=(
            Tabs(
                tabs=(
                    Tab(title=Text("时间与语言", "When and in which language"), body=(_CHOICES,)),
                    Tab(title=Text("按类型选择渠道", "Channels by kind"), body=(_KINDS,)),
                )
            ),
        ),
    ),
    Page(
        path="/notices",
        title=Text("通知规则", "Rules of notices"),
        permission=MANAGE,
        body=(
            Tabs(
                tabs=(
                    Tab(title=Text("公司规则", "Rules"), body=(_RULES,)),
                    Tab(
                        title=Text("文字模板", "Words"),
                        body=(
                            Markdown(
                                text=Text(
                                    "占位符：{title} 原标题、{body} 原内容、{name} 收件人、{company} 公司、{date} 日期",
                                    "Placeholders: {title}, {body} as they would be, {name}, {company}, {date}",
                                )
                            ),
                            _WORDS,
                        ),
                    ),
                    Tab(title=Text("发送记录", "Log"), body=(_LOG,)),
                )
            ),
        ),
    ),
)
MENU = (
    MenuEntry(
        title=Text("通知", "Notices"),
        page="/inbox",
        permission=READ,
        section="people",
        icon="bell",
        order=5,
    ),
    MenuEntry(
        title=Text("通知规则", "Rules of notices"),
        page="/notices",
        permission=MANAGE,
        section="settings",
        icon="bullhorn",
        order=40,
    ),
)
