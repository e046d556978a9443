"""正常工资薪金所得 as the withholding client (自然人电子税务局扣缴端) imports it: 29 columns in its order.

The client's template changes from time to time; compare the headings with the current one before the first import.
One file covers everything the company paid in the tax month, whichever runs paid it. Separately taxed income (annual
bonus, severance) is declared on forms of its own and only counted in the note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.exports.made import XLSX, Made, Sheet, workbook
from renshi_payroll.facts.keys import ADDITIONAL, OTHER, RELIEF
from renshi_payroll.runs.repository import RunRow
from renshi_sdk import Context, NeedsAttention, Text
from renshi_sdk.db import fetch

HEADINGS = (
    "工号", "*姓名", "*证件类型", "*证件号码", "本期收入", "本期免税收入", "基本养老保险费", "基本医疗保险费",
    "失业保险费", "住房公积金", "累计子女教育", "累计继续教育", "累计住房贷款利息", "累计住房租金", "累计赡养老人",
    "累计3岁以下婴幼儿照护", "累计个人养老金", "企业(职业)年金", "商业健康保险", "税延养老保险", "公务交通费用",
    "通讯费用", "律师办案费用", "西藏附加减除费用", "其他", "准予扣除的捐赠额", "减免税额", "协定减免", "备注",
)  # fmt: skip
#: Papers of identity as the client names them.
PAPERS = {
    "resident_id": "居民身份证",
    "hmt_residence": "港澳台居民居住证",
    "hk_macao_permit": "港澳居民来往内地通行证",
    "taiwan_permit": "台湾居民来往大陆通行证",
    "passport": "外国护照",
    "foreign_permanent": "外国人永久居留身份证",
}
_CUMULATIVE = (
    "children_education", "continuing_education", "mortgage_interest", "rent", "elderly_support", "infant_care",
)  # fmt: skip
#: Scheme → column of the client. Maternity is part of medical insurance, the local pension of pension.
_COLUMN = {
    "pension": "pension", "local_pension": "pension", "medical": "medical", "maternity": "medical",
    "unemployment": "unemployment", "housing_fund": "housing", "housing_fund_supplementary": "housing",
}  # fmt: skip
#: 2020 No.19 asks for this remark where 60,000 is deducted from January.
FULL_YEAR_REMARK = "上年各月均有申报且全年收入不超过6万元"


async def make(ctx: Context, run: RunRow, options: dict[str, Any]) -> Made:
    """The file of the tax month that ``run`` was paid in. ``NeedsAttention`` names everybody whose paper of identity
    isn't recorded, or whose deductions went down.
    """
    people = await _paid(ctx.company_id, run.pay_date)
    papers = await ctx.people.papers(list(people), purpose="payroll.tax_file")
    missing = [person for person in people if person not in papers]
    if missing:
        names = "、".join(f"{people[one]['name']}（{people[one]['number']}）" for one in missing[:20])
        raise NeedsAttention(
            Text(
                f"{len(missing)} 人没有登记证件号码，请先在员工档案补录：{names}",
                f"{len(missing)} people have no identity number; record it first: {names}",
            ),
            code="payroll.tax.no_identity",
            employees=[str(one) for one in missing[:200]],
        )
    now, before = await _declared(ctx.company_id, list(people), run.pay_date)
    rows, separate = [], 0
    for person, paid in people.items():
        rows.append(
            row_of(
                paid,
                now.get(person, {}),
                before.get(person, {}),
                kind=PAPERS.get(papers[person].kind, papers[person].kind),
                identity=papers[person].number,
            )
        )
        separate += paid["separate"] > 0
    total = sum(paid["income"] for paid in people.values())
    note = Text(
        f"税款所属期按发放月份 {run.pay_date:%Y-%m}"
        + (f"；{separate} 人另有单独计税收入，请在对应表单申报" if separate else ""),
        f"tax month {run.pay_date:%Y-%m}"
        + (f"; {separate} people also have separately taxed income" if separate else ""),
    )
    content = workbook([Sheet("正常工资薪金所得", HEADINGS, rows, widths=(12, 12, 18, 22))])
    return Made(
        f"正常工资薪金所得_{run.pay_date:%Y%m}.xlsx", XLSX, content, len(rows), total, note.of(ctx.locale)
    )


def row_of(
    paid: Mapping[str, Any],
    now: Mapping[str, Mapping[str, int] | int],
    before: Mapping[str, Mapping[str, int] | int],
    *,
    kind: str,
    identity: str,
) -> list[Any]:
    """The 29 cells of one person. ``now`` and ``before`` are the year's declared amounts this month and before it."""
    additional, other = _items(now, ADDITIONAL), _items(now, OTHER)
    other_before = _items(before, OTHER)

    def period(item: str) -> Decimal:
        change = other.get(item, 0) - other_before.get(item, 0)
        if change < 0:
            raise NeedsAttention(
                Text(
                    f"{paid['name']}（{paid['number']}）的“{item}”累计数比上月减少，请核对后在扣缴端更正申报",
                    f"{paid['name']} ({paid['number']}): the cumulative {item!r} went down; correct it in the client",
                ),
                code="payroll.tax.went_down",
            )
        return to_yuan(change)

    relief = _whole(now) - _whole(before)
    zero = Decimal("0.00")
    return [
        paid["number"],
        paid["name"],
        kind,
        identity,
        to_yuan(paid["income"]),
        to_yuan(paid["exempt"]),
        to_yuan(paid["pension"]),
        to_yuan(paid["medical"]),
        to_yuan(paid["unemployment"]),
        to_yuan(paid["housing"]),
        *(to_yuan(additional.get(item, 0)) for item in _CUMULATIVE),
        to_yuan(other.get("personal_pension", 0)),
        period("annuity"),
        period("health_insurance"),
        zero, zero, zero, zero, zero,
        period("other"),
        period("donation"),
        to_yuan(max(0, relief)),
        zero,
        FULL_YEAR_REMARK if paid["full_year"] else "",
    ]  # fmt: skip


