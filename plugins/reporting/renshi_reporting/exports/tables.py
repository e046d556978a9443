"""The store of files made of reports."""

from piccolo.columns import JSONB, UUID, Date, Integer, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Export(TenantTable, Table, tablename="reporting_export"):
    """A file that somebody asked for; ``employee_id`` is the asker as an employee."""

    company_id = UUID(default=None, null=False)
    subject = Text()
    title = Text()
    query = JSONB(default=None, null=True)
    params = JSONB()
    format = Text()
    locale = Text()
    owner_id = UUID(default=None, null=True)
    owner_name = Text()
    employee_id = UUID(default=None, null=True)
    job_id = UUID(default=None, null=True)
    file_id = UUID(default=None, null=True)
    rows = Integer(default=None, null=True)
    expires_on = Date(default=None, null=False)
