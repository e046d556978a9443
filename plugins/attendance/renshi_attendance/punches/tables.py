"""The table of punches."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Punch(TenantTable, Table, tablename="attendance_punch"):
    """One raw clock time; inserted, never changed."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    at = Timestamptz(null=False)
    source = Text(null=False)
    external_id = Text(null=False)
    device = Text(null=True, default=None)
    latitude = Numeric(digits=(9, 6), null=True, default=None)
    longitude = Numeric(digits=(9, 6), null=True, default=None)
    inside = Boolean(null=True, default=None)
    request_id = UUID(null=True, default=None)
    accuracy = Integer(null=True, default=None)
    bssid = Text(null=True, default=None)
    site = Text(null=True, default=None)
    reason = Text(null=True, default=None)
    device_at = Timestamptz(null=True, default=None)
    import_id = UUID(null=True, default=None)


class Import(TenantTable, Table, tablename="attendance_import"):
    """A file of punches that somebody looked at or took."""

    company_id = UUID(null=False)
    file_id = UUID(null=False)
    name = Text(null=False)
    digest = Text(null=False)
    encoding = Text(null=False)
    state = Text(null=False)
    rows = Integer(null=False)
    fresh = Integer(null=False)
    known = Integer(null=False)
    problem_count = Integer(null=False)
    problems = JSONB(null=False)
    unknown_numbers = Array(base_column=Text(), null=False)
    written = Integer(null=False)
    job_id = UUID(null=True, default=None)
    applied_at = Timestamptz(null=True, default=None)
    by_name = Text(null=False)
