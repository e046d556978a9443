"""API of offers. They are asked for through the platform's requests (kind recruiting_ai.offer)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_recruiting_ai import invitations, permissions
from renshi_recruiting_ai.offers import letters, repository, service
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/offers", permission=permissions.OFFER_READ)
async def list_offers(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Offers with their terms. The read is audited: it shows pay."""
    await ctx.audit.record("recruiting_ai.offer.list", subject="recruiting_ai_offer")
    return page_of(await repository.page(ctx.company_id, listing_query))


@get("/offers/candidates", permission=permissions.OFFER_CREATE)
async def offer_candidates(ctx: Context) -> dict[str, Any]:
    """Candidates who may be offered the job."""
    return {"options": await repository.candidates(ctx.company_id)}


@post("/offers/{offer_id:uuid}/send", permission=permissions.OFFER_CREATE, status_code=200)
async def send_offer(ctx: Context, offer_id: UUID) -> dict[str, Any]:
    """Make the candidate's link. The secret is shown this once."""
    offer, token = await service.send(ctx, offer_id)
    return {
        "state": offer["state"],
        "expires_at": offer["expires_at"],
        "token": token,
        "page": invitations.page_of("offer", token),
    }


@post("/offers/{offer_id:uuid}/letter", permission=permissions.OFFER_CREATE, status_code=200)
async def offer_letter(ctx: Context, offer_id: UUID) -> Response[bytes]:
    """Send the offer: a new link in a text file, ready to be sent on."""
    settings = await invitations.require_address(ctx)
    offer, token = await service.send(ctx, offer_id)
    return await invitations.letter(
        ctx,
        settings,
        "offer",
        name=offer["name"],
        job=offer["requisition_title"],
        token=token,
        until=offer["expires_at"],
    )


@post("/offers/{offer_id:uuid}/mail", permission=permissions.OFFER_CREATE, status_code=200)
async def mail_offer(ctx: Context, offer_id: UUID) -> dict[str, Any]:
    """Send the offer to the candidate with a new link, by the company's mail or WeChat."""
    return await letters.send(ctx, offer_id)


@post("/offers/{offer_id:uuid}/cancel", permission=permissions.OFFER_CREATE, status_code=200)
async def cancel_offer(ctx: Context, offer_id: UUID) -> dict[str, str]:
    """Take an offer back before it is answered."""
    await service.cancel(ctx, offer_id)
    return {"state": "withdrawn"}


@get("/offers/{offer_id:uuid}/report", permission=permissions.OFFER_READ)
async def offer_report(ctx: Context, offer_id: UUID) -> Response[bytes]:
    """The report that went into the employee's file. Audited."""
    offer = await service.get(ctx, offer_id)
    if offer["report_file_id"] is None:
        raise NotFound(Text("该录用没有归档报告", "this offer has no report"))
    await ctx.audit.record("recruiting_ai.offer.report", subject="recruiting_ai_offer", subject_id=offer_id)
    stored, content = await ctx.files.get(offer["report_file_id"])
    return Response(
        content,
        media_type=stored.media_type,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}"},
    )


HANDLERS = (
    list_offers,
    offer_candidates,
    send_offer,
    offer_letter,
    mail_offer,
    cancel_offer,
    offer_report,
)
