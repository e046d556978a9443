"""``ctx.requests``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pydantic import BaseModel

from renshi_core.requests import service, views
from renshi_core.requests.repository import flow_override
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestAction, RequestView
from renshi_sdk.services import Requests

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class RequestsFacade(Requests):
    """Implements :class:`renshi_sdk.services.Requests`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def submit(
        self,
        kind: str,
        form: BaseModel | Mapping[str, Any],
        *,
        employee_id: UUID | None = None,
        choices: Mapping[str, Sequence[UUID]] | None = None,
    ) -> RequestView:
        return await service.submit(
            self._ctx, self._platform, kind, form, employee_id=employee_id, choices=choices
        )

    async def act(
        self,
        request_id: UUID,
        action: RequestAction,
        *,
        comment: str | None = None,
        to: UUID | None = None,
        form: Mapping[str, Any] | None = None,
        step: int | None = None,
        where: Literal["before", "after", "beside"] | None = None,
    ) -> RequestView:
        return await service.act(
            self._ctx,
            self._platform,
            request_id,
            RequestAction(action),
            comment=comment,
            to=to,
            form=form,
            step=step,
            where=where,
        )

    async def get(self, request_id: UUID) -> RequestView:
        found = await service.get(self._ctx, self._platform, request_id)
        return (await views.view_of(self._ctx, [found]))[0]

    async def waiting_for_me(self) -> list[RequestView]:
        return await views.waiting_for_me(self._ctx, self._platform)

    async def open_of(self, employee_id: UUID, *, kind: str | None = None) -> list[RequestView]:
        return await views.open_of(self._ctx, self._platform, employee_id, kind)

    async def has_own_flow(self, kind: str) -> bool:
        _, override = await flow_override(self._ctx.company_id, kind)
        return override is not None
