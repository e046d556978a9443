"""Why people leave or move, as a dated list of codes: the platform's own, and what a group adds or renames.

A code in use on the day of the fact is asked for by its name; old facts keep the code they were recorded with.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row, savepoint
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

Kind = Literal["leave", "transfer"]
YEARS_KEPT = 2
"""劳动合同法 art. 50: papers of an ended employment are kept for two years at least."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One code; ``voluntary`` tells the employee's own wish from the company's decision (``None``: neither)."""

    code: str
    title: Text
    voluntary: bool | None = None
    id: UUID | None = None


_BUILT_IN: dict[Kind, tuple[Reason, ...]] = {
    "leave": (
        Reason("personal", Text("个人原因辞职", "Resigned, personal"), True),
        Reason("career", Text("个人发展辞职", "Resigned, career"), True),
        Reason("pay", Text("薪酬原因辞职", "Resigned, pay"), True),
        Reason("family", Text("家庭原因辞职", "Resigned, family"), True),
        Reason("mutual", Text("协商一致解除（第三十六条）", "By agreement (art. 36)"), None),
        Reason(
            "probation_failed",
            Text("试用期不符合录用条件（第三十九条）", "Failed the probation (art. 39)"),
            False,
        ),
        Reason("misconduct", Text("严重违纪解除（第三十九条）", "Misconduct (art. 39)"), False),
        Reason(
            "incapable", Text("不能胜任等解除（第四十条）", "Not up to the job and others (art. 40)"), False
        ),
        Reason("redundancy", Text("经济性裁员（第四十一条）", "Redundancy (art. 41)"), False),
        Reason("term_over", Text("合同期满终止（第四十四条）", "Contract ran out (art. 44)"), None),
        Reason("retired", Text("退休", "Retired"), None),
        Reason("died", Text("死亡", "Died"), None),
    ),
    "transfer": (
        Reason("promotion", Text("晋升", "Promotion")),
        Reason("rotation", Text("轮岗", "Rotation")),
        Reason("business", Text("业务需要", "Business need")),
        Reason("own_wish", Text("本人申请", "Own wish"), True),
        Reason("reorganisation", Text("组织调整", "Reorganisation")),
    ),
}


def voluntary_codes(wish: bool) -> tuple[str, ...]:
    """The platform's codes of leaving that are the employee's own wish, or the company's decision."""
    return tuple(r.code for r in _BUILT_IN["leave"] if r.voluntary is wish)


async def in_use(kind: Kind, day: date) -> list[Reason]:
    """Codes in use on a day: the platform's, unless the group has its own row of that code, and the group's."""
    rows = await fetch(
        "SELECT id, code, title_zh, title_en, voluntary, valid_from, valid_to FROM core_reason WHERE kind = $1"
        " ORDER BY code, valid_from",
        kind,
    )
    own = {
        r["code"]: Reason(r["code"], Text(r["title_zh"], r["title_en"]), r["voluntary"], r["id"])
        for r in rows
        if r["valid_from"] <= day and (r["valid_to"] is None or day < r["valid_to"])
    }
    # A row that has run out hides the platform's code from its end on.
    over = {r["code"] for r in rows if r["valid_to"] is not None and r["valid_to"] <= day} - own.keys()
    built_in = [own.pop(r.code, r) for r in _BUILT_IN[kind] if r.code not in over]
    return [*built_in, *own.values()]


async def known(kind: Kind, code: str, day: date) -> Reason:
    """A code that is in use on a day.

    Raises:
        Invalid: it isn't.
    """
    found = await in_use(kind, day)
    for reason in found:
        if reason.code == code:
            return reason
    codes = "、".join(r.code for r in found)
    message = Text(
        f"原因编码“{code}”在{day}不可用，可选：{codes}", f"no reason {code!r} on {day}; there are: {codes}"
    )
    raise Invalid(message, code="people.reason", fields={"reason_code": message})


async def add(ctx: Context, kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Add a code from a day on, or the group's own words for one of the platform's.

    Raises:
        Conflict: the code has a row from that day already.
    """
    made_id = new_id()
    try:
        async with savepoint():
            await execute(
                "INSERT INTO core_reason (id, kind, code, title_zh, title_en, voluntary, valid_from, valid_to)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                made_id,
                kind,
                values["code"],
                values["title_zh"],
                values["title_en"],
                values.get("voluntary"),
                values["valid_from"],
                values.get("valid_to"),
            )
    except UniqueViolationError as error:
        raise Conflict(
            Text("该编码已有同日生效的记录", "the code has a row from that day"), code="people.taken"
        ) from error
    await ctx.audit.record(
        "core.reason.add",
        subject="reason",
        subject_id=made_id,
        detail={"kind": kind, "code": values["code"], "valid_from": values["valid_from"].isoformat()},
    )
    return {"id": made_id, "kind": kind, **values}


async def end(ctx: Context, reason_id: UUID, valid_to: date) -> None:
    """A group's code isn't used from a day on.

    Raises:
        NotFound. Invalid: the day lies before its first.
    """
    row = await fetch_row("SELECT code, valid_from FROM core_reason WHERE id = $1", reason_id)
    if row is None:
        raise NotFound(Text("没有这个原因", "there is no such reason"), code="people.reason")
    if valid_to <= row["valid_from"]:
        message = Text("停用日期须晚于启用日期", "it ends before it begins")
        raise Invalid(message, code="people.reason", fields={"valid_to": message})
    await execute("UPDATE core_reason SET valid_to = $2 WHERE id = $1", reason_id, valid_to)
    await ctx.audit.record(
        "core.reason.end",
        subject="reason",
        subject_id=reason_id,
        detail={"code": row["code"], "valid_to": valid_to.isoformat()},
    )


def retain_until(last_day: date) -> date:
    """The last day on which papers of an employment have to be kept; 29 February ends with the month."""
    year = last_day.year + YEARS_KEPT
    return last_day.replace(year=year, day=min(last_day.day, calendar.monthrange(year, last_day.month)[1]))
