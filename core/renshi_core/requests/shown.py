"""A form's values as people read them: choices by their labels, people and places by their names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.requests.facts import bare, extra_of, options_of
from renshi_core.requests.repository import Request
from renshi_sdk.context import Context
from renshi_sdk.contributions import RequestKind
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

_TABLES = {
    "employee": "SELECT id, name FROM core_employee WHERE id = ANY($1)",
    "department": "SELECT id, name FROM core_department WHERE id = ANY($1)",
    "position": "SELECT id, title AS name FROM core_position WHERE id = ANY($1)",
}
YES, NO = Text("是", "Yes"), Text("否", "No")


async def fields_of(ctx: Context, kind: RequestKind | None, request: Request) -> list[dict[str, Any]]:
    """Each field with its label, its value, and ``shown``: the value as a person reads it."""
    known = kind.form.model_fields if kind else {}
    lines: list[dict[str, Any]] = []
    wanted: dict[str, set[UUID]] = {}
    # The store doesn't keep the order of a form's fields; the model does.
    order = [*(n for n in known if n in request.form), *(n for n in request.form if n not in known)]
    for name in order:
        value = request.form[name]
        info = known.get(name)
        extra = extra_of(info) if info else {}
        zh = (info.title if info else None) or name
        label = Text(zh, str(extra.get("title_en") or zh)).of(ctx.locale)
        choices = dict(options_of(bare(info.annotation), extra)) if info else {}
        shown: Any = value
        if isinstance(value, bool):
            shown = (YES if value else NO).of(ctx.locale)
        elif isinstance(value, list):
            shown = "、".join(choices[str(v)].of(ctx.locale) if str(v) in choices else str(v) for v in value)
        elif value is not None and str(value) in choices:
            shown = choices[str(value)].of(ctx.locale)
        reference = str(extra.get("x-kind") or "")
        if reference in _TABLES and isinstance(value, str) and value:
            wanted.setdefault(reference, set()).add(UUID(value))
        lines.append({"name": name, "label": label, "value": value, "shown": shown, "reference": reference})
    names: dict[str, str] = {}
    for reference, ids in wanted.items():
        names |= {str(row["id"]): row["name"] for row in await fetch(_TABLES[reference], list(ids))}
    for line in lines:
        if line.pop("reference") in _TABLES and isinstance(line["value"], str):
            line["shown"] = names.get(line["value"], line["value"])
    return lines
