"""What people note about a candidate, promise to do, and write to them."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Bytea, Date, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Note(TenantTable, Table, tablename="recruiting_ai_note"):
    company_id = UUID(null=False)
    candidate_id = UUID(null=False)
    application_id = UUID(null=True, default=None)
    words = LongText(null=False)
    mentions = Array(base_column=UUID(), default=list, null=False)
    author_id = UUID(null=True, default=None)
    author_name = Varchar(null=False)


class Task(TenantTable, Table, tablename="recruiting_ai_task"):
    company_id = UUID(null=False)
    candidate_id = UUID(null=False)
    application_id = UUID(null=True, default=None)
    title = Varchar(null=False)
    due_on = Date(null=True, default=None)
    assignee_id = UUID(null=True, default=None)
    author_name = Varchar(null=False)
    done_at = Timestamptz(null=True, default=None)
    done_by_name = Varchar(null=True, default=None)


class Template(TenantTable, Table, tablename="recruiting_ai_template"):
    company_id = UUID(null=False)
    key = Varchar(null=False)
    locale = Varchar(null=False)
    title = Varchar(null=False)
    subject = Varchar(null=False)
    body = LongText(null=False)
    changed_by_name = Varchar(null=False)


class Message(TenantTable, Table, tablename="recruiting_ai_message"):
    company_id = UUID(null=False)
    candidate_id = UUID(null=False)
    application_id = UUID(null=True, default=None)
    template = Varchar(null=True, default=None)
    channel = Varchar(null=False)
    sent_to = Varchar(null=True, default=None)
    subject = Varchar(null=False)
    body = LongText(null=False)
    attachment = Bytea(null=True, default=None)
    state = Varchar(null=False)
    problem = LongText(null=True, default=None)
    problem_en = LongText(null=True, default=None)
    not_before = Timestamptz(null=True, default=None)
    locale = Varchar(null=False, default="zh-CN")
    again_of = UUID(null=True, default=None)
    author_name = Varchar(null=False)
    sent_at = Timestamptz(null=True, default=None)
