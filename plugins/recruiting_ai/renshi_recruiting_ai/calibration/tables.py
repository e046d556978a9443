"""Calibrations and judges, one row per version."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Calibration(TenantTable, Table, tablename="recruiting_ai_calibration"):
    """A map from the rules' points to people's. Only its state changes, by a person with a reason."""

    company_id = UUID(null=False)
    family = Varchar(null=False)
    version = Integer(null=False)
    state = Varchar(null=False)
    scorer = Varchar(null=False)
    method = Varchar(null=False)
    knots = JSONB(null=False)
    band = Numeric(digits=(3, 1), null=False)
    answers = Integer(null=False)
    interviews = Integer(null=False)
    people = Integer(null=False)
    measured = JSONB(null=False)
    digest = Varchar(null=False)
    made_by_name = Varchar(null=False)
    made_at = Timestamptz(null=False)
    reason = LongText(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)


class JudgeRow(TenantTable, Table, tablename="recruiting_ai_judge"):
    """A model learned from marks. Only its state changes, by a person with a reason."""

    company_id = UUID(null=False)
    family = Varchar(null=False)
    version = Integer(null=False)
    state = Varchar(null=False)
    file_id = UUID(null=True, default=None)
    sha256 = Varchar(null=False)
    questions = JSONB(null=False)
    answers = Integer(null=False)
    measured = JSONB(null=False)
    made_by_name = Varchar(null=False)
    made_at = Timestamptz(null=False)
    reason = LongText(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
