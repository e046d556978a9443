"""What of a language model's replies is believed.

A reply that does not have the agreed shape, quotes words that were not said, or speaks of a protected attribute is no
reply. An opinion counts only where most samples held, agree with each other, and are not far from what the rules found;
in every other case a person is asked to look, and the rules' score stands.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import ValidationError

from ..gaming import Quote
from ..neutral import protected_spans
from ..profile import Record
from ..text import clean
from .prompt import Opinion
from .sending import Sent

SPREAD_LIMIT = 2
DIFFERENCE_LIMIT = Decimal(3)
FREE_SCORE = 2
"""Up to this score nothing needs to be quoted: what is not there can't be."""


class Why(StrEnum):
    """Why an opinion does not count, or a reply was dropped."""

    MALFORMED = "malformed"
    NO_QUOTE = "no_quote"
    PROTECTED = "protected"
    NONE_HELD = "none_held"
    FEW_HELD = "few_held"
    SPREAD = "spread"
    APART = "apart"
    SPEAKS = "speaks_to_grader"


class SecondOpinion(Record):
    """`median` is None where no sample held. `counts` is whether it may move a score; `because` says why not."""

    median: Decimal | None
    samples: tuple[int, ...]
    quotes: tuple[Quote, ...]
    reason: str
    rejected: tuple[Why, ...]
    counts: bool
    because: Why | None


def read(raw: str) -> Opinion | None:
    """The opinion in a reply; None where it is none. A fence of three backticks around the JSON is let pass."""
    text = raw.strip()
    if text.startswith("```") and text.endswith("```") and "\n" in text:
        text = text[text.index("\n") + 1 : -3]
    try:
        return Opinion.model_validate(json.loads(text))
    except (ValueError, ValidationError, RecursionError):
        return None


def judge(replies: Sequence[str], answer: Sent, rule_score: Decimal | None) -> SecondOpinion:
    """Check the replies against what was sent, and set them beside the rules' score (0 to 10, None without one)."""
    held: list[tuple[int, str]] = []
    quotes: list[Quote] = []
    rejected: list[Why] = []
    # What was kept back never reached the model: it moves nothing, and is flagged by the rules.
    speaks = False
    for raw in replies:
        opinion = read(raw)
        if opinion is None:
            rejected.append(Why.MALFORMED)
            continue
        speaks = speaks or opinion.speaks_to_grader
        found = [quote for quote in map(answer.find, opinion.quotes) if quote is not None]
        if protected_spans(clean(opinion.reason).folded):
            rejected.append(Why.PROTECTED)
        elif opinion.score > FREE_SCORE and not found:
            rejected.append(Why.NO_QUOTE)
        else:
            held.append((opinion.score, opinion.reason))
            quotes.extend(quote for quote in found if quote not in quotes)
    scores = tuple(score for score, _ in held)
    median = Decimal(str(statistics.median(scores))) if scores else None
    because = _because(replies, scores, median, rule_score, speaks)
    return SecondOpinion(
        median=median,
        samples=scores,
        quotes=tuple(quotes),
        reason=_reason(held, median),
        rejected=tuple(rejected),
        counts=because is None,
        because=because,
    )


def _reason(held: Sequence[tuple[int, str]], median: Decimal | None) -> str:
    """The words of the sample nearest to the median."""
    if median is None:
        return ""
    return min(held, key=lambda item: (abs(item[0] - median), item[1]))[1]


def _because(
    replies: Sequence[str],
    scores: Sequence[int],
    median: Decimal | None,
    rule_score: Decimal | None,
    speaks: bool,
) -> Why | None:
    if median is None:
        return Why.NONE_HELD
    if speaks:
        return Why.SPEAKS
    if len(scores) * 2 <= len(replies):
        return Why.FEW_HELD
    if max(scores) - min(scores) > SPREAD_LIMIT:
        return Why.SPREAD
    if rule_score is None or abs(median - rule_score) > DIFFERENCE_LIMIT:
        return Why.APART
    return None
