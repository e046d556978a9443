"""Console pages of the catalogue and of custom fields, and the menu of all pages beside the file."""

from __future__ import annotations

from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.kinds import CUSTOM_KINDS, KIND_TITLES
from renshi_core.people.own_pages import EXPIRING, IMPORT, IMPORT_PAGE, IMPORTS, MY_FILE
from renshi_core.people.page_parts import CHANGE, STATUS
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Field,
    Option,
    Table,
)
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

MANAGE = "core.custom_field.manage"
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
        Field(
            name="required",
            label=Text("必填", "Required"),
            kind="boolean",
            help=Text(
                "办理入职、导入和修改时必须有值；此前在职的人不受影响，列入“待补全档案”",
                "asked for in hiring, sheets and changes; people who are there stand among the incomplete files",
            ),
        ),
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
            help=Text(
                "建立索引；员工多时在后台进行，完成后即可筛选",
                "kept in an index; with many people it is filled in the background and offered when done",
            ),
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
                Column(name="searchable", label=Text("可筛选", "Filter"), kind="boolean", width=80),
                Column(name="index_text", label=Text("索引", "Index"), width=190),
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

INCOMPLETE = Page(
    path="/incomplete-files",
    title=Text("待补全档案", "Incomplete files"),
    permission=CHANGE,
    body=(
        Table(
            api="/api/employees?incomplete=true",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    sortable=True,
                    link="/console/core/employees/${id}",
                    width=120,
                ),
                Column(name="number", label=Text("工号", "Number"), sortable=True, width=110),
                Column(name="status", label=Text("状态", "Status"), options=STATUS, width=90),
                Column(name="department_name", label=Text("部门", "Department"), width=140),
                Column(name="missing", label=Text("缺少的必填项", "Missing"), kind="tags", width=320),
            ),
            filters=(
                Field(
                    name="q",
                    label=Text("搜索", "Search"),
                    help=Text("姓名、拼音、首字母或工号", "name, pinyin, initials or number"),
                ),
                Field(name="department_tree", label=Text("部门（含下级）", "Department"), kind="department"),
                Field(name="status", label=Text("状态", "Status"), kind="choice", options=STATUS[:3]),
            ),
            empty=Text("必填项都已填写", "Every required field is filled in"),
            export=False,
        ),
    ),
)

PAGES = (SETTINGS, CUSTOM, MY_FILE, IMPORTS, IMPORT_PAGE, EXPIRING, INCOMPLETE)
MENU = (
    MenuEntry(
        title=Text("我的档案", "My file"),
        page="/my-file",
        permission=AUTHENTICATED,
        section="people",
        icon="id-card",
        order=5,
        own=True,
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
        title=Text("待补全档案", "Incomplete files"),
        page="/incomplete-files",
        permission=CHANGE,
        section="people",
        icon="check-square-o",
        order=55,
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
