"""Versions of what was said in a turn."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Numeric, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Transcript(TenantTable, Table, tablename="recruiting_ai_transcript"):
    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    turn_no = Integer(null=False)
    version = Integer(null=False)
    source = Varchar(null=False)
    words = LongText(null=False)
    pieces = JSONB(null=False)
    confidence = Numeric(null=True, default=None)
    changed_share = Numeric(null=True, default=None)
    model = Varchar(null=True, default=None)
    model_digest = Varchar(null=True, default=None)
    digest = Varchar(null=False)
