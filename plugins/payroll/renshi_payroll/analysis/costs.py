"""Cost by department and its structure, against revenue, month by month, overtime, and what moved the total."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from renshi_payroll.permissions import COST_READ
from renshi_payroll.reports import CostParams
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause

_FINAL = "r.state IN ('closed', 'paid', 'filed')"
_FROM = " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
_COST = "s.gross + s.employer_cost"


class SpanParams(BaseModel):
    """Which months."""

    model_config = ConfigDict(extra="forbid")

    period_from: str = Field(
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$", title="起始月份", json_schema_extra={"title_en": "From month"}
    )
    period_to: str = Field(
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$", title="截止月份", json_schema_extra={"title_en": "To month"}
    )


def _scope(ctx: Context) -> list[Clause]:
    return [
        Clause("s.company_id = {}", (ctx.company_id,)),
        Clause(_FINAL),
        ctx.access.employees(COST_READ, "s.employee_id"),
    ]


def _month(ctx: Context, period: str) -> Clause:
    return Clause(
        "s.period = coalesce(nullif({}, ''), (SELECT max(x.period) FROM payroll_run x WHERE x.company_id = {}"
        " AND x.state IN ('closed', 'paid', 'filed')))",
        (period, ctx.company_id),
    )


async def _audited(
    ctx: Context, report: str, rows: list[dict[str, Any]], note: Text | None = None
) -> ReportResult:
    await ctx.audit.record("payroll.cost.read", subject="payroll_run", detail={"report": report})
    return ReportResult(rows=rows, note=note)


def yuan(fen: int) -> Decimal:
    """Fen as yuan."""
    return Decimal(fen).scaleb(-2)


def ratio(part: int, whole: int) -> Decimal | None:
    """A share with four places, ``None`` of nothing."""
    return None if not whole else (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


async def structure(ctx: Context, params: Any) -> ReportResult:
    """部门薪酬结构: what the cost of each department is made of."""
    sql, args = where(*_scope(ctx), _month(ctx, params.period))
    rows = await fetch(
        "SELECT s.department_name AS department, count(DISTINCT s.employee_id)::int AS headcount,"
        " sum(s.gross)::bigint AS gross, sum(s.employer_social)::bigint AS social,"
        " sum(s.employer_housing)::bigint AS housing,"
        " sum(i.base)::bigint AS base, sum(i.overtime)::bigint AS overtime, sum(i.bonus)::bigint AS bonus"
        f"{_FROM} CROSS JOIN LATERAL (SELECT"
        " coalesce(sum((x->>'amount')::bigint) FILTER (WHERE x->>'component' IN ('pay.base', 'base')), 0) AS base,"
        " coalesce(sum((x->>'amount')::bigint) FILTER (WHERE x->>'component' LIKE '%overtime%'), 0) AS overtime,"
        " coalesce(sum((x->>'amount')::bigint) FILTER (WHERE x->>'component' LIKE '%bonus%'), 0) AS bonus"
        f" FROM jsonb_array_elements(s.inputs->'items') AS x) AS i WHERE {sql}"
        " GROUP BY s.department_name ORDER BY 1",
        *args,
    )
    out = []
    for row in rows:
        total = row["gross"] + row["social"] + row["housing"]
        other = row["gross"] - row["base"] - row["overtime"] - row["bonus"]
        out.append(
            {
                "department": row["department"],
                "headcount": row["headcount"],
                "base": yuan(row["base"]),
                "overtime": yuan(row["overtime"]),
                "bonus": yuan(row["bonus"]),
                "other": yuan(other),
                "gross": yuan(row["gross"]),
                "social": yuan(row["social"]),
                "housing": yuan(row["housing"]),
                "total": yuan(total),
                "base_share": ratio(row["base"], total),
                "variable_share": ratio(row["overtime"] + row["bonus"], total),
            }
        )
    return await _audited(ctx, "structure", out)


async def pay_ratio(ctx: Context, params: Any) -> ReportResult:
    """人工成本占比: cost of the months against recorded revenue; months without revenue stay empty."""
    sql, args = where(
        *_scope(ctx), Clause("s.period BETWEEN {} AND {}", (params.period_from, params.period_to))
    )
    rows = await fetch(
        f"SELECT s.period, sum({_COST})::bigint AS cost, count(DISTINCT s.employee_id)::int AS headcount{_FROM}"
        f" WHERE {sql} GROUP BY s.period ORDER BY s.period",
        *args,
    )
    revenue = await fetch(
        "SELECT DISTINCT ON (period) period, amount FROM payroll_revenue WHERE company_id = $1"
        " AND period BETWEEN $2 AND $3 ORDER BY period, recorded_at DESC, id DESC",
        ctx.company_id,
        params.period_from,
        params.period_to,
    )
    known = {row["period"]: row["amount"] for row in revenue}
    out: list[dict[str, Any]] = [
        {
            "period": row["period"],
            "headcount": row["headcount"],
            "cost": yuan(row["cost"]),
            "revenue": yuan(known[row["period"]]) if row["period"] in known else None,
            "ratio": ratio(row["cost"], known.get(row["period"], 0)),
            "revenue_per_yuan": ratio(known.get(row["period"], 0), row["cost"])
            if row["period"] in known
            else None,
        }
        for row in rows
    ]
    bare = [row["period"] for row in rows if row["period"] not in known]
    months = "、".join(bare)
    note = Text(f"未登记营业收入：{months}", f"no revenue recorded: {', '.join(bare)}") if bare else None
    return await _audited(ctx, "pay_ratio", out, note)


async def by_month(ctx: Context, params: Any) -> ReportResult:
    """Months side by side, with what moved the cost since the month before."""
    sql, args = where(
        *_scope(ctx), Clause("s.period BETWEEN {} AND {}", (params.period_from, params.period_to))
    )
    rows = await fetch(
        f"SELECT s.period, count(DISTINCT s.employee_id)::int AS headcount, sum(s.gross)::bigint AS gross,"
        " sum(s.employer_cost)::bigint AS employer, sum(s.iit + s.other_iit)::bigint AS tax,"
        f" sum(s.net)::bigint AS net{_FROM} WHERE {sql} GROUP BY s.period ORDER BY s.period",
        *args,
    )
    out: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        cost = row["gross"] + row["employer"]
        last = rows[index - 1] if index else None
        before = None if last is None else last["gross"] + last["employer"]
        reason = ""
        if last is not None:
            found = Text(
                f"人数 {last['headcount']} → {row['headcount']}，应发 {yuan(row['gross'] - last['gross']):+,}，"
                f"单位缴纳 {yuan(row['employer'] - last['employer']):+,}",
                f"people {last['headcount']} → {row['headcount']}, gross {yuan(row['gross'] - last['gross']):+,},"
                f" contributions {yuan(row['employer'] - last['employer']):+,}",
            )
            reason = found.of(ctx.locale)
        out.append(
            {
                "period": row["period"], "headcount": row["headcount"], "gross": yuan(row["gross"]),
                "employer": yuan(row["employer"]), "cost": yuan(cost), "tax": yuan(row["tax"]),
                "net": yuan(row["net"]), "change": None if before is None else yuan(cost - before),
                "change_share": None if before is None else ratio(cost - before, before), "reason": reason,
            }
        )  # fmt: skip
    return await _audited(ctx, "by_month", out)


async def overtime(ctx: Context, params: Any) -> ReportResult:
    """What overtime costs each department, and its share of gross pay."""
    sql, args = where(*_scope(ctx), _month(ctx, params.period))
    rows = await fetch(
        "SELECT s.department_name AS department, sum(s.gross)::bigint AS gross, sum(o.fen)::bigint AS overtime,"
        " count(DISTINCT s.employee_id) FILTER (WHERE o.fen > 0)::int AS people"
        f"{_FROM} CROSS JOIN LATERAL (SELECT coalesce(sum((x->>'amount')::bigint), 0) AS fen"
        " FROM jsonb_array_elements(s.inputs->'items') AS x WHERE x->>'component' LIKE '%overtime%') AS o"
        f" WHERE {sql} GROUP BY s.department_name ORDER BY overtime DESC, department",
        *args,
    )
    out = [
        {
            "department": row["department"],
            "people": row["people"],
            "overtime": yuan(row["overtime"]),
            "gross": yuan(row["gross"]),
            "share": ratio(row["overtime"], row["gross"]),
        }
        for row in rows
    ]
    return await _audited(ctx, "overtime", out)


async def bridge(ctx: Context, params: Any) -> ReportResult:
    """From one month's cost to another's: who left, who joined, and what changed for those who stayed."""
    sql, args = where(
        *_scope(ctx), Clause("s.period = ANY({})", ([params.period_from, params.period_to],)), start=3
    )
    rows = await fetch(
        f"WITH paid AS (SELECT s.employee_id, sum({_COST}) FILTER (WHERE s.period = $1) AS was,"
        f" sum({_COST}) FILTER (WHERE s.period = $2) AS now{_FROM} WHERE {sql} GROUP BY s.employee_id)"
        " SELECT coalesce(sum(was), 0)::bigint AS start, count(was)::int AS start_people,"
        " coalesce(sum(was) FILTER (WHERE now IS NULL), 0)::bigint AS gone,"
        " count(*) FILTER (WHERE now IS NULL)::int AS gone_people,"
        " coalesce(sum(now) FILTER (WHERE was IS NULL), 0)::bigint AS come,"
        " count(*) FILTER (WHERE was IS NULL)::int AS come_people,"
        " coalesce(sum(now - was), 0)::bigint AS changed,"
        " count(*) FILTER (WHERE now <> was)::int AS changed_people,"
        " coalesce(sum(now), 0)::bigint AS finish, count(now)::int AS finish_people FROM paid",
        params.period_from,
        params.period_to,
        *args,
    )
    row = rows[0]
    first, last = params.period_from, params.period_to
    steps = (
        (Text(f"{first} 人力成本", f"cost of {first}"), row["start_people"], row["start"]),
        (Text("离开人员", "people who left"), row["gone_people"], -row["gone"]),
        (Text("新增人员", "people who joined"), row["come_people"], row["come"]),
        (Text("留任人员变动", "change of those who stayed"), row["changed_people"], row["changed"]),
        (Text(f"{last} 人力成本", f"cost of {last}"), row["finish_people"], row["finish"]),
    )
    out = [
        {"step": text.of(ctx.locale), "people": people, "amount": yuan(fen)} for text, people, fen in steps
    ]
    return await _audited(ctx, "bridge", out)


def _money(name: str, zh: str, en: str) -> ReportColumn:
    return ReportColumn(name, Text(zh, en), "money")


_DEPARTMENT = ReportColumn("department", Text("部门", "Department"))
_PEOPLE = ReportColumn("headcount", Text("人数", "People"), "integer")
_PERIOD = ReportColumn("period", Text("月份", "Month"))

COST_REPORTS = (
    Report(
        name="payroll.structure",
        title=Text("部门薪酬结构分析表", "Structure of pay by department"),
        definition=Text(
            "人力成本 = 应发合计 + 单位社保 + 单位公积金；应发 = 基本工资 + 加班 + 奖金 + 其他（含缺勤扣款）；"
            "固定占比 = 基本工资 ÷ 人力成本，浮动占比 =（加班 + 奖金）÷ 人力成本",
            "cost = gross + employer's insurance + housing fund; gross = base + overtime + bonus + other (absence"
            " deductions included); fixed share = base ÷ cost, variable share = (overtime + bonus) ÷ cost",
        ),
        columns=(
            _DEPARTMENT, _PEOPLE, _money("base", "基本工资", "Base"), _money("overtime", "加班工资", "Overtime"),
            _money("bonus", "奖金", "Bonus"), _money("other", "其他", "Other"), _money("gross", "应发合计", "Gross"),
            _money("social", "单位社保", "Employer insurance"), _money("housing", "单位公积金", "Employer fund"),
            _money("total", "人力成本", "Cost"),
            ReportColumn("base_share", Text("固定占比", "Fixed share"), "percent"),
            ReportColumn("variable_share", Text("浮动占比", "Variable share"), "percent"),
        ),
        query=structure, permission=COST_READ, params=CostParams, chart="bar", chart_x="department",
        chart_y=("base", "overtime", "bonus", "other", "social", "housing"),
    ),
    Report(
        name="payroll.pay_ratio",
        title=Text("人工成本占比", "Pay-cost ratio"),
        definition=Text(
            "人工成本占比 = 当月人力成本 ÷ 当月登记的营业收入；人工成本产出 = 营业收入 ÷ 人力成本",
            "ratio = cost of the month ÷ recorded revenue of the month; output = revenue ÷ cost",
        ),
        columns=(
            _PERIOD, _PEOPLE, _money("cost", "人力成本", "Cost"), _money("revenue", "营业收入", "Revenue"),
            ReportColumn("ratio", Text("人工成本占比", "Ratio"), "percent"),
            ReportColumn("revenue_per_yuan", Text("每元人工成本产出", "Revenue per yuan"), "number"),
        ),
        query=pay_ratio, permission=COST_READ, params=SpanParams, chart="line", chart_x="period", chart_y=("ratio",),
    ),
    Report(
        name="payroll.by_month",
        title=Text("人力成本月度对比", "Cost by month"),
        definition=Text("与上一个有工资的月份相比；变动率 = 变动额 ÷ 上月人力成本", "against the month before"),
        columns=(
            _PERIOD, _PEOPLE, _money("gross", "应发合计", "Gross"), _money("employer", "单位缴纳", "Contributions"),
            _money("cost", "人力成本", "Cost"), _money("tax", "个税", "Tax"), _money("net", "实发", "Net"),
            _money("change", "变动额", "Change"), ReportColumn("change_share", Text("变动率", "Change %"), "percent"),
            ReportColumn("reason", Text("变动原因", "Why")),
        ),
        query=by_month, permission=COST_READ, params=SpanParams, chart="bar", chart_x="period", chart_y=("cost",),
    ),
    Report(
        name="payroll.overtime_cost",
        title=Text("加班成本", "Overtime cost"),
        definition=Text("加班占比 = 加班工资 ÷ 应发合计", "share = overtime pay ÷ gross"),
        columns=(
            _DEPARTMENT, ReportColumn("people", Text("加班人数", "People with overtime"), "integer"),
            _money("overtime", "加班工资", "Overtime"), _money("gross", "应发合计", "Gross"),
            ReportColumn("share", Text("加班占比", "Share"), "percent"),
        ),
        query=overtime, permission=COST_READ, params=CostParams, chart="bar", chart_x="department",
        chart_y=("overtime",),
    ),
    Report(
        name="payroll.cost_bridge",
        title=Text("人力成本变动桥", "Cost bridge"),
        definition=Text(
            "期初成本 − 离开人员的期初成本 + 新增人员的期末成本 + 留任人员成本变动 = 期末成本",
            "start − cost of those who left + cost of those who joined + change of those who stayed = end",
        ),
        columns=(
            ReportColumn("step", Text("项目", "Step")), ReportColumn("people", Text("人数", "People"), "integer"),
            _money("amount", "金额", "Amount"),
        ),
        query=bridge, permission=COST_READ, params=SpanParams, chart="bar", chart_x="step", chart_y=("amount",),
    ),
)  # fmt: skip
