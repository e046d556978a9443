"""Making contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.access.grants import Grants
from renshi_core.services import CoreServices
from renshi_sdk.context import Actor, Context

if TYPE_CHECKING:
    from renshi_core.platform import Platform


def make_context(
    platform: Platform,
    *,
    tenant_id: UUID,
    company_id: UUID,
    actor: Actor | None = None,
    grants: Grants | None = None,
    plugin: str | None = None,
    request_id: str = "",
    locale: str = "zh-CN",
    time_zone: str = "Asia/Shanghai",
) -> Context:
    """A context for the open unit of work. Without an actor the platform itself acts, with every right."""
    return Context(
        tenant_id=tenant_id,
        company_id=company_id,
        actor=actor or Actor.system(),
        services=CoreServices(platform, grants if grants is not None else Grants.system()),
        clock=platform.clock,
        plugin=plugin,
        request_id=request_id,
        locale=locale,
        time_zone=time_zone,
    )
