"""Reports of the plugin."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from renshi_payroll.permissions import COST_READ
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause


class CostParams(BaseModel):
    """Which month."""

    model_config = ConfigDict(extra="forbid")

    period: str = Field(
        default="",
        pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$",
        title="月份（留空为最近关账月份）",
        json_schema_extra={"title_en": "Month (empty: the last closed one)"},
    )


async def cost_by_department(ctx: Context, params: Any) -> ReportResult:
    """Labour cost of a closed month per department, in yuan."""
    conditions = [
        Clause("s.company_id = {}", (ctx.company_id,)),
        Clause("r.state IN ('closed', 'paid', 'filed')"),
        Clause(
            "s.period = coalesce(nullif({}, ''), (SELECT max(x.period) FROM payroll_run x"
            " WHERE x.company_id = {} AND x.state IN ('closed', 'paid', 'filed')))",
            (params.period, ctx.company_id),
        ),
        ctx.access.employees(COST_READ, "s.employee_id"),
    ]
    sql, args = where(*conditions)
    rows = await fetch(
        "SELECT s.period, s.department_name AS department, count(*)::int AS headcount,"
        " (sum(s.gross) / 100.0)::numeric(16,2) AS gross,"
        " (sum(s.employer_cost) / 100.0)::numeric(16,2) AS employer_cost,"
        " (sum(s.gross + s.employer_cost) / 100.0)::numeric(16,2) AS total_cost,"
        " (sum(s.gross + s.employer_cost) / 100.0 / count(*))::numeric(16,2) AS cost_per_head"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        f" WHERE {sql} GROUP BY s.period, s.department_id, s.department_name ORDER BY total_cost DESC",
        *args,
    )
    await ctx.audit.record(
        "payroll.cost.read", subject="payroll_run", detail={"period": params.period or "latest"}
    )
    return ReportResult(rows=[dict(row) for row in rows])


REPORTS = (
    Report(
        name="payroll.cost_by_department",
        title=Text("部门人力成本", "Labour cost by department"),
        definition=Text(
            "已关账月份：应发合计＋单位承担的社保公积金；部门取核算当月的部门",
            "Closed months: gross pay plus the employer's insurance and housing fund, by the department of the month",
        ),
        columns=(
            ReportColumn("period", Text("月份", "Month")),
            ReportColumn("department", Text("部门", "Department")),
            ReportColumn("headcount", Text("人数", "Headcount"), "integer"),
            ReportColumn("gross", Text("应发", "Gross"), "money"),
            ReportColumn("employer_cost", Text("单位社保公积金", "Employer contributions"), "money"),
            ReportColumn("total_cost", Text("人力成本", "Total cost"), "money"),
            ReportColumn("cost_per_head", Text("人均成本", "Cost per head"), "money"),
        ),
        query=cost_by_department,
        permission=COST_READ,
        params=CostParams,
        chart="bar",
        chart_x="department",
        chart_y=("total_cost",),
    ),
)
