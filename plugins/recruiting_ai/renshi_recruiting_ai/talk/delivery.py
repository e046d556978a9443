"""How letters leave: by a carrier of the company's plugins, else by the operator's own server. Once, or told apart."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.talk import mail
from renshi_recruiting_ai.talk.schemas import SendParams
from renshi_sdk import Context, NeedsAttention, Temporary, Text, new_id
from renshi_sdk.contributions import Fate, JobRun, Letter, LetterFile, Outsider
from renshi_sdk.db import execute, fetch, fetch_row

SEND_JOB = "recruiting_ai.send_message"
ATTEMPTS = 4
NO_WAY = Text(
    "没有可用的发送方式（未设置邮件，或候选人未绑定微信），内容只显示在候选人页面",
    "no way to send it (no mail account, or WeChat is not bound); shown on the candidate's page alone",
)
NO_ADDRESS = Text(
    "候选人没有留下邮箱，也未绑定微信，内容只显示在候选人页面",
    "the candidate left no mail address and has not bound WeChat; shown on their page alone",
)
ASKED_NOT_TO = Text("候选人要求不再联系，未发送", "the candidate asked not to be contacted; not sent")
UNSURE = Text(
    "发送途中中断，不知是否已送达；为避免重复，不会自动重发",
    "interrupted while sending: it may have gone out, so it is not sent again by itself",
)
_REFUSED = {
    "bounced": Text("收件地址不存在（退信）", "there is no such address (bounced)"),
    "refused": Text("对方服务拒收", "the service refused it"),
}


def outsider(row: dict[str, Any]) -> Outsider:
    """A candidate as carriers know them, from a row with `candidate_id` and `email`."""
    return Outsider(key=f"recruiting_ai.candidate:{row['candidate_id']}", mail=row["email"])


async def ways(ctx: Context, to: Outsider) -> list[str]:
    """Names of the ways by which a letter could leave now, in the order they are tried."""
    names = [carrier.name for carrier in await ctx.letters.carriers(to)]
    return [*names, mail.OWN] if to.mail and mail.server() is not None else names


async def problem(ctx: Context, row: dict[str, Any]) -> Text | None:
    """Why nothing can be sent to a candidate, or None."""
    if row["do_not_contact"]:
        return ASKED_NOT_TO
    if await ways(ctx, outsider(row)):
        return None
    return NO_WAY if row["email"] else NO_ADDRESS


def label(message_id: UUID) -> str:
    """Binds the sealed letter to its row."""
    return f"recruiting_ai_message.attachment:{message_id}"


async def send(ctx: Context, params: SendParams, run: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.send_message: have one letter carried, and say in the log how it went.

    That it is being sent is committed before it leaves. Whoever finds it so later, after a worker died, can't know
    whether it left: it is shown as such and a person decides, so nothing is sent twice.
    """
    message_id = UUID(params.message_id)
    # A key of its own each time: what an earlier attempt took is read from the row.
    async with run.step(f"take-{new_id()}") as inside:
        taken = await _take(inside, message_id) if inside is not None else None
    if taken is None:
        return {"skipped": "nothing to send"}
    if isinstance(taken, str):
        return {"state": taken}
    try:
        async with run.step(f"carry-{new_id()}") as inside:
            if inside is None:
                return {"skipped": "another worker has it"}
            fate = await _carry(inside, taken)
            return {"state": await _settle(inside, message_id, fate)}
    except NeedsAttention as error:
        return await _back(run, message_id, "failed", error.text)
    except Temporary as error:
        if run.attempt >= ATTEMPTS:
            return await _back(run, message_id, "failed", error.text)
        await _back(run, message_id, "queued", None)
        raise


