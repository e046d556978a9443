"""The offer as a letter to the candidate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import invitations
from renshi_recruiting_ai.offers import service
from renshi_recruiting_ai.talk import delivery, messages
from renshi_sdk import Conflict, Context, Text


async def send(ctx: Context, offer_id: UUID) -> dict[str, Any]:
    """Send an approved offer with a new link; the old link stops working.

    Raises:
        Conflict: it is not approved or answered already, or there is no way to send it: then it can be downloaded.
        NeedsAttention: the settings don't say where the candidate's page is.
    """
    settings = await invitations.require_address(ctx)
    offer = await service.get(ctx, offer_id)
    problem = await delivery.problem(ctx, await messages.about(ctx, offer["application_id"]))
    if problem is not None:
        raise Conflict(
            Text(
                f"无法发送：{problem.zh}。可下载录用通知后自行转交",
                f"it can't be sent: {problem.en}; download it",
            ),
            code="recruiting_ai.no_way",
        )
    offer, token = await service.send(ctx, offer_id)
    return await messages.write(
        ctx,
        offer["application_id"],
        "offer",
        link=f"{settings.careers_address}/{invitations.page_of('offer', token)}",
        words={"until": messages.shown_time(ctx, offer["expires_at"])},
    )
