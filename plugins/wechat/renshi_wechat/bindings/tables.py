"""``wechat_binding`` and ``wechat_binding_code``."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Binding(TenantTable, Table, tablename="wechat_binding"):
    company_id = UUID(null=False)
    account_id = UUID(null=False)
    employee_id = UUID(null=False)
    openid = Text(null=False)
    unionid = Text(null=True, default=None)
    status = Text(null=False)
    ended_at = Timestamptz(null=True, default=None)
    ended_reason = Text(null=True, default=None)


class BindingCode(TenantTable, Table, tablename="wechat_binding_code"):
    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    code_index = Bytea(null=False)
    expires_at = Timestamptz(null=False)
    attempts_left = Integer(null=False)
    used_at = Timestamptz(null=True, default=None)
