"""Recordings, and the pieces they arrive in."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Date, Integer, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Recording(TenantTable, Table, tablename="recruiting_ai_recording"):
    """One stretch of one attempt at one answer. A reload in the middle begins a new segment of the same attempt."""

    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    turn_no = Integer(null=False)
    attempt = Integer(null=False)
    segment = Integer(null=False)
    key = Varchar(null=False)
    kind = Varchar(null=False)
    media_type = Varchar(null=False)
    state = Varchar(null=False)
    chunk_count = Integer(null=True, default=None)
    size = BigInt(null=False)
    sha256 = Varchar(null=True, default=None)
    seconds = Numeric(null=True, default=None)
    file_id = UUID(null=True, default=None)
    keep_until = Date(null=False)
    begun_at = Timestamptz(null=False)
    finished_at = Timestamptz(null=True, default=None)
    fault_code = Varchar(null=True, default=None)


class Chunk(TenantTable, Table, tablename="recruiting_ai_chunk"):
    company_id = UUID(null=False)
    recording_id = UUID(null=False)
    chunk_no = Integer(null=False)
    size = Integer(null=False)
    sha256 = Varchar(null=False)
    file_id = UUID(null=True, default=None)
