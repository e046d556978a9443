"""Table of contents of the training plugin."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contracts import Outcome, TimelineEntry
from renshi_sdk.contributions import (
    DataScope,
    Dataset,
    HomeCard,
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Report,
    ReportColumn,
    Schedule,
    Subscription,
    SuggestedRole,
)
from renshi_sdk.events import EmployeeHired, EmployeeLeft
from renshi_sdk.web import Routes
from renshi_training import console, datasets, home, outcomes
from renshi_training.courses import endpoints as course_endpoints
from renshi_training.courses import service as courses
from renshi_training.enrolments import endpoints as enrolment_endpoints
from renshi_training.enrolments import service as enrolments
from renshi_training.processing import PROCESSING

MANIFEST = Manifest(
    id="training",
    title=Text("培训", "Training"),
    version="0.1.0",
    summary=Text("课程与考试，新员工自动报名", "Courses with an exam; new hires are enrolled by themselves"),
    piccolo_app="renshi_training.piccolo_app",
)

_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield Permission("training.course.read", Text("查看课程", "See courses"), (_HR, _ADMIN))
    yield Permission(
        "training.course.manage", Text("维护课程和考题", "Keep courses and exams"), (_HR, _ADMIN)
    )
    yield Permission(
        "training.enrolment.read",
        Text("查看学习进度", "See enrolments"),
        (_HR, _ADMIN, (SuggestedRole.MANAGER, DataScope.REPORTS)),
    )
    yield Permission("training.enrolment.manage", Text("指派学习任务", "Enrol employees"), (_HR, _ADMIN))


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(handlers=course_endpoints.HANDLERS + enrolment_endpoints.HANDLERS)


@hookimpl
def renshi_subscriptions() -> Iterable[Subscription]:
    yield Subscription(event=EmployeeHired, handler=enrolments.enrol_new_hire, name="training.enrol_new_hire")
    yield Subscription(event=EmployeeLeft, handler=enrolments.drop_leaver, name="training.drop_leaver")


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield Job(
        name="training.remind", title=Text("课程到期提醒", "Remind of due courses"), handler=enrolments.remind
    )


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield Schedule(job="training.remind", cron="0 9 * * *")


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
def renshi_reports() -> Iterable[Report]:
    yield Report(
        name="training.completion",
        title=Text("培训完成情况", "Training completion"),
        definition=Text(
            "通过率 = 已通过的学习任务 ÷ 未取消的学习任务；逾期 = 截止日期已过仍未完成。",
            "Rate = passed enrolments ÷ enrolments not cancelled; overdue = past its due day and not finished.",
        ),
        columns=(
            ReportColumn("department_name", Text("部门", "Department")),
            ReportColumn("enrolled", Text("学习任务", "Enrolments"), "integer"),
            ReportColumn("passed", Text("已通过", "Passed"), "integer"),
            ReportColumn("overdue", Text("逾期", "Overdue"), "integer"),
            ReportColumn("rate", Text("通过率", "Rate"), "percent"),
            ReportColumn("average", Text("平均成绩", "Average score"), "number"),
        ),
        query=enrolments.completion,
        permission="training.enrolment.read",
        chart="bar",
        chart_x="department_name",
        chart_y=("enrolled", "passed"),
    )


@hookimpl
def renshi_datasets() -> Iterable[Dataset]:
    yield from datasets.DATASETS


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PersonalData(
        title=Text("培训记录", "Training records"),
        processing=PROCESSING,
        export=enrolments.export_person,
        erase=enrolments.erase_person,
        tables=("training_enrolment", "training_attempt"),
    )


@hookimpl
async def on_enable(ctx: Context) -> None:
    await courses.seed(ctx)


@hookimpl
async def collect_timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    return await enrolments.timeline(ctx, employee_id)


@hookimpl
async def collect_outcomes(
    ctx: Context, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
) -> list[Outcome]:
    return await outcomes.collect(ctx, company_id, employee_ids, first, last, purpose)
