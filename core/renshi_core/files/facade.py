"""``ctx.files``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.files import service
from renshi_sdk.context import Context
from renshi_sdk.contracts import StoredFile
from renshi_sdk.services import Files

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class FilesFacade(Files):
    """Implements :class:`renshi_sdk.services.Files`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def put(
        self, name: str, content: bytes, *, media_type: str, keep_until: date | None = None
    ) -> StoredFile:
        return await service.put(
            self._platform, self._ctx, name, content, media_type=media_type, keep_until=keep_until
        )

    async def get(self, file_id: UUID) -> tuple[StoredFile, bytes]:
        return await service.get(self._platform, self._ctx, file_id)

    async def delete(self, file_id: UUID) -> None:
        await service.delete(self._platform, self._ctx, file_id)
