"""Candidates, their applications, what they agreed to, what people decided, and what they objected to."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Bytea, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Candidate(TenantTable, Table, tablename="recruiting_ai_candidate"):
    company_id = UUID(null=False)
    name = Varchar(null=False)
    phone = Varchar(null=True, default=None)
    email = Varchar(null=True, default=None)
    duplicate_of = UUID(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)


class Application(TenantTable, Table, tablename="recruiting_ai_application"):
    company_id = UUID(null=False)
    requisition_id = UUID(null=False)
    candidate_id = UUID(null=False)
    channel = Varchar(null=False)
    stage = Varchar(null=False)
    stage_at = Timestamptz(null=False)
    facts = JSONB(null=False)
    resume = LongText(null=True, default=None)
    token_hash = Bytea(null=False)
    token_expires_at = Timestamptz(null=False)
    employee_id = UUID(null=True, default=None)


class Consent(TenantTable, Table, tablename="recruiting_ai_consent"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    purpose = Varchar(null=False)
    granted = Boolean(null=False)
    notice_version = Varchar(null=False)
    notice_digest = Varchar(null=False)
    given_at = Timestamptz(null=False)


class Decision(TenantTable, Table, tablename="recruiting_ai_decision"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    decision = Varchar(null=False)
    reason = LongText(null=False)
    decided_by = UUID(null=False)
    decided_by_name = Varchar(null=False)
    decided_at = Timestamptz(null=False)
    score_id = UUID(null=True, default=None)


class Appeal(TenantTable, Table, tablename="recruiting_ai_appeal"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    kind = Varchar(null=False)
    words = LongText(null=False)
    state = Varchar(null=False)
    answer = LongText(null=True, default=None)
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
