"""Offers (录用通知)."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Date, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Offer(TenantTable, Table, tablename="recruiting_ai_offer"):
    company_id = UUID(null=False)
    request_id = UUID(null=True, default=None)
    application_id = UUID(null=False)
    department_id = UUID(null=False)
    position_id = UUID(null=True, default=None)
    manager_id = UUID(null=True, default=None)
    monthly_salary = Numeric(digits=(12, 2), null=False)
    probation_months = Integer(null=False)
    starts_on = Date(null=False)
    city = Varchar(null=True, default=None)
    words = LongText(null=True, default=None)
    valid_days = Integer(null=False)
    state = Varchar(null=False)
    token_hash = Bytea(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    employee_id = UUID(null=True, default=None)
    version = Integer(null=False, default=1)
    counter_salary = Numeric(digits=(12, 2), null=True, default=None)
    counter_words = LongText(null=True, default=None)
    counter_at = Timestamptz(null=True, default=None)
    declined_because = LongText(null=True, default=None)
    wrong_checks = Integer(null=False, default=0)
    report_file_id = UUID(null=True, default=None)
