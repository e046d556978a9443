"""``wechat_draft`` and ``wechat_approval_code``."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Draft(TenantTable, Table, tablename="wechat_draft"):
    company_id = UUID(null=False)
    account_id = UUID(null=False)
    employee_id = UUID(null=False)
    openid = Text(null=False)
    content = JSONB(null=False)
    state = Text(null=False)
    expires_at = Timestamptz(null=False)
    request_id = UUID(null=True, default=None)


class ApprovalCode(TenantTable, Table, tablename="wechat_approval_code"):
    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    request_id = UUID(null=False)
    request_version = Integer(null=False)
    code = Text(null=False)
    expires_at = Timestamptz(null=False)
