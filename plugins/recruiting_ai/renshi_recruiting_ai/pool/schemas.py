"""The wire of the talent pool."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from renshi_recruiting_ai.candidates.schemas import normal_email, normal_phone
from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema

MergeField = Literal["name", "phone", "email", "school", "city", "years", "degree"]


class PairForm(Schema):
    """`keep` stays, `merge` becomes part of it. `take` names values that come from the merged row."""

    keep: UUID
    merge: UUID
    take: list[MergeField] = Field(default_factory=list, max_length=7)


class DistinctForm(Schema):
    first: UUID
    second: UUID


class DoNotContact(Schema):
    on: bool
    reason: Words = Field(min_length=2, max_length=400)


class KeepForm(Schema):
    """How and until when somebody agreed to stay in the pool (at most two years on)."""

    until: date
    consent: Words = Field(min_length=4, max_length=400)


class FactsForm(Schema):
    """What is known about a person; `tags` and `skills` replace those there are."""

    city: Words | None = Field(default=None, max_length=40)
    years: float | None = Field(default=None, ge=0, le=60)
    degree: Literal["高中", "大专", "本科", "硕士", "博士"] | None = None
    school: Words | None = Field(default=None, max_length=80)
    skills: list[Words] | Words = Field(default_factory=list, max_length=2000)
    tags: list[Words] | Words = Field(default_factory=list, max_length=400)


class PastCandidate(Schema):
    """One line of an import."""

    name: Words = Field(min_length=1, max_length=60)
    phone: Annotated[Words, AfterValidator(normal_phone)] | None = Field(default=None, max_length=30)
    email: Annotated[Words, AfterValidator(normal_email)] | None = None
    school: Words | None = Field(default=None, max_length=80)
    city: Words | None = Field(default=None, max_length=40)
    years: float | None = Field(default=None, ge=0, le=60)
    degree: Literal["高中", "大专", "本科", "硕士", "博士"] | None = None
    skills: list[Words] = Field(default_factory=list, max_length=40)
    consent: Words = Field(min_length=4, max_length=400)
    keep_until: date


class ImportForm(Schema):
    """`text` is CSV with a header (姓名, 手机号, 邮箱, 毕业院校, 城市, 工作年限, 学历, 技能, 同意方式, 保存至)."""

    text: Words = Field(min_length=1, max_length=2_000_000)
    apply: bool = False


class ReactivateForm(Schema):
    requisition_id: UUID
    notify: bool = True
