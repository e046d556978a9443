"""Checks of identity. There is no column for what a model makes of a face, and there is to be none."""

from __future__ import annotations

from piccolo.columns import UUID, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Identity(TenantTable, Table, tablename="recruiting_ai_identity"):
    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    photo_file_id = UUID(null=True, default=None)
    photo_sha256 = Varchar(null=False)
    given_by = Varchar(null=False)
    state = Varchar(null=False)
    reason = Varchar(null=True, default=None)
    similarity = Numeric(null=True, default=None)
    threshold = Numeric(null=False)
    band = Varchar(null=True, default=None)
    frames = Integer(null=True, default=None)
    model = Varchar(null=True, default=None)
    model_digest = Varchar(null=True, default=None)
    compared_at = Timestamptz(null=True, default=None)
    decision = Varchar(null=True, default=None)
    decision_reason = LongText(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
