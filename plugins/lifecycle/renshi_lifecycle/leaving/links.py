"""The exit interview by a link: for who has no account, or has lost it with the last day.

The page tells nothing about anybody, so the link alone opens it. It answers once; a newer link ends the one before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.intake.keys import new_token, token_hash
from renshi_lifecycle.leaving import interviews
from renshi_lifecycle.leaving.schemas import ITEMS, ExitAnswers
from renshi_lifecycle.leaving.service import get, note
from renshi_lifecycle.rows import insert, update
from renshi_lifecycle.settings import LifecycleSettings
from renshi_lifecycle.words import MAIN_REASONS
from renshi_sdk import Conflict, Context, NeedsAttention, NotFound, Text
from renshi_sdk.db import execute, fetch_row

DAYS = 30


async def make(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """A link for who leaves, sent to them by their notices too; the one before stops working.

    Raises:
        NotFound. NeedsAttention: the pages' address isn't set. Conflict: taken back, or answered before.
    """
    settings = await ctx.settings(LifecycleSettings)
    if not settings.form_address:
        raise NeedsAttention(
            Text(
                "请先在插件设置中填写“入职登记页面地址”",
                "set the address of the new hire's form in the plugin's settings first",
            ),
            code="lifecycle.no_address",
        )
    case = await get(ctx, case_id)
    if case["state"] == "withdrawn":
        raise Conflict(Text("离职已撤回", "the leaving was taken back"), code="lifecycle.withdrawn")
    await interviews.unanswered(case_id)
    await execute(
        "UPDATE lifecycle_exit_link SET revoked_at = $2 WHERE case_id = $1 AND revoked_at IS NULL",
        case_id,
        ctx.now(),
    )
    token, hashed = new_token()
    until = ctx.now() + timedelta(days=DAYS)
    await insert("lifecycle_exit_link", case_id=case_id, token_hash=hashed, expires_at=until)
    await note(ctx, "interview_link", case, {"until": until.isoformat()})
    link = f"{settings.form_address}/assets/exit.html#{token}"
    await ctx.notices.send(
        case["employee_id"],
        kind="lifecycle.exit_interview",
        title=Text("请填写离职面谈", "Your exit interview"),
        body=Text(
            f"请在 {until:%Y-%m-%d} 前填写离职面谈，约三分钟，内容保密：{link}",
            f"Please answer the exit interview by {until:%Y-%m-%d}. It takes three minutes and is confidential: {link}",
        ),
        link="/console/lifecycle/mine",
        key=f"lifecycle.exit_interview:{case_id}:{hashed.hex()[:16]}",
    )
    return {"link": link, "until": until}


async def shown(ctx: Context, token: str) -> dict[str, Any]:
    """The questions behind a link. Raises ``NotFound``."""
    await _case(ctx, token)
    return {
        "company": (await ctx.organization.company()).name,
        "items": [{"name": name, "zh": zh, "en": en} for name, zh, en in ITEMS],
        "reasons": [{"value": value, "zh": t.zh, "en": t.en} for value, t in MAIN_REASONS.items()],
    }


async def answer(ctx: Context, token: str, data: ExitAnswers) -> dict[str, Any]:
    """Answer by the link, once. Raises ``NotFound``, or ``Conflict`` where it was answered before."""
    link, case = await _case(ctx, token)
    await interviews.keep(ctx, case, data.interview())
    await update("lifecycle_exit_link", link, spent_at=ctx.now())
    return {"state": "answered"}


async def _case(ctx: Context, token: str) -> tuple[UUID, dict[str, Any]]:
    row = await fetch_row(
        "SELECT l.id AS link_id, c.* FROM lifecycle_exit_link l JOIN lifecycle_case c ON c.id = l.case_id"
        " WHERE l.token_hash = $1 AND c.company_id = $2 AND l.spent_at IS NULL AND l.revoked_at IS NULL"
        " AND l.expires_at > $3 AND c.state <> 'withdrawn' FOR UPDATE",
        token_hash(token),
        ctx.company_id,
        ctx.now(),
    )
    if row is None:
        raise NotFound(
            Text(
                "链接无效、已过期或已提交过，请联系公司人事",
                "this link is not valid, is over, or was answered; ask the company's HR",
            ),
            code="lifecycle.link_over",
        )
    found = dict(row)
    return found.pop("link_id"), found
