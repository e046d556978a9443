"""Which concepts an answer speaks of, where, and whether in a sentence or in a bare list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .profile import Concept
from .text import clause_start, clean

# Only words for "I never learned or did this" undo a mention; a bare 没有 does not:
# 没有发生安全事故 is a result.
_DENIAL = re.compile(
    r"(?:不懂|不了解|不熟悉|不清楚|不擅长|不太懂|不太会|不太了解|没学过|没用过|没做过|没接触过|没听说过|没有接触过|没有用过|没有做过|没有学过|没有使用过|"
    r"从未(?:用|做|学|接触|使用|负责|处理)过?|从没(?:用|做|学|接触|使用|负责|处理)过?|不会(?:用|使用|做|写|操作)?|"
    r"never (?:used|done|learned|heard of|worked with)|not familiar with|no experience (?:in|with|of)|"
    r"(?:don't|do not|didn't|did not) (?:know|use|understand)(?: about)?)\s*(?:什么|任何|过|any|the|a)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A term of a concept at cleaned positions [start, end)."""

    concept: str
    term: str
    start: int
    end: int
    denied: bool


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    folded = clean(term).folded.strip()
    body = re.escape(folded).replace(r"\ ", r"\s*")
    # Latin terms need word borders (R is not in ERP); Chinese has none to lean on.
    left = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", folded) else ""
    right = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", folded) else ""
    return re.compile(left + body + right)


def told_by(folded: str, terms: tuple[str, ...]) -> frozenset[str]:
    """Those of the terms that `folded` contains."""
    return frozenset(term for term in terms if _pattern(term).search(folded))


def askable(concept: Concept, asked: str) -> tuple[str, ...]:
    """The terms of a concept that the question itself does not hand to the candidate (`asked` is folded)."""
    given = told_by(asked, concept.terms)
    return tuple(term for term in concept.terms if term not in given)


def mentions(
    folded: str, start: int, end: int, concept: Concept, terms: tuple[str, ...]
) -> tuple[Mention, ...]:
    """All mentions in folded[start:end], longest term first where two overlap."""
    taken: list[tuple[int, int]] = []
    found: list[Mention] = []
    for term in sorted(terms, key=lambda item: (-len(item), item)):
        for match in _pattern(term).finditer(folded, start, end):
            first, last = match.span()
            if any(first < stop and last > begin for begin, stop in taken):
                continue
            taken.append((first, last))
            before = folded[clause_start(folded, start, first) : first]
            found.append(Mention(concept.key, term, first, last, bool(_DENIAL.search(before))))
    return tuple(sorted(found, key=lambda item: (item.start, item.end)))
