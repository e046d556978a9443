"""Sending notices, and the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from renshi_core.jobs.wake import announce
from renshi_core.notices import repository, templates
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import Notice
from renshi_sdk.db import Listing, ListQuery, listing
from renshi_sdk.errors import NotFound
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

KEPT = timedelta(days=365)
"""Notices stay in the inbox for this long."""


async def send(
    platform: Platform,
    ctx: Context,
    employee_id: UUID,
    *,
    kind: str,
    title: Text,
    body: Text,
    link: str | None,
    key: str | None,
    urgent: bool = False,
    attachments: Sequence[UUID] = (),
) -> None:
    """Put a notice into the employee's inbox now, and on the ladder of channels after the commit.

    Raises:
        NotFound: no such employee. ValueError: ``link`` leads neither into the platform nor to an https page.
    """
    if link is not None:
        check_link(link)
    place = await repository.addressee(employee_id, ctx.company_id)
    if place is None:
        raise NotFound(Text("没有这名员工", "there is no such employee"))
    name, company = place
    title, body = await templates.applied(
        ctx.company_id, kind, title, body, name=name, company=company, day=ctx.today().isoformat()
    )
    notice = Notice(
        id=new_id(),
        employee_id=employee_id,
        kind=kind,
        title=title,
        body=body,
        link=link,
        attachments=tuple(attachments),
    )
    if not await repository.insert(notice, key, ctx, urgent=urgent):
        return
    if platform.registry.channels:
        await repository.start_delivery(notice.id, ctx)
        announce(platform, "default")


def check_link(link: str) -> None:
    """Refuse links that a browser would run or that leave the platform unseen."""
    parts = urlsplit(link)
    inside = (
        not parts.scheme and not parts.netloc and link.startswith("/") and not link.startswith(("//", "/\\"))
    )
    if not inside and not (parts.scheme == "https" and parts.netloc):
        raise ValueError(f"a notice's link is a path of the platform or an https address, not {link!r}")


async def inbox(ctx: Context, query: ListQuery) -> Listing:
    """The caller's own notices, newest first; nothing for a user who is no employee."""
    if ctx.actor.employee_id is None:
        return Listing(items=[], total=0)
    found = await listing(repository.INBOX, query, Clause("employee_id = {}", (ctx.actor.employee_id,)))
    english = ctx.locale.lower().startswith("en")
    items = [
        {
            "id": item["id"],
            "kind": item["kind"],
            "title": item["title_en"] if english else item["title_zh"],
            "body": item["body_en"] if english else item["body_zh"],
            "link": item["link"],
            "read": item["read_at"] is not None,
            "read_at": item["read_at"],
            "created_at": item["created_at"],
        }
        for item in found.items
    ]
    return Listing(items=items, next_cursor=found.next_cursor, total=found.total)


async def unread(ctx: Context) -> int:
    """How many of the caller's notices are unread."""
    return await repository.unread(ctx.actor.employee_id) if ctx.actor.employee_id else 0


async def mark_read(ctx: Context, notice_id: UUID | None = None) -> int:
    """Mark one of the caller's notices as read, or all.

    Raises:
        NotFound: no such notice of the caller.
    """
    if ctx.actor.employee_id is None:
        rows = []
    else:
        rows = await repository.mark_read(ctx.actor.employee_id, ctx.now(), notice_id)
    if notice_id is not None and not rows:
        raise NotFound(Text("没有这条通知", "there is no such notice"))
    return len(rows)


async def purge(ctx: Context) -> dict[str, Any]:
    """Remove notices older than :data:`KEPT`."""
    return {"notices": await repository.purge(ctx.company_id, ctx.now() - KEPT)}


async def fall_back(ctx: Context) -> dict[str, Any]:
    """Let the next channel try what was sent a while ago and nobody has read."""
    platform: Platform = ctx.services.platform  # type: ignore[attr-defined]
    count = await repository.fall_back(ctx.company_id, ctx.now())
    if count:
        announce(platform, "default")
    return {"notices": count}
