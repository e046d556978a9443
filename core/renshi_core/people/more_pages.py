"""Console pages beside the file: one's own file, field settings, custom fields, import, expiring documents."""

from __future__ import annotations

from renshi_core.people import file_pages
from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.choices import PAPERS
from renshi_core.people.fields.kinds import CUSTOM_KINDS, KIND_TITLES
from renshi_core.people.page_parts import REGIMES, STATUS
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Markdown,
    Option,
    Progress,
    Tab,
    Table,
    Tabs,
)
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

MANAGE = "core.custom_field.manage"
IMPORT = "core.employee.import"
EDITS = (
    Option(value="no", label=Text("不可修改", "No")),
    Option(value="direct", label=Text("可直接修改", "Directly"), colour="success"),
    Option(value="approval", label=Text("须审批", "With approval"), colour="warning"),
)
_ROLES = "/api/employee-fields/roles"


def _flags(*, custom: bool) -> tuple[Field, ...]:
    shared = (
        Field(name="seen_by", label=Text("可见角色", "Seen by"), kind="choices", options_api=_ROLES),
        Field(name="edited_by", label=Text("可编辑角色", "Edited by"), kind="choices", options_api=_ROLES),
        Field(name="employee_sees", label=Text("员工本人可见", "Employee sees"), kind="boolean"),
        Field(
            name="employee_edits", label=Text("员工本人修改", "Employee edits"), kind="choice", options=EDITS
        ),
        Field(name="required", label=Text("必填", "Required"), kind="boolean"),
        Field(
            name="sensitive",
            label=Text("脱敏显示", "Masked"),
            kind="boolean",
            help=Text(
                "只显示部分内容，查看原文须填写原因并记入审计",
                "shown in part; in full with a reason that is kept",
            ),
        ),
        Field(name="importable", label=Text("可导入", "Importable"), kind="boolean"),
    )
    if not custom:
        return shared
    return (
        *shared,
        Field(name="unique", label=Text("唯一", "Unique"), kind="boolean"),
        Field(
            name="searchable",
            label=Text("可筛选和排序", "Filter and sort"),
            kind="boolean",
            help=Text("建立索引", "kept in an index"),
        ),
    )


_FLAG_COLUMNS = (
    Column(name="seen_by_titles", label=Text("可见角色", "Seen by"), kind="tags"),
    Column(name="edited_by_titles", label=Text("可编辑角色", "Edited by"), kind="tags"),
    Column(name="employee_sees", label=Text("本人可见", "Own: sees"), kind="boolean", width=90),
    Column(name="employee_edits", label=Text("本人修改", "Own: edits"), options=EDITS, width=110),
    Column(name="required", label=Text("必填", "Required"), kind="boolean", width=70),
    Column(name="sensitive", label=Text("脱敏", "Masked"), kind="boolean", width=70),
)

SETTINGS = Page(
    path="/field-settings",
    title=Text("员工字段设置", "Employee fields"),
    permission=MANAGE,
    body=(
        Callout(
            text=Text(
                "设置立即生效，作用于列表、档案、导出、筛选和历史。姓名、工号和银行账号的部分规则由系统固定。",
                "Effective at once, in lists, files, exports, filters and history. Some rules of names and accounts"
                " are fixed.",
            )
        ),
        Table(
            api="/api/employee-fields/settings",
            columns=(
                Column(name="section_title", label=Text("栏目", "Section"), width=110),
                Column(name="title", label=Text("字段", "Field"), width=140),
                Column(name="kind_title", label=Text("类型", "Kind"), width=100),
                *_FLAG_COLUMNS,
            ),
            filters=(
                Field(
                    name="section",
                    label=Text("栏目", "Section"),
                    kind="choice",
                    options=tuple(Option(value=s.name, label=s.title) for s in SECTIONS.values()),
                ),
                Field(name="q", label=Text("字段", "Field")),
            ),
            row_actions=(
                Action(
                    label=Text("设置", "Set"),
                    api="/api/employee-fields/settings/${code}",
                    method="patch",
                    fields=_flags(custom=False),
                    level="link",
                    visible_when="!custom",
                    size="lg",
                ),
                Action(
                    label=Text("恢复默认", "Reset"),
                    api="/api/employee-fields/settings/${code}",
                    method="delete",
                    confirm=Text("恢复为系统默认设置？", "Back to the platform's own setting?"),
                    level="link",
                    visible_when="!custom && changed",
                ),
                Action(
                    label=Text("去自定义字段", "Custom fields"),
                    link="/console/core/custom-fields",
                    level="link",
                    visible_when="custom",
                ),
            ),
        ),
    ),
)

