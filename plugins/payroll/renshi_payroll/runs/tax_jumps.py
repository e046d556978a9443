"""A pre-pay check over the whole run: wage tax that jumped since last month, with the reason.

Cumulative withholding makes tax jump when the year's taxable income reaches the next row of the table (累计预扣法,
国家税务总局公告2018年第61号). People ask about it first, so the officer hears of it before they do.
"""

from __future__ import annotations

from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import percent_of
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.runs import repository
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.finished import Batch, Problems
from renshi_payroll.runs.repository import RunRow, TaxedMonth
from renshi_payroll.who import Between

#: Less than this is no jump, however many percent it is: 200 yuan.
LEAST = 200_00


async def tax_jumps(
    run: RunRow, slips: Batch, everybody: Between, table: RateTable, percent: int
) -> Problems:
    """Warnings for slips of a shard whose tax exceeds that of the month before by more than ``percent`` and 200 yuan.

    A January is compared with nothing: the year begins anew. ``everybody`` has the ids of the shard between them.
    """
    if run.kind != "monthly" or run.pay_date.month == 1:
        return []
    last = await repository.last_taxes(run.company_id, run.period, everybody)
    if not last:
        return []
    taxes, taxables, wages = (slips.column(name).tolist() for name in ("iit", "cum_taxable", "wage_income"))
    found: Problems = []
    for place, employee_id in enumerate(slips.who.ids):
        before = last.get(employee_id)
        if before is None:
            continue
        more = taxes[place] - before.iit
        if more > LEAST and more * 100 > before.iit * percent:
            now = repository.TaxedMonth(taxes[place], taxables[place], wages[place])
            found.append((employee_id, _jump(before, now, table)))
    return found


def _jump(before: TaxedMonth, now: TaxedMonth, table: RateTable) -> Finding:
    was, is_now = (table.bracket_for(max(0, month.cum_taxable)).ppm for month in (before, now))
    zh = f"个税由上月 {money(before.iit)} 增至 {money(now.iit)}"
    en = f"tax went from {money(before.iit)} to {money(now.iit)}"
    if is_now > was:
        zh += f"：累计应纳税所得额 {money(now.cum_taxable)}，税率由 {percent_of(was)}% 升至 {percent_of(is_now)}%"
        en += (
            f": the year's taxable income reached {money(now.cum_taxable)}, the rate went from"
            f" {percent_of(was)}% to {percent_of(is_now)}%"
        )
    elif now.wage_income > before.wage_income:
        zh += f"：计税收入由 {money(before.wage_income)} 增至 {money(now.wage_income)}"
        en += f": taxed income went from {money(before.wage_income)} to {money(now.wage_income)}"
    else:
        zh += "：请核对专项附加扣除是否减少"
        en += ": look whether the additional deductions went down"
    return Finding("payroll.tax_jump", zh, en)
