"""Rows of leave and leave types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import Listing, execute, fetch, fetch_row, fetch_value, insert_rows

from ..engine.leave import LeaveDay
from ..engine.leave_types import Counting, LeaveCatalogue, PaidRule, Unit
from ..engine.minutes import Interval
from ..engine.reasons import Reason


@dataclass(frozen=True, slots=True)
class CompanyLeaveType:
    """A leave type as the company has set it."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    unit: Unit
    counting: Counting
    paid_rule: PaidRule
    paid_fraction: Decimal | None
    needs_balance: bool
    days_limit: int | None
    limit_source: str | None
    source: str
    active: bool
    documents_after_days: int | None = None
    notice_days: int = 0
    own: bool = False


def _type(row: Any) -> CompanyLeaveType:
    return CompanyLeaveType(
        id=row["id"],
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=Unit(row["unit"]),
        counting=Counting(row["counting"]),
        paid_rule=PaidRule(row["paid_rule"]),
        paid_fraction=row["paid_fraction"],
        needs_balance=row["needs_balance"],
        days_limit=row["days_limit"],
        limit_source=row["limit_source"],
        source=row["source"],
        active=row["active"],
        documents_after_days=row["documents_after_days"],
        notice_days=row["notice_days"],
        own=row["own"],
    )


def named(locale: str, page: Listing) -> Listing:
    """A list with the names of leave in the reader's language, as ``leave_name``."""
    for item in page.items:
        english = item.pop("leave_name_en")
        if not locale.startswith("zh"):
            item["leave_name"] = english
    return page


async def leave_types(company_id: UUID) -> dict[str, CompanyLeaveType]:
    """The company's leave types by code, in their order."""
    rows = await fetch(
        "SELECT * FROM attendance_leave_type WHERE company_id = $1 ORDER BY position, code", company_id
    )
    return {row["code"]: _type(row) for row in rows}


async def seed_types(company_id: UUID, catalogue: LeaveCatalogue) -> None:
    """Write the statutory types that the company does not have; what it changed stays."""
    for position, one in enumerate(catalogue.types.values(), start=1):
        await execute(
            "INSERT INTO attendance_leave_type (id, company_id, code, name_zh, name_en, unit, "
            "counting, paid_rule,"
            " paid_fraction, needs_balance, source, position)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
            " ON CONFLICT (tenant_id, company_id, code) DO NOTHING",
            new_id(),
            company_id,
            one.code,
            one.name_zh,
            one.name_en,
            one.unit.value,
            one.counting.value,
            one.paid.value,
            one.paid_fraction,
            one.balance,
            one.source,
            position,
        )


async def insert_type(company_id: UUID, values: dict[str, Any]) -> UUID:
    """A leave type of the company's own, after those it has. Column names come from the schema."""
    type_id = new_id()
    columns = ", ".join(values)
    places = ", ".join(f"${n}" for n in range(3, len(values) + 3))
    await execute(
        f"INSERT INTO attendance_leave_type (id, company_id, own, paid_rule, position, {columns}) VALUES"
        " ($1, $2, true, 'fraction', (SELECT coalesce(max(position), 0) + 1 FROM attendance_leave_type"
        f" WHERE company_id = $2), {places})",
        type_id,
        company_id,
        *values.values(),
    )
    return type_id


