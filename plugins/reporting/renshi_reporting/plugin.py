"""Table of contents of the report centre."""

from collections.abc import Iterable

from renshi_reporting.builder import endpoints as builder_endpoints
from renshi_reporting.permissions import PERMISSIONS
from renshi_sdk import Manifest, Text, hookimpl
from renshi_sdk.contributions import Permission
from renshi_sdk.web import Routes

MANIFEST = Manifest(
    id="reporting",
    title=Text("报表中心", "Report centre"),
    version="0.1.0",
    summary=Text(
        "自建报表、人力指标（ISO 30414 口径）、导出与定时推送",
        "Reports of your own, HR figures by ISO 30414, exports, and reports sent at a clock",
    ),
)


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from PERMISSIONS


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(handlers=builder_endpoints.HANDLERS)
