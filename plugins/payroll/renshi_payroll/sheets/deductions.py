"""Special additional deductions by a sheet: the cumulative columns of the withholding client (自然人电子税务局扣缴端).

The client's own export of 正常工资薪金所得 is taken as it is: its other columns are left aside. Values are cumulative
for the tax year, so that a late declaration is caught up (国家税务总局公告2022年第7号). Serious illness (大病医疗) is
deducted in the annual return only and never here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.adjustments.run_items import people_of
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.withholding import check_additional_claims
from renshi_payroll.exports.made import Sheet, workbook
from renshi_payroll.facts import keys
from renshi_payroll.facts.deductions import COLUMNS, PERSONAL_PENSION, import_deductions
from renshi_payroll.facts.schemas import DeductionRow, DeductionsIn
from renshi_payroll.permissions import FACT_MANAGE
from renshi_payroll.sheets.book import Book, CellError, bad, blank, fen_of, read_book, refuse, text_of
from renshi_payroll.sheets.schemas import DeductionSheetIn
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch

CODE = "payroll.deductions.sheet"
NUMBER, NAME = "工号", "姓名"
#: In the order of the client's columns.
TAKEN = (
    "累计子女教育", "累计继续教育", "累计住房贷款利息", "累计住房租金", "累计赡养老人", "累计3岁以下婴幼儿照护",
    PERSONAL_PENSION,
)  # fmt: skip
ILLNESS = "大病医疗"


async def template_file(ctx: Context) -> bytes:
    """The workbook to fill in: number and name of everybody in the actor's scope, and the client's columns."""
    scope = ctx.access.employees(FACT_MANAGE, "e.id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=2))
    rows = await fetch(
        "SELECT e.number, e.name FROM renshi_employee e WHERE e.company_id = $1 AND e.status <> 'left'"
        f" AND ({sql}) ORDER BY e.number",
        ctx.company_id,
        *scope.args,
    )
    await ctx.audit.record("payroll.fact.template", subject="payroll_fact", detail={"people": len(rows)})
    explained = [
        (NUMBER, "必填，不要修改"),
        ("累计…", "从年初（或入职月）到所属月份的累计数，单位元；没有的留空"),
        (PERSONAL_PENSION, "本年累计缴存额，须有凭证"),
        (ILLNESS, "不在此申报：只在次年年度汇算时由本人扣除"),
        ("住房租金与住房贷款利息", "同一人同一年度不能同时享受"),
        ("扣缴端导出文件", "扣缴端导出的“正常工资薪金所得”也可直接上传，其他列不读取"),
    ]
    widths = (14, 14, 16, 16, 18, 16, 16, 24, 18)
    return workbook(
        [
            Sheet(
                "专项附加扣除",
                (NUMBER, NAME, *TAKEN),
                [[row["number"], row["name"], *[""] * len(TAKEN)] for row in rows],
                widths,
            ),
            Sheet("填写说明", ("列", "说明"), explained, (26, 70)),
        ]
    )


async def import_sheet(ctx: Context, data: DeductionSheetIn) -> dict[str, Any]:
    """Record the cumulative amounts of a month from a workbook, all or none.

    ``Invalid`` names every wrong cell, one with less than the months before among them unless ``allow_lower``: the
    usual cause is a month's amount in the place of the year's.
    """
    _, content = await ctx.files.get(data.file_id)
    book = read_book(content, (NUMBER,), code=CODE, most=20_000)
    _require_columns(book)
    month = date.fromisoformat(f"{data.period}-01")
    lines = [(line, _clean(cells)) for line, cells in book.named()]
    known = await people_of(ctx, [text_of(cells.get(NUMBER)) for _, cells in lines], FACT_MANAGE)
    before = {} if data.allow_lower else await _before(ctx.company_id, list(known.values()), month)
    errors: list[CellError] = []
    rows: list[DeductionRow] = []
    seen: set[str] = set()
    for line, cells in lines:
        number = text_of(cells.get(NUMBER))
        amounts, wrong = _amounts(line, number, cells)
        errors += wrong
        if not number or number not in known:
            text = Text("没有该工号，或不在您的权限范围内", "no such number in your reach")
            errors.append(CellError(line, NUMBER, number, text))
            continue
        if number in seen:
            errors.append(CellError(line, NUMBER, number, Text("工号重复", "the number is there twice")))
        seen.add(number)
        errors += _lower(line, number, amounts, before.get(known[number], {}))
        rows.append(
            DeductionRow(number=number, amounts={head: to_yuan(fen) for head, fen in amounts.items()})
        )
    refuse(errors, code=CODE, locale=ctx.locale)
    if not rows:
        raise bad(Text("表格中没有人员", "the sheet names nobody"), CODE)
    taken = DeductionsIn(period=data.period, reference=data.reference, rows=rows)
    return await import_deductions(ctx, taken)


def _clean(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Cells by the client's heading, whatever spaces or 支出 an export puts behind it."""
    return {_heading(head): cell for head, cell in cells.items()}


