"""A simulation as people see it: yuan, labels in their language, and the reason of each difference. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from renshi_payroll.engine.explain import explain, title
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.engine.lines import Line
from renshi_payroll.runs.compute import Problems
from renshi_payroll.runs.findings import Finding
from renshi_payroll.simulations.reading import OpenMonth
from renshi_payroll.simulations.sides import Side
from renshi_payroll.slips.views import language_of
from renshi_sdk import Text

_ROWS = (
    ("gross", Text("应发合计", "Gross")),
    ("employee_social", Text("个人社保", "Employee insurance")),
    ("employee_housing", Text("个人公积金", "Employee housing fund")),
    ("tax", Text("个人所得税", "Income tax")),
    ("deductions", Text("税后扣款", "Deductions after tax")),
    ("net", Text("实发", "Net")),
    ("employer_cost", Text("单位社保公积金", "Employer shares")),
    ("cost", Text("单位总成本", "Total cost to the company")),
)
_YEAR_ROWS = (
    ("gross", Text("应发合计", "Gross")),
    ("tax", Text("个人所得税", "Income tax")),
    ("net", Text("实发", "Net")),
    ("cost", Text("单位总成本", "Total cost to the company")),
)
_ASSUMED = Text(
    "全年影响从本月发放起算到 12 月：之后各月按本月的薪资标准、社保公积金规则发放正常工资，不含一次性项目、缺勤和加班；"
    "专项附加扣除和其他扣除按今年以来的月均数续推（试算中填写的按填写数）。",
    "The year counts from this month's payment to December: later months are regular ones by this month's terms and"
    " insurance rules, without one-off items, absence and overtime; additional and other deductions go on by their"
    " average of the year so far, or by what is assumed here.",
)


def simulation(
    month: OpenMonth,
    sides: tuple[Side, Side, Problems],
    names: Mapping[UUID, str],
    locale: str,
) -> dict[str, Any]:
    """Everything a page or an integrator needs of one simulation; ``names`` of everybody it was about."""
    before, after, problems = sides
    size = len(before.people)
    totals = _compared(_ROWS, _total(before), _total(after), locale)
    year = [_sums(before), _sums(after)]
    net, cost = totals[5], totals[7]
    return {
        "period": str(month.period),
        "pay_date": month.pay_date,
        "people": size,
        "net_before": net["before"],
        "net_after": net["after"],
        "net_difference": net["difference"],
        "tax_difference": totals[3]["difference"],
        "cost_difference": cost["difference"],
        "year_net_difference": to_yuan(year[1]["net"] - year[0]["net"]),
        "year_tax_difference": to_yuan(year[1]["tax"] - year[0]["tax"]),
        "year_cost_difference": to_yuan(year[1]["cost"] - year[0]["cost"]),
        "totals": totals,
        "lines": _lines(before, after, locale),
        "persons": [_person(before, after, row) for row in range(size)] if size > 1 else [],
        "year": _compared(_YEAR_ROWS, year[0], year[1], locale),
        "months": _months(month, before, after),
        "findings": _findings(after, locale)
        + [_finding(one, names, found, locale) for one, found in problems],
        "assumption": _ASSUMED.of(locale),
    }


def _total(side: Side) -> dict[str, int]:
    sums = {name: int(values.sum()) for name, values in side.columns.items()}
    if not sums:
        return {name: 0 for name, _ in _ROWS}
    return sums | {
        "tax": sums["iit"] + sums["other_iit"],
        "cost": sums["gross"] + sums["employer_cost"],
    }


def _sums(side: Side) -> dict[str, int]:
    return {name: sum(sum(month[name]) for month in side.months.values()) for name, _ in _YEAR_ROWS}


def _compared(
    rows: Sequence[tuple[str, Text]], before: dict[str, int], after: dict[str, int], locale: str
) -> list[dict[str, Any]]:
    return [
        {
            "code": name,
            "label": label.of(locale),
            "before": to_yuan(before[name]),
            "after": to_yuan(after[name]),
            "difference": to_yuan(after[name] - before[name]),
        }
        for name, label in rows
    ]


def _lines(before: Side, after: Side, locale: str) -> list[dict[str, Any]]:
    """Every line on both sides by component, summed over the group; the reason where it is one person's."""
    language = language_of(locale)
    single = len(before.people) == 1
    rows: dict[tuple[str, str], dict[str, Any]] = {}

    def put(lines: Sequence[Line], side: str) -> None:
        for line in lines:
            key = (line.component, title(line, language))
            row = rows.setdefault(
                key,
                {
                    "code": line.component,
                    "label": key[1],
                    "kind": line.kind,
                    "before": 0,
                    "after": 0,
                    "why_before": [],
                    "why": [],
                },
            )
            row[side] += line.amount
            if single:
                row["why" if side == "after" else "why_before"].append(explain(line, language))

    for place in range(len(before.people)):
        put(before.lines(place), "before")
        put(after.lines(place), "after")
    gone = Text("试算后没有该项目", "not paid any more").of(locale)
    return [
        row
        | {
            "before": to_yuan(row["before"]),
            "after": to_yuan(row["after"]),
            "difference": to_yuan(row["after"] - row["before"]),
            "changed": row["after"] != row["before"],
            "why": "\n".join(row["why"]) or (gone if single else ""),
            "why_before": "\n".join(row["why_before"]),
        }
        for row in rows.values()
    ]


def _person(before: Side, after: Side, row: int) -> dict[str, Any]:
    old, new = before.figures(row), after.figures(row)
    employee = before.people[row].employee

    def both(name: str, was: int, now: int) -> dict[str, Any]:
        return {
            f"{name}_before": to_yuan(was),
            f"{name}_after": to_yuan(now),
            f"{name}_difference": to_yuan(now - was),
        }

    def year(side: Side, name: str) -> int:
        return sum(month[name][row] for month in side.months.values())

    return {
        "employee_id": employee.id,
        "employee_number": employee.number,
        "employee_name": employee.name,
        **both("gross", old["gross"], new["gross"]),
        **both("tax", old["iit"] + old["other_iit"], new["iit"] + new["other_iit"]),
        **both("net", old["net"], new["net"]),
        **both("cost", old["gross"] + old["employer_cost"], new["gross"] + new["employer_cost"]),
        **both("year_tax", year(before, "tax"), year(after, "tax")),
        **both("year_cost", year(before, "cost"), year(after, "cost")),
    }


def _months(month: OpenMonth, before: Side, after: Side) -> list[dict[str, Any]]:
    rows = []
    for number in sorted(set(before.months) | set(after.months)):
        row: dict[str, Any] = {"month": f"{month.pay_date.year}-{number:02d}"}
        for name in ("net", "tax", "cost"):
            was, now = (sum(side.months.get(number, {}).get(name, [])) for side in (before, after))
            row |= {
                f"{name}_before": to_yuan(was),
                f"{name}_after": to_yuan(now),
                f"{name}_difference": to_yuan(now - was),
            }
        rows.append(row)
    return rows


def _findings(side: Side, locale: str) -> list[dict[str, Any]]:
    return [
        _finding(person.employee.id, {person.employee.id: person.employee.name}, finding, locale)
        for row, person in enumerate(side.people)
        for finding in side.findings(row)
    ]


def _finding(employee_id: UUID, names: Mapping[UUID, str], finding: Finding, locale: str) -> dict[str, Any]:
    return {
        "employee_id": employee_id,
        "employee_name": names[employee_id],
        "severity": "error" if finding.error else "warning",
        "code": finding.code,
        "text": Text(finding.zh, finding.en).of(locale),
    }
