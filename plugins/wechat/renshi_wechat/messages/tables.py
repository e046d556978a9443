"""``wechat_inbound``, ``wechat_outbound`` and ``wechat_window``."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Inbound(TenantTable, Table, tablename="wechat_inbound"):
    company_id = UUID(null=False)
    account_id = UUID(null=False)
    openid = Text(null=False)
    dedupe_key = Text(null=False)
    kind = Text(null=False)
    event = Text(null=False, default="")
    outcome = Text(null=False, default="received")
    content_sealed = Bytea(null=True, default=None)
    reply_sealed = Bytea(null=True, default=None)


class Window(TenantTable, Table, tablename="wechat_window"):
    account_id = UUID(null=False)
    openid = Text(null=False)
    kind = Text(null=False)
    closes_at = Timestamptz(null=False)
    remaining = Integer(null=False)


class Outbound(TenantTable, Table, tablename="wechat_outbound"):
    company_id = UUID(null=False)
    account_id = UUID(null=False)
    employee_id = UUID(null=True, default=None)
    openid = Text(null=False)
    purpose = Text(null=False)
    topic = Text(null=False)
    source_id = UUID(null=False)
    api = Text(null=False)
    state = Text(null=False)
    errcode = Integer(null=True, default=None)
    detail = Text(null=False, default="")
    msgid = Text(null=True, default=None)
    content_sealed = Bytea(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
