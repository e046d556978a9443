"""The sheet that an import starts from: columns, choices, an example row, and notes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.kinds import KIND_TITLES
from renshi_core.people.transfer import columns
from renshi_sdk.text import Text

EXAMPLE = Text("示例", "Example")
NOTES = (
    Text("员工批量导入说明", "How to import employees"),
    Text(
        "1. 带 * 的列必填；第 2 行为示例，导入时忽略。",
        "1. Columns with * are required; row 2 is an example.",
    ),
    Text(
        "2. 工号与证件号码至少填一项，用于识别同一人：已有的人更新资料，没有的人办理入职。",
        "2. Give a staff number or a document number: known people are updated, others are hired.",
    ),
    Text(
        "3. 已有员工的部门、岗位等任职信息不能通过导入修改，请办理调动；银行账户变更须走审批。",
        "3. Job facts of people who are here change by a transfer, their bank accounts by a request.",
    ),
    Text(
        "4. 上传后先校验全部行，确认前不写入任何数据。",
        "4. All rows are checked first; nothing is written before you confirm.",
    ),
    Text(
        "5. 家庭、教育、工作经历等在各自的工作表填写，每条一行，用工号（或“员工”表中的证件号码）对应员工；"
        "已有员工无须再填“员工”表。只新增、不修改已有记录；一人有一处错误，其整行及各表记录均不导入。",
        "5. Family, education and so on have sheets of their own, a row each, their person named by staff number (or by"
        " a document number of the first sheet). Rows are added, not changed; one wrong cell leaves out all of a"
        " person's rows.",
    ),
)
COLUMNS = (
    Text("列", "Column"), Text("类型", "Kind"), Text("必填", "Required"), Text("说明", "Note"), Text("编码", "Code"),
)  # fmt: skip
ROWS = 2_000
"""Rows that the choices are set for."""
_SAMPLES = {
    "job.number": "E10086", "job.department": "生产部", "job.position": "操作工", "job.manager": "MG001",
    "job.grade": "P4", "job.city": "上海", "job.hired_on": "2026-12-01", "personal.phone": "13800138000",
    "personal.identity": "11010519491231002X", "bank.bank": "中国工商银行", "bank.number": "6222021234567890128",
    "bank.branch": "上海张江支行", "bank.holder": "张三", "family.name": "张建国", "family.born_on": "1960-05-01",
    "family.employer": "已退休", "education.school": "复旦大学", "education.level": "本科", "education.degree": "学士",
    "education.major": "机械工程", "education.started_on": "2010-09-01", "education.ended_on": "2014-06-30",
    "work.employer": "上海某机械有限公司", "work.title": "操作工", "work.started_on": "2014-07-01",
    "work.ended_on": "2026-10-31", "work.leaving_reason": "个人发展", "work.referee": "李四",
    "document.kind": "护照", "document.title": "因私护照", "document.number": "E12345678",
    "document.issued_by": "国家移民管理局", "document.issued_on": "2026-01-05", "document.expires_on": "2036-01-04",
    "document.remind_days": "60", "contact.name": "王芳", "contact.address": "上海市浦东新区",
}  # fmt: skip
_BY_KIND = {
    "date": "2026-12-01", "datetime": "2026-12-01 09:30", "integer": "1", "number": "1.5", "money": "1000.00",
    "percent": "12.5%", "phone": "13800138000", "email": "name@example.cn", "url": "https://example.cn",
}  # fmt: skip


def build(
    fields: Sequence[FieldDef],
    departments: Sequence[str],
    positions: Sequence[str],
    locale: str,
    *,
    further: Mapping[str, Sequence[FieldDef]],
) -> bytes:
    """An xlsx workbook for ``fields``, and a sheet more for each of ``further``, by its title.

    Choices are picked from lists, departments and positions too.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = Text("员工", "Employees").of(locale)
    lists = book.create_sheet(Text("选项", "Choices").of(locale))
    heads = columns.headers(fields, locale)
    _columns(sheet, lists, fields, heads, departments, positions, locale)
    notes = [*zip(fields, heads, strict=True)]
    for title, own in further.items():
        own_heads = [f"{f.title.of(locale)}{'*' if _needed(f) else ''}" for f in own]
        page = book.create_sheet(title, index=len(book.sheetnames) - 1)
        _columns(page, lists, own, own_heads, (), (), locale)
        page.cell(2, 1, f"{EXAMPLE.of(locale)}：{_example(own[0], locale)}")
        notes += [(f, f"{title} · {h}") for f, h in zip(own, own_heads, strict=True) if f.section != "job"]
    _notes(book.create_sheet(Text("填写说明", "Notes").of(locale)), notes, locale)
    lists.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _needed(field: FieldDef) -> bool:
    """Whether a row of a section's own sheet needs it."""
    return field.section not in ("job", "personal") and field.flags.required and field.default is None


