"""Lists for the social insurance and housing fund offices: who joined, who left, and the bases (增员、减员、基数申报).

Portals differ by city; these are the columns they all ask for, to be pasted into the local template.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.exports.made import XLSX, Made, Sheet, workbook
from renshi_payroll.exports.tax import PAPERS
from renshi_payroll.parameters import load_parameters
from renshi_payroll.runs.repository import RunRow
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.db import fetch

_HEAD = ("工号", "姓名", "证件类型", "证件号码", "参保城市", "参保类型", "部门")
_PROFILES = {
    "standard": "五险一金", "without_housing_fund": "仅社保", "local_hukou": "深户", "injury_only": "仅工伤",
    "none": "不参保", "medical_tier_2": "医保二档",
}  # fmt: skip


async def make(ctx: Context, run: RunRow, options: dict[str, Any]) -> Made:
    """Three sheets: additions and reductions against the month before, and everybody's bases."""
    if run.kind != "monthly":
        raise Conflict(
            Text("社保清单按月度工资批次生成", "insurance lists are made of monthly runs"),
            code="payroll.social.kind",
        )
    now = await _insured(ctx.company_id, str(run.period))
    before = await _insured(ctx.company_id, str(run.period.previous()))
    papers = await ctx.people.papers([*now, *(set(before) - set(now))], purpose="payroll.social_file")
    employees = await ctx.people.by_ids([*now, *before], as_of=run.period.last_day)

    def head(person: UUID, row: dict[str, Any]) -> list[Any]:
        paper = papers.get(person)
        return [
            row["employee_number"],
            row["employee_name"],
            "" if paper is None else PAPERS.get(paper.kind, paper.kind),
            "" if paper is None else paper.number,
            row["city"],
            row["profile"],
            row["department_name"],
        ]

    joined = [
        [*head(one, row), _on(employees.get(one), "hired_on"), row["social_base"], row["housing_base"]]
        for one, row in now.items()
        if one not in before
    ]
    left = [
        [*head(one, row), _on(employees.get(one), "left_on")] for one, row in before.items() if one not in now
    ]
    bases = [
        [*head(one, row), row["social_base"], row["housing_base"], *row["used"]] for one, row in now.items()
    ]
    bare = sum(one not in papers for one in now)
    note = Text(
        f"增员 {len(joined)} 人，减员 {len(left)} 人，在保 {len(now)} 人"
        + (f"；{bare} 人缺证件号码" if bare else ""),
        f"{len(joined)} joined, {len(left)} left, {len(now)} insured"
        + (f"; {bare} without identity number" if bare else ""),
    )
    widths = (12, 12, 18, 22, 10, 12, 18)
    content = workbook(
        [
            Sheet("增员", (*_HEAD, "入职日期", "社保申报基数", "公积金申报基数"), joined, widths),
            Sheet("减员", (*_HEAD, "离职日期"), left, widths),
            Sheet(
                "基数申报",
                (
                    *_HEAD,
                    "社保申报基数",
                    "公积金申报基数",
                    "养老缴费基数",
                    "医疗缴费基数",
                    "失业缴费基数",
                    "公积金缴存基数",
                ),
                bases,
                widths,
            ),
        ]
    )
    return Made(f"社保公积金清单_{run.period}.xlsx", XLSX, content, len(bases), None, note.of(ctx.locale))


def _on(employee: Any, name: str) -> str:
    day = getattr(employee, name, None)
    return "" if day is None else f"{day:%Y-%m-%d}"


async def _insured(company_id: UUID, period: str) -> dict[UUID, dict[str, Any]]:
    """Whoever has an insurance or housing fund line in a final regular run, with bases in yuan."""
    rows = await fetch(
        "SELECT s.employee_id, s.employee_number, s.employee_name, s.department_name, s.rule_set, s.inputs, r.rules"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " WHERE r.company_id = $1 AND r.period = $2 AND r.kind IN ('monthly', 'final')"
        " AND r.state IN ('closed', 'paid', 'filed')"
        " AND s.employer_social + s.employer_housing + s.employee_social + s.employee_housing > 0"
        " ORDER BY s.employee_number",
        company_id,
        period,
    )
    places = load_parameters().jurisdictions
    rules = {text: json.loads(text) for text in {row["rules"] for row in rows}}
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        inputs = json.loads(row["inputs"])
        rule_set = rules[row["rules"]][row["rule_set"]]
        city, profile, _ = row["rule_set"].split("/", 2)
        bounds = {rule["scheme"]: (rule["floor"], rule["cap"]) for rule in rule_set["rules"]}
        used = [
            _used(inputs["housing_base" if scheme == "housing_fund" else "social_base"], bounds.get(scheme))
            for scheme in ("pension", "medical", "unemployment", "housing_fund")
        ]
        found[row["employee_id"]] = dict(row) | {
            "city": places[city].title_zh if city in places else city,
            "profile": _PROFILES.get(profile, profile),
            "social_base": to_yuan(inputs["social_base"]),
            "housing_base": to_yuan(inputs["housing_base"]),
            "used": used,
        }
    return found


def _used(declared: int, bounds: tuple[int | None, int | None] | None) -> Decimal | str:
    """The base inside its bounds, yuan; empty where the scheme isn't insured."""
    if bounds is None:
        return ""
    floor, cap = bounds
    raised = max(declared, floor or 0)
    return to_yuan(raised if cap is None else min(raised, cap))
