"""How an answer compares with the question and its model answers, as numbers a learner can weigh.

Nothing here knows who answered. Words that the question itself gives away are told apart from words the answer had to
bring, so that repeating the question earns nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from .words import Vector, Vocabulary, character_grams, content, forms, negations, read, shapes

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PREFIX = 4
_SMOOTH = 5.0
PAIR_FEATURES = (
    "covered",
    "covered_new",
    "nearly_covered",
    "nearly_covered_new",
    "of_answer",
    "of_answer_or_question",
    "pairs_covered",
    "word_cosine",
    "trigram_cosine",
    "fourgram_cosine",
    "bigram_cosine",
    "in_order_of_model",
    "in_order_of_answer",
    "overlap",
    "meaning",
    "meaning_covered",
    "meaning_covered_new",
)
ANSWER_FEATURES = (
    "words",
    "content_words",
    "own_words",
    "of_question",
    "like_question",
    "meaning_of_question",
    "denial_difference",
    "denials",
    "length_ratio",
    "numbers_shared",
    "model_words",
    "model_own_words",
)
FEATURES = (
    *(f"best_{name}" for name in PAIR_FEATURES),
    *(f"mean_{name}" for name in PAIR_FEATURES[:4]),
    *ANSWER_FEATURES,
)
ORDER_FEATURES = ("known_pairs", "order")


@dataclass(frozen=True, slots=True)
class Task:
    """A question with one or more model answers. ``key`` tells tasks apart."""

    key: str
    question: str
    models: tuple[str, ...]


def word_pairs(text: str) -> Counter[tuple[str, str]]:
    """Neighbouring words of a text."""
    return Counter(pairwise(shapes(read(text))))


@dataclass(frozen=True)
class WordPairs:
    """Which words follow which in readable answers: tells sentences from the same words shuffled."""

    pairs: Mapping[tuple[str, str], int]
    singles: Mapping[str, int] = field(init=False)
    total: int = field(init=False)

    def __post_init__(self) -> None:
        singles: Counter[str] = Counter()
        for (first, _), times in self.pairs.items():
            singles[first] += times
        object.__setattr__(self, "singles", singles)
        object.__setattr__(self, "total", singles.total())

    @classmethod
    def learn(cls, texts: Iterable[str]) -> WordPairs:
        """From texts people wrote."""
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            pairs.update(word_pairs(text))
        return cls(dict(pairs))

    def order(
        self, said: Sequence[str], without: Mapping[tuple[str, str], int] | None = None
    ) -> tuple[float, float]:
        """Share of neighbouring words met as neighbours before, and the mean information one gives about the next.

        The second is in nats and low for words in no order. ``without``: counts to take out first. Without that every
        text learned from would look perfectly readable, and every new one shuffled.
        """
        if len(said) < 4:
            return math.nan, math.nan
        neighbours = list(pairwise(said))
        own = without or {}

        def count(pair: tuple[str, str]) -> int:
            return self.pairs.get(pair, 0) - own.get(pair, 0)

        known = sum(count(pair) > 0 for pair in neighbours) / len(neighbours)
        told = 0.0
        for first, second in neighbours:
            expected = self.singles.get(second, 0) + 1
            share = expected / (self.total + 1)
            told += math.log(
                (count((first, second)) + _SMOOTH * share) / (self.singles.get(first, 0) + _SMOOTH) / share
            )
        return known, told / len(neighbours)


def cosine(
    left: Mapping[str, int], right: Mapping[str, int], weight: Callable[[str], float] | None = None
) -> float:
    """Cosine of two bags, 0 where one is empty."""
    if weight is None:
        dot = float(sum(n * right[k] for k, n in left.items() if k in right))
        sizes: float = sum(n * n for n in left.values()) * sum(n * n for n in right.values())
    else:
        dot = sum(n * right[k] * weight(k) ** 2 for k, n in left.items() if k in right)
        sizes = sum((n * weight(k)) ** 2 for k, n in left.items()) * sum(
            (n * weight(k)) ** 2 for k, n in right.items()
        )
    return dot / math.sqrt(sizes) if sizes else 0.0


def _longest_in_order(left: Sequence[str], right: Sequence[str]) -> int:
    best = [0] * (len(right) + 1)
    for one in left:
        above_left = 0
        for column, other in enumerate(right, 1):
            above = best[column]
            best[column] = above_left + 1 if one == other else max(above, best[column - 1])
            above_left = above
    return best[-1]


def _nearly(word: str, said: set[str]) -> float:
    """1 where said, 0.8 where a word with the same beginning was, else the best share of letter pairs above .55."""
    if word in said:
        return 1.0
    best = 0.0
    mine = {word[i : i + 2] for i in range(len(word) - 1)}
    for other in said:
        if len(word) >= _PREFIX and word[:_PREFIX] == other[:_PREFIX]:
            best = max(best, 0.8)
        elif mine:
            theirs = {other[i : i + 2] for i in range(len(other) - 1)}
            shared = 2 * len(mine & theirs) / (len(mine) + len(theirs)) if theirs else 0.0
            best = max(best, shared if shared > 0.55 else 0.0)
    return best


def _pair(task: Task, model: str, answer: str, vocabulary: Vocabulary) -> list[float]:
    asked = set(content(read(task.question)))
    model_words, answer_words = forms(read(model)), forms(read(answer))
    wanted_bag, said_bag = Counter(content(read(model))), Counter(content(read(answer)))
    wanted, said = set(wanted_bag), set(said_bag)
    new = wanted - asked
    total = vocabulary.total

    def share(part: set[str], of: set[str]) -> float:
        return total(sorted(part)) / total(sorted(of)) if of else 0.0

    def nearly(words: set[str]) -> float:
        ordered = sorted(words)
        told = sum(vocabulary.weight(word) * _nearly(word, said) for word in ordered)
        return told / total(ordered) if ordered else 0.0

    covered, soft = share(wanted & said, wanted), nearly(wanted)
    model_pairs = Counter(pairwise(model_words))
    shared_pairs = sum((model_pairs & Counter(pairwise(answer_words))).values())
    in_order = _longest_in_order(model_words, answer_words)
    both = total(sorted(wanted)) + total(sorted(said))
    return [
        covered,
        share(new & said, new) if new else covered,
        soft,
        nearly(new) if new else soft,
        share(said & wanted, said),
        share(said & (wanted | asked), said),
        shared_pairs / max(1, sum(model_pairs.values())),
        cosine(said_bag, wanted_bag, vocabulary.weight),
        *(cosine(character_grams(model, n), character_grams(answer, n)) for n in (3, 4, 2)),
        in_order / max(1, len(model_words)),
        in_order / max(1, len(answer_words)),
        2 * total(sorted(wanted & said)) / both if both else 0.0,
        float(vocabulary.place(sorted(wanted)) @ vocabulary.place(sorted(said))),
        vocabulary.covered(wanted, said),
        vocabulary.covered(new, said),
    ]


def features(task: Task, answer: str, vocabulary: Vocabulary) -> Vector:
    """One number per name of ``FEATURES``."""
    compared = np.array([_pair(task, model, answer, vocabulary) for model in task.models])
    words = read(answer)
    said, asked = content(words), set(content(read(task.question)))
    first = content(read(task.models[0]))
    lengths = [len(read(model)) for model in task.models]
    models = " ".join(task.models)
    own = [
        len(words),
        len(said),
        len(set(said) - asked),
        len(set(said) & asked) / max(1, len(set(said))),
        cosine(character_grams(task.question, 3), character_grams(answer, 3)),
        float(vocabulary.place(sorted(asked)) @ vocabulary.place(sorted(set(said)))),
        min(abs(negations(words) - negations(read(model))) for model in task.models),
        negations(words),
        len(words) / max(1.0, sum(lengths) / len(lengths)),
        len(set(_NUMBER.findall(answer)) & set(_NUMBER.findall(models))),
        lengths[0],
        len(set(first) - asked),
    ]
    return np.concatenate([compared.max(axis=0), compared.mean(axis=0)[:4], np.array(own, dtype=np.float64)])
