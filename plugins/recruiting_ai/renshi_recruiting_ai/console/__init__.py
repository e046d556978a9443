"""Console pages as data."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.bank import BANK
from renshi_recruiting_ai.console.board import BOARD, RANKING
from renshi_recruiting_ai.console.calibration import CALIBRATION
from renshi_recruiting_ai.console.capabilities import CAPABILITIES
from renshi_recruiting_ai.console.council import COUNCIL
from renshi_recruiting_ai.console.fairness import FAIRNESS
from renshi_recruiting_ai.console.jobs import PROFILE, PROFILES, REQUISITIONS
from renshi_recruiting_ai.console.language_model import LANGUAGE_MODEL
from renshi_recruiting_ai.console.marks import MARKS
from renshi_recruiting_ai.console.offers import OFFERS
from renshi_recruiting_ai.console.people import APPEALS, CANDIDATE, CANDIDATES
from renshi_recruiting_ai.console.pool import PERSON, POOL
from renshi_recruiting_ai.console.quality import QUALITY
from renshi_recruiting_ai.console.reports import COMPARE, INTERVIEW
from renshi_recruiting_ai.console.rescoring import RESCORE, RESCORES
from renshi_recruiting_ai.console.resumes import BATCH, BATCHES, RESUME
from renshi_recruiting_ai.console.rounds import MY_ROUNDS, ROUND
from renshi_recruiting_ai.console.setup import CHANNELS, LETTERS, PIPELINE, PIPELINES
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry

PAGES = (
    REQUISITIONS,
    CANDIDATES,
    CANDIDATE,
    INTERVIEW,
    COMPARE,
    RESCORES,
    RESCORE,
    MARKS,
    FAIRNESS,
    COUNCIL,
    QUALITY,
    CALIBRATION,
    APPEALS,
    OFFERS,
    PROFILES,
    PROFILE,
    CAPABILITIES,
    LANGUAGE_MODEL,
    BANK,
    BOARD,
    RANKING,
    BATCHES,
    BATCH,
    RESUME,
    PIPELINES,
    PIPELINE,
    LETTERS,
    CHANNELS,
    POOL,
    PERSON,
    MY_ROUNDS,
    ROUND,
)
MENU = (
    MenuEntry(
        title=Text("候选人", "Candidates"),
        page="/candidates",
        permission=may.CANDIDATE_READ,
        section="talent",
        icon="users",
        order=10,
    ),
    MenuEntry(
        title=Text("招聘需求", "Requisitions"),
        page="/requisitions",
        permission=may.REQUISITION_READ,
        section="talent",
        icon="briefcase",
        order=20,
    ),
    MenuEntry(
        title=Text("录用", "Offers"),
        page="/offers",
        permission=may.OFFER_READ,
        section="talent",
        icon="handshake",
        order=30,
    ),
    MenuEntry(
        title=Text("申诉", "Appeals"),
        page="/appeals",
        permission=may.CANDIDATE_READ,
        section="talent",
        icon="comment",
        order=40,
    ),
    MenuEntry(
        title=Text("岗位画像", "Job profiles"),
        page="/profiles",
        permission=may.PROFILE_READ,
        section="talent",
        icon="id-card",
        order=50,
    ),
    MenuEntry(
        title=Text("面试题库", "Question bank"),
        page="/question-bank",
        permission=may.PROFILE_READ,
        section="talent",
        icon="list",
        order=55,
    ),
    MenuEntry(
        title=Text("公平性与说明", "Fairness"),
        page="/fairness",
        permission=may.FAIRNESS_READ,
        section="talent",
        icon="scale-balanced",
        order=70,
    ),
    MenuEntry(
        title=Text("AI 使用情况报告", "Report on AI in recruiting"),
        page="/council-report",
        permission=may.FAIRNESS_READ,
        section="talent",
        icon="file-lines",
        order=71,
    ),
    MenuEntry(
        title=Text("评分校准", "Calibration"),
        page="/calibration",
        permission=may.FAIRNESS_READ,
        section="talent",
        icon="ruler",
        order=72,
    ),
    MenuEntry(
        title=Text("招聘质量", "Quality of hire"),
        page="/quality",
        permission=may.QUALITY_READ,
        section="talent",
        icon="chart-line",
        order=75,
    ),
    MenuEntry(
        title=Text("面试能力一览", "Interview capabilities"),
        page="/capabilities",
        permission=may.CANDIDATE_READ,
        section="talent",
        icon="list-check",
        order=90,
    ),
    MenuEntry(
        title=Text("大模型", "Language model"),
        page="/language-model",
        permission=may.SETTINGS_EDIT,
        section="talent",
        icon="comments",
        order=92,
    ),
    MenuEntry(
        title=Text("人才库", "Talent pool"),
        page="/pool",
        permission=may.CANDIDATE_READ,
        section="talent",
        icon="address-book",
        order=22,
    ),
    MenuEntry(
        title=Text("批量简历", "Résumé stacks"),
        page="/batches",
        permission=may.CANDIDATE_READ,
        section="talent",
        icon="layer-group",
        order=24,
    ),
    MenuEntry(
        title=Text("我的面试", "My interviews"),
        page="/my-rounds",
        permission=may.PANEL,
        section="talent",
        icon="calendar-check",
        order=26,
    ),
    MenuEntry(
        title=Text("渠道与费用", "Channels and costs"),
        page="/channels",
        permission=may.REQUISITION_READ,
        section="talent",
        icon="bullhorn",
        order=60,
    ),
    MenuEntry(
        title=Text("招聘流程", "Pipelines"),
        page="/pipelines",
        permission=may.SETTINGS_EDIT,
        section="talent",
        icon="diagram-project",
        order=62,
    ),
    MenuEntry(
        title=Text("消息模板", "Letters"),
        page="/letters",
        permission=may.SETTINGS_EDIT,
        section="talent",
        icon="envelope",
        order=64,
    ),
)
