"""A tenant of one test."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from httpx import ASGITransport, AsyncClient, Auth

from renshi_core.context import make_context
from renshi_core.db import unit_of_work
from renshi_core.identity import service as identity
from renshi_core.organization import service as organization
from renshi_sdk.context import Actor, Context
from renshi_sdk.contracts import Company, Employee, Hire
from renshi_sdk.contributions import DataScope, Notice
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.testing.harness import CoreHarness

SCOPES = {
    "employee": DataScope.SELF,
    "manager": DataScope.REPORTS,
    "hr": DataScope.COMPANY,
    "payroll": DataScope.COMPANY,
    "recruiter": DataScope.COMPANY,
    "finance": DataScope.COMPANY,
    "admin": DataScope.TENANT,
}


class CoreTestTenant:
    """Implements :class:`renshi_sdk.testing.harness.TestTenant`."""

    __test__ = False

    company: Company
    departments: dict[str, UUID]
    positions: dict[str, UUID]
    hr_person: Employee
    manager_person: Employee
    employee_person: Employee

    def __init__(
        self, harness: CoreHarness, tenant_id: UUID, company_id: UUID, code: str, admin: UUID
    ) -> None:
        self.harness = harness
        self.id = tenant_id
        self.company_id = company_id
        self.code = code
        self.admin_user = admin
        self.tokens: dict[str, str] = {}

    @asynccontextmanager
    async def context(
        self, plugin: str | None = None, *, actor: Actor | None = None, company: Company | None = None
    ) -> AsyncIterator[Context]:
        """A context in a unit of work, with every right."""
        async with unit_of_work(self.id):
            yield make_context(
                self.harness.platform,
                tenant_id=self.id,
                company_id=company.id if company else self.company_id,
                actor=actor,
                plugin=plugin,
            )

    async def enable(self, plugin: str, *, settings: dict[str, Any] | None = None) -> None:
        """Switch a plugin on, what it requires first."""
        activation = self.harness.platform.activation
        for needed in self.harness.platform.registry.plugins[plugin].manifest.requires:
            await self.enable(needed)
        async with self.context() as ctx:
            await activation.enable(ctx, plugin)
            if settings is not None:
                await activation.save_settings(ctx, plugin, settings)

    async def disable(self, plugin: str) -> None:
        """Switch a plugin off."""
        async with self.context() as ctx:
            await self.harness.platform.activation.disable(ctx, plugin)

    def client(self, role: str = "hr", *, employee: Employee | None = None) -> AsyncClient:
        """A client that signs in with an API key on its first request."""
        return AsyncClient(
            transport=ASGITransport(app=self.harness.app),  # type: ignore[arg-type]
            base_url="http://testserver",
            auth=_KeyAuth(self, role, employee),
        )

    def anonymous(self) -> AsyncClient:
        """A client without credentials."""
        return AsyncClient(transport=ASGITransport(app=self.harness.app), base_url="http://testserver")  # type: ignore[arg-type]

    def public_path(self, plugin: str) -> str:
        """Where the public side of a plugin is."""
        return f"/public/{self.code}/{plugin}"

    async def token(self, role: str, employee: Employee | None) -> str:
        """An API key of a user with ``role``, made once."""
        if employee is None:
            employee = {
                "hr": getattr(self, "hr_person", None),
                "manager": getattr(self, "manager_person", None),
                "employee": getattr(self, "employee_person", None),
            }.get(role)
        else:
            role = next(
                (r for r in ("hr", "manager", "employee") if getattr(self, f"{r}_person").id == employee.id),
                "employee",
            )
        key = f"{role}:{employee.id if employee else ''}"
        if key not in self.tokens:
            async with self.context() as ctx:
                user_id = await identity.create_user(
                    ctx,
                    login=f"{role}-{len(self.tokens)}",
                    name=employee.name if employee else role,
                    employee_id=employee.id if employee else None,
                )
                await identity.grant_role(ctx, user_id=user_id, role=role, scope=SCOPES[role])
                self.tokens[key] = await identity.create_api_key(ctx, user_id=user_id, name="test")
        return self.tokens[key]

    async def hire(self, name: str, *, starts_on: date | None = None, **facts: Any) -> Employee:
        """Hire somebody into PROD unless a department is said."""
        facts.setdefault("department_id", self.departments["PROD"])
        async with self.context() as ctx:
            return await ctx.people.hire(
                Hire(company_id=self.company_id, name=name, starts_on=starts_on or date(2024, 1, 1), **facts)
            )

    async def add_company(self, code: str, *, industry: str = "retail", city: str = "上海") -> Company:
        """Another company of the group."""
        async with self.context() as ctx:
            return await organization.create_company(
                ctx,
                code=code,
                name=f"测试{code}有限公司",
                industry=industry,
                city=city,
                public_code=f"{self.code}-{code.lower()}",
            )

    async def notices(self, employee: Employee) -> list[Notice]:
        """In-app notices, newest first."""
        async with unit_of_work(self.id):
            rows = await fetch(
                "SELECT id, employee_id, kind, title_zh, title_en, body_zh, body_en, link FROM core_notice"
                " WHERE employee_id = $1 ORDER BY created_at DESC, id DESC",
                employee.id,
            )
        return [
            Notice(
                id=r["id"],
                employee_id=r["employee_id"],
                kind=r["kind"],
                title=Text(r["title_zh"], r["title_en"]),
                body=Text(r["body_zh"], r["body_en"]),
                link=r["link"],
            )
            for r in rows
        ]

    async def audit(self, action: str) -> list[dict[str, Any]]:
        """Audit rows of an action, oldest first."""
        async with unit_of_work(self.id):
            rows = await fetch("SELECT * FROM core_audit WHERE action = $1 ORDER BY seq", action)
        return [dict(r) for r in rows]


class _KeyAuth(Auth):
    """Adds the bearer key, made when first needed, so that ``client`` needs no ``await``."""

    def __init__(self, tenant: CoreTestTenant, role: str, employee: Employee | None) -> None:
        self._tenant, self._role, self._employee = tenant, role, employee

    async def async_auth_flow(self, request: Any) -> AsyncGenerator[Any, Any]:
        token = await self._tenant.token(self._role, self._employee)
        request.headers["Authorization"] = f"Bearer {token}"
        request.headers.setdefault("X-Renshi-Company", str(self._tenant.company_id))
        yield request


async def people_and_departments(tenant: CoreTestTenant) -> None:
    """The standard cast of a test."""
    async with tenant.context() as ctx:
        tenant.company = await ctx.organization.company()
        departments: dict[str, UUID] = {}
        for code, name, parent in (("HQ", "总部", None), ("PROD", "生产部", "HQ"), ("SALES", "销售部", "HQ")):
            made = await organization.create_department(
                ctx, code=code, name=name, parent_id=departments[parent] if parent else None
            )
            departments[code] = made.id
        tenant.departments = departments
        tenant.positions = {
            code: (await organization.create_position(ctx, code=code, title=title)).id
            for code, title in (("HR", "人事专员"), ("LEAD", "生产主管"), ("OP", "操作工"))
        }

        async def hire(
            name: str, number: str, department: str, position: str, manager: UUID | None
        ) -> Employee:
            return await ctx.people.hire(
                Hire(
                    company_id=tenant.company_id,
                    name=name,
                    number=number,
                    department_id=departments[department],
                    position_id=tenant.positions[position],
                    manager_id=manager,
                    starts_on=date(2024, 1, 1),
                    first_work_on=date(2014, 1, 1),
                    city="上海",
                )
            )

        tenant.hr_person = await hire("王人事", "HR001", "HQ", "HR", None)
        tenant.manager_person = await hire("李主管", "MG001", "PROD", "LEAD", tenant.hr_person.id)
        tenant.employee_person = await hire("张员工", "EM001", "PROD", "OP", tenant.manager_person.id)
        await organization.set_department_head(ctx, departments["PROD"], tenant.manager_person.id)
    for role in ("hr", "manager", "employee"):
        await tenant.token(role, None)
    await tenant.harness.settle()
