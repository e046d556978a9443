"""What one answer says: which points it meets, how it is told, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .concepts import askable, mentions
from .gaming import Flag, FlagCode, Quote, flag
from .order import word_order
from .profile import Concept, Intent, Lack, Question, Record
from .relevance import Reference
from .specifics import figures, tools
from .star import Part, cues
from .text import clean
from .units import AnswerPart, Source, Unit, counted_units, is_sentence, source_of, touches

MIN_WORDS = 15
"""Fewer counted words are 'insufficient data' (about 25 Chinese characters)."""
BARE_CREDIT = 0.4
"""What a concept counts for when it stands in a bare list or in scrambled words."""
FULL_RELEVANCE = 0.25
"""Nearness of the best sentence from which an answer is wholly on topic; see tests/engine/test_answers.py."""
ON_THREAD = 0.04
FULL_SPECIFICITY = 4
PART_WEIGHTS = {Part.SITUATION: 0.2, Part.TASK: 0.2, Part.ACTION: 0.3, Part.RESULT: 0.3}


@dataclass(frozen=True, slots=True)
class IntentWeights:
    coverage: float
    structure: float
    specificity: float
    relevance: float


INTENT_WEIGHTS = {
    Intent.BEHAVIOURAL: IntentWeights(0.50, 0.25, 0.15, 0.10),
    Intent.CASE: IntentWeights(0.70, 0.10, 0.10, 0.10),
    Intent.KNOWLEDGE: IntentWeights(0.80, 0.00, 0.10, 0.10),
    Intent.MOTIVATION: IntentWeights(0.60, 0.10, 0.15, 0.15),
}


class Status(StrEnum):
    SCORED = "scored"
    INSUFFICIENT = "insufficient_data"


class PointResult(Record):
    """One ideal point: `credit` 0, 0.4 (bare mention) or 1, and the words that met it."""

    key: str
    text: str
    weight: int
    credit: float
    quotes: tuple[Quote, ...]


class LackResult(Record):
    """Something the answer lacks and what it costs of the answer's ten points."""

    what: Lack
    point: str | None
    loss: float


class AnswerAnalysis(Record):
    """All shares are 0-1. `unaskable` are points whose words the question itself gives away: not counted."""

    question: str
    status: Status
    words: int
    coverage: float
    points: tuple[PointResult, ...]
    unaskable: tuple[str, ...]
    structure: float
    parts: dict[str, tuple[Quote, ...]]
    specificity: float
    specifics: tuple[Quote, ...]
    relevance: float
    closest: Quote | None
    coherence: float | None
    word_order_z: float | None
    share: float
    flags: tuple[Flag, ...]
    lacks: tuple[LackResult, ...]

    @property
    def missing(self) -> tuple[PointResult, ...]:
        return tuple(point for point in self.points if point.credit == 0)


def analyse(
    question: Question, reference: Reference, concepts: Mapping[str, Concept], parts: Sequence[AnswerPart]
) -> AnswerAnalysis:
    """Analyse the answer to one question together with the answers to its follow-ups, in order of turns."""
    sources = [source_of(part) for part in parts]
    flags: list[Flag] = []
    units = counted_units(parts, sources, flags)
    asked = clean("\n".join([question.text, *(part.asked for part in parts)])).folded
    terms = {key: askable(concepts[key], asked) for point in question.ideal_points for key in point.concepts}
    for unit in units:
        source = sources[unit.part]
        for key in sorted(terms):
            found = mentions(source.folded, unit.start, unit.end, concepts[key], terms[key])
            unit.mentions.extend(
                item for item in found if not touches(source.protected, item.start, item.end)
            )

    order = word_order([token for unit in units for token in unit.tokens])
    for unit in units:
        unit.in_context = not order.scrambled and is_sentence(unit)
    words = sum(token.is_word for unit in units for token in unit.tokens)

    points, unaskable = _points(question, terms, units, sources)
    total = sum(point.weight for point in points)
    coverage = sum(point.weight * point.credit for point in points) / total if total else 0.0
    told = _parts(units, sources)
    structure = sum(weight for part, weight in PART_WEIGHTS.items() if told[part.value])
    specifics, specificity = _specifics(units, sources, asked)
    relevance, closest = _relevance(units, sources, reference)
    coherence = _coherence(units, reference)

    _add_flags(flags, units, sources, order.doubtful, coverage, relevance, words)
    weights = INTENT_WEIGHTS[question.intent]
    # How well something is told counts only as far as it is about the question.
    about = min(1.0, 2 * coverage + relevance)
    share = (
        weights.coverage * coverage
        + (weights.structure * structure + weights.specificity * specificity) * about
        + weights.relevance * relevance
    )
    enough = words >= MIN_WORDS and bool(points)
    return AnswerAnalysis(
        question=question.key,
        status=Status.SCORED if enough else Status.INSUFFICIENT,
        words=words,
        coverage=round(coverage, 6),
        points=points,
        unaskable=unaskable,
        structure=round(structure, 6),
        parts=told,
        specificity=round(specificity, 6),
        specifics=specifics,
        relevance=round(relevance, 6),
        closest=closest,
        coherence=None if coherence is None else round(coherence, 6),
        word_order_z=order.z,
        share=round(min(1.0, share), 6),
        flags=tuple(flags),
        lacks=_lacks(weights, points, told, specificity, enough, flags),
    )


