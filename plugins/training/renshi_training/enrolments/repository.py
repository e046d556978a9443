"""Queries about enrolments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, NotFound, Text, new_id
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing, where

ENROLMENTS = ListSpec(
    select="SELECT n.id, n.employee_id, e.number, e.name AS employee_name, e.department_name, n.course_id,"
    " c.title AS course_title, n.state, n.due_on, n.attempts, n.score, n.completed_at"
    " FROM training_enrolment n JOIN training_course c ON c.id = n.course_id"
    " JOIN renshi_employee e ON e.id = n.employee_id",
    fields={
        "employee_id": ListField("n.employee_id", "uuid"),
        "course_id": ListField("n.course_id", "uuid"),
        "department_id": ListField("e.department_id", "uuid"),
        "state": ListField("n.state"),
        "due_on": ListField("n.due_on", "date", sortable=True),
        "completed_at": ListField("n.completed_at", "datetime", sortable=True, nullable=True),
    },
    key="n.id",
    default_sort="-due_on",
    search="e.name ILIKE {} OR e.number ILIKE {} OR c.title ILIKE {}",
)


async def page(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of enrolments."""
    return await listing(ENROLMENTS, query, *conditions)


async def enrol(
    company_id: UUID, course_id: UUID, employees: Sequence[UUID], source: str, due_on: date
) -> list[UUID]:
    """Enrol several at once; who is enrolled from the same source already is left out."""
    rows = await fetch(
        "INSERT INTO training_enrolment (id, company_id, course_id, employee_id, source, state, due_on)"
        " SELECT i, $2, $3, e, $5, 'assigned', $6 FROM unnest($1::uuid[], $4::uuid[]) AS given (i, e)"
        " ON CONFLICT (course_id, employee_id, source) DO NOTHING RETURNING employee_id",
        [new_id() for _ in employees],
        company_id,
        course_id,
        list(employees),
        source,
        due_on,
    )
    return [r["employee_id"] for r in rows]


async def get(enrolment_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """An enrolment with its course."""
    row = await fetch_row(
        "SELECT n.*, c.title, c.body, c.minutes, c.pass_mark, c.max_attempts FROM training_enrolment n"
        f" JOIN training_course c ON c.id = n.course_id WHERE n.id = $1{' FOR UPDATE OF n' if lock else ''}",
        enrolment_id,
    )
    if row is None:
        raise NotFound(Text("没有这条学习任务", "there is no such enrolment"))
    return dict(row)


async def start(enrolment_id: UUID) -> None:
    """Note the first opening."""
    await execute(
        "UPDATE training_enrolment SET state = 'started', started_at = now() WHERE id = $1 AND state = 'assigned'",
        enrolment_id,
    )


async def add_attempt(
    enrolment_id: UUID, seq: int, answers: dict[int, list[int]], score: Decimal, passed: bool, final: bool
) -> None:
    """Keep a sitting and what it means for the enrolment."""
    await execute(
        "INSERT INTO training_attempt (id, enrolment_id, seq, answers, score, passed) VALUES ($1,$2,$3,$4,$5,$6)",
        new_id(),
        enrolment_id,
        seq,
        json.dumps(answers),
        score,
        passed,
    )
    await execute(
        "UPDATE training_enrolment SET attempts = $2, score = greatest(score, $3),"
        " state = CASE WHEN $4 THEN 'passed' WHEN $5 THEN 'failed' ELSE 'started' END,"
        " started_at = coalesce(started_at, now()),"
        " completed_at = CASE WHEN $4 OR $5 THEN now() END WHERE id = $1",
        enrolment_id,
        seq,
        score,
        passed,
        final,
    )


async def cancel_open_of(employee_id: UUID) -> int:
    """Drop what somebody who leaves hasn't finished."""
    tag = await execute(
        "UPDATE training_enrolment SET state = 'cancelled' WHERE employee_id = $1 AND state IN ('assigned', 'started')",
        employee_id,
    )
    return int(tag.split()[-1])


async def due_soon(company_id: UUID, today: date, until: date) -> list[dict[str, Any]]:
    """Open enrolments due by ``until`` that weren't reminded of today, marked as reminded."""
    rows = await fetch(
        "UPDATE training_enrolment n SET reminded_on = $2 FROM training_course c WHERE c.id = n.course_id"
        " AND n.company_id = $1 AND n.state IN ('assigned', 'started') AND n.due_on <= $3"
        " AND n.reminded_on IS DISTINCT FROM $2 RETURNING n.id, n.employee_id, n.due_on, c.title",
        company_id,
        today,
        until,
    )
    return [dict(r) for r in rows]


async def of_person(employee_id: UUID) -> dict[str, Any]:
    """Everything kept about a person."""
    enrolments = await fetch(
        "SELECT n.id, c.title, n.source, n.state, n.due_on, n.score, n.completed_at, n.created_at"
        " FROM training_enrolment n JOIN training_course c ON c.id = n.course_id"
        " WHERE n.employee_id = $1 ORDER BY n.id",
        employee_id,
    )
    attempts = await fetch(
        "SELECT a.enrolment_id, a.seq, a.answers, a.score, a.passed, a.created_at FROM training_attempt a"
        " JOIN training_enrolment n ON n.id = a.enrolment_id WHERE n.employee_id = $1 ORDER BY a.id",
        employee_id,
    )
    return {
        "training_enrolment": [{k: _plain(v) for k, v in r.items()} for r in enrolments],
        "training_attempt": [{k: _plain(v) for k, v in r.items()} for r in attempts],
    }


async def erase_person(employee_id: UUID) -> dict[str, int]:
    """Remove a person's enrolments and attempts."""
    attempts = await execute(
        "DELETE FROM training_attempt a USING training_enrolment n WHERE n.id = a.enrolment_id AND n.employee_id = $1",
        employee_id,
    )
    enrolments = await execute("DELETE FROM training_enrolment WHERE employee_id = $1", employee_id)
    return {"training_attempt": int(attempts.split()[-1]), "training_enrolment": int(enrolments.split()[-1])}


async def by_department(company_id: UUID, *conditions: Clause) -> list[dict[str, Any]]:
    """Enrolled, passed and overdue by department."""
    sql, args = where(Clause("n.company_id = {}", (company_id,)), *conditions)
    rows = await fetch(
        "SELECT e.department_name, count(*) AS enrolled, count(*) FILTER (WHERE n.state = 'passed') AS passed,"
        " count(*) FILTER (WHERE n.state IN ('assigned', 'started') AND n.due_on < current_date) AS overdue,"
        " round(count(*) FILTER (WHERE n.state = 'passed')::numeric / count(*), 4) AS rate,"
        " round(avg(n.score), 1) AS average"
        " FROM training_enrolment n JOIN renshi_employee e ON e.id = n.employee_id"
        f" WHERE {sql} AND n.state <> 'cancelled' GROUP BY e.department_name ORDER BY e.department_name",
        *args,
    )
    return [dict(r) for r in rows]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
