"""Store of bank templates: a change is a newer version."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class StoredTemplate(TenantTable, Table, tablename="payroll_bank_template"):
    """A version of a template. A retired one isn't offered any more."""

    company_id = UUID(null=False)
    name = Text(null=False)
    version = Integer(null=False)
    document = JSONB(null=False)
    retired = Boolean(null=False, default=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)
