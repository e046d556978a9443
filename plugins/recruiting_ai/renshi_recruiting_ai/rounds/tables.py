"""Interview rounds by people: who sits in them, and what each of them thought."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Date, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Round(TenantTable, Table, tablename="recruiting_ai_round"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    title = Varchar(null=False)
    competencies = Array(base_column=Varchar(), default=list, null=False)
    starts_at = Timestamptz(null=True, default=None)
    minutes = Integer(null=False, default=60)
    place = Varchar(null=True, default=None)
    link = Varchar(null=True, default=None)
    note = LongText(null=True, default=None)
    state = Varchar(null=False)
    sequence = Integer(null=False, default=0)
    author_name = Varchar(null=False)
    closed_at = Timestamptz(null=True, default=None)


class Panelist(TenantTable, Table, tablename="recruiting_ai_panelist"):
    company_id = UUID(null=False)
    round_id = UUID(null=False)
    employee_id = UUID(null=False)
    reminded_on = Date(null=True, default=None)


class Scorecard(TenantTable, Table, tablename="recruiting_ai_scorecard"):
    company_id = UUID(null=False)
    round_id = UUID(null=False)
    employee_id = UUID(null=False)
    author_name = Varchar(null=False)
    marks = JSONB(null=False)
    recommendation = Varchar(null=False)
    words = LongText(null=False)
    submitted_at = Timestamptz(null=False)
