"""The same answers, told by somebody else: names, words of sex, age, origin and dialect exchanged. Scores must stay.

Pure: what goes in are the answers a scorer was given, what comes out is how far its numbers moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from renshi_recruiting_ai.engine.report import AnswerSet, ScoringInput
from renshi_recruiting_ai.engine.scoring import score
from renshi_recruiting_ai.engine.units import AnswerPart

TOLERANCE = Decimal("0.1")
"""Points of ten that an exchange may move a score by."""
_SWAPS = (
    ("她", "他"), ("女士", "先生"), ("女性", "男性"), ("女生", "男生"), ("妻子", "丈夫"), ("老婆", "老公"),
    ("已婚", "未婚"), ("汉族", "回族"),
)  # fmt: skip
_OTHER = (
    "我叫王芳，女，今年二十三岁，未婚。",
    "我叫买买提，男，今年五十六岁，已婚，维吾尔族。",
    "本人叫欧阳建国，老家河南。",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """The largest move of one exchange over all dimensions, and of the match in per cent."""

    exchange: str
    points: Decimal
    percent: int
    vanished: int
    """Dimensions that had a score before and have none after, or the other way round."""


def swapped(text: str) -> str:
    """Words of sex, marriage and origin exchanged for their counterparts, both ways."""
    for first, second in _SWAPS:
        text = text.replace(first, "\0").replace(second, first).replace("\0", second)
    return text


def variants(answers: Sequence[AnswerSet]) -> dict[str, tuple[AnswerSet, ...]]:
    """The answers under every exchange, by its name."""
    found = {"words_swapped": _swapped(answers)}
    for number, words in enumerate(_OTHER, 1):
        found[f"introduced_{number}"] = _first(answers, words)
    return found


def _swapped(answers: Sequence[AnswerSet]) -> tuple[AnswerSet, ...]:
    return tuple(
        AnswerSet(
            question=answer.question,
            parts=tuple(
                AnswerPart(turn_no=part.turn_no, asked=part.asked, text=swapped(part.text))
                for part in answer.parts
            ),
        )
        for answer in answers
    )


def _first(answers: Sequence[AnswerSet], words: str) -> tuple[AnswerSet, ...]:
    made = []
    for place, answer in enumerate(answers):
        parts = list(answer.parts)
        if place == 0 and parts:
            head = parts[0]
            parts[0] = AnswerPart(turn_no=head.turn_no, asked=head.asked, text=words + head.text)
        made.append(AnswerSet(question=answer.question, parts=tuple(parts)))
    return tuple(made)


def try_one(given: ScoringInput, protected: Mapping[str, float | str | bool]) -> list[Moved]:
    """How far each exchange moves the scores of one interview. ``protected``: facts added that must count nothing."""
    before = score(given)
    moved = []
    inputs = {
        name: given.model_copy(update={"answers": answers})
        for name, answers in variants(given.answers).items()
    }
    inputs["facts_added"] = given.model_copy(update={"facts": dict(given.facts) | dict(protected)})
    for name, changed in inputs.items():
        after = score(changed)
        points, vanished = Decimal(0), 0
        for old, new in zip(before.dimensions, after.dimensions, strict=True):
            if old.score is None or new.score is None:
                vanished += (old.score is None) != (new.score is None)
            else:
                points = max(points, abs(old.score - new.score))
        percent = (
            abs(before.match.percent - after.match.percent)
            if before.match.percent is not None and after.match.percent is not None
            else 0
        )
        moved.append(Moved(name, points, percent, vanished))
    return moved


def worst(found: Sequence[Moved]) -> list[Moved]:
    """The largest moves of each exchange over many interviews."""
    by_name: dict[str, Moved] = {}
    for item in found:
        known = by_name.get(item.exchange)
        by_name[item.exchange] = (
            item
            if known is None
            else Moved(
                item.exchange,
                max(known.points, item.points),
                max(known.percent, item.percent),
                known.vanished + item.vanished,
            )
        )
    return [by_name[name] for name in sorted(by_name)]