_KINDS = tuple(Option(value=kind, label=KIND_TITLES[kind]) for kind in CUSTOM_KINDS)
_CUSTOM_SECTIONS = tuple(Option(value=name, label=SECTIONS[name].title) for name in ("custom", "personal"))
_TITLES = (
    Field(name="title_zh", label=Text("中文名称", "Chinese title"), required=True),
    Field(name="title_en", label=Text("英文名称", "English title"), required=True),
)
_OPTIONS = Field(
    name="options",
    label=Text("选项", "Options"),
    kind="tags",
    visible_when="kind == 'choice' || kind == 'multi'",
    help=Text("逐个输入后按回车", "type one and press Enter"),
)

CUSTOM = Page(
    path="/custom-fields",
    title=Text("自定义字段", "Custom fields"),
    permission=MANAGE,
    body=(
        Table(
            api="/api/custom-fields?archived=true",
            columns=(
                Column(name="title", label=Text("字段", "Field"), width=150),
                Column(name="code", label=Text("编码", "Code"), width=120),
                Column(name="kind", label=Text("类型", "Kind"), options=_KINDS, width=100),
                *_FLAG_COLUMNS,
                Column(name="archived", label=Text("已停用", "Put away"), kind="boolean", width=80),
            ),
            actions=(
                Action(
                    label=Text("新增字段", "New field"),
                    api="/api/custom-fields",
                    fields=(
                        Field(
                            name="code",
                            label=Text("编码", "Code"),
                            required=True,
                            pattern="^[a-z][a-z0-9_]{0,39}$",
                            help=Text(
                                "小写字母、数字和下划线，之后不能修改",
                                "small letters, digits, _; fixed later",
                            ),
                        ),
                        *_TITLES,
                        Field(
                            name="kind",
                            label=Text("类型", "Kind"),
                            kind="choice",
                            default="text",
                            options=_KINDS,
                            required=True,
                        ),
                        _OPTIONS,
                        Field(
                            name="section",
                            label=Text("所在栏目", "Section"),
                            kind="choice",
                            options=_CUSTOM_SECTIONS,
                            default="custom",
                        ),
                        *_flags(custom=True),
                    ),
                    level="primary",
                    size="lg",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("修改", "Change"),
                    api="/api/custom-fields/${id}",
                    method="patch",
                    fields=(*_TITLES, *_flags(custom=True)),
                    level="link",
                    visible_when="!archived",
                    size="lg",
                ),
                Action(
                    label=Text("选项", "Options"),
                    api="/api/custom-fields/${id}/options",
                    fields=(
                        Field(name="options", label=Text("选项", "Options"), kind="tags", required=True),
                    ),
                    level="link",
                    visible_when="!archived && (kind == 'choice' || kind == 'multi')",
                ),
                Action(
                    label=Text("改类型", "Kind"),
                    api="/api/custom-fields/${id}/kind",
                    fields=(
                        Field(
                            name="kind",
                            label=Text("新类型", "New kind"),
                            kind="choice",
                            options=_KINDS,
                            required=True,
                        ),
                        _OPTIONS,
                    ),
                    level="link",
                    visible_when="!archived",
                ),
                Action(
                    label=Text("停用", "Put away"),
                    api="/api/custom-fields/${id}",
                    method="delete",
                    confirm=Text(
                        "停用后不再显示，已填内容保留，可随时恢复。", "It is hidden; what was entered stays."
                    ),
                    level="link",
                    visible_when="!archived",
                ),
                Action(
                    label=Text("恢复", "Take back"),
                    api="/api/custom-fields/${id}/restore",
                    level="link",
                    visible_when="archived",
                ),
            ),
            empty=Text("还没有自定义字段", "No custom field yet"),
        ),
    ),
)

