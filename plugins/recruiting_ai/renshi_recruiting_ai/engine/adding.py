"""Putting a language model's opinions and signals of voice and picture on top of the rules' report.

Each has a weight that the company decided and that the report names. Nothing is overwritten: the rules' score of an
answer stays in the report's questions, and a scorer's name says what counted (`rules-3+llm-1`). With nothing that
counts the numbers are the rules' own, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from .profile import JobProfile, digest
from .remarking import exact
from .report import (
    Added,
    AnswerOpinion,
    Dimension,
    Evidence,
    JobMatch,
    ScoreReport,
    report_digest,
)
from .scoring import reasons_of, tenths
from .signals import VERSION as SIGNAL_RULES

_TEN = Decimal(10)


def add(report: ScoreReport, profile: JobProfile, added: Added) -> ScoreReport:
    """The report with what was added, under a name, an input digest and a digest of its own."""
    weight = added.model.weight if added.model is not None else 0
    moved = {
        item.question: item
        for item in added.opinions
        if item.counts and weight and item.median is not None and item.rules is not None
    }
    dimensions = tuple(_moved(item, report, profile, moved, weight) for item in report.dimensions)
    scorer = report.scorer
    if moved and added.model is not None:
        scorer += f"+{added.model.version}"
    if any(item.weight and item.score is not None for item in added.signals):
        scorer += f"+{SIGNAL_RULES}"
    noted = any(item.note is not None for item in added.opinions)
    result = report.model_copy(
        update={
            "scorer": scorer,
            "dimensions": dimensions,
            "match": _match(report.match, dimensions, added),
            "input_digest": digest({"base": report.input_digest, "scorer": scorer, "added": _input(added)}),
            "needs_person": report.needs_person or noted,
            "added": added,
            "digest": "",
        }
    )
    return result.model_copy(update={"digest": report_digest(result)})


def _input(added: Added) -> object:
    """What the numbers follow from. Why nothing came is told in the report, and is no other input."""
    return added.model_dump(
        mode="json",
        exclude={
            "notes": True,
            "opinions": {"__all__": {"note"}},
            "signals": {"__all__": {"note"}},
        },
    )


def _moved(
    item: Dimension,
    report: ScoreReport,
    profile: JobProfile,
    moved: Mapping[str, AnswerOpinion],
    weight: int,
) -> Dimension:
    """A competency with the opinions that count; its band goes along."""
    mine = [
        result for result in report.questions if result.competency == item.key and result.score is not None
    ]
    if (
        item.score is None
        or item.low is None
        or item.high is None
        or not any(r.question in moved for r in mine)
    ):
        return item
    total = summed = 0.0
    evidence: list[Evidence] = list(item.evidence)
    for result in mine:
        value = exact(result)
        opinion = moved.get(result.question)
        if opinion is not None and opinion.median is not None:
            value = ((100 - weight) * value + weight * float(opinion.median)) / 100
            evidence += [
                Evidence(
                    quote=quote,
                    question=result.question,
                    why_zh=f"大模型：{opinion.reason}",
                    why_en=f"Language model: {opinion.reason}",
                )
                for quote in opinion.quotes
            ]
        by = profile.question(result.question).weight
        total += by
        summed += by * value
    points = tenths(summed / total)
    shift = points - item.score
    reached = [
        anchor
        for anchor in sorted(profile.competency(item.key).anchors, key=lambda one: one.score)
        if anchor.score <= points
    ]
    return item.model_copy(
        update={
            "score": points,
            "low": min(max(Decimal("0.0"), item.low + shift), points),
            "high": max(min(Decimal("10.0"), item.high + shift), points),
            "anchor": reached[-1] if reached else None,
            "evidence": tuple(evidence),
        }
    )


def _match(before: JobMatch, dimensions: Sequence[Dimension], added: Added) -> JobMatch:
    """The match over the moved dimensions; signals take their per cent of it, where they were measured."""
    if before.percent is None or before.low is None or before.high is None:
        return before
    scored = [(item, item.score) for item in dimensions if item.score is not None]
    weight = sum(item.weight for item, _ in scored)
    exact = sum((item.weight * points for item, points in scored), Decimal(0)) * 10 / weight
    terms = " + ".join(f"{item.weight}×{points}" for item, points in scored)
    formula = f"({terms}) / (10×{weight})"
    counted = [(item, item.score) for item in added.signals if item.weight and item.score is not None]
    if counted:
        share = sum((item.weight for item, _ in counted), Decimal(0))
        exact = (
            exact * (100 - share) + sum((item.weight * s * _TEN for item, s in counted), Decimal(0))
        ) / 100
        formula = f"{_short(100 - share)} % × {formula} + " + " + ".join(
            f"{_short(item.weight)} % × {points}/10" for item, points in counted
        )
    percent = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    shift = percent - before.percent
    return before.model_copy(
        update={
            "percent": percent,
            "low": min(max(0, before.low + shift), percent),
            "high": max(min(100, before.high + shift), percent),
            "formula": f"{formula} = {percent} %",
            "reasons": reasons_of(dimensions, before.requirements),
        }
    )


def _short(value: Decimal) -> str:
    """2.5 and 5, not 5.0."""
    return f"{value.normalize():f}"
