"""The home page, and what it keeps about people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.home import repository
from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.text import Text


async def _export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    return {"core_favourite": await repository.favourites_of(employee_id)}


async def _erase(ctx: Context, employee_id: UUID) -> Erasure:
    return Erasure(erased={"core_favourite": await repository.erase_favourites(employee_id)})


PERSONAL_DATA = PersonalData(
    title=Text("收藏的页面", "Pages kept"), export=_export, erase=_erase, tables=("core_favourite",)
)
