"""One's own leaving: where it stands, what is still to be handed over, and the certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_lifecycle.leaving import law
from renshi_lifecycle.leaving.service import note
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import fetch, fetch_row


async def shown(ctx: Context) -> dict[str, Any]:
    """Where one's own leaving stands; ``leaving`` is false where there is none."""
    case = await _case(ctx)
    if case is None:
        return {"leaving": False}
    return {
        "leaving": True,
        "state": case["state"],
        "last_day": case["last_day"],
        "days_left": max((case["last_day"] - ctx.today()).days, 0),
        "transfer_by": case["last_day"] + timedelta(days=law.TRANSFER_DAYS),
        "certificate_number": case["certificate_number"],
        "settled": case["settled_at"] is not None,
        "answered": case["answered"],
        "tasks": case["tasks"],
        "done": case["done"],
    }


async def tasks(ctx: Context) -> list[dict[str, Any]]:
    """Tasks of one's own hand-over, whoever does them, in the order they are due."""
    rows = await fetch(
        "SELECT t.id, t.title, t.title_en, t.owner, t.due_on, t.state, a.name AS assignee_name,"
        " coalesce(t.assignee_id = t.employee_id, false) AS own"
        " FROM lifecycle_task t JOIN lifecycle_checklist c ON c.id = t.checklist_id"
        " LEFT JOIN renshi_employee a ON a.id = t.assignee_id WHERE t.company_id = $1 AND c.employee_id = $2"
        " AND c.occasion = 'leaving' AND c.state <> 'cancelled' ORDER BY t.due_on, t.place",
        ctx.company_id,
        ctx.actor.employee_id,
    )
    english = ctx.locale.startswith("en")
    return [dict(r) | {"title": r["title_en"] if english else r["title"]} for r in rows]


async def certificate(ctx: Context) -> tuple[StoredFile, bytes]:
    """One's own certificate. Audited. Raises ``NotFound`` before it is issued."""
    case = await _case(ctx)
    if case is None or case["certificate_file_id"] is None:
        raise NotFound(Text("尚未出具离职证明", "no certificate is issued yet"))
    await note(ctx, "read_certificate", case)
    return await ctx.files.get(case["certificate_file_id"])


async def _case(ctx: Context) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT c.*, EXISTS (SELECT FROM lifecycle_exit_interview x WHERE x.case_id = c.id) AS answered,"
        " (SELECT count(*) FROM lifecycle_task t JOIN lifecycle_checklist l ON l.id = t.checklist_id"
        "   WHERE l.employee_id = c.employee_id AND l.occasion = 'leaving' AND l.state <> 'cancelled') AS tasks,"
        " (SELECT count(*) FROM lifecycle_task t JOIN lifecycle_checklist l ON l.id = t.checklist_id"
        "   WHERE l.employee_id = c.employee_id AND l.occasion = 'leaving' AND l.state <> 'cancelled'"
        "   AND t.state IN ('done', 'skipped')) AS done"
        " FROM lifecycle_case c WHERE c.employee_id = $1 AND c.company_id = $2 AND c.state <> 'withdrawn'"
        " ORDER BY c.last_day DESC LIMIT 1",
        ctx.actor.employee_id,
        ctx.company_id,
    )
    return dict(row) if row else None
