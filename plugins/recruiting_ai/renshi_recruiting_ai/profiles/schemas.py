"""The wire of job profiles."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class NewProfile(Schema):
    """A new profile, or a new version of the one with the same key; `body` is an engine JobProfile.

    `screening` (an engine Screening) says how résumés are read; left out, that of the version before goes on.
    """

    body: dict[str, Any] = Field(title="岗位画像（JSON）")
    screening: dict[str, Any] | None = Field(default=None, title="简历筛选规则（JSON）")
    family: Words | None = Field(default=None, max_length=60, title="岗位族")
    industry: Words | None = Field(default=None, max_length=60, title="行业")
    note: str | None = Field(default=None, max_length=400, title="修改说明")


class FromTemplate(Schema):
    template: str = Field(pattern=r"^[a-z0-9_]{1,60}$", title="模板")
    title: Words | None = Field(default=None, max_length=80, title="岗位名称")


MUST_LABELS: dict[str, Any] = {
    "years": ["工作年限（年）", "Years of work"],
    "degree": ["学历（1 高中 2 大专 3 本科 4 硕士 5 博士）", "Degree (1 school … 5 doctor)"],
    "licence": ["证书", "Licence"],
    "language": ["语言", "Language"],
    "city": ["意向城市", "City"],
    "skill": ["技能", "Skill"],
}


class MustHaveForm(Schema):
    label: Words = Field(
        min_length=1, max_length=60, title="条件", json_schema_extra={"title_en": "Must-have"}
    )
    kind: Literal["years", "degree", "licence", "language", "city", "skill"] = Field(
        title="类型", json_schema_extra={"title_en": "Kind", "x-labels": MUST_LABELS}
    )
    at_least: float | None = Field(
        default=None,
        gt=0,
        le=50,
        title="至少（年限或学历等级）",
        json_schema_extra={"title_en": "At least (years or level)"},
    )
    one_of: list[Words] = Field(
        default_factory=list,
        max_length=30,
        title="满足其一（其他类型）",
        json_schema_extra={"title_en": "One of (other kinds)"},
    )


class SkillForm(Schema):
    label: Words = Field(min_length=1, max_length=60, title="技能", json_schema_extra={"title_en": "Skill"})
    weight: int = Field(ge=1, le=100, title="权重", json_schema_extra={"title_en": "Weight"})
    terms: list[Words] = Field(
        min_length=1,
        max_length=30,
        title="同义词（含本名）",
        json_schema_extra={"title_en": "Words for it"},
    )


class ScreeningForm(Schema):
    """The screening rules as a person fills them in; keys are made from their order."""

    must_haves: list[MustHaveForm] = Field(
        default_factory=list, max_length=20, title="硬性条件", json_schema_extra={"title_en": "Must-haves"}
    )
    skills: list[SkillForm] = Field(
        min_length=1, max_length=40, title="技能与权重", json_schema_extra={"title_en": "Skills and weights"}
    )
    good_years: float = Field(
        default=5,
        gt=0,
        le=40,
        title="经验满分年限",
        json_schema_extra={"title_en": "Years from which experience counts in full"},
    )
    description: Words = Field(
        default="",
        max_length=6000,
        title="工作内容（用于相似度）",
        json_schema_extra={"title_en": "What the job is about (for the similarity)", "x-kind": "textarea"},
    )
    weight_skills: int = Field(
        default=60, ge=0, le=100, title="技能占比（%）", json_schema_extra={"title_en": "Share of skills (%)"}
    )
    weight_experience: int = Field(
        default=15,
        ge=0,
        le=100,
        title="经验占比（%）",
        json_schema_extra={"title_en": "Share of experience (%)"},
    )
    weight_similarity: int = Field(
        default=25,
        ge=0,
        le=100,
        title="相似度占比（%）",
        json_schema_extra={"title_en": "Share of similarity (%)"},
    )
    note: Words | None = Field(
        default=None, max_length=400, title="修改说明", json_schema_extra={"title_en": "What changed"}
    )


class AnchorForm(Schema):
    score: int = Field(ge=0, le=10, title="分数", json_schema_extra={"title_en": "Points"})
    text: Words = Field(
        min_length=1, max_length=600, title="行为描述", json_schema_extra={"title_en": "What it looks like"}
    )


class CompetencyForm(Schema):
    key: Words = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", title="代号", json_schema_extra={"title_en": "Key"})
    label: Words = Field(
        min_length=1, max_length=60, title="名称", json_schema_extra={"title_en": "Competency"}
    )
    weight: int = Field(ge=1, le=100, title="权重", json_schema_extra={"title_en": "Weight"})
    definition: Words = Field(
        min_length=1, max_length=600, title="定义", json_schema_extra={"title_en": "Definition"}
    )
    anchors: list[AnchorForm] = Field(
        min_length=3,
        max_length=11,
        title="锚定量表（0–10）",
        json_schema_extra={"title_en": "Anchored scale (0–10)"},
    )


class CompetenciesForm(Schema):
    """Competencies with their anchored scales; concepts and questions stay as they are, by key."""

    title: Words = Field(
        min_length=1, max_length=80, title="岗位名称", json_schema_extra={"title_en": "Title"}
    )
    family: Words | None = Field(
        default=None, max_length=60, title="岗位族", json_schema_extra={"title_en": "Job family"}
    )
    competencies: list[CompetencyForm] = Field(
        min_length=1, max_length=12, title="能力维度", json_schema_extra={"title_en": "Competencies"}
    )
    note: Words | None = Field(
        default=None, max_length=400, title="修改说明", json_schema_extra={"title_en": "What changed"}
    )
