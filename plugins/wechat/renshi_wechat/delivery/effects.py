"""What an error of the API changes beside the message it was about."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from renshi_sdk import Context
from renshi_wechat.accounts import repository as accounts
from renshi_wechat.accounts.service import OpenAccount, describe
from renshi_wechat.bindings import repository as bindings
from renshi_wechat.guests import repository as guests
from renshi_wechat.messages import repository as messages
from renshi_wechat.protocol import ApiError, Effect

log = logging.getLogger(__name__)
# Until an administrator changes the account, which clears it.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


async def apply(ctx: Context, account: OpenAccount, openid: str, api: str, error: ApiError) -> None:
    """Write down the effect of ``error`` on account, binding or window. ``api`` is "custom" or "template"."""
    behaviour, now = error.behaviour, ctx.now()
    trouble = describe(error)
    match behaviour.effect:
        case Effect.STOP_ACCOUNT:
            await accounts.pause(
                account.id, behaviour.not_before(now=now, attempt=1) or now + timedelta(minutes=10), trouble
            )
        case Effect.PARK_API:
            await accounts.turn_off(
                account.id, api, behaviour.not_before(now=now, attempt=1) or FOREVER, trouble
            )
        case Effect.DISABLE_FEATURE:
            await accounts.turn_off(account.id, api, FOREVER, trouble)
        case Effect.DISABLE_TEMPLATE:
            await accounts.turn_off(account.id, "template", FOREVER, trouble)
        case Effect.BINDING_STALE:
            await bindings.set_status(account.id, openid, "stale")
            await guests.set_status(account.id, openid, "stale")
        case Effect.BINDING_UNSUBSCRIBED:
            await bindings.set_status(account.id, openid, "unsubscribed")
            await guests.set_status(account.id, openid, "unsubscribed")
        case Effect.CLOSE_WINDOW | Effect.EXHAUST_WINDOW:
            await messages.close_windows(account.id, openid)
        case Effect.NONE | Effect.GRANTS_ZERO:
            if behaviour.alarm:
                await accounts.note_trouble(account.id, trouble)
    if behaviour.alarm:
        log.warning("wechat_api_alarm account=%s code=%s api=%s", account.id, error.code, api)
