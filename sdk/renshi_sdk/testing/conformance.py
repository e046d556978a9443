"""What every plugin has to keep to, as tests: ``TestConformance = conformance("training")``."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_sdk.testing.harness import Harness


@pytest.mark.asyncio(loop_scope="session")
class PluginConformance:
    """The suite. Subclass it through :func:`conformance`."""

    plugin: str

    async def test_it_loads_with_all_its_records(self, renshi: Harness) -> None:
        report = await self._inspect(renshi, "loading")
        assert report == []

    async def test_every_name_carries_its_owner(self, renshi: Harness) -> None:
        assert await self._inspect(renshi, "names") == []

    async def test_every_permission_in_use_is_declared(self, renshi: Harness) -> None:
        assert await self._inspect(renshi, "permissions") == []

    async def test_tables_stand_behind_the_tenant_wall_and_match_their_classes(self, renshi: Harness) -> None:
        assert await self._inspect(renshi, "tables") == []

    async def test_migrations_are_named_and_numbered(self, renshi: Harness) -> None:
        assert await self._inspect(renshi, "migrations") == []

    async def test_personal_data_is_declared_for_its_tables(self, renshi: Harness) -> None:
        assert await self._inspect(renshi, "personal_data") == []

    async def test_pages_and_forms_can_be_drawn_in_both_languages(self, renshi: Harness) -> None:
        assert await self._inspect(renshi, "pages") == []

    async def test_it_can_be_switched_on_twice_and_off(self, renshi: Harness) -> None:
        tenant = await renshi.new_tenant()
        await tenant.enable(self.plugin)
        await tenant.disable(self.plugin)
        await tenant.enable(self.plugin)

    async def test_off_means_404_on_every_route(self, renshi: Harness) -> None:
        tenant = await renshi.new_tenant()
        assert await self._inspect(renshi, "routes_off", tenant) == []

    async def test_routes_refuse_anonymous_callers_and_bad_input_without_a_5xx(self, renshi: Harness) -> None:
        tenant = await renshi.new_tenant(enable=[self.plugin])
        assert await self._inspect(renshi, "routes_on", tenant) == []

    async def _inspect(self, renshi: Harness, aspect: str, *args: Any) -> list[str]:
        """Findings of the platform's inspector for one aspect; an empty list is a pass."""
        return await renshi.inspect(self.plugin, aspect, *args)  # type: ignore[attr-defined,no-any-return]


def conformance(plugin: str) -> type[PluginConformance]:
    """Return the suite for ``plugin``, to be bound to a name that starts with ``Test``."""
    return type("TestConformance", (PluginConformance,), {"plugin": plugin})
