"""Balances: what is left, what is granted by law and time, what expires, what HR corrects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, Literal
from uuid import UUID

from renshi_sdk import Conflict, Context, Invalid, Text, new_id
from renshi_sdk.contracts import Balance, Employee
from renshi_sdk.events import EmployeeHired

from .. import locks
from ..engine.annual import Entitlement, Service, add_months, entitlement
from ..engine.balance import Use, available, expired, missing
from ..leave import repository as leave_types
from ..settings import AttendanceSettings
from ..workplace import Workplace, workplace
from . import repository
from .repository import Book, Entry

ANNUAL = "annual"
HUNDREDTH = Decimal("0.01")


def service_of(person: Employee, settings: AttendanceSettings) -> Service:
    """The dates that decide annual leave. Without a recorded first day of work, service begins with the
    hire.
    """
    first = min(person.first_work_on or person.hired_on, person.hired_on)
    continuous = first if settings.assume_continuous_service else person.hired_on
    return Service(person.hired_on, first, continuous, person.left_on)


async def refresh_annual(ctx: Context, people: Sequence[Employee], *, on: date | None = None) -> int:
    """Grant what people have come to be entitled to by ``on`` (today where None) and do not have yet.

    The same function serves the hire, 1 January and every anniversary: it grants the difference between the
    entitlement of that day and what was granted for the year, so that running it again grants nothing.
    Returns the number of grants.
    """
    place = await workplace(ctx)
    today = on or ctx.today()
    due: dict[int, list[tuple[Employee, Entitlement]]] = {}
    for person in people:
        seen = max(today, person.hired_on)
        result = entitlement(
            service_of(person, place.settings), seen.year, as_of=seen, tier_change=place.settings.tier_change
        )
        if result.days:
            due.setdefault(seen.year, []).append((person, result))
    written = 0
    for year, rows in due.items():
        prefix = f"annual:{year}:"
        ids = [person.id for person, _ in rows]
        had = await repository.granted(ctx.company_id, ANNUAL, prefix, ids)
        written += await repository.append(
            _grant(place, ctx.company_id, person, result, had.get(person.id, 0))
            for person, result in rows
            if result.days * place.pattern.daily_minutes > had.get(person.id, 0)
        )
    return written


def _grant(place: Workplace, company_id: UUID, person: Employee, due: Entitlement, had: int) -> Entry:
    expires = add_months(date(due.year, 12, 31), place.settings.annual_valid_months)
    return Entry(
        company_id=company_id,
        employee_id=person.id,
        leave_code=ANNUAL,
        kind="grant",
        minutes=due.days * place.pattern.daily_minutes - had,
        effective_on=max(date(due.year, 1, 1), person.hired_on),
        expires_on=expires,
        key=f"annual:{due.year}:{due.days}",
        note=f"{due.year} 年休假 {due.days} 天：{due.reason}",
    )


async def grant_new_hire(ctx: Context, event: EmployeeHired) -> None:
    """The prorated annual leave of somebody who was hired."""
    await refresh_annual(ctx, [await ctx.people.get(event.employee_id)])


async def write_off(ctx: Context, today: date) -> int:
    """Write off what lay unused in grants whose last day is past. Returns the number of entries."""
    pairs = await repository.with_expiry(ctx.company_id, today)
    if not pairs:
        return 0
    await locks.people(person for person, _ in pairs)
    codes = sorted({code for _, code in pairs})
    books = await repository.books(sorted({person for person, _ in pairs}), codes)
    entries: list[Entry] = []
    for person, code in pairs:
        book = books[(person, code)]
        ends = {lot.key: lot.expires_on for lot in book.lots}
        for key, minutes in sorted(expired(book.lots, [*book.uses, *book.pending], today).items()):
            end = ends[key] or today
            entries.append(
                Entry(
                    company_id=ctx.company_id,
                    employee_id=person,
                    leave_code=code,
                    kind="expire",
                    minutes=-minutes,
                    effective_on=end,
                    key=f"expire:{key}:{today}",
                    note=f"{end:%Y-%m-%d} 到期未休 {minutes} 分钟",
                )
            )
    return await repository.append(entries)


async def adjust(
    ctx: Context, employee_id: UUID, leave_code: str, minutes: int, expires_on: date | None, note: str
) -> int:
    """HR corrects a balance; returns what is left today, in minutes.

    Raises ``Invalid`` for a type without balance, ``Conflict`` where it would take more than there is.
    """
    await ctx.access.require_for("attendance.balance.adjust", employee_id)
    kind = (await leave_types.leave_types(ctx.company_id)).get(leave_code)
    if kind is None or not kind.needs_balance:
        raise Invalid(
            Text("这种假期没有余额", "this leave has no balance"),
            code="attendance.leave_without_balance",
            fields={"leave_code": Text("请选择有余额的假期", "choose a leave with a balance")},
        )
    await locks.person(employee_id)
    today = ctx.today()
    if minutes < 0:
        book = (await repository.books([employee_id], [leave_code]))[(employee_id, leave_code)]
        if missing(book.lots, [*book.uses, *book.pending], [Use(-minutes, today)]):
            raise Conflict(
                Text("扣减超过可用余额", "that is more than is left"), code="attendance.balance_too_low"
            )
    await repository.append(
        [
            Entry(
                company_id=ctx.company_id,
                employee_id=employee_id,
                leave_code=leave_code,
                kind="adjust",
                minutes=minutes,
                effective_on=today,
                expires_on=expires_on,
                key=f"adjust:{new_id()}",
                note=note,
            )
        ]
    )
    await ctx.audit.record(
        "attendance.balance.adjust",
        subject="leave_balance",
        employee_id=employee_id,
        detail={"leave_code": leave_code, "minutes": minutes, "note": note},
    )
    book = (await repository.books([employee_id], [leave_code]))[(employee_id, leave_code)]
    return available(book.lots, [*book.uses, *book.pending], today)


async def balances_of(ctx: Context, employee_id: UUID, on: date | None = None) -> list[dict[str, Any]]:
    """What one person has left on a day (today where None), by leave type with a balance.

    Later uses are left out, so a past day shows what could be used then; a coming day leaves out what has run
    out by then.
    """
    day = on or ctx.today()
    kinds = [
        k for k in (await leave_types.leave_types(ctx.company_id)).values() if k.needs_balance and k.active
    ]
    books = await repository.books([employee_id], [k.code for k in kinds])
    daily = (await ctx.settings(AttendanceSettings)).pattern().daily_minutes
    return [_view(kind, books[(employee_id, kind.code)], daily, day, later=on is None) for kind in kinds]


def _view(
    kind: leave_types.CompanyLeaveType, book: Book, daily: int, today: date, *, later: bool = True
) -> dict[str, Any]:
    uses = [use for use in [*book.uses, *book.pending] if later or use.on <= today]
    left = available(book.lots, uses, today)
    asked = sum(use.minutes for use in book.pending)
    unit: Literal["day", "hour"] = "hour" if kind.unit == "hour" else "day"
    size = 60 if unit == "hour" else daily
    ends = [lot.expires_on for lot in book.lots if lot.expires_on is not None and lot.expires_on >= today]
    return {
        "leave_code": kind.code,
        "name_zh": kind.name_zh,
        "name_en": kind.name_en,
        "unit": unit,
        "remaining": (Decimal(left) / size).quantize(HUNDREDTH, ROUND_DOWN),
        "pending": (Decimal(asked) / size).quantize(HUNDREDTH, ROUND_DOWN),
        "remaining_minutes": left,
        "pending_minutes": asked,
        "expires_on": min(ends, default=None),
    }


async def collect_balances(ctx: Context, employee_id: UUID) -> list[Balance]:
    """For channels: what can still be asked for, pending requests already taken off."""
    return [
        Balance(
            code=row["leave_code"],
            label=Text(row["name_zh"], row["name_en"]),
            remaining=row["remaining"],
            unit=row["unit"],
            pending=row["pending"],
            expires_on=row["expires_on"],
        )
        for row in await balances_of(ctx, employee_id)
    ]
