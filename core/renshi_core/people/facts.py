"""Reading employees with the job facts of a day.

One select serves all readers: of the stretches now believed it picks, per person, the one that covers the day;
else the next to come (``pending``); else the last that ended (``left``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from asyncpg import Record

from renshi_sdk.contracts import Employee, EmployeeStatus, JobRecord, Roll
from renshi_sdk.db import fetch

# SQL is put together from the constants of this file alone.

STATUS = """CASE WHEN {day} < s.hired_on THEN 'pending'
  WHEN s.last_day < {day} THEN 'left'
  WHEN s.probation_until >= {day} AND (s.regularised_on IS NULL OR s.regularised_on > {day}) THEN 'probation'
  ELSE 'active' END"""
COLUMNS = """e.id, e.number, e.name, e.phone, e.email, e.first_work_on, e.custom, j.company_id,
  j.department_id, d.name AS department_name, j.position_id, p.title AS position_title, j.manager_id, j.grade,
  j.city, j.work_regime, j.cost_centre_id, j.job_family, j.employment_type, j.workplace, s.id AS spell_id,
  s.hired_on, s.last_day AS left_on, s.probation_until"""
SOURCES = """core_job_record j
  JOIN core_spell s ON s.id = j.spell_id
  JOIN core_employee e ON e.id = j.employee_id
  JOIN core_department d ON d.id = j.department_id
  LEFT JOIN core_position p ON p.id = j.position_id"""
NEAREST = """CASE WHEN j.valid_from <= {day} AND (j.valid_to IS NULL OR j.valid_to > {day}) THEN 0
  WHEN j.valid_from > {day} THEN 1 ELSE 2 END,
  CASE WHEN j.valid_from > {day} THEN j.valid_from - {day} ELSE {day} - coalesce(j.valid_to, {day}) END"""
# In the order of JobRecord's fields: a company's records are read by the hundred thousand.
RECORD = """j.id, j.employee_id, j.spell_id, j.valid_from, j.valid_to, j.company_id, j.department_id,
  j.position_id, j.manager_id, j.grade, j.city, j.work_regime, j.recorded_at, j.superseded_at, j.reason,
  j.cost_centre_id, j.job_family, j.employment_type, j.workplace"""


async def employees(employee_ids: Iterable[UUID], day: date) -> dict[UUID, Employee]:
    """Employees as of ``day``; ids without any employment are left out."""
    ids = list(employee_ids)
    rows = await fetch(
        f"SELECT DISTINCT ON (j.employee_id) {COLUMNS}, {STATUS.format(day='$1')} AS status, $1::date AS as_of"
        f" FROM {SOURCES} WHERE j.superseded_at IS NULL AND j.employee_id = ANY($2)"
        f" ORDER BY j.employee_id, {NEAREST.format(day='$1::date')}",
        day,
        ids,
    )
    return {row["id"]: _employee(row) for row in rows}


async def employed_between(
    first: date, last: date, company_id: UUID, employee_ids: Sequence[UUID] | None = None
) -> list[Employee]:
    """Everyone (of ``employee_ids``) with a day of employment in ``first``…``last``, as of their last day in it, by
    staff number."""
    day = "least($2::date, coalesce(j.valid_to - 1, $2::date))"
    rows = await fetch(
        f"SELECT DISTINCT ON (e.number) {COLUMNS}, {STATUS.format(day=day)} AS status, {day} AS as_of"
        f" FROM {SOURCES} WHERE j.superseded_at IS NULL AND j.company_id = $3"
        " AND j.valid_from <= $2 AND (j.valid_to IS NULL OR j.valid_to > $1)"
        f"{'' if employee_ids is None else ' AND j.employee_id = ANY($4)'} ORDER BY e.number, j.valid_from DESC",
        first,
        last,
        company_id,
        *(() if employee_ids is None else (list(employee_ids),)),
    )
    return [_employee(row) for row in rows]


async def roll(
    first: date,
    last: date,
    company_id: UUID,
    *,
    seen_from: date,
    known_at: datetime | None,
    after: UUID | None,
    upto: UUID | None,
) -> Roll:
    """Whoever :func:`employed_between` finds among the ids ``(after, upto]``, as columns, with the first and last day
    of their present employment in the company."""
    mine, stays = await _posted(first, last, company_id, seen_from, known_at, after, upto)
    if not mine:
        return Roll((), (), (), (), (), (), (), ())
    ids = list(mine)
    # A join of the four would be planned for a handful of people and cost their square. Each comes in the order of ids.
    named = await fetch("SELECT number, name FROM core_employee WHERE id = ANY($1) ORDER BY id", ids)
    employed = await fetch(
        "SELECT hired_on, last_day FROM core_spell WHERE id = ANY($1) ORDER BY employee_id",
        [spell for spell, _ in mine.values()],
    )
    numbers, names = zip(*named, strict=True)
    departments = [department for _, department in mine.values()]
    hired, joined, until = [], [], []
    for (one, (spell, _)), (hired_on, last_day) in zip(mine.items(), employed, strict=True):
        # Somebody without a record of the span stays with the dates of the employment.
        start, end = stays.get((one, spell), (hired_on, None))
        hired.append(hired_on)
        joined.append(hired_on if hired_on > start else start)
        ended = None if end is None else end - _DAY
        until.append(last_day if ended is None or (last_day is not None and last_day < ended) else ended)
    # Few names for many people: looked up here, a join would send each of them again and again.
    found = await fetch("SELECT id, name FROM core_department WHERE id = ANY($1)", list(set(departments)))
    titles = {row["id"]: row["name"] for row in found}
    return Roll(ids, numbers, names, departments, [titles[one] for one in departments], hired, joined, until)


async def _posted(
    first: date,
    last: date,
    company_id: UUID,
    seen_from: date,
    known_at: datetime | None,
    after: UUID | None,
    upto: UUID | None,
) -> tuple[dict[UUID, tuple[UUID, UUID]], dict[tuple[UUID, UUID], tuple[date, date | None]]]:
    """Spell and department of whoever is employed between ``first`` and ``last``, as of the last day of it, by id; and
    from when to before when each (employee, spell) was in the company since ``seen_from``, as known then."""
    rows = await fetch(
        "SELECT j.employee_id, j.spell_id, j.department_id, j.valid_from, j.valid_to,"
        " j.superseded_at IS NULL AND (j.valid_to IS NULL OR j.valid_to > $1),"
        f" {_known(known_at, 5)} AND (j.valid_to IS NULL OR j.valid_to > $4)"
        " FROM core_job_record j WHERE j.company_id = $3 AND j.employee_id > $6 AND j.employee_id <= $7"
        " AND j.valid_from <= $2 AND (j.valid_to IS NULL OR j.valid_to > least($1, $4))"
        " ORDER BY j.employee_id, j.valid_from",
        first,
        last,
        company_id,
        seen_from,
        known_at,
        after or _LEAST,
        upto or _MOST,
    )
    mine: dict[UUID, tuple[UUID, UUID]] = {}
    stays: dict[tuple[UUID, UUID], tuple[date, date | None]] = {}
    for one, spell, department, start, end, there, known in rows:
        if there:
            mine[one] = (spell, department)
        if known:
            before = stays.get((one, spell))
            if before is not None:
                start = before[0]
                end = None if before[1] is None or end is None else max(before[1], end)
            stays[one, spell] = (start, end)
    return mine, stays


_LEAST, _MOST = UUID(int=0), UUID(int=2**128 - 1)
_DAY = timedelta(days=1)


def _known(known_at: datetime | None, place: int) -> str:
    if known_at is None:
        return f"j.superseded_at IS NULL AND ${place}::timestamptz IS NULL"
    return f"j.recorded_at <= ${place} AND (j.superseded_at IS NULL OR j.superseded_at > ${place})"


async def reports_of(manager_id: UUID, day: date) -> list[Employee]:
    """Who reports to ``manager_id`` on ``day``, by staff number."""
    rows = await fetch(
        f"SELECT {COLUMNS}, {STATUS.format(day='$2::date')} AS status, $2::date AS as_of FROM {SOURCES}"
        " WHERE j.superseded_at IS NULL AND j.manager_id = $1"
        " AND j.valid_from <= $2 AND (j.valid_to IS NULL OR j.valid_to > $2) ORDER BY e.number",
        manager_id,
        day,
    )
    return [_employee(row) for row in rows]


async def records(
    employee_ids: Iterable[UUID], first: date | None, last: date | None, known_at: datetime | None
) -> dict[UUID, list[JobRecord]]:
    """Job records that touch ``first``…``last`` (all where ``None``), as known at ``known_at`` (now: ``None``)."""
    ids = list(employee_ids)
    rows = await fetch(
        f"SELECT {RECORD} FROM core_job_record j WHERE j.employee_id = ANY($1) AND {_known(known_at, 4)}"
        " AND ($3::date IS NULL OR j.valid_from <= $3)"
        " AND ($2::date IS NULL OR j.valid_to IS NULL OR j.valid_to > $2)"
        " ORDER BY j.employee_id, j.valid_from",
        ids,
        first,
        last,
        known_at,
    )
    found: dict[UUID, list[JobRecord]] = {employee_id: [] for employee_id in ids}
    for row in rows:
        found[row["employee_id"]].append(JobRecord(*row))
    return found


async def changed_since(employee_ids: Iterable[UUID], moment: datetime) -> set[UUID]:
    """Whose job records were written or given up after ``moment``."""
    rows = await fetch(
        "SELECT DISTINCT employee_id FROM core_job_record WHERE employee_id = ANY($1)"
        " AND (recorded_at > $2 OR superseded_at > $2)",
        list(employee_ids),
        moment,
    )
    return {row["employee_id"] for row in rows}


async def everything_recorded(employee_id: UUID) -> list[JobRecord]:
    """Every record ever believed, in the order it was recorded."""
    rows = await fetch(
        f"SELECT {RECORD} FROM core_job_record j WHERE j.employee_id = $1 ORDER BY j.recorded_at, j.valid_from",
        employee_id,
    )
    return [JobRecord(*row) for row in rows]


_STATUSES = {str(status): status for status in EmployeeStatus}


def _employee(row: Record) -> Employee:
    custom = row["custom"]
    return Employee(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        company_id=row["company_id"],
        department_id=row["department_id"],
        department_name=row["department_name"],
        status=_STATUSES[row["status"]],
        hired_on=row["hired_on"],
        spell_id=row["spell_id"],
        as_of=row["as_of"],
        position_id=row["position_id"],
        position_title=row["position_title"],
        manager_id=row["manager_id"],
        grade=row["grade"],
        city=row["city"],
        work_regime=row["work_regime"],
        left_on=row["left_on"],
        probation_until=row["probation_until"],
        first_work_on=row["first_work_on"],
        email=row["email"],
        phone=row["phone"],
        custom={} if custom == "{}" else json.loads(custom),
        cost_centre_id=row["cost_centre_id"],
        job_family=row["job_family"],
        employment_type=row["employment_type"],
        workplace=row["workplace"],
    )
