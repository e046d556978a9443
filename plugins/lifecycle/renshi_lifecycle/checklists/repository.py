"""Queries about templates, checklists and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.rows import from_json
from renshi_sdk import Clause, NotFound, Text
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

CHECKLISTS = ListSpec(
    select="SELECT c.id, c.employee_id, e.number AS employee_number, e.name AS employee_name, e.department_name,"
    " c.occasion, c.title, c.title_en, c.anchor_on, c.state, c.mentor_id, m.name AS mentor_name, t.total, t.done,"
    " t.next_due, t.done::float / greatest(t.total, 1) AS progress"
    " FROM lifecycle_checklist c JOIN renshi_employee e ON e.id = c.employee_id"
    " LEFT JOIN renshi_employee m ON m.id = c.mentor_id"
    " LEFT JOIN LATERAL (SELECT count(*) AS total, count(*) FILTER (WHERE k.state IN ('done', 'skipped')) AS done,"
    "  min(k.due_on) FILTER (WHERE k.state IN ('open', 'waiting')) AS next_due"
    "  FROM lifecycle_task k WHERE k.checklist_id = c.id) t ON true",
    fields={
        "state": ListField("c.state"),
        "occasion": ListField("c.occasion"),
        "employee_id": ListField("c.employee_id", "uuid"),
        "department_id": ListField("e.department_id", "uuid"),
        "anchor_on": ListField("c.anchor_on", "date", sortable=True),
    },
    key="c.id",
    default_sort="-anchor_on",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
TASKS = ListSpec(
    select="SELECT t.id, t.checklist_id, t.employee_id, e.name AS employee_name, e.department_name, c.occasion,"
    " c.title AS checklist, t.key, t.title, t.title_en, t.note, t.owner, t.assignee_id, a.name AS assignee_name,"
    " t.due_on, t.proof, t.needs, t.state, t.proof_text, t.proof_file_id, t.done_at, t.done_by, t.place"
    " FROM lifecycle_task t JOIN lifecycle_checklist c ON c.id = t.checklist_id"
    " JOIN renshi_employee e ON e.id = t.employee_id LEFT JOIN renshi_employee a ON a.id = t.assignee_id",
    fields={
        "state": ListField("t.state"),
        "occasion": ListField("c.occasion"),
        "checklist_id": ListField("t.checklist_id", "uuid"),
        "owner": ListField("t.owner"),
        "due_on": ListField("t.due_on", "date", sortable=True),
        "place": ListField("t.place", "integer", sortable=True),
    },
    key="t.id",
    default_sort="due_on",
    search="e.name ILIKE {} OR t.title ILIKE {}",
)


async def checklists(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of checklists with how far each is."""
    return await listing(CHECKLISTS, query, *conditions)


async def tasks(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of tasks."""
    return await listing(TASKS, query, *conditions)


async def templates(company_id: UUID) -> list[dict[str, Any]]:
    """All templates of the company."""
    rows = await fetch(
        "SELECT t.*, p.title AS position_title, d.name AS department_name FROM lifecycle_template t"
        " LEFT JOIN core_position p ON p.id = t.position_id LEFT JOIN core_department d ON d.id = t.department_id"
        " WHERE t.company_id = $1 ORDER BY t.occasion, t.code",
        company_id,
    )
    return [_template(r) for r in rows]


def _template(row: Any) -> dict[str, Any]:
    found = dict(row)
    found["tasks"] = from_json(found["tasks"])
    return found


async def template(company_id: UUID, template_id: UUID) -> dict[str, Any]:
    """One template. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT * FROM lifecycle_template WHERE id = $1 AND company_id = $2", template_id, company_id
    )
    if row is None:
        raise NotFound(Text("没有这个模板", "there is no such template"))
    return _template(row)


async def fitting(
    company_id: UUID, occasion: str, position_id: UUID | None, department_id: UUID, employment_type: str
) -> dict[str, Any] | None:
    """The most particular active template: of the position, then the department, then the kind of employment."""
    row = await fetch_row(
        "SELECT * FROM lifecycle_template WHERE company_id = $1 AND occasion = $2 AND active"
        " AND (position_id IS NULL OR position_id = $3) AND (department_id IS NULL OR department_id = $4)"
        " AND (employment_type IS NULL OR employment_type = $5)"
        " ORDER BY (position_id IS NOT NULL)::int * 4 + (department_id IS NOT NULL)::int * 2"
        "  + (employment_type IS NOT NULL)::int DESC, code LIMIT 1",
        company_id,
        occasion,
        position_id,
        department_id,
        employment_type,
    )
    return _template(row) if row else None


async def checklist(company_id: UUID, checklist_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """One checklist. Raises ``NotFound``."""
    row = await fetch_row(
        f"SELECT * FROM lifecycle_checklist WHERE id = $1 AND company_id = $2{' FOR UPDATE' if lock else ''}",
        checklist_id,
        company_id,
    )
    if row is None:
        raise NotFound(Text("没有这份清单", "there is no such checklist"))
    return dict(row)


async def task(company_id: UUID, task_id: UUID) -> dict[str, Any]:
    """One task, its checklist locked so that two that finish at once take turns. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT checklist_id FROM lifecycle_task WHERE id = $1 AND company_id = $2", task_id, company_id
    )
    if row is None:
        raise NotFound(Text("没有这项任务", "there is no such task"))
    await checklist(company_id, row["checklist_id"], lock=True)
    return dict(await fetch_row("SELECT * FROM lifecycle_task WHERE id = $1", task_id) or {})


async def of_checklist(checklist_id: UUID) -> list[dict[str, Any]]:
    """Its tasks in their order."""
    rows = await fetch(
        "SELECT id, key, needs, state, owner FROM lifecycle_task WHERE checklist_id = $1 ORDER BY place",
        checklist_id,
    )
    return [dict(r) for r in rows]


async def by_source(company_id: UUID, source: str) -> dict[str, Any] | None:
    """The checklist that an event made."""
    row = await fetch_row(
        "SELECT * FROM lifecycle_checklist WHERE company_id = $1 AND source = $2", company_id, source
    )
    return dict(row) if row else None


async def to_speak_of(
    company_id: UUID, today: date, remind_days: int, escalate_days: int
) -> list[dict[str, Any]]:
    """Open tasks about which something may be due to be said."""
    rows = await fetch(
        "SELECT t.id, t.title, t.title_en, t.owner, t.assignee_id, t.due_on, t.reminded_on, t.escalated_on,"
        " e.name AS employee_name FROM lifecycle_task t JOIN renshi_employee e ON e.id = t.employee_id"
        " WHERE t.company_id = $1 AND t.state = 'open' AND t.due_on <= $2"
        " AND (t.reminded_on IS NULL OR (t.escalated_on IS NULL AND t.due_on <= $3)) ORDER BY t.due_on, t.id",
        company_id,
        today + timedelta(days=remind_days),
        today - timedelta(days=escalate_days),
    )
    return [dict(r) for r in rows]


async def said(column: str, ids: Sequence[UUID], today: date) -> None:
    """Remember that it was said."""
    await execute(f"UPDATE lifecycle_task SET {column} = $2 WHERE id = ANY($1)", list(ids), today)
