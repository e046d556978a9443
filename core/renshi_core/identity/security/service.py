"""What the group's rules are, and setting them without shutting oneself out."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from renshi_core.identity.address import within
from renshi_core.identity.principal import SESSION_LIFE
from renshi_core.identity.security import repository
from renshi_core.identity.security.schemas import Rules
from renshi_sdk.context import Context
from renshi_sdk.errors import Forbidden, Invalid
from renshi_sdk.text import Text

WIDEST = {4: 8, 6: 16}
"""The shortest prefix that a network may have, by version: a wider one is a slip of the finger."""


async def rules() -> Rules:
    """The group's rules; the platform's own where it has set none. In a unit of the group."""
    kept = await repository.kept()
    return Rules(**kept) if kept else Rules()


async def session_life() -> timedelta:
    """How long a session lasts without use."""
    kept = await repository.kept()
    return timedelta(minutes=kept["session_minutes"]) if kept else SESSION_LIFE


async def check_network(address: str) -> None:
    """Raise ``Forbidden`` where the group doesn't take sign-ins from ``address``."""
    kept = await repository.kept()
    if kept and kept["networks"] and not within(address, tuple(kept["networks"])):
        raise Forbidden(
            Text(
                "企业不允许从当前网络登录，请连接公司网络后重试",
                "your group doesn't take sign-ins from this network; connect to the company's and try again",
            ),
            code="sign_in.network",
        )


async def change(ctx: Context, wanted: Rules, *, address: str) -> Rules:
    """Set the rules; running sessions are cut to the new life.

    Raises:
        Invalid: no such role or network, or the caller would shut themselves out.
    """
    before = await rules()
    fresh = wanted.model_copy(
        update={
            "two_factor_roles": await _roles(wanted.two_factor_roles),
            "networks": _networks(wanted.networks, address),
        }
    )
    added = set(fresh.two_factor_roles) - set(before.two_factor_roles)
    if added and ctx.actor.id is not None and await repository.has_role(ctx.actor.id, sorted(added)):
        await _has_codes(ctx)
    await repository.keep(fresh.model_dump())
    if fresh.session_minutes < before.session_minutes:
        await repository.shorten_sessions(ctx.now(), timedelta(minutes=fresh.session_minutes))
    old, new = before.model_dump(), fresh.model_dump()
    detail = {name: {"from": old[name], "to": new[name]} for name in new if old[name] != new[name]}
    if detail:
        await ctx.audit.record("core.security.change", subject="security", detail=detail)
    return fresh


async def _has_codes(ctx: Context) -> None:
    from renshi_core.identity import users

    if ctx.actor.id is not None and not (await users.user(ctx.actor.id))["has_totp"]:
        message = Text(
            "您自己还没有开启动态验证码，请先在“我的账号”中开启",
            "you have no one-time codes yourself; switch them on under “My account” first",
        )
        raise Invalid(message, code="security.own_codes", fields={"two_factor_roles": message})


async def _roles(codes: list[str]) -> list[str]:
    known = {role["code"] for role in await repository.roles()}
    wanted = sorted(set(codes))
    if unknown := [code for code in wanted if code not in known]:
        message = Text(f"没有角色“{unknown[0]}”", f"there is no role {unknown[0]!r}")
        raise Invalid(message, code="security.role", fields={"two_factor_roles": message})
    return wanted


def _networks(texts: list[str], address: str) -> list[str]:
    found: list[str] = []
    for text in texts:
        try:
            network = ipaddress.ip_network(text.strip(), strict=False)
        except ValueError:
            raise _bad_network(
                Text(f"“{text}”不是地址或网段", f"{text!r} is neither an address nor a network")
            ) from None
        if network.prefixlen < WIDEST[network.version]:
            raise _bad_network(Text(f"网段“{text}”过大", f"the network {text!r} is too wide"))
        found.append(str(network))
    kept = list(dict.fromkeys(found))
    if kept and not within(address, tuple(kept)):
        raise _bad_network(
            Text(
                f"您当前的地址 {address} 不在其中，保存后自己将无法登录",
                f"your own address {address} is not among them; you would shut yourself out",
            )
        )
    return kept


def _bad_network(message: Text) -> Invalid:
    return Invalid(message, code="security.network", fields={"networks": message})


async def shown(ctx: Context) -> dict[str, Any]:
    """The rules, and how many accounts still lack the second factor that their role needs."""
    now = await rules()
    missing = await repository.without_second_factor(now.two_factor_roles) if now.two_factor_roles else 0
    return now.model_dump() | {"without_codes": missing}
