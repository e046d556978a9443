"""Measurements of recordings and their evidence."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Signal(TenantTable, Table, tablename="recruiting_ai_signal"):
    """What one part of the analysis measured in one recording; `digest` is over backend, input and measures."""

    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    recording_id = UUID(null=False)
    turn_no = Integer(null=False)
    part = Varchar(null=False)
    state = Varchar(null=False)
    backend = Varchar(null=True, default=None)
    model_digest = Varchar(null=True, default=None)
    analyser = Varchar(null=False)
    input_digest = Varchar(null=False)
    measures = JSONB(null=False)
    reason_zh = LongText(null=True, default=None)
    reason_en = LongText(null=True, default=None)
    digest = Varchar(null=False)


class Interval(TenantTable, Table, tablename="recruiting_ai_interval"):
    """A stretch of a recording in which something was so."""

    company_id = UUID(null=False)
    recording_id = UUID(null=False)
    part = Varchar(null=False)
    kind = Varchar(null=False)
    start_ms = Integer(null=False)
    end_ms = Integer(null=False)
    value = Numeric(null=True, default=None)


class Frame(TenantTable, Table, tablename="recruiting_ai_frame"):
    """A key frame kept as evidence; the picture is a file."""

    company_id = UUID(null=False)
    recording_id = UUID(null=False)
    at_ms = Integer(null=False)
    kind = Varchar(null=False)
    measures = JSONB(null=False)
    sha256 = Varchar(null=False)
    file_id = UUID(null=True, default=None)


class SignalPolicy(TenantTable, Table, tablename="recruiting_ai_signal_policy"):
    company_id = UUID(null=False)
    signal = Varchar(null=False)
    weight = Integer(null=False)
    jurisdiction = Varchar(null=False)
    justification = LongText(null=False)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(null=False)
    decided_at = Timestamptz(null=False)
