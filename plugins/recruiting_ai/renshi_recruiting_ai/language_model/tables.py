"""Decisions about a language model, and what it was asked."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Bytea, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class LanguageModel(TenantTable, Table, tablename="recruiting_ai_model"):
    """One decision: which model, what for, where it runs. The newest of a company holds."""

    company_id = UUID(null=False)
    enabled = Boolean(null=False)
    address = Varchar(null=False)
    model = Varchar(null=False)
    key_sealed = Bytea(null=True, default=None)
    structured = Varchar(null=False)
    seconds = Integer(null=False)
    daily_limit = Integer(null=False)
    samples = Integer(null=False)
    weight = Integer(null=False)
    recipient = Varchar(null=False)
    recipient_contact = Varchar(null=False)
    cross_border = Boolean(null=False)
    country = Varchar(null=True, default=None)
    purpose = LongText(null=False)
    assessment_id = UUID(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=False)
    decided_at = Timestamptz(null=False)


class ModelCall(TenantTable, Table, tablename="recruiting_ai_model_call"):
    """One question to a model and what became of it. A reply is kept, so that the same answer gets the same opinion."""

    company_id = UUID(null=False)
    model_id = UUID(null=False)
    interview_id = UUID(null=True, default=None)
    question_key = Varchar(null=True, default=None)
    prompt_digest = Varchar(null=False)
    sample = Integer(null=False)
    outcome = Varchar(null=False)
    tries = Integer(null=False, default=0)
    reply = LongText(null=True, default=None)
    reply_digest = Varchar(null=True, default=None)
    status = Integer(null=True, default=None)
    milliseconds = Integer(null=True, default=None)
    asked_at = Timestamptz(null=False)
