"""The form of an offer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class OfferForm(BaseModel):
    """What is to be approved before a candidate is offered the job (录用审批)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    application_id: UUID = Field(
        title="候选人",
        json_schema_extra={
            "title_en": "Candidate",
            "x-options-api": "/api/plugins/recruiting_ai/offers/candidates",
        },
    )
    department_id: UUID = Field(
        title="入职部门", json_schema_extra={"title_en": "Department", "x-kind": "department"}
    )
    position_id: UUID | None = Field(
        default=None, title="岗位", json_schema_extra={"title_en": "Position", "x-kind": "position"}
    )
    manager_id: UUID | None = Field(
        default=None, title="直接上级", json_schema_extra={"title_en": "Manager", "x-kind": "employee"}
    )
    monthly_salary: Decimal = Field(
        gt=0,
        max_digits=12,
        decimal_places=2,
        title="月薪（元）",
        json_schema_extra={"title_en": "Monthly pay (CNY)", "x-kind": "money"},
    )
    probation_months: int = Field(
        default=0,
        ge=0,
        le=6,
        title="试用期（月）",
        description="劳动合同法第十九条：最长六个月，且以合同期限为限",
        json_schema_extra={"title_en": "Probation (months)"},
    )
    starts_on: date = Field(title="到岗日期", json_schema_extra={"title_en": "First day"})
    city: Words | None = Field(
        default=None, max_length=40, title="工作城市", json_schema_extra={"title_en": "City"}
    )
    words: Words | None = Field(
        default=None,
        max_length=2000,
        title="给候选人的话",
        json_schema_extra={"title_en": "Words to the candidate", "x-kind": "textarea"},
    )
    valid_days: int = Field(
        default=7, ge=1, le=60, title="有效天数", json_schema_extra={"title_en": "Valid (days)"}
    )
    new_version: bool = Field(
        default=False,
        title="替换进行中的录用（新版本，旧链接失效）",
        json_schema_extra={"title_en": "Replace the running offer (new version, the old link ends)"},
    )


class OfferReply(Schema):
    """The candidate's yes; `starts_on` repeats the first day that was read, so nobody accepts unseen terms."""

    starts_on: date
    phone_tail: str | None = Field(default=None, pattern=r"^\d{4}$")


class OfferDecline(Schema):
    words: Words = Field(default="", max_length=1000)
    phone_tail: str | None = Field(default=None, pattern=r"^\d{4}$")


class OfferCounter(Schema):
    """What the candidate would rather have; the offer stays open."""

    salary: Decimal | None = Field(default=None, gt=0, max_digits=12, decimal_places=2)
    words: Words = Field(min_length=2, max_length=1000)
    phone_tail: str | None = Field(default=None, pattern=r"^\d{4}$")
