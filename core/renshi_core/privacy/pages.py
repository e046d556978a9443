"""The privacy centre, and everybody's own page."""

from __future__ import annotations

from renshi_core.privacy import own_page, register_pages, service
from renshi_core.privacy.own_page import ANSWERS, KINDS, STATES
from renshi_core.privacy.retention.endpoints import MANAGE, READ
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Field,
    LinkCard,
    LinkCards,
    Option,
    Tab,
    Table,
    Tabs,
)
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

PURPOSES = (
    Option(value="draft", label=Text("未发布", "Not published")),
    Option(value="published", label=Text("已发布", "Published"), colour="success"),
    Option(value="retired", label=Text("已停用", "Retired")),
)
RETENTION = (
    Option(value="waiting", label=Text("待确认", "To choose"), colour="warning"),
    Option(value="on", label=Text("按期清理", "Purged"), colour="success"),
    Option(value="own", label=Text("插件清理", "By its plugin"), colour="info"),
    Option(value="kept", label=Text("依法保留", "Stays")),
)
YES_NO = (Option(value="true", label=Text("是", "Yes")), Option(value="false", label=Text("否", "No")))
_TITLE = Column(name="title", label=Text("数据", "Data"), width=150)
_WORDS = (
    Field(name="title_zh", label=Text("中文名称", "Chinese title"), required=True),
    Field(name="title_en", label=Text("英文名称", "English title"), required=True),
    Field(name="text_zh", label=Text("中文告知内容", "Chinese words"), kind="textarea", required=True),
    Field(name="text_en", label=Text("英文告知内容", "English words"), kind="textarea", required=True),
)
_CASES = Table(
    api="/api/privacy/cases",
    columns=(
        Column(name="name", label=Text("人员", "Person"), link="/console/core/employees/${employee_id}"),
        Column(name="kind", label=Text("类型", "Kind"), options=KINDS, width=100),
        Column(name="state", label=Text("状态", "State"), options=STATES, width=100),
        Column(name="asked_by", label=Text("提出人", "Asked by"), width=120),
        Column(name="created_at", label=Text("提出时间", "Asked"), kind="datetime", width=150),
        Column(name="due_on", label=Text("答复期限", "Due"), kind="date", width=110),
        Column(name="finished_at", label=Text("完成时间", "Finished"), kind="datetime", width=150),
    ),
    actions=(
        Action(
            label=Text("代为复制", "Copy for somebody"),
            api="/api/privacy/copies",
            fields=(
                Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
            ),
            permission=service.EXPORT,
            done=Text("已开始生成，完成后可下载", "Under way; download it when it is done"),
        ),
        Action(
            label=Text("申请删除", "Ask for an erasure"),
            link="/console/core/requests/new/core.erasure",
            permission=service.ERASE,
        ),
    ),
    row_actions=(
        Action(
            label=Text("下载", "Download"),
            api="/api/privacy/cases/${id}/file",
            method="get",
            download=True,
            visible_when="kind == 'copy' && state == 'done'",
            level="link",
        ),
    ),
    empty=Text("还没有人提出请求", "Nobody has asked so far"),
)
_UNCHOSEN = Callout(
    api="/api/privacy/retention/state",
    text=Text("${sentence}", "${sentence}"),
    level="warning",
    visible_when="waiting > 0",
)
_RETENTION = Table(
    api="/api/privacy/retention",
    columns=(
        _TITLE,
        Column(name="content", label=Text("到期清理的内容", "What goes"), kind="textarea", width=230),
        Column(name="state", label=Text("状态", "State"), options=RETENTION, width=100),
        Column(name="keep_shown", label=Text("保存期限", "Kept for"), width=100),
        Column(name="least_shown", label=Text("法定下限", "At least"), width=100),
        Column(name="counted_from", label=Text("起算", "Counted from"), width=110, hidden=True),
        Column(name="basis", label=Text("依据", "Ground"), kind="textarea", width=260),
        Column(name="purged_on", label=Text("最近清理", "Last purge"), kind="date", width=110),
    ),
    actions=(
        Action(
            label=Text("全部采用建议期限", "Take all suggestions"),
            api="/api/privacy/retention/adopt",
            confirm=Text(
                "采用后，超过期限的数据将于每晚自动清理，且不能恢复。请先在“清理预览”中核对。",
                "From then on what is over goes every night and can't be brought back. Look at the preview first.",
            ),
            level="primary",
            permission=MANAGE,
        ),
    ),
    row_actions=(
        Action(
            label=Text("设置期限", "Choose"),
            api="/api/privacy/retention/${name}",
            method="put",
            fields=(
                Field(
                    name="keep",
                    label=Text("保存期限", "Kept for"),
                    kind="integer",
                    required=True,
                    help=Text(
                        "单位与表中一致，不得低于法定下限", "in the list's unit, not below the law's least"
                    ),
                ),
            ),
            visible_when="way == 'purge'",
            level="link",
            permission=MANAGE,
        ),
        Action(
            label=Text("停止清理", "Stop"),
            api="/api/privacy/retention/${name}",
            method="delete",
            confirm=Text("停止后此类数据不再自动清理。", "It is purged no more."),
            visible_when="state == 'on'",
            level="link",
            permission=MANAGE,
        ),
    ),
    export=False,
)
_PREVIEW = Table(
    api="/api/privacy/retention/preview",
    title=Text("清理预览", "What would go"),
    columns=(
        _TITLE,
        Column(name="state", label=Text("状态", "State"), options=RETENTION, width=100),
        Column(name="keep_shown", label=Text("保存期限", "Kept for"), width=110),
        Column(name="before", label=Text("清理此日之前", "Older than"), kind="date", width=120),
        Column(name="rows", label=Text("条数", "Rows"), kind="integer", width=90),
        Column(name="basis", label=Text("依据", "Ground"), kind="textarea", width=260),
    ),
    filters=(Field(name="on", label=Text("哪一天", "On which day"), kind="date"),),
    empty=Text("没有可清理的数据类型", "There is nothing that is purged"),
)
_RUNS = Table(
    api="/api/privacy/retention/runs",
    title=Text("清理记录", "What went"),
    columns=(
        Column(name="on_day", label=Text("日期", "Day"), kind="date", sortable=True, width=110),
        _TITLE,
        Column(name="before_day", label=Text("清理此日之前", "Older than"), kind="date", width=120),
        Column(name="rows", label=Text("条数", "Rows"), kind="integer", sortable=True, width=90),
    ),
    empty=Text("还没有清理过", "Nothing was purged so far"),
)
_PURPOSES = Table(
    api="/api/privacy/purposes",
    columns=(
        Column(name="title", label=Text("事项", "Purpose"), link="/console/core/privacy/purposes/${name}"),
        Column(name="state", label=Text("状态", "State"), options=PURPOSES, width=100),
        Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
        Column(name="separate", label=Text("单独同意", "Separate"), options=YES_NO, width=90),
        Column(name="given", label=Text("已同意", "Given"), kind="integer", width=80),
        Column(name="refused", label=Text("未同意", "Not given"), kind="integer", width=80),
        Column(name="open", label=Text("待选择", "To answer"), kind="integer", width=80),
        Column(name="published_at", label=Text("发布时间", "Published"), kind="datetime", width=150),
    ),
    actions=(
        Action(
            label=Text("新增事项", "New purpose"),
            api="/api/privacy/purposes",
            fields=(
                Field(
                    name="code",
                    label=Text("编码", "Code"),
                    required=True,
                    pattern="^[a-z][a-z0-9_]{1,39}$",
                    help=Text("小写字母、数字和下划线", "small letters, digits, _"),
                ),
                *_WORDS,
                Field(
                    name="separate", label=Text("单独同意", "Separate consent"), kind="boolean", default=True
                ),
            ),
            level="primary",
            permission=MANAGE,
            size="lg",
        ),
    ),
    row_actions=(
        Action(
            label=Text("编辑并发布", "Publish"),
            api="/api/privacy/purposes/${name}",
            method="put",
            fields=_WORDS,
            confirm=Text("发布新内容后，所有员工须重新选择。", "Everybody is asked anew after this."),
            level="link",
            permission=MANAGE,
            size="lg",
        ),
        Action(
            label=Text("停用", "Retire"),
            api="/api/privacy/purposes/${name}",
            method="delete",
            confirm=Text("停用后不再询问，已有记录保留。", "Nobody is asked any more; answers stay."),
            visible_when="state == 'published'",
            level="link",
            permission=MANAGE,
        ),
    ),
    empty=Text("没有需要员工同意的事项", "There is nothing to agree to"),
)
_HOLDS = Table(
    api="/api/legal-holds",
    columns=(
        Column(name="name", label=Text("人员", "Person"), link="/console/core/employees/${employee_id}"),
        Column(name="number", label=Text("工号", "Staff no."), width=100),
        Column(name="reason", label=Text("原因", "Reason")),
        Column(name="basis", label=Text("依据", "Ground")),
        Column(name="until", label=Text("截至", "Until"), kind="date", width=110),
        Column(name="made_by", label=Text("登记人", "By"), width=110),
        Column(name="created_at", label=Text("登记时间", "Since"), kind="datetime", width=150),
    ),
    actions=(
        Action(
            label=Text("登记保留", "Hold"),
            api="/api/legal-holds",
            fields=(
                Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
                Field(name="reason", label=Text("原因", "Reason"), required=True),
                Field(
                    name="basis",
                    label=Text("依据", "Ground"),
                    required=True,
                    help=Text("案号、机关文书或法规条款", "a case number, an order or a statute"),
                ),
                Field(name="until", label=Text("截至", "Until"), kind="date"),
            ),
            level="primary",
            permission=service.ERASE,
        ),
    ),
    row_actions=(
        Action(
            label=Text("解除", "Lift"),
            api="/api/legal-holds/${id}",
            method="delete",
            confirm=Text("解除后，此人的数据将按期限清理或删除。", "Their data then goes as it would have."),
            level="link",
        ),
    ),
    empty=Text("没有法律保留", "No hold stands"),
)
CENTRE = Page(
    path="/privacy",
    title=Text("隐私中心", "Privacy centre"),
    permission=READ,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("保存期限", "Retention"), body=(_UNCHOSEN, _RETENTION, _PREVIEW, _RUNS)),
                Tab(title=Text("个人请求", "Requests"), body=(_CASES,), permission=service.EXPORT),
                Tab(title=Text("员工同意", "Consents"), body=(_PURPOSES,)),
                Tab(title=Text("法律保留", "Legal holds"), body=(_HOLDS,), permission=service.ERASE),
                Tab(title=Text("影响评估", "Assessments"), body=register_pages.ASSESSMENTS),
                Tab(title=Text("处理活动记录", "Register"), body=register_pages.REGISTER),
                Tab(
                    title=Text("查看前验证", "Proof"),
                    body=(
                        LinkCards(
                            cards=(
                                LinkCard(
                                    title=Text("查看敏感信息前再次验证", "Proof before sensitive data"),
                                    text=Text("在“登录安全”中设置", "It is set where signing in is"),
                                    link="/console/core/settings/security",
                                    icon="shield-halved",
                                    permission="core.security.manage",
                                ),
                            )
                        ),
                    ),
                    permission=MANAGE,
                ),
            )
        ),
    ),
)
PURPOSE = Page(
    path="/privacy/purposes/:id",
    title=Text("同意情况", "Answers"),
    permission=READ,
    body=(
        Table(
            api="/api/privacy/purposes/${id}/people",
            columns=(
                Column(name="name", label=Text("姓名", "Name"), sortable=True),
                Column(name="number", label=Text("工号", "Staff no."), sortable=True, width=110),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="state", label=Text("状态", "State"), options=ANSWERS, width=110),
                Column(name="version", label=Text("版本", "Version"), kind="integer", width=80),
                Column(name="at", label=Text("时间", "When"), kind="datetime", sortable=True, width=150),
            ),
            filters=(Field(name="q", label=Text("姓名或工号", "Name or staff no.")),),
        ),
    ),
)

PAGES = (CENTRE, PURPOSE, register_pages.ASSESSMENT, own_page.MINE)
MENU = (
    MenuEntry(
        title=Text("隐私中心", "Privacy centre"),
        page="/privacy",
        permission=READ,
        section="settings",
        icon="user-shield",
        order=75,
    ),
    MenuEntry(
        title=Text("我的隐私", "My privacy"),
        page="/my-privacy",
        permission=AUTHENTICATED,
        section="people",
        icon="user-lock",
        order=95,
        own=True,
    ),
)
