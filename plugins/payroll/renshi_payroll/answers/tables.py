"""Store of confirmations and disputes."""

from __future__ import annotations

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Confirmation(TenantTable, Table, tablename="payroll_slip_confirmation"):
    """An employee's yes to a slip, with the digest of the figures they saw. Never changed."""

    company_id = UUID(null=False)
    run_id = UUID(null=False)
    slip_id = UUID(null=False)
    employee_id = UUID(null=False)
    digest = Text(null=False)
    confirmed_at = Timestamptz(null=False)


class Dispute(TenantTable, Table, tablename="payroll_dispute"):
    """A question about a slip, or about one line of it (``component``)."""

    company_id = UUID(null=False)
    run_id = UUID(null=False)
    slip_id = UUID(null=False)
    employee_id = UUID(null=False)
    component = Text(null=False, default="")
    state = Text(null=False)
    opened_at = Timestamptz(null=False)
    last_at = Timestamptz(null=False)
    closed_at = Timestamptz(null=True, default=None)
    closed_by = UUID(null=True, default=None)


class DisputeMessage(TenantTable, Table, tablename="payroll_dispute_message"):
    """One message of a dispute; ``employee_id`` is whose slip it is about, on either side."""

    dispute_id = UUID(null=False)
    employee_id = UUID(null=False)
    side = Text(null=False)
    author = Text(null=False)
    author_id = UUID(null=True, default=None)
    body = Text(null=False)
    written_at = Timestamptz(null=False)
