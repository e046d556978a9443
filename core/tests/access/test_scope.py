"""Data scopes against a real organisation: who reaches whom, for every scope and for unions of grants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from renshi_core.access import Grant, Grants
from renshi_core.access.facade import AccessFacade
from renshi_core.access.scope import NOBODY, employees
from renshi_core.organization import service as organization
from renshi_core.testing.harness import CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk.context import Actor
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch, where
from renshi_sdk.errors import Forbidden, NotFound

RIGHT = "core.test.see"


class Cast:
    """HQ ▸ PROD ▸ LINE, and SALES; a second company. ``lead`` heads PROD and belongs to HQ."""

    tenant: CoreTestTenant
    other_company: UUID
    ids: dict[str, UUID]
    departments: dict[str, UUID]

    async def reached(self, *grants: Grant, by: str | None, company: UUID | None = None) -> set[str]:
        """The names that ``by`` reaches with ``grants``."""
        clause = employees(
            grants,
            column="c.id",
            company_id=company or self.tenant.company_id,
            employee_id=self.ids[by] if by else None,
        )
        sql, arguments = where(clause)
        async with self.tenant.context():
            rows = await fetch(f"SELECT c.id FROM core_employee_current c WHERE {sql}", *arguments)
        names = {value: key for key, value in self.ids.items()}
        return {names[row["id"]] for row in rows if row["id"] in names}


@pytest.fixture
async def cast(renshi: CoreHarness) -> Cast:
    made = Cast()
    tenant = made.tenant = await renshi.new_tenant()
    made.departments = dict(tenant.departments)
    async with tenant.context() as ctx:
        line = await organization.create_department(
            ctx, code="LINE", name="一线", parent_id=tenant.departments["PROD"]
        )
        made.departments["LINE"] = line.id
    other = await tenant.add_company("OTHER")
    made.other_company = other.id
    async with tenant.context(company=other) as ctx:
        far_department = await organization.create_department(ctx, code="HQ", name="总部")
        far = await ctx.people.hire(_hire(other.id, "远方", far_department.id))
    lead = await tenant.hire("部门长", department_id=tenant.departments["HQ"])
    seller = await tenant.hire("销售", department_id=tenant.departments["SALES"])
    worker = await tenant.hire("操作工", department_id=line.id, manager_id=lead.id)
    async with tenant.context() as ctx:
        await organization.set_department_head(ctx, tenant.departments["PROD"], lead.id)
    made.ids = {
        "hr": tenant.hr_person.id,
        "manager": tenant.manager_person.id,
        "employee": tenant.employee_person.id,
        "lead": lead.id,
        "seller": seller.id,
        "worker": worker.id,
        "far": far.id,
    }
    return made


def _hire(company: UUID, name: str, department: UUID) -> Any:
    from datetime import date

    from renshi_sdk.contracts import Hire

    return Hire(company_id=company, name=name, department_id=department, starts_on=date(2024, 1, 1))


async def test_each_scope_reaches_exactly_its_people(cast: Cast) -> None:
    company, prod = cast.tenant.company_id, cast.departments["PROD"]
    here = {"hr", "manager", "employee", "lead", "seller", "worker"}
    expected: list[tuple[Grant, str, set[str]]] = [
        (Grant(RIGHT, DataScope.SELF), "employee", {"employee"}),
        (Grant(RIGHT, DataScope.REPORTS), "manager", {"manager", "employee"}),
        (Grant(RIGHT, DataScope.REPORTS), "lead", {"lead", "worker"}),
        (Grant(RIGHT, DataScope.REPORTS), "worker", {"worker"}),
        # lead heads PROD and belongs to HQ: the head's subtree counts, not all of HQ's.
        (Grant(RIGHT, DataScope.DEPARTMENT), "lead", {"manager", "employee", "worker"}),
        (Grant(RIGHT, DataScope.DEPARTMENT), "seller", {"seller"}),
        (Grant(RIGHT, DataScope.DEPARTMENT, department_id=prod), "seller", {"manager", "employee", "worker"}),
        (Grant(RIGHT, DataScope.DEPARTMENT, department_id=cast.departments["LINE"]), "hr", {"worker"}),
        (Grant(RIGHT, DataScope.COMPANY, company_id=company), "hr", here),
        (Grant(RIGHT, DataScope.TENANT), "hr", here | {"far"}),
    ]
    for grant, by, names in expected:
        assert await cast.reached(grant, by=by) == names, grant


async def test_grants_join(cast: Cast) -> None:
    sales = Grant(RIGHT, DataScope.DEPARTMENT, department_id=cast.departments["SALES"])
    line = Grant(RIGHT, DataScope.DEPARTMENT, department_id=cast.departments["LINE"])
    assert await cast.reached(sales, line, Grant(RIGHT, DataScope.SELF), by="hr") == {
        "seller",
        "worker",
        "hr",
    }


async def test_without_a_grant_nobody_is_reached(cast: Cast) -> None:
    assert await cast.reached(by="hr") == set()
    assert employees((), column="id", company_id=cast.tenant.company_id, employee_id=None) is NOBODY


async def test_an_account_without_an_employee_has_no_self(cast: Cast) -> None:
    for scope in (DataScope.SELF, DataScope.REPORTS, DataScope.DEPARTMENT):
        assert await cast.reached(Grant(RIGHT, scope), by=None) == set()


async def test_a_grant_of_another_company_counts_nothing_here(cast: Cast) -> None:
    there = Grant(RIGHT, DataScope.COMPANY, company_id=cast.other_company)
    assert await cast.reached(there, by="hr") == set()
    assert await cast.reached(there, by="hr", company=cast.other_company) == {"far"}


@pytest.mark.parametrize("column", ["id; DROP TABLE core_user", "id OR TRUE", "a.b.c.d", "", "{}", "Id"])
def test_a_column_is_a_name_and_nothing_else(column: str) -> None:
    with pytest.raises(ValueError, match="is not a column name"):
        employees((Grant(RIGHT, DataScope.TENANT),), column=column, company_id=UUID(int=1), employee_id=None)


async def test_require_for_tells_strangers_and_the_unreachable_apart_from_nobody(cast: Cast) -> None:
    async with cast.tenant.context(actor=Actor("user", "x", employee_id=cast.ids["manager"])) as ctx:
        access = AccessFacade(ctx, cast.tenant.harness.platform, Grants((Grant(RIGHT, DataScope.REPORTS),)))
        await access.require_for(RIGHT, cast.ids["employee"])
        for out_of_reach in (cast.ids["hr"], cast.ids["far"], UUID(int=7)):
            with pytest.raises(NotFound):
                await access.require_for(RIGHT, out_of_reach)
        with pytest.raises(NotFound):
            await access.require_for("core.test.other", cast.ids["employee"])


async def test_a_missing_right_is_named_in_both_languages(cast: Cast) -> None:
    async with cast.tenant.context() as ctx:
        access = AccessFacade(ctx, cast.tenant.harness.platform, Grants.none())
        with pytest.raises(Forbidden) as refused:
            access.require("core.user.manage")
    assert refused.value.text.zh == "您没有“管理账号”的权限，请联系管理员"
    assert refused.value.text.en == "you lack the right 'Manage accounts'; ask an administrator"
    assert refused.value.extra == {"permission": "core.user.manage"}


async def test_rights_of_another_company_do_not_allow_here(cast: Cast) -> None:
    grants = Grants((Grant(RIGHT, DataScope.COMPANY, company_id=cast.other_company),))
    async with cast.tenant.context() as ctx:
        assert not AccessFacade(ctx, cast.tenant.harness.platform, grants).allows(RIGHT)
        there = replace(ctx, company_id=cast.other_company)
        assert AccessFacade(there, cast.tenant.harness.platform, grants).allows(RIGHT)


def test_the_platform_itself_may_do_everything() -> None:
    grants = Grants.system()
    assert grants.allows("anything.at.all")
    assert grants.reach("anything.at.all") is DataScope.TENANT
    assert not Grants.none().allows("anything.at.all")


def test_the_widest_grant_is_the_reach() -> None:
    grants = Grants(
        (
            Grant(RIGHT, DataScope.SELF),
            Grant(RIGHT, DataScope.DEPARTMENT),
            Grant("core.test.other", DataScope.TENANT),
        )
    )
    assert grants.reach(RIGHT) is DataScope.DEPARTMENT
    assert grants.reach("core.test.none") is None
    assert grants.permissions == {RIGHT, "core.test.other"}
