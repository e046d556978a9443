"""The API's description as JSON that other tools accept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.serialization import encode_json


class PlainJson(JsonRenderPlugin):
    """Limits of money are ``Decimal``; JSON Schema wants numbers, where the API itself writes text."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return encode_json(_plain(openapi_schema))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
