"""How a value is shown: in a table's cell, beside a label, on a card."""

from __future__ import annotations

from typing import Any

from renshi_core.console.pen import Drawn, Pen
from renshi_sdk import pages

NUMBER_KINDS = {"integer", "number", "money", "percent", "bytes", "duration"}
NARROW = {"date": 112, "datetime": 150, "boolean": 80, "month": 96, "time": 84, "ago": 120}
"""Widths that these kinds need and no more, in pixels."""
SHORT = "renshi-short"
RICH_KINDS = {"json", "progress", "file", "files", "image", "rating", "colour"}
"""Kinds that the library draws in a table; the others are plain text, a link or tags, and drawn by a cell of ours."""


def shown(pen: Pen, column: pages.Column) -> Drawn:
    """A value by its kind, its options, its link."""
    if column.kind == "person":
        return _person(pen, column)
    if column.link and not column.options:
        text = _text(column) or f"${{{column.name}}}"
        return {
            "type": "tpl",
            "tpl": f"<a class='renshi-link' href='{column.link}'>{text}</a>",
        }
    return value(pen, column)


def value(pen: Pen, column: pages.Column) -> Drawn:
    """A value by its kind and options."""
    if column.options:
        return _badge(pen, column)
    text = _text(column)
    if text:
        return {"type": "tpl", "tpl": text, "placeholder": "—", "className": SHORT}
    match column.kind:
        case "boolean":
            yes, no = pen.word("是", "Yes"), pen.word("否", "No")
            return {"type": "mapping", "map": {"true": yes, "false": no, "1": yes, "0": no, "*": "—"}}
        case "date":
            return {"type": "date", "format": "YYYY-MM-DD", "placeholder": "—", "className": SHORT}
        case "json":
            return {"type": "json", "placeholder": "—", "levelExpand": 1}
        case "progress":
            # In a box of its own: a cell would take the row's fraction for the percentage.
            bar = {"type": "progress", "value": f"${{ROUND({column.name} * 100, 0)}}", "placeholder": "—"}
            return {"type": "container", "body": [bar]}
        case "tags" | "choices":
            return {
                "type": "each",
                "source": f"${{{column.name}}}",
                "placeholder": "—",
                "items": {"type": "tpl", "tpl": "<span class='renshi-tag'>${item}</span> "},
            }
        case "file":
            return _download(f"${{{column.name}.id}}", f"${{{column.name}.name}}")
        case "files":
            return {
                "type": "each",
                "source": f"${{{column.name}}}",
                "placeholder": "—",
                "items": _download("${id}", "${name}"),
            }
        case "image":
            return {
                "type": "image",
                "enlargeAble": True,
                "thumbMode": "cover",
                "src": f"/api/files/${{{column.name}}}",
            }
        case "rating":
            return {"type": "input-rating", "readOnly": True, "half": True}
        case "colour":
            return {"type": "color"}
        case "textarea":
            return {
                "type": "tpl",
                "tpl": f"<div class='renshi-long'>${{{column.name}}}</div>",
                "placeholder": "—",
            }
    return {"type": "text", "placeholder": "—"}


def plain(pen: Pen, column: pages.Column) -> dict[str, Any]:
    """A column for the console's own components, which format values themselves."""
    return {
        "name": column.name,
        "label": pen.say(column.label),
        "kind": column.kind,
        "link": column.link,
        "note": column.note,
        "decimals": column.decimals,
        "options": {o.value: {"label": pen.say(o.label), "colour": o.colour} for o in column.options},
    }


def in_table(pen: Pen, column: pages.Column) -> Drawn:
    """A column of a table."""
    drawn = shown(pen, column) if column.kind in RICH_KINDS else _cell(pen, column)
    made = {**drawn, "name": column.name, "label": pen.say(column.label)}
    if column.sortable:
        made["sortable"] = True
    width = column.width or NARROW.get(column.kind)
    if width:
        made["width"] = width
    if column.kind in NUMBER_KINDS:
        made |= {"align": "right", "headerAlign": "right", "classNameExpr": "renshi-number"}
    if column.help:
        made["remark"] = pen.say(column.help)
    if column.hidden:
        made["toggled"] = False
    return made


def _cell(pen: Pen, column: pages.Column) -> Drawn:
    """A cell of the console's own: one element, where the library builds a template or a list of choices per cell."""
    made: Drawn = {"type": "renshi-cell", "spec": plain(pen, column)}
    if column.kind == "date" or (_text(column) and not column.link):
        made["className"] = SHORT
    return made


def _text(column: pages.Column) -> str | None:
    """The template of kinds that a filter of the console formats."""
    match column.kind:
        case "money" | "percent" | "bytes" | "duration" | "ago":
            return f"${{{column.name} | {column.kind}}}"
        case "datetime":
            return f"${{{column.name} | instant}}"
        case "integer":
            return f"${{{column.name} | figure:0}}"
        case "number":
            digits = "" if column.decimals is None else f":{column.decimals}"
            return f"${{{column.name} | figure{digits}}}"
    return None


def _person(pen: Pen, column: pages.Column) -> Drawn:
    name = f"<span class='renshi-person-name'>${{{column.name}}}</span>"
    if column.link:
        name = f"<a class='renshi-person-name' href='{column.link}'>${{{column.name}}}</a>"
    note = f"<span class='renshi-person-note'>${{{column.note}}}</span>" if column.note else ""
    return {
        "type": "tpl",
        "tpl": "<span class='renshi-person'>"
        f"<i class='renshi-avatar' aria-hidden='true'>${{{column.name} | initial}}</i>"
        f"<span>{name}{note}</span></span>",
        "placeholder": "—",
    }


def _badge(pen: Pen, column: pages.Column) -> Drawn:
    labels = {
        o.value: f"<span class='renshi-tag renshi-tag-{o.colour}'>{pen.say(o.label)}</span>"
        for o in column.options
    }
    if column.kind in ("choices", "tags"):
        return {
            "type": "each",
            "source": f"${{{column.name}}}",
            "placeholder": "—",
            "items": {"type": "mapping", "value": "${item}", "map": {**labels, "*": "${item}"}},
        }
    return {"type": "mapping", "map": {**labels, "*": f"${{{column.name}}}"}, "placeholder": "—"}


def _download(file_id: str, name: str) -> Drawn:
    return {
        "type": "tpl",
        "tpl": f"<a class='renshi-file' href='/api/files/{file_id}' download>{name}</a> ",
        "placeholder": "—",
    }
