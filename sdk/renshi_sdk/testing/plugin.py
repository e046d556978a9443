"""The pytest plugin: fixture ``renshi``. Loaded through the entry point group ``pytest11``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from renshi_sdk.testing.harness import Harness


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def renshi_platform() -> AsyncIterator[Harness]:
    """The platform, started once per session. Tests use ``renshi``."""
    found = list(entry_points(group="renshi.harness"))
    if not found:
        pytest.fail("the testing kit needs the platform: pip install renshi-core")
    async with found[0].load()() as harness:
        yield harness


@pytest_asyncio.fixture(loop_scope="session")
async def renshi(renshi_platform: Harness) -> Harness:
    """The platform, with its clock set back to 2026-11-23 09:00 in Shanghai."""
    renshi_platform.reset()  # type: ignore[attr-defined]
    return renshi_platform