def _columns(
    sheet: Any,
    lists: Any,
    fields: Sequence[FieldDef],
    heads: Sequence[str],
    departments: Sequence[str],
    positions: Sequence[str],
    locale: str,
) -> None:
    for place, (field, head) in enumerate(zip(fields, heads, strict=True), start=1):
        cell = sheet.cell(1, place, head)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="B3261E" if head.endswith("*") else "2F5DA8")
        cell.alignment = Alignment(horizontal="center")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, min(28, len(head) * 2 + 4))
        # Numbers of twenty digits are text, or Excel rounds them.
        for row in range(2, 302):
            sheet.cell(row, place).number_format = "@"
        example = sheet.cell(2, place, _example(field, locale))
        example.font = Font(italic=True, color="808080")
        allowed = _allowed(field, departments, positions, locale)
        if allowed:
            _validate(sheet, lists, letter, allowed)
    sheet.freeze_panes = "B2"


def _example(field: FieldDef, locale: str) -> str:
    if field.code == "job.name":
        return f"{EXAMPLE.of(locale)}：张三"
    if field.code in _SAMPLES:
        return _SAMPLES[field.code]
    allowed = columns.choices(field, locale)
    return allowed[0] if allowed else _BY_KIND.get(field.kind, "")


def _allowed(
    field: FieldDef, departments: Sequence[str], positions: Sequence[str], locale: str
) -> Sequence[str]:
    if field.code == "job.department":
        return departments
    if field.code == "job.position":
        return positions
    return columns.choices(field, locale)


def _validate(sheet: Any, lists: Any, letter: str, allowed: Sequence[str]) -> None:
    # Each list has a column of its own; the first cell of a fresh sheet counts as one.
    place = lists.max_column + (lists.cell(1, lists.max_column).value is not None)
    column = get_column_letter(place)
    for row, choice in enumerate(allowed, start=1):
        lists.cell(row, place, choice)
    rule = DataValidation(
        type="list",
        formula1=f"='{lists.title}'!${column}$1:${column}${len(allowed)}",
        allow_blank=True,
    )
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _notes(sheet: object, columns_of: Sequence[tuple[FieldDef, str]], locale: str) -> None:
    rows: list[list[str]] = [[text.of(locale)] for text in NOTES]
    rows += [[], [text.of(locale) for text in COLUMNS]]
    for field, head in columns_of:
        note = field.help.of(locale) if field.help else ""
        rows.append(
            [
                head,
                KIND_TITLES[field.kind].of(locale),
                Text("是", "yes").of(locale) if head.endswith("*") else "",
                note or _example(field, locale),
                field.code,
            ]
        )
    for row in rows:
        sheet.append(row)  # type: ignore[attr-defined]
    for letter, width in (("A", 30), ("B", 14), ("C", 10), ("D", 60), ("E", 26)):
        sheet.column_dimensions[letter].width = width  # type: ignore[attr-defined]
    sheet["A1"].font = Font(bold=True, size=14)  # type: ignore[index]
    for cell in sheet[len(NOTES) + 2]:  # type: ignore[index]
        cell.font = Font(bold=True)
