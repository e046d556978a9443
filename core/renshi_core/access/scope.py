"""Data scope as SQL: which employees a right reaches.

Everything is asked of ``core_employee_current`` (one indexed row per person) and of the materialised paths of
``core_department``, in subqueries that PostgreSQL hashes once per statement. Rows of other tenants are beyond
reach anyway (row-level security), so the tenant scope is no condition at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from renshi_core.access.grants import Grant
from renshi_sdk.contributions import DataScope
from renshi_sdk.services import Clause

NOBODY = Clause("FALSE")
EVERYBODY = Clause("TRUE")
_COLUMN = re.compile(r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){0,2}$")
_SUBTREE = (
    "SELECT scoped.id FROM core_employee_current scoped JOIN core_department tree"
    " ON tree.id = scoped.department_id WHERE tree.path && {roots}"
)
# Who heads PROD may well belong to the department above it, so what one belongs to counts only for non-heads.
_OWN_ROOTS = (
    "coalesce(nullif(ARRAY(SELECT headed.id FROM core_department headed WHERE headed.head_id = {}),"
    " ARRAY[]::uuid[]), ARRAY(SELECT own.department_id FROM core_employee_current own WHERE own.id = {}))"
)


def employees(grants: Iterable[Grant], *, column: str, company_id: UUID, employee_id: UUID | None) -> Clause:
    """A condition on ``column`` that keeps the employees that ``grants`` reach from ``company_id``.

    ``employee_id`` is the actor as an employee; without one ``SELF`` and ``REPORTS`` reach nobody. ``column``
    comes from code, never from a caller.

    Raises:
        ValueError: ``column`` isn't a plain, perhaps qualified, column name.
    """
    if not _COLUMN.match(column):
        raise ValueError(f"{column!r} is not a column name")
    parts: dict[str, tuple[Any, ...]] = {}
    roots: set[UUID] = set()
    for grant in grants:
        if not grant.holds_in(company_id):
            continue
        match grant.scope:
            case DataScope.TENANT:
                return EVERYBODY
            case DataScope.COMPANY:
                parts[
                    f"{column} IN (SELECT scoped.id FROM core_employee_current scoped"
                    " WHERE scoped.company_id = {})"
                ] = (company_id,)
            case DataScope.DEPARTMENT if grant.department_id is not None:
                roots.add(grant.department_id)
            case _ if employee_id is None:
                continue
            case DataScope.DEPARTMENT:
                parts[f"{column} IN ({_SUBTREE.replace('{roots}', _OWN_ROOTS)})"] = (employee_id, employee_id)
            case DataScope.REPORTS:
                parts[f"{column} = {{}}"] = (employee_id,)
                parts[
                    f"{column} IN (SELECT scoped.id FROM core_employee_current scoped"
                    " WHERE scoped.manager_id = {})"
                ] = (employee_id,)
            case DataScope.SELF:
                parts[f"{column} = {{}}"] = (employee_id,)
    if roots:
        parts[f"{column} IN ({_SUBTREE.replace('{roots}', '{}::uuid[]')})"] = (sorted(roots),)
    if not parts:
        return NOBODY
    return Clause(
        " OR ".join(parts), tuple(argument for arguments in parts.values() for argument in arguments)
    )
