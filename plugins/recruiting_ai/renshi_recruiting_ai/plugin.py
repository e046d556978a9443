"""Recruiting and AI interviews: what the plugin contributes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from renshi_recruiting_ai import care, console, datasets, health, home, permissions, reports, timeline
from renshi_recruiting_ai.bank import endpoints as bank
from renshi_recruiting_ai.calibration import endpoints as calibration
from renshi_recruiting_ai.calibration import judges
from renshi_recruiting_ai.calibration import service as calibration_service
from renshi_recruiting_ai.calibration.schemas import LearnParams
from renshi_recruiting_ai.candidates import endpoints as candidates
from renshi_recruiting_ai.capabilities import endpoints as capabilities
from renshi_recruiting_ai.careers import endpoints as careers
from renshi_recruiting_ai.chat import service as chat
from renshi_recruiting_ai.chat.words import WORD
from renshi_recruiting_ai.council import endpoints as council
from renshi_recruiting_ai.fairness import endpoints as fairness
from renshi_recruiting_ai.fairness import jobs as fairness_jobs
from renshi_recruiting_ai.fairness import service as fairness_service
from renshi_recruiting_ai.fairness.schemas import CounterfactualParams
from renshi_recruiting_ai.identity import endpoints as identity
from renshi_recruiting_ai.identity import service as identity_service
from renshi_recruiting_ai.identity.schemas import CompareParams
from renshi_recruiting_ai.interviews import endpoints as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.interviews.schemas import ScoreParams
from renshi_recruiting_ai.interviews.service import SCORE_JOB
from renshi_recruiting_ai.language_model import asking
from renshi_recruiting_ai.language_model import endpoints as language_model
from renshi_recruiting_ai.language_model.schemas import AskParams, TestParams
from renshi_recruiting_ai.language_model.service import ASK_JOB, TEST_JOB
from renshi_recruiting_ai.media import public as recordings
from renshi_recruiting_ai.media.schemas import AnalyseParams
from renshi_recruiting_ai.media.service import ANALYSE_JOB
from renshi_recruiting_ai.offers import endpoints as offers
from renshi_recruiting_ai.offers import service as offer_service
from renshi_recruiting_ai.offers.schemas import OfferForm
from renshi_recruiting_ai.pipeline import endpoints as pipelines
from renshi_recruiting_ai.pipeline import service as pipeline_service
from renshi_recruiting_ai.pool import endpoints as pool
from renshi_recruiting_ai.processing import PROCESSING
from renshi_recruiting_ai.profiles import endpoints as profiles
from renshi_recruiting_ai.profiles import service as profile_service
from renshi_recruiting_ai.quality import endpoints as quality
from renshi_recruiting_ai.quality import service as quality_service
from renshi_recruiting_ai.quality.schemas import QualityParams
from renshi_recruiting_ai.ranking import endpoints as ranking
from renshi_recruiting_ai.ranking import service as ranking_service
from renshi_recruiting_ai.requisitions import endpoints as requisitions
from renshi_recruiting_ai.requisitions import service as requisition_service
from renshi_recruiting_ai.requisitions.schemas import RequisitionForm
from renshi_recruiting_ai.rescoring import endpoints as rescoring
from renshi_recruiting_ai.rescoring import service as rescoring_service
from renshi_recruiting_ai.rescoring.schemas import RescoreParams
from renshi_recruiting_ai.resumes import endpoints as resumes
from renshi_recruiting_ai.resumes import job as resume_job
from renshi_recruiting_ai.resumes.schemas import ReadParams
from renshi_recruiting_ai.resumes.service import READ_JOB
from renshi_recruiting_ai.retention import RETENTION
from renshi_recruiting_ai.review import endpoints as review
from renshi_recruiting_ai.rounds import endpoints as rounds
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.signals import analysis
from renshi_recruiting_ai.signals import endpoints as signals
from renshi_recruiting_ai.sourcing import endpoints as sourcing
from renshi_recruiting_ai.sourcing import service as sourcing_service
from renshi_recruiting_ai.talk import delivery
from renshi_recruiting_ai.talk import endpoints as talk
from renshi_recruiting_ai.talk.schemas import SendParams
from renshi_sdk import Context, Manifest, Text, hookimpl
from renshi_sdk.contracts import TimelineEntry
from renshi_sdk.contributions import (
    DataClass,
    Dataset,
    Flow,
    HealthCheck,
    HomeCard,
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Reception,
    Report,
    RequestKind,
    RoleHolder,
    Schedule,
    SearchSource,
    Settings,
    Step,
)
from renshi_sdk.web import Routes

MANIFEST = Manifest(
    id="recruiting_ai",
    title=Text("招聘与 AI 面试", "Recruiting and AI interviews"),
    version="0.1.0",
    summary=Text(
        "从招聘需求、文字或语音视频面试、有原话依据的评分到录用，决定由人作出",
        "From requisition to offer, with interviews in writing, by voice or video, scored on quoted"
        " words; people decide",
    ),
    piccolo_app="renshi_recruiting_ai.piccolo_app",
)
_HR = (RoleHolder(role="hr"), RoleHolder(role="admin"))


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=(
            *profiles.HANDLERS,
            *requisitions.HANDLERS,
            *candidates.HANDLERS,
            *interviews.HANDLERS,
            *rescoring.HANDLERS,
            *signals.HANDLERS,
            *capabilities.HANDLERS,
            *bank.HANDLERS,
            *offers.HANDLERS,
            *pipelines.HANDLERS,
            *talk.HANDLERS,
            *sourcing.HANDLERS,
            *pool.HANDLERS,
            *resumes.HANDLERS,
            *ranking.HANDLERS,
            *rounds.HANDLERS,
            *review.HANDLERS,
            *fairness.HANDLERS,
            *council.HANDLERS,
            *language_model.HANDLERS,
            *identity.HANDLERS,
            *quality.HANDLERS,
            *calibration.HANDLERS,
        ),
        public=(*careers.PUBLIC, *recordings.PUBLIC, *fairness.PUBLIC, *identity.PUBLIC),
        assets="renshi_recruiting_ai:web",
    )


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def renshi_request_kinds() -> Iterable[RequestKind]:
    yield RequestKind(
        name="recruiting_ai.requisition",
        title=Text("招聘需求", "Requisition"),
        form=RequisitionForm,
        flow=Flow(steps=(Step(title="人力资源审批", approvers=_HR),)),
        on_submit=requisition_service.submitted,
        on_approve=requisition_service.approved,
        on_reject=requisition_service.rejected,
        on_withdraw=requisition_service.withdrawn,
        describe=requisition_service.describe,
        icon="briefcase",
        company="context",
    )
    yield RequestKind(
        name="recruiting_ai.offer",
        title=Text("录用审批", "Offer"),
        form=OfferForm,
        flow=Flow(steps=(Step(title="录用审批", approvers=_HR),)),
        on_submit=offer_service.submitted,
        on_approve=offer_service.approved,
        on_reject=offer_service.rejected,
        on_withdraw=offer_service.withdrawn,
        describe=offer_service.describe,
        icon="handshake",
        company="context",
    )


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield Job(
        name=SCORE_JOB,
        title=Text("面试评分", "Score an interview"),
        handler=scoring.run,
        params=ScoreParams,
        queue="ai",
    )
    yield Job(
        name=rescoring_service.RESCORE_JOB,
        title=Text("批量重新评分", "Score a job's interviews again"),
        handler=rescoring_service.run,
        params=RescoreParams,
        queue="ai",
        stepwise=True,
        timeout=timedelta(hours=1),
    )
    yield Job(
        name=identity_service.JOB,
        title=Text("本人核验", "Compare with an ID photo"),
        handler=identity_service.run,
        params=CompareParams,
        queue="ai",
        stepwise=True,
        timeout=timedelta(minutes=10),
    )
    yield Job(
        name=ASK_JOB,
        title=Text("征询大模型意见", "Ask the language model"),
        handler=asking.run,
        params=AskParams,
        queue="ai",
        stepwise=True,
        timeout=timedelta(minutes=30),
    )
    yield Job(
        name=TEST_JOB,
        title=Text("测试大模型连接", "Try the language model"),
        handler=asking.try_out,
        params=TestParams,
        queue="ai",
        stepwise=True,
    )
    yield Job(
        name=delivery.SEND_JOB,
        title=Text("发送候选人消息", "Send a message to a candidate"),
        handler=delivery.send,
        params=SendParams,
        stepwise=True,
    )
    yield Job(
        name="recruiting_ai.send_waiting",
        title=Text("发送免打扰时段后的消息", "Send what waited for the end of quiet hours"),
        handler=delivery.send_waiting,
    )
    yield Job(
        name=ANALYSE_JOB,
        title=Text("分析录音录像", "Analyse a recording"),
        handler=analysis.run,
        params=AnalyseParams,
        queue="ai",
        stepwise=True,
        timeout=timedelta(minutes=20),
    )
    yield Job(
        name="recruiting_ai.close_stale",
        title=Text("结束已答完的面试", "Complete interviews that are answered"),
        handler=interviews.close_stale,
    )
    yield Job(
        name=READ_JOB,
        title=Text("读取简历", "Read résumés"),
        handler=resume_job.run,
        params=ReadParams,
        queue="ai",
        stepwise=True,
        timeout=timedelta(minutes=30),
    )
    yield Job(
        name=ranking_service.MATCH_JOB,
        title=Text("重新匹配简历", "Match résumés again"),
        handler=ranking_service.run,
        params=ReadParams,
        queue="ai",
        stepwise=True,
        timeout=timedelta(minutes=30),
    )
    yield Job(
        name=fairness_service.COUNTERFACTUAL_JOB,
        title=Text("公平性重评测试", "Counterfactual test of fairness"),
        handler=fairness_jobs.run_counterfactual,
        params=CounterfactualParams,
        queue="ai",
        timeout=timedelta(minutes=10),
    )
    yield Job(
        name=quality_service.QUALITY_JOB,
        title=Text("计算招聘质量", "Compute the quality of hire"),
        handler=quality_service.run,
        params=QualityParams,
        queue="ai",
        timeout=timedelta(minutes=20),
    )
    yield Job(
        name=calibration_service.CALIBRATE_JOB,
        title=Text("校准评分", "Calibrate scores"),
        handler=calibration_service.run,
        params=LearnParams,
        queue="ai",
        timeout=timedelta(minutes=10),
    )
    yield Job(
        name=judges.JUDGE_JOB,
        title=Text("学习评分模型", "Learn a judge"),
        handler=judges.run,
        params=LearnParams,
        queue="ai",
        timeout=timedelta(minutes=20),
    )
    yield Job(
        name=fairness_jobs.DRIFT_JOB,
        title=Text("测量上月分数漂移", "Measure last month's drift"),
        handler=fairness_jobs.run_drift,
        queue="ai",
        timeout=timedelta(minutes=10),
    )
    yield Job(name="recruiting_ai.retain", title=Text("候选人资料到期清理", "Retention"), handler=care.retain)


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield Schedule(job="recruiting_ai.retain", cron="20 3 * * *")
    yield Schedule(job="recruiting_ai.send_waiting", cron="*/10 * * * *")
    yield Schedule(job="recruiting_ai.close_stale", cron="35 * * * *")
    yield Schedule(job=quality_service.QUALITY_JOB, cron="40 4 2 * *")
    yield Schedule(job=fairness_jobs.DRIFT_JOB, cron="30 4 1 * *")


@hookimpl
def renshi_pages() -> Iterable[Page]:
    return console.PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    return console.MENU


@hookimpl
def renshi_home_cards() -> Iterable[HomeCard]:
    return home.HOME_CARDS


@hookimpl
def renshi_search_sources() -> Iterable[SearchSource]:
    return home.SEARCH_SOURCES


@hookimpl
def renshi_settings() -> Settings:
    return Settings(model=RecruitingSettings, permission=permissions.SETTINGS_EDIT)


@hookimpl
def renshi_reports() -> Iterable[Report]:
    return reports.REPORTS


@hookimpl
def renshi_datasets() -> Iterable[Dataset]:
    yield from datasets.DATASETS


@hookimpl
def renshi_retention() -> Iterable[DataClass]:
    return RETENTION


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PersonalData(
        title=Text("应聘与面试资料", "Application and interview"),
        processing=PROCESSING,
        export=care.export,
        erase=care.erase,
        tables=care.PERSONAL_TABLES,
        sealed=care.SEALED,
    )


@hookimpl
def renshi_receptions() -> Iterable[Reception]:
    yield Reception(
        name="recruiting_ai.candidate",
        title=Text("候选人", "Candidates"),
        word=WORD,
        recognise=chat.recognise,
        answer=chat.answer,
    )


@hookimpl
def renshi_health() -> Iterable[HealthCheck]:
    yield HealthCheck(name="recruiting_ai.scorer", check=health.health)


@hookimpl
async def on_enable(ctx: Context) -> None:
    await profile_service.seed(ctx)
    await pipeline_service.seed(ctx)
    await sourcing_service.seed(ctx)


@hookimpl
async def collect_timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    return await timeline.timeline(ctx, employee_id)
