"""API of the capability page."""

from __future__ import annotations

import asyncio
from typing import Any

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.capabilities.parts import Part, parts
from renshi_recruiting_ai.language_model import service as language_model
from renshi_sdk import Context
from renshi_sdk.web import get


def shown(item: Part) -> dict[str, Any]:
    """A part over the wire, in both languages."""
    return {
        "key": item.key,
        "title": item.title.zh,
        "title_en": item.title.en,
        "state": item.state,
        "does": item.does.zh,
        "does_en": item.does.en,
        "model": item.model,
        "licence": item.licence,
        "hash": item.hash,
        "hash_short": item.hash[:16] if item.hash else None,
        "add": item.add.zh if item.add else None,
        "add_en": item.add.en if item.add else None,
    }


@get("/capabilities", permission=permissions.CANDIDATE_READ)
async def read_capabilities(ctx: Context) -> dict[str, Any]:
    """Which parts of an analysis are present, with model, licence and SHA-256, and how to add the others."""
    model = await language_model.active(ctx)
    items = [shown(item) for item in await asyncio.to_thread(parts, model["model"] if model else None)]
    english = ctx.locale.startswith("en")
    for item in items:
        for name in ("title", "does", "add"):
            item[f"{name}_shown"] = item[f"{name}_en"] if english else item[name]
    return {"items": items, "total": len(items), "next_cursor": None}


HANDLERS = (read_capabilities,)
