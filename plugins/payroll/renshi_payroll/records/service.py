"""Recording revenue and accounts."""

from __future__ import annotations

import json
from typing import Any

from renshi_payroll.engine.fen import to_fen
from renshi_payroll.exports.journal import Account, AccountMap, ExpenseRule, Purpose, account_map
from renshi_payroll.records.schemas import ExpensesIn, OthersIn, RevenueIn
from renshi_sdk import Context, Text, new_id
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch_value, listing
from renshi_sdk.services import Clause

REVENUES = ListSpec(
    select=(
        "SELECT v.id, v.period, (v.amount / 100.0)::numeric(18,2) AS amount, v.reference, v.recorded_at,"
        " v.id = (SELECT x.id FROM payroll_revenue x WHERE x.company_id = v.company_id AND x.period = v.period"
        " ORDER BY x.recorded_at DESC, x.id DESC LIMIT 1) AS counts FROM payroll_revenue v"
    ),
    fields={
        "period": ListField("v.period", sortable=True),
        "recorded_at": ListField("v.recorded_at", "datetime", sortable=True),
    },
    key="v.id",
    default_sort="-period",
)


async def list_revenue(ctx: Context, query: ListQuery) -> Listing:
    """Recorded revenue; of two rows of a month the later one counts."""
    return await listing(REVENUES, query, Clause("v.company_id = {}", (ctx.company_id,)))


async def record_revenue(ctx: Context, data: RevenueIn) -> dict[str, Any]:
    """Record a month's revenue."""
    revenue_id = new_id()
    await execute(
        "INSERT INTO payroll_revenue (id, company_id, period, amount, reference, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        revenue_id,
        ctx.company_id,
        data.period,
        to_fen(data.amount),
        data.reference,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.revenue.record",
        subject="payroll_revenue",
        subject_id=revenue_id,
        detail={"period": data.period, "reference": data.reference},
    )
    return {"id": revenue_id}


async def read_accounts(ctx: Context) -> dict[str, Any]:
    """The company's accounts, or the shipped example."""
    found, example = await account_map(ctx.company_id)
    return {"document": found.model_dump(mode="json"), "example": example}


async def save_accounts(ctx: Context, document: AccountMap) -> dict[str, Any]:
    """Keep the accounts as the next version."""
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"payroll.accounts.{ctx.company_id}"
    )
    version = await fetch_value(
        "SELECT coalesce(max(version), 0) + 1 FROM payroll_account_map WHERE company_id = $1", ctx.company_id
    )
    await execute(
        "INSERT INTO payroll_account_map (id, company_id, version, document, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        new_id(),
        ctx.company_id,
        version,
        json.dumps(document.model_dump(mode="json"), ensure_ascii=False),
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.accounts.save", subject="payroll_account_map", detail={"version": version}
    )
    return {"version": version}


PURPOSES: dict[Purpose, Text] = {
    "wages_payable": Text("应付工资", "Wages payable"),
    "social_payable": Text("应付社会保险费（单位）", "Insurance payable, employer"),
    "housing_payable": Text("应付住房公积金（单位）", "Housing fund payable, employer"),
    "tax_payable": Text("应交个人所得税", "Income tax payable"),
    "employee_social": Text("代扣个人社会保险费", "Insurance withheld"),
    "employee_housing": Text("代扣个人住房公积金", "Housing fund withheld"),
    "deductions": Text("其他代扣款项", "Other deductions"),
    "bank": Text("银行存款", "Bank"),
}


async def expense_rows(ctx: Context) -> list[dict[str, Any]]:
    """Rules of expenses as lines of an editor."""
    found, _ = await account_map(ctx.company_id)
    return [
        {
            "department": rule.department,
            "component": rule.component,
            "code": rule.account.code,
            "title": rule.account.title,
        }
        for rule in found.expenses
    ]


async def save_expenses(ctx: Context, data: ExpensesIn) -> dict[str, Any]:
    """Replace the rules of expenses; the payables keep their accounts."""
    found, _ = await account_map(ctx.company_id)
    rules = tuple(
        ExpenseRule(
            department=row.department or "*",
            component=row.component or "*",
            account=Account(code=row.code, title=row.title),
        )
        for row in data.items
    )
    return await save_accounts(ctx, AccountMap(expenses=rules, others=found.others))


async def other_rows(ctx: Context) -> list[dict[str, Any]]:
    """Accounts of payables as lines of an editor."""
    found, _ = await account_map(ctx.company_id)
    return [
        {
            "purpose": purpose,
            "label": label.of(ctx.locale),
            "code": found.others[purpose].code,
            "title": found.others[purpose].title,
        }
        for purpose, label in PURPOSES.items()
        if purpose in found.others
    ]


async def save_others(ctx: Context, data: OthersIn) -> dict[str, Any]:
    """Give payables other accounts; the rules of expenses stay."""
    found, _ = await account_map(ctx.company_id)
    changed = {row.purpose: Account(code=row.code, title=row.title) for row in data.items}
    return await save_accounts(ctx, AccountMap(expenses=found.expenses, others=found.others | changed))
