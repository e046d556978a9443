"""The mail account and its messages over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from renshi_mail import letters, repository, service
from renshi_mail.schemas import AccountBody
from renshi_sdk import Context
from renshi_sdk.db import ListQuery, listing
from renshi_sdk.services import Clause
from renshi_sdk.web import delete, get, page_of, post, put

MANAGE, LOG = "mail.account.manage", "mail.message.read"


@get("/account", permission=MANAGE)
async def get_account(ctx: Context) -> dict[str, Any]:
    """The company's mail account, without its password."""
    return await service.shown(ctx)


@put("/account", permission=MANAGE)
async def put_account(ctx: Context, data: AccountBody) -> dict[str, Any]:
    """Set the company's mail account up."""
    await service.keep(ctx, data)
    return await service.shown(ctx)


@delete("/account", permission=MANAGE)
async def delete_account(ctx: Context) -> None:
    """Remove the mail account; notices then take the other channels."""
    await service.remove(ctx)


@post("/account/test", permission=MANAGE, status_code=200)
async def test_account(ctx: Context) -> dict[str, Any]:
    """Send the caller a mail now."""
    return await service.test(ctx)


@get("/messages", permission=LOG)
async def list_messages(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """What became of the company's mails, newest first."""
    plain = replace(listing_query, q=listing_query.q.lower() if listing_query.q else None)
    return page_of(await listing(repository.MESSAGES, plain, Clause("m.company_id = {}", (ctx.company_id,))))


@post("/messages/{message_id:uuid}/clear", permission=MANAGE, status_code=200)
async def clear_bounce(ctx: Context, message_id: UUID) -> dict[str, Any]:
    """Try a bounced address again from now on."""
    await service.clear(ctx, message_id)
    return {"id": message_id}


@get("/letters", permission=LOG)
async def list_letters(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """What became of letters to people outside, newest first; to whom is known to the plugin that wrote them."""
    return page_of(
        await listing(repository.LETTERS, listing_query, Clause("l.company_id = {}", (ctx.company_id,)))
    )


@post("/letters/{sent_letter_id:uuid}/clear", permission=MANAGE, status_code=200)
async def clear_letter(ctx: Context, sent_letter_id: UUID) -> dict[str, Any]:
    """Try a bounced address again from now on."""
    await letters.clear(ctx, sent_letter_id)
    return {"id": sent_letter_id}


HANDLERS = (
    get_account,
    put_account,
    delete_account,
    test_account,
    list_messages,
    clear_bounce,
    list_letters,
    clear_letter,
)
