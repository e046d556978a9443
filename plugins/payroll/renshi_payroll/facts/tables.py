"""Store of recorded facts. Rows are never changed: a correction is a newer row of the same key and day."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Date, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Fact(TenantTable, Table, tablename="payroll_fact"):
    """A value from ``valid_from`` on. ``employee_id`` is empty for a company's own parameter."""

    company_id = UUID(null=False)
    employee_id = UUID(null=True, default=None)
    key = Text(null=False)
    value = JSONB(null=False)
    valid_from = Date(null=False, default=None)
    reference = Text(null=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)
