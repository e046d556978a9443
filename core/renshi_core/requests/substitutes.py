"""Whom people name for the time they are away (审批代理)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.requests import approvers
from renshi_core.requests.schemas import SubstituteBody
from renshi_core.requests.views import MANAGE
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import fetch, fetch_row, fetch_value, where
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

LONGEST_DAYS = 366
_SELECT = (
    "SELECT s.id, s.employee_id, e.name AS employee_name, s.substitute_id, t.name AS substitute_name,"
    " s.from_day, s.until_day, s.from_day IS NULL AS on_leave, s.kinds, s.note, s.made_by, s.created_at"
    " FROM core_substitute s JOIN core_employee e ON e.id = s.employee_id"
    " JOIN core_employee t ON t.id = s.substitute_id"
)


async def listed(ctx: Context) -> list[dict[str, Any]]:
    """The caller's own, those in which the caller stands in, and those of people whose requests they manage."""
    me = ctx.actor.employee_id
    scope = ctx.access.employees(MANAGE, "s.employee_id")
    sql, arguments = where(scope, start=3)
    rows = await fetch(
        f"{_SELECT} WHERE s.ended_at IS NULL AND (s.until_day IS NULL OR s.until_day >= $2)"
        f" AND (s.employee_id = $1 OR s.substitute_id = $1 OR ({sql}))"
        " ORDER BY s.from_day NULLS LAST, s.created_at LIMIT 500",
        me,
        ctx.today(),
        *arguments,
    )
    return [dict(row) | {"mine": row["employee_id"] == me} for row in rows]


async def name(ctx: Context, body: SubstituteBody) -> UUID:
    """Name a substitute for oneself, or as HR for somebody in one's scope.

    Raises:
        Invalid: oneself, somebody who left, days that are over or too many, or a circle of substitutes.
        NotFound: an employee outside the caller's scope.
    """
    about = body.employee_id or ctx.actor.employee_id
    if about is None:
        message = Text("您的账号没有关联员工", "your account belongs to no employee")
        raise Invalid(message, code="substitute.for_whom", fields={"employee_id": message})
    if about != ctx.actor.employee_id:
        ctx.access.require(MANAGE)
        await ctx.access.require_for(MANAGE, about)
    problems = await _problems(ctx, about, body)
    if problems:
        raise Invalid(
            Text("代理设置有误", "the substitute can't be set up like this"),
            code="substitute.invalid",
            fields=problems,
        )
    made = new_id()
    await fetch(
        "INSERT INTO core_substitute (id, employee_id, substitute_id, from_day, until_day, kinds, note, made_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        made,
        about,
        body.substitute_id,
        body.from_day,
        body.until_day,
        body.kinds,
        body.note,
        ctx.actor.name,
    )
    await ctx.audit.record(
        "core.substitute.name",
        subject="substitute",
        subject_id=made,
        employee_id=about,
        detail={
            "substitute_id": str(body.substitute_id),
            "from_day": str(body.from_day) if body.from_day else None,
            "until_day": str(body.until_day) if body.until_day else None,
            "kinds": body.kinds,
        },
    )
    return made


async def end(ctx: Context, substitute_id: UUID) -> None:
    """End a substitution of one's own or, as HR, of somebody in one's scope. Raises ``NotFound``, ``Conflict``."""
    row = await fetch_row(
        "SELECT employee_id, ended_at FROM core_substitute WHERE id = $1 FOR UPDATE", substitute_id
    )
    if row is None:
        raise _missing()
    if row["employee_id"] != ctx.actor.employee_id:
        if not ctx.access.allows(MANAGE):
            raise _missing()
        await ctx.access.require_for(MANAGE, row["employee_id"])
    if row["ended_at"] is not None:
        raise Conflict(Text("该代理已结束", "it has ended already"), code="substitute.ended")
    await fetch(
        "UPDATE core_substitute SET ended_at = $2 WHERE id = $1 RETURNING id", substitute_id, ctx.now()
    )
    await ctx.audit.record(
        "core.substitute.end", subject="substitute", subject_id=substitute_id, employee_id=row["employee_id"]
    )


async def _problems(ctx: Context, about: UUID, body: SubstituteBody) -> dict[str, Text | str]:
    problems: dict[str, Text | str] = {}
    if body.substitute_id == about:
        problems["substitute_id"] = Text("不能由本人代理本人", "nobody stands in for themselves")
    elif not await approvers.may_decide(ctx, [body.substitute_id], frozenset()):
        problems["substitute_id"] = Text("此人不在职", "this person is not employed")
    elif await _circle(about, body):
        problems["substitute_id"] = Text(
            "代理关系成环：此人在同一时间由您（直接或间接）代理",
            "a circle: you stand in for this person, directly or through others, at the same time",
        )
    if (body.from_day is None) != (body.until_day is None):
        problems["until_day"] = Text("起止日期须同时填写", "give both days or neither")
    elif body.from_day is not None and body.until_day is not None:
        if body.until_day < body.from_day:
            problems["until_day"] = Text("结束日期不能早于开始日期", "the last day lies before the first")
        elif body.until_day < ctx.today():
            problems["until_day"] = Text("结束日期已过", "the last day is over")
        elif (body.until_day - body.from_day).days > LONGEST_DAYS:
            problems["until_day"] = Text("最长一年", "a year at most")
    return problems


async def _circle(about: UUID, body: SubstituteBody) -> bool:
    return bool(
        await fetch_value(
            "WITH RECURSIVE chain AS ("
            " SELECT $2::uuid AS who, 1 AS depth"
            " UNION SELECT s.substitute_id, c.depth + 1 FROM chain c JOIN core_substitute s ON s.employee_id = c.who"
            "  WHERE s.ended_at IS NULL AND c.depth < 20"
            "  AND ($3::date IS NULL OR s.from_day IS NULL OR (s.from_day <= $4 AND s.until_day >= $3)))"
            " SELECT EXISTS (SELECT FROM chain WHERE who = $1)",
            about,
            body.substitute_id,
            body.from_day,
            body.until_day,
        )
    )


def _missing() -> NotFound:
    return NotFound(Text("没有这项代理", "there is no such substitution"), code="substitute.not_found")
