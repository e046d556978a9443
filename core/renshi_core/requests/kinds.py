"""Request kinds of the core and of plugins that are on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel

from renshi_core.plugins.records import Owned
from renshi_sdk.context import Context
from renshi_sdk.contributions import RequestKind
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

DESCRIBE_LIMIT = timedelta(seconds=2)


async def kind_of(ctx: Context, platform: Platform, name: str, company_id: UUID) -> Owned[RequestKind]:
    """A kind by name. Raises ``NotFound`` where it isn't known or its plugin is off for the company."""
    owned = platform.registry.request_kinds.get(name)
    if owned is None or not await ctx.plugins.enabled(owned.plugin, company_id=company_id):
        raise NotFound(
            Text(
                f"没有“{name}”这种申请，或相应功能未启用",
                f"there is no request kind {name!r}, or its plugin is off",
            ),
            code="request.kind",
        )
    return owned


async def summary_of(ctx: Context, platform: Platform, owned: Owned[RequestKind], form: BaseModel) -> Text:
    """One line that describes a filled form; the kind's title where it describes nothing."""
    describe = owned.record.describe
    if describe is None:
        return owned.record.title

    async def run() -> Text:
        return describe(form)

    return await platform.guarded(ctx, run(), what=f"{owned.record.name}.describe", timeout=DESCRIBE_LIMIT)


async def offered(ctx: Context, platform: Platform) -> list[dict[str, Any]]:
    """Kinds the caller may submit here: names, the form's JSON Schema, and for whom."""
    enabled = await platform.activation.enabled_set(ctx.company_id)
    made = []
    for owned in platform.registry.request_kinds.values():
        kind = owned.record
        myself = kind.self_service and ctx.actor.employee_id is not None
        others = kind.submit_for_others is not None and ctx.access.allows(kind.submit_for_others)
        if owned.plugin in enabled and (myself or others):
            made.append(
                {
                    "name": kind.name,
                    "plugin": owned.plugin,
                    "title": kind.title.of(ctx.locale),
                    "title_zh": kind.title.zh,
                    "title_en": kind.title.en,
                    "icon": kind.icon,
                    "self_service": myself,
                    "for_others": others,
                    "schema": kind.form.model_json_schema(),
                }
            )
    return made
