"""A pre-pay check over the whole run: wage tax that jumped since last month, with the reason.

Cumulative withholding makes tax jump when the year's taxable income reaches the next row of the table (累计预扣法,
国家税务总局公告2018年第61号). People ask about it first, so the officer hears of it before they do.
"""

from __future__ import annotations

from uuid import UUID

from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import percent_of
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.repository import RunRow
from renshi_sdk.db import fetch

#: Less than this is no jump, however many percent it is: 200 yuan.
LEAST = 200_00


async def tax_jumps(run: RunRow, version: int, table: RateTable, percent: int) -> list[tuple[UUID, Finding]]:
    """Warnings for slips whose tax exceeds that of the month before by more than ``percent`` and 200 yuan.

    A January is compared with nothing: the year begins anew.
    """
    if run.kind != "monthly" or run.pay_date.month == 1:
        return []
    rows = await fetch(
        "SELECT s.employee_id, s.iit, s.cum_taxable, s.wage_income, o.iit AS old_iit, o.cum_taxable AS old_taxable,"
        " o.wage_income AS old_wage FROM payroll_slip s JOIN payroll_slip o ON o.company_id = s.company_id"
        " AND o.employee_id = s.employee_id AND o.period = $3 JOIN payroll_run r ON r.id = o.run_id"
        " AND r.version = o.version AND r.kind = 'monthly' AND r.state IN ('closed', 'paid', 'filed')"
        " WHERE s.run_id = $1 AND s.version = $2 AND s.iit - o.iit > $4 AND (s.iit - o.iit) * 100 > o.iit * $5"
        " ORDER BY s.employee_id",
        run.id,
        version,
        str(run.period.previous()),
        LEAST,
        percent,
    )
    found = []
    for row in rows:
        was = table.bracket_for(max(0, row["old_taxable"])).ppm
        now = table.bracket_for(max(0, row["cum_taxable"])).ppm
        zh = f"个税由上月 {money(row['old_iit'])} 增至 {money(row['iit'])}"
        en = f"tax went from {money(row['old_iit'])} to {money(row['iit'])}"
        if now > was:
            zh += f"：累计应纳税所得额 {money(row['cum_taxable'])}，税率由 {percent_of(was)}% 升至 {percent_of(now)}%"
            en += (
                f": the year's taxable income reached {money(row['cum_taxable'])}, the rate went from"
                f" {percent_of(was)}% to {percent_of(now)}%"
            )
        elif row["wage_income"] > row["old_wage"]:
            zh += f"：计税收入由 {money(row['old_wage'])} 增至 {money(row['wage_income'])}"
            en += f": taxed income went from {money(row['old_wage'])} to {money(row['wage_income'])}"
        else:
            zh += "：请核对专项附加扣除是否减少"
            en += ": look whether the additional deductions went down"
        found.append((row["employee_id"], Finding("payroll.tax_jump", zh, en)))
    return found
