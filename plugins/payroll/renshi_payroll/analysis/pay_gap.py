"""The gender pay gap: mean, median and quartiles; groups of fewer than five are never shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from renshi_payroll.analysis.costs import yuan
from renshi_payroll.permissions import COST_READ
from renshi_payroll.reports import CostParams
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause

#: Below this many of either gender a figure could be led back to a person.
SMALLEST = 5


async def pay_gap(ctx: Context, params: Any) -> ReportResult:
    """Gross pay of one month's regular run by gender, for the company and for each quarter of pay."""
    sql, args = where(
        Clause("s.company_id = {}", (ctx.company_id,)),
        Clause("r.kind = 'monthly' AND r.state IN ('closed', 'paid', 'filed')"),
        Clause(
            "s.period = coalesce(nullif({}, ''), (SELECT max(x.period) FROM payroll_run x WHERE x.company_id = {}"
            " AND x.kind = 'monthly' AND x.state IN ('closed', 'paid', 'filed')))",
            (params.period, ctx.company_id),
        ),
        ctx.access.employees(COST_READ, "s.employee_id"),
    )
    rows = await fetch(
        "SELECT s.employee_id, s.gross FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id"
        f" AND r.version = s.version WHERE {sql} ORDER BY s.gross, s.employee_id",
        *args,
    )
    genders = await ctx.people.genders([row["employee_id"] for row in rows])
    paid = [(genders[row["employee_id"]], row["gross"]) for row in rows if row["employee_id"] in genders]
    await ctx.audit.record("payroll.cost.read", subject="payroll_run", detail={"report": "pay_gap"})
    unknown = len(rows) - len(paid)
    note = Text(
        f"任一性别少于 {SMALLEST} 人的组不显示；{unknown} 人未登记性别，未计入",
        f"groups with fewer than {SMALLEST} of either gender are not shown; {unknown} without recorded gender left out",
    )
    return ReportResult(rows=gap_rows(paid, ctx.locale), note=note)


def gap_rows(paid: Sequence[tuple[str, int]], locale: str) -> list[dict[str, Any]]:
    """Rows of the report from (gender, gross in fen), sorted by gross."""
    groups: list[tuple[Text, Sequence[tuple[str, int]]]] = [(Text("全部", "Everybody"), paid)]
    for quarter in range(4):
        part = paid[len(paid) * quarter // 4 : len(paid) * (quarter + 1) // 4]
        groups.append(
            (Text(f"第 {quarter + 1} 四分位（由低到高）", f"Quarter {quarter + 1}, lowest first"), part)
        )
    return [_row(title.of(locale), part) for title, part in groups]


def _row(title: str, part: Sequence[tuple[str, int]]) -> dict[str, Any]:
    men = sorted(gross for gender, gross in part if gender == "male")
    women = sorted(gross for gender, gross in part if gender == "female")
    if min(len(men), len(women)) < SMALLEST:
        names = (
            "women",
            "men",
            "women_share",
            "mean_women",
            "mean_men",
            "mean_gap",
            "median_women",
            "median_men",
            "median_gap",
        )
        return {"group": title} | dict.fromkeys(names)
    mean_men, mean_women = _mean(men), _mean(women)
    median_men, median_women = _median(men), _median(women)
    return {
        "group": title,
        "women": len(women),
        "men": len(men),
        "women_share": _share(Decimal(len(women)), Decimal(len(women) + len(men))),
        "mean_women": mean_women,
        "mean_men": mean_men,
        "mean_gap": _share(mean_men - mean_women, mean_men),
        "median_women": median_women,
        "median_men": median_men,
        "median_gap": _share(median_men - median_women, median_men),
    }


def _mean(values: Sequence[int]) -> Decimal:
    return yuan(int((Decimal(sum(values)) / len(values)).to_integral_value(ROUND_HALF_UP)))


def _median(values: Sequence[int]) -> Decimal:
    middle = len(values) // 2
    two = values[middle] * 2 if len(values) % 2 else values[middle - 1] + values[middle]
    return yuan(int((Decimal(two) / 2).to_integral_value(ROUND_HALF_UP)))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return None if not whole else (part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


PAY_GAP = Report(
    name="payroll.pay_gap",
    title=Text("性别薪酬差异", "Gender pay gap"),
    definition=Text(
        "均值差异 =（男性平均应发 − 女性平均应发）÷ 男性平均应发，中位数同理；"
        "取当月月度工资批次的应发，未按岗位和工时调整",
        "mean gap = (men's mean gross − women's) ÷ men's, median likewise; gross of the month's regular run, not"
        " adjusted for post or hours",
    ),
    columns=(
        ReportColumn("group", Text("范围", "Group")),
        ReportColumn("women", Text("女性人数", "Women"), "integer"),
        ReportColumn("men", Text("男性人数", "Men"), "integer"),
        ReportColumn("women_share", Text("女性占比", "Women, share"), "percent"),
        ReportColumn("mean_women", Text("女性平均", "Mean, women"), "money"),
        ReportColumn("mean_men", Text("男性平均", "Mean, men"), "money"),
        ReportColumn("mean_gap", Text("均值差异", "Mean gap"), "percent"),
        ReportColumn("median_women", Text("女性中位数", "Median, women"), "money"),
        ReportColumn("median_men", Text("男性中位数", "Median, men"), "money"),
        ReportColumn("median_gap", Text("中位数差异", "Median gap"), "percent"),
    ),
    query=pay_gap,
    permission=COST_READ,
    params=CostParams,
)
