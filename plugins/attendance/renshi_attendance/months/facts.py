"""Everything a month is computed from, for many people in a handful of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from renshi_sdk.db import fetch
from renshi_sdk.services import Clause

from ..engine.day import LeaveUse
from ..engine.minutes import DAY, Interval

EPOCH = date(1970, 1, 1).toordinal() * DAY
"""The local minute of 1970-01-01 00:00."""


@dataclass(frozen=True, slots=True)
class ApprovedOvertime:
    """Approved overtime of one person on one working day."""

    id: UUID
    day: date
    span: Interval
    compensation: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by employee. Leave by day; punches as sorted local minutes; overtime by working day."""

    leave: dict[UUID, dict[date, list[LeaveUse]]] = field(default_factory=dict)
    leave_ids: dict[UUID, dict[str, set[UUID]]] = field(default_factory=dict)
    """employee → leave code → leaves, as evidence."""
    punches: dict[UUID, list[int]] = field(default_factory=dict)
    overtime: dict[UUID, list[ApprovedOvertime]] = field(default_factory=dict)
    trips: dict[UUID, list[Interval]] = field(default_factory=dict)
    """Approved time away on duty, in order."""


async def read(
    company_id: UUID,
    employee_ids: Sequence[UUID],
    first: date,
    last: date,
    *,
    edges: tuple[int, int],
    time_zone: str,
) -> Facts:
    """Facts of ``first`` … ``last``; punches of local minutes ``edges[0] <= m < edges[1]``. Four queries."""
    facts = Facts()
    ids = list(employee_ids)
    who = Clause("employee_id = ANY({})", (ids,))
    for row in await fetch(
        "SELECT d.employee_id, d.day, d.minutes, d.due_minutes, d.window_start, d.window_end, d.leave_id,"
        " l.leave_code FROM attendance_leave_day d JOIN attendance_leave l ON l.id = d.leave_id"
        " WHERE d.company_id = $1 AND d.day BETWEEN $2 AND $3 AND d.employee_id = ANY($4)"
        " AND l.state = 'approved' ORDER BY d.employee_id, d.day, d.window_start",
        company_id,
        first,
        last,
        *who.args,
    ):
        person = row["employee_id"]
        facts.leave.setdefault(person, {}).setdefault(row["day"], []).append(
            LeaveUse(
                row["leave_code"],
                row["minutes"],
                row["due_minutes"],
                Interval(row["window_start"], row["window_end"]),
            )
        )
        facts.leave_ids.setdefault(person, {}).setdefault(row["leave_code"], set()).add(row["leave_id"])
    # Wall-clock minutes are made in SQL: converting half a million instants one by one costs seconds here.
    for row in await fetch(
        "SELECT employee_id, array_agg(minute ORDER BY minute) AS minutes FROM ("
        " SELECT employee_id, floor(extract(epoch FROM at AT TIME ZONE $2) / 60)::bigint + $5 AS minute"
        " FROM attendance_punch WHERE company_id = $1 AND employee_id = ANY($6)"
        " AND at >= (timestamp '1970-01-01' + make_interval(mins => ($3 - $5)::int)) AT TIME ZONE $2"
        " AND at < (timestamp '1970-01-01' + make_interval(mins => ($4 - $5)::int)) AT TIME ZONE $2"
        ") AS clock GROUP BY employee_id",
        company_id,
        time_zone,
        edges[0],
        edges[1],
        EPOCH,
        ids,
    ):
        facts.punches[row["employee_id"]] = list(row["minutes"])
    for row in await fetch(
        "SELECT id, employee_id, day, start_minute, end_minute, compensation FROM attendance_overtime"
        " WHERE company_id = $1 AND day BETWEEN $2 AND $3 AND employee_id = ANY($4) AND state = 'approved'"
        " ORDER BY employee_id, day, start_minute",
        company_id,
        first,
        last,
        ids,
    ):
        facts.overtime.setdefault(row["employee_id"], []).append(
            ApprovedOvertime(
                row["id"], row["day"], Interval(row["start_minute"], row["end_minute"]), row["compensation"]
            )
        )
    for row in await fetch(
        "SELECT employee_id, start_minute, end_minute FROM attendance_trip"
        " WHERE company_id = $1 AND start_minute < $3 AND end_minute > $2 AND employee_id = ANY($4)"
        " AND state = 'approved' ORDER BY employee_id, start_minute",
        company_id,
        edges[0],
        edges[1],
        ids,
    ):
        facts.trips.setdefault(row["employee_id"], []).append(
            Interval(row["start_minute"], row["end_minute"])
        )
    return facts


@dataclass(frozen=True, slots=True)
class PeriodSoFar:
    """What earlier months of a comprehensive period hold: worked and leave minutes, and which months."""

    worked: int = 0
    leave: int = 0
    months: tuple[str, ...] = ()


async def earlier_months(
    company_id: UUID, employee_ids: Sequence[UUID], first: str, before: str
) -> dict[UUID, PeriodSoFar]:
    """Hours of people in the months ``first`` <= period < ``before``."""
    rows = await fetch(
        "SELECT employee_id, sum(period_minutes)::int AS worked, sum(period_leave_minutes)::int AS leave,"
        " array_agg(period ORDER BY period) AS months FROM attendance_month_row"
        " WHERE company_id = $1 AND employee_id = ANY($2) AND period >= $3 AND period < $4 GROUP BY employee_id",
        company_id,
        list(employee_ids),
        first,
        before,
    )
    return {r["employee_id"]: PeriodSoFar(r["worked"], r["leave"], tuple(r["months"])) for r in rows}
