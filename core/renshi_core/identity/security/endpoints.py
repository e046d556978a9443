"""The group's rules over HTTP; for who holds the right in the whole group."""

from __future__ import annotations

from typing import Any

from renshi_core.identity.address import client_address
from renshi_core.identity.caller import AnyRequest
from renshi_core.identity.security import repository, service
from renshi_core.identity.security.schemas import Rules
from renshi_core.organization.checks import require_group
from renshi_core.platform import Platform
from renshi_sdk.context import Context
from renshi_sdk.text import Text
from renshi_sdk.web import get, put

MANAGE = "core.security.manage"


@get("/security", permission=MANAGE)
async def show_rules(ctx: Context) -> dict[str, Any]:
    """How people sign in to the group."""
    return await service.shown(ctx)


@put("/security", permission=MANAGE)
async def set_rules(request: AnyRequest, ctx: Context, platform: Platform, data: Rules) -> Rules:
    """Set how people sign in to the group; effective at once."""
    require_group(ctx, MANAGE)
    return await service.change(ctx, data, address=client_address(platform, request))


@get("/security/roles", permission=MANAGE)
async def role_choices(ctx: Context) -> dict[str, Any]:
    """Roles as choices."""
    return {
        "options": [
            {"value": role["code"], "label": Text(role["title_zh"], role["title_en"]).of(ctx.locale)}
            for role in await repository.roles()
        ]
    }


HANDLERS = (show_rules, set_rules, role_choices)
