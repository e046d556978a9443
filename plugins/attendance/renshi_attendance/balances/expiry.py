"""What runs out: the report of it, the reminders before it, and the cap on what is carried into a new year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from renshi_sdk import Clause, Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where

from .. import locks
from ..engine.balance import settle
from ..engine.month import in_days
from ..leave import repository as leave_types
from ..workplace import workplace
from . import repository
from .repository import Entry

REMIND_BEFORE = (30, 7)
"""Days before the last day of a grant on which its owner is reminded."""


@dataclass(frozen=True, slots=True)
class Left:
    """Minutes of one grant that nobody has used."""

    employee_id: UUID
    leave_code: str
    key: str
    expires_on: date
    minutes: int


async def left(ctx: Context, first: date, last: date, scope: Clause | None = None) -> list[Left]:
    """Unused minutes of grants whose last day lies in ``first``…``last``; pending requests count as used."""
    sql, args = where(
        Clause("company_id = {}", (ctx.company_id,)),
        Clause("kind IN ('grant', 'adjust') AND minutes > 0"),
        Clause("expires_on BETWEEN {} AND {}", (first, last)),
        *([scope] if scope else []),
    )
    pairs = await fetch(
        f"SELECT DISTINCT employee_id, leave_code FROM attendance_leave_entry WHERE {sql}", *args
    )
    if not pairs:
        return []
    books = await repository.books(
        sorted({r["employee_id"] for r in pairs}), sorted({r["leave_code"] for r in pairs})
    )
    found: list[Left] = []
    for row in pairs:
        book = books[(row["employee_id"], row["leave_code"])]
        rest = settle(book.lots, [*book.uses, *book.pending]).left
        found += [
            Left(row["employee_id"], row["leave_code"], lot.key, lot.expires_on, rest[lot.key])
            for lot in book.lots
            if lot.expires_on is not None and first <= lot.expires_on <= last and rest[lot.key] > 0
        ]
    return sorted(found, key=lambda one: (one.expires_on, one.employee_id, one.leave_code, one.key))


async def remind(ctx: Context, today: date) -> int:
    """Tell people what runs out in 30 and in 7 days; each grant is named once for each."""
    kinds = await leave_types.leave_types(ctx.company_id)
    daily = (await workplace(ctx)).pattern.daily_minutes
    sent = 0
    for days in REMIND_BEFORE:
        on = today + timedelta(days=days)
        for one in await left(ctx, on, on):
            kind = kinds.get(one.leave_code)
            if kind is None:
                continue
            amount = plain(in_days({daily: one.minutes}))
            await ctx.notices.send(
                one.employee_id,
                kind="attendance.expiring",
                title=Text("假期即将到期", "Leave runs out soon"),
                body=Text(
                    f"您有 {amount} 天{kind.name_zh}将于 {on:%Y-%m-%d} 到期，请及时安排",
                    f"{amount} days of {kind.name_en.lower()} run out on {on}",
                ),
                link="/console/attendance/my",
                key=f"attendance.expiring:{one.employee_id}:{one.leave_code}:{one.key}:{days}",
            )
            sent += 1
    return sent


async def cap_carry(ctx: Context, today: date) -> int:
    """In a new year, write off what of last year's annual leave goes beyond the days a company carries over.

    Nothing happens without the setting: statutory leave that was not arranged has to be paid (实施办法 art. 10).
    """
    place = await workplace(ctx)
    cap = place.settings.annual_carry_days
    if cap is None:
        return 0
    prefix = f"annual:{today.year - 1}:"
    rows = await fetch(
        "SELECT DISTINCT employee_id FROM attendance_leave_entry WHERE company_id = $1 AND leave_code = 'annual'"
        " AND kind = 'grant' AND starts_with(key, $2)",
        ctx.company_id,
        prefix,
    )
    people = [row["employee_id"] for row in rows]
    if not people:
        return 0
    await locks.people(people)
    books = await repository.books(people, ["annual"])
    end = date(today.year - 1, 12, 31)
    entries: list[Entry] = []
    for person in people:
        book = books[(person, "annual")]
        done = [use for use in [*book.uses, *book.pending] if use.on <= end]
        rest = settle(book.lots, done).left
        unused = sum(rest[lot.key] for lot in book.lots if lot.key.startswith(prefix))
        beyond = unused - cap * place.pattern.daily_minutes
        if beyond > 0:
            entries.append(
                Entry(
                    company_id=ctx.company_id,
                    employee_id=person,
                    leave_code="annual",
                    kind="expire",
                    minutes=-beyond,
                    effective_on=end,
                    key=f"carry:{today.year - 1}",
                    note=f"{today.year - 1} 年休假结转上限 {cap} 天，超出部分到期",
                )
            )
    return await repository.append(entries)


class ExpiringParams(BaseModel):
    """Up to which day the report looks."""

    before: date = Field(title="到期日不晚于", json_schema_extra={"title_en": "Runs out by"})


async def expiring(ctx: Context, params: ExpiringParams) -> ReportResult:
    """Unused grants of the caller's people that run out from today to a day."""
    scope = ctx.access.employees("attendance.leave.read", "employee_id")
    found = await left(ctx, ctx.today(), params.before, scope)
    daily = (await workplace(ctx)).pattern.daily_minutes
    kinds = await leave_types.leave_types(ctx.company_id)
    people = await ctx.people.by_ids({one.employee_id for one in found})
    rows = [
        _line(one, people[one.employee_id], kinds, daily, zh=ctx.locale.startswith("zh"))
        for one in found
        if one.employee_id in people
    ]
    return ReportResult(
        rows,
        Text(
            "未休的法定年休假须按日工资收入的 300% 支付（含正常工资，实施办法第十条）",
            "Statutory annual leave that is not taken is paid at 300 % (normal pay included)",
        ),
    )


def _line(one: Left, person: Any, kinds: Any, daily: int, *, zh: bool) -> dict[str, Any]:
    kind = kinds[one.leave_code]
    return {
        "number": person.number,
        "name": person.name,
        "department": person.department_name,
        "leave": kind.name_zh if zh else kind.name_en,
        "days": Decimal(plain(in_days({daily: one.minutes}))),
        "expires_on": one.expires_on,
    }


def plain(days: Decimal) -> str:
    """``2.5`` for 2.500000."""
    return f"{days.normalize():f}"


REPORT = Report(
    name="attendance.expiring",
    title=Text("即将到期的假期", "Leave that runs out"),
    definition=Text(
        "已发放、未使用（审批中的视为已使用）且在所选日期前到期的假期，按公司标准工作日折算为天。",
        "Granted leave that is unused (pending requests count as used) and runs out by the day, in standard days.",
    ),
    columns=(
        ReportColumn("number", Text("工号", "Number")),
        ReportColumn("name", Text("姓名", "Name")),
        ReportColumn("department", Text("部门", "Department")),
        ReportColumn("leave", Text("假期", "Leave")),
        ReportColumn("days", Text("天数", "Days"), "number"),
        ReportColumn("expires_on", Text("到期日", "Runs out"), "date"),
    ),
    query=expiring,
    permission="attendance.leave.read",
    params=ExpiringParams,
)
