"""``ctx.access``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.access import scope
from renshi_core.access.grants import ROLE, Grants
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch, fetch_value, where
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.services import Access, Clause
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class AccessFacade(Access):
    """Implements :class:`renshi_sdk.services.Access`; a right counts in the context's company."""

    def __init__(self, ctx: Context, platform: Platform, grants: Grants) -> None:
        self._ctx, self._platform = ctx, platform
        self.grants = grants

    def allows(self, permission: str) -> bool:
        return any(grant.holds_in(self._ctx.company_id) for grant in self.grants.of(permission))

    def require(self, permission: str) -> None:
        if not self.allows(permission):
            raise forbidden(self._platform, permission)

    async def require_for(self, permission: str, employee_id: UUID) -> None:
        clause = self.employees(permission, "id")
        sql, arguments = where(clause, start=2)
        found = clause is not scope.NOBODY and await fetch_value(
            f"SELECT EXISTS (SELECT FROM core_employee_current WHERE id = $1 AND ({sql}))",
            employee_id,
            *arguments,
        )
        if not found:
            raise NotFound(Text("没有此员工，或不在您的数据范围内", "there is no such employee for you"))

    def employees(self, permission: str, column: str = "employee_id") -> Clause:
        return scope.employees(
            self.grants.of(permission),
            column=column,
            company_id=self._ctx.company_id,
            employee_id=self._ctx.actor.employee_id,
            guests=self._open_to_hosts(permission),
        )

    def covers_company(self, permission: str) -> bool:
        return any(
            grant.holds_in(self._ctx.company_id) and grant.scope in (DataScope.COMPANY, DataScope.TENANT)
            for grant in self.grants.of(permission)
        )

    def roles(self) -> frozenset[str]:
        names = self.grants.in_company(self._ctx.company_id).names
        return frozenset(name.removeprefix(ROLE) for name in names if name.startswith(ROLE))

    async def holders(self, permission: str) -> list[UUID]:
        rows = await fetch(
            "SELECT u.employee_id, min(g.created_at) AS since FROM core_role_permission p"
            " JOIN core_role r ON r.id = p.role_id JOIN core_role_grant g ON g.role_id = r.id"
            " JOIN core_user u ON u.id = g.user_id AND u.disabled_at IS NULL AND u.employee_id IS NOT NULL"
            " WHERE p.permission = $1 AND p.scope IN ('company', 'tenant') AND g.scope IN ('company', 'tenant')"
            " AND (g.company_id = $2 OR (g.company_id IS NULL AND r.company_id = $2))"
            " GROUP BY u.employee_id ORDER BY since, u.employee_id",
            permission,
            self._ctx.company_id,
        )
        return [row["employee_id"] for row in rows]

    def _open_to_hosts(self, permission: str) -> bool:
        """Where somebody has a second post, people there may look them up; pay, identity and every change stay with
        the employer."""
        known = self._platform.registry.permissions.get(permission)
        return permission.endswith(".read") and (known is None or not known.record.sensitive)


def forbidden(platform: Platform, permission: str) -> Forbidden:
    """What somebody without ``permission`` is told, by its title where it is known."""
    known = platform.registry.permissions.get(permission)
    title = known.record.title if known else Text(permission, permission)
    return Forbidden(
        Text(
            f"您没有“{title.zh}”的权限，请联系管理员",
            f"you lack the right {title.en!r}; ask an administrator",
        ),
        permission=permission,
    )
