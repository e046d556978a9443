"""Other marks for single answers on top of the rules' report: from people's calibration, or from a learned judge.

What the rules found stays in each answer's analysis; its score, its dimension, the match and their bands follow the
new marks. The scorer's name says what was done (`rules-3+cal-3`), so the same input still gives the same score.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from itertools import pairwise

from .profile import JobProfile, Record, digest
from .report import Dimension, Evidence, JobMatch, QuestionResult, ScoreReport, report_digest
from .scoring import half_band, reasons_of, tenths


class Mark(Record):
    """Points 0 to 10 for one answer, with evidence beside that of the rules. ``doubtful``: a person must look."""

    points: float
    evidence: tuple[Evidence, ...] = ()
    doubtful: bool = False


class Map(Record):
    """A calibration: the rules' points of an answer (0–10) to the points people give. Between knots it is straight.

    ``band``: how far from people's mean a dimension is in four of five interviews that it was not learned from.
    """

    version: int
    knots: tuple[tuple[float, float], ...]
    band: Decimal


def along(knots: Sequence[tuple[float, float]], raw: float) -> float:
    """The points that knots give for ``raw``: straight between them, flat beyond their ends."""
    if raw <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if raw <= x1:
            return y1 if x1 == x0 else y0 + (y1 - y0) * (raw - x0) / (x1 - x0)
    return knots[-1][1]


def calibrate(report: ScoreReport, profile: JobProfile, given: Map, label: str) -> ScoreReport:
    """The rules' report with every answer on people's scale."""
    marks = {
        item.question: Mark(points=along(given.knots, 10 * item.analysis.share))
        for item in report.questions
        if item.score is not None
    }
    bands = {item.key: given.band for item in profile.competencies}
    return remark(report, profile, marks, f"cal-{given.version}", label, bands)


def remark(
    report: ScoreReport,
    profile: JobProfile,
    marks: Mapping[str, Mark],
    name: str,
    label: str | None,
    bands: Mapping[str, Decimal],
) -> ScoreReport:
    """The report with ``marks`` by question; unchanged where none of them is of an answer that has a score.

    ``name`` is added to the scorer's, ``label`` replaces what is said about calibration, ``bands`` are half widths by
    dimension.
    """
    used = {
        item.question: marks[item.question]
        for item in report.questions
        if item.score is not None and item.question in marks
    }
    if not used:
        return report
    questions = tuple(
        item.model_copy(update={"score": tenths(used[item.question].points)})
        if item.question in used
        else item
        for item in report.questions
    )
    dimensions = tuple(_dimension(item, questions, profile, used, bands) for item in report.dimensions)
    inputs = {question: mark.model_dump(mode="json") for question, mark in sorted(used.items())}
    result = report.model_copy(
        update={
            "scorer": f"{report.scorer}+{name}",
            "calibration": label or report.calibration,
            "questions": questions,
            "dimensions": dimensions,
            "match": _match(report.match, dimensions),
            "needs_person": report.needs_person or any(mark.doubtful for mark in used.values()),
            "input_digest": digest(
                {
                    "base": report.input_digest,
                    "name": name,
                    "marks": inputs,
                    "bands": {key: str(band) for key, band in sorted(bands.items())},
                }
            ),
            "digest": "",
        }
    )
    return result.model_copy(update={"digest": report_digest(result)})


def exact(item: QuestionResult) -> float:
    """Points of an answer: the rules' own with all their digits, else those that took their place."""
    raw = 10 * item.analysis.share
    return raw if item.score is None or item.score == tenths(raw) else float(item.score)


def _dimension(
    item: Dimension,
    questions: Sequence[QuestionResult],
    profile: JobProfile,
    used: Mapping[str, Mark],
    bands: Mapping[str, Decimal],
) -> Dimension:
    mine = [one for one in questions if one.competency == item.key and one.score is not None]
    if item.score is None or not any(one.question in used for one in mine):
        return item
    total = summed = 0.0
    evidence = list(item.evidence)
    for one in mine:
        weight = profile.question(one.question).weight
        total += weight
        summed += weight * (used[one.question].points if one.question in used else exact(one))
        if one.question in used:
            evidence += used[one.question].evidence
    points = tenths(min(10.0, max(0.0, summed / total)))
    band = bands.get(item.key, half_band(item))
    reached = [
        anchor
        for anchor in sorted(profile.competency(item.key).anchors, key=lambda one: one.score)
        if anchor.score <= points
    ]
    return item.model_copy(
        update={
            "score": points,
            "low": max(Decimal("0.0"), points - band),
            "high": min(Decimal("10.0"), points + band),
            "anchor": reached[-1] if reached else None,
            "evidence": tuple(evidence),
        }
    )


def _match(before: JobMatch, dimensions: Sequence[Dimension]) -> JobMatch:
    scored = [(item, item.score) for item in dimensions if item.score is not None]
    reasons = reasons_of(dimensions, before.requirements)
    if before.percent is None:
        return before.model_copy(update={"reasons": reasons})
    weight = sum(item.weight for item, _ in scored)
    total = sum((item.weight * points for item, points in scored), Decimal(0))
    percent = int((total * 10 / weight).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    # Bands of dimensions don't average out for certain: markers err in one direction for one person.
    band = sum((item.weight * half_band(item) for item, _ in scored), Decimal(0)) * 10 / weight
    half = int(band.quantize(Decimal(1), rounding=ROUND_UP))
    terms = " + ".join(f"{item.weight}×{points}" for item, points in scored)
    return before.model_copy(
        update={
            "percent": percent,
            "low": max(0, percent - half),
            "high": min(100, percent + half),
            "formula": f"({terms}) / (10×{weight}) = {percent} %",
            "reasons": reasons,
        }
    )
