"""The store of leaving."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Bytea, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Case(TenantTable, Table, tablename="lifecycle_case"):
    """The leaving of one employment."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    spell_id = UUID(default=None, null=False)
    state = Text()
    last_day = Date(default=None, null=False)
    reason_code = Text(default=None, null=True)
    reason = Text()
    voluntary = Boolean(default=None, null=True)
    retain_until = Date(default=None, null=True)
    settlement = JSONB(default=None, null=True)
    settled_at = Timestamptz(default=None, null=True)
    certificate_number = Text(default=None, null=True)
    certificate_file_id = UUID(default=None, null=True)
    certificate_on = Date(default=None, null=True)
    rehire = Text()
    rehire_sealed = Bytea(default=None, null=True)
    told_late_on = Date(default=None, null=True)


class ExitInterview(TenantTable, Table, tablename="lifecycle_exit_interview"):
    """What somebody said on leaving; words are sealed."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    case_id = UUID(default=None, null=False)
    main_reason = Text()
    ratings = Array(base_column=SmallInt())
    sealed = Bytea()
    left_on = Date(default=None, null=False)
    department_id = UUID(default=None, null=True)
    answered_at = Timestamptz(default=None, null=False)


class ExitLink(TenantTable, Table, tablename="lifecycle_exit_link"):
    """A link to the exit interview, of which only the hash is kept."""

    case_id = UUID(default=None, null=False)
    token_hash = Bytea()
    expires_at = Timestamptz(default=None, null=False)
    spent_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)


class Counter(TenantTable, Table, tablename="lifecycle_counter"):
    """The last number given to a certificate in a year."""

    company_id = UUID(default=None, null=False)
    year = Integer()
    last = Integer()
