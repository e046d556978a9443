"""``wechat_guest``."""

from __future__ import annotations

from piccolo.columns import UUID, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Guest(TenantTable, Table, tablename="wechat_guest"):
    company_id = UUID(null=False)
    account_id = UUID(null=False)
    openid = Text(null=False)
    outsider = Text(null=False)
    status = Text(null=False)
