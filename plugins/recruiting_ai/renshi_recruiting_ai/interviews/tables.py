"""Interviews, their turns, and every version of their scores."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Interview(TenantTable, Table, tablename="recruiting_ai_interview"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    profile_id = UUID(null=False)
    weights_profile_id = UUID(null=True, default=None)
    channel = Varchar(null=False)
    state = Varchar(null=False)
    ai_scoring = Boolean(null=False)
    started_at = Timestamptz(null=False)
    completed_at = Timestamptz(null=True, default=None)
    time_percent = Integer(null=True, default=100)


class Turn(TenantTable, Table, tablename="recruiting_ai_turn"):
    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    turn_no = Integer(null=False)
    question_key = Varchar(null=False)
    follow_up_key = Varchar(null=True, default=None)
    asked = LongText(null=False)
    asked_at = Timestamptz(null=False)
    answer = LongText(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = Varchar(null=False, default="text")
    attempts = Integer(null=False, default=0)


class Score(TenantTable, Table, tablename="recruiting_ai_score"):
    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    version = Integer(null=False)
    scorer = Varchar(null=False)
    input_digest = Varchar(null=False)
    report_digest = Varchar(null=False)
    match_percent = Integer(null=True, default=None)
    needs_person = Boolean(null=False)
    report = JSONB(null=False)
