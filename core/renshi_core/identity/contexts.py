"""Contexts for what happens before anybody is signed in.

The factory of contexts stands above the rooms, so it's found by name.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_sdk.context import Actor, Context

if TYPE_CHECKING:
    from renshi_core.platform import Platform


def context_of(
    platform: Platform, *, tenant_id: UUID, company_id: UUID, actor: Actor | None = None
) -> Context:
    """A context of the platform itself in the open unit; with ``actor`` its audit rows carry that name."""
    make = importlib.import_module("renshi_core.context").make_context
    context: Context = make(platform, tenant_id=tenant_id, company_id=company_id, actor=actor)
    return context
