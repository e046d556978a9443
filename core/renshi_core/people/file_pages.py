"""Tabs of the employee file, drawn from the catalogue's built-in fields: a table and dialogs a section."""

from __future__ import annotations

from renshi_core.people.fields.builtin import FIELDS, SECTIONS
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.page_parts import CHANGE
from renshi_sdk.pages import Action, Callout, Column, ColumnKind, Detail, Field, FieldKind, Option, Tab, Table
from renshi_sdk.text import Text

REVEAL = "core.employee.reveal"
REASON = Field(
    name="reason",
    label=Text("查看原因", "Reason"),
    required=True,
    help=Text("将与您的姓名一起记入审计日志", "kept in the audit log with your name"),
)
_FULL = (Column(name="revealed", label=Text("完整内容", "In full")),)
_INPUTS: dict[str, FieldKind] = {
    "date": "date", "datetime": "datetime", "integer": "integer", "boolean": "boolean", "choice": "choice",
    "file": "file", "longtext": "textarea", "number": "number", "money": "money", "employee": "employee",
}  # fmt: skip
_SHOWN: dict[str, ColumnKind] = {"date": "date", "datetime": "datetime", "boolean": "boolean"}
_NARROW = {"date": 110, "boolean": 90, "choice": 120}


def options_of(field: FieldDef) -> tuple[Option, ...]:
    """Choices of a field for labels and inputs."""
    return tuple(Option(value=code, label=title) for code, title in (field.choices or {}).items())


def input_of(field: FieldDef, *, required: bool | None = None) -> Field:
    """The input of a built-in field."""
    return Field(
        name=field.name,
        label=field.title,
        kind=_INPUTS.get(field.kind, "text"),
        required=field.flags.required if required is None else required,
        options=options_of(field),
        help=field.help,
        default=field.default,
        accept=".pdf,.jpg,.jpeg,.png" if field.kind == "file" else None,
    )


def column_of(field: FieldDef) -> Column:
    """The column of a built-in field."""
    return Column(
        name=field.name,
        label=field.title,
        kind=_SHOWN.get(field.kind, "text"),
        options=options_of(field),
        width=_NARROW.get(field.kind),
    )


def section_tab(name: str, *, own: bool) -> Tab:
    """A section with its rows: the office's, or one's own."""
    section = SECTIONS[name]
    fields = [f for f in FIELDS if f.section == name]
    base = f"/api/employees/{'me' if own else '${id}'}/sections/{name}"
    # A row's own id takes the place of the page's, so that rows carry their person's too.
    row = f"/api/employees/{'me' if own else '${employee_id}'}/sections/{name}/${{id}}"
    may_edit = None if own else CHANGE
    inputs = tuple(input_of(f) for f in fields if not own or f.flags.employee_edits != "no")
    second = name == "bank"
    asks = Text("提交审批", "Send for approval") if second else None
    actions: tuple[Action, ...] = ()
    row_actions: list[Action] = [*_reveals(fields, own=own)]
    if name == "document":
        row_actions.append(
            Action(
                label=Text("下载", "Download"),
                api="/api/employees/${employee_id}/documents/${id}/file",
                method="get",
                download=True,
                level="link",
                visible_when="file",
            )
        )
    if inputs:
        actions = (
            Action(
                label=Text(f"新增{section.title.zh}", f"Add to {section.title.en.lower()}"),
                api=base,
                fields=inputs,
                level="primary",
                permission=may_edit,
                size="lg",
                done=Text("已保存", "Saved") if not own else Text("已提交", "Sent"),
            ),
        )
        path = f"{row}/request" if second and not own else row
        row_actions += [
            Action(
                label=Text("变更" if second else "编辑", "Change" if second else "Edit"),
                api=path,
                method="patch",
                fields=tuple(input_of(f) for f in fields if not own or f.flags.employee_edits != "no"),
                level="link",
                permission=may_edit,
                size="lg",
                done=asks or Text("已保存", "Saved"),
            ),
            Action(
                label=Text("删除", "Remove"),
                api=path,
                method="delete",
                confirm=Text("确定删除这条记录？", "Remove this row?")
                if not second
                else Text("删除账户须他人审批，确定提交？", "It takes another person's approval. Send it?"),
                level="link",
                permission=may_edit,
            ),
        ]
    table = Table(
        api=base,
        columns=tuple(column_of(f) for f in fields if f.kind != "file"),
        actions=actions,
        row_actions=tuple(row_actions),
        empty=Text(f"还没有{section.title.zh}", f"No {section.title.en.lower()} yet"),
        export=False,
    )
    note = Callout(
        text=Text(
            "首个账户可直接登记；之后的变更和删除须由他人审批，并通知本人。",
            "The first account is entered directly; a later change takes another person's approval, and is told.",
        )
        if not own
        else Text("银行账户的变更须经人事审批。", "A change of your account takes the approval of HR."),
    )
    return Tab(title=section.title, body=(note, table) if second else (table,))


