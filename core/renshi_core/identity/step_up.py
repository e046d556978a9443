"""Proving again who one is (step-up) before sensitive data is shown in full or leaves the house.

A company says for how many minutes a proof holds; without a word of it nothing is asked. A handler asks by
``opt={"step_up": True}``. Programs with API keys are not asked: a key is no session that somebody left open.
Five wrong proofs end the session, so that whoever sits down at another's desk can't guess on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.db import run_detached, unit_of_work
from renshi_core.identity import passwords, totp
from renshi_core.identity.contexts import context_of
from renshi_core.identity.sign_in import totp_label
from renshi_sdk import new_id
from renshi_sdk.context import Actor, Context
from renshi_sdk.db import execute, fetch_row, fetch_value
from renshi_sdk.errors import Forbidden, Invalid
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

MOST_FAILURES = 5


async def minutes(company_id: UUID) -> int | None:
    """For how long a proof holds in a company; ``None`` where it doesn't ask."""
    found: int | None = await fetch_value(
        "SELECT minutes FROM core_step_up_policy WHERE company_id = $1", company_id
    )
    return found


async def choose(ctx: Context, wanted: int | None) -> None:
    """Ask for a proof that holds so many minutes, or for none."""
    before = await minutes(ctx.company_id)
    if wanted is None:
        await execute("DELETE FROM core_step_up_policy WHERE company_id = $1", ctx.company_id)
    else:
        await execute(
            "INSERT INTO core_step_up_policy (id, company_id, minutes, changed_by, changed_at)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id) DO UPDATE SET minutes = excluded.minutes,"
            " changed_by = excluded.changed_by, changed_at = excluded.changed_at",
            new_id(),
            ctx.company_id,
            wanted,
            ctx.actor.name,
            ctx.now(),
        )
    await ctx.audit.record(
        "core.step_up.choose", subject="security", detail={"minutes": wanted, "before": before}
    )


async def check(ctx: Context, session_id: UUID | None) -> None:
    """Raise ``Forbidden`` (``step_up.needed``) where the company asks and the session's proof is missing or too old."""
    if session_id is None:
        return
    row = await fetch_row(
        "SELECT p.minutes, s.proved_at FROM core_step_up_policy p, core_session s"
        " WHERE p.company_id = $1 AND s.id = $2",
        ctx.company_id,
        session_id,
    )
    if row is None:
        return
    proved_at: datetime | None = row["proved_at"]
    if proved_at is None or ctx.now() - proved_at >= timedelta(minutes=row["minutes"]):
        raise Forbidden(
            Text(
                "查看敏感信息前请再次验证身份，可在“我的账号”的“身份验证”中输入动态验证码或密码",
                "prove again who you are first: under My account, Proof, by one-time code or password",
            ),
            code="step_up.needed",
        )


async def state(ctx: Context, session_id: UUID) -> dict[str, Any]:
    """Whether this company asks, how long a proof holds, until when the present one does, and what proves."""
    row = await fetch_row(
        "SELECT s.proved_at, u.totp_confirmed_at IS NOT NULL AS by_code FROM core_session s"
        " JOIN core_user u ON u.id = s.user_id WHERE s.id = $1",
        session_id,
    )
    asked = await minutes(ctx.company_id)
    until = None
    if row is not None and asked is not None and row["proved_at"] is not None:
        until = row["proved_at"] + timedelta(minutes=asked)
    return {
        "minutes": asked,
        "proved": until is not None and until > ctx.now(),
        "proved_until": until,
        "by": "code" if row is not None and row["by_code"] else "password",
    }


async def prove(
    platform: Platform, ctx: Context, session_id: UUID, *, password: str | None, code: str | None
) -> dict[str, Any]:
    """Prove who one is: with a one-time code where the account has them, else with the password.

    Raises:
        Invalid: it is wrong. The fifth time the session ends with it.
    """
    row = await fetch_row(
        "SELECT u.id, u.password_hash, u.totp_sealed, u.totp_confirmed_at, u.totp_step FROM core_session s"
        " JOIN core_user u ON u.id = s.user_id WHERE s.id = $1 FOR UPDATE OF s, u",
        session_id,
    )
    if row is None:
        raise Forbidden(Text("会话已结束", "the session has ended"), code="session.needed")
    by_code = row["totp_confirmed_at"] is not None
    right = (
        await _code(ctx, dict(row), code)
        if by_code
        else password is not None and await passwords.verify_password(row["password_hash"], password)
    )
    if not right:
        run_detached(
            _note_failure(platform, ctx.tenant_id, ctx.company_id, ctx.actor, session_id),
            name="note-refused-proof",
        )
        message = (
            Text("动态验证码不正确或已使用", "the one-time code is wrong or used already")
            if by_code
            else Text("密码不正确", "the password is wrong")
        )
        raise Invalid(message, code="step_up.wrong", fields={"code" if by_code else "password": message})
    await execute(
        "UPDATE core_session SET proved_at = $2, proof_failures = 0 WHERE id = $1", session_id, ctx.now()
    )
    await ctx.audit.record(
        "core.session.prove",
        subject="session",
        subject_id=session_id,
        detail={"by": "code" if by_code else "password"},
    )
    return await state(ctx, session_id)


@contextmanager
def guesses(platform: Platform, ctx: Context, session_id: UUID) -> Iterator[None]:
    """Count a wrong password that the block refuses like a wrong proof: a session left open is no place to guess."""
    try:
        yield
    except Invalid as error:
        if error.code == "password.wrong":
            run_detached(
                _note_failure(platform, ctx.tenant_id, ctx.company_id, ctx.actor, session_id),
                name="note-refused-proof",
            )
        raise


async def _code(ctx: Context, user: dict[str, Any], code: str | None) -> bool:
    if not code:
        return False
    secret = ctx.secrets.open(bytes(user["totp_sealed"]), label=totp_label(user["id"]))
    step = totp.step_of(secret, code, now=ctx.now(), after=user["totp_step"])
    if step is None:
        return False
    # The row is locked: a code counts once, here and at the sign-in.
    await execute("UPDATE core_user SET totp_step = $2 WHERE id = $1", user["id"], step)
    return True


async def _note_failure(
    platform: Platform, tenant_id: UUID, company_id: UUID, actor: Actor, session_id: UUID
) -> None:
    # In a unit of its own: the request's is undone with its refusal.
    async with unit_of_work(tenant_id):
        failures = await fetch_value(
            "UPDATE core_session SET proof_failures = proof_failures + 1 WHERE id = $1 RETURNING proof_failures",
            session_id,
        )
        ended = failures is not None and failures >= MOST_FAILURES
        if ended:
            await execute("DELETE FROM core_session WHERE id = $1", session_id)
        ctx = context_of(platform, tenant_id=tenant_id, company_id=company_id, actor=actor)
        await ctx.audit.record(
            "core.session.refuse_proof",
            subject="session",
            subject_id=session_id,
            detail={"failures": failures, "ended": ended},
        )