def _items(declared: Mapping[str, Any], key: str) -> Mapping[str, int]:
    found = declared.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _whole(declared: Mapping[str, Any]) -> int:
    found = declared.get(RELIEF, 0)
    return int(found) if isinstance(found, int) else 0


async def _paid(company_id: UUID, pay_date: date) -> dict[UUID, dict[str, Any]]:
    """What each person was paid in the month of ``pay_date``, residents alone, by staff number. Fen."""
    rows = await fetch(
        "SELECT s.employee_id, max(s.employee_number) AS number, max(s.employee_name) AS name,"
        " sum(s.wage_income + s.exempt_income)::bigint AS income, sum(s.exempt_income)::bigint AS exempt,"
        " sum(s.separate_income)::bigint AS separate, max(s.cum_basic) AS basic,"
        " sum(s.employee_social + s.employee_housing)::bigint AS special,"
        " sum(s.pension_employee + s.local_pension_employee)::bigint AS pension,"
        " sum(s.medical_employee + s.maternity_employee)::bigint AS medical,"
        " sum(s.unemployment_employee)::bigint AS unemployment,"
        " sum(s.housing_fund_employee + s.housing_fund_supplementary_employee)::bigint AS housing"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " WHERE r.company_id = $1 AND r.state IN ('closed', 'paid', 'filed')"
        " AND date_trunc('month', r.pay_date) = date_trunc('month', $2::date)"
        " AND (s.inputs->>'resident')::boolean GROUP BY s.employee_id ORDER BY number",
        company_id,
        pay_date,
    )
    people = {row["employee_id"]: dict(row) for row in rows}
    # True-ups of closed months join this month's deductions under their own scheme.
    odd = [one for one, p in people.items() if p["special"] != _special(p)]
    if odd:
        await _add_true_ups(company_id, pay_date, people, odd)
    wrong = [p["number"] for p in people.values() if p["special"] != _special(p)]
    if wrong:
        raise RuntimeError(f"insurance columns don't add up for {wrong[:5]}")
    for paid in people.values():
        paid["full_year"] = paid["basic"] == 60_000_00 and pay_date.month < 12
    return people


def _special(paid: Mapping[str, int]) -> int:
    return paid["pension"] + paid["medical"] + paid["unemployment"] + paid["housing"]


async def _add_true_ups(
    company_id: UUID, pay_date: date, people: dict[UUID, dict[str, Any]], odd: Sequence[UUID]
) -> None:
    rows = await fetch(
        "SELECT s.employee_id, split_part(i->>'component', '.', 2) AS scheme, "
        " sum((i->>'amount')::bigint)::bigint AS fen"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " CROSS JOIN LATERAL jsonb_array_elements(s.inputs->'items') AS i"
        " WHERE r.company_id = $1 AND r.state IN ('closed', 'paid', 'filed')"
        " AND date_trunc('month', r.pay_date) = date_trunc('month', $2::date) AND s.employee_id = ANY($3)"
        " AND i->>'component' LIKE 'retro.%.employee' GROUP BY 1, 2",
        company_id,
        pay_date,
        list(odd),
    )
    for row in rows:
        column = _COLUMN.get(row["scheme"])
        if column is not None:
            people[row["employee_id"]][column] += row["fen"]


async def _declared(
    company_id: UUID, employee_ids: Sequence[UUID], pay_date: date
) -> tuple[dict[UUID, dict[str, Any]], dict[UUID, dict[str, Any]]]:
    """Declared amounts of the tax year: as the month's last run knew them, and those of the months before."""
    cut = (
        "(SELECT max(r.known_at) FROM payroll_run r WHERE r.company_id = $1 AND r.state IN ('closed', 'paid', 'filed')"
        " AND date_trunc('month', r.pay_date) = date_trunc('month', $4::date))"
    )
    found: list[dict[UUID, dict[str, Any]]] = []
    for condition, until in (("<=", pay_date), ("<", date(pay_date.year, pay_date.month, 1))):
        rows = await fetch(
            "SELECT DISTINCT ON (employee_id, key) employee_id, key, value FROM payroll_fact"
            " WHERE company_id = $1 AND employee_id = ANY($2) AND key = ANY($5) AND valid_from >= $3"
            f" AND valid_from {condition} $6 AND recorded_at <= {cut}"
            " ORDER BY employee_id, key, valid_from DESC, recorded_at DESC, id DESC",
            company_id,
            list(employee_ids),
            date(pay_date.year, 1, 1),
            pay_date,
            [ADDITIONAL, OTHER, RELIEF],
            until,
        )
        declared: dict[UUID, dict[str, Any]] = {}
        for row in rows:
            declared.setdefault(row["employee_id"], {})[row["key"]] = json.loads(row["value"])
        found.append(declared)
    return found[0], found[1]
