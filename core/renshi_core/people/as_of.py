"""Who worked where on any day, as it was known at any time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.organization import chart
from renshi_sdk.context import Context
from renshi_sdk.db import fetch, where
from renshi_sdk.errors import Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

READ = "core.employee.read"
LONGEST = 500


async def people(
    ctx: Context,
    *,
    as_of: date | None,
    known_at: datetime | None,
    department_id: UUID | None,
    after: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """People employed on ``as_of`` (today) as known at ``known_at`` (now), by staff number, within the caller's scope.

    Names of departments are those of that day, and a department's subtree is the tree's of that day.
    """
    if not 1 <= limit <= LONGEST:
        message = Text(f"每页 1 至 {LONGEST} 条", f"1 to {LONGEST} a page")
        raise Invalid(message, code="query", fields={"limit": message})
    day = as_of or ctx.today()
    tree = await chart.nodes(ctx, as_of=day, known_at=known_at)
    names = {n.id: n.name for n in tree}
    conditions = [
        Clause("j.company_id = {}", (ctx.company_id,)),
        Clause("j.valid_from <= {} AND (j.valid_to IS NULL OR j.valid_to > {})", (day, day)),
        ctx.access.employees(READ, "j.employee_id"),
        Clause("j.superseded_at IS NULL")
        if known_at is None
        else Clause(
            "j.recorded_at <= {} AND (j.superseded_at IS NULL OR j.superseded_at > {})", (known_at, known_at)
        ),
    ]
    if department_id is not None:
        conditions.append(
            Clause("j.department_id = ANY({})", ([n.id for n in tree if department_id in n.path],))
        )
    if after is not None:
        conditions.append(Clause("e.number > {}", (after,)))
    sql, arguments = where(*conditions)
    rows = await fetch(
        "SELECT e.id, e.number, e.name, j.department_id, j.position_id, p.title AS position_title, j.manager_id,"
        " m.name AS manager_name, j.grade, j.city, j.work_regime, j.cost_centre_id, j.job_family,"
        " j.employment_type, j.workplace, j.valid_from, j.valid_to, j.recorded_at"
        " FROM core_job_record j JOIN core_employee e ON e.id = j.employee_id"
        " LEFT JOIN core_position p ON p.id = j.position_id LEFT JOIN core_employee m ON m.id = j.manager_id"
        f" WHERE {sql} ORDER BY e.number LIMIT {int(limit)}",
        *arguments,
    )
    return [dict(r) | {"department_name": names.get(r["department_id"]), "as_of": day} for r in rows]
