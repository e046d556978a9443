"""What one answer says: which points it meets, how it is told, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .concepts import askable, mentions
from .gaming import Flag, FlagCode, Quote, flag
from .order import WordOrder, is_english, word_order
from .profile import Concept, Intent, Lack, Question, Record
from .relevance import Reference
from .specifics import figures, tools
from .star import Part, cues
from .stuffing import mark_hollow
from .text import clean
from .tokens import Token
from .units import AnswerPart, Source, Unit, counted_units, is_sentence, source_of, touches

MIN_WORDS = 15
"""Fewer counted words are 'insufficient data' (about 25 Chinese characters)."""
BARE_CREDIT = 0.4
"""What a concept counts for when it stands in a bare list or in scrambled words."""
FULL_RELEVANCE = 0.25
"""Nearness of the best sentence from which an answer is wholly on topic; see tests/engine/test_answers.py."""
ON_THREAD = 0.04
_THREAD_WORDS = 3
_NEAR_ENOUGH = 0.25
"""Relevance below which an answer that meets no point is shown as off topic."""
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
            unit.mentions.extend(item for item in found if not touches(unit.cut, item.start, item.end))
        unit.mentions.sort(key=lambda item: (item.start, item.end))

    nearness = [reference.nearness(unit.tokens) for unit in units]
    bearing = [bears(unit, sources[unit.part], near) for unit, near in zip(units, nearness, strict=True)]
    order = _order(units, [unit for unit, counts in zip(units, bearing, strict=True) if counts])
    mark_hollow(units, sources, {key: point.key for point in question.ideal_points for key in point.concepts})
    for unit in units:
        unit.in_context = not order.scrambled and not unit.hollow and is_sentence(unit)
    words = sum(token.is_word for unit in units for token in unit.tokens)

    points, unaskable = _points(question, terms, units, sources)
    total = sum(point.weight for point in points)
    coverage = sum(point.weight * point.credit for point in points) / total if total else 0.0
    told = _parts(units, sources)
    structure = sum(weight for part, weight in PART_WEIGHTS.items() if told[part.value])
    telling = [unit for unit, counts in zip(units, bearing, strict=True) if counts or unit.part]
    specifics, specificity = _specifics(telling, sources, asked)
    relevance, closest = _relevance(units, sources, nearness)
    coherence = _coherence(units, nearness)

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


def bears(unit: Unit, source: Source, nearness: float) -> bool:
    """Whether a sentence has to do with the question: it names a point, is near it, or tells a part of a story.

    Only such sentences are asked for their figures, so that words beside the question, whoever they are meant for, move
    nothing.
    """
    return bool(unit.mentions or nearness >= ON_THREAD or cues(source.folded, unit.start, unit.end, unit.cut))


def _order(units: Sequence[Unit], bearing: Sequence[Unit]) -> WordOrder:
    """The order of the language most of the words are in, over all sentences and over those that bear on the question.

    The worse of the two counts: fluent words beside the question can't cover up scrambled ones. A few words of another
    language are no disorder.
    """
    found: list[WordOrder] = []
    for some in (units, bearing) if 0 < len(bearing) < len(units) else (units,):
        groups: dict[bool, list[Token]] = {}
        for unit in some:
            words = [token for token in unit.tokens if token.is_word]
            groups.setdefault(is_english(words), []).extend(unit.tokens)
        found.append(word_order(max(groups.values(), key=len) if groups else ()))
    measured = [order.z for order in found if order.z is not None]
    return WordOrder(
        min(measured, default=None),
        any(order.scrambled for order in found),
        any(order.doubtful for order in found),
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
            for cue in cues(source.folded, unit.start, unit.end, unit.cut):
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
                if word not in asked and not touches(unit.cut, start, end):
                    found.setdefault(word, source.quote(start, end))
    value = len(numbers) + 0.5 * min(2, len(names))
    return (*numbers.values(), *names.values()), min(1.0, value / FULL_SPECIFICITY)


def _relevance(
    units: Sequence[Unit], sources: Sequence[Source], nearnesses: Sequence[float]
) -> tuple[float, Quote | None]:
    """The best sentence decides, so that a longer answer is never less on topic than its part."""
    best, closest = 0.0, None
    for unit, near in zip(units, nearnesses, strict=True):
        nearness = min(1.0, near / FULL_RELEVANCE)
        nearness *= 1.0 if unit.in_context else BARE_CREDIT
        if closest is None or nearness > best:
            best, closest = nearness, sources[unit.part].quote(unit.start, unit.end)
    return best, closest


def _coherence(units: Sequence[Unit], nearnesses: Sequence[float]) -> float | None:
    """Share of the sentences after the first that keep the thread; None below three sentences.

    A sentence keeps it when it shares a word of two characters or more with an earlier one, or is near the
    question. Words of order and cause are not looked at, and neither are sentences of fewer than three words or of
    another language than most of the answer: they could neither keep the thread nor lose it.
    """
    english = _mostly_english(units)
    said: set[str] = set()
    kept = seen = 0
    for unit, near in zip(units, nearnesses, strict=True):
        words = [token for token in unit.tokens if token.is_content]
        if len(words) < _THREAD_WORDS or is_english(words) is not english:
            continue
        own = {token.word for token in words if len(token.word) > 1}
        if seen and (own & said or near >= ON_THREAD):
            kept += 1
        said |= own
        seen += 1
    return kept / (seen - 1) if seen >= 3 else None


def _mostly_english(units: Sequence[Unit]) -> bool:
    return is_english([token for unit in units for token in unit.tokens if token.is_word])


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
    hollow = {item.concept for unit, item in hits if unit.hollow}
    if (len(hits) >= 4 and len(bare) * 2 > len(hits)) or len(hollow) >= 3:
        flags.append(
            flag(FlagCode.STUFFING, [sources[unit.part].quote(item.start, item.end) for unit, item in bare])
        )
    if words >= MIN_WORDS and coverage == 0 and relevance < _NEAR_ENOUGH:
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
