"""Import of the tax client's list of special additional deductions: cumulative amounts, many people at once."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import InexactMoney, to_fen
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.withholding import check_additional_claims
from renshi_payroll.facts import keys
from renshi_payroll.facts.schemas import DeductionRow, DeductionsIn
from renshi_payroll.permissions import FACT_MANAGE
from renshi_sdk import Context, Invalid, Text, new_id
from renshi_sdk.db import fetch, insert_rows

#: Headings of the client's export, and what each is here. All are cumulative for the tax year.
COLUMNS = {
    "累计子女教育": "children_education",
    "累计3岁以下婴幼儿照护": "infant_care",
    "累计赡养老人": "elderly_support",
    "累计住房贷款利息": "mortgage_interest",
    "累计住房租金": "rent",
    "累计继续教育": "continuing_education",
}
PERSONAL_PENSION = "累计个人养老金"


async def import_deductions(ctx: Context, data: DeductionsIn) -> dict[str, Any]:
    """Record the cumulative amounts of a month. All rows or none: ``Invalid`` lists every wrong row by its number.

    A row replaces what the person declared before; an empty cell is nothing claimed. ``累计个人养老金`` goes to the
    other deductions.
    """
    month = date.fromisoformat(f"{data.period}-01")
    known = await _people(ctx, [row.number for row in data.rows])
    problems: list[dict[str, Any]] = []
    facts: list[tuple[UUID, str, dict[str, int]]] = []
    seen: set[str] = set()
    for index, row in enumerate(data.rows, start=1):
        employee_id = known.get(row.number)
        if employee_id is None:
            problems.append(
                _problem(index, row, "没有该工号或不在权限范围内", "no such number in your scope")
            )
            continue
        if row.number in seen:
            problems.append(_problem(index, row, "工号重复", "the number is there twice"))
            continue
        seen.add(row.number)
        try:
            additional, pension = _amounts(row)
        except (Refusal, ValueError) as error:
            zh = error.zh if isinstance(error, Refusal) else str(error)
            problems.append(_problem(index, row, zh, str(error)))
            continue
        facts.append((employee_id, keys.ADDITIONAL, additional))
        if pension:
            facts.append((employee_id, keys.OTHER, {"personal_pension": pension}))
    if problems:
        raise Invalid(
            Text(
                f"{len(problems)} 行有误，未导入任何数据",
                f"{len(problems)} rows are wrong; nothing was imported",
            ),
            code="payroll.deductions.rows",
            rows=problems[:200],
        )
    now = ctx.now()
    await insert_rows(
        "payroll_fact",
        _FACT,
        [
            (
                new_id(), ctx.company_id, employee_id, key, json.dumps(amounts), month, data.reference, now,
                ctx.actor.id,
            )
            for employee_id, key, amounts in facts
        ],
    )  # fmt: skip
    await ctx.audit.record(
        "payroll.fact.import",
        subject="payroll_fact",
        detail={"period": data.period, "people": len(seen), "reference": data.reference},
    )
    return {"people": len(seen), "facts": len(facts)}


_FACT = (
    "id",
    "company_id",
    "employee_id",
    "key",
    "value",
    "valid_from",
    "reference",
    "recorded_at",
    "recorded_by",
)


async def _people(ctx: Context, numbers: list[str]) -> dict[str, UUID]:
    scope = ctx.access.employees(FACT_MANAGE, "e.id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=3))
    rows = await fetch(
        f"SELECT e.id, e.number FROM renshi_employee e WHERE e.company_id = $1 AND e.number = ANY($2) AND ({sql})",
        ctx.company_id,
        numbers,
        *scope.args,
    )
    return {row["number"]: row["id"] for row in rows}


def _problem(index: int, row: DeductionRow, zh: str, en: str) -> dict[str, Any]:
    return {"row": index, "number": row.number, "zh": zh, "en": en}


def _amounts(row: DeductionRow) -> tuple[dict[str, int], int]:
    amounts: dict[str, int] = {}
    pension = 0
    for heading, value in row.amounts.items():
        fen = _fen(heading, value)
        if heading == PERSONAL_PENSION:
            pension = fen
        elif heading in COLUMNS:
            if fen:
                amounts[COLUMNS[heading]] = fen
        else:
            raise ValueError(f"不认识的列“{heading}”")
    check_additional_claims(rent=amounts.get("rent", 0), mortgage=amounts.get("mortgage_interest", 0))
    return amounts, pension


def _fen(heading: str, value: str | Decimal | None) -> int:
    text = "" if value is None else str(value).replace(",", "").strip()
    if not text:
        return 0
    try:
        fen = to_fen(text)
    except InexactMoney as error:
        raise ValueError(f"“{heading}”的金额“{value}”有误") from error
    if fen < 0:
        raise ValueError(f"“{heading}”不能为负")
    return fen
