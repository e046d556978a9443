"""Reading the year ledger: the year of everybody, and one person's entries. Each read is audited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.permissions import SLIP_READ
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, listing
from renshi_sdk.services import Clause

_MONEY = ("income", "exempt", "special", "tax", "separate_income", "separate_tax")
_SUMS = ", ".join(f"(sum(y.{name}) / 100.0)::numeric(16,2) AS {name}" for name in _MONEY)

YEARS = ListSpec(
    select=(
        "SELECT l.*, e.name AS employee_name, e.number AS employee_number, e.department_name FROM ("
        " SELECT y.employee_id, y.company_id, y.tax_year, y.employee_id::text || '-' || y.tax_year AS id, "
        f"{_SUMS}, max(y.pay_month) AS through_month, bool_or(y.bonus_used) AS bonus_used,"
        " bool_and(y.resident) AS resident FROM payroll_year_entry y"
        " GROUP BY y.employee_id, y.company_id, y.tax_year) l"
        " JOIN renshi_employee e ON e.id = l.employee_id"
    ),
    fields={
        "employee_number": ListField("e.number", sortable=True),
        "employee_name": ListField("e.name", sortable=True),
        "department_id": ListField("e.department_id", "uuid"),
        "tax_year": ListField("l.tax_year", "integer", sortable=True),
        "income": ListField("l.income", "number", sortable=True),
        "tax": ListField("l.tax", "number", sortable=True),
        "bonus_used": ListField("l.bonus_used", "boolean"),
    },
    key="l.id",
    default_sort="employee_number",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


async def years(ctx: Context, query: ListQuery) -> Listing:
    """Everybody's cumulative figures by tax year, in the actor's scope."""
    found = await listing(
        YEARS,
        query,
        Clause("l.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(SLIP_READ, "l.employee_id"),
    )
    await ctx.audit.record(
        "payroll.ledger.list",
        subject="payroll_year_entry",
        detail={"employees": [str(item["employee_id"]) for item in found.items]},
    )
    return found


async def company_years(ctx: Context) -> list[dict[str, Any]]:
    """The company's sums of each tax year. Amounts over everybody: for whoever may read everybody's slips."""
    if not ctx.access.covers_company(SLIP_READ):
        return []
    sums = ", ".join(f"(sum({name}) / 100.0)::numeric(18,2) AS {name}" for name in _MONEY)
    rows = await fetch(
        f"SELECT tax_year, count(DISTINCT employee_id)::int AS people, {sums} FROM payroll_year_entry"
        " WHERE company_id = $1 GROUP BY tax_year ORDER BY tax_year DESC LIMIT 20",
        ctx.company_id,
    )
    return [dict(row) for row in rows]


async def entries(ctx: Context, employee_id: UUID, tax_year: int) -> list[dict[str, Any]]:
    """One person's entries of a year, month by month, with the cumulative income and tax after each."""
    if not 2019 <= tax_year <= 2100:
        raise Invalid(Text("年度有误", "no such year"), code="payroll.ledger.year")
    await ctx.access.require_for(SLIP_READ, employee_id)
    amounts = ", ".join(f"(y.{name} / 100.0)::numeric(16,2) AS {name}" for name in _MONEY)
    rows = await fetch(
        f"SELECT y.id, y.pay_month, y.kind, y.reference, y.months_withheld, y.bonus_used, y.run_id, {amounts},"
        " (sum(y.income) OVER w / 100.0)::numeric(16,2) AS cum_income,"
        " (sum(y.tax) OVER w / 100.0)::numeric(16,2) AS cum_tax FROM payroll_year_entry y"
        " WHERE y.company_id = $1 AND y.employee_id = $2 AND y.tax_year = $3"
        " WINDOW w AS (ORDER BY y.pay_month, y.created_at, y.id) ORDER BY y.pay_month, y.created_at, y.id",
        ctx.company_id,
        employee_id,
        tax_year,
    )
    await ctx.audit.record(
        "payroll.ledger.read",
        subject="payroll_year_entry",
        employee_id=employee_id,
        detail={"tax_year": tax_year},
    )
    return [dict(row) for row in rows]
