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


class ModelUsed(Record):
    """Which language model was asked, under which settings; `weight` in per cent of an answer's score."""

    version: str
    name: str
    weight: int
    settings_digest: str


class AnswerOpinion(Record):
    """A language model's opinion on one answer beside the rules' score. `counts` where it moved the score."""

    question: str
    competency: str
    rules: Decimal | None
    median: Decimal | None
    samples: tuple[int, ...]
    quotes: tuple[Quote, ...]
    reason: str
    counts: bool
    note: Reason | None


class Moment(Record):
    """A stretch of a recording that a signal rests on. Milliseconds."""

    recording_id: str
    kind: str
    start_ms: int
    end_ms: int


class SignalScore(Record):
    """A signal of voice or picture on its anchored scale; `weight` in per cent of the match, as a company decided."""

    key: str
    signal: str
    label: Reason
    score: Decimal | None
    measure: str
    anchor: Reason | None
    weight: Decimal
    moments: tuple[Moment, ...]
    note: Reason | None


class Added(Record):
    """What came on top of the rules, each with its weight, and what should have come and did not (`notes`)."""

    model: ModelUsed | None = None
    opinions: tuple[AnswerOpinion, ...] = ()
    signals: tuple[SignalScore, ...] = ()
    notes: tuple[Reason, ...] = ()


class ScoreReport(Record):
    """The result. `input_digest` and `digest` (SHA-256) let anybody check that it was not changed.

    `added` is None for a score of the rules alone, and is then no part of the digest.
    """

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
    added: Added | None = None
    digest: str = ""


def report_digest(report: ScoreReport) -> str:
    """SHA-256 of the report without its own digest."""
    left_out = {"digest"} if report.added is not None else {"digest", "added"}
    return digest(report.model_dump(mode="json", exclude=left_out))
