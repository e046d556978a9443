"""What goes into the scorer and what comes out."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from .analysis import AnswerAnalysis, Status
from .gaming import Flag, Quote
from .profile import Anchor, JobProfile, Record, digest
from .units import AnswerPart


class AnswerSet(Record):
    """All that was said to one question: the answer and the answers to its follow-ups, in order of turns."""

    question: str
    parts: tuple[AnswerPart, ...]


class ScoringInput(Record):
    """Everything the scorer is given. There is no place in it for who the candidate is.

    `facts` are declared facts that the profile's requirements name (years of experience, a licence).
    """

    profile: JobProfile
    answers: tuple[AnswerSet, ...]
    facts: dict[str, float | str | bool] = Field(default_factory=dict)


class Evidence(Record):
    quote: Quote
    question: str
    why_zh: str
    why_en: str


class Dimension(Record):
    """`score` has one decimal and is None where data was insufficient; `low` and `high` are its band."""

    key: str
    label: str
    weight: int
    status: Status
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    anchor: Anchor | None
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]


class Met(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class RequirementResult(Record):
    key: str
    label: str
    state: Met


class Reason(Record):
    zh: str
    en: str


class JobMatch(Record):
    """`percent` = Σ weight · score / Σ weight · 10 over the dimensions with a score; not a probability."""

    status: Status
    percent: int | None
    low: int | None
    high: int | None
    answered_weight_percent: int
    formula: str
    reasons: tuple[Reason, ...]
    requirements: tuple[RequirementResult, ...]


class QuestionResult(Record):
    question: str
    competency: str
    score: Decimal | None
    analysis: AnswerAnalysis


class ScoreReport(Record):
    """The result. `input_digest` and `digest` (SHA-256) let anybody check that it was not changed."""

    scorer: str
    calibration: str
    profile_key: str
    profile_digest: str
    input_digest: str
    dimensions: tuple[Dimension, ...]
    match: JobMatch
    questions: tuple[QuestionResult, ...]
    unanswered: tuple[str, ...]
    flags: tuple[Flag, ...]
    needs_person: bool
    digest: str = ""


def report_digest(report: ScoreReport) -> str:
    """SHA-256 of the report without its own digest."""
    return digest(report.model_dump(mode="json", exclude={"digest"}))
