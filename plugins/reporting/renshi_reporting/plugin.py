"""Table of contents of the report centre."""

from collections.abc import Iterable

from renshi_reporting import pages
from renshi_reporting.boards import endpoints as board_endpoints
from renshi_reporting.builder import endpoints as builder_endpoints
from renshi_reporting.care.personal_data import PERSONAL_DATA
from renshi_reporting.exports import endpoints as export_endpoints
from renshi_reporting.exports import service as exports
from renshi_reporting.permissions import PERMISSIONS
from renshi_reporting.saved import endpoints as saved_endpoints
from renshi_reporting.schedules import endpoints as schedule_endpoints
from renshi_reporting.schedules import service as schedules
from renshi_reporting.shipped import structure, workforce
from renshi_reporting.workforce import jobs as workforce_jobs
from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contributions import (
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Report,
    Schedule,
    Subscription,
)
from renshi_sdk.web import Routes

MANIFEST = Manifest(
    id="reporting",
    title=Text("报表中心", "Report centre"),
    version="0.1.0",
    summary=Text(
        "自建报表、人力指标（ISO 30414 口径）、导出与定时推送",
        "Reports of your own, HR figures by ISO 30414, exports, and reports sent at a clock",
    ),
    piccolo_app="renshi_reporting.piccolo_app",
)


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from PERMISSIONS


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=board_endpoints.HANDLERS
        + builder_endpoints.HANDLERS
        + saved_endpoints.HANDLERS
        + export_endpoints.HANDLERS
        + schedule_endpoints.HANDLERS
    )


@hookimpl
def renshi_reports() -> Iterable[Report]:
    yield from workforce.REPORTS
    yield from structure.REPORTS


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield from workforce_jobs.JOBS
    yield from exports.JOBS
    yield from schedules.JOBS


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield from workforce_jobs.SCHEDULES
    yield from schedules.SCHEDULES


@hookimpl
def renshi_pages() -> Iterable[Page]:
    yield from pages.PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    yield from pages.MENU


@hookimpl
def renshi_subscriptions() -> Iterable[Subscription]:
    yield from workforce_jobs.SUBSCRIPTIONS


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PERSONAL_DATA


@hookimpl
async def on_enable(ctx: Context) -> None:
    await ctx.jobs.enqueue(workforce_jobs.COUNT, key="waiting")
