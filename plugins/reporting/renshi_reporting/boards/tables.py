"""The store of boards."""

from piccolo.columns import JSONB, UUID, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Board(TenantTable, Table, tablename="reporting_board"):
    """Which reports somebody put on their board."""

    company_id = UUID(default=None, null=False)
    owner_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=True)
    tiles = JSONB()
    changed_at = Timestamptz(default=None, null=False)


class BoardTemplate(TenantTable, Table, tablename="reporting_board_template"):
    """Which reports stand on the board of a role until somebody arranges their own."""

    company_id = UUID(default=None, null=False)
    role = Text()
    tiles = JSONB()
    changed_by = Text()
    changed_at = Timestamptz(default=None, null=False)
