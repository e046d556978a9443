"""Fixtures of the core's own tests. ``renshi`` comes from the testing kit."""

from __future__ import annotations

import pytest_asyncio

from renshi_core.db import Database
from renshi_core.testing.harness import CoreHarness


@pytest_asyncio.fixture(loop_scope="session")
async def database(renshi_platform: CoreHarness) -> Database:
    """The open database of the platform under test, for tests below the HTTP stack."""
    renshi_platform.reset()
    return renshi_platform.platform.database
