"""The store of kept reports."""

from piccolo.columns import JSONB, UUID, Array, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class SavedReport(TenantTable, Table, tablename="reporting_report"):
    """A question that somebody keeps."""

    company_id = UUID(default=None, null=False)
    title = Text()
    note = Text(default=None, null=True)
    category = Text()
    query = JSONB()
    owner_id = UUID(default=None, null=True)
    owner_name = Text()
    employee_id = UUID(default=None, null=True)
    shared = Text()
    roles = Array(base_column=Text())
    version = Integer()
    changed_at = Timestamptz(default=None, null=False)
    archived_at = Timestamptz(default=None, null=True)


class Version(TenantTable, Table, tablename="reporting_version"):
    """A kept report as it was."""

    report_id = UUID(default=None, null=False)
    version = Integer()
    title = Text()
    query = JSONB()
    changed_by = Text()


class Favourite(TenantTable, Table, tablename="reporting_favourite"):
    """A report that somebody wants at hand."""

    owner_id = UUID(default=None, null=False)
    subject = Text()
