"""How résumés match a job, and the models that rank them."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Integer, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Ranker(TenantTable, Table, tablename="recruiting_ai_ranker"):
    company_id = UUID(null=False)
    family = Varchar(null=False)
    version = Integer(null=False)
    state = Varchar(null=False)
    file_id = UUID(null=True, default=None)
    sha256 = Varchar(null=False)
    features = Array(base_column=Varchar(), default=list, null=False)
    labels = Integer(null=False)
    positives = Integer(null=False)
    measured = JSONB(null=False)
    trained_at = Timestamptz(null=False)


class Match(TenantTable, Table, tablename="recruiting_ai_match"):
    company_id = UUID(null=False)
    resume_id = UUID(null=False)
    application_id = UUID(null=True, default=None)
    requisition_id = UUID(null=False)
    profile_id = UUID(null=False)
    scorer = Varchar(null=False)
    ranker_id = UUID(null=True, default=None)
    score = Numeric(digits=(7, 4), null=False)
    must_haves = Varchar(null=False)
    coverage = Numeric(digits=(5, 4), null=False)
    input_digest = Varchar(null=False)
    detail = JSONB(null=False)
    matched_at = Timestamptz(null=False)