async def _take(ctx: Context, message_id: UUID) -> dict[str, Any] | str | None:
    row = await fetch_row(
        "SELECT m.id, m.candidate_id, m.sent_to AS email, m.state, m.attachment, m.locale, c.name, c.do_not_contact"
        " FROM recruiting_ai_message m JOIN recruiting_ai_candidate c ON c.id = m.candidate_id"
        " WHERE m.company_id = $1 AND m.id = $2 FOR UPDATE OF m",
        ctx.company_id,
        message_id,
    )
    if row is None or row["attachment"] is None or row["state"] not in ("queued", "sending"):
        return None
    if row["state"] == "sending":
        await _end(message_id, "unsure", UNSURE)
        return "unsure"
    if row["do_not_contact"]:
        await _end(message_id, "not_sent", ASKED_NOT_TO)
        return "not_sent"
    await execute("UPDATE recruiting_ai_message SET state = 'sending' WHERE id = $1", message_id)
    whole = json.loads(ctx.secrets.open(row["attachment"], label=label(message_id)))
    return dict(row) | {"whole": whole}


async def _carry(ctx: Context, row: dict[str, Any]) -> Fate:
    whole = row["whole"]
    calendar = whole["calendar"]
    files = (LetterFile("interview.ics", "text/calendar", calendar.encode()),) if calendar else ()
    letter = Letter(
        id=row["id"],
        to=outsider(row),
        name=row["name"],
        sender=whole["company"],
        subject=whole["subject"],
        body=whole["body"],
        link=whole.get("link"),
        locale=row["locale"],
        files=files,
    )
    fate = await ctx.letters.send(letter)
    server = mail.server()
    if fate.state != "unreachable" or server is None or not row["email"]:
        return fate
    message = mail.compose(
        server,
        company=whole["company"],
        address=row["email"],
        subject=whole["subject"],
        body=whole["body"],
        key=str(row["id"]),
        calendar=calendar,
    )
    return await asyncio.to_thread(mail.send, server, message)


async def _settle(ctx: Context, message_id: UUID, fate: Fate) -> str:
    if fate.state == "later":
        await execute(
            "UPDATE recruiting_ai_message SET state = 'queued', not_before = $2 WHERE id = $1",
            message_id,
            fate.until or ctx.now() + timedelta(hours=1),
        )
        return "queued"
    if fate.state == "sent":
        await _end(message_id, "sent", None, carrier=fate.carrier, at=ctx.now())
        return "sent"
    if fate.state == "unreachable":
        await _end(message_id, "not_sent", NO_WAY)
        return "not_sent"
    if fate.state == "unsure":
        await _end(message_id, "unsure", UNSURE, carrier=fate.carrier)
        return "unsure"
    said = _REFUSED[fate.state]
    state = "bounced" if fate.state == "bounced" else "failed"
    reason = f"：{fate.reason}" if fate.reason else ""
    shown = Text(f"{said.zh}{reason}", f"{said.en}{reason.replace('：', ': ')}")
    await _end(message_id, state, shown, carrier=fate.carrier)
    return state


async def _back(run: JobRun, message_id: UUID, state: str, why: Text | None) -> dict[str, Any]:
    async with run.step(f"back-{new_id()}") as inside:
        if inside is not None and state == "queued":
            await execute("UPDATE recruiting_ai_message SET state = 'queued' WHERE id = $1", message_id)
        elif inside is not None:
            await _end(message_id, state, why)
    return {"state": state}


async def _end(
    message_id: UUID,
    state: str,
    why: Text | None,
    *,
    carrier: str | None = None,
    at: datetime | None = None,
) -> None:
    await execute(
        "UPDATE recruiting_ai_message SET state = $2, problem = $3, problem_en = $4, sent_at = $5,"
        " channel = coalesce($6, CASE WHEN $2 = 'not_sent' THEN 'page' ELSE channel END),"
        " attachment = NULL, not_before = NULL WHERE id = $1",
        message_id,
        state,
        why.zh if why else None,
        why.en if why else None,
        at,
        carrier or None,
    )


async def send_waiting(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.send_waiting: letters that waited for the end of quiet hours go now."""
    rows = await fetch(
        "UPDATE recruiting_ai_message SET not_before = NULL WHERE id IN ("
        "SELECT id FROM recruiting_ai_message WHERE company_id = $1 AND state = 'queued'"
        " AND not_before <= $2 ORDER BY not_before LIMIT 500 FOR UPDATE SKIP LOCKED) RETURNING id",
        ctx.company_id,
        ctx.now(),
    )
    for row in rows:
        await ctx.jobs.enqueue(SEND_JOB, {"message_id": str(row["id"])}, key=str(row["id"]))
    return {"sent_on": len(rows)}
