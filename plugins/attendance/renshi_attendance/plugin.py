"""Attendance and leave (考勤与假期): what the plugin contributes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contracts import Absence, Balance, JobChange, Outcome, PayItem, PayPeriod
from renshi_sdk.contributions import (
    ConsentPurpose,
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
from renshi_sdk.events import EmployeeHired, PayRunClosed
from renshi_sdk.web import Routes

from . import console, datasets, home, lifecycle, permissions, requests
from .badges import endpoints as badge_endpoints
from .balances import endpoints as balance_endpoints
from .balances import expiry
from .balances import jobs as balance_jobs
from .balances import service as balances
from .calendars import endpoints as calendar_endpoints
from .care.consents import CONSENTS
from .care.health import HEALTH
from .care.personal_data import PERSONAL_DATA
from .care.retention import RETENTION
from .leave import away
from .leave import endpoints as leave_endpoints
from .months import confirm, outcomes, pay, reminders, report
from .months import endpoints as month_endpoints
from .months import jobs as month_jobs
from .months import service as months
from .months.schemas import CloseMonth, SendMonth
from .overtime import endpoints as overtime_endpoints
from .planning import endpoints as planning_endpoints
from .punches import endpoints as punch_endpoints
from .punches import imports as punch_imports
from .settings import AttendanceSettings
from .team import endpoints as team_endpoints
from .team import reports as team_reports

MANIFEST = Manifest(
    id="attendance",
    title=Text("考勤与假期", "Attendance and leave"),
    version="0.1.0",
    summary=Text(
        "中国工作日历、法定假期与余额、打卡、加班、考勤月结，并把结果交给薪酬",
        (
            "Chinese working calendar, statutory leave and balances, punches, overtime and months handed "
            "to payroll"
        ),
    ),
    piccolo_app="renshi_attendance.piccolo_app",
)


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=(
            *leave_endpoints.HANDLERS,
            *balance_endpoints.HANDLERS,
            *punch_endpoints.HANDLERS,
            *badge_endpoints.HANDLERS,
            *calendar_endpoints.HANDLERS,
            *month_endpoints.HANDLERS,
            *planning_endpoints.HANDLERS,
            *team_endpoints.HANDLERS,
            *overtime_endpoints.HANDLERS,
        )
    )


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from permissions.PERMISSIONS


@hookimpl
def renshi_request_kinds() -> Iterable[RequestKind]:
    yield from requests.KINDS


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield Job(
        name="attendance.close_month",
        title=Text("汇总考勤月", "Compute an attendance month"),
        handler=month_jobs.close_month,
        params=CloseMonth,
        timeout=timedelta(minutes=30),
        stepwise=True,
    )
    yield Job(
        name="attendance.apply_import",
        title=Text("导入打卡记录", "Take a file of punches"),
        handler=punch_imports.apply_import,
        params=punch_imports.ApplyImport,
        timeout=timedelta(minutes=30),
        stepwise=True,
    )
    yield Job(
        name="attendance.send_month",
        title=Text("请员工确认考勤", "Ask people to confirm their month"),
        handler=confirm.send_month,
        params=SendMonth,
        timeout=timedelta(minutes=30),
        stepwise=True,
    )
    yield Job(
        name="attendance.remind",
        title=Text("提醒缺卡", "Remind of missing punches"),
        handler=reminders.remind,
        timeout=timedelta(minutes=10),
    )
    yield Job(
        name="attendance.daily",
        title=Text("发放年假、清理过期余额", "Grant annual leave, write off what ran out"),
        handler=balance_jobs.daily,
        timeout=timedelta(minutes=10),
    )


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield Schedule(job="attendance.daily", cron="10 0 * * *")
    yield Schedule(job="attendance.remind", cron="0 10 * * *")


@hookimpl
def renshi_subscriptions() -> Iterable[Subscription]:
    yield Subscription(event=EmployeeHired, handler=balances.grant_new_hire, name="attendance.grant_new_hire")
    yield Subscription(
        event=PayRunClosed, handler=month_jobs.seal_paid_month, name="attendance.seal_paid_month"
    )


@hookimpl
def renshi_pages() -> Iterable[Page]:
    yield from console.PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    yield from console.MENU


@hookimpl
def renshi_home_cards() -> Iterable[HomeCard]:
    yield from home.HOME_CARDS


@hookimpl
def renshi_settings() -> Settings:
    return Settings(model=AttendanceSettings, permission="attendance.settings.manage")


@hookimpl
def renshi_reports() -> Iterable[Report]:
    yield report.REPORT
    yield expiry.REPORT
    yield from team_reports.REPORTS


@hookimpl
def renshi_datasets() -> Iterable[Dataset]:
    yield from datasets.DATASETS


@hookimpl
def renshi_consents() -> Iterable[ConsentPurpose]:
    return CONSENTS


@hookimpl
def renshi_retention() -> Iterable[DataClass]:
    return RETENTION


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PERSONAL_DATA


@hookimpl
def renshi_health() -> Iterable[HealthCheck]:
    yield from HEALTH


@hookimpl
async def on_enable(ctx: Context) -> None:
    await lifecycle.prepare_company(ctx)


@hookimpl
async def before_job_change(ctx: Context, change: JobChange) -> None:
    await months.veto_job_change(ctx, change)


@hookimpl
async def collect_pay_items(
    ctx: Context, company_id: UUID, period: PayPeriod, employee_ids: Sequence[UUID]
) -> list[PayItem]:
    return await pay.collect_pay_items(ctx, company_id, period, employee_ids)


@hookimpl
async def collect_balances(ctx: Context, employee_id: UUID) -> list[Balance]:
    return await balances.collect_balances(ctx, employee_id)


@hookimpl
async def collect_absences(ctx: Context, employee_ids: Sequence[UUID], day: date) -> list[Absence]:
    return await away.collect_absences(ctx, employee_ids, day)


@hookimpl
async def collect_outcomes(
    ctx: Context, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
) -> list[Outcome]:
    return await outcomes.collect(ctx, company_id, employee_ids, first, last, purpose)
