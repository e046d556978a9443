"""What an upgrade owes the companies that are there already."""

from __future__ import annotations

from uuid import UUID

from renshi_core.context import make_context
from renshi_core.db import system_unit, unit_of_work
from renshi_core.platform import Platform
from renshi_sdk.db import fetch


async def offer_new_permissions(platform: Platform) -> int:
    """Give permissions that came with a new version to the suggested roles of each company where their plugin is on.

    A permission is offered once: what a company took away from a role stays away. Returns how many were given.
    """
    given = 0
    async with system_unit():
        tenants: list[UUID] = [row["id"] for row in await fetch("SELECT id FROM core_tenant ORDER BY id")]
    for tenant_id in tenants:
        async with unit_of_work(tenant_id):
            before = await _seeds()
            for row in await fetch("SELECT id FROM core_company ORDER BY id"):
                enabled = await platform.activation.enabled_set(row["id"])
                await platform.seed_roles(
                    make_context(platform, tenant_id=tenant_id, company_id=row["id"]),
                    [o.record for o in platform.registry.permissions.values() if o.plugin in enabled],
                )
            given += await _seeds() - before
    return given


async def _seeds() -> int:
    return int((await fetch("SELECT count(*) AS n FROM core_role_seed"))[0]["n"])
