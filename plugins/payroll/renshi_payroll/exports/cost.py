"""Labour cost of a run by department and by cost centre."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.exports.made import CSV, XLSX, Made, Sheet, separated, workbook
from renshi_payroll.runs.repository import RunRow
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch

_FIGURES = ("gross", "employer_social", "employer_housing")
_HEADINGS = ("人数", "应发合计", "单位社保", "单位公积金", "人力成本合计", "人均成本")


async def make(ctx: Context, run: RunRow, options: dict[str, Any]) -> Made:
    """Two sheets of the same money; as CSV, the cost centres within their departments."""
    rows = await fetch(
        "SELECT employee_id, department_name, gross, employer_social, employer_housing FROM payroll_slip"
        " WHERE run_id = $1 AND version = $2",
        run.id,
        run.version,
    )
    employees = await ctx.people.by_ids([row["employee_id"] for row in rows], as_of=run.period.last_day)
    centres = await ctx.organization.cost_centre_names()
    none = Text("未分配成本中心", "no cost centre").of(ctx.locale)

    def centre(row: Any) -> str:
        employee = employees.get(row["employee_id"])
        found = None if employee is None else employee.cost_centre_id
        return centres.get(found, none) if found is not None else none

    total = sum(row["gross"] + row["employer_social"] + row["employer_housing"] for row in rows)
    name = f"人力成本_{run.period}"
    if options.get("file_format") == "csv":
        both = _grouped(rows, lambda row: (row["department_name"], centre(row)))
        sheet = Sheet("人力成本", ("部门", "成本中心", *_HEADINGS), both)
        return Made(f"{name}.csv", CSV, separated(sheet), len(both), total)
    departments = _grouped(rows, lambda row: (row["department_name"],))
    by_centre = _grouped(rows, lambda row: (centre(row),))
    content = workbook(
        [
            Sheet(
                "按部门",
                ("部门", *_HEADINGS),
                [*departments, _sum(departments, 1)],
                (24, 8, 16, 16, 16, 16, 14),
            ),
            Sheet(
                "按成本中心",
                ("成本中心", *_HEADINGS),
                [*by_centre, _sum(by_centre, 1)],
                (24, 8, 16, 16, 16, 16, 14),
            ),
        ]
    )
    return Made(f"{name}.xlsx", XLSX, content, len(departments), total)


def _grouped(rows: Iterable[Any], key: Any) -> list[list[Any]]:
    sums: dict[tuple[str, ...], list[int]] = {}
    people: dict[tuple[str, ...], set[Any]] = {}
    for row in rows:
        group = key(row)
        line = sums.setdefault(group, [0] * len(_FIGURES))
        for index, figure in enumerate(_FIGURES):
            line[index] += row[figure]
        people.setdefault(group, set()).add(row["employee_id"])
    return [
        [
            *group,
            len(people[group]),
            *(to_yuan(fen) for fen in line),
            to_yuan(sum(line)),
            _mean(sum(line), len(people[group])),
        ]
        for group, line in sorted(sums.items())
    ]


def _mean(fen: int, people: int) -> Decimal:
    return to_yuan((2 * fen + people) // (2 * people))


def _sum(rows: list[list[Any]], labels: int) -> list[Any]:
    if not rows:
        return ["合计"] + [0] * len(_HEADINGS)
    people = sum(row[labels] for row in rows)
    money = [sum((row[index] for row in rows), Decimal(0)) for index in range(labels + 1, labels + 5)]
    return ["合计", people, *money, _mean(int(money[-1] * 100), people)]
