"""The same decision on several requests, each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.requests import service
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestAction
from renshi_sdk.errors import RenshiError

if TYPE_CHECKING:
    from renshi_core.platform import Platform


async def decide(
    ctx: Context, platform: Platform, action: RequestAction, ids: Sequence[UUID], comment: str | None
) -> list[dict[str, Any]]:
    """Decide each request; what one raises undoes that one alone and is said in its line."""
    lines: list[dict[str, Any]] = []
    for request_id in dict.fromkeys(ids):
        try:
            after = await service.act(ctx, platform, request_id, action, comment=comment)
        except RenshiError as error:
            lines.append(
                {
                    "id": request_id,
                    "ok": False,
                    "number": None,
                    "state": None,
                    "code": error.code,
                    "message": error.text.of(ctx.locale),
                }
            )
        else:
            lines.append(
                {
                    "id": request_id,
                    "ok": True,
                    "number": after.number,
                    "state": after.state.value,
                    "code": None,
                    "message": "",
                }
            )
    return lines
