"""Rows of months."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value, insert_rows

from ..engine.reasons import Reason
from .compute import Figures, PersonMonth
from .views import day_record

ROW_COLUMNS = (
    "id", "month_id", "company_id", "employee_id", "period", "due_days", "due_minutes", "worked_minutes",
    "worked_days", "absent_minutes", "absent_days", "late_count", "late_minutes", "early_count",
    "early_minutes",
    "missing_punches", "unknown_minutes", "pending_days", "leave_minutes", "overtime_workday",
    "overtime_rest_day", "overtime_statutory", "time_off_minutes", "leave", "figures", "days", "warnings",
    "trip_days", "trip_minutes", "unplanned_days", "regime", "period_minutes", "period_leave_minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthState:
    """Where a month stands."""

    id: UUID
    period: str
    state: str
    stale: bool
    employees: int
    exceptions: int
    pending_days: int
    computed_at: datetime | None
    locked_at: datetime | None
    locked_by: str | None
    digest: str | None
    job_id: UUID | None
    rules: str | None
    paid_at: datetime | None
    sent_at: datetime | None = None
    confirm_due: date | None = None
    begun_at: datetime | None = None


def _state(row: Any) -> MonthState:
    return MonthState(
        row["id"],
        row["period"],
        row["state"],
        row["stale"],
        row["employees"],
        row["exceptions"],
        row["pending_days"],
        row["computed_at"],
        row["locked_at"],
        row["locked_by"],
        row["digest"],
        row["job_id"],
        row["rules"],
        row["paid_at"],
        row["sent_at"],
        row["confirm_due"],
        row["begun_at"],
    )


async def find(company_id: UUID, period: str) -> MonthState | None:
    """The month, None before anybody touched it."""
    row = await fetch_row(
        "SELECT * FROM attendance_month WHERE company_id = $1 AND period = $2", company_id, period
    )
    return _state(row) if row else None


async def ensure(company_id: UUID, period: str) -> MonthState:
    """The month, opened where it is new."""
    await execute(
        "INSERT INTO attendance_month (id, company_id, period) VALUES ($1, $2, $3)"
        " ON CONFLICT (tenant_id, company_id, period) DO NOTHING",
        new_id(),
        company_id,
        period,
    )
    month = await find(company_id, period)
    if month is None:
        raise RuntimeError("a month that was just written is gone")
    return month


async def locked_periods(company_id: UUID, first: str) -> list[str]:
    """Locked months from ``first`` on, oldest first."""
    rows = await fetch(
        "SELECT period FROM attendance_month WHERE company_id = $1 AND state = 'locked' AND period >= $2"
        " ORDER BY period",
        company_id,
        first,
    )
    return [row["period"] for row in rows]


async def mark_stale(company_id: UUID, period: str, employee_ids: Sequence[UUID] | None = None) -> None:
    """What was computed, or is being computed, no longer says what the facts say (of some people)."""
    await execute(
        "UPDATE attendance_month SET stale = true"
        " WHERE company_id = $1 AND period = $2 AND state <> 'locked' AND NOT stale",
        company_id,
        period,
    )
    await execute(
        "UPDATE attendance_month_row r SET stale = true FROM attendance_month m"
        " WHERE m.company_id = $1 AND m.period = $2 AND m.state <> 'locked' AND r.month_id = m.id AND NOT r.stale"
        " AND ($3::uuid[] IS NULL OR r.employee_id = ANY($3))",
        company_id,
        period,
        employee_ids,
    )


async def mark_stale_from(company_id: UUID, period: str) -> None:
    """A rule changed: every month from ``period`` on that was computed has to be computed again."""
    rows = await fetch(
        "SELECT period FROM attendance_month WHERE company_id = $1 AND period >= $2 AND state <> 'locked'",
        company_id,
        period,
    )
    for row in rows:
        await mark_stale(company_id, row["period"])


async def set_job(month_id: UUID, job_id: UUID) -> None:
    """Remember the job that computes the month."""
    await execute("UPDATE attendance_month SET job_id = $2 WHERE id = $1", month_id, job_id)


async def clear(month_id: UUID, rules: str, now: datetime) -> None:
    """Remove what was computed before, and note the rules it is computed by now."""
    await execute("DELETE FROM attendance_exception WHERE month_id = $1", month_id)
    await execute("DELETE FROM attendance_month_row WHERE month_id = $1", month_id)
    await execute(
        (
            "UPDATE attendance_month SET state = 'open', stale = false, computed_at = NULL, rules = $2,"
            " begun_at = $3 WHERE id = $1"
        ),
        month_id,
        rules,
        now,
    )


async def write(month: MonthState, company_id: UUID, people: Iterable[PersonMonth]) -> int:
    """Write the computed rows and exceptions of some people; returns how many exceptions there are."""
    rows: list[tuple[Any, ...]] = []
    exceptions: list[tuple[Any, ...]] = []
    for one in people:
        rows.append(_row(month, company_id, one))
        exceptions += [
            (
                new_id(),
                month.id,
                company_id,
                one.employee_id,
                day.day,
                day.status.value,
                day.absent_minutes + day.unknown_minutes + day.late_minutes + day.early_minutes,
                _kept(day.reasons),
            )
            for day in one.exceptions
        ]
        found = {day.day for day in one.exceptions}
        exceptions += [
            (
                new_id(),
                month.id,
                company_id,
                one.employee_id,
                problem.day,
                problem.status,
                0,
                _kept([problem.reason]),
            )
            for problem in {p.day: p for p in one.problems if p.day not in found}.values()
        ]
    await insert_rows("attendance_month_row", ROW_COLUMNS, rows)
    await insert_rows(
        "attendance_exception",
        ("id", "month_id", "company_id", "employee_id", "day", "status", "minutes", "reasons"),
        exceptions,
    )
    return len(exceptions)


def _kept(reasons: Iterable[Reason]) -> str:
    return json.dumps([one.stored() for one in reasons], ensure_ascii=False)


def _row(month: MonthState, company_id: UUID, one: PersonMonth) -> tuple[Any, ...]:
    total = one.summary
    leave = {
        code: {
            "minutes": part.minutes,
            "due_minutes": part.due_minutes,
            "days": str(part.days),
            "due_days": str(part.due_days),
        }
        for code, part in total.leave.items()
    }
    return (
        new_id(),
        month.id,
        company_id,
        one.employee_id,
        month.period,
        total.due_days,
        total.due_minutes,
        total.worked_minutes,
        total.worked_days,
        total.absent_minutes,
        total.absent_days,
        total.late_count,
        total.late_minutes,
        total.early_count,
        total.early_minutes,
        total.missing_punches,
        total.unknown_minutes,
        total.pending_days,
        sum(part.minutes for part in total.leave.values()),
        total.overtime["workday"],
        total.overtime["rest_day"],
        total.overtime["statutory"],
        one.time_off_minutes,
        json.dumps(leave),
        dump_figures(one.figures),
        json.dumps([day_record(day) for day in one.days], ensure_ascii=False),
        _kept(total.warnings),
        total.trip_days,
        total.trip_minutes,
        total.unplanned_days,
        one.regime.value,
        one.period_minutes,
        one.period_leave_minutes,
    )


async def finish(month_id: UUID, now: datetime) -> MonthState:
    """Count the rows and call the month computed."""
    # Facts that came while it was computed: nobody knows which shards had read them.
    await execute(
        "UPDATE attendance_month_row r SET stale = true FROM attendance_month m"
        " WHERE m.id = $1 AND m.stale AND r.month_id = m.id AND NOT r.stale",
        month_id,
    )
    row = await fetch_row(
        "UPDATE attendance_month SET state = 'computed', computed_at = $2,"
        " employees = (SELECT count(*) FROM attendance_month_row r WHERE r.month_id = $1),"
        " exceptions = (SELECT count(*) FROM attendance_exception e WHERE e.month_id = $1),"
        " pending_days = (SELECT coalesce(sum(r.pending_days), 0) FROM attendance_month_row r"
        "   WHERE r.month_id = $1)"
        " WHERE id = $1 RETURNING *",
        month_id,
        now,
    )
    return _state(row)


async def lock(month_id: UUID, now: datetime, by: str, digest: str) -> MonthState:
    """Lock the month for good."""
    row = await fetch_row(
        "UPDATE attendance_month SET state = 'locked', locked_at = $2, locked_by = $3, digest = $4"
        " WHERE id = $1 RETURNING *",
        month_id,
        now,
        by,
        digest,
    )
    return _state(row)


async def digest(month_id: UUID) -> str:
    """SHA-256 over every person's figures and days, in the order of their ids."""
    value = await fetch_value(
        "SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', employee_id, due_minutes,"
        " worked_minutes, absent_minutes, late_minutes, early_minutes, unknown_minutes, time_off_minutes,"
        " leave, figures, days), E'\\n' ORDER BY employee_id), ''), 'UTF8')), 'hex')"
        " FROM attendance_month_row WHERE month_id = $1",
        month_id,
    )
    return str(value)


