"""Table of contents of the lifecycle plugin."""

from collections.abc import Iterable
from uuid import UUID

from renshi_lifecycle import home, pages, timeline
from renshi_lifecycle.care import PERSONAL_DATA
from renshi_lifecycle.checklists import endpoints as checklist_endpoints
from renshi_lifecycle.checklists import reminders, templates
from renshi_lifecycle.datasets import DATASETS
from renshi_lifecycle.intake import endpoints as intake_endpoints
from renshi_lifecycle.intake import public as form
from renshi_lifecycle.intake import work as intake
from renshi_lifecycle.leaving import endpoints as leaving_endpoints
from renshi_lifecycle.leaving import public as exit_interview
from renshi_lifecycle.leaving import service as leaving
from renshi_lifecycle.leaving.requests import TERMINATION
from renshi_lifecycle.permissions import PERMISSIONS
from renshi_lifecycle.reports import REPORTS
from renshi_lifecycle.retention import RETENTION
from renshi_lifecycle.settings import LifecycleSettings
from renshi_lifecycle.subscriptions import SUBSCRIPTIONS
from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contracts import TimelineEntry
from renshi_sdk.contributions import (
    DataClass,
    Dataset,
    HomeCard,
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Report,
    RequestKind,
    Schedule,
    Settings,
    Subscription,
)
from renshi_sdk.web import Routes

MANIFEST = Manifest(
    id="lifecycle",
    title=Text("入转离办理", "Onboarding and leaving"),
    version="0.1.0",
    summary=Text(
        "入职前手机登记与审核、入转离任务清单、离职交接与离职证明",
        "Forms before day one, checklists for onboarding, transfer and leaving, leaving papers",
    ),
    piccolo_app="renshi_lifecycle.piccolo_app",
)


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from PERMISSIONS


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=intake_endpoints.HANDLERS + checklist_endpoints.HANDLERS + leaving_endpoints.HANDLERS,
        public=form.PUBLIC + exit_interview.PUBLIC,
        assets="renshi_lifecycle:web",
    )


@hookimpl
def renshi_request_kinds() -> Iterable[RequestKind]:
    yield TERMINATION


@hookimpl
def renshi_subscriptions() -> Iterable[Subscription]:
    yield from SUBSCRIPTIONS


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield Job(
        name="lifecycle.purge_forms",
        title=Text("删除到期的入职登记", "Delete forms whose time is over"),
        handler=intake.purge,
    )
    yield Job(
        name="lifecycle.remind_tasks",
        title=Text("提醒与升级入转离任务", "Remind of tasks and tell who is late"),
        handler=reminders.morning,
    )
    yield Job(
        name="lifecycle.leaving_daily",
        title=Text("离职证明提醒与到期资料删除", "Missing certificates, and papers kept no longer"),
        handler=leaving.daily,
    )


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield Schedule(job="lifecycle.purge_forms", cron="20 3 * * *")
    yield Schedule(job="lifecycle.remind_tasks", cron="30 8 * * *")
    yield Schedule(job="lifecycle.leaving_daily", cron="40 8 * * *")


@hookimpl
def renshi_pages() -> Iterable[Page]:
    yield from pages.PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    yield from pages.MENU


@hookimpl
def renshi_home_cards() -> Iterable[HomeCard]:
    yield from home.HOME_CARDS


@hookimpl
def renshi_reports() -> Iterable[Report]:
    yield from REPORTS


@hookimpl
def renshi_settings() -> Settings:
    return Settings(model=LifecycleSettings)


@hookimpl
def renshi_datasets() -> Iterable[Dataset]:
    yield from DATASETS


@hookimpl
def renshi_retention() -> Iterable[DataClass]:
    return RETENTION


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PERSONAL_DATA


@hookimpl
async def on_enable(ctx: Context) -> None:
    await templates.begin(ctx)


@hookimpl
async def collect_timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    return await timeline.timeline(ctx, employee_id)
