"""Forms from JSON Schema: a model's properties, models inside, lists of them, and unions told apart by a word."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from renshi_core.console.controls import INPUTS
from renshi_sdk.text import Text

Schema = dict[str, Any]
LIMITS = (
    ("minimum", "min"),
    ("maximum", "max"),
    ("maxLength", "maxLength"),
    ("minLength", "minLength"),
    ("minItems", "minLength"),
    ("maxItems", "maxLength"),
)
FEW = 4
"""As many choices as are shown side by side."""


def model_controls(model: type[BaseModel], locale: str) -> list[Schema]:
    """Inputs for a pydantic model."""
    return schema_controls(model.model_json_schema(), locale)


def schema_controls(schema: Schema, locale: str) -> list[Schema]:
    """Inputs for the properties of a JSON Schema object, in their order.

    Beside the standard words, ``title_en``, ``x-kind`` (a field kind of ``renshi_sdk.pages``), ``x-labels``
    (``{value: [zh, en]}``) and ``x-options-api`` (an address that answers choices) are understood; and
    ``x-name`` (the field's name where several inputs write one), ``x-visible-when`` (an expression over the form
    it stands in), ``x-multiple`` (several of the choices), ``x-list`` (choices in a list however few) and ``x-add``
    (``[zh, en]``, what the button that adds a part says).
    """
    return _Drawer(schema.get("$defs", {}), locale).properties(schema)


class _Drawer:
    def __init__(self, definitions: Schema, locale: str) -> None:
        self._definitions, self._locale = definitions, locale

    def properties(self, schema: Schema) -> list[Schema]:
        required = set(schema.get("required", ()))
        return [
            self.control(name, part, name in required) for name, part in schema.get("properties", {}).items()
        ]

    def control(self, name: str, part: Schema, required: bool) -> Schema:
        resolved = self._resolve(part)
        kind = resolved.get("x-kind") or _kind(resolved)
        made: Schema = {
            **INPUTS[kind],
            "name": resolved.get("x-name", name),
            "label": self._title(resolved, name),
            "required": required,
        }
        if "x-visible-when" in resolved:
            made["visibleOn"] = resolved["x-visible-when"]
        if "const" in resolved:
            # A word that is always the same tells a union's members apart; nobody has to type it.
            return {"type": "hidden", "name": name, "value": resolved["const"]}
        if resolved.get("x-options-api"):
            made |= {"type": "select", "source": resolved["x-options-api"], "searchable": True}
            if resolved.get("type") == "array":
                made |= {"multiple": True, "joinValues": False, "extractValue": True}
        elif choices := resolved.get("enum"):
            made |= {
                "type": "select" if len(choices) > FEW or resolved.get("x-list") else "radios",
                "options": self._options(choices, resolved.get("x-labels", {})),
            }
            if len(choices) > FEW * 3:
                made["searchable"] = True
            if resolved.get("x-multiple"):
                made |= {"type": "select", "multiple": True, "joinValues": False, "extractValue": True}
        elif "x-kind" not in resolved:
            made |= self._shape(resolved)
        for word, amis in LIMITS:
            if word in resolved:
                made[amis] = resolved[word]
        if resolved.get("default") is not None:
            made["value"] = resolved["default"]
        if "x-add" in resolved:
            made["addButtonText"] = Text(*resolved["x-add"]).of(self._locale)
        if description := self._described(resolved):
            made["description"] = description
        return made

    def _shape(self, part: Schema) -> Schema:
        """What differs for lists, models inside and unions."""
        if members := _members(part):
            return self._union(members, part, multiple=False)
        if part.get("type") == "array":
            return self._array(part)
        if part.get("type") == "object" and part.get("properties"):
            return {
                "type": "combo",
                "multiLine": True,
                "multiple": False,
                "noBorder": False,
                "className": "renshi-subform",
                "items": self.properties(part),
            }
        return {}

    def _array(self, part: Schema) -> Schema:
        items = self._resolve(part.get("items", {}))
        if members := _members(items):
            return self._union(members, items, multiple=True)
        if items.get("type") == "object" and items.get("properties"):
            return self._many({"items": self.properties(items)})
        if items.get("enum"):
            return {
                "type": "checkboxes",
                "joinValues": False,
                "extractValue": True,
                "options": self._options(items["enum"], items.get("x-labels") or part.get("x-labels") or {}),
            }
        if items.get("x-kind") in ("employee", "file"):
            return INPUTS[items["x-kind"] + "s"]
        if items.get("x-options-api"):
            return {
                "type": "select",
                "source": items["x-options-api"],
                "searchable": True,
                "multiple": True,
                "joinValues": False,
                "extractValue": True,
            }
        return {"type": "input-tag", "joinValues": False, "extractValue": True}

    def _union(self, members: list[Schema], union: Schema, *, multiple: bool) -> Schema:
        word = union.get("discriminator", {}).get("propertyName", "type")
        conditions = []
        for member in members:
            model = self._resolve(member)
            value = model.get("properties", {}).get(word, {}).get("const")
            if value is None:
                continue
            conditions.append(
                {
                    "label": self._title(model, str(value)),
                    "test": f"this.{word} === '{value}'",
                    "scaffold": {word: value},
                    "items": self.properties(model),
                }
            )
        shape: Schema = {"conditions": conditions, "typeSwitchable": True}
        if multiple:
            return self._many(shape)
        # One of them has to be there from the start: the switch is drawn in its head.
        first = {"value": conditions[0]["scaffold"]} if conditions else {}
        return {
            "type": "combo",
            "multiLine": True,
            "multiple": False,
            "className": "renshi-subform",
            **shape,
            **first,
        }

    def _many(self, shape: Schema) -> Schema:
        return {
            "type": "combo",
            "multiple": True,
            "multiLine": True,
            "draggable": True,
            "subFormMode": "horizontal",
            "addButtonText": Text("增加", "Add").of(self._locale),
            "draggableTip": "",
            "placeholder": "—",
            "className": "renshi-subforms",
            **shape,
        }

    def _options(self, values: list[Any], labels: Schema) -> list[Schema]:
        return [
            {"value": v, "label": Text(*labels[str(v)]).of(self._locale) if str(v) in labels else str(v)}
            for v in values
        ]

    def _title(self, part: Schema, name: str) -> str:
        zh = part.get("title", name)
        return Text(zh, part.get("title_en") or zh).of(self._locale)

    def _described(self, part: Schema) -> str | None:
        if part.get("type") == "object":
            return None  # a model's docstring is for its reader, not for the form's
        english: str | None = part.get("description_en") if self._locale.startswith("en") else None
        return english or part.get("description")

    def _resolve(self, part: Schema) -> Schema:
        """Follow references and ``Optional`` so that one plain schema is left."""
        merged = dict(part)
        if len(real := [o for o in part.get("anyOf", ()) if o.get("type") != "null"]) == 1:
            merged = {**self._resolve(real[0]), **{k: v for k, v in part.items() if k != "anyOf"}}
        elif real and "discriminator" not in merged:
            # Several plain types (a number or a text): the first that says most is asked for.
            merged = {**self._resolve(real[0]), **{k: v for k, v in part.items() if k != "anyOf"}}
        if len(merged.get("allOf", ())) == 1:
            merged = {
                **self._resolve(merged["allOf"][0]),
                **{k: v for k, v in merged.items() if k != "allOf"},
            }
        if reference := merged.pop("$ref", None):
            merged = {**self._resolve(self._definitions[reference.rsplit("/", 1)[-1]]), **merged}
        return merged


def _members(part: Schema) -> list[Schema]:
    return list(part.get("oneOf", ())) or (list(part.get("anyOf", ())) if "discriminator" in part else [])


def _kind(part: Schema) -> str:
    match part.get("type"), part.get("format"):
        case _, "date":
            return "date"
        case _, "date-time":
            return "datetime"
        case _, "time":
            return "time"
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
