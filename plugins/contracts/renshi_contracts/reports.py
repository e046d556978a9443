"""Reports about contracts."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from renshi_contracts.permissions import READ
from renshi_contracts.words import TERMS
from renshi_sdk import Clause, Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where


class Span(BaseModel):
    """The days in which contracts end; the coming twelve months where left out."""

    first: date | None = Field(default=None, title="到期日从", json_schema_extra={"title_en": "Ends from"})
    last: date | None = Field(default=None, title="到期日至", json_schema_extra={"title_en": "Ends until"})


async def expiry(ctx: Context, params: Span) -> ReportResult:
    """Contracts that end, by month."""
    first = params.first or ctx.today()
    last = params.last or first.replace(year=first.year + 1, day=min(first.day, 28))
    sql, arguments = where(
        Clause("c.company_id = {}", (ctx.company_id,)),
        Clause("c.kind = 'labour' AND c.state = 'signed' AND c.ends_on BETWEEN {} AND {}", (first, last)),
        ctx.access.employees(READ, "c.employee_id"),
    )
    rows = await fetch(
        "SELECT to_char(c.ends_on, 'YYYY-MM') AS month, count(*) AS contracts,"
        " count(*) FILTER (WHERE r.state = 'renewed') AS renewed,"
        " count(*) FILTER (WHERE r.state = 'not_renewed') AS not_renewed,"
        " count(*) FILTER (WHERE r.state IS NULL OR r.state IN ('open', 'requested')) AS undecided"
        " FROM contracts_contract c LEFT JOIN contracts_renewal r ON r.contract_id = c.id AND r.state <> 'cancelled'"
        f" WHERE {sql} GROUP BY 1 ORDER BY 1",
        *arguments,
    )
    return ReportResult(rows=[dict(row) for row in rows])


async def structure(ctx: Context, params: BaseModel) -> ReportResult:
    """Full-time employees by the contract that covers today."""
    sql, arguments = where(
        Clause("e.company_id = {}", (ctx.company_id,)),
        Clause("e.employment_type = 'full_time' AND e.status IN ('probation', 'active')"),
        ctx.access.employees(READ, "e.id"),
        start=2,
    )
    rows = await fetch(
        "SELECT e.department_name, c.term, count(*) AS people FROM renshi_employee e LEFT JOIN LATERAL ("
        " SELECT k.term FROM contracts_contract k WHERE k.employee_id = e.id AND k.kind = 'labour'"
        "  AND k.state = 'signed' AND k.starts_on <= $1 AND (k.ends_on IS NULL OR k.ends_on >= $1)"
        "  ORDER BY k.starts_on DESC LIMIT 1) c ON true"
        f" WHERE {sql} GROUP BY 1, 2",
        ctx.today(),
        *arguments,
    )
    by_department: dict[str, dict[str, int]] = {}
    for row in rows:
        line = by_department.setdefault(row["department_name"] or "", dict.fromkeys((*TERMS, "none"), 0))
        line[row["term"] or "none"] += row["people"]
    made = [
        {
            "department_name": name,
            **line,
            "people": sum(line.values()),
            "signed_rate": (sum(line.values()) - line["none"]) / sum(line.values()),
        }
        for name, line in sorted(by_department.items())
    ]
    return ReportResult(rows=made)


REPORTS = (
    Report(
        name="contracts.expiry",
        title=Text("劳动合同到期分布", "Labour contracts that end"),
        definition=Text(
            "按到期月份统计已签订且在所选期间到期的固定期限劳动合同；未定 = 尚无续签结论。",
            "Signed fixed-term labour contracts by the month they end in; undecided = no decision about a renewal yet.",
        ),
        columns=(
            ReportColumn("month", Text("到期月份", "Month")),
            ReportColumn("contracts", Text("到期合同", "Contracts"), "integer"),
            ReportColumn("renewed", Text("续签", "Renewed"), "integer"),
            ReportColumn("not_renewed", Text("不续签", "Not renewed"), "integer"),
            ReportColumn("undecided", Text("未定", "Undecided"), "integer"),
        ),
        query=expiry,
        permission=READ,
        params=Span,
        chart="bar",
        chart_x="month",
        chart_y=("contracts", "undecided"),
    ),
    Report(
        name="contracts.structure",
        title=Text("劳动合同签订情况", "Who has a labour contract"),
        definition=Text(
            "在职全日制员工按当前有效劳动合同的期限类型统计；签订率 = 有有效合同的人数 ÷ 总人数。",
            "Full-time employees at work by the term of the contract that covers today; rate = covered ÷ all.",
        ),
        columns=(
            ReportColumn("department_name", Text("部门", "Department")),
            ReportColumn("people", Text("人数", "People"), "integer"),
            ReportColumn("fixed", TERMS["fixed"], "integer"),
            ReportColumn("open", TERMS["open"], "integer"),
            ReportColumn("task", Text("任务期限", "Task"), "integer"),
            ReportColumn("none", Text("无有效合同", "None"), "integer"),
            ReportColumn("signed_rate", Text("签订率", "Rate"), "percent"),
        ),
        query=structure,
        permission=READ,
        chart="bar",
        chart_x="department_name",
        chart_y=("people", "none"),
    ),
)
