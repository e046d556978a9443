"""Store of pay runs and of what stands in their way."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Run(TenantTable, Table, tablename="payroll_run"):
    """A run of a company and month, keyed by kind and sequence.

    ``version`` counts calculations whose inputs differed.
    """

    company_id = UUID(null=False)
    period = Text(null=False)
    kind = Text(null=False)
    state = Text(null=False)
    version = Integer(null=False, default=0)
    attempt = Integer(null=False, default=0)
    pay_date = Date(null=False, default=None)
    known_at = Timestamptz(null=True, default=None)
    shards = Integer(null=False, default=0)
    rules = JSONB(null=True, default=None)
    settings = JSONB(null=True, default=None)
    parameters_digest = Text(null=True, default=None)
    input_digest = Text(null=True, default=None)
    digest = Text(null=True, default=None)
    employees = Integer(null=False, default=0)
    gross = BigInt(null=False, default=0)
    tax = BigInt(null=False, default=0)
    net = BigInt(null=False, default=0)
    employer_cost = BigInt(null=False, default=0)
    errors = Integer(null=False, default=0)
    warnings = Integer(null=False, default=0)
    job_id = UUID(null=True, default=None)
    created_by = UUID(null=True, default=None)
    calculated_by = UUID(null=True, default=None)
    calculated_at = Timestamptz(null=True, default=None)
    checked_by = UUID(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)
    approved_by = UUID(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    closed_by = UUID(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    sequence = Integer(null=False, default=1)
    title = Text(null=False, default="")
    request_id = UUID(null=True, default=None)
    component_version_id = UUID(null=True, default=None)
    headcount = Integer(null=False, default=0)
    paid_by = UUID(null=True, default=None)
    paid_at = Timestamptz(null=True, default=None)
    payment_reference = Text(null=True, default=None)
    filed_by = UUID(null=True, default=None)
    filed_at = Timestamptz(null=True, default=None)
    filing_reference = Text(null=True, default=None)


class RunMember(TenantTable, Table, tablename="payroll_run_member"):
    """Whom a final-pay run pays."""

    run_id = UUID(null=False)
    employee_id = UUID(null=False)


class Problem(TenantTable, Table, tablename="payroll_problem"):
    """Something a calculation found: an ``error`` keeps the run from being checked, a ``warning`` doesn't."""

    run_id = UUID(null=False)
    version = Integer(null=False)
    employee_id = UUID(null=True, default=None)
    severity = Text(null=False)
    code = Text(null=False)
    zh = Text(null=False)
    en = Text(null=False)
