"""The bank file of a run: who is paid how much to which account, in the company's template."""

from __future__ import annotations

from typing import Any

from renshi_payroll.banks.template import BankTemplate, Payment, Unwritable, extension, write
from renshi_payroll.exports.made import XLSX, Made
from renshi_payroll.runs.repository import RunRow
from renshi_sdk import Conflict, Context, NeedsAttention, Text
from renshi_sdk.db import fetch, fetch_value

_NAMED = 20


async def make(ctx: Context, run: RunRow, options: dict[str, Any]) -> Made:
    """Every slip of the run with money to pay. The total is the run's net to the fen.

    ``NeedsAttention`` where somebody has no account, or several people share one and nobody said why; ``Conflict``
    where a net is negative.
    """
    template = BankTemplate.model_validate(options["template"])
    rows = await fetch(
        "SELECT employee_id, employee_number AS number, employee_name AS name, net FROM payroll_slip"
        " WHERE run_id = $1 AND version = $2 AND net <> 0 ORDER BY employee_number, employee_id",
        run.id,
        run.version,
    )
    negative = [row for row in rows if row["net"] < 0]
    if negative:
        raise Conflict(
            Text(
                f"{_people(negative)} 的实发为负，不能生成代发文件",
                f"the net of {_people(negative)} is negative; no payment file can be made",
            ),
            code="payroll.bank.negative",
        )
    people = [row["employee_id"] for row in rows]
    wants_papers = any(column.field == "identity" for column in template.columns)
    papers = await ctx.people.papers(people, purpose="payroll.bank_file") if wants_papers else {}
    accounts = await ctx.people.bank_accounts(people, purpose="payroll.bank_file")
    missing = [row for row in rows if row["employee_id"] not in accounts]
    if missing:
        raise NeedsAttention(
            Text(
                f"{len(missing)} 人没有登记工资卡，请先在员工档案补录：{_people(missing)}",
                f"{len(missing)} people have no account for wages; record it first: {_people(missing)}",
            ),
            code="payroll.bank.no_account",
        )
    shared = await ctx.people.shared_bank_accounts(people)
    if shared and not options.get("allow_shared_accounts"):
        names = {row["employee_id"]: row for row in rows}
        groups = "；".join(_people([names[one] for one in group]) for group in shared[:_NAMED])
        raise NeedsAttention(
            Text(
                f"以下员工登记了相同的银行账号，请核对；确需如此请勾选允许并填写原因：{groups}",
                f"these people have the same account; correct it, or allow it with a reason: {groups}",
            ),
            code="payroll.bank.shared_account",
        )
    payments = [
        Payment(
            number=row["number"],
            name=row["name"],
            account=accounts[row["employee_id"]].number,
            holder=accounts[row["employee_id"]].holder,
            bank=accounts[row["employee_id"]].bank,
            branch=accounts[row["employee_id"]].branch,
            amount=row["net"],
            identity=papers[row["employee_id"]].number if row["employee_id"] in papers else "",
        )
        for row in rows
    ]
    total = sum(payment.amount for payment in payments)
    wanted = await fetch_value("SELECT net FROM payroll_run WHERE id = $1", run.id)
    if total != wanted:
        raise RuntimeError(f"the bank file pays {total} fen, the run {wanted}")
    company = (await ctx.organization.company()).name
    try:
        content = write(template, payments, company=company, pay_date=run.pay_date)
    except Unwritable as error:
        raise NeedsAttention(Text(error.zh, error.en), code="payroll.bank.unwritable") from error
    other = sum(payment.holder != payment.name for payment in payments)
    note = Text(
        f"模板：{template.name}" + (f"；{other} 人户名与姓名不同" if other else ""),
        f"template: {template.name}" + (f"; {other} account holders differ from the name" if other else ""),
    )
    return Made(
        f"代发_{company}_{run.period}.{extension(template)}",
        XLSX if template.shape == "xlsx" else "text/plain",
        content,
        len(payments),
        total,
        note.of(ctx.locale),
    )


def _people(rows: list[Any]) -> str:
    named = "、".join(f"{row['name']}（{row['number']}）" for row in rows[:_NAMED])
    return named + ("…" if len(rows) > _NAMED else "")
