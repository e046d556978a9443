"""``ctx.jobs``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel

from renshi_core.jobs import service
from renshi_sdk.context import Context
from renshi_sdk.services import Jobs, JobState

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class JobsFacade(Jobs):
    """Implements :class:`renshi_sdk.services.Jobs`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def enqueue(
        self, name: str, params: BaseModel | Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> UUID:
        return await service.enqueue(self._platform, self._ctx, name, params, key=key)

    async def cancel(self, job_id: UUID) -> None:
        await service.cancel(self._ctx, job_id)

    async def state(self, job_id: UUID) -> JobState:
        return await service.state(self._ctx, job_id)
