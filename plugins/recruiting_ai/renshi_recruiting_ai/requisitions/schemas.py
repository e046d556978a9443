"""The form of a requisition."""

from __future__ import annotations

from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class RequisitionForm(BaseModel):
    """What a manager asks for (招聘需求)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: Words = Field(
        min_length=1, max_length=80, title="岗位名称", json_schema_extra={"title_en": "Job title"}
    )
    department_id: UUID = Field(
        title="用人部门", json_schema_extra={"title_en": "Department", "x-kind": "department"}
    )
    position_id: UUID | None = Field(
        default=None, title="岗位", json_schema_extra={"title_en": "Position", "x-kind": "position"}
    )
    profile_id: UUID = Field(
        title="岗位画像",
        json_schema_extra={
            "title_en": "Job profile",
            "x-options-api": "/api/plugins/recruiting_ai/profiles/options",
        },
    )
    headcount: int = Field(default=1, ge=1, le=999, title="人数", json_schema_extra={"title_en": "Headcount"})
    city: Words | None = Field(
        default=None, max_length=40, title="工作城市", json_schema_extra={"title_en": "City"}
    )
    salary_min: Decimal | None = Field(
        default=None,
        ge=0,
        max_digits=12,
        decimal_places=2,
        title="月薪下限（元）",
        json_schema_extra={"title_en": "Monthly pay from (CNY)"},
    )
    salary_max: Decimal | None = Field(
        default=None,
        ge=0,
        max_digits=12,
        decimal_places=2,
        title="月薪上限（元）",
        json_schema_extra={"title_en": "Monthly pay to (CNY)"},
    )
    family: Words | None = Field(
        default=None,
        max_length=60,
        title="岗位族（决定招聘流程）",
        json_schema_extra={"title_en": "Job family (chooses the pipeline)"},
    )
    hours: Words | None = Field(
        default=None, max_length=60, title="工作时间", json_schema_extra={"title_en": "Working hours"}
    )
    beyond_plan: Words | None = Field(
        default=None,
        max_length=400,
        title="超编说明（超出编制时必填）",
        json_schema_extra={"title_en": "Why beyond the headcount plan (needed where it is)"},
    )
    description: Words = Field(
        min_length=1,
        max_length=4000,
        title="岗位说明（对外发布）",
        json_schema_extra={"title_en": "Description (published)", "x-kind": "textarea"},
    )
    reason: Words = Field(
        min_length=1, max_length=400, title="招聘原因", json_schema_extra={"title_en": "Reason"}
    )

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.salary_min is not None and self.salary_max is not None and self.salary_max < self.salary_min:
            raise ValueError("月薪上限不能低于下限 / the upper pay is below the lower")
        return self


class HeadcountForm(Schema):
    """Recruiting's own number of places, where the organisation keeps no plan."""

    department_id: UUID
    position_id: UUID | None = None
    year: int = Field(ge=2000, le=2200)
    planned: int = Field(ge=0, le=99999)
    note: Words | None = Field(default=None, max_length=400)
