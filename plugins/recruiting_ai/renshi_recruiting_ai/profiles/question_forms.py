"""The form of one question: what is asked, what a good answer speaks of, what a very good one says."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema

INTENT_LABELS: dict[str, Any] = {
    "behavioural": ["行为（做过什么）", "Behavioural (what was done)"],
    "case": ["案例（给出数据或情境）", "Case (with data or a situation)"],
    "knowledge": ["知识（有标准答案）", "Knowledge (has a right answer)"],
    "motivation": ["意愿", "Motivation"],
}
LACK_LABELS: dict[str, Any] = {
    "point": ["没有谈到某个要点", "a point is missing"],
    "situation": ["没有交代情境", "no situation"],
    "task": ["没有交代任务", "no task"],
    "action": ["没有交代做法", "no action"],
    "result": ["没有交代结果", "no result"],
    "numbers": ["没有数字", "no figures"],
    "detail": ["过于简短", "too short"],
    "on_topic": ["离题", "off the topic"],
}


class PointForm(Schema):
    text: Words = Field(min_length=1, max_length=600, title="要点", json_schema_extra={"title_en": "Point"})
    terms: list[Words] = Field(
        min_length=1,
        max_length=30,
        title="体现该要点的词（任一即可）",
        json_schema_extra={"title_en": "Words that show it (any of them)"},
    )
    weight: int = Field(default=1, ge=1, le=100, title="权重", json_schema_extra={"title_en": "Weight"})


class FollowUpForm(Schema):
    text: Words = Field(
        min_length=1, max_length=600, title="追问", json_schema_extra={"title_en": "Follow-up"}
    )
    when: Literal["point", "situation", "task", "action", "result", "numbers", "detail", "on_topic"] = Field(
        title="何时追问", json_schema_extra={"title_en": "Asked when", "x-labels": LACK_LABELS}
    )
    point: Words | None = Field(
        default=None,
        max_length=600,
        title="哪个要点（照抄上面的要点；仅“没有谈到某个要点”时填写）",
        json_schema_extra={"title_en": "Which point (as written above; only where a point is missing)"},
    )


class QuestionForm(Schema):
    """One question as a person fills it in."""

    text: Words = Field(
        min_length=1,
        max_length=600,
        title="题目",
        json_schema_extra={"title_en": "Question", "x-kind": "textarea"},
    )
    material: Words = Field(
        default="",
        max_length=4000,
        title="案例材料（数据、表格或情境，与题目一起显示给候选人，可不填）",
        json_schema_extra={
            "title_en": "Material of a case (figures, a table, a situation; shown with it; optional)",
            "x-kind": "textarea",
        },
    )
    intent: Literal["behavioural", "case", "knowledge", "motivation"] = Field(
        title="类型", json_schema_extra={"title_en": "Kind", "x-labels": INTENT_LABELS}
    )
    competency: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        title="考察能力",
        json_schema_extra={
            "title_en": "Competency",
            "x-options-api": "/api/plugins/recruiting_ai/profiles/${profile_id}/competency-options",
        },
    )
    weight: int = Field(
        default=1, ge=1, le=100, title="同一能力中的权重", json_schema_extra={"title_en": "Weight within it"}
    )
    seconds: int = Field(
        default=300, ge=30, le=3600, title="限时（秒）", json_schema_extra={"title_en": "Time (seconds)"}
    )
    position: int | None = Field(
        default=None,
        ge=1,
        le=60,
        title="第几题（不填排在最后）",
        json_schema_extra={"title_en": "Place (empty: last)"},
    )
    points: list[PointForm] = Field(
        min_length=1,
        max_length=20,
        title="好回答会谈到的要点",
        json_schema_extra={"title_en": "What a good answer speaks of"},
    )
    model_answers: list[Words] = Field(
        default_factory=list,
        max_length=10,
        title="范例回答（完整写出；供人工评分对照和评分模型学习）",
        json_schema_extra={
            "title_en": "Model answers (in full; for people who mark, and for a learned judge)"
        },
    )
    follow_ups: list[FollowUpForm] = Field(
        default_factory=list,
        max_length=10,
        title="追问（只会用这里列出的）",
        json_schema_extra={"title_en": "Follow-ups (only these are ever asked)"},
    )
    note: Words | None = Field(
        default=None, max_length=400, title="修改说明", json_schema_extra={"title_en": "What changed"}
    )
