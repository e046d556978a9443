"""Words of answers, Chinese and English, as a learner sees them: stemmed, weighted, and placed by their company."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import snowballstemmer

from ..text import clean
from ..tokens import FUNCTION_WORDS, tokenize, word_class

Vector = npt.NDArray[np.float64]
_MORE_FUNCTION_WORDS = frozenset(
    """
    am being do does did can could would will shall should may might must there here than just very too also about if
    him what when where how who
    """.split()  # noqa: SIM905 - a list of words reads better than a column of strings
)
_STOP = FUNCTION_WORDS | _MORE_FUNCTION_WORDS
NEGATIONS = frozenset(
    """
    not no never none nothing nor neither cannot without 不 没 没有 未 无 非 否 别 不会 不能 不是
    """.split()  # noqa: SIM905
)
_DIMENSIONS = 60
_RAREST = 3
"""A word met in fewer texts has no company to be placed by."""


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """An English word without its endings; other words as they are."""
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


@dataclass(frozen=True, slots=True)
class Word:
    """A stemmed word and the span of the original text it stands at.

    ``shape``: a function word itself, for others only their class or English ending, so that word order learned from
    texts about bulbs holds for texts about budgets.
    """

    form: str
    start: int
    end: int
    content: bool
    shape: str


_ENDINGS = ("ing", "ed", "ly", "tion", "s")


def _shape(word: str) -> str:
    if word in _STOP:
        return word
    if word.isascii() and word.isalpha():
        return "~" + next((ending for ending in _ENDINGS if word.endswith(ending)), "")
    return f"~{word_class(word)}"


@lru_cache(maxsize=16_384)
def read(text: str) -> tuple[Word, ...]:
    """The words of a text in order, punctuation left out."""
    cleaned = clean(text)
    found: list[Word] = []
    for token in tokenize(cleaned.folded):
        if token.is_word:
            start, end = cleaned.span(token.start, token.end)
            found.append(Word(stem(token.word), start, end, token.word not in _STOP, _shape(token.word)))
    return tuple(found)


def forms(words: Iterable[Word]) -> list[str]:
    """The stems."""
    return [word.form for word in words]


def shapes(words: Iterable[Word]) -> list[str]:
    """The shapes, with the borders of the text."""
    return ["^", *(word.shape for word in words), "$"]


def content(words: Iterable[Word]) -> list[str]:
    """The stems that carry meaning."""
    return [word.form for word in words if word.content]


def negations(words: Iterable[Word]) -> int:
    """How many words deny."""
    return sum(word.form in NEGATIONS for word in words)


@lru_cache(maxsize=65_536)
def character_grams(text: str, size: int) -> Mapping[str, int]:
    """Runs of ``size`` characters within the words of a text, blanks at their borders."""
    plain = " ".join(word.form for word in read(text))
    padded = f" {plain} "
    return Counter(padded[i : i + size] for i in range(len(padded) - size + 1))


@dataclass(frozen=True)
class Vocabulary:
    """How rare words are among the texts a judge learned from, and which keep each other's company.

    ``vectors`` has a row of unit length per word of ``places``: the leading singular vectors of the words' positive
    pointwise mutual information. So *lamp* may stand for *bulb* where the marked answers use them alike.
    """

    documents: int
    spread: Mapping[str, int]
    places: Mapping[str, int]
    vectors: Vector

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Vocabulary:
        """From questions, model answers and marked answers."""
        sets = [set(content(read(text))) for text in texts]
        spread = Counter(word for words in sets for word in words)
        known = sorted(word for word, count in spread.items() if count >= _RAREST)
        places = {word: index for index, word in enumerate(known)}
        return cls(len(texts), dict(sorted(spread.items())), places, _company(sets, places))

    def weight(self, word: str) -> float:
        """Inverse document frequency."""
        return math.log((self.documents + 1) / (self.spread.get(word, 0) + 1)) + 1

    def total(self, words: Iterable[str]) -> float:
        """Sum of weights."""
        return sum(self.weight(word) for word in words)

    def place(self, words: Iterable[str]) -> Vector:
        """The weighted middle of the words, of unit length; zeros where none is known."""
        middle: Vector = np.zeros(self.vectors.shape[1])
        for word in words:
            index = self.places.get(word)
            if index is not None:
                middle = middle + self.weight(word) * self.vectors[index]
        size = float(np.linalg.norm(middle))
        return middle / size if size else middle

    def covered(self, wanted: set[str], said: set[str]) -> float:
        """Weighted share of ``wanted`` that was said, a neighbour in meaning counting by the square of its cosine."""
        near = [self.vectors[self.places[word]] for word in sorted(said) if word in self.places]
        told = 0.0
        for word in sorted(wanted):
            if word in said:
                told += self.weight(word)
            elif near and word in self.places:
                cosine = float((np.array(near) @ self.vectors[self.places[word]]).max())
                told += self.weight(word) * max(0.0, cosine) ** 2
        return told / self.total(sorted(wanted)) if wanted else 0.0


def _company(sets: Sequence[set[str]], places: Mapping[str, int]) -> Vector:
    size = len(places)
    if size == 0:
        return np.zeros((0, 1))
    together = np.zeros((size, size))
    for words in sets:
        known = [places[word] for word in sorted(words) if word in places]
        together[np.ix_(known, known)] += 1
    np.fill_diagonal(together, 0)
    share = together.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.log(together * together.sum() / (share * share.T))
    left, strength, _ = np.linalg.svd(
        np.nan_to_num(np.maximum(information, 0), posinf=0.0), full_matrices=False
    )
    made = left[:, :_DIMENSIONS] * np.sqrt(strength[:_DIMENSIONS])
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    placed: Vector = np.divide(made, lengths, out=np.zeros_like(made), where=lengths > 0)
    return placed
