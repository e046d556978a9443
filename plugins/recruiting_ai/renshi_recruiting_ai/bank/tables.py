"""A company's own questions."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Varchar
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class OwnQuestion(TenantTable, Table, tablename="recruiting_ai_bank_question"):
    company_id = UUID(null=False)
    key = Varchar(null=False)
    version = Integer(null=False)
    body = JSONB(null=True, default=None)
    changed_by_name = Varchar(null=False)