async def time_off(month_id: UUID) -> list[tuple[UUID, int]]:
    """(employee, minutes) of overtime that is given back as time."""
    rows = await fetch(
        "SELECT employee_id, time_off_minutes FROM attendance_month_row"
        " WHERE month_id = $1 AND time_off_minutes > 0 ORDER BY employee_id",
        month_id,
    )
    return [(row["employee_id"], row["time_off_minutes"]) for row in rows]


async def stored_figures(
    company_id: UUID, period: str, employee_ids: Sequence[UUID]
) -> dict[UUID, tuple[UUID, Figures]]:
    """Row id and figures of a computed or locked month, by employee."""
    rows = await fetch(
        "SELECT id, employee_id, figures FROM attendance_month_row"
        " WHERE company_id = $1 AND period = $2 AND employee_id = ANY($3)",
        company_id,
        period,
        list(employee_ids),
    )
    return {row["employee_id"]: (row["id"], load_figures(row["figures"])) for row in rows}


async def holding_figures(month_id: UUID, employee_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, Figures]]:
    """Row id and figures of people whose computed row still holds, by employee.

    Left out are rows whose facts changed, that wait for days to come, or that stand on earlier months.
    """
    rows = await fetch(
        "SELECT id, employee_id, figures FROM attendance_month_row WHERE month_id = $1 AND employee_id = ANY($2)"
        " AND NOT stale AND pending_days = 0 AND regime <> 'comprehensive'",
        month_id,
        list(employee_ids),
    )
    return {row["employee_id"]: (row["id"], load_figures(row["figures"])) for row in rows}


