"""A permission that comes with a new version reaches the companies that are there, once."""

from renshi_core.cli.upgrade import offer_new_permissions
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import execute, fetch

MISSING = "SELECT p.permission FROM core_role_permission p JOIN core_role r ON r.id = p.role_id WHERE r.code = 'admin'"


async def _of_admins(renshi: CoreHarness, tenant: object) -> set[str]:
    async with renshi.unit(tenant):  # type: ignore[arg-type]
        return {row["permission"] for row in await fetch(MISSING)}


async def test_new_permissions_are_offered_once_and_only_where_the_plugin_is_on(renshi: CoreHarness) -> None:
    tenant, other = await renshi.new_tenant(enable=["training"]), await renshi.new_tenant()
    had = await _of_admins(renshi, tenant)
    bare = await _of_admins(renshi, other)
    # Whatever earlier tests left of theirs.
    await offer_new_permissions(renshi.platform)
    assert await offer_new_permissions(renshi.platform) == 0
    assert await _of_admins(renshi, tenant) == had

    new = ["core.security.manage", "training.course.manage"]
    assert set(new) <= had
    async with renshi.unit(tenant):
        # As before the version that brought them.
        await execute("DELETE FROM core_role_seed WHERE permission = ANY($1)", new)
        await execute("DELETE FROM core_role_permission WHERE permission = ANY($1)", new)
    assert await offer_new_permissions(renshi.platform) > 0
    assert await _of_admins(renshi, tenant) == had
    assert await _of_admins(renshi, other) == bare

    async with renshi.unit(tenant):
        await execute("DELETE FROM core_role_permission WHERE permission = ANY($1)", new)
    assert await offer_new_permissions(renshi.platform) == 0
    assert await _of_admins(renshi, tenant) == had - set(new)
