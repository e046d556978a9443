"""The wire of pipelines."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema

Kind = Literal["new", "screen", "ai_interview", "interview", "offer", "hired", "rejected", "withdrawn"]
KIND_LABELS: dict[str, Any] = {
    "new": ["新投递", "New"],
    "screen": ["筛选", "Screening"],
    "ai_interview": ["AI 面试", "AI interview"],
    "interview": ["人工面试", "Interviews"],
    "offer": ["录用", "Offer"],
    "hired": ["已入职", "Hired"],
    "rejected": ["未通过", "Rejected"],
    "withdrawn": ["已撤回", "Withdrawn"],
}


class StageForm(Schema):
    """One column of the board. ``id`` names the stage there is; without it a new one is made."""

    id: UUID | None = Field(
        default=None, title="编号", json_schema_extra={"title_en": "Id", "x-kind": "hidden"}
    )
    title: Words = Field(min_length=1, max_length=40, title="名称", json_schema_extra={"title_en": "Name"})
    title_en: Words | None = Field(
        default=None, max_length=40, title="英文名称", json_schema_extra={"title_en": "Name (English)"}
    )
    kind: Kind = Field(title="类型", json_schema_extra={"title_en": "Kind", "x-labels": KIND_LABELS})
    sla_days: int | None = Field(
        default=None, ge=1, le=365, title="时限（天）", json_schema_extra={"title_en": "Days allowed"}
    )
    auto_invite: bool = Field(
        default=False,
        title="进入时自动发送面试邀请",
        json_schema_extra={"title_en": "Send the interview invitation on entering"},
    )


class PipelineForm(Schema):
    """A pipeline; the stages in their order."""

    name: Words = Field(min_length=1, max_length=60, title="名称", json_schema_extra={"title_en": "Name"})
    family: Words | None = Field(
        default=None,
        max_length=60,
        title="岗位族（留空为通用）",
        json_schema_extra={"title_en": "Job family (empty: any)"},
    )
    is_default: bool = Field(default=False, title="默认流程", json_schema_extra={"title_en": "Default"})
    stages: list[StageForm] = Field(
        min_length=5, max_length=20, title="阶段", json_schema_extra={"title_en": "Stages"}
    )


class MoveForm(Schema):
    """Where to, and why. ``message`` is a template that is sent to the candidate as well."""

    stage_id: UUID
    reason: Words | None = Field(default=None, max_length=1000)
    message: str | None = Field(default=None, max_length=40)
    note: Words | None = Field(default=None, max_length=2000)


class BulkMoveForm(MoveForm):
    ids: list[UUID] | str = Field(min_length=1, max_length=200 * 37)


class NextAction(Schema):
    """What is to be done next, by whom and until when."""

    next_action: Words | None = Field(default=None, max_length=200)
    next_action_on: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    owner_id: UUID | None = None


class Tags(Schema):
    tags: list[Words] | Words = Field(max_length=400)
