"""The job profile (岗位画像): what a job needs, how it is asked, and what each point of the scale means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

from .neutral import PROTECTED_FACTS, protected_spans
from .text import clean

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Material = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Weight = Annotated[int, Field(ge=1, le=100)]


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Intent(StrEnum):
    """What a question is for. It decides how the parts of an answer weigh (scoring.INTENT_WEIGHTS)."""

    BEHAVIOURAL = "behavioural"
    CASE = "case"
    KNOWLEDGE = "knowledge"
    MOTIVATION = "motivation"


class Lack(StrEnum):
    """What an answer can lack, and a follow-up can ask for."""

    POINT = "point"
    SITUATION = "situation"
    TASK = "task"
    ACTION = "action"
    RESULT = "result"
    NUMBERS = "numbers"
    DETAIL = "detail"
    ON_TOPIC = "on_topic"


class Anchor(Record):
    """What an answer looks like at this point of the scale (behavioural anchor, 行为锚定)."""

    score: Annotated[int, Field(ge=0, le=10)]
    text: Text


class Concept(Record):
    key: Key
    label: Text
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class Competency(Record):
    key: Key
    label: Text
    weight: Weight
    definition: Text
    anchors: Annotated[tuple[Anchor, ...], Field(min_length=3)]
    concepts: tuple[Concept, ...] = ()


class IdealPoint(Record):
    """Something a good answer speaks of; it is met when any one of its concepts is."""

    key: Key
    text: Text
    concepts: Annotated[tuple[Key, ...], Field(min_length=1)]
    weight: Weight = 1


class FollowUp(Record):
    """A question approved beforehand, asked when the answer lacks what `when` names (`point`: its key)."""

    key: Key
    text: Text
    when: Lack
    point: Key | None = None

    @model_validator(mode="after")
    def _point_is_named(self) -> Self:
        if (self.when is Lack.POINT) != (self.point is not None):
            raise ValueError(f"follow-up {self.key}: give `point` exactly when `when` is 'point'")
        return self


class Question(Record):
    key: Key
    text: Text
    intent: Intent
    competency: Key
    weight: Weight = 1
    ideal_points: Annotated[tuple[IdealPoint, ...], Field(min_length=1)]
    follow_ups: tuple[FollowUp, ...] = ()
    seconds: Annotated[int, Field(ge=30, le=3600)] = 300
    model_answers: Annotated[tuple[Text, ...], Field(max_length=10)] = ()
    """What a very good answer says, in full; a judge that is learned from marks goes by it."""
    material: Material = ""
    """Figures or a text that the question is about, as a case has them; shown below it and part of what is asked."""

    @property
    def asked(self) -> str:
        """The question as the candidate reads it."""
        return f"{self.text}\n\n{self.material}" if self.material else self.text

    @model_serializer(mode="wrap")
    def _as_it_was(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Without any, a question reads as it did before there were such fields: digests of old versions hold.
        body: dict[str, Any] = whole(self)
        for name in ("model_answers", "material"):
            if not getattr(self, name):
                body.pop(name, None)
        return body


class Requirement(Record):
    """A hard requirement as a plain rule over one fact the candidate declared, for instance years ≥ 2."""

    key: Key
    label: Text
    fact: Key
    at_least: float | None = None
    one_of: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if (self.at_least is None) == (not self.one_of):
            raise ValueError(f"requirement {self.key}: give exactly one of at_least and one_of")
        if self.fact in PROTECTED_FACTS:
            raise ValueError(
                f"requirement {self.key}: the fact '{self.fact}' is protected and may not be scored"
            )
        return self


class JobProfile(Record):
    """One version of a profile. `digest()` is what a score names, so a changed profile is a different one."""

    key: Key
    title: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "zh-CN"
    summary: Text
    communication_weight: Annotated[int, Field(ge=0, le=100)] = 10
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    requirements: tuple[Requirement, ...] = ()

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        _unique("competency", (item.key for item in self.competencies))
        _unique("question", (item.key for item in self.questions))
        _unique("concept", (concept.key for item in self.competencies for concept in item.concepts))
        _unique("requirement", (item.key for item in self.requirements))
        by_key = {item.key: item for item in self.competencies}
        concepts = self.concepts()
        for question in self.questions:
            if question.competency not in by_key:
                raise ValueError(f"question {question.key}: unknown competency '{question.competency}'")
            _unique(f"ideal point of {question.key}", (point.key for point in question.ideal_points))
            _unique(f"follow-up of {question.key}", (item.key for item in question.follow_ups))
            points = {point.key for point in question.ideal_points}
            for point in question.ideal_points:
                for name in point.concepts:
                    if name not in concepts:
                        raise ValueError(
                            f"question {question.key}, point {point.key}: unknown concept '{name}'"
                        )
            for follow_up in question.follow_ups:
                if follow_up.point is not None and follow_up.point not in points:
                    raise ValueError(
                        f"question {question.key}: follow-up {follow_up.key} names no point of it"
                    )
        asked = {question.competency for question in self.questions}
        for key in by_key:
            if key not in asked:
                raise ValueError(f"competency {key}: no question asks about it")
        for concept in concepts.values():
            for term in concept.terms:
                if protected_spans(clean(term).folded):
                    raise ValueError(
                        f"concept {concept.key}: the term '{term}' speaks of a protected attribute"
                    )
        return self

    def concepts(self) -> dict[str, Concept]:
        return {concept.key: concept for item in self.competencies for concept in item.concepts}

    def competency(self, key: str) -> Competency:
        return next(item for item in self.competencies if item.key == key)

    def question(self, key: str) -> Question:
        """Raises KeyError when the profile has no such question."""
        for item in self.questions:
            if item.key == key:
                return item
        raise KeyError(key)

    def digest(self) -> str:
        """SHA-256 (hex) of the canonical JSON of the profile."""
        return digest(self.model_dump(mode="json"))


def digest(value: Any) -> str:
    """SHA-256 (hex) of canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _unique(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"{what} '{key}' is there twice")
        seen.add(key)
