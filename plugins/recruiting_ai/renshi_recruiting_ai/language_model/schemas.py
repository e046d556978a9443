"""The wire of the language model."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema

Line = Annotated[Words, Field(max_length=200)]


class ModelWish(Schema):
    """Which model is asked, what for and where it runs. An empty key keeps the one there is for the same address."""

    enabled: bool = False
    address: Annotated[Words, Field(min_length=8, max_length=300)]
    model: Annotated[Words, Field(min_length=1, max_length=100)]
    key: Annotated[Words, Field(max_length=500, pattern=r"^[\x21-\x7e]*$")] = ""
    forget_key: bool = False
    structured: Literal["json_schema", "json_object", "none"] = "json_schema"
    seconds: int = Field(default=30, ge=1, le=120)
    daily_limit: int = Field(default=500, ge=1, le=100_000)
    samples: int = Field(default=3, ge=1, le=5)
    weight: int = Field(default=0, ge=0, le=30)
    recipient: Annotated[Words, Field(min_length=2, max_length=100)]
    recipient_contact: Line = ""
    cross_border: bool
    country: Line | None = None
    purpose: Annotated[Words, Field(min_length=10, max_length=1000)]
    assessment_id: UUID | Literal[""] | None = None

    @model_validator(mode="after")
    def _told_in_full(self) -> Self:
        # 个人信息保护法 (PIPL) art. 39: who receives it abroad, how to reach them.
        if self.cross_border and not (self.country and self.recipient_contact):
            raise ValueError(
                "向境外提供时须填写国家或地区与接收方联系方式 / a transfer abroad names the country and how the"
                " recipient is reached"
            )
        return self


class Nothing(Schema):
    pass


class AskParams(Schema):
    """Parameters of the job recruiting_ai.ask_model."""

    interview_id: str = Field(max_length=36)


class TestParams(Schema):
    """Parameters of the job recruiting_ai.test_model."""

    asked_by: str = Field(max_length=200)
