"""What is wrong with the lines of a sheet, found in a handful of queries for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from renshi_payroll.engine.explain import money
from renshi_payroll.facts.repository import company_facts
from renshi_payroll.parameters import Resolved, load_parameters
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises.sheet import HOUSING, NEW, SOCIAL, Line
from renshi_payroll.terms.repository import Terms, terms_until
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch

#: A raise beyond this is worth a second look, percent.
NOTABLE = Decimal(50)


@dataclass(frozen=True, slots=True)
class Checked:
    """A line with whom it is about and how it stands. Amounts in fen."""

    line: Line
    employee_id: UUID | None
    old_wage: int | None
    severity: str
    text: Text | None

    @property
    def new_wage(self) -> int | None:
        """The wage it is raised to; where bases alone are given, the one there is."""
        return self.line.amounts.get(NEW, None if self.line.wrong else self.old_wage)

    @property
    def bases(self) -> tuple[int | None, int | None]:
        """The insurance and the housing-fund base that were given."""
        return self.line.amounts.get(SOCIAL), self.line.amounts.get(HOUSING)


async def check(ctx: Context, lines: Sequence[Line], effective_on: date) -> list[Checked]:
    """Every line with its employee; the first thing that is wrong with it, or worth a look."""
    known = await _people(ctx, [line.number for line in lines])
    ids = [found[0] for found in known.values()]
    terms = await terms_until(ctx.company_id, ids, effective_on, ctx.now())
    later = await _later(ctx.company_id, ids, effective_on)
    minimum = await _minimum_wages(ctx, terms, effective_on)
    checked: list[Checked] = []
    seen: set[str] = set()
    for line in lines:
        found = known.get(line.number)
        mine = terms.get(found[0], [])[-1:] if found else []
        severity, text = _judged(line, found, mine, seen, later, minimum, effective_on)
        seen.add(line.number)
        checked.append(
            Checked(
                line=line,
                # A line that is refused names nobody twice: the pair of batch and employee is unique.
                employee_id=found[0] if found else None,
                old_wage=mine[0].monthly_wage if mine else None,
                severity=severity,
                text=text,
            )
        )
    return checked


async def _people(ctx: Context, numbers: Sequence[str]) -> dict[str, tuple[UUID, date | None]]:
    scope = ctx.access.employees(TERM_MANAGE, "e.id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=3))
    rows = await fetch(
        "SELECT e.id, e.number, e.left_on FROM renshi_employee e WHERE e.company_id = $1 AND e.number = ANY($2)"
        f" AND ({sql})",
        ctx.company_id,
        list(numbers),
        *scope.args,
    )
    return {row["number"]: (row["id"], row["left_on"]) for row in rows}


async def _later(company_id: UUID, ids: Sequence[UUID], day: date) -> dict[UUID, date]:
    rows = await fetch(
        "SELECT employee_id, min(valid_from) AS valid_from FROM payroll_term"
        " WHERE company_id = $1 AND employee_id = ANY($2) AND valid_from > $3 GROUP BY employee_id",
        company_id,
        list(ids),
        day,
    )
    return {row["employee_id"]: row["valid_from"] for row in rows}


async def _minimum_wages(ctx: Context, terms: Mapping[UUID, Sequence[Terms]], day: date) -> dict[str, int]:
    facts = await company_facts(ctx.company_id, day, ctx.now())
    found: dict[str, int] = {}
    for city in {mine[-1].jurisdiction for mine in terms.values()}:
        value = load_parameters().lookup(city, "minimum_wage.month", day, facts)
        if isinstance(value, Resolved):
            found[city] = value.value
    return found


def _judged(
    line: Line,
    found: tuple[UUID, date | None] | None,
    mine: Sequence[Terms],
    seen: set[str],
    later: Mapping[UUID, date],
    minimum: Mapping[str, int],
    day: date,
) -> tuple[str, Text | None]:
    wrong = _wrong(line, found, mine, seen, later, day)
    if wrong is not None:
        return "error", wrong
    old = mine[0].monthly_wage
    new = line.amounts.get(NEW, old)
    floor = minimum.get(mine[0].jurisdiction)
    if floor is not None and new < floor:
        return "warning", Text(
            f"低于当地最低工资标准 {money(floor)}", f"below the local minimum wage {money(floor)}"
        )
    if new < old:
        return "warning", Text(
            "降薪，请确认已与本人协商一致（劳动合同法第三十五条）", "a cut: it takes the employee's consent"
        )
    if old and Decimal(new - old) * 100 > NOTABLE * old:
        return "warning", Text(f"涨幅超过 {NOTABLE}%，请核对", f"a raise of over {NOTABLE} %")
    return "ok", None


def _wrong(
    line: Line,
    found: tuple[UUID, date | None] | None,
    mine: Sequence[Terms],
    seen: set[str],
    later: Mapping[UUID, date],
    day: date,
) -> Text | None:
    if line.wrong is not None:
        return line.wrong
    if found is None:
        return Text("没有该工号，或不在您的权限范围内", "no such number in your reach")
    if line.number in seen:
        return Text("工号重复，前面已有一行", "the number is there twice")
    if found[1] is not None and found[1] < day:
        return Text(f"已于 {found[1]} 离职", f"left on {found[1]}")
    if not mine:
        return Text("生效日期之前没有薪资标准，请先录入", "no pay terms by that day; record them first")
    if found[0] in later:
        return Text(
            f"{later[found[0]]} 起已有之后的薪资标准，请单独处理",
            f"there are later terms from {later[found[0]]}",
        )
    same = line.amounts.get(NEW, mine[0].monthly_wage) == mine[0].monthly_wage
    if same and SOCIAL not in line.amounts and HOUSING not in line.amounts:
        return Text("与现行标准相同", "the same as now")
    return None
