"""Table of contents of the contracts plugin."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from renshi_contracts import home, pages
from renshi_contracts.care.personal_data import PERSONAL_DATA
from renshi_contracts.care.retention import RETENTION
from renshi_contracts.datasets import DATASETS
from renshi_contracts.imports import endpoints as import_endpoints
from renshi_contracts.permissions import PERMISSIONS
from renshi_contracts.register import endpoints as contract_endpoints
from renshi_contracts.register import service as contracts
from renshi_contracts.renewals import endpoints as renewal_endpoints
from renshi_contracts.renewals.requests import RENEWAL
from renshi_contracts.reports import REPORTS
from renshi_contracts.settings import ContractSettings
from renshi_contracts.warnings import endpoints as warning_endpoints
from renshi_contracts.warnings.jobs import JOBS, SCHEDULES
from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contracts import LabourContract, TimelineEntry
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
)
from renshi_sdk.web import Routes

MANIFEST = Manifest(
    id="contracts",
    title=Text("劳动合同", "Labour contracts"),
    version="0.1.0",
    summary=Text(
        "合同签订、续签与终止，按劳动合同法检查试用期与续签次数，到期和未签及时预警",
        "Making, renewing and ending contracts within the law, with warnings in time",
    ),
    piccolo_app="renshi_contracts.piccolo_app",
)


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from PERMISSIONS


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=contract_endpoints.HANDLERS
        + warning_endpoints.HANDLERS
        + renewal_endpoints.HANDLERS
        + import_endpoints.HANDLERS
    )


@hookimpl
def renshi_request_kinds() -> Iterable[RequestKind]:
    yield RENEWAL


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield from JOBS


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield from SCHEDULES


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
    return Settings(model=ContractSettings)


@hookimpl
def renshi_datasets() -> Iterable[Dataset]:
    yield from DATASETS


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PERSONAL_DATA


@hookimpl
async def collect_timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    return await contracts.timeline(ctx, employee_id)


@hookimpl
async def collect_labour_contracts(
    ctx: Context, employee_ids: Sequence[UUID], day: date
) -> list[LabourContract]:
    return await contracts.covering(ctx, employee_ids, day)


@hookimpl
def renshi_retention() -> Iterable[DataClass]:
    yield from RETENTION