def _reveals(fields: list[FieldDef], *, own: bool) -> list[Action]:
    return [
        Action(
            label=Text("查看", "Show"),
            api="/api/employees/${employee_id}/reveal",
            fields=(
                Field(name="field", label=Text("字段", "Field"), kind="hidden", default=f.code),
                Field(name="row_id", label=Text("记录", "Row"), kind="hidden", default="${id}"),
                REASON,
            ),
            level="link",
            permission=None if own else REVEAL,
            visible_when=f.name,
            size="md",
            answer=_FULL,
            done=Text("已显示", "Shown"),
        )
        for f in fields
        if f.sealed
    ]


PERSONAL = [f for f in FIELDS if f.section == "personal"]


def personal_tab(*, own: bool) -> Tab:
    """Personal facts, with a dialog to change them and one to show the document's number."""
    base = f"/api/employees/{'me' if own else '${id}'}/personal"
    fields = [f for f in PERSONAL if not own or f.flags.employee_edits != "no"]
    custom = f"/api/employees/{'me' if own else '${id}'}/custom-values"
    return Tab(
        title=SECTIONS["personal"].title,
        body=(
            Detail(
                api=base,
                columns=tuple(column_of(f) for f in PERSONAL),
                title=SECTIONS["personal"].title,
                edit=Action(
                    label=Text("编辑", "Edit"),
                    api=base,
                    method="patch",
                    fields=tuple(input_of(f, required=False) for f in fields),
                    load_api=base,
                    permission=None if own else CHANGE,
                    size="lg",
                    done=Text("${message|default:已保存}", "${message|default:Saved}") if own else None,
                ),
                actions=(
                    Action(
                        label=Text("查看证件号码", "Show document number"),
                        api=f"/api/employees/{'me' if own else '${id}'}/reveal",
                        fields=(
                            Field(
                                name="field",
                                label=Text("字段", "Field"),
                                kind="hidden",
                                default="personal.identity",
                            ),
                            REASON,
                        ),
                        permission=None if own else REVEAL,
                        visible_when="identity",
                        size="md",
                        answer=_FULL,
                        done=Text("已显示", "Shown"),
                    ),
                ),
            ),
            _custom_values(custom, own=own),
        ),
    )


_BY_KIND: tuple[tuple[str, FieldKind], ...] = (
    ("text", "text"), ("longtext", "textarea"), ("integer", "integer"), ("number", "number"), ("money", "money"),
    ("percent", "number"), ("date", "date"), ("datetime", "datetime"), ("boolean", "boolean"), ("choice", "choice"),
    ("multi", "choices"), ("phone", "text"), ("email", "text"), ("url", "text"), ("employee", "employee"),
    ("file", "file"),
)  # fmt: skip
KINDS_OF_INPUTS: dict[str, FieldKind] = dict(_BY_KIND)
"""The input of each kind of custom field."""


def _custom_values(api: str, *, own: bool) -> Table:
    """The tenant's own fields: one row a field, each with the input of its kind."""
    return Table(
        api=api,
        title=Text("自定义信息", "Own fields"),
        columns=(
            Column(name="title", label=Text("项目", "Field"), width=200),
            Column(name="shown", label=Text("内容", "Value")),
            Column(name="help", label=Text("说明", "Note")),
        ),
        row_actions=(
            Action(
                label=Text("编辑", "Edit"),
                api=f"/api/employees/{'me' if own else '${employee_id}'}/custom-values/${{code}}",
                method="put",
                # One input a kind under one name: the row's kind decides which of them is there.
                fields=tuple(
                    Field(
                        name="value",
                        label=Text("内容", "Value"),
                        kind=shown,
                        options_api="/api/custom-fields/${id}/options"
                        if kind in ("choice", "multi")
                        else None,
                        visible_when=f"kind == '{kind}'",
                    )
                    for kind, shown in _BY_KIND
                ),
                level="link",
                permission=None if own else CHANGE,
                visible_when="editable",
            ),
            Action(
                label=Text("查看", "Show"),
                api=f"/api/employees/{'me' if own else '${employee_id}'}/reveal",
                fields=(
                    Field(name="field", label=Text("字段", "Field"), kind="hidden", default="custom.${code}"),
                    REASON,
                ),
                level="link",
                permission=None if own else REVEAL,
                visible_when="sensitive && value",
                answer=_FULL,
                done=Text("已显示", "Shown"),
            ),
        ),
        empty=Text("还没有自定义字段", "No field of your own yet"),
        export=False,
    )


CHANGES = Table(
    api="/api/employees/${id}/changes",
    columns=(
        Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
        Column(name="by", label=Text("修改人", "By"), width=110),
        Column(name="section", label=Text("栏目", "Section"), width=110),
        Column(name="verb", label=Text("操作", "What"), width=80),
        Column(name="title", label=Text("项目", "Field"), width=130),
        Column(name="before", label=Text("原值", "Before")),
        Column(name="after", label=Text("新值", "After")),
    ),
    empty=Text("还没有变更记录", "Nothing has changed yet"),
    export=False,
)
ROWS = ("family", "education", "work", "bank", "document", "contact")
