"""What the search keeps about people: keys made of names, numbers and the ends of phone numbers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.text import Text


async def _export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    # Keys are pieces of the name and the number, which the person's own record says in full.
    return {"core_search_key": []}


async def _erase(ctx: Context, employee_id: UUID) -> Erasure:
    # The trigger wrote the keys anew when the person's record was made anonymous.
    return Erasure(kept={"core_search_key": "derived from the record, which no longer names the person"})


PERSONAL_DATA = PersonalData(
    title=Text("搜索索引", "Search keys"), export=_export, erase=_erase, tables=("core_search_key",)
)
