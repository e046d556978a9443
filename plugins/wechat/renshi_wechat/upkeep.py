"""Tidying, people's data, and health."""

# Names of columns and conditions in the statements are literals of this module; values are arguments.

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Context, Text
from renshi_sdk.contributions import Erasure, HealthResult, JobRun, SealedColumn
from renshi_sdk.db import execute, fetch
from renshi_wechat.bindings import service as bindings
from renshi_wechat.messages import repository
from renshi_wechat.protocol.behaviour import ErrorClass, behaviour_of
from renshi_wechat.protocol.cipher import Envelope

PERSONAL_TABLES = (
    "wechat_binding",
    "wechat_binding_code",
    "wechat_inbound",
    "wechat_outbound",
    "wechat_window",
    "wechat_draft",
    "wechat_approval_code",
    # Somebody may have written as a candidate before they were hired, with the same WeChat.
    "wechat_guest",
)
SEALED = (
    *(
        SealedColumn("wechat_account", f"{name}_sealed", f"wechat_account.{name}:{{id}}")
        for name in ("token", "secret", "aes_key")
    ),
    SealedColumn("wechat_inbound", "content_sealed", "wechat_inbound.content:{id}"),
    SealedColumn("wechat_inbound", "reply_sealed", "wechat_inbound.reply:{id}"),
    SealedColumn("wechat_outbound", "content_sealed", "wechat_outbound.content:{account_id}:{source_id}"),
)


async def tidy(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Daily job: forget what has run out, and end the bindings of those whose last day has passed."""
    ended = 0
    for employee_id in await repository.left_but_bound(ctx.company_id):
        ended += await bindings.end_all(ctx, employee_id, "离职")
    return {"ended": ended, **await repository.tidy(ctx.company_id, ctx.now())}


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Everything kept about a person, by table, in JSON types; contents of messages aren't kept."""
    own = "SELECT account_id, openid FROM wechat_binding WHERE employee_id = $1"
    queries = {
        "wechat_binding": "SELECT id, openid, unionid, status, created_at, ended_at, ended_reason "
        "FROM wechat_binding WHERE employee_id = $1",
        "wechat_binding_code": "SELECT created_at, expires_at, used_at FROM wechat_binding_code "
        "WHERE employee_id = $1",
        "wechat_inbound": f"SELECT created_at, kind, event, outcome FROM wechat_inbound WHERE "
        f"(account_id, openid) IN ({own})",
        "wechat_outbound": "SELECT created_at, purpose, topic, api, state, finished_at FROM wechat_outbound "
        f"WHERE employee_id = $1 OR (account_id, openid) IN ({own})",
        "wechat_window": f"SELECT kind, closes_at, remaining FROM wechat_window WHERE "
        f"(account_id, openid) IN ({own})",
        "wechat_draft": "SELECT created_at, content, state, expires_at FROM wechat_draft WHERE "
        "employee_id = $1",
        "wechat_guest": f"SELECT created_at, openid, status FROM wechat_guest WHERE (account_id, openid) IN ({own})",
        "wechat_approval_code": "SELECT created_at, request_id, expires_at FROM wechat_approval_code "
        "WHERE employee_id = $1",
    }
    return {
        table: [{name: _json(value) for name, value in row.items()} for row in await fetch(sql, employee_id)]
        for table, sql in queries.items()
    }


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Remove all of it: no law asks for WeChat identities or the log of notices to be kept."""
    own = "SELECT account_id, openid FROM wechat_binding WHERE employee_id = $1"
    statements = {
        "wechat_inbound": f"DELETE FROM wechat_inbound WHERE (account_id, openid) IN ({own})",
        "wechat_window": f"DELETE FROM wechat_window WHERE (account_id, openid) IN ({own})",
        "wechat_outbound": f"DELETE FROM wechat_outbound WHERE employee_id = $1 OR (account_id, "
        f"openid) IN ({own})",
        "wechat_guest": f"DELETE FROM wechat_guest WHERE (account_id, openid) IN ({own})",
        "wechat_draft": "DELETE FROM wechat_draft WHERE employee_id = $1",
        "wechat_approval_code": "DELETE FROM wechat_approval_code WHERE employee_id = $1",
        "wechat_binding_code": "DELETE FROM wechat_binding_code WHERE employee_id = $1",
        "wechat_binding": "DELETE FROM wechat_binding WHERE employee_id = $1",
    }
    erased = {}
    for table, sql in statements.items():
        erased[table] = int((await execute(sql, employee_id)).split()[-1])
    return Erasure(erased=erased)


async def protocol_works() -> HealthResult:
    """Whether the cipher and the error table, without which no account works, are in order."""
    envelope = Envelope(bytes(range(32)), "wx0000000000000000")
    whole = envelope.decrypt(envelope.encrypt("健康检查")) == "健康检查"
    if whole and behaviour_of(45015).kind is ErrorClass.WINDOW:
        return HealthResult("ok", Text("加解密与返回码表正常", "cipher and error table are in order"))
    return HealthResult("down", Text("加解密或返回码表异常", "the cipher or the error table is broken"))


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)
