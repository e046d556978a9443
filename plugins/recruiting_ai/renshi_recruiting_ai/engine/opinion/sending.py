"""The text of an answer as it leaves the company, and the way back from a quote of it to the candidate's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..gaming import Quote
from ..injection import injected_spans
from ..neutral import kept_ranges
from ..text import clean, sentences
from ..units import AnswerPart, Source, source_of
from .private import private_spans

MARK = "▏"
"""Stands before every line of the answer, so that no line of it can look like one of the instructions."""
LEAST_QUOTED = 4
"""Letters and digits of a quote; fewer could be in any answer."""
_FENCES = str.maketrans("<>{}[]`她", "‹›（）〔〕'他")
_GAP = "\x00"


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter that was sent, and the span of the cleaned answer it stands for."""

    letter: str
    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent of an answer. `left_out` are sentences that spoke to the grader and were kept back."""

    text: str
    left_out: tuple[Quote, ...]
    replaced: int
    _sources: tuple[Source, ...]
    _letters: tuple[_Letter, ...]

    def find(self, quote: str) -> Quote | None:
        """The candidate's own words that a quote repeats, letter by letter; None where it is not in what was sent.

        Punctuation, width and case don't count. A quote can't reach over a sentence that was kept back, nor from one
        answer into another.
        """
        wanted = "".join(letter for letter in clean(quote).folded.translate(_FENCES) if letter.isalnum())
        if len(wanted) < LEAST_QUOTED:
            return None
        at = "".join(item.letter for item in self._letters).find(wanted)
        if at < 0:
            return None
        first, last = self._letters[at], self._letters[at + len(wanted) - 1]
        return self._sources[first.part].quote(first.start, last.end)


def sent(parts: Sequence[AnswerPart], *, known: Iterable[str] = (), nonce: str = "") -> Sent:
    """Clean an answer for sending.

    Invisible characters, protected facts and sentences that speak to the grader are taken out; contact data, papers and
    names are replaced. `known` are the candidate's own name and the like.
    """
    names = tuple(known)
    sources = tuple(source_of(part) for part in parts)
    lines: list[str] = []
    letters: list[_Letter] = []
    left_out: list[Quote] = []
    replaced = 0
    for number, source in enumerate(sources):
        letters.append(_Letter(_GAP, number, 0, 0))
        private = private_spans(source.folded, names)
        for sentence in sentences(source.clean.text):
            # Kept back whole: a clause of it that looks harmless could still be meant for the grader.
            if injected_spans(source.folded, source.clean.text, sentence.start, sentence.end):
                left_out.append(source.quote(sentence.start, sentence.end))
                letters.append(_Letter(_GAP, number, sentence.start, sentence.end))
                continue
            line, count = _line(source, number, sentence.start, sentence.end, private, letters)
            replaced += count
            line = line.replace("\n", " ")
            lines.append(MARK + (line.replace(nonce, "") if nonce else line))
    return Sent("\n".join(lines), tuple(left_out), replaced, sources, tuple(letters))


def _line(
    source: Source,
    number: int,
    start: int,
    end: int,
    private: Sequence[tuple[int, int, str]],
    letters: list[_Letter],
) -> tuple[str, int]:
    """One sentence as it is sent; its letters are added to `letters`."""
    pieces: list[str] = []
    count = 0
    for first, last in kept_ranges(source.protected, start, end):
        position = first
        for begin, stop, name in private:
            if stop <= position or begin >= last:
                continue
            begin, stop = max(begin, position), min(stop, last)
            pieces.append(_plain(source, number, position, begin, letters))
            pieces.append(f"〔{name}〕")
            letters.extend(_Letter(letter, number, begin, stop) for letter in name)
            count += 1
            position = stop
        pieces.append(_plain(source, number, position, last, letters))
    return "".join(pieces), count


def _plain(source: Source, number: int, start: int, end: int, letters: list[_Letter]) -> str:
    text = source.clean.text[start:end].translate(_FENCES)
    folded = source.folded[start:end].translate(_FENCES)
    letters.extend(
        _Letter(letter, number, start + at, start + at + 1)
        for at, letter in enumerate(folded)
        if letter.isalnum()
    )
    return text
