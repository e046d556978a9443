"""Sending notices by mail, and keeping the company's account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from renshi_mail import repository
from renshi_mail.compose import Attachment, compose, message_id
from renshi_mail.schemas import ADDRESS, AccountBody
from renshi_mail.smtp import Refused, Server, send
from renshi_sdk import Conflict, Context, NeedsAttention, NotFound, Text, new_id
from renshi_sdk.contributions import Delivery, Erasure, Notice

MOST_BYTES = 15 * 1024 * 1024
"""All attachments of a mail together; many servers refuse more."""


async def deliver(ctx: Context, notice: Notice) -> Delivery:
    """Send a notice to its person's address. A second attempt at one that has gone out changes nothing.

    Where the worker dies between the server's answer and the commit, the second mail has the same Message-ID.
    """
    account = await repository.account(ctx.company_id)
    if account is None:
        return Delivery("unreachable", "no mail account is set up")
    person = await ctx.people.get(notice.employee_id)
    address = (person.email or "").strip()
    if not ADDRESS.match(address):
        return Delivery("unreachable", "no mail address" if not address else "not a mail address")
    if await repository.was_sent(notice.id):
        return Delivery("sent")
    if await repository.bounced(person.id, address):
        return Delivery("unreachable", "the address bounced before")
    refused = await _send(ctx, account, notice, person.name, address)
    known = message_id(notice.id, account["from_address"])
    if refused is None:
        await repository.note(ctx, notice.id, person.id, address, state="sent", message_id=known)
        return Delivery("sent")
    await repository.note(
        ctx,
        notice.id,
        person.id,
        address,
        state="bounced" if refused.hard else "failed",
        message_id=known,
        reason=f"{refused.code} {refused.reason}",
    )
    return Delivery("unreachable", f"refused with {refused.code}")


async def _send(
    ctx: Context, account: dict[str, Any], notice: Notice, name: str, address: str
) -> Refused | None:
    mail = compose(
        notice,
        to_name=name,
        to_address=address,
        from_name=account["from_name"],
        from_address=account["from_address"],
        base_url=account["base_url"],
        at=ctx.now(),
        attachments=await _attachments(ctx, notice),
    )
    return await send(server(ctx, account), mail, sender=account["from_address"], recipient=address)


async def _attachments(ctx: Context, notice: Notice) -> list[Attachment]:
    found: list[Attachment] = []
    total = 0
    for file_id in notice.attachments:
        stored, content = await ctx.files.get(file_id)
        total += len(content)
        if total > MOST_BYTES:
            raise NeedsAttention(
                Text(
                    f"附件合计超过 {MOST_BYTES // 2**20} MB，无法用邮件发送",
                    f"attachments of more than {MOST_BYTES // 2**20} MB can't be mailed",
                ),
                code="mail.too_large",
            )
        found.append((stored.name, stored.media_type, content))
    return found


def server(ctx: Context, account: dict[str, Any]) -> Server:
    """A company's account as it is connected to, with its password opened."""
    secret = account["secret"]
    return Server(
        host=account["host"],
        port=account["port"],
        security=account["security"],
        username=account["username"],
        password=ctx.secrets.open(secret, label=_label(account["id"])) if secret is not None else None,
        authority=account["authority"],
    )


def _label(account_id: UUID) -> str:
    return f"mail_account.secret:{account_id}"


async def shown(ctx: Context) -> dict[str, Any]:
    """The account without its password."""
    account = await repository.account(ctx.company_id)
    if account is None:
        return {"set_up": False, "port": 465, "security": "tls", "has_password": False}
    names = (
        "host",
        "port",
        "security",
        "username",
        "from_address",
        "from_name",
        "base_url",
        "authority",
        "tested_at",
    )
    return {
        "set_up": True,
        "has_password": account["secret"] is not None,
        **{name: account[name] for name in names},
    }


async def keep(ctx: Context, body: AccountBody) -> None:
    """Keep the company's account; the password is sealed, and gone where the server or user changes without one."""
    before = await repository.account(ctx.company_id)
    account_id = before["id"] if before else new_id()
    same = before is not None and (before["host"], before["username"]) == (body.host, body.username)
    secret = before["secret"] if before is not None and same else None
    if body.password is not None:
        secret = ctx.secrets.seal(body.password, label=_label(account_id))
    await repository.keep_account(
        account_id,
        ctx.company_id,
        {**body.model_dump(exclude={"password"}), "secret": secret, "tested_at": None},
    )
    await ctx.audit.record(
        "mail.account.change",
        subject="mail_account",
        subject_id=account_id,
        detail={"host": body.host, "port": body.port, "security": body.security, "username": body.username},
    )


async def remove(ctx: Context) -> None:
    """Remove the account. Raises ``NotFound``."""
    if not await repository.drop_account(ctx.company_id):
        raise NotFound(Text("尚未设置邮件账号", "no mail account is set up"))
    await ctx.audit.record("mail.account.remove", subject="mail_account")


async def test(ctx: Context) -> dict[str, Any]:
    """Send the caller a mail now, and say how it went.

    Raises:
        Conflict: no account, or the caller has no address, or the server refused the recipient.
    """
    account = await repository.account(ctx.company_id)
    if account is None:
        raise Conflict(Text("请先设置邮件账号", "set the mail account up first"), code="mail.no_account")
    person = await ctx.people.get(ctx.actor.employee_id) if ctx.actor.employee_id else None
    address = (person.email or "").strip() if person else ""
    if person is None or not ADDRESS.match(address):
        raise Conflict(
            Text("您的档案中没有邮箱，无法试发", "your file holds no mail address to send to"),
            code="mail.no_address",
        )
    notice = Notice(
        id=new_id(),
        employee_id=person.id,
        kind="mail.test",
        title=Text("邮件设置测试", "A test of the mail account"),
        body=Text("收到此邮件说明邮件账号可用。", "The mail account works."),
        locale=ctx.locale,
    )
    refused = await _send(ctx, account, replace(notice), person.name, address)
    if refused is not None:
        raise Conflict(
            Text(f"邮件服务器拒收（{refused.code}）", f"the mail server refused it ({refused.code})"),
            code="mail.refused",
        )
    await repository.tested(ctx.company_id, ctx)
    return {"sent_to": address}


async def clear(ctx: Context, message_id: UUID) -> None:
    """Let a bounced address be tried again. Raises ``NotFound``."""
    employee_id = await repository.clear(message_id, ctx.company_id, ctx)
    if employee_id is None:
        raise NotFound(Text("没有这条退信", "there is no such bounce"))
    await ctx.audit.record(
        "mail.bounce.clear", subject="mail_message", subject_id=message_id, employee_id=employee_id
    )


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What the plugin keeps about a person."""
    return {"mail_message": await repository.export_of(employee_id)}


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Remove it."""
    return Erasure(erased={"mail_message": await repository.erase_of(employee_id)})
