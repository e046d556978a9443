"""Channels that bring candidates, and what they cost."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class JobChannel(TenantTable, Table, tablename="recruiting_ai_channel"):
    company_id = UUID(null=False)
    key = Varchar(null=False)
    title = Varchar(null=False)
    kind = Varchar(null=False)
    closed_at = Timestamptz(null=True, default=None)


class ChannelCost(TenantTable, Table, tablename="recruiting_ai_channel_cost"):
    company_id = UUID(null=False)
    channel_id = UUID(null=False)
    requisition_id = UUID(null=True, default=None)
    from_on = Date(null=False)
    until_on = Date(null=False)
    amount = Numeric(digits=(12, 2), null=False)
    note = LongText(null=True, default=None)
    entered_by_name = Varchar(null=False)
