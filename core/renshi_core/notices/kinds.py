"""Kinds of notices: what they are called, which can't be switched off, and which may come at night."""

from __future__ import annotations

from dataclasses import dataclass

from renshi_sdk.context import Context
from renshi_sdk.db import fetch
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind: its title; ``mandatory`` kinds go over every channel, ``urgent`` ones also in quiet hours."""

    name: str
    title: Text
    mandatory: bool = False
    urgent: bool = False


def _kind(name: str, zh: str, en: str, *, mandatory: bool = False, urgent: bool = False) -> NoticeKind:
    return NoticeKind(name, Text(zh, en), mandatory, urgent)


DIGEST = "core.notice.digest"
TEST = "core.notice.test"
KNOWN: dict[str, NoticeKind] = {
    kind.name: kind
    for kind in (
        _kind("core.request.waiting", "有申请待我审批", "A request waits for me", mandatory=True),
        _kind("core.request.approved", "我的申请已通过", "My request was approved"),
        _kind("core.request.rejected", "我的申请未通过", "My request was refused"),
        _kind("core.request.returned", "我的申请被退回", "My request was sent back", mandatory=True),
        _kind("core.request.cancelled", "我的申请已撤销", "My request was cancelled"),
        _kind("core.request.copied", "抄送给我的申请", "A request was copied to me"),
        _kind("core.request.mentioned", "评论中提到我", "Somebody mentioned me"),
        _kind("core.bank_changed", "银行卡变更提醒", "Bank account changed", mandatory=True, urgent=True),
        _kind(DIGEST, "通知汇总", "Digest", mandatory=True),
        _kind(TEST, "测试通知", "Test", mandatory=True, urgent=True),
    )
}


async def seen(ctx: Context) -> list[NoticeKind]:
    """Known kinds and those that were sent in the company; one that isn't known is called as its newest notice."""
    rows = await fetch(
        "SELECT DISTINCT ON (kind) kind, title_zh, title_en FROM core_notice WHERE company_id = $1"
        " AND kind <> ALL($2) ORDER BY kind, created_at DESC LIMIT 500",
        ctx.company_id,
        list(KNOWN),
    )
    others = [NoticeKind(row["kind"], Text(row["title_zh"], row["title_en"])) for row in rows]
    return [*(k for k in KNOWN.values() if k.name not in (DIGEST, TEST)), *others]
