"""The group before its history: companies, departments, positions, people, accounts, plugins."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from renshi_core.identity import service as identity
from renshi_core.organization import service as organization
from renshi_core.platform import Platform
from renshi_core.plugins.records import CORE
from renshi_demo.cast import ADMIN, CAST, TENANT, TENANT_NAME
from renshi_demo.generator.model import CompanyPlan, Group, Left, Moved, Person
from renshi_demo.world.agreements import terms_of
from renshi_demo.world.desk import Desk, Known
from renshi_sdk.context import Context
from renshi_sdk.contracts import Hire
from renshi_sdk.contributions import DataScope

REACH = {"employee": DataScope.SELF, "manager": DataScope.REPORTS}

Places = dict[tuple[str, str], UUID]
"""(company, code of a department or position) → id."""


class Founding:
    """Founds the group. ``departments`` and ``positions`` are what later writing needs."""

    def __init__(self, desk: Desk, group: Group, password: str) -> None:
        self._desk, self._group, self._password = desk, group, password
        self.departments: Places = {}
        self.positions: Places = {}
        gone = {f.number for f in group.facts if isinstance(f, Left | Moved)}
        self._managers = {p.manager for p in group.people} | {
            f.manager for f in group.facts if isinstance(f, Moved)
        }
        self._login = {_player(group, index, gone): role for index, role in enumerate(CAST)}
        desk.cast = {role.login: number for number, role in self._login.items()}

    async def companies(self) -> None:
        """All companies of the group with their departments and positions, and their plugins still off."""
        first, *others = self._group.companies
        for plan in others:
            async with self._desk.context(first.code) as ctx:
                made = await organization.create_company(
                    ctx,
                    code=plan.code,
                    name=plan.name,
                    industry=plan.industry,
                    city=plan.city,
                    public_code=plan.public_code,
                )
                self._desk.companies[plan.code] = made.id
        for plan in self._group.companies:
            async with self._desk.context(plan.code) as ctx:
                await self._desk.platform.seed_roles(
                    ctx,
                    [o.record for o in self._desk.platform.registry.permissions.values() if o.plugin == CORE],
                )
                await self._tree(ctx, plan)

    async def people(self) -> None:
        """Everybody who is there already, with an account each; then the heads of departments."""
        for plan in self._group.companies:
            first = [p for p in self._group.first_people() if p.company == plan.code]
            async with self._desk.context(plan.code) as ctx:
                for person in first:
                    await self.hire(ctx, person)
            async with self._desk.context(plan.code) as ctx:
                for person in first:
                    department = plan.department(person.department)
                    if department.head == person.position:
                        await organization.set_department_head(
                            ctx,
                            self.departments[plan.code, department.code],
                            self._desk.people[person.number].employee_id,
                        )

    async def plugins(self) -> None:
        """Switch on what each company wants and this installation has, in the order that requirements ask for."""
        platform = self._desk.platform
        for plan in self._group.companies:
            for loaded in platform.registry.in_order():
                if loaded.id in plan.plugins:
                    async with self._desk.context(plan.code) as ctx:
                        await platform.activation.enable(ctx, loaded.id)

    async def hire(self, ctx: Context, person: Person) -> None:
        """Employ somebody through the platform's own service and open their account."""
        plan = self._group.company(person.company)
        manager = self._desk.people[person.manager].employee_id if person.manager else None
        employee = await ctx.people.hire(
            Hire(
                company_id=ctx.company_id,
                number=person.number,
                name=person.name,
                department_id=self.departments[plan.code, person.department],
                position_id=self.positions[plan.code, person.position],
                manager_id=manager,
                grade=person.grade,
                city=plan.city,
                starts_on=person.hired_on,
                phone=person.phone,
                email=person.email,
                identity_number=person.identity_number,
                first_work_on=person.first_work_on,
                # What the first contract's term bears (art. 19).
                probation_months=terms_of(person, person.hired_on)[0].probation_months,
            )
        )
        role = self._login.get(person.number)
        user_id = await identity.create_user(
            ctx,
            login=role.login if role else person.number.lower(),
            name=person.name,
            employee_id=employee.id,
            password=self._password if role else None,
        )
        self._desk.know(person.number, Known(employee.id, user_id, person.name, person.company))
        await identity.grant_role(ctx, user_id=user_id, role="employee", scope=DataScope.SELF)
        if person.number in self._managers:
            await identity.grant_role(ctx, user_id=user_id, role="manager", scope=DataScope.REPORTS)
        if role and role.role not in REACH:
            for code in self._desk.companies if role.everywhere else (person.company,):
                await identity.grant_role(
                    ctx,
                    user_id=user_id,
                    role=role.role,
                    scope=DataScope.COMPANY,
                    company_id=self._desk.companies[code],
                )

    async def _tree(self, ctx: Context, plan: CompanyPlan) -> None:
        for department in plan.departments:
            made = await organization.create_department(
                ctx,
                code=department.code,
                name=department.name,
                parent_id=self.departments[plan.code, department.parent] if department.parent else None,
            )
            self.departments[plan.code, department.code] = made.id
        for position in plan.positions:
            kept = await organization.create_position(ctx, code=position.code, title=position.title)
            self.positions[plan.code, position.code] = kept.id


async def found_tenant(platform: Platform, group: Group, password: str) -> tuple[UUID, UUID]:
    """Found the group with its first company and the administrator; returns tenant and company."""
    plan = group.companies[0]
    tenant_id, company_id, _ = await identity.create_tenant(
        platform,
        code=TENANT,
        name=TENANT_NAME,
        company={
            "code": plan.code,
            "name": plan.name,
            "industry": plan.industry,
            "city": plan.city,
            "public_code": plan.public_code,
        },
        admin_login=ADMIN,
        admin_name="系统管理员",
        admin_password=password,
    )
    return tenant_id, company_id


def before(begins: date) -> date:
    """The day on which the people so far are taken over from the old system."""
    return begins - timedelta(days=5)


def _player(group: Group, index: int, gone: set[str]) -> str:
    role = CAST[index]
    return next(
        p.number
        for p in group.first_people()
        if p.company == role.company
        and p.position == role.position
        and (role.department is None or p.department == role.department)
        and p.number not in gone
    )