def _points(
    question: Question,
    terms: Mapping[str, tuple[str, ...]],
    units: Sequence[Unit],
    sources: Sequence[Source],
) -> tuple[tuple[PointResult, ...], tuple[str, ...]]:
    results: list[PointResult] = []
    unaskable: list[str] = []
    for point in question.ideal_points:
        if not any(terms[key] for key in point.concepts):
            unaskable.append(point.key)
            continue
        found = [
            (unit, item)
            for unit in units
            for item in unit.mentions
            if item.concept in point.concepts and not item.denied
        ]
        credit = max((1.0 if unit.in_context else BARE_CREDIT for unit, _ in found), default=0.0)
        quotes = tuple(sources[unit.part].quote(item.start, item.end) for unit, item in found)
        results.append(
            PointResult(key=point.key, text=point.text, weight=point.weight, credit=credit, quotes=quotes)
        )
    return tuple(results), tuple(unaskable)


def _parts(units: Sequence[Unit], sources: Sequence[Source]) -> dict[str, tuple[Quote, ...]]:
    told: dict[str, list[Quote]] = {part.value: [] for part in Part}
    for unit in units:
        if unit.in_context:
            source = sources[unit.part]
            for cue in cues(source.folded, unit.start, unit.end):
                told[cue.part.value].append(source.quote(unit.start, unit.end))
    return {part: tuple(quotes) for part, quotes in told.items()}


def _specifics(
    units: Sequence[Unit], sources: Sequence[Source], asked: str
) -> tuple[tuple[Quote, ...], float]:
    """Distinct figures count 1, distinct named tools 0.5 up to two; figures of the question count nothing."""
    numbers: dict[str, Quote] = {}
    names: dict[str, Quote] = {}
    for unit in units:
        if not unit.in_context:
            continue
        source = sources[unit.part]
        for found, spans in (
            (numbers, figures(source.folded, unit.start, unit.end)),
            (names, tools(source.folded, unit.start, unit.end)),
        ):
            for start, end in spans:
                word = source.folded[start:end].replace(" ", "")
                if word not in asked and not touches(source.protected, start, end):
                    found.setdefault(word, source.quote(start, end))
    value = len(numbers) + 0.5 * min(2, len(names))
    return (*numbers.values(), *names.values()), min(1.0, value / FULL_SPECIFICITY)


def _relevance(
    units: Sequence[Unit], sources: Sequence[Source], reference: Reference
) -> tuple[float, Quote | None]:
    """The best sentence decides, so that a longer answer is never less on topic than its part."""
    best, closest = 0.0, None
    for unit in units:
        nearness = min(1.0, reference.nearness(unit.tokens) / FULL_RELEVANCE)
        nearness *= 1.0 if unit.in_context else BARE_CREDIT
        if closest is None or nearness > best:
            best, closest = nearness, sources[unit.part].quote(unit.start, unit.end)
    return best, closest


def _coherence(units: Sequence[Unit], reference: Reference) -> float | None:
    """Share of the sentences after the first that keep the thread; None below three sentences.

    A sentence keeps it when it shares a word of two characters or more with an earlier one, or is near the
    question. Words of order and cause are not looked at.
    """
    if len(units) < 3:
        return None
    said: set[str] = set()
    kept = 0
    for index, unit in enumerate(units):
        words = {token.word for token in unit.tokens if token.is_content and len(token.word) > 1}
        if index and (words & said or reference.nearness(unit.tokens) >= ON_THREAD):
            kept += 1
        said |= words
    return kept / (len(units) - 1)


def _add_flags(
    flags: list[Flag],
    units: Sequence[Unit],
    sources: Sequence[Source],
    doubtful_order: bool,
    coverage: float,
    relevance: float,
    words: int,
) -> None:
    if doubtful_order:
        flags.append(flag(FlagCode.WORD_ORDER))
    hits = [(unit, item) for unit in units for item in unit.mentions]
    bare = [(unit, item) for unit, item in hits if not unit.in_context]
    if len(hits) >= 4 and len(bare) * 2 > len(hits):
        flags.append(
            flag(FlagCode.STUFFING, [sources[unit.part].quote(item.start, item.end) for unit, item in bare])
        )
    if words >= MIN_WORDS and coverage == 0 and relevance < 0.2:
        flags.append(flag(FlagCode.OFF_TOPIC))


def _lacks(
    weights: IntentWeights,
    points: Sequence[PointResult],
    told: Mapping[str, tuple[Quote, ...]],
    specificity: float,
    enough: bool,
    flags: Sequence[Flag],
) -> tuple[LackResult, ...]:
    found: list[LackResult] = []
    if not enough:
        found.append(LackResult(what=Lack.DETAIL, point=None, loss=10.0))
    if any(item.code is FlagCode.OFF_TOPIC for item in flags):
        found.append(LackResult(what=Lack.ON_TOPIC, point=None, loss=9.0))
    total = sum(point.weight for point in points)
    for point in points:
        if point.credit < 1:
            loss = 10 * weights.coverage * point.weight * (1 - point.credit) / total
            found.append(LackResult(what=Lack.POINT, point=point.key, loss=round(loss, 6)))
    for part, weight in PART_WEIGHTS.items():
        if not told[part.value] and weights.structure:
            found.append(
                LackResult(what=Lack(part.value), point=None, loss=round(10 * weights.structure * weight, 6))
            )
    if specificity < 1:
        loss = 10 * weights.specificity * (1 - specificity)
        found.append(LackResult(what=Lack.NUMBERS, point=None, loss=round(loss, 6)))
    return tuple(sorted(found, key=lambda lack: -lack.loss))