async def all_figures(month_id: UUID) -> dict[UUID, Figures]:
    """Figures of everybody in a month."""
    rows = await fetch("SELECT employee_id, figures FROM attendance_month_row WHERE month_id = $1", month_id)
    return {row["employee_id"]: load_figures(row["figures"]) for row in rows}


async def mark_paid(month_id: UUID, now: datetime) -> None:
    """Note that a pay run of the month is closed; the first time counts."""
    await execute("UPDATE attendance_month SET paid_at = $2 WHERE id = $1 AND paid_at IS NULL", month_id, now)


async def paid_unlocked(company_id: UUID, before: str) -> list[str]:
    """Months before ``before`` that were paid and are not locked."""
    rows = await fetch(
        "SELECT period FROM attendance_month WHERE company_id = $1 AND period < $2 AND paid_at IS NOT NULL"
        " AND state <> 'locked' ORDER BY period",
        company_id,
        before,
    )
    return [row["period"] for row in rows]


def dump_figures(figures: Mapping[str, Decimal]) -> str:
    """Figures as JSON, in one order."""
    return json.dumps({name: str(value) for name, value in sorted(figures.items())})


def load_figures(text: str) -> Figures:
    """Figures from JSON."""
    return {name: Decimal(value) for name, value in json.loads(text).items()}
