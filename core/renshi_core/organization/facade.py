"""``ctx.organization``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.organization import departments, headcount, repository, service
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company, Department, Headcount, Position
from renshi_sdk.db import fetch
from renshi_sdk.services import Organization

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class OrganizationFacade(Organization):
    """Implements :class:`renshi_sdk.services.Organization`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx = ctx

    async def company(self, company_id: UUID | None = None) -> Company:
        return await service.company(self._ctx, company_id)

    async def companies(self) -> list[Company]:
        return await repository.companies()

    async def departments(self, company_id: UUID | None = None) -> list[Department]:
        return await departments.departments(self._ctx, company_id or self._ctx.company_id)

    async def department(self, department_id: UUID) -> Department:
        return await service.department(self._ctx, department_id)

    async def headcount(
        self,
        department_id: UUID,
        position_id: UUID | None,
        on: date,
        *,
        employment_type: str = "full_time",
    ) -> Headcount:
        return await headcount.available(self._ctx, department_id, position_id, on, employment_type)

    async def positions(self, company_id: UUID | None = None) -> list[Position]:
        return await repository.positions(company_id or self._ctx.company_id)

    async def cost_centre_names(self) -> dict[UUID, str]:
        return {row["id"]: row["title"] for row in await fetch("SELECT id, title FROM core_cost_centre")}
