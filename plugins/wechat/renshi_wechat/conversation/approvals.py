"""Approving by a code: single recipient, expiring, and good for the version that was shown."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from renshi_sdk import Context, NotFound, RenshiError
from renshi_sdk.contracts import Employee, RequestAction, RequestView
from renshi_sdk.db import savepoint
from renshi_wechat.conversation import repository, texts
from renshi_wechat.conversation.person import acting_as

CODE_LIFE = timedelta(days=7)
SHOWN = 8


async def waiting(ctx: Context, employee: Employee) -> str:
    """The requests that wait for ``employee``, oldest first, each with its code."""
    found = await acting_as(ctx, employee).requests.waiting_for_me()
    if not found:
        return texts.NO_WAITING.of(ctx.locale)
    codes = await _codes(ctx, employee.id, found[:SHOWN])
    lines = "\n".join(
        f"{codes[request.id]}  {request.employee_name} {request.summary}" for request in found[:SHOWN]
    )
    return texts.WAITING.format(count=len(found), lines=lines).of(ctx.locale)


async def hint(ctx: Context, employee: Employee, link: str | None) -> str:
    """How to decide the request a notice is about, for a notice whose ``link`` names one that waits for
    this employee; "" for any other."""
    if not link:
        return ""
    for request in await acting_as(ctx, employee).requests.waiting_for_me():
        if str(request.id) in link:
            codes = await _codes(ctx, employee.id, [request])
            return texts.APPROVAL_HINT.format(code=codes[request.id]).of(ctx.locale)
    return ""


async def decide(
    ctx: Context, employee: Employee, action: RequestAction, code: str | None, comment: str
) -> tuple[str, bool]:
    """Approve or reject the request with ``code``; returns the answer and whether something was decided."""
    locale = ctx.locale
    if code is None:
        return texts.NEED_CODE.of(locale), False
    row = await repository.approval_by_code(employee.id, code, ctx.now())
    if row is None:
        return texts.CODE_GONE.format(code=code).of(locale), False
    if action is RequestAction.REJECT and not comment:
        return texts.NEED_REASON.format(code=code).of(locale), False
    requests = acting_as(ctx, employee).requests
    try:
        async with savepoint():
            before = await requests.get(row["request_id"])
            if before.version != row["request_version"] or not before.state.open:
                raise NotFound(texts.CODE_GONE.format(code=code))
            after = await requests.act(row["request_id"], action, comment=comment or None)
    except NotFound:
        await repository.drop_approval(row["id"])
        return texts.CODE_GONE.format(code=code).of(locale), False
    except RenshiError as error:
        return texts.DECISION_REFUSED.format(why=error.text.of(locale)).of(locale), False
    await repository.drop_approval(row["id"])
    done = texts.APPROVED if action is RequestAction.APPROVE else texts.REJECTED
    return done.format(who=after.employee_name, summary=after.summary, number=after.number).of(locale), True


async def _codes(ctx: Context, employee_id: UUID, requests: list[RequestView]) -> dict[UUID, str]:
    """A four-digit code for each request: the one it has, or a new one."""
    now = ctx.now()
    await repository.drop_expired(employee_id, now)
    known = await repository.codes_of(employee_id)
    taken = {row["code"] for row in known.values()}
    codes: dict[UUID, str] = {}
    for request in requests:
        row = known.get(request.id)
        if row is not None and row["request_version"] == request.version:
            codes[request.id] = row["code"]
            continue
        code = row["code"] if row is not None else _fresh(taken)
        taken.add(code)
        await repository.put_approval(
            ctx.company_id, employee_id, request.id, request.version, code, now + CODE_LIFE
        )
        codes[request.id] = code
    return codes


def _fresh(taken: set[str]) -> str:
    while True:
        code = f"{secrets.randbelow(9000) + 1000}"
        if code not in taken:
            return code
