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
        f"任一性别少于 {SMALLEST} 人的组，以及能由其他组推算出它的组，不显示；{unknown} 人未登记性别，未计入",
        f"groups with fewer than {SMALLEST} of either gender, and those they could be told from, are not shown;"
        f" {unknown} without recorded gender left out",
    )
    return ReportResult(rows=gap_rows(paid, ctx.locale), note=note)


def gap_rows(paid: Sequence[tuple[str, int]], locale: str) -> list[dict[str, Any]]:
    """Rows of the report from (gender, gross in fen), sorted by gross."""
    quarters = [paid[len(paid) * q // 4 : len(paid) * (q + 1) // 4] for q in range(4)]
    hidden = withheld(quarters)
    rows = [_row(Text("全部", "Everybody").of(locale), paid, hide=_fewest(paid) < SMALLEST)]
    for place, part in enumerate(quarters):
        title = Text(f"第 {place + 1} 四分位（由低到高）", f"Quarter {place + 1}, lowest first")
        rows.append(_row(title.of(locale), part, hide=place in hidden))
    return rows


def withheld(parts: Sequence[Sequence[tuple[str, int]]]) -> set[int]:
    """Which of the parts of a whole are not shown.

    Beside those with too few of either gender, as many more as it takes that the whole less what is shown is no small
    group either: a single hidden quarter would be the difference of the others.
    """
    by_size = sorted(range(len(parts)), key=lambda place: (_fewest(parts[place]), place))
    hidden = {place for place in by_size if _fewest(parts[place]) < SMALLEST}
    for place in by_size:
        together = [one for hid in hidden for one in parts[hid]]
        if not together or _fewest(together) >= SMALLEST:
            break
        hidden.add(place)
    return hidden


def _fewest(part: Sequence[tuple[str, int]]) -> int:
    """How many there are of the gender that is fewer."""
    men = sum(gender == "male" for gender, _ in part)
    women = sum(gender == "female" for gender, _ in part)
    return min(men, women)


def _row(title: str, part: Sequence[tuple[str, int]], *, hide: bool) -> dict[str, Any]:
    men = sorted(gross for gender, gross in part if gender == "male")
    women = sorted(gross for gender, gross in part if gender == "female")
    if hide:
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
