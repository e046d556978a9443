"""Binding by staff number and one-time code, and ending it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.contracts import Employee, EmployeeStatus
from renshi_sdk.db import Listing, ListQuery
from renshi_sdk.events import EmployeeLeft
from renshi_wechat.bindings import repository
from renshi_wechat.permissions import BINDING_MANAGE, BINDING_READ

CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=30)
CODE_ATTEMPTS = 5
_MINUTES = int(CODE_LIFE.total_seconds() // 60)
REFUSALS_PER_HOUR = 10


@dataclass(frozen=True, slots=True)
class Bound:
    """The employee behind a WeChat user."""

    binding_id: UUID
    employee: Employee


Refused = Literal["wrong", "too_often", "other_employee", "other_wechat"]


async def listed(ctx: Context, query: ListQuery) -> Listing:
    return await repository.bindings(
        ctx.company_id, query, ctx.access.employees(BINDING_READ, "b.employee_id")
    )


async def issue_code(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """A new one-time code for an employee in the actor's scope; it is shown this once."""
    await ctx.access.require_for(BINDING_MANAGE, employee_id)
    return await _issue(ctx, employee_id)


async def issue_own_code(ctx: Context) -> dict[str, Any]:
    """A new one-time code for the signed-in employee."""
    return await _issue(ctx, _own(ctx))


async def own(ctx: Context) -> dict[str, Any]:
    """The signed-in employee's own bindings."""
    rows = await repository.live_of_employee(ctx.company_id, _own(ctx))
    return {"items": [{name: row[name] for name in ("id", "status", "created_at")} for row in rows]}


async def end_own(ctx: Context) -> dict[str, Any]:
    """End all bindings of the signed-in employee."""
    return {"ended": await end_all(ctx, _own(ctx), "本人在系统中解绑")}


async def end_one(ctx: Context, binding_id: UUID) -> None:
    """End a binding of an employee in the actor's scope."""
    row = await repository.by_id(ctx.company_id, binding_id)
    if row is None:
        raise NotFound(Text("没有该绑定", "no such binding"))
    await ctx.access.require_for(BINDING_MANAGE, row["employee_id"])
    if row["status"] != "ended":
        await _end(ctx, row, "人事解除绑定")


async def end_one_of(ctx: Context, bound: Bound, reason: str) -> None:
    """End the binding that is in use."""
    row = await repository.by_id(ctx.company_id, bound.binding_id)
    if row is not None and row["status"] != "ended":
        await _end(ctx, row, reason)


async def end_all(ctx: Context, employee_id: UUID, reason: str) -> int:
    """End every binding of an employee and forget their code; returns how many there were."""
    rows = await repository.live_of_employee(ctx.company_id, employee_id)
    for row in rows:
        await _end(ctx, row, reason)
    await repository.drop_code(employee_id)
    return len(rows)


async def on_left(ctx: Context, event: EmployeeLeft) -> None:
    """Whoever has left hears and asks nothing more through WeChat."""
    employee = await ctx.people.get(event.employee_id)
    if employee.status is EmployeeStatus.LEFT:
        await end_all(ctx, event.employee_id, "离职")


async def bound(ctx: Context, account_id: UUID, openid: str) -> Bound | None:
    """Who this WeChat user is. A binding of somebody who has left is ended on sight."""
    row = await repository.live_by_openid(account_id, openid)
    if row is None:
        return None
    employee = await ctx.people.get(row["employee_id"])
    if employee.status is EmployeeStatus.LEFT:
        await _end(ctx, row, "离职")
        return None
    if row["status"] != "active":
        # A user who writes is a follower, and the openid is right.
        await repository.set_status(account_id, openid, "active")
    return Bound(row["id"], employee)


async def bind(ctx: Context, account_id: UUID, openid: str, number: str, code: str) -> Bound | Refused:
    """Bind a WeChat user to the employee with this staff number and code.

    An unknown number, a wrong, used or expired code and one with no attempts left are all ``"wrong"``, so
    that nothing about who works here can be learnt.
    """
    now = ctx.now()
    if await repository.failures_since(account_id, openid, now - timedelta(hours=1)) >= REFUSALS_PER_HOUR:
        return "too_often"
    employee = await ctx.people.by_number(number)
    if employee is None or employee.status is EmployeeStatus.LEFT:
        return "wrong"
    row = await repository.lock_code(employee.id)
    if row is None or row["used_at"] is not None or row["expires_at"] <= now or row["attempts_left"] <= 0:
        return "wrong"
    if not hmac.compare_digest(row["code_index"], _index(ctx, employee.id, code)):
        await repository.spend_attempt(row["id"])
        return "wrong"
    current = await repository.live_by_openid(account_id, openid)
    if current is not None and current["employee_id"] != employee.id:
        return "other_employee"
    others = [
        b
        for b in await repository.live_of_employee(ctx.company_id, employee.id)
        if b["account_id"] == account_id and b["openid"] != openid
    ]
    if others:
        return "other_wechat"
    await repository.use_code(row["id"], now)
    if current is not None:
        return Bound(current["id"], employee)
    binding_id = await repository.insert(ctx.company_id, account_id, employee.id, openid)
    await ctx.audit.record(
        "wechat.binding.create",
        subject="wechat_binding",
        subject_id=binding_id,
        employee_id=employee.id,
        detail={"account_id": str(account_id)},
    )
    return Bound(binding_id, employee)


async def _issue(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    employee = await ctx.people.get(employee_id)
    if employee.status is EmployeeStatus.LEFT:
        raise Invalid(Text("该员工已离职", "the employee has left"))
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    expires_at: datetime = ctx.now() + CODE_LIFE
    await repository.put_code(
        ctx.company_id, employee_id, _index(ctx, employee_id, code), expires_at, CODE_ATTEMPTS
    )
    await ctx.audit.record(
        "wechat.binding_code.issue", subject="employee", subject_id=employee_id, employee_id=employee_id
    )
    send = f"绑定 {employee.number} {code}"
    told = Text(
        f"请让 {employee.name} 在公众号中发送：{send}（{_MINUTES} 分钟内有效，只显示这一次）",
        f"Let {employee.name} send to the account: {send} (valid for {_MINUTES} minutes, shown this once)",
    )
    return {
        "number": employee.number,
        "code": code,
        "expires_at": expires_at,
        "send": send,
        "message": told.of(ctx.locale),
    }


async def _end(ctx: Context, row: dict[str, Any], reason: str) -> None:
    await repository.end(row["id"], ctx.now(), reason)
    await ctx.audit.record(
        "wechat.binding.end",
        subject="wechat_binding",
        subject_id=row["id"],
        employee_id=row["employee_id"],
        detail={"reason": reason},
    )


def _index(ctx: Context, employee_id: UUID, code: str) -> bytes:
    return ctx.secrets.index(code, label=f"wechat_binding_code.code:{employee_id}")


def _own(ctx: Context) -> UUID:
    if ctx.actor.employee_id is None:
        raise NotFound(Text("当前账号没有对应的员工", "this user is no employee"))
    return ctx.actor.employee_id
