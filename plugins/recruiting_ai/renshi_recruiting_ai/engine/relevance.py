"""How near a sentence is to what was asked: cosine of TF-IDF vectors over words and over character pairs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .profile import JobProfile, Question
from .text import clean
from .tokens import Token, tokenize


def _features(tokens: Iterable[Token]) -> Counter[str]:
    """Content words as `w:` and pieces of them as `c:`; pieces never reach across a left-out word.

    A piece is a pair of characters, of Latin words four letters: two of them any English words share.
    """
    counts: Counter[str] = Counter()
    for token in tokens:
        if not token.is_content:
            continue
        counts[f"w:{token.word}"] += 1
        padded = f"^{token.word}$"
        size = 4 if token.word.isascii() and token.word.isalpha() else 2
        for index in range(max(1, len(padded) - size + 1)):
            counts[f"c:{padded[index : index + size]}"] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Reference:
    """Weights of one question's vocabulary; the rarer a word among the profile's questions, the heavier."""

    weights: Mapping[str, float]
    unseen: float
    vector: Mapping[str, float]

    def nearness(self, tokens: Sequence[Token]) -> float:
        """Mean of word and character-pair cosine to the question with its ideal points, 0-1."""
        vector = {key: self.weights.get(key, self.unseen) * n for key, n in sorted(_features(tokens).items())}
        return (_cosine(vector, self.vector, "w:") + _cosine(vector, self.vector, "c:")) / 2


def _cosine(left: Mapping[str, float], right: Mapping[str, float], prefix: str) -> float:
    dot = sum(value * right.get(key, 0.0) for key, value in left.items() if key.startswith(prefix))
    size = math.sqrt(sum(value * value for key, value in left.items() if key.startswith(prefix)))
    other = math.sqrt(sum(value * value for key, value in right.items() if key.startswith(prefix)))
    return dot / (size * other) if size and other else 0.0


def _material(profile: JobProfile, question: Question) -> str:
    concepts = profile.concepts()
    lines = [question.text]
    for point in question.ideal_points:
        lines.append(point.text)
        lines.extend(term for key in point.concepts for term in concepts[key].terms)
    return "\n".join(lines)


def references(profile: JobProfile) -> dict[str, Reference]:
    """One Reference per question key of the profile."""
    counts = {
        question.key: _features(tokenize(clean(_material(profile, question)).folded))
        for question in profile.questions
    }
    documents = len(counts)
    spread: Counter[str] = Counter()
    for features in counts.values():
        spread.update(features.keys())
    weights = {key: math.log((1 + documents) / (1 + n)) + 1 for key, n in spread.items()}
    unseen = math.log(1 + documents) + 1
    return {
        key: Reference(
            weights, unseen, {name: weights[name] * (1 + math.log(n)) for name, n in sorted(features.items())}
        )
        for key, features in counts.items()
    }
