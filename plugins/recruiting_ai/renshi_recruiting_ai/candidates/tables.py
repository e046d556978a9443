"""Candidates, their applications, what they agreed to, what people decided, and what they objected to."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Boolean, Bytea, Date, Numeric, Timestamptz, Varchar
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
    phone_index = Bytea(null=True, default=None)
    email_index = Bytea(null=True, default=None)
    name_key = Varchar(null=True, default=None)
    school = Varchar(null=True, default=None)
    school_key = Varchar(null=True, default=None)
    city = Varchar(null=True, default=None)
    years = Numeric(digits=(4, 1), null=True, default=None)
    degree = Varchar(null=True, default=None)
    skills = Array(base_column=Varchar(), default=list, null=False)
    tags = Array(base_column=Varchar(), default=list, null=False)
    source = Varchar(null=True, default=None)
    keep_until = Date(null=True, default=None)
    pool_consent_at = Timestamptz(null=True, default=None)
    do_not_contact = Boolean(null=False, default=False)
    do_not_contact_reason = LongText(null=True, default=None)
    merged_into = UUID(null=True, default=None)


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
    stage_id = UUID(null=True, default=None)
    campaign = Varchar(null=True, default=None)
    locale = Varchar(null=False, default="zh-CN")
    next_action = LongText(null=True, default=None)
    next_action_on = Date(null=True, default=None)
    owner_id = UUID(null=True, default=None)
    tags = Array(base_column=Varchar(), default=list, null=False)


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
    basis = JSONB(null=True, default=None)


class Appeal(TenantTable, Table, tablename="recruiting_ai_appeal"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    kind = Varchar(null=False)
    words = LongText(null=False)
    state = Varchar(null=False)
    answer = LongText(null=True, default=None)
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    due_on = Date(null=True, default=None)
    outcome = Varchar(null=True, default=None)
    same_person = Boolean(null=True, default=None)
