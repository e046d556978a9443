"""Turnover and the movement of heads, with the formula beside the figures.

ISO 30414:2018 counts turnover as leavers of a period over the average headcount of the period, and asks for voluntary
turnover beside it. Average headcount here is day-weighted: the heads of each day summed over the period, by its days.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from renshi_reporting.builder.periods import month_end, months_before
from renshi_reporting.workforce import figures
from renshi_reporting.workforce.figures import READ, By, Line
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.errors import Invalid

MOST_MONTHS = 36
TENURE = {
    "t0": Text("不满1年", "Under 1 year"), "t1": Text("1–3年", "1–3 years"), "t3": Text("3–5年", "3–5 years"),
    "t5": Text("5–10年", "5–10 years"), "t9": Text("10年以上", "10 years and more"),
}  # fmt: skip
EMPLOYMENT = {
    "full_time": Text("全职", "Full time"), "part_time": Text("非全日制", "Part time"),
    "intern": Text("实习", "Intern"), "dispatched": Text("劳务派遣", "Dispatched"),
    "retiree": Text("退休返聘", "Retiree"),
}  # fmt: skip
NONE = Text("未登记", "Not recorded")
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class Months(BaseModel):
    """First and last month; the twelve months up to the last full one where left out."""

    model_config = ConfigDict(extra="forbid")
    first: str | None = Field(
        None,
        pattern=_MONTH,
        title="开始月份",
        json_schema_extra={"title_en": "From month", "x-kind": "month"},
    )
    last: str | None = Field(
        None, pattern=_MONTH, title="结束月份", json_schema_extra={"title_en": "To month", "x-kind": "month"}
    )

    @model_validator(mode="after")
    def _in_order(self) -> Months:
        if self.first and self.last and self.last < self.first:
            raise ValueError("the last month lies before the first")
        return self

    def days(self, today: date) -> tuple[date, date]:
        """First and last day; a month that isn't over counts up to today.

        Raises:
            Invalid: it begins in the future, or is longer than three years.
        """
        last = (
            month_end(_day(self.last))
            if self.last
            else month_end(months_before(today, 0 if self.first else 1))
        )
        last = min(last, today)
        first = _day(self.first) if self.first else months_before(last, 11)
        if first > last:
            message = Text("期间尚未开始", "the period hasn't begun")
            raise Invalid(message, code="reporting.period", fields={"first": message})
        if months_before(last, MOST_MONTHS - 1) > first:
            message = Text(f"最长 {MOST_MONTHS} 个月", f"{MOST_MONTHS} months at most")
            raise Invalid(message, code="reporting.period", fields={"first": message})
        return first, last


class TurnoverParameters(Months):
    """The months, and what turnover is broken down by."""

    by: By = Field(
        "department",
        title="按",
        json_schema_extra={
            "title_en": "By",
            "x-labels": {
                "department": ["部门", "Department"],
                "city": ["工作城市", "City"],
                "tenure": ["司龄段", "Seniority"],
                "employment_type": ["用工形式", "Employment"],
                "month": ["月份", "Month"],
            },
        },
    )


async def turnover(ctx: Context, params: TurnoverParameters) -> ReportResult:
    """Leavers over average headcount, by one dimension."""
    first, last = params.days(ctx.today())
    found = await figures.lines(ctx, params.by, first, last)
    rows = [{"group": _title(ctx, params.by, line)} | _rates(line) for line in found]
    total = figures.together(found, first, last)
    return ReportResult(rows, note=_note(total, first, last))


async def movement(ctx: Context, params: Months) -> ReportResult:
    """Heads, hires and ends month by month."""
    first, last = params.days(ctx.today())
    found = await figures.lines(ctx, "month", first, last)
    rows = [
        {
            "month": line.key.strftime("%Y-%m"),
            "average": _one(line.average),
            "joined": line.joined,
            "left": line.left_all,
            "net": line.joined - line.left_all,
            "closing": line.closing,
            "rate": line.rate(line.left_all),
        }
        for line in found
    ]
    return ReportResult(rows, note=_note(figures.together(found, first, last), first, last))


def _rates(line: Line) -> dict[str, Any]:
    return {
        "average": _one(line.average),
        "left": line.left_all,
        "voluntary": line.left_voluntary,
        "involuntary": line.left_involuntary,
        "early": line.left_early,
        "rate": line.rate(line.left_all),
        "voluntary_rate": line.voluntary_rate(),
        "early_rate": line.rate(line.left_early),
        "annualised": line.annualised(),
    }


def _note(total: Line, first: date, last: date) -> Text:
    rate, annual = total.rate(total.left_all), total.annualised()
    if rate is None or annual is None:
        return Text(f"{first} 至 {last} 无在职人员", f"nobody was employed from {first} to {last}")
    voluntary = total.voluntary_rate()
    wish = (
        Text("离职性质未登记", "kinds of leaving not on record")
        if voluntary is None
        else Text(f"主动 {voluntary:.1%}", f"voluntary {voluntary:.1%}")
    )
    return Text(
        f"{first} 至 {last}：平均人数 {_one(total.average)}，离职 {total.left_all} 人，离职率 {rate:.1%}"
        f"（{wish.zh}，折合年率 {annual:.1%}）",
        f"{first} to {last}: average headcount {_one(total.average)}, {total.left_all} left, turnover {rate:.1%}"
        f" ({wish.en}, a year's worth {annual:.1%})",
    )


def _title(ctx: Context, by: By, line: Line) -> str:
    if line.key is None:
        return NONE.of(ctx.locale)
    if by == "month":
        return str(line.key.strftime("%Y-%m"))
    words = TENURE if by == "tenure" else EMPLOYMENT if by == "employment_type" else {}
    return words[line.key].of(ctx.locale) if line.key in words else str(line.label)


def _one(value: Decimal) -> Decimal:
    return round(value, 1)


def _day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _column(name: str, zh: str, en: str, kind: Any = "integer") -> ReportColumn:
    return ReportColumn(name, Text(zh, en), kind)


REPORTS = (
    Report(
        name="reporting.turnover",
        title=Text("离职率分析", "Turnover"),
        definition=Text(
            "离职率 = 期间离职人数 ÷ 期间平均人数（ISO 30414）。"
            "平均人数按日加权：每日在职人数之和 ÷ 天数，含最后工作日。"
            "离职按最后工作日计，跨公司调动不计。主动、被动按离职原因划分；"
            "协商、合同期满、退休等及未登记原因只计入离职总数。"
            "早期离职指入职未满一年。折合年率 = 离职率 ÷ 期间天数 × 365。部门、城市、司龄均按当天。",
            "Turnover = leavers of the period ÷ average headcount (ISO"
            " 30414). Average headcount is day-weighted: the heads"
            " of each day ÷ days, last day included. Leavers count on their last day; moves between companies don't."
            " Voluntary and involuntary go by the reason of leaving;"
            " agreements, ended terms, retirement and ends without"
            " a recorded reason count in the total alone. Early: within a"
            " year of the hire. Annualised = turnover ÷ days of"
            " the period × 365. Department, city and seniority are those of the day.",
        ),
        columns=(
            _column("group", "分组", "Group", "text"),
            _column("average", "平均人数", "Average headcount", "number"),
            _column("left", "离职", "Left"),
            _column("voluntary", "主动", "Voluntary"),
            _column("involuntary", "被动", "Involuntary"),
            _column("early", "早期", "Early"),
            _column("rate", "离职率", "Turnover", "percent"),
            _column("voluntary_rate", "主动离职率", "Voluntary turnover", "percent"),
            _column("early_rate", "早期离职率", "Early turnover", "percent"),
            _column("annualised", "折合年率", "Annualised", "percent"),
        ),
        query=turnover,
        permission=READ,
        params=TurnoverParameters,
        chart="bar",
        chart_x="group",
        chart_y=("rate", "voluntary_rate"),
    ),
    Report(
        name="reporting.headcount_trend",
        title=Text("人数与流动趋势", "Heads and movement by month"),
        definition=Text(
            "平均人数 = 当月每日在职人数之和 ÷ 天数；"
            "月末人数为当月最后一日结束时在职（不含当日离职）；净增 = 入职 − 离职；"
            "离职率 = 离职 ÷ 平均人数。跨公司调动不计入入职和离职。",
            "Average headcount = heads of each day of the month ÷ its days; heads at the end of the month's last day"
            " (whoever has their last day then is gone); net = joined - left; turnover = left ÷ average. Moves between"
            " companies of the group are neither.",
        ),
        columns=(
            _column("month", "月份", "Month", "text"),
            _column("average", "平均人数", "Average headcount", "number"),
            _column("joined", "入职", "Joined"),
            _column("left", "离职", "Left"),
            _column("net", "净增", "Net"),
            _column("closing", "月末人数", "Heads at the end"),
            _column("rate", "离职率", "Turnover", "percent"),
        ),
        query=movement,
        permission=READ,
        params=Months,
        chart="line",
        chart_x="month",
        chart_y=("closing", "average"),
    ),
)
