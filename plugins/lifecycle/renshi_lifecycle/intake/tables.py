"""The store of the new hire's form."""

from piccolo.columns import JSONB, UUID, Boolean, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Paper(TenantTable, Table, tablename="lifecycle_paper"):
    """A document that the company asks new hires for, everybody or those of a position or department."""

    company_id = UUID(default=None, null=False)
    code = Text()
    title = Text()
    title_en = Text()
    kind = Text()
    required = Boolean(default=True)
    position_id = UUID(default=None, null=True)
    department_id = UUID(default=None, null=True)


class Intake(TenantTable, Table, tablename="lifecycle_intake"):
    """The form of one hire."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    spell_id = UUID(default=None, null=False)
    starts_on = Date(default=None, null=False)
    state = Text()
    papers = JSONB()
    factor = Text(default=None, null=True)
    factor_index = Bytea(default=None, null=True)
    wrong_tries = Integer()
    family = UUID(default=None, null=True)
    link_until = Timestamptz(default=None, null=True)
    link_state = Text()
    submitted_at = Timestamptz(default=None, null=True)
    accepted_at = Timestamptz(default=None, null=True)
    purge_on = Date(default=None, null=False)


class Key(TenantTable, Table, tablename="lifecycle_key"):
    """A link or a device's key, of which only the hash is kept."""

    intake_id = UUID(default=None, null=False)
    family = UUID(default=None, null=False)
    generation = Integer()
    kind = Text()
    token_hash = Bytea()
    expires_at = Timestamptz(default=None, null=False)
    spent_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)


class IntakeSection(TenantTable, Table, tablename="lifecycle_intake_section"):
    """What was stated in one section, sealed."""

    intake_id = UUID(default=None, null=False)
    section = Text()
    state = Text()
    sealed = Bytea()
    note = Text(default=None, null=True)
    saved_at = Timestamptz(default=None, null=False)
    reviewed_by = Text(default=None, null=True)
    reviewed_at = Timestamptz(default=None, null=True)


class IntakeFile(TenantTable, Table, tablename="lifecycle_intake_file"):
    """A photo or document of the form; the content lies in the file store."""

    intake_id = UUID(default=None, null=False)
    slot = Text()
    file_id = UUID(default=None, null=False)
    media_type = Text()
    width = Integer(default=None, null=True)
    height = Integer(default=None, null=True)
    size = Integer()
    recorded = Boolean()
