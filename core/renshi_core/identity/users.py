"""Accounts."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.identity import passwords
from renshi_core.identity.security.repository import password_length
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_row, savepoint
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound
from renshi_sdk.text import Text

LOGIN = re.compile(r"^[a-z0-9][a-z0-9._@+-]{1,63}$")


def normalised_login(login: str) -> str:
    """Logins are one case. Raises ``Invalid`` where it can't be one."""
    wanted = login.strip().lower()
    if not LOGIN.match(wanted):
        message = Text(
            "账号为 2 至 64 位小写字母、数字或 . _ @ + -", "a login is 2 to 64 letters, digits or . _ @ + -"
        )
        raise Invalid(message, fields={"login": message})
    return wanted


async def user(user_id: UUID) -> dict[str, Any]:
    """An account without its secrets. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, login, name, email, employee_id, last_login_at, disabled_at, created_at,"
        " password_hash IS NOT NULL AS has_password, totp_confirmed_at IS NOT NULL AS has_totp"
        " FROM core_user WHERE id = $1",
        user_id,
    )
    if row is None:
        raise NotFound(Text("没有这个账号", "there is no such account"))
    return dict(row)


async def create_user(
    ctx: Context,
    *,
    login: str,
    name: str,
    employee_id: UUID | None = None,
    password: str | None = None,
    email: str | None = None,
) -> UUID:
    """Open an account in the context's tenant; without a password it can't sign in until invited.

    Raises:
        Invalid: login or password. Conflict: the login, or the employee's account, is taken already.
    """
    wanted = normalised_login(login)
    hashed = None
    if password is not None:
        await _check_password(password, login=wanted, name=name)
        hashed = await passwords.hash_password(password)
    if employee_id is not None:
        await ctx.people.get(employee_id)
    user_id = new_id()
    try:
        async with savepoint():
            await execute(
                "INSERT INTO core_user (id, login, name, email, password_hash, password_changed_at, employee_id)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                user_id,
                wanted,
                name,
                email,
                hashed,
                ctx.now() if hashed else None,
                employee_id,
            )
    except UniqueViolationError as error:
        raise _taken(error, wanted) from error
    await ctx.audit.record(
        "core.user.create",
        subject="user",
        subject_id=user_id,
        employee_id=employee_id,
        detail={"login": wanted},
    )
    return user_id


async def _check_password(password: str, *, login: str, name: str, field: str = "password") -> None:
    shortest = await password_length() or passwords.MIN_LENGTH
    passwords.check_rules(password, login=login, name=name, field=field, shortest=shortest)


def _taken(error: UniqueViolationError, login: str) -> Conflict:
    if error.constraint_name == "core_user_employee":
        return Conflict(
            Text("此员工已有账号", "this employee has an account already"), code="user.employee_taken"
        )
    return Conflict(Text(f"账号“{login}”已被使用", f"login {login!r} is taken"), code="user.login_taken")


async def change_user(ctx: Context, user_id: UUID, values: dict[str, Any]) -> None:
    """Change ``login``, ``name``, ``email`` or ``employee_id``."""
    before = await user(user_id)
    if "login" in values:
        values = values | {"login": normalised_login(values["login"])}
    if values.get("employee_id") is not None:
        await ctx.people.get(values["employee_id"])
    changed = {
        key: value
        for key, value in values.items()
        if key in ("login", "name", "email", "employee_id") and before[key] != value
    }
    if not changed:
        return
    # Column names come from the tuple above.
    sets = ", ".join(f"{column} = ${place}" for place, column in enumerate(changed, start=2))
    try:
        async with savepoint():
            await execute(f"UPDATE core_user SET {sets} WHERE id = $1", user_id, *changed.values())
    except UniqueViolationError as error:
        raise _taken(error, str(values.get("login", before["login"]))) from error
    await ctx.audit.record(
        "core.user.change",
        subject="user",
        subject_id=user_id,
        employee_id=changed.get("employee_id", before["employee_id"]),
        detail={key: {"from": _plain(before[key]), "to": _plain(value)} for key, value in changed.items()},
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


async def disable_user(ctx: Context, user_id: UUID) -> None:
    """Close an account: it is signed out everywhere and its keys stop working. Nobody closes their own."""
    if ctx.actor.id == user_id:
        raise Forbidden(Text("不能停用自己的账号", "you can't disable your own account"), code="user.self")
    await user(user_id)
    await execute("UPDATE core_user SET disabled_at = $2 WHERE id = $1", user_id, ctx.now())
    await end_access(ctx, user_id)
    await ctx.audit.record("core.user.disable", subject="user", subject_id=user_id)


async def enable_user(ctx: Context, user_id: UUID) -> None:
    """Open a closed account again; sessions and keys of before stay gone."""
    await user(user_id)
    await execute("UPDATE core_user SET disabled_at = NULL WHERE id = $1", user_id)
    await ctx.audit.record("core.user.enable", subject="user", subject_id=user_id)


async def end_access(ctx: Context, user_id: UUID) -> None:
    """End a user's sessions, keys and open invitations."""
    await execute("DELETE FROM core_session WHERE user_id = $1", user_id)
    await execute(
        "UPDATE core_api_key SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL",
        user_id,
        ctx.now(),
    )
    await execute(
        "UPDATE core_invitation SET revoked_at = $2 WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL",
        user_id,
        ctx.now(),
    )


async def set_password(
    ctx: Context, user_id: UUID, password: str, *, keep_session: UUID | None = None, field: str = "password"
) -> None:
    """Set a new password and end every session but ``keep_session``. Raises ``Invalid``."""
    known = await user(user_id)
    await _check_password(password, login=known["login"], name=known["name"], field=field)
    await execute(
        "UPDATE core_user SET password_hash = $2, password_changed_at = $3 WHERE id = $1",
        user_id,
        await passwords.hash_password(password),
        ctx.now(),
    )
    await execute(
        "DELETE FROM core_session WHERE user_id = $1 AND id IS DISTINCT FROM $2", user_id, keep_session
    )
    await ctx.audit.record(
        "core.user.password", subject="user", subject_id=user_id, employee_id=known["employee_id"]
    )


async def change_password(
    ctx: Context, user_id: UUID, *, current: str, new: str, keep_session: UUID | None
) -> None:
    """Change one's own password, knowing the current one.

    Raises:
        Invalid: the current one is wrong, or the new one against the rules.
    """
    row = await fetch_row("SELECT password_hash FROM core_user WHERE id = $1", user_id)
    if row is None or not await passwords.verify_password(row["password_hash"], current):
        message = Text("当前密码不正确", "the current password is wrong")
        raise Invalid(message, code="password.wrong", fields={"current": message})
    if passwords.normalised(current) == passwords.normalised(new):
        message = Text("新密码不能与当前密码相同", "the new password must differ from the current one")
        raise Invalid(message, code="password.same", fields={"new": message})
    await set_password(ctx, user_id, new, keep_session=keep_session, field="new")
