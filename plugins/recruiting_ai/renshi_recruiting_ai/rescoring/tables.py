"""A job's interviews scored again together."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Rescore(TenantTable, Table, tablename="recruiting_ai_rescore"):
    company_id = UUID(null=False)
    requisition_id = UUID(null=False)
    newest_profile = Boolean(null=False)
    reason = LongText(null=False)
    asked_by = UUID(null=True, default=None)
    asked_by_name = Varchar(null=False)
    job_id = UUID(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class RescoreLine(TenantTable, Table, tablename="recruiting_ai_rescore_line"):
    company_id = UUID(null=False)
    rescore_id = UUID(null=False)
    interview_id = UUID(null=False)
    score_before = UUID(null=True, default=None)
    score_after = UUID(null=True, default=None)
    outcome = Varchar(null=False)
    problem = LongText(null=True, default=None)
    problem_en = LongText(null=True, default=None)
    match_before = Integer(null=True, default=None)
    match_after = Integer(null=True, default=None)
    changes = JSONB(null=False)
