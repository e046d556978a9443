"""The same résumé, handed in by somebody else, through the whole pipeline: read into values, matched, ranked.

Pure but for the ranker, which is asked for all at once by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from renshi_recruiting_ai.engine.screening import Screening
from renshi_recruiting_ai.fairness.counterfactual import Moved, swapped
from renshi_recruiting_ai.ranking.matching import match
from renshi_recruiting_ai.resumes.parsing.resume import parse

BASE = "as_it_is"
_OTHER_NAME = "阿依古丽·买买提"
_TOLD = (
    "性别：女 年龄：23岁 婚姻状况：未婚 民族：汉族 籍贯：上海",
    "性别：男 年龄：56岁 婚姻状况：已婚已育 民族：维吾尔族 籍贯：河南",
)


def variants(pages: Sequence[str], name: str | None) -> dict[str, list[str]]:
    """The pages under every exchange, by its name; :data:`BASE` are the pages as they are."""
    made = {BASE: list(pages), "words_swapped": [swapped(page) for page in pages]}
    if name:
        made["renamed"] = [page.replace(name, _OTHER_NAME) for page in pages]
    for number, words in enumerate(_TOLD, 1):
        first = pages[0].split("\n") if pages else [""]
        made[f"told_{number}"] = ["\n".join([first[0], words, *first[1:]]), *pages[1:]]
    return made


def matched(
    pages: Sequence[str], rules: Screening, facts: Mapping[str, Any], as_of: str
) -> dict[str, dict[str, Any]]:
    """The match of every variant, each read anew. What differs in sex, age, origin and name must not differ in it."""
    name = parse(list(pages), as_of=as_of).name
    return {
        exchange: match(changed, parse(changed, as_of=as_of).as_json(), rules, facts)
        for exchange, changed in variants(pages, name.words if name else None).items()
    }


def moved(scores: Mapping[str, float]) -> list[Moved]:
    """How far each exchange moves the score; points of ten, as interviews are counted."""
    base = scores[BASE]
    return [
        Moved(
            exchange,
            (abs(Decimal(str(value)) - Decimal(str(base))) / 10).quantize(Decimal("0.001")),
            round(abs(value - base)),
            0,
        )
        for exchange, value in scores.items()
        if exchange != BASE
    ]
