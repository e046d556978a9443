"""The sentences of an answer that count, and those left out with a flag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import gaming
from .concepts import Mention
from .gaming import Flag, FlagCode, Quote, flag
from .injection import injected_spans
from .neutral import kept_ranges, neutral_pronouns, protected_spans
from .profile import Record
from .text import CLAUSE_STOPS, CleanText, clean, sentences
from .tokens import FUNCTION_WORDS, Token, tokenize, word_class

_REMNANT = 3
"""Letters beside what was cut from which a clause still says something."""


class AnswerPart(Record):
    """One typed answer with the words of the question or follow-up it replied to."""

    turn_no: int
    asked: str
    text: str


@dataclass(slots=True)
class Unit:
    """A sentence that counts, without the spans in `cut`: what tells who somebody is, and talk to the scorer.

    `hollow` tells why its words count for less although they read well (stuffing.py).
    """

    part: int
    start: int
    end: int
    tokens: tuple[Token, ...]
    mentions: list[Mention]
    cut: tuple[tuple[int, int], ...] = ()
    in_context: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    turn_no: int
    clean: CleanText
    folded: str
    protected: tuple[tuple[int, int], ...]

    def quote(self, start: int, end: int) -> Quote:
        first, last = self.clean.span(start, end)
        return Quote(turn_no=self.turn_no, start=first, end=last, words=self.clean.original[first:last])


def source_of(part: AnswerPart) -> Source:
    cleaned = clean(part.text)
    folded = neutral_pronouns(cleaned.folded)
    return Source(part.turn_no, cleaned, folded, protected_spans(folded))


def counted_units(parts: Sequence[AnswerPart], sources: Sequence[Source], flags: list[Flag]) -> list[Unit]:
    """The sentences that count; injected, echoed and repeated ones are put into flags instead."""
    units: list[Unit] = []
    left_out: dict[FlagCode, list[Quote]] = {}
    earlier: list[frozenset[str]] = []
    for index, (part, source) in enumerate(zip(parts, sources, strict=True)):
        asked_folded = clean(part.asked).folded
        asked = frozenset(token.word for token in tokenize(asked_folded) if token.is_content)
        asked_pairs = frozenset(gaming.character_pairs(asked_folded))
        for sentence in sentences(source.clean.text):
            injected = injected_spans(source.folded, source.clean.text, sentence.start, sentence.end)
            for first, last in injected:
                left_out.setdefault(FlagCode.INJECTION, []).append(source.quote(first, last))
            if injected == ((sentence.start, sentence.end),):
                continue
            cut = tuple(sorted((*_with_remnants(source, sentence.start, sentence.end), *injected)))
            ranges = kept_ranges(cut, sentence.start, sentence.end)
            text = "".join(
                source.folded[start:end] for start, end in kept_ranges(injected, sentence.start, sentence.end)
            )
            tokens = _kept_tokens(source.folded, ranges, sentence.start)
            pairs = frozenset(gaming.character_pairs(text))
            code: FlagCode | None = None
            if gaming.is_echo(tokens, asked_folded, asked, asked_pairs, text):
                code = FlagCode.ECHO
            elif gaming.is_repeat(pairs, earlier):
                code = FlagCode.REPETITION
            if code is not None:
                left_out.setdefault(code, []).append(source.quote(sentence.start, sentence.end))
                continue
            earlier.append(pairs)
            if len(ranges) != 1 and not any(token.is_word for token in tokens):
                # Nothing but who the speaker is: it is no sentence of the answer, neither for nor against it.
                continue
            units.append(Unit(index, sentence.start, sentence.end, tokens, [], cut))
        if source.clean.hidden >= 3:
            left_out.setdefault(FlagCode.HIDDEN, [])
    flags.extend(flag(code, left_out[code]) for code in FlagCode if code in left_out)
    return units


def _with_remnants(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    """What tells who somebody is, with the two or three letters a clause has left beside it (我是…, 我有…)."""
    found = [span for span in source.protected if span[0] < end and span[1] > start]
    if not found:
        return found
    clauses: list[tuple[int, int]] = []
    begin = start
    for mark in CLAUSE_STOPS.finditer(source.folded, start, end):
        clauses.append((begin, mark.start()))
        begin = mark.end()
    for first, last in (*clauses, (begin, end)):
        if touches(found, first, last):
            left = "".join(source.folded[a:b] for a, b in kept_ranges(tuple(found), first, last))
            if sum(char.isalnum() for char in left) <= _REMNANT:
                found.append((first, last))
    return sorted(found)


def _kept_tokens(folded: str, ranges: Sequence[tuple[int, int]], first: int) -> tuple[Token, ...]:
    """The tokens of the parts that are kept of a sentence that begins at `first`.

    A comma left over from words that were cut must not look like an empty clause, or saying who one is would read as
    words out of order.
    """
    found: list[Token] = []
    for start, end in ranges:
        tokens = list(tokenize(folded, start, end))
        while start != first and tokens and not tokens[0].is_word and (not found or not found[-1].is_word):
            tokens.pop(0)
        found.extend(tokens)
    return tuple(found)


def touches(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and last > start for first, last in spans)


def is_sentence(unit: Unit) -> bool:
    """Whether the concepts stand in a sentence: among words of which one does or binds something."""
    words = [token for token in unit.tokens if token.is_word]
    spans = [(item.start, item.end) for item in unit.mentions]
    around = [token for token in words if not touches(spans, token.start, token.end)]
    if len(words) < 4 or not any(_binds(token) for token in around):
        return False
    letters = sum(token.end - token.start for token in words)
    named = sum(end - start for start, end in spans)
    return named <= 0.6 * letters and len(words) >= 2 * len(unit.mentions)


def _binds(token: Token) -> bool:
    """Function words, verbs, adverbs, pronouns, prepositions, conjunctions and particles."""
    return token.word in FUNCTION_WORDS or word_class(token.word)[0] in "vdrpcu"
