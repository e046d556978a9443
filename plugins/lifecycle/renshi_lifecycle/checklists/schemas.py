"""The wire of checklists."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue, model_validator

from renshi_lifecycle.checklists.dates import FURTHEST
from renshi_sdk.web import Schema

Occasion = Literal["onboarding", "transfer", "secondment", "leaving"]
_OWNERS: list[JsonValue] = ["新员工/本人", "直属上级", "人事", "IT", "导师"]


class TaskIn(Schema):
    """One task of a template."""

    key: Annotated[
        str,
        Field(pattern=r"^[a-z0-9_]{1,30}$", title="编码", json_schema_extra={"title_en": "Code"}),
    ]
    title: Annotated[
        str, Field(min_length=1, max_length=80, title="任务", json_schema_extra={"title_en": "Task"})
    ]
    title_en: Annotated[
        str, Field(min_length=1, max_length=120, title="英文", json_schema_extra={"title_en": "In English"})
    ]
    owner: Literal["employee", "manager", "hr", "it", "mentor"] = Field(
        default="hr", title="负责人", json_schema_extra={"title_en": "Owner", "x-labels": _OWNERS}
    )
    due: int = Field(
        default=0,
        ge=-FURTHEST,
        le=FURTHEST,
        title="到期（距基准日天数）",
        json_schema_extra={"title_en": "Due, days from the day"},
    )
    proof: Literal["confirm", "text", "file"] = Field(
        default="confirm",
        title="完成凭证",
        json_schema_extra={"title_en": "Proof", "x-labels": ["确认", "文字", "附件"]},
    )
    needs: list[str] = Field(
        default=[], max_length=20, title="前置任务编码", json_schema_extra={"title_en": "After tasks"}
    )
    note: str | None = Field(
        default=None, max_length=300, title="说明", json_schema_extra={"title_en": "Note"}
    )


class TemplateIn(Schema):
    """A template. The most particular active one of an occasion is used: position, then department, then type."""

    code: Annotated[
        str, Field(pattern=r"^[a-z0-9_]{1,40}$", title="编码", json_schema_extra={"title_en": "Code"})
    ]
    title: Annotated[
        str, Field(min_length=1, max_length=60, title="名称", json_schema_extra={"title_en": "Title"})
    ]
    title_en: Annotated[
        str,
        Field(min_length=1, max_length=100, title="英文名称", json_schema_extra={"title_en": "In English"}),
    ]
    occasion: Occasion = Field(
        default="onboarding",
        title="场景",
        json_schema_extra={"title_en": "Occasion", "x-labels": ["入职", "调动", "借调", "离职"]},
    )
    position_id: UUID | None = Field(
        default=None, title="适用岗位", json_schema_extra={"title_en": "Position", "x-kind": "position"}
    )
    department_id: UUID | None = Field(
        default=None, title="适用部门", json_schema_extra={"title_en": "Department", "x-kind": "department"}
    )
    employment_type: Literal["full_time", "part_time", "intern", "dispatched", "retiree"] | None = Field(
        default=None, title="用工形式", json_schema_extra={"title_en": "Employment type"}
    )
    active: bool = Field(default=True, title="启用", json_schema_extra={"title_en": "In use"})
    tasks: Annotated[
        list[TaskIn],
        Field(min_length=1, max_length=60, title="任务", json_schema_extra={"title_en": "Tasks"}),
    ]

    @model_validator(mode="after")
    def _in_order(self) -> TemplateIn:
        seen: set[str] = set()
        for task in self.tasks:
            if task.key in seen:
                raise ValueError(f"任务编码“{task.key}”重复 (this code is there twice)")
            if missing := [n for n in task.needs if n not in seen]:
                raise ValueError(
                    f"任务“{task.title}”的前置任务 {missing} 须排在它之前 (needed tasks stand before it)"
                )
            seen.add(task.key)
        return self


class StartIn(Schema):
    """Begin a checklist by hand."""

    employee_id: UUID
    occasion: Occasion
    anchor_on: date


class MentorIn(Schema):
    """Who looks after somebody."""

    mentor_id: UUID


class DoneIn(Schema):
    """A task is done, with its proof."""

    text: Annotated[str, Field(max_length=2000)] | None = None
    file_id: UUID | None = None


class SkipIn(Schema):
    """A task isn't needed."""

    reason: Annotated[str, Field(min_length=2, max_length=300)]