_OWN = Detail(
    api="/api/employees/me",
    title=Text("任职信息", "Employment"),
    columns=(
        Column(name="name", label=Text("姓名", "Name")),
        Column(name="number", label=Text("工号", "Number")),
        Column(name="status", label=Text("状态", "Status"), options=STATUS),
        Column(name="company_name", label=Text("公司", "Company")),
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(name="manager_name", label=Text("直属上级", "Manager")),
        Column(name="grade", label=Text("职级", "Grade")),
        Column(name="work_regime", label=Text("工时制", "Work regime"), options=REGIMES),
        Column(name="hired_on", label=Text("入职日期", "Hired on"), kind="date"),
    ),
)
MY_FILE = Page(
    path="/my-file",
    title=Text("我的档案", "My file"),
    permission=AUTHENTICATED,
    body=(
        Callout(
            text=Text(
                "您可以在此核对和更新个人信息：部分内容保存后立即生效，部分须人事审批（银行账户一律审批）。",
                "Check and update what is kept about you: some changes at once, some takes approval (accounts always).",
            )
        ),
        Tabs(
            tabs=(
                Tab(title=Text("任职信息", "Employment"), body=(_OWN,)),
                file_pages.personal_tab(own=True),
                *(file_pages.section_tab(name, own=True) for name in file_pages.ROWS),
            )
        ),
    ),
)

