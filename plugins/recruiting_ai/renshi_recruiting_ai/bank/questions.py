"""Questions that ship with the plugin, and how a plan (a job profile) is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from renshi_recruiting_ai.engine.profile import Intent, JobProfile, Key, Lack, Record, Text

Language = Literal["zh", "en"]
INDUSTRIES = ("general", "manufacturing", "retail", "it", "finance")
CODES = {"zh": "zh-CN", "en": "en-US"}


class BankPoint(Record):
    """Something a good answer speaks of, with the words that show it in each language."""

    key: Key
    zh: Text
    en: Text
    terms_zh: Annotated[tuple[Text, ...], Field(min_length=2)]
    terms_en: Annotated[tuple[Text, ...], Field(min_length=2)]


class BankFollowUp(Record):
    key: Key
    zh: Text
    en: Text
    when: Lack
    point: Key | None = None


class BankQuestion(Record):
    """One question. A `case` holds its small set of data in its text."""

    key: Key
    industries: Annotated[tuple[Key, ...], Field(min_length=1)]
    positions: Annotated[tuple[Key, ...], Field(min_length=1)]
    intent: Intent
    seconds: int
    competency: Key
    zh: Text
    en: Text
    points: Annotated[tuple[BankPoint, ...], Field(min_length=2)]
    follow_ups: tuple[BankFollowUp, ...] = ()


class Said(Record):
    label: Text
    definition: Text


class BankAnchor(Record):
    score: int
    zh: Text
    en: Text


class BankCompetency(Record):
    key: Key
    zh: Said
    en: Said
    anchors: tuple[BankAnchor, ...]


def _yaml(name: str) -> Any:
    return yaml.safe_load(files("renshi_recruiting_ai").joinpath(f"data/bank/{name}.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def questions() -> Mapping[str, BankQuestion]:
    """All questions by key."""
    found = [BankQuestion.model_validate(entry) for industry in INDUSTRIES for entry in _yaml(industry)]
    by_key = {item.key: item for item in found}
    if len(by_key) != len(found):
        raise ValueError("two questions of the bank have one key")
    return by_key


@lru_cache(maxsize=1)
def competencies() -> Mapping[str, BankCompetency]:
    """All competencies by key."""
    return {
        item.key: item for item in (BankCompetency.model_validate(entry) for entry in _yaml("competencies"))
    }


def search(
    industry: str | None,
    position: str | None,
    intent: str | None,
    pool: Mapping[str, BankQuestion] | None = None,
) -> list[BankQuestion]:
    """Questions for an industry and a position; those for everybody are always among them. ``pool`` is all of them."""
    return [
        item
        for item in (questions() if pool is None else pool).values()
        if (industry is None or industry in item.industries or "general" in item.industries)
        and (position is None or position in item.positions or "any" in item.positions)
        and (intent is None or item.intent.value == intent)
    ]


def compose(
    keys: Sequence[str],
    language: Language,
    *,
    key: str,
    title: str,
    summary: str,
    weights: Mapping[str, int],
    pool: Mapping[str, BankQuestion] | None = None,
) -> JobProfile:
    """A plan of these questions in this order. Competencies without a weight share alike.

    Raises:
        KeyError: no such question.
    """
    every = questions() if pool is None else pool
    chosen = [every[name] for name in keys]
    wanted = list(dict.fromkeys(item.competency for item in chosen))
    return JobProfile.model_validate(
        {
            "key": key,
            "title": title,
            "language": CODES[language],
            "summary": summary,
            "competencies": [_competency(name, chosen, language, weights.get(name, 20)) for name in wanted],
            "questions": [_question(item, language) for item in chosen],
        }
    )


def _concept(question: BankQuestion, point: BankPoint) -> str:
    return f"{question.key}_{point.key}"[:40]


def _competency(name: str, chosen: Sequence[BankQuestion], language: Language, weight: int) -> dict[str, Any]:
    item = competencies()[name]
    said = item.zh if language == "zh" else item.en
    return {
        "key": name,
        "label": said.label,
        "weight": weight,
        "definition": said.definition,
        "anchors": [{"score": anchor.score, "text": getattr(anchor, language)} for anchor in item.anchors],
        "concepts": [
            {
                "key": _concept(question, point),
                "label": getattr(point, language),
                "terms": list(getattr(point, f"terms_{language}")),
            }
            for question in chosen
            if question.competency == name
            for point in question.points
        ],
    }


def _question(item: BankQuestion, language: Language) -> dict[str, Any]:
    return {
        "key": item.key,
        "text": getattr(item, language),
        "intent": item.intent.value,
        "competency": item.competency,
        "seconds": item.seconds,
        "ideal_points": [
            {"key": point.key, "text": getattr(point, language), "concepts": [_concept(item, point)]}
            for point in item.points
        ],
        "follow_ups": [
            {"key": one.key, "text": getattr(one, language), "when": one.when.value, "point": one.point}
            for one in item.follow_ups
        ],
    }
