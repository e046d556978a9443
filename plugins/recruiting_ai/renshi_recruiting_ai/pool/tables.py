"""One person over several applications: merges, people who are not one, and who must not be written to."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Suppressed(TenantTable, Table, tablename="recruiting_ai_suppressed"):
    company_id = UUID(null=False)
    contact_index = Bytea(null=False)


class Merge(TenantTable, Table, tablename="recruiting_ai_merge"):
    company_id = UUID(null=False)
    kept_id = UUID(null=False)
    merged_id = UUID(null=False)
    reasons = LongText(null=False)
    before = JSONB(null=False)
    merged_by_name = Varchar(null=False)
    merged_at = Timestamptz(null=False)
    undone_by_name = Varchar(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)


class Distinct(TenantTable, Table, tablename="recruiting_ai_distinct"):
    company_id = UUID(null=False)
    first_id = UUID(null=False)
    second_id = UUID(null=False)
    said_by_name = Varchar(null=False)
