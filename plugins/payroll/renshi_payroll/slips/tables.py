"""Store of pay slips: one wide row per employee, run and version. All figures in fen."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Date, Integer, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Slip(TenantTable, Table, tablename="payroll_slip"):
    """A computed slip. Never updated; slips of a closed run can't be deleted either (trigger)."""

    company_id = UUID(null=False)
    run_id = UUID(null=False)
    version = Integer(null=False)
    employee_id = UUID(null=False)
    employee_number = Text(null=False)
    employee_name = Text(null=False)
    department_id = UUID(null=False)
    department_name = Text(null=False)
    period = Text(null=False)
    rule_set = Text(null=False)
    gross = BigInt(null=False)
    wage_income = BigInt(null=False)
    exempt_income = BigInt(null=False)
    separate_income = BigInt(null=False)
    employee_social = BigInt(null=False)
    employee_housing = BigInt(null=False)
    employer_social = BigInt(null=False)
    employer_housing = BigInt(null=False)
    cum_income = BigInt(null=False)
    cum_exempt = BigInt(null=False)
    cum_basic = BigInt(null=False)
    cum_special = BigInt(null=False)
    cum_additional = BigInt(null=False)
    cum_other = BigInt(null=False)
    cum_relief = BigInt(null=False)
    cum_taxable = BigInt(null=False)
    cum_tax = BigInt(null=False)
    withheld_before = BigInt(null=False)
    iit = BigInt(null=False)
    other_iit = BigInt(null=False)
    deductions = BigInt(null=False)
    net = BigInt(null=False)
    employer_cost = BigInt(null=False)
    pension_employee = BigInt(null=False, default=0)
    pension_employer = BigInt(null=False, default=0)
    local_pension_employee = BigInt(null=False, default=0)
    local_pension_employer = BigInt(null=False, default=0)
    medical_employee = BigInt(null=False, default=0)
    medical_employer = BigInt(null=False, default=0)
    maternity_employee = BigInt(null=False, default=0)
    maternity_employer = BigInt(null=False, default=0)
    unemployment_employee = BigInt(null=False, default=0)
    unemployment_employer = BigInt(null=False, default=0)
    injury_employee = BigInt(null=False, default=0)
    injury_employer = BigInt(null=False, default=0)
    housing_fund_employee = BigInt(null=False, default=0)
    housing_fund_employer = BigInt(null=False, default=0)
    housing_fund_supplementary_employee = BigInt(null=False, default=0)
    housing_fund_supplementary_employer = BigInt(null=False, default=0)
    inputs = JSONB(null=False)
    lines = JSONB(null=True, default=None, help_text="of slips of an older release only")
    input_digest = Text(null=False)
    digest = Text(null=False)
    pay_date = Date(null=True, default=None)
