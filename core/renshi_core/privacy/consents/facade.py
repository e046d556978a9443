"""``ctx.consents``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.privacy.consents import service
from renshi_sdk.context import Context
from renshi_sdk.services import Consents

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class ConsentsFacade(Consents):
    """Implements :class:`renshi_sdk.services.Consents`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def given(self, employee_ids: Sequence[UUID], purpose: str) -> set[UUID]:
        found = await service.given(self._ctx, employee_ids, purpose)
        return set(employee_ids) if found is None else found

    async def require(self, employee_id: UUID, purpose: str) -> None:
        await service.require(self._ctx, employee_id, purpose)
