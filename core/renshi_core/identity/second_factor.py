"""Switching one-time codes on and off."""

from __future__ import annotations

from uuid import UUID

from renshi_core.identity import passwords, totp, users
from renshi_core.identity.sign_in import totp_label
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_row
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text


async def enrol(ctx: Context, user_id: UUID) -> dict[str, str]:
    """A new secret for an authenticator app, in force once a code of it was confirmed.

    Raises:
        Conflict: codes are on already.
    """
    known = await users.user(user_id)
    if known["has_totp"]:
        raise Conflict(Text("动态验证码已开启", "one-time codes are on already"), code="totp.on")
    secret = totp.new_secret()
    await execute(
        "UPDATE core_user SET totp_sealed = $2, totp_step = NULL WHERE id = $1",
        user_id,
        ctx.secrets.seal(secret, label=totp_label(user_id)),
    )
    return {"secret": secret, "uri": totp.enrolment_uri(secret, account=known["login"])}


async def confirm(ctx: Context, user_id: UUID, code: str) -> None:
    """Put the enrolled secret in force. Raises ``Invalid`` where the code is wrong, ``Conflict`` without a secret."""
    row = await fetch_row(
        "SELECT totp_sealed FROM core_user WHERE id = $1 AND totp_confirmed_at IS NULL FOR UPDATE", user_id
    )
    if row is None or row["totp_sealed"] is None:
        raise Conflict(Text("请先获取密钥", "ask for a secret first"), code="totp.not_enrolled")
    secret = ctx.secrets.open(bytes(row["totp_sealed"]), label=totp_label(user_id))
    step = totp.step_of(secret, code, now=ctx.now(), after=None)
    if step is None:
        message = Text("动态验证码不正确", "the one-time code is wrong")
        raise Invalid(message, code="totp_wrong", fields={"code": message})
    await execute(
        "UPDATE core_user SET totp_confirmed_at = $2, totp_step = $3 WHERE id = $1", user_id, ctx.now(), step
    )
    await ctx.audit.record("core.totp.enable", subject="user", subject_id=user_id)


async def switch_off(ctx: Context, user_id: UUID, password: str) -> None:
    """Take one's own codes out of force, knowing the password. Raises ``Invalid``."""
    row = await fetch_row("SELECT password_hash FROM core_user WHERE id = $1", user_id)
    if row is None or not await passwords.verify_password(row["password_hash"], password):
        message = Text("密码不正确", "the password is wrong")
        raise Invalid(message, code="password.wrong", fields={"password": message})
    await reset(ctx, user_id)


async def reset(ctx: Context, user_id: UUID) -> None:
    """Take an account's codes out of force: its owner's, or an administrator's for somebody who lost the phone."""
    await users.user(user_id)
    await execute(
        "UPDATE core_user SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_step = NULL WHERE id = $1",
        user_id,
    )
    await ctx.audit.record("core.totp.disable", subject="user", subject_id=user_id)
