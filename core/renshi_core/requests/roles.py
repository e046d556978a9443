"""Who holds a role over an employee."""

from __future__ import annotations

from uuid import UUID

from renshi_core.access import Grant, scope
from renshi_core.requests.repository import in_reach
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch


async def role_holders(ctx: Context, role: str, employee_id: UUID, company_id: UUID) -> list[UUID]:
    """Employees whose user holds ``role`` in the company with a data scope that covers ``employee_id``.

    In the order in which they got the role; users who are disabled or are no employees are left out.
    """
    rows = await fetch(
        "SELECT u.employee_id, g.scope, g.company_id, g.department_id FROM core_role r"
        " JOIN core_role_grant g ON g.role_id = r.id JOIN core_user u ON u.id = g.user_id"
        " WHERE r.code = $1 AND (r.company_id IS NULL OR r.company_id = $2)"
        " AND (g.company_id IS NULL OR g.company_id = $2)"
        " AND u.employee_id IS NOT NULL AND u.disabled_at IS NULL ORDER BY g.created_at, g.id",
        role,
        company_id,
    )
    found: list[UUID] = []
    for row in rows:
        holder: UUID = row["employee_id"]
        grant = Grant(role, DataScope(row["scope"]), row["company_id"], row["department_id"])
        covered = scope.employees([grant], column="id", company_id=company_id, employee_id=holder)
        if holder not in found and await in_reach(covered, employee_id):
            found.append(holder)
    return found