def _heading(head: str) -> str:
    return head.replace(" ", "").removesuffix("支出").removesuffix("（元）").removesuffix("(元)")


def _require_columns(book: Book) -> None:
    heads = {_heading(head) for head in book.headings if head}
    unknown = [
        head for head in heads if head.startswith("累计") and head not in TAKEN and ILLNESS not in head
    ]
    if unknown:
        raise bad(
            Text(
                f"不认识的列：{'、'.join(sorted(unknown))}", f"unknown columns: {', '.join(sorted(unknown))}"
            ),
            CODE,
        )
    if not heads & set(TAKEN):
        raise bad(
            Text("没有任何“累计…”列，请使用模板或扣缴端导出的文件", "no cumulative column is there"), CODE
        )


def _amounts(line: int, number: str, cells: Mapping[str, Any]) -> tuple[dict[str, int], list[CellError]]:
    amounts: dict[str, int] = {}
    errors: list[CellError] = []
    for head, cell in cells.items():
        if blank(cell) or (head not in TAKEN and ILLNESS not in head):
            continue
        try:
            fen = fen_of(cell)
        except (ValueError, ArithmeticError):
            errors.append(
                CellError(
                    line,
                    head,
                    number,
                    Text(
                        f"“{cell}”不是两位小数以内、不为负的金额",
                        f"{cell!r} is no amount from 0 with two decimals",
                    ),
                )
            )
            continue
        if ILLNESS in head and fen:
            text = Text("大病医疗只在年度汇算时扣除，请清空", "deducted in the annual return only; empty it")
            errors.append(CellError(line, head, number, text))
        elif fen:
            amounts[head] = fen
    try:
        check_additional_claims(
            rent=amounts.get("累计住房租金", 0), mortgage=amounts.get("累计住房贷款利息", 0)
        )
    except Refusal as refusal:
        errors.append(CellError(line, "累计住房租金", number, Text(refusal.zh, str(refusal))))
    return amounts, errors


def _lower(
    line: int, number: str, amounts: Mapping[str, int], before: Mapping[str, tuple[int, str]]
) -> list[CellError]:
    found = []
    for head, name in COLUMNS.items():
        if name not in before:
            continue
        was, month = before[name]
        if amounts.get(head, 0) < was:
            found.append(
                CellError(
                    line,
                    head,
                    number,
                    Text(
                        f"少于 {month} 已录入的累计数 {money(was)}，是否填成了当月数？",
                        f"less than {money(was)} of {month}: a month's amount in place of the year's?",
                    ),
                )
            )
    return found


async def _before(
    company_id: UUID, people: Sequence[UUID], month: date
) -> dict[UUID, dict[str, tuple[int, str]]]:
    """The amounts each person has declared for the latest month of the year before ``month``, with that month."""
    rows = await fetch(
        "SELECT DISTINCT ON (employee_id) employee_id, value, valid_from FROM payroll_fact WHERE company_id = $1"
        " AND employee_id = ANY($2) AND key = $3 AND valid_from >= $4 AND valid_from < $5"
        " ORDER BY employee_id, valid_from DESC, recorded_at DESC, id DESC",
        company_id,
        list(people),
        keys.ADDITIONAL,
        date(month.year, 1, 1),
        month,
    )
    return {
        row["employee_id"]: {
            name: (fen, f"{row['valid_from']:%Y-%m}") for name, fen in json.loads(row["value"]).items()
        }
        for row in rows
    }
