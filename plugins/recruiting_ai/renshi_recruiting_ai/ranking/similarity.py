"""How alike two texts are, by words and by pairs of characters.

Words weigh by how rare they are in the dictionary, never by who else applied: so a person's figure doesn't change
when somebody else's résumé comes in.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from renshi_recruiting_ai.engine.tokens import _dictionary, tokenize

FULL = 0.35
"""A likeness from which the part counts in full; two different texts about one job rarely go beyond it."""


@lru_cache(maxsize=1)
def _total() -> float:
    return float(_dictionary()[0].total)


@lru_cache(maxsize=20_000)
def _rarity(word: str) -> float:
    """Inverse document frequency, with the dictionary for the documents; an unknown word counts as a rare one."""
    known = _dictionary()[0].FREQ.get(word) or 3
    return math.log(_total() / known)


def _words(text: str) -> dict[str, float]:
    counts = Counter(token.word for token in tokenize(text) if token.is_content)
    return {word: (1 + math.log(count)) * _rarity(word) for word, count in counts.items()}


def _pairs(text: str) -> dict[str, float]:
    letters = "".join(char for char in text if char.isalnum())
    counts = Counter(letters[place : place + 2] for place in range(len(letters) - 1))
    return {pair: 1 + math.log(count) for pair, count in counts.items()}


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    if len(a) > len(b):
        a, b = b, a
    # Sorted, so that the sum has one order and one last bit.
    dot = math.fsum(weight * b[key] for key, weight in sorted(a.items()) if key in b)
    norm = math.sqrt(math.fsum(w * w for w in a.values())) * math.sqrt(math.fsum(w * w for w in b.values()))
    return dot / norm if norm else 0.0


def likeness(text: str, other: str) -> tuple[float, float]:
    """(by words, by pairs of characters), each from 0 to 1."""
    return _cosine(_words(text), _words(other)), _cosine(_pairs(text), _pairs(other))
