"""From analysed answers to dimensions 0-10, a job match in per cent, and the reasons for both.

Rule v1 is not calibrated on rated interviews. The band of ±1.5 is a warning, not a confidence interval:
scorers of this kind missed the mean of two trained markers by about ±1.8 on a scale of ten on marked short
answers. A dimension without enough answers says so and has no number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from .analysis import Status, analyse
from .neutral import PROTECTED_FACTS
from .profile import Anchor, Intent, JobProfile, Requirement, digest
from .relevance import references
from .report import (
    Dimension,
    Evidence,
    JobMatch,
    Met,
    QuestionResult,
    Reason,
    RequirementResult,
    ScoreReport,
    ScoringInput,
    report_digest,
)

SCORER = "rules-3"
CALIBRATION = "uncalibrated, rule v1"
BAND = Decimal("1.5")
MIN_MATCH_WEIGHT = 60
"""Per cent of the weights that must have been answered before a match is given."""
COMMUNICATION = "communication"


def score(given: ScoringInput) -> ScoreReport:
    """Score an interview. Deterministic; raises KeyError for an answer to a question not in the profile."""
    profile = given.profile
    facts = {item.fact: given.facts[item.fact] for item in profile.requirements if item.fact in given.facts}
    refs, concepts = references(profile), profile.concepts()
    results: list[QuestionResult] = []
    for answers in sorted(given.answers, key=lambda item: item.question):
        question = profile.question(answers.question)
        analysis = analyse(question, refs[question.key], concepts, answers.parts)
        results.append(
            QuestionResult(
                question=question.key,
                competency=question.competency,
                score=tenths(10 * analysis.share) if analysis.status is Status.SCORED else None,
                analysis=analysis,
            )
        )
    dimensions = [_competency(profile, item.key, results) for item in profile.competencies]
    if profile.communication_weight:
        dimensions.append(_communication(profile, results))
    answered = {item.question for item in results if item.analysis.words}
    flags = tuple(flag for item in results for flag in item.analysis.flags)
    report = ScoreReport(
        scorer=SCORER,
        calibration=CALIBRATION,
        profile_key=profile.key,
        profile_digest=profile.digest(),
        input_digest=digest(
            {
                "scorer": SCORER,
                "profile": profile.digest(),
                "facts": facts,
                "answers": [
                    item.model_dump(mode="json")
                    for item in sorted(given.answers, key=lambda item: item.question)
                ],
            }
        ),
        dimensions=tuple(dimensions),
        match=_match(dimensions, _requirements(profile.requirements, facts)),
        questions=tuple(results),
        unanswered=tuple(item.key for item in profile.questions if item.key not in answered),
        flags=flags,
        needs_person=bool(flags) or any(item.status is Status.INSUFFICIENT for item in dimensions),
    )
    return report.model_copy(update={"digest": report_digest(report)})


def tenths(value: float) -> Decimal:
    # Nine decimals first, so that a sum that differs in the last bit does not turn 8.25 into 8.2.
    return Decimal(repr(round(value, 9))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _dimension(
    key: str,
    label: str,
    weight: int,
    value: float | None,
    anchors: Sequence[Anchor],
    evidence: Sequence[Evidence],
    missing: Sequence[str],
) -> Dimension:
    if value is None:
        return Dimension(
            key=key,
            label=label,
            weight=weight,
            status=Status.INSUFFICIENT,
            score=None,
            low=None,
            high=None,
            anchor=None,
            evidence=tuple(evidence),
            missing=tuple(missing),
        )
    points = tenths(value)
    reached = [anchor for anchor in sorted(anchors, key=lambda item: item.score) if anchor.score <= points]
    return Dimension(
        key=key,
        label=label,
        weight=weight,
        status=Status.SCORED,
        score=points,
        low=max(Decimal("0.0"), points - BAND),
        high=min(Decimal("10.0"), points + BAND),
        anchor=reached[-1] if reached else None,
        evidence=tuple(evidence),
        missing=tuple(missing),
    )


def _competency(profile: JobProfile, key: str, results: Sequence[QuestionResult]) -> Dimension:
    competency = profile.competency(key)
    mine = [item for item in results if item.competency == key and item.analysis.status is Status.SCORED]
    evidence: list[Evidence] = []
    missing: list[str] = []
    total = weighted = 0.0
    for item in mine:
        weight = profile.question(item.question).weight
        total += weight
        weighted += weight * 10 * item.analysis.share
        evidence.extend(_evidence(item))
        missing.extend(point.text for point in item.analysis.missing)
    value = weighted / total if mine else None
    return _dimension(key, competency.label, competency.weight, value, competency.anchors, evidence, missing)


def _evidence(item: QuestionResult) -> list[Evidence]:
    found: list[Evidence] = []
    analysis = item.analysis
    for point in analysis.points:
        bare = 0 < point.credit < 1
        for quote in point.quotes[:3]:
            found.append(
                Evidence(
                    quote=quote,
                    question=item.question,
                    why_zh=f"{'仅罗列：' if bare else '要点：'}{point.text}",
                    why_en=f"{'Listed only: ' if bare else 'Point: '}{point.text}",
                )
            )
    for quote in analysis.specifics[:4]:
        found.append(
            Evidence(quote=quote, question=item.question, why_zh="具体数据或工具", why_en="Figure or tool")
        )
    if not found and analysis.closest is not None:
        found.append(
            Evidence(
                quote=analysis.closest,
                question=item.question,
                why_zh="与题目最接近的一句，未见要点",
                why_en="Closest sentence; no point of the question was met",
            )
        )
    return found


_COMMUNICATION_ANCHORS = (
    Anchor(score=0, text="只有零散词语，看不出经过"),
    Anchor(score=3, text="说到了事情，缺少背景、做法或结果"),
    Anchor(score=6, text="经过基本完整，切题"),
    Anchor(score=8, text="背景、任务、做法、结果齐全，前后衔接，切题"),
)
_PART_LABELS = {
    "situation": ("情境", "Situation"),
    "task": ("任务", "Task"),
    "action": ("行动", "Action"),
    "result": ("结果", "Result"),
}


def _communication(profile: JobProfile, results: Sequence[QuestionResult]) -> Dimension:
    """How completely a story is told (情境-任务-行动-结果), whether on topic, and a little coherence."""
    values: list[float] = []
    evidence: list[Evidence] = []
    for item in results:
        analysis = item.analysis
        if analysis.status is not Status.SCORED:
            continue
        coherence = 0.5 if analysis.coherence is None else analysis.coherence
        if profile.question(item.question).intent is Intent.BEHAVIOURAL:
            values.append(5.5 * analysis.structure + 3.0 * analysis.relevance + 1.5 * coherence)
        else:
            values.append(8.0 * analysis.relevance + 2.0 * coherence)
        for part, quotes in analysis.parts.items():
            zh, en = _PART_LABELS[part]
            evidence.extend(
                Evidence(quote=quote, question=item.question, why_zh=zh, why_en=en) for quote in quotes[:1]
            )
        if analysis.closest is not None:
            evidence.append(
                Evidence(
                    quote=analysis.closest,
                    question=item.question,
                    why_zh="与题目最接近的一句",
                    why_en="Sentence closest to the question",
                )
            )
    return _dimension(
        COMMUNICATION,
        "沟通表达",
        profile.communication_weight,
        sum(values) / len(values) if values else None,
        _COMMUNICATION_ANCHORS,
        evidence,
        (),
    )


def _requirements(
    requirements: Sequence[Requirement], facts: Mapping[str, float | str | bool]
) -> tuple[RequirementResult, ...]:
    results: list[RequirementResult] = []
    for item in requirements:
        value = facts.get(item.fact)
        if item.fact in PROTECTED_FACTS or value is None:
            state = Met.UNKNOWN
        elif item.at_least is not None:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            state = Met.UNKNOWN if not number else (Met.MET if float(value) >= item.at_least else Met.UNMET)
        else:
            state = Met.MET if str(value) in item.one_of else Met.UNMET
        results.append(RequirementResult(key=item.key, label=item.label, state=state))
    return tuple(results)


def _match(dimensions: Sequence[Dimension], requirements: tuple[RequirementResult, ...]) -> JobMatch:
    scored = [(item, item.score) for item in dimensions if item.score is not None]
    total = sum(item.weight for item in dimensions)
    weight = sum(item.weight for item, _ in scored)
    answered = weight * 100 // total
    terms = " + ".join(f"{item.weight}×{points}" for item, points in scored)
    reasons = reasons_of(dimensions, requirements)
    if answered < MIN_MATCH_WEIGHT:
        return JobMatch(
            status=Status.INSUFFICIENT,
            percent=None,
            low=None,
            high=None,
            answered_weight_percent=answered,
            formula=f"Σ w·s / (10·Σ w): answered weight {answered} % < {MIN_MATCH_WEIGHT} %",
            reasons=reasons,
            requirements=requirements,
        )
    points_sum = sum((item.weight * points for item, points in scored), Decimal(0))
    percent = int((points_sum * 10 / weight).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    band = int(BAND * 10)
    return JobMatch(
        status=Status.SCORED,
        percent=percent,
        low=max(0, percent - band),
        high=min(100, percent + band),
        answered_weight_percent=answered,
        formula=f"({terms}) / (10×{weight}) = {percent} %",
        reasons=reasons,
        requirements=requirements,
    )


def half_band(item: Dimension) -> Decimal:
    """Half the width of a dimension's band; an end that the scale cuts off says nothing about it."""
    if item.score is None or item.low is None or item.high is None:
        return BAND
    return max(item.high - item.score, item.score - item.low)


def reasons_of(
    dimensions: Sequence[Dimension], requirements: Sequence[RequirementResult]
) -> tuple[Reason, ...]:
    reasons = [
        Reason(
            zh=f"硬性条件未满足：{item.label}（不计入百分比，由人工判断）",
            en=f"Requirement not met: {item.label} (not in the percentage; a person decides)",
        )
        for item in requirements
        if item.state is Met.UNMET
    ]
    for item in sorted(dimensions, key=lambda entry: (-(entry.score or Decimal(-1)), entry.key)):
        if item.score is None:
            reasons.append(
                Reason(zh=f"{item.label}：数据不足，未评分", en=f"{item.label}: insufficient data")
            )
            continue
        band = half_band(item)
        zh, en = f"{item.label} {item.score}（±{band}）", f"{item.label} {item.score} (±{band})"
        if item.missing:
            zh += f"；未谈到：{'、'.join(item.missing[:3])}"
            en += f"; not spoken of: {', '.join(item.missing[:3])}"
        reasons.append(Reason(zh=zh, en=en))
    return tuple(reasons)
