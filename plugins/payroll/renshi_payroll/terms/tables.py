"""Store of pay terms. Rows are never changed: a correction is a newer row with the same ``valid_from``."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Term(TenantTable, Table, tablename="payroll_term"):
    """Terms from ``valid_from`` until the next row's; of two rows of one day the later recorded holds."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    valid_from = Date(null=False, default=None)
    monthly_wage = BigInt(null=False, help_text="fen")
    jurisdiction = Text(null=False)
    profile = Text(null=False)
    social_base = BigInt(null=True, default=None, help_text="declared base, fen; empty: the wage")
    housing_base = BigInt(null=True, default=None, help_text="declared base, fen; empty: the wage")
    housing_ppm = Integer(null=True, default=None, help_text="own housing fund rate; empty: the company's")
    resident = Boolean(null=True, default=None)
    part_time = Boolean(null=False, default=False)
    reason = Text(null=False)
    request_id = UUID(null=True, default=None)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)