_STATES = (
    Option(value="checking", label=Text("校验中", "Checking"), colour="info"),
    Option(value="checked", label=Text("待确认", "To confirm"), colour="warning"),
    Option(value="writing", label=Text("写入中", "Writing"), colour="info"),
    Option(value="done", label=Text("已完成", "Done"), colour="success"),
    Option(value="failed", label=Text("失败", "Failed"), colour="danger"),
)
_ACTIONS = (
    Option(value="create", label=Text("入职", "Hire"), colour="success"),
    Option(value="update", label=Text("更新", "Update"), colour="info"),
    Option(value="same", label=Text("无变化", "The same")),
    Option(value="refuse", label=Text("有问题", "Problem"), colour="danger"),
)
IMPORTS = Page(
    path="/employee-imports",
    title=Text("导入员工", "Import employees"),
    permission=IMPORT,
    body=(
        Markdown(
            text=Text(
                "1. 下载模板并填写；2. 上传后先校验全部行；3. 核对预览后确认写入。同一文件重复导入不会产生重复人员。",
                "1. Fill in the template. 2. Upload it: all rows are checked. 3. Look at the preview and confirm."
                " The same sheet twice makes nobody twice.",
            )
        ),
        Table(
            api="/api/employee-imports",
            columns=(
                Column(name="name", label=Text("文件", "File"), link="/console/core/employee-imports/${id}"),
                Column(name="state", label=Text("状态", "State"), options=_STATES, width=100),
                Column(name="counts.rows", label=Text("行数", "Rows"), kind="integer", width=80),
                Column(name="counts.refuse", label=Text("有问题", "Problems"), kind="integer", width=80),
                Column(name="counts.written", label=Text("已写入", "Written"), kind="integer", width=80),
                Column(name="created_by_name", label=Text("上传人", "By"), width=110),
                Column(name="created_at", label=Text("上传时间", "When"), kind="datetime", width=150),
            ),
            actions=(
                Action(
                    label=Text("上传文件", "Upload"),
                    api="/api/employee-imports",
                    fields=(
                        Field(
                            name="file_id",
                            label=Text("文件", "File"),
                            kind="file",
                            required=True,
                            accept=".xlsx,.csv",
                            max_mb=20,
                        ),
                    ),
                    level="primary",
                    redirect="/console/core/employee-imports/${id}",
                ),
                Action(
                    label=Text("下载模板", "Template"),
                    api="/api/employee-imports/template",
                    method="get",
                    download=True,
                ),
            ),
            empty=Text("还没有导入记录，请先下载模板", "No import yet; download the template first"),
            export=False,
        ),
    ),
)
IMPORT_PAGE = Page(
    path="/employee-imports/:id",
    title=Text("导入预览", "Import"),
    permission=IMPORT,
    body=(
        Detail(
            api="/api/employee-imports/${id}",
            columns=(
                Column(name="name", label=Text("文件", "File")),
                Column(name="state", label=Text("状态", "State"), options=_STATES),
                Column(name="created_by_name", label=Text("上传人", "By")),
                Column(name="ignored", label=Text("未识别的列", "Columns not known"), visible_when="ignored"),
                Column(name="failure", label=Text("失败原因", "Why it failed"), visible_when="failure"),
            ),
            actions=(
                Action(
                    label=Text("确认导入", "Import"),
                    api="/api/employee-imports/${id}/confirm",
                    fields=(
                        Field(
                            name="without_wrong",
                            label=Text("跳过有问题的行", "Leave out rows with problems"),
                            kind="boolean",
                            default=False,
                        ),
                    ),
                    level="primary",
                    visible_when="state == 'checked'",
                    done=Text("已开始写入", "Writing has begun"),
                ),
                Action(
                    label=Text("下载问题行", "Rows with problems"),
                    api="/api/employee-imports/${id}/errors",
                    method="get",
                    download=True,
                    visible_when="refuse",
                ),
            ),
        ),
        Progress(api="/api/employee-imports/${id}/job", title=Text("正在处理", "Working")),
        Figures(
            api="/api/employee-imports/${id}",
            figures=(
                Figure(name="rows", label=Text("总行数", "Rows")),
                Figure(name="create", label=Text("将入职", "To hire")),
                Figure(name="update", label=Text("将更新", "To update")),
                Figure(name="same", label=Text("无变化", "The same")),
                Figure(name="refuse", label=Text("有问题", "Problems")),
                Figure(name="written", label=Text("已写入", "Written")),
            ),
        ),
        Table(
            api="/api/employee-imports/${id}/rows",
            columns=(
                Column(name="row_no", label=Text("行号", "Row"), kind="integer", width=70),
                Column(name="action", label=Text("处理", "What"), options=_ACTIONS, width=100),
                Column(name="number", label=Text("已有工号", "Known as"), width=110),
                Column(name="name", label=Text("已有姓名", "Name"), width=110),
                Column(name="said", label=Text("问题", "Problems")),
            ),
            filters=(Field(name="action", label=Text("处理", "What"), kind="choice", options=_ACTIONS),),
            export=False,
        ),
    ),
)
EXPIRING = Page(
    path="/expiring-documents",
    title=Text("到期证件", "Expiring documents"),
    permission="core.employee.change",
    body=(
        Table(
            api="/api/employee-documents/expiring",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    link="/console/core/employees/${employee_id}",
                    width=120,
                ),
                Column(name="number", label=Text("工号", "Number"), width=110),
                Column(
                    name="kind",
                    label=Text("类型", "Kind"),
                    options=tuple(Option(value=c, label=t) for c, t in PAPERS.items()),
                    width=140,
                ),
                Column(name="title", label=Text("名称", "Title")),
                Column(
                    name="expires_on",
                    label=Text("有效期至", "Expires on"),
                    kind="date",
                    sortable=True,
                    width=120,
                ),
            ),
            empty=Text("90 天内没有到期证件", "No document runs out within 90 days"),
        ),
    ),
)

PAGES = (SETTINGS, CUSTOM, MY_FILE, IMPORTS, IMPORT_PAGE, EXPIRING)
MENU = (
    MenuEntry(
        title=Text("我的档案", "My file"),
        page="/my-file",
        permission=AUTHENTICATED,
        section="people",
        icon="id-card",
        order=5,
    ),
    MenuEntry(
        title=Text("导入员工", "Import employees"),
        page="/employee-imports",
        permission=IMPORT,
        section="people",
        icon="upload",
        order=60,
    ),
    MenuEntry(
        title=Text("到期证件", "Expiring documents"),
        page="/expiring-documents",
        permission="core.employee.change",
        section="people",
        icon="calendar-times-o",
        order=50,
    ),
    MenuEntry(
        title=Text("员工字段设置", "Employee fields"),
        page="/field-settings",
        permission=MANAGE,
        section="settings",
        icon="sliders",
        order=39,
    ),
    MenuEntry(
        title=Text("自定义字段", "Custom fields"),
        page="/custom-fields",
        permission=MANAGE,
        section="settings",
        icon="list-alt",
        order=40,
    ),
)
