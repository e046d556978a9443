"""The wire of months."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from renshi_sdk.web import Schema

Period = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class LockIn(Schema):
    """Lock a month; ``accept_exceptions`` says that what is still open has been looked at."""

    accept_exceptions: bool = False


class CloseMonth(BaseModel):
    """Parameters of the job that computes a month. ``lock``: lock it at the end, whatever is open."""

    model_config = ConfigDict(extra="forbid")

    period: Period
    lock: bool = False


class SheetParams(BaseModel):
    """Which month the monthly sheet shows."""

    period: Period = Field(title="月份", json_schema_extra={"title_en": "Month", "x-kind": "month"})
