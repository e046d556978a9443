"""Pipelines, their stages, and every move between them."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Pipeline(TenantTable, Table, tablename="recruiting_ai_pipeline"):
    company_id = UUID(null=False)
    name = Varchar(null=False)
    family = Varchar(null=True, default=None)
    is_default = Boolean(null=False, default=False)


class Stage(TenantTable, Table, tablename="recruiting_ai_stage"):
    company_id = UUID(null=False)
    pipeline_id = UUID(null=False)
    position = Integer(null=False)
    key = Varchar(null=False)
    title = Varchar(null=False)
    title_en = Varchar(null=True, default=None)
    kind = Varchar(null=False)
    sla_days = Integer(null=True, default=None)
    auto_invite = Boolean(null=False, default=False)


class Move(TenantTable, Table, tablename="recruiting_ai_move"):
    company_id = UUID(null=False)
    application_id = UUID(null=False)
    from_stage_id = UUID(null=True, default=None)
    to_stage_id = UUID(null=True, default=None)
    from_stage = Varchar(null=True, default=None)
    to_stage = Varchar(null=False)
    kind = Varchar(null=False)
    reason = LongText(null=True, default=None)
    moved_by = UUID(null=True, default=None)
    moved_by_name = Varchar(null=False)
    moved_at = Timestamptz(null=False)
