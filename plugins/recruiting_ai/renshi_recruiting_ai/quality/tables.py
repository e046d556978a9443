"""What was found about the quality of hire, and what follows for weights."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, DoublePrecision, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class QualityRun(TenantTable, Table, tablename="recruiting_ai_quality_run"):
    """One computation over everybody who was hired. Only ever added to."""

    company_id = UUID(null=False)
    hires = Integer(null=False)
    interviews = Integer(null=False)
    compared = Integer(null=False)
    tested = Integer(null=False)
    found = Integer(null=False)
    kinds = JSONB(null=False)
    digest = Varchar(null=False)
    made_by_name = Varchar(null=False)
    made_at = Timestamptz(null=False)


class RelationRow(TenantTable, Table, tablename="recruiting_ai_relation"):
    """One comparison of a run, with what it was of in both languages."""

    company_id = UUID(null=False)
    run_id = UUID(null=False)
    place = Integer(null=False)
    job = Varchar(null=False)
    job_title = Varchar(null=False)
    predictor = Varchar(null=False)
    predictor_key = Varchar(null=False)
    predictor_zh = Varchar(null=False)
    predictor_en = Varchar(null=False)
    outcome = Varchar(null=False)
    outcome_zh = Varchar(null=False)
    outcome_en = Varchar(null=False)
    outcome_permission = Varchar(null=False)
    share = Boolean(null=False)
    hires = Integer(null=True, default=None)
    verdict = Varchar(null=False)
    r = DoublePrecision(null=True, default=None)
    low = DoublePrecision(null=True, default=None)
    high = DoublePrecision(null=True, default=None)
    p = DoublePrecision(null=True, default=None)
    q = DoublePrecision(null=True, default=None)
    spread_ratio = DoublePrecision(null=True, default=None)
    r_applicants = DoublePrecision(null=True, default=None)
    top = DoublePrecision(null=True, default=None)
    bottom = DoublePrecision(null=True, default=None)


class WeightProposal(TenantTable, Table, tablename="recruiting_ai_weight_proposal"):
    """Other weights for a job profile, as one outcome suggests them; a person accepts or refuses."""

    company_id = UUID(null=False)
    run_id = UUID(null=False)
    profile_id = UUID(null=False)
    outcome = Varchar(null=False)
    outcome_zh = Varchar(null=False)
    outcome_en = Varchar(null=False)
    outcome_permission = Varchar(null=False)
    hires = Integer(null=False)
    weights = JSONB(null=False)
    state = Varchar(null=False)
    reason = LongText(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    new_profile_id = UUID(null=True, default=None)
