"""Inputs: from page fields, and from a pydantic model's JSON Schema."""

from __future__ import annotations

from typing import Any

from renshi_sdk.pages import Field
from renshi_sdk.text import Text

FILE: dict[str, Any] = {
    "type": "input-file",
    "receiver": "/api/files",
    "fileField": "data",
    "useChunk": False,
    "autoUpload": True,
    "downloadUrl": "/api/files/",
    "maxSize": 10 * 1024 * 1024,
}
EMPLOYEE: dict[str, Any] = {
    "type": "select",
    "searchable": True,
    "clearable": True,
    "autoComplete": "/api/employees/options?q=$term",
    "source": "/api/employees/options",
}
LIST: dict[str, Any] = {"multiple": True, "joinValues": False, "extractValue": True}
INPUTS: dict[str, dict[str, Any]] = {
    "text": {"type": "input-text"},
    "textarea": {"type": "textarea", "minRows": 3, "maxRows": 10},
    "integer": {"type": "input-number", "precision": 0},
    # "input-number" without a precision rounds to whole numbers, and with one it pads with zeros.
    "number": {"type": "native-number"},
    "money": {"type": "input-number", "precision": 2, "prefix": "¥ ", "kilobitSeparator": True},
    "percent": {"type": "input-number", "precision": 2, "suffix": " %"},
    "date": {"type": "input-date", "valueFormat": "YYYY-MM-DD", "displayFormat": "YYYY-MM-DD"},
    "datetime": {"type": "input-datetime", "valueFormat": "YYYY-MM-DDTHH:mm:ssZ"},
    "month": {"type": "input-month", "valueFormat": "YYYY-MM", "displayFormat": "YYYY-MM"},
    "time": {"type": "input-time", "valueFormat": "HH:mm", "displayFormat": "HH:mm"},
    "date_range": {
        "type": "input-date-range",
        "valueFormat": "YYYY-MM-DD",
        "displayFormat": "YYYY-MM-DD",
        "joinValues": True,
        "delimiter": ",",
    },
    "boolean": {"type": "switch"},
    "choice": {"type": "select", "clearable": True},
    "choices": {"type": "select", "clearable": True, **LIST},
    "tags": {"type": "input-tag", "joinValues": False, "extractValue": True, "clearable": True},
    "file": FILE,
    "files": FILE | LIST,
    "image": FILE | {"type": "input-image", "accept": ".jpg,.jpeg,.png,.webp"},
    "password": {"type": "input-password"},
    "rating": {"type": "input-rating", "half": False},
    "colour": {"type": "input-color", "format": "hex"},
    "hidden": {"type": "hidden"},
    "json": {"type": "textarea", "minRows": 5},
    "employee": EMPLOYEE,
    "employees": EMPLOYEE | LIST,
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
        made |= {"source": api(field.options_api), "searchable": True}
    if field.default is not None:
        made["value"] = field.default
    if field.help:
        made["description"] = field.help.of(locale)
    if field.placeholder:
        made["placeholder"] = field.placeholder.of(locale)
    if field.visible_when:
        made["visibleOn"] = field.visible_when
    if field.read_only:
        made["disabled"] = True
    if field.pattern:
        made["validations"] = {"matchRegexp": field.pattern}
        made["validationErrors"] = {
            "matchRegexp": Text("格式不正确", "This is not in the right form").of(locale)
        }
    if field.accept:
        made["accept"] = field.accept
    if field.max_mb:
        made["maxSize"] = int(field.max_mb * 1024 * 1024)
    return made
