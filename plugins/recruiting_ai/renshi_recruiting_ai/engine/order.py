"""Is this running speech, or words in no order?

Counting words cannot tell a story from the same words shuffled. Neighbouring word classes can: the
log-likelihood of an answer's class pairs is compared with that of random permutations of the same classes.
The Chinese table of pairs comes from 300 essays, the English one from students' answers (data/word_order*.json name
source and licence). Measured on what a table has not seen, where 2 % of what people wrote would be called scrambled:
Chinese of 45 words and more 200 of 200 shuffled passages were found, of 28 to 45 words 98 %, of 18 to 28 words 87 %;
English of 20 words and more 95 %.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from .english import english_class
from .tokens import Token, word_class

# Fewer words say nothing. Below the first number the words are called scrambled; up to the second only where a
# clause is broken too; up to the third a person is asked to look, and the count stays whole, because plans and
# lists of steps read less like the essays the table comes from than stories do.
_CHINESE_CUTS = ((90, 2.5, 3.3, 2.8), (40, 1.2, 2.3, 1.8), (18, 0.9, 1.9, 1.2))
_ENGLISH_CUTS = ((60, 2.5, 2.5, 3.0), (20, 1.8, 1.8, 2.2), (15, 1.2, 1.2, 1.8))
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


@dataclass(frozen=True)
class _Table:
    """Counts of neighbouring classes; `own` are words that are a class of their own."""

    pairs: Mapping[tuple[str, str], int]
    first: Mapping[str, int]
    second: Mapping[str, int]
    total: int
    own: frozenset[str] = frozenset()


@lru_cache(maxsize=2)
def _tables(name: str) -> tuple[_Table, ...]:
    raw = json.loads(files("renshi_recruiting_ai").joinpath(f"data/{name}.json").read_text("utf-8"))
    tables = [_counted(raw["pairs"], frozenset())]
    if "own_pairs" in raw:
        tables.append(_counted(raw["own_pairs"], frozenset(raw["own_classes"])))
    return tuple(tables)


def _counted(table: Mapping[str, Mapping[str, int]], own: frozenset[str]) -> _Table:
    pairs: dict[tuple[str, str], int] = {}
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for left, followers in table.items():
        for right, count in followers.items():
            pairs[left, right] = count
            first[left] += count
            second[right] += count
    return _Table(pairs, first, second, sum(first.values()), own)


def _likelihood(classes: Sequence[str], table: _Table) -> float:
    value = 0.0
    for left, right in zip(("<s>", *classes), classes, strict=False):
        prior = (table.second.get(right, 0) + 0.5) / table.total
        value += math.log((table.pairs.get((left, right), 0) + 2 * prior) / (table.first.get(left, 0) + 2))
    return value / len(classes)


def word_order(tokens: Sequence[Token]) -> WordOrder:
    """Judge the order of the tokens of a whole answer in one language, punctuation included."""
    words = [token for token in tokens if token.is_word]
    if not words:
        return WordOrder(None, False, False)
    if is_english(words):
        return _english_order(tokens, len(words))
    broken, clauses = _broken_clauses(tokens)
    shattered = broken >= 2 and broken * 7 >= clauses
    z = _above_chance(tokens, len(words), _CHINESE_CUTS, word_class, "word_order")
    if z is None:
        return WordOrder(None, shattered, shattered)
    low, middle, high = _cuts(_CHINESE_CUTS, len(words))
    scrambled = shattered or z < low or (z < middle and broken > 0)
    return WordOrder(z, scrambled, scrambled or z < high)


def is_english(words: Sequence[Token]) -> bool:
    """Whether most of the words are written in Latin letters."""
    return sum(token.word.isascii() and token.word.isalpha() for token in words) * 2 > len(words)


_Cuts = tuple[tuple[int, float, float, float], ...]


def _cuts(table: _Cuts, words: int) -> list[float]:
    return next(cuts for least, *cuts in table if words >= least)


def _above_chance(
    tokens: Sequence[Token], words: int, cuts: _Cuts, class_of: Callable[[str], str], name: str
) -> float | None:
    """Standard deviations above permutations of the same classes, the mean over the tables; None when too short."""
    if words < cuts[-1][0]:
        return None
    found = []
    for table in _tables(name):
        classes = [token.word if token.word in table.own else class_of(token.word) for token in tokens]
        observed = _likelihood(classes, table)
        shuffler = random.Random(_SEED)
        values: list[float] = []
        for _ in range(_PERMUTATIONS):
            shuffler.shuffle(classes)
            values.append(_likelihood(classes, table))
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
        found.append((observed - mean) / deviation if deviation > 1e-12 else 0.0)
    return round(sum(found) / len(found), 3)


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


def _english_order(tokens: Sequence[Token], words: int) -> WordOrder:
    """An article or possessive before a preposition, a pronoun or a full stop is no English, however few the words."""
    seen = wrong = 0
    for left, right in pairwise(tokens):
        if left.word in _DETERMINERS:
            seen += 1
            wrong += right.word in _NEVER_AFTER or not right.is_word
    shattered = seen >= 4 and wrong > 0.25 * seen
    z = _above_chance(tokens, words, _ENGLISH_CUTS, english_class, "word_order_en")
    if z is None:
        return WordOrder(None, shattered, shattered)
    low, _, high = _cuts(_ENGLISH_CUTS, words)
    scrambled = shattered or z < low
    return WordOrder(z, scrambled, scrambled or z < high)
