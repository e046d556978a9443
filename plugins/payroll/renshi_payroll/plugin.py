"""Payroll: table of contents."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from renshi_payroll.adjustments import endpoints as adjustment_endpoints
from renshi_payroll.analysis.costs import COST_REPORTS
from renshi_payroll.analysis.pay_gap import PAY_GAP
from renshi_payroll.answers import endpoints as answer_endpoints
from renshi_payroll.banks import endpoints as bank_endpoints
from renshi_payroll.components import endpoints as component_endpoints
from renshi_payroll.datasets import DATASETS
from renshi_payroll.facts import endpoints as fact_endpoints
from renshi_payroll.health import CHECKS
from renshi_payroll.home import HOME_CARDS
from renshi_payroll.leaving import endpoints as leaving_endpoints
from renshi_payroll.ledger import endpoints as ledger_endpoints
from renshi_payroll.outputs import endpoints as output_endpoints
from renshi_payroll.pages import MENU, PAGES
from renshi_payroll.permissions import PERMISSIONS, SETTINGS_MANAGE
from renshi_payroll.personal_data import PERSONAL_DATA
from renshi_payroll.raises import endpoints as raise_endpoints
from renshi_payroll.raises.kind import PAY_ADJUSTMENT
from renshi_payroll.records import endpoints as record_endpoints
from renshi_payroll.reports import REPORTS
from renshi_payroll.retention import RETENTION
from renshi_payroll.retro import endpoints as retro_endpoints
from renshi_payroll.runs import endpoints as run_endpoints
from renshi_payroll.runs.approval import RUN_APPROVAL
from renshi_payroll.runs.jobs import JOBS, SCHEDULES
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.sheets import endpoints as sheet_endpoints
from renshi_payroll.simulations import endpoints as simulation_endpoints
from renshi_payroll.single_incomes import endpoints as single_income_endpoints
from renshi_payroll.slips import endpoints as slip_endpoints
from renshi_payroll.slips.service import summaries
from renshi_payroll.terms import endpoints as term_endpoints
from renshi_payroll.terms.salary_change import SALARY_CHANGE
from renshi_payroll.terms.subscriptions import SUBSCRIPTIONS
from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contracts import PayPeriod, PaySlipSummary
from renshi_sdk.contributions import (
    DataClass,
    Dataset,
    HealthCheck,
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
    id="payroll",
    title=Text("薪酬", "Payroll"),
    version="0.1.0",
    summary=Text(
        "按分核算工资、社保公积金与个税，每一项都能说明来由",
        "Pay, insurance and tax to the fen, and the reason for every line",
    ),
    after=("attendance",),
    piccolo_app="renshi_payroll.piccolo_app",
)


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=(
            *run_endpoints.HANDLERS,
            *slip_endpoints.HANDLERS,
            *term_endpoints.HANDLERS,
            *fact_endpoints.HANDLERS,
            *adjustment_endpoints.HANDLERS,
            *component_endpoints.HANDLERS,
            *retro_endpoints.HANDLERS,
            *leaving_endpoints.HANDLERS,
            *ledger_endpoints.HANDLERS,
            *answer_endpoints.HANDLERS,
            *output_endpoints.HANDLERS,
            *bank_endpoints.HANDLERS,
            *record_endpoints.HANDLERS,
            *simulation_endpoints.HANDLERS,
            *single_income_endpoints.HANDLERS,
            *raise_endpoints.HANDLERS,
            *sheet_endpoints.HANDLERS,
        )
    )


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from PERMISSIONS


@hookimpl
def renshi_request_kinds() -> Iterable[RequestKind]:
    yield SALARY_CHANGE
    yield RUN_APPROVAL
    yield PAY_ADJUSTMENT


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield from JOBS


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield from SCHEDULES


@hookimpl
def renshi_subscriptions() -> Iterable[Subscription]:
    yield from SUBSCRIPTIONS


@hookimpl
def renshi_pages() -> Iterable[Page]:
    yield from PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    yield from MENU


@hookimpl
def renshi_home_cards() -> Iterable[HomeCard]:
    yield from HOME_CARDS


@hookimpl
def renshi_settings() -> Settings:
    return Settings(model=PayrollSettings, permission=SETTINGS_MANAGE)


@hookimpl
def renshi_reports() -> Iterable[Report]:
    yield from (*REPORTS, *COST_REPORTS, PAY_GAP)


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
def renshi_health() -> Iterable[HealthCheck]:
    yield from CHECKS


@hookimpl
async def collect_pay_slips(
    ctx: Context, employee_id: UUID, period: PayPeriod | None
) -> list[PaySlipSummary]:
    return await summaries(ctx, employee_id, period)
