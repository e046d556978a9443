"""Signing in with a password, and a one-time code where the account asks for one.

Nothing here tells an unknown group, an unknown or closed account and a wrong password apart: neither the words
nor the time they take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.db import run_detached, system_unit, unit_of_work
from renshi_core.identity import passwords, throttle, totp
from renshi_core.identity.contexts import context_of
from renshi_core.identity.principal import companies_of
from renshi_core.identity.security.service import check_network
from renshi_core.identity.sessions import open_session
from renshi_core.identity.tokens import Token
from renshi_core.secrets.keyring import key_ring
from renshi_sdk.context import Actor
from renshi_sdk.db import execute, fetch_row, fetch_value
from renshi_sdk.errors import Forbidden, Unauthenticated
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

WRONG = Text("企业代码、账号或密码不正确", "group, login or password is wrong")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun."""

    token: Token
    session_id: UUID
    user_id: UUID


def totp_label(user_id: UUID) -> str:
    """Where a sealed secret belongs."""
    return f"core_user.totp:{user_id}"


async def sign_in(
    platform: Platform, *, tenant: str, login: str, password: str, code: str | None, address: str, agent: str
) -> SignedIn:
    """Begin a session.

    Raises:
        TooMany: too many attempts. Unauthenticated: wrong credentials, or ``totp_required`` where the password is
        right and the account has one-time codes. Forbidden: an account without any company, or a
        network that the group doesn't take.
    """
    now = platform.clock.now()
    group, account = tenant.strip().lower(), login.strip().lower()
    counts = throttle.brakes("sign-in", account=f"{group}/{account}", address=address)
    await throttle.attempt(counts, now)
    async with system_unit():
        tenant_id: UUID | None = await fetch_value("SELECT id FROM core_tenant WHERE code = $1", group)
    # The nil tenant has no accounts, and takes as long to say so.
    user = await _account(tenant_id or UUID(int=0), account)
    right = await passwords.verify_password(user["password_hash"] if user else None, password)
    if tenant_id is None or user is None or not right:
        if tenant_id is not None and user is not None:
            # Beside the answer, which must not take longer for accounts that exist.
            run_detached(_note_failure(platform, tenant_id, user, address), name="note-refused-sign-in")
        raise Unauthenticated(WRONG, code="sign_in.wrong")
    try:
        signed_in = await _begin(platform, tenant_id, user, password, code, address, agent, now)
    except Unauthenticated as error:
        if error.code == "totp_wrong":
            # Whoever gets this far knows the password; its owner has to see that.
            run_detached(_note_failure(platform, tenant_id, user, address), name="note-refused-sign-in")
        raise
    await throttle.succeeded(counts)
    return signed_in


async def _account(tenant_id: UUID, login: str) -> Any:
    async with unit_of_work(tenant_id):
        return await fetch_row(
            "SELECT u.id, u.name, u.employee_id, u.password_hash, u.totp_sealed, u.totp_confirmed_at, u.totp_step"
            " FROM core_user u LEFT JOIN core_employee_current e ON e.id = u.employee_id"
            " WHERE u.login = $1 AND u.disabled_at IS NULL AND e.status IS DISTINCT FROM 'left'",
            login,
        )


async def _note_failure(platform: Platform, tenant_id: UUID, user: Any, address: str) -> None:
    async with unit_of_work(tenant_id):
        company = await fetch_value("SELECT id FROM core_company ORDER BY code LIMIT 1")
        ctx = context_of(
            platform, tenant_id=tenant_id, company_id=company, actor=Actor("user", user["name"], user["id"])
        )
        await ctx.audit.record(
            "core.session.refuse", subject="user", subject_id=user["id"], detail={"address": address}
        )


async def _begin(
    platform: Platform,
    tenant_id: UUID,
    user: Any,
    password: str,
    code: str | None,
    address: str,
    agent: str,
    now: datetime,
) -> SignedIn:
    async with unit_of_work(tenant_id):
        await check_network(address)
        if user["totp_confirmed_at"] is not None:
            await _check_code(platform, tenant_id, user, code, now)
        companies = await companies_of(user["id"])
        if not companies:
            raise Forbidden(
                Text(
                    "您的账号还没有任何公司的权限，请联系管理员",
                    "your account has no right in any company yet",
                ),
                code="company.none",
            )
        token = await open_session(
            tenant_id=tenant_id,
            user_id=user["id"],
            company_id=companies[0].id,
            address=address,
            agent=agent,
            now=now,
        )
        session_id: UUID = await fetch_value("SELECT id FROM core_session WHERE token_hash = $1", token.hash)
        await execute("UPDATE core_user SET last_login_at = $2 WHERE id = $1", user["id"], now)
        if passwords.outdated(user["password_hash"]):
            await execute(
                "UPDATE core_user SET password_hash = $2 WHERE id = $1",
                user["id"],
                await passwords.hash_password(password),
            )
        ctx = context_of(
            platform,
            tenant_id=tenant_id,
            company_id=companies[0].id,
            actor=Actor("user", user["name"], user["id"], user["employee_id"]),
        )
        await ctx.audit.record(
            "core.session.begin",
            subject="session",
            subject_id=session_id,
            detail={"address": address, "agent": agent[:200]},
        )
        return SignedIn(token, session_id, user["id"])


async def _check_code(
    platform: Platform, tenant_id: UUID, user: Any, code: str | None, now: datetime
) -> None:
    if not code:
        raise Unauthenticated(Text("请输入动态验证码", "enter your one-time code"), code="totp_required")
    keys = key_ring(platform.secret_key).of(tenant_id)
    secret = keys.open(bytes(user["totp_sealed"]), label=totp_label(user["id"])).decode()
    step = totp.step_of(secret, code, now=now, after=user["totp_step"])
    # Two sign-ins with one code at the same moment: the row lets the first pass.
    taken = step is not None and await fetch_row(
        "UPDATE core_user SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2) RETURNING id",
        user["id"],
        step,
    )
    if not taken:
        raise Unauthenticated(
            Text("动态验证码不正确或已使用", "the one-time code is wrong or used already"), code="totp_wrong"
        )
