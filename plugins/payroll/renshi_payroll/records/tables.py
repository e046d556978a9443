"""Store of account maps and revenue; a correction is a newer row."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class AccountMapVersion(TenantTable, Table, tablename="payroll_account_map"):
    """A version of a company's accounts."""

    company_id = UUID(null=False)
    version = Integer(null=False)
    document = JSONB(null=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)


class Revenue(TenantTable, Table, tablename="payroll_revenue"):
    """Revenue of a month, fen; the latest row of a month counts."""

    company_id = UUID(null=False)
    period = Text(null=False)
    amount = BigInt(null=False)
    reference = Text(null=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)
