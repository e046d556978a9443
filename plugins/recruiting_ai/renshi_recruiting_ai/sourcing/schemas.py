"""The wire of channels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema

ChannelKind = Literal["careers", "job_board", "referral", "agency", "campus", "social", "other"]


class ChannelForm(Schema):
    key: str = Field(pattern=r"^[a-z0-9_-]{1,40}$", title="代号")
    title: Words = Field(min_length=1, max_length=60, title="名称")
    kind: ChannelKind = Field(title="类型")


class ChannelChange(Schema):
    title: Words = Field(min_length=1, max_length=60)
    kind: ChannelKind
    closed: bool = False


class CostForm(Schema):
    """What a channel cost over a period; for one job, or for all of them."""

    channel_id: UUID
    requisition_id: UUID | None = None
    from_on: date
    until_on: date
    amount: Decimal = Field(ge=0, max_digits=12, decimal_places=2)
    note: Words | None = Field(default=None, max_length=400)

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.until_on < self.from_on:
            raise ValueError("结束日期早于开始日期 / the period ends before it begins")
        return self
