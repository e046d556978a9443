"""The store of contracts."""

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Contract(TenantTable, Table, tablename="contracts_contract"):
    """A contract or agreement with one employee."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    spell_id = UUID(default=None, null=False)
    number = Text()
    kind = Text()
    term = Text(default=None, null=True)
    starts_on = Date(default=None, null=False)
    ends_on = Date(default=None, null=True)
    probation_months = Integer()
    probation_ends_on = Date(default=None, null=True)
    state = Text()
    signed_on = Date(default=None, null=True)
    ended_on = Date(default=None, null=True)
    end_reason = Text(default=None, null=True)
    previous_id = UUID(default=None, null=True)
    workplace = Text(default=None, null=True)
    work = Text(default=None, null=True)
    note = Text(default=None, null=True)
    file_id = UUID(default=None, null=True)
    import_key = Text(default=None, null=True)
    version = Integer()


class Renewal(TenantTable, Table, tablename="contracts_renewal"):
    """The decision about a contract that ends."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    contract_id = UUID(default=None, null=False)
    state = Text()
    request_id = UUID(default=None, null=True)
    next_contract_id = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)


class Counter(TenantTable, Table, tablename="contracts_counter"):
    """The last number given out in a year."""

    company_id = UUID(default=None, null=False)
    year = Integer()
    last = Integer()
