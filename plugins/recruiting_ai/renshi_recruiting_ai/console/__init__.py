"""Console pages as data."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.capabilities import CAPABILITIES
from renshi_recruiting_ai.console.jobs import PROFILE, PROFILES, REQUISITIONS
from renshi_recruiting_ai.console.offers import OFFERS
from renshi_recruiting_ai.console.people import APPEALS, CANDIDATE, CANDIDATES
from renshi_recruiting_ai.console.reports import COMPARE, INTERVIEW
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry

PAGES = (
    REQUISITIONS,
    CANDIDATES,
    CANDIDATE,
    INTERVIEW,
    COMPARE,
    APPEALS,
    OFFERS,
    PROFILES,
    PROFILE,
    CAPABILITIES,
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
        title=Text("面试能力一览", "Interview capabilities"),
        page="/capabilities",
        permission=may.CANDIDATE_READ,
        section="talent",
        icon="list-check",
        order=90,
    ),
)
