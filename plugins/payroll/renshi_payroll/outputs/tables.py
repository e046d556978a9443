"""Store of output files and of who took them."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Output(TenantTable, Table, tablename="payroll_output"):
    """One file of one run. ``issue`` counts how often its kind was made, ``part`` the files of one issue."""

    company_id = UUID(null=False)
    run_id = UUID(null=False)
    kind = Text(null=False)
    variant = Text(null=False, default="")
    issue = Integer(null=False)
    part = Integer(null=False, default=1)
    state = Text(null=False)
    options = JSONB(null=False, default="{}")
    reason = Text(null=False, default="")
    file_id = UUID(null=True, default=None)
    file_name = Text(null=False, default="")
    sha256 = Text(null=False, default="")
    size = BigInt(null=False, default=0)
    rows = Integer(null=False, default=0)
    total = BigInt(null=True, default=None, help_text="control total, fen")
    note = Text(null=False, default="")
    job_id = UUID(null=True, default=None)
    made_by = UUID(null=True, default=None)
    made_by_name = Text(null=False)
    made_at = Timestamptz(null=False)


class OutputDownload(TenantTable, Table, tablename="payroll_output_download"):
    """Who took a file, and when. Never changed."""

    output_id = UUID(null=False)
    taken_by = UUID(null=True, default=None)
    taken_by_name = Text(null=False)
    taken_at = Timestamptz(null=False)
