"""Data scope as SQL: which employees a right reaches.

Everything is asked of ``core_employee_current`` (one indexed row per person) and of the materialised paths of
``core_department``, in subqueries that PostgreSQL hashes once per statement. Rows of other tenants are beyond
reach anyway (row-level security), so the tenant scope is no condition at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from renshi_core.access.grants import Grant
from renshi_sdk.contributions import DataScope
from renshi_sdk.services import Clause

NOBODY = Clause("FALSE")
EVERYBODY = Clause("TRUE")
_COLUMN = re.compile(r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){0,2}$")
_SCOPED = "SELECT scoped.id FROM core_employee_current scoped"
# Looked up once as an array, so that an index on departments serves it beside other conditions. Alone, a join lets
# PostgreSQL see how large the subtree is.
_SUBTREE = (
    "scoped.department_id = ANY(ARRAY(SELECT tree.id FROM core_department tree WHERE tree.path && {roots}))"
)
_SUBTREE_ALONE = (
    f"{_SCOPED} JOIN core_department tree ON tree.id = scoped.department_id WHERE tree.path && {{roots}}"
)
# Who heads PROD may well belong to the department above it, so what one belongs to counts only for non-heads.
_OWN_ROOTS = (
    "coalesce(nullif(ARRAY(SELECT headed.id FROM core_department headed WHERE headed.head_id = {}),"
    " ARRAY[]::uuid[]), ARRAY(SELECT own.department_id FROM core_employee_current own WHERE own.id = {}))"
)
_GIVEN_ROOTS = "{}::uuid[]"
_ROOTS = (_OWN_ROOTS, _GIVEN_ROOTS)


def employees(
    grants: Iterable[Grant], *, column: str, company_id: UUID, employee_id: UUID | None, guests: bool = False
) -> Clause:
    """A condition on ``column`` that keeps the employees that ``grants`` reach from ``company_id``.

    With ``guests`` also those with a concurrent post or a secondment within reach, for its time.

    ``employee_id`` is the actor as an employee; without one ``SELF`` and ``REPORTS`` reach nobody. ``column``
    comes from code, never from a caller.

    Raises:
        ValueError: ``column`` isn't a plain, perhaps qualified, column name.
    """
    if not _COLUMN.match(column):
        raise ValueError(f"{column!r} is not a column name")
    parts: dict[str, tuple[Any, ...]] = {}
    roots: set[UUID] = set()
    grants = tuple(grants)
    for grant in grants:
        if not grant.holds_in(company_id):
            continue
        match grant.scope:
            case DataScope.TENANT:
                return EVERYBODY
            case DataScope.COMPANY:
                parts["scoped.company_id = {}"] = (company_id,)
            case DataScope.DEPARTMENT if grant.department_id is not None:
                roots.add(grant.department_id)
            case _ if employee_id is None:
                continue
            case DataScope.DEPARTMENT:
                parts[_OWN_ROOTS] = (employee_id, employee_id)
            case DataScope.REPORTS:
                parts["scoped.manager_id = {}"] = (employee_id,)
                parts["scoped.id = {}"] = (employee_id,)
            case DataScope.SELF:
                parts["scoped.id = {}"] = (employee_id,)
    if roots:
        parts[_GIVEN_ROOTS] = (sorted(roots),)
    if not parts:
        return NOBODY
    if list(parts) == ["scoped.id = {}"]:
        return Clause(f"{column} = {{}}", parts["scoped.id = {}"])
    arguments = tuple(argument for found in parts.values() for argument in found)
    if guests and (posted := _guests(parts)) is not None:
        own = employees(grants, column=column, company_id=company_id, employee_id=employee_id)
        inner = own.sql.removeprefix(f"{column} IN (").removesuffix(")")
        return Clause(f"{column} IN ({inner} UNION ALL {posted.sql})", (*own.args, *posted.args))
    if len(parts) == 1 and (only := next(iter(parts))) in _ROOTS:
        return Clause(f"{column} IN ({_SUBTREE_ALONE.replace('{roots}', only)})", arguments)
    # All of it inside one subquery: an OR around several would keep PostgreSQL from joining, and make it hash
    # everybody for a page of fifty.
    conditions = " OR ".join(_SUBTREE.replace("{roots}", part) if part in _ROOTS else part for part in parts)
    return Clause(f"{column} IN ({_SCOPED} WHERE {conditions})", arguments)


def _guests(parts: Mapping[str, tuple[Any, ...]]) -> Clause | None:
    """Who has a post beside their main job where ``parts`` reach."""
    reached = {
        "scoped.company_id = {}": "guest.company_id = {} AND guest.kind = 'secondment'",
        "scoped.manager_id = {}": "guest.manager_id = {}",
        **{
            root: "guest.department_id = ANY(ARRAY(SELECT tree.id FROM core_department tree"
            f" WHERE tree.path && {root}))"
            for root in _ROOTS
        },
    }
    found = [(reached[part], arguments) for part, arguments in parts.items() if part in reached]
    if not found:
        return None
    conditions = " OR ".join(f"({condition})" for condition, _ in found)
    return Clause(
        f"SELECT guest.employee_id FROM core_post_current guest WHERE {conditions}",
        tuple(argument for _, arguments in found for argument in arguments),
    )
