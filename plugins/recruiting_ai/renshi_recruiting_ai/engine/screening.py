"""What a résumé is read for: must-haves, skills with weights and synonyms, and how the parts weigh.

Must-haves are plain rules over what the résumé says; each is met, not met, or unknown, and unknown is never
counted as not met. Nothing here can ask for a protected attribute: the kinds are a closed list, and terms are checked.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .neutral import protected_spans
from .profile import Key, Record, Term, Text, Weight, digest
from .text import clean

DEGREES = ("高中", "大专", "本科", "硕士", "博士")
"""Levels 1 to 5 (中专/高中, associate, bachelor, master, doctor)."""
MustKind = Literal["years", "degree", "licence", "language", "city", "skill"]


class MustHave(Record):
    """A hard requirement: a least number (years; degree as level 1–5), or one of several terms."""

    key: Key
    label: Text
    kind: MustKind
    at_least: Annotated[float, Field(gt=0, le=50)] | None = None
    one_of: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        numeric = self.kind in ("years", "degree")
        if numeric != (self.at_least is not None) or numeric == bool(self.one_of):
            raise ValueError(
                f"must-have {self.key}: years and degree take at_least, the other kinds take one_of"
            )
        if self.kind == "degree" and self.at_least not in (1, 2, 3, 4, 5):
            raise ValueError(f"must-have {self.key}: a degree is a level from 1 to 5")
        return self


class Skill(Record):
    """A skill with the words that stand for it; ``weight`` of 100 says how much it counts among the others."""

    key: Key
    label: Text
    weight: Weight
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class Mix(Record):
    """How the parts of the profile match weigh; whole per cents, together 100."""

    skills: Annotated[int, Field(ge=0, le=100)] = 60
    experience: Annotated[int, Field(ge=0, le=100)] = 15
    similarity: Annotated[int, Field(ge=0, le=100)] = 25

    @model_validator(mode="after")
    def _hundred(self) -> Self:
        if self.skills + self.experience + self.similarity != 100:
            raise ValueError("the parts of a match must make 100 together")
        return self


class Screening(Record):
    """How résumés for a job are read and matched."""

    must_haves: tuple[MustHave, ...] = ()
    skills: Annotated[tuple[Skill, ...], Field(min_length=1)]
    good_years: Annotated[float, Field(gt=0, le=40)] = 5
    """Years of relevant work from which experience counts in full."""
    description: Annotated[str, Field(max_length=6000)] = ""
    """What the job is about; the similarity part compares the résumé's work history with it."""
    mix: Mix = Mix()
    schools: tuple[Term, ...] = ()
    """Opt-in: schools that are shown as a remark. They never count in the score."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for what, items in (("must-have", self.must_haves), ("skill", self.skills)):
            keys = [item.key for item in items]
            if len(set(keys)) != len(keys):
                raise ValueError(f"a {what} is there twice")
        for terms in (*(m.one_of for m in self.must_haves), *(s.terms for s in self.skills)):
            for term in terms:
                if protected_spans(clean(term).folded):
                    raise ValueError(f"the term '{term}' speaks of a protected attribute")
        return self

    def digest(self) -> str:
        """SHA-256 (hex) of its canonical JSON."""
        return digest(self.model_dump(mode="json"))
