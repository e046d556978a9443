"""Is this running speech, or words in no order?

Counting words cannot tell a story from the same words shuffled. Neighbouring word classes can: the
log-likelihood of an answer's class pairs is compared with that of random permutations of the same classes.
The table of pairs comes from 300 Chinese essays (data/word_order.json names source and licence). With the
table built on one half of them, 2 of 300 real passages of 80 characters of the other half were called
scrambled, and 286 of 300 shuffled ones; at 150 characters 2 and 299.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from .tokens import Token, word_class

# Fewer words say nothing. Below the first number the words are called scrambled; up to the second only where a
# clause is broken too; up to the third a person is asked to look, and the count stays whole, because plans and
# lists of steps read less like the essays the table comes from than stories do.
_MIN_WORDS = 40
_CUTS = ((90, 1.2, 3.0, 2.2), (_MIN_WORDS, 0.5, 2.0, 1.0))
_PERMUTATIONS = 30
_SEED = 20130613

_CLAUSE_MARKS = frozenset("，,。！？!?；;、：:")
_NEVER_FIRST = frozenset(["的", "了", "过", "着", "地", "们"])
_NEVER_LAST = frozenset(
    "把 被 从 对 和 与 为 以 向 将 及 并 但 而 跟 由 很 更 最 就 都 也 又 则 不 没 每 各 该 且 因为 所以 如果".split()  # noqa: SIM905
)
_DETERMINERS = frozenset(["the", "a", "an", "my", "our", "your", "their", "this", "these", "those"])
_NEVER_AFTER = _DETERMINERS | frozenset(
    [
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "but",
        "with",
        "from",
        "by",
        "is",
        "was",
        "were",
        "are",
        "be",
        "i",
        "we",
        "he",
        "they",
        "it",
        "that",
        "so",
        "then",
    ]
)


@dataclass(frozen=True, slots=True)
class WordOrder:
    """`z`: standard deviations above shuffled words, None when too short to tell.

    `scrambled`: counted for less. `doubtful`: a person should look; true where scrambled is.
    """

    z: float | None
    scrambled: bool
    doubtful: bool


@lru_cache(maxsize=1)
def _table() -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int], int]:
    raw = json.loads(files("renshi_recruiting_ai").joinpath("data/word_order.json").read_text("utf-8"))
    pairs: dict[tuple[str, str], int] = {}
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for left, followers in raw["pairs"].items():
        for right, count in followers.items():
            pairs[left, right] = count
            first[left] = first.get(left, 0) + count
            second[right] = second.get(right, 0) + count
    return pairs, first, second, sum(first.values())


def _likelihood(classes: Sequence[str]) -> float:
    pairs, first, second, total = _table()
    value = 0.0
    for left, right in zip(("<s>", *classes), classes, strict=False):
        prior = (second.get(right, 0) + 0.5) / total
        value += math.log((pairs.get((left, right), 0) + 2 * prior) / (first.get(left, 0) + 2))
    return value / len(classes)


def word_order(tokens: Sequence[Token]) -> WordOrder:
    """Judge the order of the tokens of a whole answer, punctuation included."""
    words = [token for token in tokens if token.is_word]
    if not words:
        return WordOrder(None, False, False)
    latin = sum(token.word.isascii() and token.word.isalpha() for token in words)
    if latin * 2 > len(words):
        return _english_order(tokens)
    broken, clauses = _broken_clauses(tokens)
    shattered = broken >= 2 and broken * 7 >= clauses
    if len(words) < _MIN_WORDS:
        return WordOrder(None, shattered, shattered)
    classes = [word_class(token.word) for token in tokens]
    observed = _likelihood(classes)
    shuffler = random.Random(_SEED)
    values: list[float] = []
    for _ in range(_PERMUTATIONS):
        shuffler.shuffle(classes)
        values.append(_likelihood(classes))
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    z = (observed - mean) / deviation if deviation > 1e-12 else 0.0
    low, middle, high = next(cuts for least, *cuts in _CUTS if len(words) >= least)
    scrambled = shattered or z < low or (z < middle and broken > 0)
    return WordOrder(round(z, 3), scrambled, scrambled or z < high)


def _broken_clauses(tokens: Sequence[Token]) -> tuple[int, int]:
    """Clauses that are empty, begin with 的 or 了, or end in a preposition or adverb; and all clauses."""
    clauses: list[list[str]] = [[]]
    for token in tokens:
        if token.word in _CLAUSE_MARKS:
            clauses.append([])
        elif token.is_word:
            clauses[-1].append(token.word)
    if clauses[-1] == []:
        clauses.pop()
    broken = sum(not words or words[0] in _NEVER_FIRST or words[-1] in _NEVER_LAST for words in clauses)
    return broken, len(clauses)


def _english_order(tokens: Sequence[Token]) -> WordOrder:
    """English: an article or possessive before a preposition, a pronoun or a full stop is no English."""
    seen = wrong = 0
    for left, right in pairwise(tokens):
        if left.word in _DETERMINERS:
            seen += 1
            wrong += right.word in _NEVER_AFTER or not right.is_word
    if seen < 4:
        return WordOrder(None, False, False)
    scrambled = wrong / seen > 0.25
    return WordOrder(None, scrambled, scrambled)
