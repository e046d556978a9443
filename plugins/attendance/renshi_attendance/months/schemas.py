"""The wire of months."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from renshi_sdk.web import Schema

from ..leave.schemas import LEAVE_CHOICE, Code
from ..settings import Clock

Period = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class LockIn(Schema):
    """Lock a month; ``accept_exceptions`` says that what is still open has been looked at."""

    accept_exceptions: bool = False
    accept_disputes: bool = False


class CloseMonth(BaseModel):
    """Parameters of the job that computes a month. ``lock``: lock it at the end, whatever is open."""

    model_config = ConfigDict(extra="forbid")

    period: Period
    lock: bool = False


class SendMonth(BaseModel):
    """Parameters of the job that asks people to confirm a month."""

    model_config = ConfigDict(extra="forbid")

    period: Period
    due_on: date


class ReopenIn(Schema):
    """Why a locked month is opened again."""

    reason: str = Field(
        min_length=2,
        max_length=300,
        title="重新打开的原因",
        json_schema_extra={"title_en": "Why it is opened again", "x-kind": "textarea"},
    )


class DisputeIn(Schema):
    """What is wrong with the month."""

    comment: str = Field(
        min_length=1,
        max_length=500,
        title="哪里有出入",
        json_schema_extra={"title_en": "What is wrong", "x-kind": "textarea"},
    )


class AnswerIn(Schema):
    """HR's answer to a dispute."""

    answer: str = Field(
        min_length=1,
        max_length=500,
        title="答复",
        json_schema_extra={"title_en": "Answer", "x-kind": "textarea"},
    )


class FixPunchIn(Schema):
    """A missing punch, asked for in the person's name."""

    time: Clock = Field(title="时间", description="如 09:00", json_schema_extra={"title_en": "Time"})
    reason: str = Field(title="原因", min_length=1, max_length=300, json_schema_extra={"title_en": "Reason"})


class FixLeaveIn(Schema):
    """A day of leave, asked for in the person's name."""

    leave_code: Code = Field(title="假期类型", json_schema_extra=LEAVE_CHOICE)
    reason: str = Field(title="事由", min_length=1, max_length=300, json_schema_extra={"title_en": "Reason"})


class AcceptIn(Schema):
    """Why an exception is as it should be."""

    note: str = Field(title="说明", min_length=1, max_length=200, json_schema_extra={"title_en": "Note"})


class SheetParams(BaseModel):
    """Which month the monthly sheet shows."""

    period: Period = Field(title="月份", json_schema_extra={"title_en": "Month", "x-kind": "month"})
