"""``ctx.audit``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.audit import service
from renshi_sdk.context import Context
from renshi_sdk.services import Audit

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class AuditFacade(Audit):
    """Implements :class:`renshi_sdk.services.Audit`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def record(
        self,
        action: str,
        *,
        subject: str,
        subject_id: UUID | None = None,
        detail: Mapping[str, Any] | None = None,
        employee_id: UUID | None = None,
    ) -> None:
        service.add(
            self._ctx, action, subject=subject, subject_id=subject_id, detail=detail, employee_id=employee_id
        )
