"""The run as journal entries: accrual by department, and payment with what is withheld. Debits equal credits.

Which account takes what is the company's own map. The one used where none is recorded follows the common chart of
accounts (企业会计准则——应用指南, 附录 会计科目) and is named as an example in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.exports.made import CSV, XLSX, Made, Sheet, separated, workbook
from renshi_payroll.runs.repository import RunRow
from renshi_sdk import Context, NeedsAttention, Text
from renshi_sdk.db import fetch, fetch_row

_FROZEN = ConfigDict(extra="forbid", frozen=True)
Purpose = Literal[
    "wages_payable", "social_payable", "housing_payable", "tax_payable", "employee_social", "employee_housing",
    "deductions", "bank",
]  # fmt: skip


class Account(BaseModel):
    """An account of the books."""

    model_config = _FROZEN
    code: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=80)


class ExpenseRule(BaseModel):
    """Where an expense goes: the most particular rule that fits counts, a named department before a component."""

    model_config = _FROZEN
    department: str = Field(default="*", max_length=80)
    component: str = Field(
        default="*", max_length=80, description="e.g. pay.overtime; employer.social, employer.housing"
    )
    account: Account


class AccountMap(BaseModel):
    """The accounts of a company's payroll."""

    model_config = _FROZEN
    expenses: tuple[ExpenseRule, ...] = Field(min_length=1, max_length=500)
    others: dict[Purpose, Account]

    def expense(self, department: str, component: str) -> Account | None:
        """The account of an expense, or ``None`` where no rule fits."""
        fitting = [
            rule
            for rule in self.expenses
            if rule.department in ("*", department) and rule.component in ("*", component)
        ]
        fitting.sort(key=lambda rule: (rule.department == "*", rule.component == "*"))
        return fitting[0].account if fitting else None


EXAMPLE = AccountMap(
    expenses=(
        ExpenseRule(account=Account(code="660201", title="管理费用—职工薪酬")),
        ExpenseRule(component="employer.social", account=Account(code="660202", title="管理费用—社会保险费")),
        ExpenseRule(
            component="employer.housing", account=Account(code="660203", title="管理费用—住房公积金")
        ),
    ),
    others={
        "wages_payable": Account(code="221101", title="应付职工薪酬—工资"),
        "social_payable": Account(code="221102", title="应付职工薪酬—社会保险费"),
        "housing_payable": Account(code="221103", title="应付职工薪酬—住房公积金"),
        "tax_payable": Account(code="222112", title="应交税费—应交个人所得税"),
        "employee_social": Account(code="224101", title="其他应付款—个人社会保险费"),
        "employee_housing": Account(code="224102", title="其他应付款—个人住房公积金"),
        "deductions": Account(code="224103", title="其他应付款—代扣款项"),
        "bank": Account(code="1002", title="银行存款"),
    },
)
Entry = tuple[str, str, str, str, str, int, int]


async def account_map(company_id: UUID) -> tuple[AccountMap, bool]:
    """The company's map, and whether it is the shipped example."""
    row = await fetch_row(
        "SELECT document FROM payroll_account_map WHERE company_id = $1 ORDER BY version DESC LIMIT 1",
        company_id,
    )
    if row is None:
        return EXAMPLE, True
    return AccountMap.model_validate(json.loads(row["document"])), False


async def make(ctx: Context, run: RunRow, options: dict[str, Any]) -> Made:
    """The entries as xlsx or CSV. ``NeedsAttention`` where an expense or a payable has no account."""
    accounts, example = await account_map(ctx.company_id)
    entries = entries_of(accounts, *(await _amounts(run)))
    debit, credit = sum(entry[5] for entry in entries), sum(entry[6] for entry in entries)
    if debit != credit:
        raise RuntimeError(f"the journal doesn't balance: {debit} against {credit} fen")
    headings = ("凭证", "摘要", "科目编码", "科目名称", "部门", "借方金额", "贷方金额")
    rows = [[*entry[:5], to_yuan(entry[5]), to_yuan(entry[6])] for entry in entries]
    rows.append(["合计", "", "", "", "", to_yuan(debit), to_yuan(credit)])
    sheet = Sheet("工资凭证", headings, rows, (10, 26, 14, 30, 20, 16, 16))
    note = Text(
        "使用示例科目表，请先维护本单位科目" if example else "借贷平衡",
        "the example accounts were used" if example else "balanced",
    )
    as_csv = options.get("file_format") == "csv"
    return Made(
        f"工资凭证_{run.period}.{'csv' if as_csv else 'xlsx'}",
        CSV if as_csv else XLSX,
        separated(sheet) if as_csv else workbook([sheet]),
        len(entries),
        debit,
        note.of(ctx.locale),
    )


