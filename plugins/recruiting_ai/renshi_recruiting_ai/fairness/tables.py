"""What fairness is measured from, and what was found."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, Date, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Demographic(TenantTable, Table, tablename="recruiting_ai_demographic"):
    """What a candidate told voluntarily, sealed (AES-256-GCM); only this room opens it, and only to count."""

    company_id = UUID(null=False)
    application_id = UUID(null=False)
    sealed = Bytea(null=False)
    notice_digest = Varchar(null=False)
    given_at = Timestamptz(null=False)


class FairnessAudit(TenantTable, Table, tablename="recruiting_ai_fairness_audit"):
    """One measurement, kept as it was found."""

    company_id = UUID(null=False)
    kind = Varchar(null=False)
    state = Varchar(null=False)
    scope = JSONB(null=False)
    result = JSONB(null=False)
    digest = Varchar(null=False)
    made_by_name = Varchar(null=False)
    made_at = Timestamptz(null=False)


class Assessment(TenantTable, Table, tablename="recruiting_ai_assessment"):
    """An impact assessment (个人信息保护影响评估), one row per version."""

    company_id = UUID(null=False)
    title = Varchar(null=False)
    purpose = LongText(null=False)
    lawful = LongText(null=False)
    impact = LongText(null=False)
    measures = LongText(null=False)
    conclusion = Varchar(null=False)
    review_on = Date(null=False)
    keep_until = Date(null=False)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=False)
    decided_at = Timestamptz(null=False)
