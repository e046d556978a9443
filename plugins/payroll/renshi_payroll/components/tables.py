"""Store of component sets. Rows are never changed: a correction is a new version or a newer row."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class ComponentSet(TenantTable, Table, tablename="payroll_component_set"):
    """A line of versions of one company."""

    company_id = UUID(null=False)
    zh = Text(null=False)
    en = Text(null=False)
    cloned_from = Text(null=True, default=None)
    created_by = UUID(null=True, default=None)


class ComponentVersion(TenantTable, Table, tablename="payroll_component_version"):
    """A set as it was checked and saved; ``document`` holds components and declared facts."""

    company_id = UUID(null=False)
    set_id = UUID(null=False)
    version = Integer(null=False)
    document = JSONB(null=False)
    note = Text(null=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)


class ComponentUse(TenantTable, Table, tablename="payroll_component_use"):
    """From a day on the company's slips use a version, or none (``version_id`` empty)."""

    company_id = UUID(null=False)
    version_id = UUID(null=True, default=None)
    valid_from = Date(null=False, default=None)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)


class LookupTableRow(TenantTable, Table, tablename="payroll_lookup_table"):
    """A bracket or step table of the company from a day on."""

    company_id = UUID(null=False)
    name = Text(null=False)
    valid_from = Date(null=False, default=None)
    document = JSONB(null=False)
    reference = Text(null=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)
