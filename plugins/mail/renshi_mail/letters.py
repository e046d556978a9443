"""Carrying letters to people outside the company, as candidates."""

from __future__ import annotations

from uuid import UUID

from renshi_mail import repository, service
from renshi_mail.compose import compose_letter, letter_message_id
from renshi_mail.schemas import ADDRESS
from renshi_mail.smtp import Lost, send
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.contributions import Fate, Letter, Outsider

_LABEL = "mail_letter.address"


def _index(ctx: Context, address: str) -> bytes:
    return ctx.secrets.index(address.casefold(), label=_LABEL)


def _address(to: Outsider) -> str | None:
    address = (to.mail or "").strip()
    return address if ADDRESS.match(address) else None


async def reaches(ctx: Context, to: Outsider) -> bool:
    """Whether the company has an account and the person an address that hasn't bounced."""
    address = _address(to)
    if address is None or await repository.account(ctx.company_id) is None:
        return False
    return not await repository.letter_bounced(ctx.company_id, _index(ctx, address))


async def deliver(ctx: Context, letter: Letter) -> Fate:
    """Mail a letter. One that has gone out, or may have, isn't sent again: its fate is answered as it stands."""
    account = await repository.account(ctx.company_id)
    address = _address(letter.to)
    if account is None or address is None:
        return Fate("unreachable", "no mail account is set up" if account is None else "no mail address")
    known = await repository.letter(letter.id)
    if known is not None:
        return Fate(known["state"], known["reason"])
    mail = compose_letter(letter, from_address=account["from_address"], at=ctx.now())
    try:
        refused = await send(
            service.server(ctx, account), mail, sender=account["from_address"], recipient=address
        )
    except Lost as error:
        fate = Fate("unsure", error.text.en)
    else:
        if refused is None:
            fate = Fate("sent")
        else:
            # Servers repeat the address in what they say; it isn't kept.
            said = refused.reason.replace(address, "…")
            fate = Fate("bounced" if refused.hard else "refused", f"{refused.code} {said}")
    await repository.note_letter(
        ctx,
        letter.id,
        letter.to.key.split(".", 1)[0],
        _index(ctx, address),
        state=fate.state,
        message_id=letter_message_id(letter.id, account["from_address"]),
        reason=fate.reason,
    )
    return fate


async def clear(ctx: Context, letter_row: UUID) -> None:
    """Let a bounced address be tried again. Raises ``NotFound``."""
    if not await repository.clear_letter(letter_row, ctx):
        raise NotFound(Text("没有这条退信", "there is no such bounce"))
    await ctx.audit.record("mail.bounce.clear", subject="mail_letter", subject_id=letter_row)
