"""The plugin's tables, for migrations."""

from __future__ import annotations

from renshi_recruiting_ai.candidates.tables import Appeal, Application, Candidate, Consent, Decision
from renshi_recruiting_ai.interviews.tables import Interview, Score, Turn
from renshi_recruiting_ai.offers.tables import Offer
from renshi_recruiting_ai.profiles.tables import Profile
from renshi_recruiting_ai.requisitions.tables import Requisition
from renshi_sdk.db import piccolo_app

TABLES = (
    Profile,
    Requisition,
    Candidate,
    Application,
    Consent,
    Interview,
    Turn,
    Score,
    Decision,
    Appeal,
    Offer,
)
APP_CONFIG = piccolo_app("recruiting_ai", __file__, *TABLES)
