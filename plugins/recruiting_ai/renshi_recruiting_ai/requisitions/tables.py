"""Requisitions (招聘需求)."""

from __future__ import annotations

from piccolo.columns import UUID, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Requisition(TenantTable, Table, tablename="recruiting_ai_requisition"):
    company_id = UUID(null=False)
    request_id = UUID(null=True, default=None)
    title = Varchar(null=False)
    department_id = UUID(null=False)
    position_id = UUID(null=True, default=None)
    profile_id = UUID(null=False)
    headcount = Integer(null=False)
    city = Varchar(null=True, default=None)
    salary_min = Numeric(digits=(12, 2), null=True, default=None)
    salary_max = Numeric(digits=(12, 2), null=True, default=None)
    description = LongText(null=False)
    reason = LongText(null=False)
    requested_by = UUID(null=True, default=None)
    state = Varchar(null=False)
    public_code = Varchar(null=False)
    opened_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    pipeline_id = UUID(null=True, default=None)
    headcount_planned = Integer(null=True, default=None)
    headcount_filled = Integer(null=True, default=None)
    headcount_note = LongText(null=True, default=None)
    family = Varchar(null=True, default=None)
    hours = Varchar(null=True, default=None)


class Headcount(TenantTable, Table, tablename="recruiting_ai_headcount"):
    """The plan recruiting keeps for itself where the core has none (编制)."""

    company_id = UUID(null=False)
    department_id = UUID(null=False)
    position_id = UUID(null=True, default=None)
    year = Integer(null=False)
    planned = Integer(null=False)
    note = LongText(null=True, default=None)
    set_by_name = Varchar(null=False)
