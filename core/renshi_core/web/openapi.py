"""The API's description as JSON that other tools accept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.serialization import encode_json


class PlainJson(JsonRenderPlugin):
    """Limits of money are ``Decimal``; JSON Schema wants numbers, where the API itself writes text."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return encode_json(_plain(openapi_schema))


#: JSON Schema's limits are of numbers; those of days go by the names that validators of formats use.
_OF_DAYS = {
    "minimum": "formatMinimum",
    "maximum": "formatMaximum",
    "exclusiveMinimum": "formatExclusiveMinimum",
    "exclusiveMaximum": "formatExclusiveMaximum",
}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            _OF_DAYS.get(key, key) if isinstance(item, str | date) else key: _plain(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
