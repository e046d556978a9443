"""The plugin's tables."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Account(TenantTable, Table, tablename="mail_account"):
    """A company's mail account; the password is sealed."""

    company_id = UUID(default=None, null=False)
    host = Text()
    port = Integer()
    security = Text()
    username = Text(null=True)
    secret = Bytea(null=True)
    from_address = Text()
    from_name = Text()
    base_url = Text(null=True)
    authority = Text(null=True)
    tested_at = Timestamptz(null=True)


class Message(TenantTable, Table, tablename="mail_message"):
    """What became of a notice over mail."""

    company_id = UUID(default=None, null=False)
    notice_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    address = Text()
    state = Text()
    message_id = Text()
    reason = Text()
    at = Timestamptz()
    cleared_at = Timestamptz(null=True)


class SentLetter(TenantTable, Table, tablename="mail_letter"):
    """What became of a letter to somebody outside; of the address a keyed hash is kept."""

    company_id = UUID(default=None, null=False)
    letter_id = UUID(default=None, null=False)
    plugin = Text()
    address_index = Bytea()
    state = Text()
    message_id = Text()
    reason = Text()
    at = Timestamptz()
    cleared_at = Timestamptz(null=True)
