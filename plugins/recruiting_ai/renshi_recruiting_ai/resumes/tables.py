"""Résumé files, and what was read in them."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Batch(TenantTable, Table, tablename="recruiting_ai_batch"):
    company_id = UUID(null=False)
    requisition_id = UUID(null=False)
    title = Varchar(null=False)
    channel = Varchar(null=False)
    job_id = UUID(null=True, default=None)
    state = Varchar(null=False)
    files = Integer(null=False, default=0)
    author_name = Varchar(null=False)
    done_at = Timestamptz(null=True, default=None)


class Resume(TenantTable, Table, tablename="recruiting_ai_resume"):
    company_id = UUID(null=False)
    batch_id = UUID(null=True, default=None)
    candidate_id = UUID(null=True, default=None)
    application_id = UUID(null=True, default=None)
    file_id = UUID(null=True, default=None)
    file_name = Varchar(null=False)
    sha256 = Varchar(null=False)
    state = Varchar(null=False)
    problem = LongText(null=True, default=None)
    problem_en = LongText(null=True, default=None)
    parser = Varchar(null=True, default=None)
    pages = Integer(null=True, default=None)
    text = LongText(null=True, default=None)
    parsed = JSONB(null=True, default=None)
    flags = JSONB(null=True, default=None)
    read_at = Timestamptz(null=True, default=None)