async def update_type(company_id: UUID, type_id: UUID, changes: dict[str, Any]) -> CompanyLeaveType | None:
    """Change columns of a type; None where the company has no such type. Column names come from the
    schema.
    """
    assignments = ", ".join(f"{name} = ${place}" for place, name in enumerate(changes, 3))
    row = await fetch_row(
        f"UPDATE attendance_leave_type SET {assignments} WHERE company_id = $1 AND id = $2 RETURNING *",
        company_id,
        type_id,
        *changes.values(),
    )
    return _type(row) if row else None


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A leave as stored."""

    id: UUID
    company_id: UUID
    employee_id: UUID
    request_id: UUID | None
    leave_code: str
    state: str
    first_day: date
    last_day: date
    minutes: int


def _leave(row: Any) -> LeaveRow:
    return LeaveRow(
        row["id"],
        row["company_id"],
        row["employee_id"],
        row["request_id"],
        row["leave_code"],
        row["state"],
        row["first_day"],
        row["last_day"],
        row["minutes"],
    )


async def insert(
    company_id: UUID,
    employee_id: UUID,
    request_id: UUID | None,
    leave_code: str,
    days: Sequence[LeaveDay],
    amount_days: Decimal,
    *,
    documents: Sequence[UUID] = (),
    state: str = "pending",
    replaces: UUID | None = None,
) -> UUID:
    """A leave and its days; returns its id."""
    leave_id = new_id()
    await execute(
        "INSERT INTO attendance_leave (id, company_id, employee_id, request_id, leave_code, state, first_day,"
        " last_day, minutes, days, documents, replaces, decided_at) VALUES ($1, $2, $3, $4, $5, $10, $6, $7, $8, $9,"
        " $11, $12, CASE WHEN $10 = 'pending' THEN NULL ELSE now() END)",
        leave_id,
        company_id,
        employee_id,
        request_id,
        leave_code,
        days[0].day,
        days[-1].day,
        sum(d.minutes for d in days),
        amount_days,
        state,
        list(documents),
        replaces,
    )
    await insert_rows(
        "attendance_leave_day",
        (
            "id",
            "leave_id",
            "company_id",
            "employee_id",
            "day",
            "minutes",
            "due_minutes",
            "daily_minutes",
            "window_start",
            "window_end",
        ),
        [
            (
                new_id(),
                leave_id,
                company_id,
                employee_id,
                d.day,
                d.minutes,
                d.due_minutes,
                d.daily_minutes,
                d.window.start,
                d.window.end,
            )
            for d in days
        ],
    )
    return leave_id


async def windows(employee_id: UUID, first: date, last: date) -> list[tuple[str, Interval]]:
    """What pending and approved leave covers on days ``first`` … ``last``."""
    rows = await fetch(
        "SELECT d.leave_id, d.window_start, d.window_end FROM attendance_leave_day d"
        " JOIN attendance_leave l ON l.id = d.leave_id"
        " WHERE d.employee_id = $1 AND d.day BETWEEN $2 AND $3 AND l.state IN ('pending', 'approved')",
        employee_id,
        first,
        last,
    )
    return [(str(r["leave_id"]), Interval(r["window_start"], r["window_end"])) for r in rows]


async def by_request(request_id: UUID, state: str) -> LeaveRow | None:
    """The leave of a request in a state."""
    row = await fetch_row(
        "SELECT * FROM attendance_leave WHERE request_id = $1 AND state = $2", request_id, state
    )
    return _leave(row) if row else None


async def by_id(company_id: UUID, leave_id: UUID) -> LeaveRow | None:
    """One leave of the company."""
    row = await fetch_row(
        "SELECT * FROM attendance_leave WHERE company_id = $1 AND id = $2", company_id, leave_id
    )
    return _leave(row) if row else None


async def days_of(leave_id: UUID) -> list[date]:
    """The days a leave uses, in order."""
    rows = await fetch("SELECT day FROM attendance_leave_day WHERE leave_id = $1 ORDER BY day", leave_id)
    return [row["day"] for row in rows]


async def leave_days(leave_id: UUID) -> list[LeaveDay]:
    """What a leave does to each of its days, as it was worked out when it was asked for."""
    rows = await fetch("SELECT * FROM attendance_leave_day WHERE leave_id = $1 ORDER BY day", leave_id)
    return [
        LeaveDay(
            r["day"],
            r["minutes"],
            r["due_minutes"],
            r["daily_minutes"],
            Interval(r["window_start"], r["window_end"]),
            Reason("workday" if r["due_minutes"] else "calendar_day"),
        )
        for r in rows
    ]


async def days_between(employee_id: UUID, leave_code: str, after: date, before: date) -> Decimal:
    """Days of a type that a person asked for or took in leaves that touch the days between the two."""
    value = await fetch_value(
        "SELECT coalesce(sum(days), 0) FROM attendance_leave WHERE employee_id = $1 AND leave_code = $2"
        " AND state IN ('pending', 'approved') AND last_day > $3 AND first_day < $4",
        employee_id,
        leave_code,
        after,
        before,
    )
    return Decimal(value)


async def move(leave_id: UUID, before: str, after: str) -> bool:
    """Move a leave from one state to another; False where it is no longer in the first."""
    tag = await execute(
        "UPDATE attendance_leave SET state = $3, decided_at = now() WHERE id = $1 AND state = $2",
        leave_id,
        before,
        after,
    )
    return tag == "UPDATE 1"


async def used_minutes(employee_id: UUID, leave_code: str, first: date, last: date) -> int:
    """Minutes of pending and approved leave of a type whose first day lies in ``first`` … ``last``."""
    row = await fetch_row(
        "SELECT coalesce(sum(minutes), 0)::int AS minutes FROM attendance_leave WHERE employee_id = $1"
        " AND leave_code = $2 AND first_day BETWEEN $3 AND $4 AND state IN ('pending', 'approved')",
        employee_id,
        leave_code,
        first,
        last,
    )
    return int(row["minutes"]) if row else 0
