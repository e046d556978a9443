"""What a dataset offers, as a form's choices."""

from __future__ import annotations

from typing import Any

from renshi_reporting.builder.compile import FUNCTION_TITLES, GRAIN_TITLES
from renshi_sdk import Context, Text
from renshi_sdk.contributions import OpenDataset
from renshi_sdk.errors import NotFound

Choices = list[dict[str, Any]]


def described(ctx: Context, opened: OpenDataset) -> dict[str, Any]:
    """A dataset with all it offers."""
    record, say = opened.record, ctx.locale
    return {
        "name": record.name,
        "title": record.title.of(say),
        "definition": record.definition.of(say),
        "plugin": opened.plugin,
        "period": record.period,
        "openable": bool(record.rows),
        "dimensions": [
            {
                "name": d.name,
                "title": d.title.of(say),
                "kind": d.kind,
                "definition": d.definition.of(say) if d.definition else None,
                "sensitive": d.sensitive,
                "choices": [{"value": v, "label": t.of(say)} for v, t in d.choices.items()],
            }
            for d in record.dimensions
        ],
        "measures": [
            {
                "name": m.name,
                "title": m.title.of(say),
                "kind": m.kind,
                "functions": list(m.functions),
                "definition": m.definition.of(say) if m.definition else None,
                "sensitive": m.sensitive,
            }
            for m in record.measures
        ],
    }


def of_part(ctx: Context, opened: OpenDataset, part: str) -> Choices:
    """Choices of one part of the builder. Raises ``NotFound`` for no such part."""
    match part:
        case "dimensions":
            return _dimensions(ctx, opened)
        case "measures":
            return _measures(ctx, opened)
        case "above":
            return _measures(ctx, opened, only=("sum", "count"))
        case "below":
            return _measures(ctx, opened, only=("sum", "count", "distinct"))
        case "filters":
            return [{"value": d.name, "label": d.title.of(ctx.locale)} for d in opened.record.dimensions]
        case "sorts":
            return _sorts(ctx, [*_measures(ctx, opened), *_dimensions(ctx, opened)])
    raise NotFound(Text("没有这类选项", "there are no such choices"))


def _dimensions(ctx: Context, opened: OpenDataset) -> Choices:
    made: Choices = []
    for dimension in opened.record.dimensions:
        title = dimension.title.of(ctx.locale)
        if dimension.kind != "date" or dimension.name == "month":
            made.append({"value": dimension.name, "label": title})
        if dimension.kind == "date":
            grains = ("quarter", "year") if dimension.name == "month" else GRAIN_TITLES
            made += [
                {"value": f"{dimension.name}:{g}", "label": _with(ctx, title, GRAIN_TITLES[g])}
                for g in grains
            ]
    return made


def _measures(ctx: Context, opened: OpenDataset, *, only: tuple[str, ...] = ()) -> Choices:
    return [
        {
            "value": f"{m.name}:{f}",
            "label": m.title.of(ctx.locale)
            if len(m.functions) == 1
            else _with(ctx, m.title.of(ctx.locale), FUNCTION_TITLES[f]),
        }
        for m in opened.record.measures
        for f in m.functions
        if not only or f in only
    ]


def _sorts(ctx: Context, choices: Choices) -> Choices:
    up, down = Text("升序", "lowest first"), Text("降序", "highest first")
    return [
        {"value": f"{sign}{c['value']}", "label": _with(ctx, c["label"], word)}
        for c in choices
        for sign, word in (("-", down), ("", up))
    ]


def _with(ctx: Context, title: str, word: Text) -> str:
    return f"{title} ({word.en})" if ctx.locale.startswith("en") else f"{title}（{word.zh}）"
