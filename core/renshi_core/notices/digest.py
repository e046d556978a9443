"""The digest: what waited for a person since the last one, in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renshi_core.jobs.above import context_for
from renshi_core.notices import repository
from renshi_core.notices.kinds import DIGEST
from renshi_core.notices.repository import Claimed
from renshi_sdk import new_id
from renshi_sdk.context import Actor
from renshi_sdk.contributions import Notice
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from uuid import UUID

    from renshi_core.platform import Platform

MOST_LINES = 30


async def send(platform: Platform, item: Claimed, employee_id: UUID) -> bool:
    """Put everything that is due for the person's digest into one notice, in this transaction.

    False where it is alone: it then goes out as it is.
    """
    now = platform.clock.now()
    rows = await repository.gather(employee_id, item.company_id, now)
    if item.id not in {row["id"] for row in rows}:
        # Another worker has put it into the digest since it was claimed.
        return True
    if len(rows) == 1:
        return False
    ctx = context_for(
        platform,
        tenant_id=item.tenant_id,
        company_id=item.company_id,
        actor=Actor.system("digest"),
        plugin="core",
        time_zone=item.time_zone,
    )
    shown = rows[:MOST_LINES]
    more = len(rows) - len(shown)
    notice = Notice(
        id=new_id(),
        employee_id=employee_id,
        kind=DIGEST,
        title=Text(f"您有 {len(rows)} 条通知", f"You have {len(rows)} notices"),
        body=Text(
            "\n".join(f"· {r['title_zh']}：{_line(r['body_zh'])}" for r in shown)
            + (f"\n……另有 {more} 条" if more else ""),
            "\n".join(f"· {r['title_en']}: {_line(r['body_en'])}" for r in shown)
            + (f"\n… and {more} more" if more else ""),
        ),
        link="/console/core/inbox",
    )
    await repository.insert(notice, None, ctx)
    await repository.start_delivery(notice.id, ctx)
    await repository.digested([row["id"] for row in rows], notice.id, now)
    return True


def _line(body: str) -> str:
    first = body.split("\n", 1)[0]
    return first if len(first) <= 80 else first[:79] + "…"
