"""Who may look at the machine: metrics, the health of plugins, and the API's description."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from litestar import Request

from renshi_core.identity.address import comes_from
from renshi_sdk.errors import Unauthenticated
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform


def is_operator(platform: Platform, request: Request[Any, Any, Any]) -> bool:
    """Whether a caller comes from a network of the operators, or brings their token."""
    if comes_from(platform, request, tuple(platform.settings.operations_networks)):
        return True
    token = platform.settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    return token is not None and hmac.compare_digest(given.encode(), token.get_secret_value().encode())


def require_operator(platform: Platform, request: Request[Any, Any, Any]) -> None:
    """Refuse everybody else.

    Raises:
        Unauthenticated: from elsewhere, and without the token.
    """
    if not is_operator(platform, request):
        raise Unauthenticated(
            Text(
                "仅限本机或运维网络访问，或使用 RENSHI_METRICS_TOKEN",
                "for the operators' networks alone, or with RENSHI_METRICS_TOKEN",
            ),
            code="operators_only",
        )