async def _amounts(run: RunRow) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    """Expenses by department and component, and the run's sums. Fen."""
    rows = await fetch(
        "SELECT s.department_name, i->>'component' AS component, sum((i->>'amount')::bigint)::bigint AS fen"
        " FROM payroll_slip s CROSS JOIN LATERAL jsonb_array_elements(s.inputs->'items') AS i"
        " WHERE s.run_id = $1 AND s.version = $2 AND i->>'treatment' IN ('wage', 'exempt', 'separate')"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        run.id,
        run.version,
    )
    expenses = [(row["department_name"], row["component"], row["fen"]) for row in rows]
    sides = await fetch(
        "SELECT department_name, sum(employer_social)::bigint AS social, sum(employer_housing)::bigint AS housing"
        " FROM payroll_slip WHERE run_id = $1 AND version = $2 GROUP BY 1 ORDER BY 1",
        run.id,
        run.version,
    )
    expenses += [(row["department_name"], "employer.social", row["social"]) for row in sides]
    expenses += [(row["department_name"], "employer.housing", row["housing"]) for row in sides]
    sums = await fetch_row(
        "SELECT coalesce(sum(gross), 0)::bigint AS gross, coalesce(sum(employer_social), 0)::bigint AS employer_social,"
        " coalesce(sum(employer_housing), 0)::bigint AS employer_housing,"
        " coalesce(sum(employee_social), 0)::bigint AS employee_social,"
        " coalesce(sum(employee_housing), 0)::bigint AS employee_housing,"
        " coalesce(sum(iit + other_iit), 0)::bigint AS tax, coalesce(sum(deductions), 0)::bigint AS deductions,"
        " coalesce(sum(net), 0)::bigint AS net FROM payroll_slip WHERE run_id = $1 AND version = $2",
        run.id,
        run.version,
    )
    return expenses, {} if sums is None else dict(sums)


def entries_of(
    accounts: AccountMap, expenses: Iterable[tuple[str, str, int]], sums: dict[str, int]
) -> list[Entry]:
    """Entries of voucher 1 (计提) and voucher 2 (发放). A negative expense stays on its side as a red entry (红字)."""
    entries: list[Entry] = []
    merged: dict[tuple[str, str, str, str], int] = {}
    for department, component, fen in expenses:
        account = accounts.expense(department, component)
        if account is None:
            raise _no_account(f"{department} / {component}")
        known = CATALOGUE.get(component)
        word = {"employer.social": "单位社保", "employer.housing": "单位公积金"}.get(component)
        title = word or (known.zh if known else component)
        key = (f"计提{title}", account.code, account.title, department)
        merged[key] = merged.get(key, 0) + fen
    entries += [
        ("计提", text, code, title, where, fen, 0)
        for (text, code, title, where), fen in merged.items()
        if fen
    ]
    entries += _side(
        accounts,
        "计提",
        (
            ("wages_payable", "计提工资", 0, sums["gross"]),
            ("social_payable", "计提单位社保", 0, sums["employer_social"]),
            ("housing_payable", "计提单位公积金", 0, sums["employer_housing"]),
        ),
    )
    entries += _side(
        accounts,
        "发放",
        (
            ("wages_payable", "发放工资", sums["gross"], 0),
            ("employee_social", "代扣个人社保", 0, sums["employee_social"]),
            ("employee_housing", "代扣个人公积金", 0, sums["employee_housing"]),
            ("tax_payable", "代扣个人所得税", 0, sums["tax"]),
            ("deductions", "代扣其他款项", 0, sums["deductions"]),
            ("bank", "实发工资", 0, sums["net"]),
        ),
    )
    return entries


def _side(accounts: AccountMap, voucher: str, wanted: Sequence[tuple[Purpose, str, int, int]]) -> list[Entry]:
    made: list[Entry] = []
    for purpose, text, debit, credit in wanted:
        if not debit and not credit:
            continue
        account = accounts.others.get(purpose)
        if account is None:
            raise _no_account(purpose)
        made.append((voucher, text, account.code, account.title, "", debit, credit))
    return made


def _no_account(what: str) -> NeedsAttention:
    return NeedsAttention(
        Text(
            f"科目表中没有“{what}”对应的科目，请先维护", f"no account for {what!r}; complete the account map"
        ),
        code="payroll.journal.no_account",
    )
