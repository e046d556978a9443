"""Job profiles (岗位画像), one row per version; a row never changes."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Profile(TenantTable, Table, tablename="recruiting_ai_profile"):
    company_id = UUID(null=False)
    key = Varchar(null=False)
    version = Integer(null=False)
    title = Varchar(null=False)
    body = JSONB(null=False)
    digest = Varchar(null=False)
    note = LongText(null=True, default=None)
    screening = JSONB(null=True, default=None)
    family = Varchar(null=True, default=None)
    industry = Varchar(null=True, default=None)
