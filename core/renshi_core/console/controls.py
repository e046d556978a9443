"""Inputs: from page fields, and from a pydantic model's JSON Schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from renshi_sdk.pages import Field
from renshi_sdk.text import Text

INPUTS: dict[str, dict[str, Any]] = {
    "text": {"type": "input-text"},
    "textarea": {"type": "textarea", "minRows": 3, "maxRows": 10},
    "integer": {"type": "input-number", "precision": 0},
    "number": {"type": "input-number"},
    "money": {"type": "input-number", "precision": 2, "prefix": "¥ ", "kilobitSeparator": True},
    "percent": {"type": "input-number", "precision": 2, "suffix": " %"},
    "date": {"type": "input-date", "valueFormat": "YYYY-MM-DD", "displayFormat": "YYYY-MM-DD"},
    "datetime": {"type": "input-datetime", "valueFormat": "YYYY-MM-DDTHH:mm:ssZ"},
    "month": {"type": "input-month", "valueFormat": "YYYY-MM", "displayFormat": "YYYY-MM"},
    "boolean": {"type": "switch"},
    "choice": {"type": "select", "clearable": True},
    "file": {"type": "input-file", "receiver": "/api/files", "asBlob": False},
    "password": {"type": "input-password"},
    "json": {"type": "textarea", "minRows": 5},
    "employee": {
        "type": "select",
        "searchable": True,
        "clearable": True,
        "autoComplete": "/api/employees/options?q=$term",
        "source": "/api/employees/options",
    },
    "department": {
        "type": "tree-select",
        "searchable": True,
        "clearable": True,
        "source": "/api/departments/options",
    },
    "position": {"type": "select", "searchable": True, "clearable": True, "source": "/api/positions/options"},
}


def control(field: Field, locale: str, api: Any) -> dict[str, Any]:
    """One input; ``api`` resolves the address of its choices."""
    made: dict[str, Any] = {
        **INPUTS[field.kind],
        "name": field.name,
        "label": field.label.of(locale),
        "required": field.required,
    }
    if field.options:
        made["options"] = [{"value": o.value, "label": o.label.of(locale)} for o in field.options]
    if field.options_api:
        made["source"] = api(field.options_api)
    if field.default is not None:
        made["value"] = field.default
    if field.help:
        made["description"] = field.help.of(locale)
    if field.visible_when:
        made["visibleOn"] = field.visible_when
    return made


def model_controls(model: type[BaseModel], locale: str) -> list[dict[str, Any]]:
    """Inputs for a pydantic model."""
    schema = model.model_json_schema()
    return schema_controls(schema, locale)


def schema_controls(schema: dict[str, Any], locale: str) -> list[dict[str, Any]]:
    """Inputs for the properties of a JSON Schema object, in their order.

    Beside the standard words, ``title_en``, ``x-kind`` (a field kind of ``renshi_sdk.pages``), ``x-labels``
    (``{value: [zh, en]}``) and ``x-options-api`` (an address that answers choices) are understood.
    """
    required = set(schema.get("required", ()))
    definitions = schema.get("$defs", {})
    return [
        _schema_control(name, part, name in required, definitions, locale)
        for name, part in schema.get("properties", {}).items()
    ]


def _schema_control(
    name: str, part: dict[str, Any], required: bool, definitions: dict[str, Any], locale: str
) -> dict[str, Any]:
    resolved = _resolve(part, definitions)
    kind = resolved.get("x-kind") or _kind(resolved)
    title_zh = resolved.get("title", name)
    label = Text(title_zh, resolved.get("title_en") or title_zh).of(locale)
    made: dict[str, Any] = {**INPUTS[kind], "name": name, "label": label, "required": required}
    choices = resolved.get("enum") or ([resolved["const"]] if "const" in resolved else None)
    if choices and not resolved.get("x-options-api"):
        labels = resolved.get("x-labels", {})
        made |= {
            "type": "select" if len(choices) > 4 else "radios",
            "options": [
                {"value": c, "label": Text(*labels[str(c)]).of(locale) if str(c) in labels else str(c)}
                for c in choices
            ],
        }
    if resolved.get("x-options-api"):
        made |= {"type": "select", "source": resolved["x-options-api"], "searchable": True}
    if resolved.get("type") == "array":
        made |= _array(resolved, definitions, locale)
    for word, amis in (
        ("minimum", "min"),
        ("maximum", "max"),
        ("maxLength", "maxLength"),
        ("minLength", "minLength"),
    ):
        if word in resolved:
            made[amis] = resolved[word]
    if "default" in resolved and resolved["default"] is not None:
        made["value"] = resolved["default"]
    description = resolved.get("description_en") if locale.startswith("en") else None
    if description or resolved.get("description"):
        made["description"] = description or resolved["description"]
    return made


def _array(part: dict[str, Any], definitions: dict[str, Any], locale: str) -> dict[str, Any]:
    items = _resolve(part.get("items", {}), definitions)
    if items.get("type") == "object":
        return {"type": "combo", "multiple": True, "multiLine": True, "items": schema_controls(items, locale)}
    if items.get("enum"):
        return {"type": "checkboxes", "options": [{"value": v, "label": str(v)} for v in items["enum"]]}
    return {"type": "input-tag", "joinValues": False, "extractValue": True}


def _resolve(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Follow references and ``Optional`` so that one plain schema is left."""
    merged = dict(part)
    for option in part.get("anyOf", ()):
        if option.get("type") != "null":
            merged = {**_resolve(option, definitions), **{k: v for k, v in part.items() if k != "anyOf"}}
            break
    if "allOf" in merged and len(merged["allOf"]) == 1:
        merged = {
            **_resolve(merged["allOf"][0], definitions),
            **{k: v for k, v in merged.items() if k != "allOf"},
        }
    reference = merged.pop("$ref", None)
    if reference:
        merged = {**_resolve(definitions[reference.rsplit("/", 1)[-1]], definitions), **merged}
    return merged


def _kind(part: dict[str, Any]) -> str:
    match part.get("type"), part.get("format"):
        case _, "date":
            return "date"
        case _, "date-time":
            return "datetime"
        case _, "password":
            return "password"
        case "integer", _:
            return "integer"
        case "number", _:
            return "number"
        case "boolean", _:
            return "boolean"
        case "object", _:
            return "json"
        case "string", _ if part.get("maxLength", 0) > 200:
            return "textarea"
    return "text"
