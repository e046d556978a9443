"""A candidate in a chat."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Integer, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Chat(TenantTable, Table, tablename="recruiting_ai_chat"):
    company_id = UUID(null=False)
    candidate_id = UUID(null=False)
    application_id = UUID(null=False)
    code_index = Bytea(null=True, default=None)
    code_expires_at = Timestamptz(null=True, default=None)
    bound_at = Timestamptz(null=True, default=None)
    draft = LongText(null=False, default="")
    draft_turn = Integer(null=True, default=None)
    pending = Varchar(null=True, default=None)
