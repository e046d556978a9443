"""``wechat_account``."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Account(TenantTable, Table, tablename="wechat_account"):
    company_id = UUID(null=False)
    name = Text(null=False)
    appid = Text(null=False)
    token_sealed = Bytea(null=False)
    secret_sealed = Bytea(null=False)
    aes_key_sealed = Bytea(null=True, default=None)
    state = Text(null=False, default="active")
    paused_until = Timestamptz(null=True, default=None)
    trouble = Text(null=True, default=None)
    template_id = Text(null=True, default=None)
    template_fields = JSONB(null=False, default="{}")
    custom_off_until = Timestamptz(null=True, default=None)
    template_off_until = Timestamptz(null=True, default=None)
