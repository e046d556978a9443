"""What the kinds of stages mean, whatever a company calls its stages.

`stage` of an application is its state towards the candidate and the rest of the plugin; `stage_id` is the
column of the board it stands in. A company may add, rename and order columns; the states stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

NEEDED = ("new", "offer", "hired", "rejected", "withdrawn")
"""Kinds every pipeline has exactly once: without them an application could get stuck."""
CLOSED = frozenset({"hired", "withdrawn"})
ENDED = frozenset({"hired", "withdrawn", "rejected"})

KIND_OF_STATE = {
    "applied": "new",
    "interviewing": "ai_interview",
    "review": "interview",
    "offer": "offer",
    "hired": "hired",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}
# Kinds in which an application may stand while it is in a state; it is not moved about among them.
AT_HOME = {
    "applied": frozenset({"new", "screen", "ai_interview"}),
    "interviewing": frozenset({"ai_interview"}),
    "review": frozenset({"interview"}),
    "offer": frozenset({"offer"}),
    "hired": frozenset({"hired"}),
    "rejected": frozenset({"rejected"}),
    "withdrawn": frozenset({"withdrawn"}),
}


@dataclass(frozen=True, slots=True)
class Starter:
    """A stage of the pipeline every company starts with."""

    key: str
    title: str
    title_en: str
    kind: str
    sla_days: int | None = None
    auto_invite: bool = False


STARTERS = (
    Starter("new", "新投递", "New", "new", 2),
    Starter("screen", "简历筛选", "Screening", "screen", 3),
    Starter("ai_interview", "AI 面试", "AI interview", "ai_interview", 7, auto_invite=True),
    Starter("interview", "复核与面试", "Review and interviews", "interview", 7),
    Starter("offer", "录用", "Offer", "offer", 7),
    Starter("hired", "已入职", "Hired", "hired"),
    Starter("rejected", "未通过", "Rejected", "rejected"),
    Starter("withdrawn", "已撤回", "Withdrawn", "withdrawn"),
)


def state_in(kind: str, interview_state: str | None) -> str:
    """The state of an application that a person puts into a stage of ``kind``."""
    if kind in ("new", "screen", "ai_interview"):
        if interview_state is None:
            return "applied"
        return "interviewing" if interview_state == "in_progress" else "review"
    return {"interview": "review"}.get(kind, kind)


def is_overdue(row: Mapping[str, Any], now: datetime, today: date) -> bool:
    """Whether an application waits longer than its stage allows, or its next action is past."""
    if row["stage"] in ENDED:
        return False
    if row["next_action_on"] is not None and row["next_action_on"] < today:
        return True
    return row["sla_days"] is not None and row["stage_at"] < now - timedelta(days=row["sla_days"])
