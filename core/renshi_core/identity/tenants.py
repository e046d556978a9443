"""Founding a group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.db import unit_of_work
from renshi_core.identity import passwords, roles, users
from renshi_core.identity.contexts import context_of
from renshi_core.organization import service as organization
from renshi_sdk import new_id
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import execute
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

CODE = re.compile(r"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$")
PUBLIC_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")


async def create_tenant(
    platform: Platform,
    *,
    code: str,
    name: str,
    company: Mapping[str, str],
    admin_login: str,
    admin_name: str,
    admin_password: str,
) -> tuple[UUID, UUID, UUID]:
    """Found a group with its first company, the suggested roles and an administrator of all of it.

    ``company`` holds code, name, industry, city and public_code. Returns the ids of tenant, company and user.

    Raises:
        Invalid: a code, the password, the industry. Conflict: a code is taken.
    """
    for field, value, pattern in (("code", code, CODE), ("public_code", company["public_code"], PUBLIC_CODE)):
        if not pattern.match(value):
            message = Text(
                "应为 3 位以上的小写字母、数字或连字符",
                "must be three or more lower-case letters, digits or hyphens",
            )
            raise Invalid(message, fields={field: message})
    passwords.check_rules(admin_password, login=admin_login, name=admin_name, field="admin_password")
    tenant_id, company_id = new_id(), new_id()
    async with unit_of_work(tenant_id):
        try:
            await execute(
                "INSERT INTO core_tenant (id, code, name) VALUES ($1, $2, $3)", tenant_id, code, name
            )
        except UniqueViolationError as error:
            raise Conflict(
                Text(f"企业代码“{code}”已被使用", f"the code {code!r} is taken"), code="tenant.taken"
            ) from error
        ctx = context_of(platform, tenant_id=tenant_id, company_id=company_id)
        await organization.create_company(ctx, company_id=company_id, **company)
        await roles.seed_roles(
            ctx, [o.record for o in platform.registry.permissions.values() if o.plugin == "core"]
        )
        admin = await users.create_user(ctx, login=admin_login, name=admin_name, password=admin_password)
        await roles.grant_role(ctx, user_id=admin, role="admin", scope=DataScope.TENANT)
    return tenant_id, company_id, admin
