"""``ctx.notices``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.notices import service
from renshi_sdk.context import Context
from renshi_sdk.services import Notices
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class NoticesFacade(Notices):
    """Implements :class:`renshi_sdk.services.Notices`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def send(
        self,
        employee_id: UUID,
        *,
        kind: str,
        title: Text,
        body: Text,
        link: str | None = None,
        key: str | None = None,
        urgent: bool = False,
        attachments: Sequence[UUID] = (),
    ) -> None:
        await service.send(
            self._platform,
            self._ctx,
            employee_id,
            kind=kind,
            title=title,
            body=body,
            link=link,
            key=key,
            urgent=urgent,
            attachments=attachments,
        )
