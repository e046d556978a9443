"""Setting up accounts, and opening one for use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import Listing, ListQuery
from renshi_wechat.accounts import repository
from renshi_wechat.accounts.schemas import AccountChange, NewAccount
from renshi_wechat.config import WeChatSettings
from renshi_wechat.protocol import (
    AccessPoint,
    ApiError,
    BadConfiguration,
    Callback,
    CallbackSecrets,
    WeChatApi,
)


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """An account as the rest of the plugin sees it; secrets stay with this module."""

    id: UUID
    appid: str
    name: str
    active: bool
    paused_until: datetime | None
    custom_off_until: datetime | None
    template_off_until: datetime | None
    template_id: str | None
    template_fields: dict[str, str]

    def paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until

    def may_use(self, api: str, now: datetime) -> bool:
        """Whether ``api`` ("custom" or "template") isn't parked."""
        until = self.custom_off_until if api == "custom" else self.template_off_until
        return until is None or now >= until


async def listed(ctx: Context, query: ListQuery) -> Listing:
    return await repository.accounts(ctx.company_id, query)


async def show(ctx: Context, account_id: UUID) -> dict[str, Any]:
    """An account without its secrets, and where WeChat's console must point."""
    row = await _row(ctx, account_id)
    settings = await ctx.settings(WeChatSettings)
    company = await ctx.organization.company()
    path = f"/public/{company.public_code}/wechat/callback/{account_id}"
    shown = ("id", "name", "appid", "state", "trouble", "paused_until", "template_id", "template_fields")
    return {name: row[name] for name in shown} | {
        "safe_mode": row["aes_key_sealed"] is not None,
        "callback_path": path,
        "callback_url": settings.link(path),
    }


async def create(ctx: Context, data: NewAccount) -> dict[str, Any]:
    """Add an account; raises ``Invalid`` where its token or key couldn't protect the callback."""
    if data.plain == (data.aes_key is not None):
        wrong = Text("安全模式须填消息加解密密钥", "the safe mode needs the EncodingAESKey")
        raise Invalid(wrong, fields={"aes_key": wrong})
    _check(data.appid, data.token, data.aes_key, data.secret)
    if await repository.appid_taken(ctx.company_id, data.appid):
        raise Conflict(Text("该公众号已添加", "this account has been added already"))
    account_id = new_id()
    await repository.insert(
        {
            "id": account_id,
            "company_id": ctx.company_id,
            "name": data.name,
            "appid": data.appid,
            "token_sealed": _seal(ctx, account_id, "token", data.token),
            "secret_sealed": _seal(ctx, account_id, "secret", data.secret),
            "aes_key_sealed": _seal(ctx, account_id, "aes_key", data.aes_key) if data.aes_key else None,
            "template_id": data.template_id or None,
            "template_fields": dict(data.template_fields),
        }
    )
    await ctx.audit.record(
        "wechat.account.create",
        subject="wechat_account",
        subject_id=account_id,
        detail={"appid": data.appid, "safe_mode": not data.plain},
    )
    return await show(ctx, account_id)


async def change(ctx: Context, account_id: UUID, data: AccountChange) -> dict[str, Any]:
    """Change an account. Whatever trouble it had is forgotten, so that the next message tries again."""
    row = await _row(ctx, account_id)
    given = data.model_dump(exclude_unset=True, exclude_none=True)
    token = data.token or _open(ctx, row, "token")
    aes_key = data.aes_key or (_open(ctx, row, "aes_key") if row["aes_key_sealed"] else None)
    _check(row["appid"], token, aes_key, data.secret or _open(ctx, row, "secret"))
    values = {
        f"{name}_sealed": _seal(ctx, account_id, name, given.pop(name))
        for name in ("token", "secret", "aes_key")
        if given.get(name)
    } | given
    if values:
        await repository.update(account_id, values)
        await repository.all_clear(account_id)
        await ctx.audit.record(
            "wechat.account.change",
            subject="wechat_account",
            subject_id=account_id,
            detail={"changed": sorted(values)},
        )
    return await show(ctx, account_id)


async def check(ctx: Context, account_id: UUID) -> dict[str, Any]:
    """Ask WeChat for a token now and say how it went."""
    account = await opened(ctx, account_id)
    try:
        await (await api_of(ctx, account)).check_credentials()
    except ApiError as error:
        trouble = describe(error)
        await repository.note_trouble(account_id, trouble)
        return {"ok": False, "message": trouble}
    await repository.all_clear(account_id)
    return {"ok": True, "message": Text("连接正常", "The connection works").of(ctx.locale)}


def describe(error: ApiError) -> str:
    """A line for the message log and the administrator; the address in 40164 is in WeChat's message."""
    code = "" if error.code is None else f"{error.code} "
    rid = f" (rid {error.request_id})" if error.request_id else ""
    return f"{code}{error.behaviour.meaning}: {error.message}{rid}"[:500]


async def opened(ctx: Context, account_id: UUID) -> OpenAccount:
    """The account of this company; raises ``NotFound``."""
    return _opened(await _row(ctx, account_id))


async def callback_of(ctx: Context, account_id: UUID) -> tuple[OpenAccount, Callback]:
    """What reads the account's pushes; raises ``NotFound``, also for one that is switched off."""
    row = await _row(ctx, account_id)
    if row["state"] != "active":
        raise NotFound(Text("没有该公众号", "no such account"))
    secrets = CallbackSecrets(
        row["appid"], _open(ctx, row, "token"), _open(ctx, row, "aes_key") if row["aes_key_sealed"] else None
    )
    return _opened(row), Callback(secrets)


async def api_of(ctx: Context, account: OpenAccount) -> WeChatApi:
    """The API client of an account, with its token kept between calls."""
    row = await _row(ctx, account.id)
    settings = await ctx.settings(WeChatSettings)
    return _client(AccessPoint(account.appid, _open(ctx, row, "secret"), settings.api_base_url))


@lru_cache(maxsize=64)
def _client(point: AccessPoint) -> WeChatApi:
    return WeChatApi(point)


def _check(appid: str, token: str, aes_key: str | None, secret: str) -> None:
    try:
        Callback(CallbackSecrets(appid, token, aes_key))
        WeChatApi(AccessPoint(appid, secret))
    except BadConfiguration as error:
        raise Invalid(Text(str(error), f"the account can't be used like this: {error}")) from None


async def _row(ctx: Context, account_id: UUID) -> dict[str, Any]:
    row = await repository.by_id(ctx.company_id, account_id)
    if row is None:
        raise NotFound(Text("没有该公众号", "no such account"))
    return row


def _opened(row: dict[str, Any]) -> OpenAccount:
    return OpenAccount(
        id=row["id"],
        appid=row["appid"],
        name=row["name"],
        active=row["state"] == "active",
        paused_until=row["paused_until"],
        custom_off_until=row["custom_off_until"],
        template_off_until=row["template_off_until"],
        template_id=row["template_id"],
        template_fields=row["template_fields"],
    )


def _seal(ctx: Context, account_id: UUID, name: str, value: str) -> bytes:
    return ctx.secrets.seal(value, label=f"wechat_account.{name}:{account_id}")


def _open(ctx: Context, row: dict[str, Any], name: str) -> str:
    return ctx.secrets.open(row[f"{name}_sealed"], label=f"wechat_account.{name}:{row['id']}")
